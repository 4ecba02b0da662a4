"""Lists of those who signed, or did not: tables of names with agencies, offices or signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, filterfalse
from operator import attrgetter

from minutes.records.speaker_labels import tidy
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import plain
from pipeline.readers.drafting.people import PresentPerson, listed
from pipeline.readers.recognition.lines import Cell, Line, Row, bare
from pipeline.readers.recognition.tables import columns
from pipeline.readers.recognition.tables.flat_rows import flat

_HEAD_ROWS = 3  # among which the columns are named
_ABSENT = re.compile("請假|缺席|未出席|未與會|未派(?:員|代表)|公假|未到|absent", re.I)
_TELLING = (columns.AGENCY, columns.ROLE, columns.SIGNED)  # one of them stands beside the names


def people(rows: Sequence[Row], place: int, draft: Draft) -> list[Line] | None:
    """A list of those who signed, as lines of attendance; None where the table is no such list."""
    head = next((at for at, row in enumerate(rows[:_HEAD_ROWS]) if _names_people(row)), None)
    if head is None:
        return None
    sheet = _Sheet.of(rows[head:])
    everybody = list(sheet.everybody())
    here, away = list(filterfalse(_AWAY, everybody)), list(filter(_AWAY, everybody))
    if not everybody:
        return None
    sheet.tell_columns(draft)
    draft.guess(
        "sign-in",
        f"簽到表的 {len(here)} 人列為出席、{len(away)} 人列為請假",
        f"The table of signatures: {len(here)} present, {len(away)} absent",
    )
    above = [flat(row, place) for row in rows[:head]]
    told = [f"出席：{listed(here)}"] * bool(here) + [f"請假：{listed(away)}"] * bool(away)
    return above + [bare(words, place) for words in told]


_AWAY = attrgetter("away")


def _names_people(row: Row) -> bool:
    """Whether a row names a column of people and one that tells more of them, and none of words."""
    names, said = _has(row, columns.NAME), _has(row, columns.SAID)
    return all((names, not said, any(_has(row, form) for form in _TELLING)))


def _has(row: Row, form: re.Pattern[str]) -> bool:
    return columns.column(row, form) is not None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The rows below a heading that names columns of people."""

    head: Row
    rows: Sequence[Row]
    names: int | None
    roles: int | None
    agencies: int | None

    @classmethod
    def of(cls, rows: Sequence[Row]) -> _Sheet:
        """The sheet whose first row is its heading."""
        head, *below = _side_by_side(rows)
        asked = (columns.NAME, columns.ROLE, columns.AGENCY)
        return cls(head, below, *(columns.column(head, form) for form in asked))

    def tell_columns(self, draft: Draft) -> None:
        """Say which columns tell something of people that is not in the record, besides that they signed."""
        asked = {self.names, self.roles, self.agencies}
        signed = {
            at for at, cell in enumerate(self.head) if columns.is_called(cell, columns.SIGNED)
        }
        columns.tell_others((self.head, *self.rows), asked | signed, draft)
        marks = (columns.cell_of(row, at).words for row in self.rows for at in signed)
        draft.consume(*(cell.words for cell in self.head), *marks)

    def everybody(self) -> Iterator[PresentPerson]:
        """Who was there and who was not; an agency goes on in the rows below it."""
        agency = ""
        for row in self.rows:
            own = columns.cell_of(row, self.agencies)
            goes_on = own.continued or self.agencies is not None
            agency = tidy(own.words) or agency * goes_on
            yield from self._of_row(row, agency)

    def _of_row(self, row: Row, agency: str) -> Iterator[PresentPerson]:
        role = tidy(columns.cell_of(row, self.roles).words)
        away = any(_ABSENT.search(cell.words) for cell in row)
        for name in _names(columns.cell_of(row, self.names)) or [""] * away:
            yield PresentPerson(name or agency, None, agency * bool(name), role, away)


def _side_by_side(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows of a list of people; where its columns stand there twice or more, beside each other, those of the
    second block below those of the first."""
    times = sum(columns.is_called(cell, columns.NAME) for cell in rows[0])
    width, over = divmod(len(rows[0]), max(times, 1))
    if times < 2 or over:
        return rows
    starts = range(0, len(rows[0]), width)
    first, *others = ([row[start : start + width] for row in rows] for start in starts)
    return [*first, *chain.from_iterable(block[1:] for block in others)]


def _names(cell: Cell) -> list[str]:
    """The names in a cell, one on a line; none where it only says that nobody came."""
    return list(filter(_is_name, map(tidy, plain(cell.spans).split("\n"))))


def _is_name(line: str) -> bool:
    return bool(line) and not _ABSENT.fullmatch(line.strip("（()）"))
