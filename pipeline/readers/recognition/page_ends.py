"""What the pages of a printed transcript add to its words: their numbers, and the heads and feet that run through."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, compress, pairwise, product, takewhile

from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.outcome import Unit
from pipeline.readers.recognition.lines import Line

PAGE_END = "\f"
"""What stands for a row of no words at the end of a page: the paragraph may go on below it."""
_DASH = "[-－–—─~～]"
_NUMBER = re.compile(
    rf"\s*(?:{_DASH}+\s*(?P<dashed>\d{{1,4}})\s*{_DASH}+|第\s*(?P<han>\d{{1,4}})\s*頁(?:[\s，,/／]*共\s*\d+\s*頁)?"
    r"|(?:page|p\.)\s*(?P<latin>\d{1,4})(?:\s*(?:of|/)\s*\d+)?)\s*",
    re.I,
)
_FEWEST = 2  # pages that end
_HALF = 0.5  # of the pages have the same head or foot
_QUOTE = 24
_DIGITS = re.compile(r"[\d\s]+")
_GOES_ON = re.compile(
    r"[。！？!?」』，、：:]\s*$"
)  # sentences and labels end so, no head of a page


def without_pages(lines: Sequence[Line], draft: Draft, unit: Unit) -> Sequence[Line]:
    """The paragraphs of a file that was made of printed pages, without what ends these; one that a page divides
    goes on below it."""
    rows = without_page_ends([line.text for line in lines], draft, unit)
    whole = compress(lines, map(PAGE_END.__ne__, rows))
    above = chain((" ",), rows)
    begun = compress(map(PAGE_END.__ne__, above), map(PAGE_END.__ne__, rows))
    return [
        replace(line, fresh=line.fresh and (fresh or _is_indented(line)))
        for line, fresh in zip(whole, begun, strict=True)
    ]


def _is_indented(line: Line) -> bool:
    return line.text.startswith(("\u3000", "\t"))


def without_page_ends(rows: Sequence[str], draft: Draft, unit: Unit = "line") -> Sequence[str]:
    """The rows; for the numbers of pages, what recurs beside them and the empty rows around these stands
    `PAGE_END`, and they are told. Nothing is done where no numbers or form feeds part pages."""
    pages = _Pages(rows, _page_ends(rows))
    furniture = pages.furniture() if len(pages.ends) >= _FEWEST else frozenset()
    if not furniture:
        return rows
    first = min(furniture)
    words = rows[first].strip()[:_QUOTE]
    draft.drop(
        "page-ends",
        f"{len(furniture)} 行頁碼與每頁重複的頁首、頁尾，如「{words}」",
        f"{plural(len(furniture), 'line')} of page numbers and of heads and feet of pages, such as “{words}”",
        first + 1,
        unit,
    )
    draft.leave(*map(rows.__getitem__, furniture))
    gone = {*furniture, *pages.empty_beside(furniture)}
    return [PAGE_END if at in gone else row for at, row in enumerate(rows)]


def _page_ends(rows: Sequence[str]) -> dict[int, bool]:
    """The rows where a page ends, and whether each is no more than the number of the page."""
    found = ((at, _NUMBER.fullmatch(row)) for at, row in enumerate(rows))
    numbers = {at: int(number[number.lastgroup]) for at, number in found if number}  # type: ignore[index]  # each way has a name
    counted = all(after == before + 1 for before, after in pairwise(numbers.values()))
    fed = (at for at, row in enumerate(rows) if row.startswith(PAGE_END))
    return dict.fromkeys(fed, False) | dict.fromkeys(numbers if counted else (), True)


@dataclass(frozen=True, slots=True)
class _Pages:
    """The rows of a text, and those of them where pages end."""

    rows: Sequence[str]
    ends: dict[int, bool]

    def furniture(self) -> frozenset[int]:
        """The numbers of pages, and what stands beside many of the ends of pages."""
        beside = sorted({at for end in self.ends for at in self._beside(end)})
        times, everywhere = Counter(map(self._words, beside)), Counter(map(_bare, self.rows))
        many = max(_FEWEST, _HALF * len(self.ends) / 2)
        recurring = (
            at
            for at in beside
            if max(many, everywhere[self._words(at)] - 1) <= times[self._words(at)]
        )
        numbers = (end for end, is_number in self.ends.items() if is_number)
        found = frozenset([*recurring, *numbers])
        alike = set(map(self._words, found))
        return found.union(at for at in self._first_and_last() if self._words(at) in alike - {""})

    def _first_and_last(self) -> Iterator[int]:
        """The first and the last row with words, beside which no page ends."""
        yield self._nearest(-1, 1)
        yield self._nearest(len(self.rows), -1)

    def _beside(self, end: int) -> Iterator[int]:
        """The nearest rows with words above and below an end, or the row itself, that may run through all pages."""
        here = [end] if self._may_run(end) else []
        near = (self._nearest(end, step) for step in (-1, 1))
        yield from [*here, *filter(self._may_run, near)]

    def _nearest(self, at: int, step: int) -> int:
        """The nearest row with words before or behind a place."""
        return at + step * (1 + len(list(self._empty(at, step))))

    def _may_run(self, at: int) -> bool:
        words = self.rows[at].strip() if 0 <= at < len(self.rows) else ""
        return bool(words) and not self.ends.get(at) and not _GOES_ON.search(words)

    def _words(self, at: int) -> str:
        return _bare(self.rows[at])

    def empty_beside(self, rows: Iterable[int]) -> Iterator[int]:
        """The empty rows around some rows."""
        for at, step in product(rows, (-1, 1)):
            yield from self._empty(at, step)

    def _empty(self, at: int, step: int) -> Iterator[int]:
        """The empty rows on one side of a row, the nearest first."""
        there = range(at + step, len(self.rows) if step > 0 else -1, step)
        return takewhile(lambda near: not self.rows[near].strip(), there)


def _bare(row: str) -> str:
    """The words of a row without numbers and white space."""
    return _DIGITS.sub("", row)


__all__ = ["PAGE_END", "without_page_ends", "without_pages"]
