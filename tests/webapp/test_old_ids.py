"""Whoever comes by an id that a speech had once: pages, short links, API, oEmbed, embeds, anchors."""

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from minutes import clock
from minutes.addresses.short_ids import code
from pipeline.history import ledger, written
from pipeline.publishing.withdrawal import withdraw
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FIRST, NAME, SECOND, THIRD, ident, mended, text
from webapp import create_app

FILE = f"{NAME}.md"
NOTE = "---\ncorrections:\n  - {date: 2026-02-07, what: 更正誤字, asked_by: host}\n---\n"
NEW = mended(FIRST)


@dataclass
class Site:
    archive: GitArchive

    @property
    def client(self) -> FlaskClient:
        return create_app(self.archive.settings).test_client()

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url="http://localhost")


@pytest.fixture
def corrected(tmp_path: Path) -> Site:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: text(NEW, SECOND, head=NOTE)})
    archive.index()
    return Site(archive)


SHORT = code(NAME)[:8]


def test_an_old_address_leads_to_the_corrected_speech_and_shows_the_difference(
    corrected: Site,
) -> None:
    old, new = ident(FIRST), ident(NEW)
    for path in (f"/speech/{old}", f"/s/{SHORT}.{old}"):
        answer = corrected.get(path)
        assert answer.status_code == 301, path
        assert answer.location == f"/speech/{new}?was={old}", path
    page = corrected.get(f"/speech/{new}?was={old}").text
    assert "這段發言在" in page
    assert "訂正過" in page
    assert "<ins>" in page
    assert "更正誤字" in page
    english = corrected.get(f"/en/speech/{new}?was={old}").text
    assert "This speech was corrected on" in english


def test_an_old_anchor_is_in_the_record_and_says_what_became_of_it_without_scripts(
    corrected: Site,
) -> None:
    page = corrected.get(f"/{quote(NAME)}").text
    assert f"id=s{ident(FIRST)} " in page
    assert page.index(f"id=s{ident(FIRST)} ") < page.index(f"id=s{ident(NEW)}>")


SHORT_WORDS = "好，謝謝。"
NOTES = (
    "---\ncorrections:\n  - {date: 2026-02-07, what: 更正錯字}\n"
    "  - {date: 2026-02-10, what: 更正日期}\n---\n"
)


def corrected_twice(tmp_path: Path) -> GitArchive:
    """A speech beside a short one, corrected on 7 and 10 February, with a note each."""
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SHORT_WORDS, SECOND)})
    first = NOTES.partition("  - {date: 2026-02-10")[0] + "---\n"
    archive.commit({FILE: text(NEW, SHORT_WORDS, SECOND, head=first)})
    archive.wait(2)
    archive.commit({FILE: text(mended(FIRST, 2), SHORT_WORDS, SECOND, head=NOTES)})
    archive.index()
    return archive


def test_a_speech_that_was_corrected_twice_tells_both_days_and_both_notes(tmp_path: Path) -> None:
    site = Site(corrected_twice(tmp_path))
    page = site.get(f"/speech/{ident(mended(FIRST, 2))}?was={ident(FIRST)}").text
    assert "2026年2月7日" in page
    assert "最近一次是" in page
    assert "2026年2月10日" in page
    assert page.index("更正錯字") < page.index("更正日期")
    later = site.get(f"/speech/{ident(mended(FIRST, 2))}?was={ident(NEW)}").text
    assert "更正日期" in later
    assert "更正錯字" not in later


def test_a_note_stands_beside_the_revision_that_it_tells_of_alone(tmp_path: Path) -> None:
    archive = corrected_twice(tmp_path)
    archive.commit({FILE: text(mended(FIRST, 3), SHORT_WORDS, SECOND, head=NOTES)})
    archive.index()
    page = Site(archive).get(f"/{quote(NAME)}/history").text
    assert [page.count(what) for what in ("更正錯字", "更正日期")] == [1, 1]
    assert page.count("訂正 1 段") == 3


def test_a_short_speech_beside_a_mended_one_was_not_corrected(tmp_path: Path) -> None:
    archive = corrected_twice(tmp_path)
    old = ident(SHORT_WORDS, FIRST, SHORT_WORDS, SECOND)
    new = ident(SHORT_WORDS, mended(FIRST, 2), SHORT_WORDS, SECOND)
    for head in (NOTES, NOTES.replace("更正日期", "遮蔽個資")):  # then nothing older is shown
        archive.commit({FILE: text(mended(FIRST, 2), SHORT_WORDS, SECOND, head=head)})
        archive.index()
        site = Site(archive)
        assert site.get(f"/speech/{old}").location == f"/speech/{new}?was={old}", head
        for path in (f"/speech/{new}?was={old}", f"/embed/s/{SHORT}.{new}"):
            assert "訂正過" not in site.get(path).text, path
        [note] = re.findall(
            f"<p class=was id=s{old} [^>]*>(.*?)</p>", site.get(f"/{quote(NAME)}").text
        )
        assert "內容沒有改" in note, head
        assert "內容沒有改" in site.get(f"/api/v1/speeches/{old}").get_json()["detail"], head
    written = "".join(text for _, text in pending(archive))
    assert f"{old}\tsame\t" in written


