"""What the report of an import says of the count: how many letters the file has, and which of them are nowhere."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import compress
from operator import attrgetter

from minutes.text.numerals import plural
from pipeline.readers.audit.alignment import unaccounted
from pipeline.readers.audit.office import odt_passages, word_passages
from pipeline.readers.audit.old_word import old_word_passages
from pipeline.readers.audit.passages import CannotCount, CountedPassage, letters
from pipeline.readers.audit.printed import printed_passages
from pipeline.readers.audit.rich_text import rich_text_passages
from pipeline.readers.audit.texts import (
    ass_passages,
    caption_passages,
    decoded,
    element_passages,
    json_passages,
    page_passages,
    sbv_passages,
    text_passages,
)
from pipeline.readers.drafting.outcome import Count, Imported, ImportNote, Lost, place

_MOST = 30  # passages with missing words that a person reads
_QUOTE = 40
_CAPTIONS = re.compile(r"\s*(?:WEBVTT|(?:.{1,80}\n)?\s*[\d:]+[.,]\d+\s*-->)")
_PAGE = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|p|table|meta|h\d|span)\b",
    re.I | re.S,
)
_AKOMA_NTOSO = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*<[^>]*>.*?<(?:[\w.-]+:)?debate[\s>]|^\s*<(?:[\w.-]+:)?(?:akomaNtoso|debate)[\s>]",
    re.S,
)
_JSON = re.compile(r'\s*[\[{]\s*[\[{"]')
_BY_TEXT = (
    (_CAPTIONS, caption_passages),
    (re.compile(r"\s*\d+:\d\d:\d\d\.\d{3},\d+:\d\d:\d\d\.\d{3}\s*\n"), sbv_passages),
    (re.compile(r"\s*\[(?:script info|v4\+? styles|events)\]", re.I), ass_passages),
    (_PAGE, page_passages),
    (_JSON, json_passages),
)
_HEAD = 200_000  # bytes in which a file says what it is


def audited(made: Imported, data: bytes) -> Imported:
    """The import with its count, and in its report every passage of the file of which letters are missing."""
    told = {note.code for note in (*made.guessed, *made.dropped)}
    try:
        passages = [one for one in passages_of(data) if one.letters and one.told not in told]
    except CannotCount:
        return replace(made, guessed=(*made.guessed, _NOT_COUNTED))
    record = letters(html.unescape(made.markdown))
    found = unaccounted(map(_LETTERS, passages), record, map(letters, made.left_out))
    lost = tuple(map(Lost, compress(passages, found), map(tuple, filter(None, found))))
    count = Count(sum(map(len, map(_LETTERS, passages))), len(record), lost)
    dropped = (*made.dropped, *_missing(lost))
    return replace(
        made, count=count, guessed=(*made.guessed, _of_count(made, count)), dropped=dropped
    )


_LETTERS = attrgetter("letters")
_BLANK = b"\xef\xbb\xbf \t\r\n"
_BY_MAGIC = (
    (b"%PDF", printed_passages),
    (b"{\\rtf", rich_text_passages),
    (b"\xd0\xcf\x11\xe0", old_word_passages),
)
_NOT_COUNTED = ImportNote(
    "not-counted",
    "字數沒有另外核對（這個檔案的文字無法另外取得），請與原檔對照",
    "The letters were not counted: the words of this file cannot be had a second way. Compare the record with the file",
)


def passages_of(data: bytes) -> Iterator[CountedPassage]:
    """The words of a file, which its own first bytes say how to find."""
    if data.startswith(b"PK"):
        return odt_passages(data) if b"content.xml" in data else word_passages(data)
    for magic, passages in _BY_MAGIC:
        if data.lstrip(_BLANK).startswith(magic):
            return passages(data)
    if _AKOMA_NTOSO.search(data[:_HEAD]):
        return element_passages(data)
    text = decoded(data)
    of_text = (passages for begins, passages in _BY_TEXT if begins.match(text))
    return next(of_text, text_passages)(text)


def _of_count(made: Imported, count: Count) -> ImportNote:
    """The count as a line of the report."""
    speeches = sum(times for _, times in made.speakers)
    zh = f"有 {count.letters:,} 個字說不出去處" if count.lost else "每個字都有去處"
    en = f"{count.letters:,} of them are nowhere" if count.lost else "each of them is accounted for"
    return ImportNote(
        "characters",
        f"字數（文字與數字，由原檔另外計算）：原檔 {count.source:,} 字，紀錄 {count.record:,} 字，"
        f"發言 {speeches:,} 段，發言者 {len(made.speakers)} 位；逐字核對，{zh}",
        f"Counted in the file itself (letters and digits): {count.source:,} in the file, {count.record:,} in the record, "
        f"{plural(speeches, 'speech', 'speeches')} of {plural(len(made.speakers), 'speaker')}; "
        f"compared letter by letter, {en}",
    )


def _missing(lost: tuple[Lost, ...]) -> Iterator[ImportNote]:
    """Each passage of which letters are missing; of very many, the first."""
    yield from map(_note, lost[:_MOST])
    if len(lost) > _MOST:
        more = len(lost) - _MOST
        yield ImportNote(
            "lost-words", f"另有 {more} 處也有缺字", f"letters are missing at {more} more places"
        )


def _note(one: Lost) -> ImportNote:
    zh, en = place(one.passage.place, one.passage.unit)
    words = " ".join(one.passage.words.split())[:_QUOTE]
    pieces = "…".join(one.pieces)[:_QUOTE]
    number = sum(map(len, one.pieces))
    return ImportNote(
        "lost-words",
        f"「{words}」有 {number} 個字沒有進入紀錄：「{pieces}」，請與原檔核對（{zh}）",
        f"Of “{words}”, {plural(number, 'letter')} did not get into the record: “{pieces}”; compare with the original ({en})",
    )
