"""Short addresses and the page that offers them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from minutes import settings
from minutes.shortlinks import code
from minutes.visibility import conceal
from pipeline.archive import Archive
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
        assert answer.status_code == 200
        assert "2026-03-" in text
        assert "校對" not in text
        assert "noindex" in text
        assert HELD not in unquote(text)


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
    assert "不" in text or "只供查找" in text


def test_a_withdrawn_speech_answers_410_at_its_short_address(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    transcripts.write(f"{STEM}.md", record("示範會議", "2026-01-05", tier="other"))
    view = Archive(settings.load(transcripts.path, tmp_path), in_memory=True).view(NOW)
    ident = next(i.id for i in view.document(view.public.meetings[0]).items if i.type == "speech")
    client = client_of(site(transcripts.path, tmp_path / "data", NOW))
    short = f"{code(STEM)[:8]}.{ident}"
    assert place(client.get(f"/s/{short}").location) == f"/speech/{ident}"
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
        assert all(len(urlsplit(s["short_url"]).path) <= 40 for s in speeches)
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
        assert "<script>alert" not in text
    assert "\\[x\\](javascript:1)" in client.get(f"/m/{code(STEM)[:8]}/link").get_data(as_text=True)