def pending(archive: GitArchive) -> list[tuple[Path, str]]:
    settings = archive.settings
    book = ledger.load(archive.data)
    zone = settings.archive.zone
    return list(written.pending(settings.transcripts, book, lambda *_: False, zone))


def test_a_speech_that_was_corrected_and_then_split_tells_the_day_of_the_split(
    tmp_path: Path,
) -> None:
    archive = corrected_twice(tmp_path)
    parts = mended(FIRST, 2).rpartition("，")
    archive.wait(3)
    archive.commit({FILE: text(parts[0], parts[2], SHORT_WORDS, SECOND, head=NOTES)})
    archive.index()
    day = "2026年2月14日"
    page = Site(archive).get(f"/speech/{ident(FIRST)}")
    assert (page.status_code, day in page.text) == (300, True)
    assert "更正" not in page.text.partition("<h1>")[2]
    assert day in Site(archive).get(f"/embed/s/{SHORT}.{ident(FIRST)}").text
    archive.commit({FILE: text(SHORT_WORDS, SECOND, head=NOTES)})
    archive.index()
    gone = Site(archive).get(f"/speech/{ident(FIRST)}")
    assert (gone.status_code, "2026年2月15日" in gone.text) == (410, True)


def test_what_became_of_an_anchor_is_told_in_the_language_of_the_page(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST + THIRD, SECOND)})
    archive.commit({FILE: text(FIRST, THIRD, SECOND)})
    archive.index()
    for place, told in (("", "這段發言分成了幾段"), ("/en", "This speech was split into several")):
        page = Site(archive).get(f"{place}/{quote(NAME)}").text
        assert told in page.partition(f"id=s{ident(FIRST + THIRD)} ")[2][:200], place


def test_the_one_version_that_was_committed_is_shown_beside_an_edit_that_was_not_yet(
    tmp_path: Path,
) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.write(FILE, text(mended(FIRST), SECOND))
    archive.index()
    site = Site(archive)
    page = site.get(f"/{quote(NAME)}/history").text
    assert f"@{archive.made[0][:12]}" in page
    assert "不予顯示" not in page
    assert "<ins>" in site.get(f"/speech/{ident(mended(FIRST))}?was={ident(FIRST)}").text


def test_the_api_and_oembed_and_cards_know_old_ids(corrected: Site) -> None:
    old, new = ident(FIRST), ident(NEW)
    for name in (old, f"{SHORT}.{old}"):
        answer = corrected.get(f"/api/v1/speeches/{name}")
        assert answer.status_code == 301, name
        assert corrected.get(answer.location).get_json()["id"] == new, name
    for address in (f"speech/{old}", f"s/{SHORT}.{old}", f"{quote(NAME)}%23s{old}"):
        answer = corrected.get(f"/oembed?url=http://localhost/{address}")
        assert "第1次訂正後" in json.loads(answer.data)["html"], address
    card = corrected.get(f"/embed/s/{SHORT}.{old}")
    assert card.status_code == 200
    assert "訂正過" in card.text


def test_what_is_not_certain_is_offered_to_choose_from(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST + THIRD, SECOND)})
    archive.commit({FILE: text(FIRST, THIRD, SECOND)})
    archive.index()
    site, old = Site(archive), ident(FIRST + THIRD)
    for path in (f"/speech/{old}", f"/s/{SHORT}.{old}"):
        answer = site.get(path)
        assert answer.status_code == 300, path
        assert FIRST in answer.text, path
        assert THIRD in answer.text, path
    answer = site.get(f"/api/v1/speeches/{old}")
    assert answer.status_code == 300
    assert len(answer.get_json()["choices"]) == 2
    assert site.get(f"/embed/s/{SHORT}.{old}").status_code == 300


def test_what_is_gone_says_where_it_stood(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SECOND, THIRD)})
    archive.commit({FILE: text(FIRST, THIRD)})
    archive.index()
    site, old = Site(archive), ident(SECOND)
    answer = site.get(f"/speech/{old}")
    assert answer.status_code == 410
    assert FIRST in answer.text
    assert SECOND not in answer.text
    assert site.get(f"/api/v1/speeches/{old}").status_code == 410
    addresses = f"speech/{old}", f"s/{SHORT}.{old}", "speech/aaaaaaaaaaaa"
    embedded = [site.get(f"/oembed?url=http://localhost/{address}") for address in addresses]
    assert [answer.status_code for answer in embedded] == [404, 404, 404]
    assert site.get(f"/oembed?url=http://localhost/{quote(NAME)}%23s{old}").status_code == 200


