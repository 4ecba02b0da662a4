"""Short addresses and the page that offers them."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from minutes import settings
from minutes.addresses.short_ids import code
from minutes.publication.gate import conceal
from pipeline.archive.archive import Archive
from tests.conftest import Transcripts
from tests.webapp.outward_sites import BASE, client_of, record, site

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
STEM = "2026-01-05-示範會議"
HELD = "2026-02-27-還在校對的會議"


@pytest.fixture
def client(transcripts: Transcripts, tmp_path: Path) -> FlaskClient:
    """An archive with a public record, a held one, a withdrawn one, and one that was renamed."""
    transcripts.write("archive.yaml", f"base_url: {BASE}\n")
    transcripts.write(f"{STEM}.md", record("示範會議", "2026-01-05", tier="other"))
    transcripts.write(f"{HELD}.md", record("還在校對的會議", "2026-02-27", tier="monthly"))
    transcripts.write("2026-01-07-撤下的會議.md", record("撤下的會議", "2026-01-07", tier="other"))
    transcripts.write(
        "2026-01-05-Second-meeting.md", record("Second meeting", "2026-01-05", tier="other")
    )
    transcripts.write(
        "withdrawn.yaml", "- {meeting: 2026-01-07-撤下的會議, date: 2026-02-01, reason: 個資}\n"
    )
    transcripts.write(".redirects", f"2026-01-05-舊名：第一版\t{STEM}\n")
    return client_of(site(transcripts.path, tmp_path / "data", NOW))


def place(location: str) -> str:
    return unquote(urlsplit(location).path)


def test_a_short_address_leads_to_its_record_in_both_languages(client: FlaskClient) -> None:
    short = code(STEM)[:8]
    assert place(client.get(f"/m/{short}").location) == f"/{STEM}"
    assert client.get(f"/m/{short}").status_code == 301
    assert place(client.get(f"/en/m/{short.upper()}").location) == f"/en/{STEM}"


def test_the_short_address_of_a_former_name_still_leads_to_the_record(client: FlaskClient) -> None:
    short = code("2026-01-05-舊名：第一版")[:8]
    assert place(client.get(f"/m/{short}").location) == f"/{STEM}"


def test_a_held_record_says_only_when_it_is_due(client: FlaskClient) -> None:
    for path in (
        f"/m/{code(HELD)[:8]}",
        f"/en/m/{code(HELD)[:8]}",
        f"/m/{code(HELD)[:8]}/link",
        f"/embed/m/{code(HELD)[:8]}",
    ):
        answer = client.get(path)
        text = answer.get_data(as_text=True)
        assert answer.status_code == 200, path
        assert "2026-03-" in text, path
        assert "校對" not in text, path
        assert "noindex" in text, path
        assert HELD not in unquote(text), path


def test_no_other_door_opens_for_a_held_record(client: FlaskClient) -> None:
    short = code(HELD)[:8]
    assert client.get(f"/api/v1/meetings/{short}").status_code == 404
    assert client.get(f"/oembed?url={BASE}/m/{short}").status_code == 404
    assert client.get("/m/2026-02-27").status_code == 404


def test_a_withdrawn_record_says_that_it_is_withdrawn(client: FlaskClient) -> None:
    answer = client.get(f"/m/{code('2026-01-07-撤下的會議')[:8]}")
    assert answer.status_code == 410
    assert "個資" in answer.get_data(as_text=True)
    assert client.get(f"/api/v1/meetings/{code('2026-01-07-撤下的會議')[:8]}").status_code == 410


def test_what_nobody_has_given_out_is_not_found(client: FlaskClient) -> None:
    for path in (
        "/m/00000000",
        "/m/x",
        "/s/00000000.abc",
        "/s/x",
        "/c/77",
        "/c/a/link",
        "/i/none",
        "/m/2026-13-01",
    ):
        assert client.get(path).status_code == 404, path


def test_a_day_lists_its_records_with_their_short_addresses_and_is_not_for_citing(
    client: FlaskClient,
) -> None:
    text = client.get("/m/2026-01-05").get_data(as_text=True)
    assert "示範會議" in text
    assert "Second meeting" in text
    assert f"/m/{code(STEM)[:8]}" in text
    assert 'name="robots" content="noindex"' in text
    assert "只供查找；引用時請使用各份紀錄自己的短網址" in text
    for more in ("/link", "/qr.svg"):
        assert client.get(f"/m/2026-01-05{more}").status_code == 404
    assert client.get(f"/oembed?url={BASE}/m/2026-01-05").status_code == 404


def test_a_withdrawn_speech_answers_410_at_its_short_address(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    transcripts.write(f"{STEM}.md", record("示範會議", "2026-01-05", tier="other"))
    view = Archive(settings.load(transcripts.path, tmp_path), in_memory=True).view(NOW)
    ident = next(i.id for i in view.document(view.public.meetings[0]).items if i.type == "speech")
    client = client_of(site(transcripts.path, tmp_path / "data", NOW))
    short = f"{code(STEM)[:8]}.{ident}"
    assert unquote(client.get(f"/s/{short}").location).endswith(f"/{STEM}#s{ident}")
    tombstone = f"- {{meeting: {STEM}, speech: {conceal(ident)}, date: 2026-02-01, reason: 個資}}\n"
    transcripts.write("withdrawn.yaml", tombstone)
    assert client.get(f"/s/{short}").status_code == 410
    assert client.get(f"/api/v1/speeches/{short}").status_code == 410
    assert client.get(f"/embed/s/{short}").status_code == 410
    assert "開始開會" not in client.get("/data/items.jsonl").get_data(as_text=True)


def test_short_addresses_have_at_most_forty_characters(sample: Path, tmp_path: Path) -> None:
    client = client_of(site(sample, tmp_path))
    for meeting in client.get("/api/v1/meetings?limit=100").json["items"]:
        assert len(urlsplit(meeting["short_url"]).path) <= 40
        speeches = client.get(f"/api/v1/meetings/{meeting['id']}/speeches?limit=100").json["items"]
        assert all(len(urlsplit(s["short_url"]).path) <= 40 for s in speeches), meeting
    for issue in client.get("/api/v1/issues").json["items"]:
        assert len(urlsplit(issue["short_url"]).path) <= 40
        assert client.get(urlsplit(issue["short_url"]).path).status_code == 301


def test_an_issue_with_a_long_name_has_a_short_address_too(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    slug = "一個名字非常長的議題不可能放進四十個字元之內"
    transcripts.write(f"issues/{slug}.md", "---\ntitle: 長名議題\n---\n")
    client = client_of(site(transcripts.path, tmp_path / "data", NOW))
    (issue,) = client.get("/api/v1/issues").json["items"]
    short = urlsplit(issue["short_url"]).path
    assert len(short) <= 40
    assert place(client.get(short).location) == f"/issue/{slug}"
    assert place(client.get(short.upper().replace("/I/", "/i/")).location) == f"/issue/{slug}"
    (transcripts.path / f"issues/{slug}.md").rename(transcripts.path / "issues/short.md")
    transcripts.write(".redirects", f"issue/{slug}\tissue/short\n")
    renamed = client_of(site(transcripts.path, tmp_path / "other", NOW))
    for path in (short, f"/i/{slug}", "/i/short"):
        assert place(renamed.get(path).location) == "/issue/short"


def test_the_page_link_this_offers_everything_to_copy_and_a_picture_without_styles(
    client: FlaskClient,
) -> None:
    short = f"/m/{code(STEM)[:8]}"
    text = client.get(f"{short}/link").get_data(as_text=True)
    for part in (
        f"{BASE}{short}",
        f"[示範會議]({BASE}{short})",
        "&lt;iframe",
        "&lt;minutes-record",
        "/qr.svg",
    ):
        assert part in text
    picture = client.get(f"{short}/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    root = ET.fromstring(picture.data)  # noqa: S314 (our own output)
    assert root.tag.endswith("svg")
    assert not any("style" in e.attrib or e.tag.endswith("style") for e in root.iter())


def test_a_title_full_of_marks_stays_a_title_in_what_is_copied(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    title = "'\"><script>alert(1)</script> [x](javascript:1)'"
    transcripts.write(f"{STEM}.md", record(title, "2026-01-05", tier="other"))
    client = client_of(site(transcripts.path, tmp_path / "data", NOW))
    for path in ("link", "card"):
        address = f"/m/{code(STEM)[:8]}/link" if path == "link" else f"/embed/m/{code(STEM)[:8]}"
        text = client.get(address).get_data(as_text=True)
        assert "<script>alert" not in text, path
    assert "\\[x\\](javascript:1)" in client.get(f"/m/{code(STEM)[:8]}/link").get_data(as_text=True)


SCHEDULE = """
- {date: 2040-02-20, tier: collaborative, title: 第77案協作會議, case: 77}
- {date: 2040-03-20, tier: collaborative, title: 第78案協作會議, case: [78, 79]}
- {date: 2040-03-05, tier: collaborative, kind: pre_meeting, title: 第78案會前會, case: 78}
- {date: 2026-01-20, tier: collaborative, title: 第80案協作會議, case: 80}
- {date: 2026-02-20, tier: collaborative, title: 第81案協作會議, case: 81, not_held: 提案人撤案，不再召開}
"""


@pytest.fixture
def announced(transcripts: Transcripts, tmp_path: Path) -> FlaskClient:
    """Cases without a public record: on the schedule, and one known from a held record alone."""
    transcripts.write("archive.yaml", f"base_url: {BASE}\n")
    transcripts.write("schedule.yaml", SCHEDULE)
    for case, day in (("77", "2040-02-20"), ("82", "2040-02-24")):
        title, body = f"第{case}案協作會議：金絲雀", "### 金絲雀：\n\n金絲雀說話。\n"
        told = record(title, day, body, tier="collaborative", kind="main", case=case)
        transcripts.write(f"{day}-第{case}案協作會議-金絲雀.md", told)
    return client_of(site(transcripts.path, tmp_path / "data", NOW))


@pytest.mark.parametrize(
    ("case", "meeting", "due"),
    [
        ("77", "2040年2月20日", "2040-03-07"),
        ("78", "2040年3月5日", "2040-03-21"),
        ("79", "2040年3月20日", "2040-04-06"),
        ("80", "2026年1月20日", ""),
    ],
)
def test_an_announced_case_says_when_it_meets_and_when_its_record_may_be_read(
    announced: FlaskClient, case: str, meeting: str, due: str
) -> None:
    for path in (f"/c/{case}", f"/c/{case}/link", f"/c/{case}/qr.svg", f"/embed/c/{case}"):
        answer = announced.get(path)
        text = answer.get_data(as_text=True)
        assert answer.status_code == 200, path
        assert meeting in re.sub("<[^>]+>", "", text), path
        assert f'datetime="{due}"' in text if due else "等候紀錄" in text, path
        assert "noindex" in text, path
        assert "金絲雀" not in text, path
    assert "at the earliest" in announced.get("/en/c/79").get_data(as_text=True)


def test_what_is_said_of_an_announced_case_does_not_depend_on_held_records(
    transcripts: Transcripts, announced: FlaskClient, tmp_path: Path
) -> None:
    pages = ("/c/77", "/en/c/77", "/embed/c/77", "/c/77/link")
    before = [announced.get(page).data for page in pages]
    for file in transcripts.path.glob("2040-*.md"):
        file.unlink()
    without = client_of(site(transcripts.path, tmp_path / "other", NOW))
    assert [without.get(page).data for page in pages] == before


def test_a_case_that_was_called_off_or_is_known_to_a_held_record_alone_is_not_found(
    announced: FlaskClient,
) -> None:
    for case in ("81", "82", "077777"):
        for path in (f"/c/{case}", f"/c/{case}/link", f"/c/{case}/qr.svg", f"/embed/c/{case}"):
            assert announced.get(path).status_code == 404, path
    for case in ("77", "82"):
        assert announced.get(f"/api/v1/cases/{case}").status_code == 404
        assert announced.get(f"/oembed?url={BASE}/c/{case}").status_code == 404


def test_every_name_that_a_record_ever_had_keeps_its_short_address(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    names = [f"2026-01-05-第{n}個名字" for n in range(1, 5)]
    rows = "".join(f"{old}\t{new}\n" for old, new in pairwise(names))
    transcripts.write(".redirects", rows)
    transcripts.write(f"{names[-1]}.md", record("示範會議", "2026-01-05", tier="other"))
    client = client_of(site(transcripts.path, tmp_path / "data", NOW))
    for name in names:
        assert place(client.get(f"/m/{code(name)[:8]}").location) == f"/{names[-1]}"
        assert place(client.get(f"/en/m/{code(name)[:8]}").location) == f"/en/{names[-1]}"


def test_a_new_record_under_a_former_name_does_not_take_its_short_address_over(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    old, new = "2026-01-05-名字", "2026-01-05-改過的名字"
    transcripts.write(".redirects", f"{old}\t{new}\n")
    transcripts.write(f"{new}.md", record("原來的會議", "2026-01-05", tier="other"))
    transcripts.write(f"{old}.md", record("後來的會議", "2026-01-05", tier="other"))
    client = client_of(site(transcripts.path, tmp_path / "data", NOW))
    asked = client.get(f"/m/{code(old)[:8]}")
    assert asked.status_code == 300
    assert {"原來的會議", "後來的會議"} <= set(re.findall(r"..的會議", asked.text))
    assert place(client.get(f"/m/{code(new)[:8]}").location) == f"/{new}"


def test_two_records_whose_ids_begin_alike_are_both_offered_where_they_share_an_address(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    first, second = "record-249586", "record-312999"  # the first two of record-N whose codes do
    for name in (first, second):
        transcripts.write(f"{name}.md", record(f"題 {name}", "2026-01-05", tier="other"))
    client = client_of(site(transcripts.path, tmp_path / "data", NOW))
    shared = client.get(f"/m/{code(first)[:8]}")
    assert shared.status_code == 300
    assert 'name="robots" content="noindex"' in shared.text
    for meeting in client.get("/api/v1/meetings").json["items"]:
        path = urlsplit(meeting["short_url"]).path
        assert path in shared.text, meeting
        assert place(client.get(path).location) == f"/{meeting['id']}"
