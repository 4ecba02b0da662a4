"""Feeds keep to RFC 4287, 5005 and 6721, and tell no time that is not the record's own."""

import datetime as dt
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from hypothesis import given

from minutes.publication.gate import Withdrawal
from minutes.records.front_matter import Bilingual, Correction
from minutes.text.han import count_han
from tests.webapp.records import BASE, hostile, read_xml, record, sample_shelf, shelf
from webapp.formats.atom import PER_PAGE, entry_id, feed
from webapp.formats.bibliography import Bibliography
from webapp.links.building import Lang, Scope

A = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
AT = "{http://purl.org/atompub/tombstones/1.0}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(books: Bibliography, **told: object) -> ET.Element:
    """The feed of all of an archive's records, checked."""
    found = feed(books, "全部紀錄", books.links.home(), books.view.meetings, **told)  # type: ignore[arg-type]  # options by name
    assert found is not None
    root = read_xml(found)
    check(root)
    return root


def check(root: ET.Element) -> None:
    """What RFC 4287 asks of a feed (4.1.1) and of an entry (4.1.2)."""
    assert root.tag == f"{A}feed"
    for element in (root, *root.iter(f"{A}entry")):
        for name in ("id", "title", "updated"):
            (only,) = element.findall(f"{A}{name}")
            assert only.text, (element, name)
        assert dt.datetime.fromisoformat(element.findtext(f"{A}updated", "")).tzinfo
        assert element.findtext(f"{A}id", "").startswith("tag:minutes.example.tw,2026:")
        kinds = [
            (x.get("type"), x.get("hreflang"))
            for x in element.findall(f"{A}link")
            if x.get("rel") == "alternate"
        ]
        assert kinds, element
        assert len(kinds) == len(set(kinds)), element
        assert len(element.findall(f"{A}summary")) <= 1
        assert all((x.findtext(f"{A}name") or "").strip() for x in element.findall(f"{A}author")), (
            element
        )
    assert root.find(f"{A}author") is not None
    ids = [x.findtext(f"{A}id") for x in root.iter(f"{A}entry")]
    assert len(ids) == len(set(ids))
    for link in root.iter(f"{A}link"):
        assert (link.get("href") or "").startswith("https://")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_feed_of_the_sample_is_an_atom_feed_of_its_records(
    sample: Path, tmp_path: Path, lang: Lang
) -> None:
    books, view = sample_shelf(sample, tmp_path, lang)
    root = read(books)
    assert root.get(LANG) == {"zh": "zh-Hant-TW", "en": "en"}[lang]
    entries = root.findall(f"{A}entry")
    assert len(entries) == min(PER_PAGE, len(view.public.meetings))
    times = [e.findtext(f"{A}updated", "") for e in entries]
    assert times == sorted(times, reverse=True)
    assert root.findtext(f"{A}updated") == times[0]


def test_an_entry_is_as_old_as_its_publication_and_as_new_as_its_latest_correction() -> None:
    meeting = record(corrections=(Correction(dt.date(2026, 2, 9), "更正數字"),))
    entry = read(shelf(meeting)).find(f"{A}entry")
    assert entry is not None
    assert entry.findtext(f"{A}published") == "2026-01-20T00:00:00+08:00"
    assert entry.findtext(f"{A}updated") == "2026-02-09T00:00:00+08:00"


def test_the_same_archive_gives_the_same_feed_at_any_time() -> None:
    meetings = [record(f"2026-01-0{n}-會議", date=dt.date(2026, 1, n)) for n in range(1, 6)]
    later = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    first, second = (shelf(*meetings), shelf(*meetings[::-1], now=later))
    told = [feed(b, "全部", b.links.home(), b.view.meetings) for b in (first, second)]
    assert told[0] == told[1]


def test_an_entry_has_one_id_in_every_feed_and_both_languages() -> None:
    meeting = record("2026-01-05-張假名的申訴")
    zh, en = shelf(meeting), shelf(meeting, lang="en")
    ids = {
        read(books, scope=scope).findtext(f"{A}entry/{A}id")
        for books in (zh, en)
        for scope in (Scope(), Scope("tier", "monthly"), Scope("search", "遮陽"))
    }
    assert ids == {entry_id(zh, meeting.id)}
    assert ids.pop().isascii()  # type: ignore[union-attr]  # checked above


def test_feeds_of_different_scopes_have_different_ids() -> None:
    books = shelf(record())
    scopes = [
        Scope(),
        Scope("tier", "monthly"),
        Scope("tier", "seasonal"),
        Scope("agency", "monthly"),
        Scope("speaker", "張假名"),
        Scope("search", "張假名"),
    ]
    assert len({read(books, scope=s).findtext(f"{A}id") for s in scopes}) == len(scopes)


