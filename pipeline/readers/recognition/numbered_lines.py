"""Numbers that a program or a court reporter puts before every line of a page: they are nobody's words; and numbers before the labels
of some, which go on through a source among those of others."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from itertools import filterfalse, pairwise, starmap
from operator import attrgetter

from minutes.records.speaker_labels import calling, calls_behind_space
from minutes.text.numerals import parse, plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.looks import FEW, USUAL
from pipeline.readers.recognition.lines import Line

_NUMBERED = re.compile(
    r"\f*[ \t]{0,8}(?P<number>\d{1,4})(?:(?:[ \t]{2,}|\t)(?P<words>.*)|[ \t]*)[\f\r]*"
)
_PAGE = re.compile(r"\s*(?:[-–—]\s*)?(?:page\s*|第\s*)?\d{1,4}(?:\s*頁)?(?:\s*[-–—])?\s*", re.I)
_NEARLY_ALL = 0.8  # of the lines with words bear a number
_GO_ON = 0.8  # of the numbers are one more than those above, or begin anew with 1
_FEWEST = 10


def without_line_numbers(rows: Sequence[str], draft: Draft) -> Sequence[str]:
    """The rows; where each has the number of its line before it, without these and without the numbers of pages,
    which are told. Numbers of a list stay: between them stand words without."""
    numbered = list(filter(None, map(_number, rows)))
    words = sum(map(bool, map(str.strip, rows))) - sum(map(_is_page, rows))
    if not _count_lines(list(map(_value, numbered)), words):
        return rows
    draft.drop(
        "line-numbers",
        f"{len(numbered)} 行行首的行號",
        f"The numbers of {plural(len(numbered), 'line')}",
        rows.index(numbered[0].string) + 1,
    )
    draft.consume(*(row.removesuffix(_words_of(row)) for row in rows))
    return list(map(_words_of, rows))


def _number(row: str) -> re.Match[str] | None:
    return _NUMBERED.fullmatch(row)


def _value(found: re.Match[str]) -> int:
    return int(found["number"])


def _words_of(row: str) -> str:
    """A row without its number; nothing of the number of a page."""
    if _is_page(row):
        return ""
    found = _number(row)
    return found["words"] or "" if found else row


def _is_page(row: str) -> bool:
    """Whether a row, far from the margin, is no more than the number of a page."""
    return _PAGE.fullmatch(row) is not None and _number(row) is None


def _count_lines(numbers: Sequence[int], words: int) -> bool:
    """Whether numbers count nearly all lines with words, page by page."""
    enough = len(numbers) >= max(_FEWEST, _NEARLY_ALL * words)
    on = sum(starmap(_goes_on, pairwise(numbers)))
    return enough and on >= _GO_ON * (len(numbers) - 1)


def _goes_on(before: int, after: int) -> bool:
    return after in (before + 1, 1)


# -- before labels ---------------------------------------------------------------------------------


def counts_on(found: Sequence[Candidate], lines: Sequence[Line]) -> bool:
    """Whether the numbers before labels go on by one through the source, past labels without one: 11、王示範：, 範例部：,
    12、李範例：. The entries of a list stand together."""
    numbered = list(filter(_is_called, filter(_BEARS_NUMBER, found)))
    numbers = list(filter(None, (_counted(lines[one.line]) for one in numbered)))
    steps = sum(after - before == 1 for before, after in pairwise(numbers))
    others = sorted(map(_LINE, filterfalse(_BEARS_NUMBER, found)))
    parted = {bisect(others, one.line) for one in numbered}
    return len(parted) > FEW and steps >= USUAL * (len(numbered) - 1) > 0


_LINE, _BEARS_NUMBER = attrgetter("line"), attrgetter("numbered")


def _is_called(one: Candidate) -> bool:
    return calling(one.name) is not None or calls_behind_space(one.name)


def _counted(line: Line) -> int | None:
    found = _COUNTED.match(line.shown)
    return parse(found[1]) if found else None


_COUNTED = re.compile(r"\W*([\d一二三四五六七八九十百零〇]{1,5})")


__all__ = ["counts_on", "without_line_numbers"]