def test_an_id_leads_on_into_the_record_that_was_cut_off_from_its_own(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SECOND, THIRD)})
    archive.commit({FILE: text(NEW, SECOND, THIRD)})
    archive.commit({FILE: text(SECOND, THIRD), "2026-01-03-下午.md": text(NEW)})
    archive.index()
    site, old = Site(archive), ident(FIRST)
    from_here = f"/s/{SHORT}."
    for path in (
        f"/speech/{old}",
        f"/speech/{old}?in={NAME}",
        f"{from_here}{old}",
        f"{from_here}{ident(NEW)}",
    ):
        answer = site.get(path)
        assert (answer.status_code, ident(NEW) in answer.text) == (300, True), path
    for name in (old, f"{SHORT}.{old}", f"{SHORT}.{ident(NEW)}"):
        answer = site.get(f"/api/v1/speeches/{name}")
        assert (answer.status_code, ident(NEW) in answer.text) == (300, True), name
    archive.commit({"2026-01-03-下午.md": text(*NEW.split("，", 1))})
    archive.index()
    parts = Site(archive).get(f"/speech/{old}").text
    assert all(part in parts for part in NEW.split("，", 1))
    archive.commit({"2026-01-03-下午.md": text(mended(NEW, 2))})
    archive.index()
    assert ident(mended(NEW, 2)) in Site(archive).get(f"/speech/{old}").text
    withdraw(archive.settings, "2026-01-03-下午", "當事人要求", clock.now())
    archive.index()
    assert Site(archive).get(f"/speech/{old}").status_code == 410


def test_an_old_id_of_a_speech_that_was_withdrawn_later_tells_of_the_withdrawal(
    corrected: Site,
) -> None:
    old, new = ident(FIRST), ident(NEW)
    withdraw(corrected.archive.settings, NAME, "當事人要求", clock.now(), speech=new)
    corrected.archive.index()
    for path in (f"/speech/{new}", f"/speech/{old}", f"/s/{SHORT}.{old}"):
        answer = corrected.get(path)
        assert answer.status_code == 410, path
        assert "當事人要求" in answer.text, path
        assert "遮陽設施" not in answer.text, path


def test_a_record_that_vanished_says_so_and_a_held_one_says_nothing(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SECOND), "2026-01-03-二.md": text(THIRD)})
    archive.commit({FILE: None})
    archive.index()
    site = Site(archive)
    for path in (f"/speech/{ident(FIRST)}", f"/s/{SHORT}.{ident(FIRST)}"):
        assert site.get(path).status_code == 410, path
    for path in ("/speech/aaaaaaaaaaaa", f"/s/{SHORT}.aaaaaaaaaaaa"):
        assert site.get(path).status_code == 404, path
    held = "---\nedit: {hold_until: 2999-01-01}\n---\n"
    archive.commit({FILE: text(NEW, SECOND, head=held)})
    archive.index()
    assert Site(archive).get(f"/speech/{ident(FIRST)}").status_code == 404


@pytest.mark.parametrize("year", [1990, 2099])
def test_a_commit_of_a_day_that_cannot_be_tells_no_day(tmp_path: Path, year: int) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SECOND)})
    day, archive.day = archive.day, dt.datetime(year, 5, 1, tzinfo=dt.UTC)
    archive.commit({FILE: text(NEW, SECOND), "2026-01-03-二.md": text(THIRD)})
    archive.index()
    pages = [f"/speech/{ident(NEW)}?was={ident(FIRST)}", f"/{quote(NAME)}/history"]
    told = [Site(archive).get(page).text for page in (*pages, f"/{quote(NAME)}/timemap")]
    assert "這段發言訂正過。" in told[0]
    assert [page for page in told if str(year) in page] == []
    archive.day = day
    archive.commit({FILE: text(mended(FIRST, 2), SECOND)})
    archive.index()
    assert (
        "這段發言在"
        in Site(archive).get(f"/speech/{ident(mended(FIRST, 2))}?was={ident(FIRST)}").text
    )
    archive.day = dt.datetime(year, 6, 1, tzinfo=dt.UTC)
    archive.commit({FILE: None})
    archive.index()
    gone = Site(archive).get(f"/speech/{ident(FIRST)}")
    assert (gone.status_code, str(year) in gone.text) == (410, False)