def test_a_long_feed_goes_on_in_pages_that_hold_every_record_once() -> None:
    count = 2 * PER_PAGE + 1
    meetings = [
        record(f"2025-{n}", date=dt.date(2025, 1, 1) + dt.timedelta(days=n)) for n in range(count)
    ]
    books = shelf(*meetings)
    seen: list[str] = []
    number = 1
    while True:
        root = read(books, page=number)
        seen += [e.findtext(f"{A}id", "") for e in root.findall(f"{A}entry")]
        links = {x.get("rel"): x.get("href") for x in root.findall(f"{A}link")}
        assert links["self"] == books.links.feed(page=number)
        assert links["first"] == books.links.feed()
        assert links["last"] == books.links.feed(page=3)
        assert ("previous" in links) == (number > 1)
        if "next" not in links:
            break
        number += 1
        assert links["next"] == books.links.feed(page=number)
    assert number == 3
    assert len(seen) == len(set(seen)) == count


@pytest.mark.parametrize("page", [0, -1, 2, 10**9])
def test_there_is_no_page_beyond_the_last(page: int) -> None:
    books = shelf(record())
    assert feed(books, "全部", BASE, books.view.meetings, page=page) is None


def test_a_withdrawn_record_leaves_a_tombstone_that_repeats_none_of_its_words() -> None:
    gone = record("2026-01-06-張假名的申訴", date=dt.date(2026, 1, 6))
    stays = record()
    grave = Withdrawal(meeting=gone.id, date=dt.date(2026, 3, 2), reason="當事人要求")
    speech_only = Withdrawal(
        meeting=stays.id, date=dt.date(2026, 3, 3), reason="個資", speech="f" * 64
    )
    before = entry_id(shelf(gone), gone.id)
    books = shelf(gone, stays, withdrawals=(grave, speech_only))
    root = read(books)
    (stone,) = root.findall(f"{AT}deleted-entry")
    assert stone.get("ref") == before
    assert stone.get("when") == "2026-03-02T00:00:00+08:00"
    assert stone.findtext(f"{AT}comment") == "當事人要求"
    assert root.findtext(f"{A}updated") == "2026-03-02T00:00:00+08:00"
    assert "張假名" not in ET.tostring(root, encoding="unicode")


def test_a_held_record_is_in_no_feed() -> None:
    held = record("2026-03-09-月會", date=dt.date(2026, 3, 9))
    assert read(shelf(held, record())).findtext(f"{A}entry/{A}title") == "示範會議"
    assert len(read(shelf(held, record())).findall(f"{A}entry")) == 1


def test_an_empty_archive_has_a_valid_feed() -> None:
    assert read(shelf()).findall(f"{A}entry") == []


def test_a_record_without_any_date_is_left_out() -> None:
    assert read(shelf(record("無日期", date=None, tier="other"))).findall(f"{A}entry") == []


def test_the_summary_is_the_records_own_or_what_the_site_gives() -> None:
    meeting = record(summary=Bilingual("大家談了遮陽。"))
    books = shelf(meeting)
    assert read(books).findtext(f"{A}entry/{A}summary") == "大家談了遮陽。"
    told = read(books, summary=lambda m: f"{m.title}的開頭")
    assert told.findtext(f"{A}entry/{A}summary") == "示範會議的開頭"


@given(hostile, hostile, hostile)
def test_no_name_breaks_a_feed(title: str, name: str, summary: str) -> None:
    meeting = record(title=title, host_agency=(name,), summary=Bilingual(summary))
    books = shelf(meeting)
    entry = read(books, scope=Scope("search", name)).find(f"{A}entry")
    assert entry is not None
    assert entry.findtext(f"{A}title") == books.title(meeting)
    assert [x.findtext(f"{A}name") for x in entry.findall(f"{A}author")] == list(
        books.authors(meeting)
    )


def test_the_two_languages_are_two_feeds() -> None:
    ids = {read(shelf(record(), lang=lang)).findtext(f"{A}id") for lang in ("zh", "en")}
    assert len(ids) == 2


def test_a_feed_that_holds_nothing_is_as_old_as_the_archive() -> None:
    books = shelf(record(date=dt.date(2026, 1, 5)))
    found = feed(books, "空的", books.links.home(), ())
    assert found is not None
    updated = read_xml(found).findtext(f"{A}updated", "")
    assert updated == read(books).findtext(f"{A}updated")


def test_no_label_stands_twice_in_an_entry(sample: Path, tmp_path: Path) -> None:
    books, _ = sample_shelf(sample, tmp_path)
    for entry in read(books).findall(f"{A}entry"):
        labels = [c.get("label") for c in entry.findall(f"{A}category")]
        assert len(labels) == len(set(labels)), entry.findtext(f"{A}title")


def test_an_entry_carries_the_first_words_of_its_record(client: FlaskClient) -> None:
    root = read_xml(client.get("/feed.atom").data)
    entries = root.findall(f"{A}entry")
    told = [e for e in entries if e.findtext(f"{A}summary")]
    assert len(told) == len(entries)


def test_first_words_say_their_language_in_whichever_feed_they_stand(client: FlaskClient) -> None:
    """Who wrote a summary in both languages is read in that of the feed; words of the record stay."""
    entries = read_xml(client.get("/en/feed.atom").data).findall(f"{A}entry")
    summaries = [summary for e in entries for summary in e.findall(f"{A}summary")]
    told = {summary.get(XML_LANG): summary.text or "" for summary in summaries}
    assert set(told) == {"en", "zh-Hant-TW"}
    assert count_han(told["zh-Hant-TW"]) > 10 > count_han(told["en"])
