"""What the archive says of a record: its days, authors, licence and a true description."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given

from minutes.records.front_matter import Bilingual, Correction, Edit, Session
from tests.webapp.records import hostile, record, sample_shelf, shelf, speech
from webapp.formats.bibliography import DESCRIPTION, opening, record_key

DAY = dt.date(2026, 1, 5)


def test_a_record_was_published_on_the_day_its_correction_window_let_it_out() -> None:
    # Ten working days, 29 May bridged and made up on 3 June: so the tenth is 5 June.
    meeting = record("2017-05-19-第七次協作會議", date=dt.date(2017, 5, 19))
    assert shelf(meeting).days(meeting).published == dt.date(2017, 6, 6)


def test_a_stated_later_day_of_publication_counts() -> None:
    meeting = record(date=DAY, edit=Edit(published=dt.date(2026, 2, 2)))
    assert shelf(meeting).days(meeting).published == dt.date(2026, 2, 2)


def test_a_stated_day_before_the_window_let_it_out_does_not_count() -> None:
    meeting = record(date=DAY, edit=Edit(published=DAY))
    assert shelf(meeting).days(meeting).published == dt.date(2026, 1, 20)


def test_days_still_to_come_are_slips_and_count_for_nothing() -> None:
    meeting = record(
        date=DAY,
        edit=Edit(published=dt.date(2062, 1, 21)),
        corrections=(Correction(dt.date(2062, 1, 30), "更正"),),
    )
    books = shelf(meeting)
    assert books.days(meeting).published == books.days(meeting).changed == dt.date(2026, 1, 20)


def test_a_waived_record_was_published_on_the_day_it_states_or_that_of_the_meeting() -> None:
    silent = record(date=DAY, edit=Edit(waiver_reason="全體同意提前公開"))
    telling = record(
        date=DAY, edit=Edit(waiver_reason="全體同意提前公開", published=dt.date(2026, 1, 8))
    )
    assert shelf(silent).days(silent).published == DAY
    assert shelf(telling).days(telling).published == dt.date(2026, 1, 8)


def test_a_bundle_was_published_after_its_last_session() -> None:
    meeting = record(date=DAY, sessions=(Session(DAY), Session(dt.date(2026, 1, 12))))
    assert shelf(meeting).days(meeting).published == dt.date(2026, 1, 27)


def test_a_correction_updates_a_record() -> None:
    meeting = record(date=DAY, corrections=(Correction(dt.date(2026, 2, 9), "更正數字"),))
    assert shelf(meeting).days(meeting).changed == dt.date(2026, 2, 9)


def test_a_record_without_any_date_has_no_day_of_publication() -> None:
    meeting = record("無日期", date=None, tier="other", kind="talk")
    books = shelf(meeting)
    assert books.days(meeting).published is None
    assert books.days(meeting).changed is None


def test_the_summary_that_people_wrote_is_the_description() -> None:
    meeting = record(summary=Bilingual("大家談了遮陽。", "They spoke of shade."))
    items = [speech("張假名", "這是一段夠長的發言，但是摘要優先於它。")]
    assert shelf(meeting).description(meeting, items) == "大家談了遮陽。"
    assert shelf(meeting, lang="en").description(meeting, items) == "They spoke of shade."


def test_without_a_summary_the_first_substantial_words_are_given_with_their_speakers() -> None:
    items = [
        speech("張假名", "大家好。"),
        speech("張假名", "今天要談的是公園遊具的遮陽問題。"),
        speech("張假名", "請提案人先說明這個提案的由來。"),
        speech("Ann Sample", "I took the temperature of the slide myself."),
    ]
    assert opening(items) == (
        "張假名：今天要談的是公園遊具的遮陽問題。請提案人先說明這個提案的由來。"
        "Ann Sample: I took the temperature of the slide myself."
    )


def test_a_record_without_words_has_no_description() -> None:
    meeting = record()
    assert shelf(meeting).description(meeting, [speech("張假名", "好。")]) == ""


@given(hostile, hostile)
def test_no_description_is_longer_than_promised(speaker: str, words: str) -> None:
    assert len(opening([speech(speaker, words * 5)])) <= DESCRIPTION


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("MIT", "https://spdx.org/licenses/MIT.html"),
        ("all rights reserved", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_licence_is_named_by_the_address_of_its_text(licence: str, address: str) -> None:
    meeting = record(licence=licence)
    assert shelf(meeting).licence(meeting) == address


def test_a_record_key_holds_nothing_of_the_title() -> None:
    assert record_key("2026-01-05-張假名的申訴").isascii()
    assert record_key("2026-01-05-a") != record_key("2026-01-05-b")


def test_every_record_of_the_sample_has_a_day_and_a_description(
    sample: Path, tmp_path: Path
) -> None:
    books, view = sample_shelf(sample, tmp_path)
    for meeting in view.public.meetings:
        published = books.days(meeting).published
        assert published is not None, meeting
        assert published >= (meeting.date or published)
        assert books.description(meeting, view.document(meeting).items)
