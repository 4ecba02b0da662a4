"""Forms with the head and the parts of minutes (時間｜…, 決議｜…), as their fields and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from minutes.records.head_lines import CHAIRS, is_head_field, is_section
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.recognition.lines import Cell, Line, Row, bare, split
from pipeline.readers.recognition.tables import columns

_FEWEST = 3  # rows
_MOSTLY = 0.6  # of the rows begin with a field: numbers of matters stand between


def fields(rows: Sequence[Row], place: int, _draft: Draft) -> list[Line] | None:
    """The fields of a form, and what stands in them, in lines of their own; None where the first cells of most
    rows are no fields."""
    first = sum(_is_field(row[0]) for row in rows)
    if len(rows) < _FEWEST or first < _MOSTLY * len(rows):
        return None
    return list(chain.from_iterable(_Row(place + at).lines(row) for at, row in enumerate(rows)))


def _is_field(cell: Cell) -> bool:
    name = "".join(_name(cell).split())
    return any((is_head_field(name), is_section(name), name in CHAIRS))


def _name(cell: Cell) -> str:
    return cell.words.rstrip(":： ")


@dataclass(slots=True)
class _Row:
    """A row at its place, with the field that is open in it."""

    place: int
    open: list[str] = field(default_factory=list)

    def lines(self, row: Row) -> Iterator[Line]:
        """時間：下午2時, or a heading with the lines below it."""
        for cell in columns.filled(row):
            if _is_field(cell):
                self.open = [_name(cell)]
            else:
                yield from self._of_field(cell)
        yield from self._closed()

    def _of_field(self, cell: Cell) -> Iterator[Line]:
        lines = list(split(cell.spans, self.place))
        if self.open and len(lines) == 1:
            yield replace(lines[0], spans=(TextRun(f"{self.open.pop()}："), *cell.spans))
        else:
            yield from chain(self._closed(), lines)

    def _closed(self) -> list[Line]:
        """The open field as a line of its own, if there is one."""
        closed = [bare(f"{name}：", self.place) for name in self.open]
        self.open = []
        return closed
