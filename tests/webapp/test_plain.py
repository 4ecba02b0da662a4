"""Words from strangers lose their tricks and keep their sense."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

import webapp
from minutes import settings
from minutes.text.shortening import one_line, paragraphs, shorten
from pipeline.index import indexer
from tests.conftest import Transcripts
from tests.webapp.records import hostile, read_xml


@given(hostile)
def test_one_line_is_one_line_that_xml_may_hold(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    element = ET.Element("a")
    element.text = line
    assert (read_xml(ET.tostring(element, encoding="utf-8")).text or "") == line


@given(hostile)
def test_doing_it_twice_changes_nothing(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    assert paragraphs(paragraphs(text)) == paragraphs(text)


def test_letters_of_every_script_and_joined_pictures_stay() -> None:
    text = "臺灣 ᏣᎳᎩ العربية 👩‍👩‍👧 ½ ｱ"
    assert one_line(text) == text


def test_direction_overrides_and_control_characters_go() -> None:
    assert one_line("a\u202eb\u2066c\x00d\x1b[31me\ud800f") == "abcd[31mef"


def test_every_kind_of_line_end_parts_words() -> None:
    assert one_line("a\nb\r\nc\rd\u2028e\u2029f\x85g") == "a b c d e f g"
    assert paragraphs("a\r\n\r\nb\u2028c") == "a\nb\nc"


@given(st.text(max_size=200), st.integers(0, 80))
def test_what_is_cut_is_short_enough_and_begins_the_same(text: str, limit: int) -> None:
    cut = shorten(text, limit)
    assert len(cut) <= limit
    assert text.startswith(cut.removesuffix("…"))


def test_a_cut_falls_between_words_where_there_are_words() -> None:
    assert shorten("one two three four", 12) == "one two…"
    assert shorten("開放政府聯絡人", 5) == "開放政府…"
    assert shorten("whole", 5) == "whole"


def test_marks_that_turn_the_reading_direction_do_not_reach_a_page(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    transcripts.write(
        "2020-01-01-turned.md", "# 2020-01-01 前\u202e後\u2066\n\n### 甲\u202e乙：\n話\u202a語\n"
    )
    told = settings.load(transcripts.path, tmp_path / "data")
    indexer.refresh(told)
    client = webapp.create_app(told).test_client()
    for path in ("/", "/meetings", "/2020-01-01-turned", "/search?q=話"):
        text = client.get(path).text
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text), path
