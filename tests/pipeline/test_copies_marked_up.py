"""A copy of a withdrawn record is known by what is read, whatever stands between its letters."""

import re

import pytest

from minutes.publication.withdrawn_records import KeptRecord, marks, marks_anywhere
from tests.pipeline.test_tombstones_know_records import record, said

MARKED_UP = {
    "comments": lambda words: "<!-- a < b -->".join(words),
    "tags": lambda words: "<b></b>".join(words),
    "entities": lambda words: "".join(f"&#{ord(letter)};" for letter in words),
    "links": lambda words: "".join(f"[{letter}](https://example.org/a)" for letter in words),
    "a heading": lambda words: f"#### {words}",
    "a narrative": lambda words: f"> （{words}）",
    "letters that nobody sees": "\u3164".join,
    "letters of another script": "ㄅ".join,
    "letters of another script, before much else": lambda words: (
        "ㄅ".join(words) + "".join(chr(0x4E00 + 37 * n % 5000) for n in range(9000))
    ),
    "titles of links": lambda words: "".join(
        f'[{w}](https://example.org "(甲(乙)丙)")' for w in words
    ),
    "addresses with brackets": lambda words: "".join(f"[{w}](//example.org/a(b)c)" for w in words),
    "addresses and titles with brackets of both kinds": lambda words: "".join(
        f"[{w}](http://example.org/甲乙(丙丁)[戊己])" for w in re.findall(".{1,6}", words)
    ),
    "titles with an open bracket": lambda words: "".join(
        f'[{w}](<http://example.org/甲(乙丙丁戊> "己[庚]辛")' for w in re.findall(".{1,6}", words)
    ),
    "tags that hold the sign of their end": lambda words: '<b title="甲>乙丙丁戊己庚辛">'.join(
        re.findall(".{1,6}", words)
    ),
    "tags that hold the sign of a beginning": lambda words: '<b title="甲<乙丙丁戊己庚辛">'.join(
        re.findall(".{1,6}", words)
    ),
    "comments that end at once": lambda words: "<!-->甲乙丙丁戊己 -->".join(
        re.findall(".{1,6}", words)
    ),
    "headings of few letters": lambda words: "".join(
        f"#### {w}\n\n" for w in re.findall(".{1,9}", words)
    ),
    "marks of withdrawn speeches": lambda words: (
        f"> （本段發言已於 2026-02-20 撤下。理由：{words}）"
    ),
    "signs of less and more": lambda words: f"1 < {words} > 2",
    "an address": lambda words: f"<https://example.org/{words}>",
    "the head": lambda words: f"---\nsummary: {words}\n---\n### 王範例：\n好。\n",
}


@pytest.mark.parametrize("how", MARKED_UP)
def test_a_copy_is_known_by_what_is_read_however_it_is_marked_up(how: str) -> None:
    kept = KeptRecord.of("row", "name", marks(b"key", record(1)))
    words = f"{said(1)}{said(101)}"
    assert kept.share_in(marks_anywhere(b"key", MARKED_UP[how](words))) > 0.9
    assert kept.share_in(marks_anywhere(b"key", MARKED_UP[how](said(2)))) < 0.1
