"""Tables of which a column or two hold what people say, each with the name before the own words, and no column says who
speaks (項次｜討論內容｜決議｜期限, 編號｜逐字稿｜備註)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat, starmap
from operator import attrgetter

from minutes.records.speaker_labels import calling, is_account, tidy
from minutes.text import label_forms
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun, plain
from pipeline.readers.drafting.outcome import Unit
from pipeline.readers.recognition.lines import Cell, Line, Row, split
from pipeline.readers.recognition.tables import columns
from pipeline.readers.recognition.tables.flat_rows import on_one_line

_FEWEST = 3  # rows in which somebody is named
_NEARLY_ALL = 0.8  # of the cells of the column
_LONGEST = 200  # characters of a line that are looked at
_LONGEST_NAME = 20
_CODE = re.compile(r"[A-Za-z]{0,4}[-_.]?\d{1,4}(?:[-_.]\d{1,4}){0,2}|\d{1,3}/\d{1,2}")
_SENTENCE = re.compile(rf"[。！？!?，]|{label_forms.ENGLISH_END}")


def spoken_columns(rows: Sequence[Row], place: int, draft: Draft) -> list[Line] | None:
    """The lines of the columns in which nearly each cell begins with who speaks, and below those of a row what stands
    in its other columns, as nobody's words; None for any other table."""
    head, *body = rows
    found = (_Column.of(body, at) for at in range(max(map(len, rows))))
    table = _Table(head, body, list(filter(_Column.is_labelled, found))).with_head_spoken()
    if not table.is_spoken():
        return None
    draft.guess(
        "table-of-speeches",
        "表格裡逐段寫明發言者的欄當作發言，其他欄當作旁白",
        "Columns of a table that name who says each part were read as speeches, the others as narratives",
    )
    draft.consume(*table.left())
    return list(chain.from_iterable(map(table.lines, table.body, repeat(place))))


@dataclass(frozen=True, slots=True)
class _Column:
    """A column by its number, with the lines of each of its cells that has words."""

    at: int
    cells: Sequence[Sequence[str]]

    @classmethod
    def of(cls, rows: Sequence[Row], at: int) -> _Column:
        """The column of a table."""
        held = filter(_HAS_WORDS, (columns.cell_of(row, at) for row in rows))
        return cls(at, list(map(_lines, held)))

    @property
    def names(self) -> Counter[str]:
        """What stands before a colon at the beginning of its lines, and how often."""
        return Counter(filter(None, map(_label, chain.from_iterable(self.cells))))

    def is_labelled(self) -> bool:
        """Whether nearly all of its cells begin with the name of somebody."""
        names = self.names
        named = [_is_somebody(_label(lines[0]), names) for lines in self.cells]
        return sum(named) >= max(_FEWEST, _NEARLY_ALL * len(named))


def _holds_sentence(lines: Sequence[str]) -> bool:
    return _SENTENCE.search("".join(lines)) is not None


_HAS_WORDS = attrgetter("words")


def _lines(cell: Cell) -> list[str]:
    return list(filter(None, map(str.strip, plain(cell.spans).split("\n"))))


def _label(line: str) -> str:
    """What stands before a colon at the beginning of a line; "" for nothing."""
    cut = label_forms.FORM_OF["colon"].pattern.fullmatch(line[:_LONGEST])
    name = tidy(cut["name"]) if cut and cut["rest"] else ""
    return name if len(name) <= _LONGEST_NAME else ""


def _is_somebody(name: str, times: Counter[str]) -> bool:
    return bool(name) and (
        calling(name) in ("person", "office") or is_account(name) or times[name] > 1
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of which some columns are what people say."""

    head: Row
    body: Sequence[Row]
    said: Sequence[_Column]

    def is_spoken(self) -> bool:
        """Whether several people say sentences in these columns, and come back."""
        cells = list(chain.from_iterable(column.cells for column in self.said))
        names = sum((column.names for column in self.said), Counter[str]())
        sentences = sum(map(_holds_sentence, cells))
        return 1 < len(names) < names.total() and sentences >= _NEARLY_ALL * len(cells)

    def with_head_spoken(self) -> _Table:
        """The table; where somebody speaks in its first row too, that names no columns and is one more."""
        names = sum((column.names for column in self.said), Counter[str]())
        cells = (columns.cell_of(self.head, column.at) for column in self.said)
        labels = (_label(line) for line in chain.from_iterable(map(_lines, cells)))
        spoken = any(_is_somebody(label, names) for label in labels)
        return replace(self, head=(), body=(self.head, *self.body)) if spoken else self

    def lines(self, row: Row, place: int) -> Iterator[Line]:
        """What is said in a row, then what its other cells hold, besides numbers."""
        cells = (columns.cell_of(row, column.at) for column in self.said)
        for line in chain.from_iterable(split(cell.spans, place) for cell in cells):
            yield replace(line, fresh=True)
        others = list(chain.from_iterable(starmap(self._named, self._others(row))))
        if others:
            yield Line((TextRun("（"), *others[1:], TextRun("）")), place, kind="aside")

    def _named(self, heading: str, cell: Cell) -> Iterator[TextRun]:
        """A bar, the heading of a cell and what stands in it; nothing of a number."""
        if not _is_code(cell):
            yield from (TextRun(" ｜ "), TextRun(f"{heading}："), *on_one_line(cell.spans))

    def left(self) -> Iterator[str]:
        """The words that are left out: the headings, and the numbers of the rows."""
        yield from map(_HAS_WORDS, self.head)
        others = chain.from_iterable(map(self._others, self.body))
        yield from (cell.words for _, cell in others if _is_code(cell))

    def _others(self, row: Row) -> Iterator[tuple[str, Cell]]:
        """The cells of the other columns that hold words, with their headings."""
        said = {column.at for column in self.said}
        cells = enumerate(row)
        return (
            (columns.cell_of(self.head, at).words, cell)
            for at, cell in cells
            if at not in said and cell.words
        )


def _is_code(cell: Cell) -> bool:
    """Whether a cell is no more than a number, a code or a day: 3, R1-047, 7/11."""
    return columns.is_number(cell.words) or _CODE.fullmatch(cell.words) is not None


# -- the label of another in a cell ---------------------------------------------------------------


def with_labels_in_cells(lines: Sequence[Line], draft: Draft, unit: Unit) -> Sequence[Line]:
    """The lines; where words in the cell of one speaker begin with the name and a colon of another of the table, they and
    what stands below them in that row are the other's, which is told."""
    names = {_tight(line.speaker): line.speaker for line in lines if line.speaker}
    made, other = list(lines), ("", (0, ""))
    for at, line in enumerate(lines):
        row = (line.place, line.speaker or "")
        label = _LABEL_IN_CELL.match(line.text) if line.speaker else None
        name = names.get(_tight(label["name"]), "") if label else ""
        if label and name not in ("", line.speaker):
            other = (name, row)
            draft.consume(label[0])
            _tell_label(draft, line, name, unit)
            made[at] = replace(line, spans=line.after(label.end()), speaker=name)
        elif other[0] and other[1] == row:
            made[at] = replace(line, speaker=other[0])
    return made


def _tell_label(draft: Draft, line: Line, name: str, unit: Unit) -> None:
    draft.guess(
        "label-in-cell",
        f"「{line.speaker}」那一格裡，開頭標著「{name}」的話當作「{name}」的發言",
        f"In the cell of {line.speaker}, the words that begin with {name} were taken as said by {name}",
        line.place,
        unit,
    )


_LABEL_IN_CELL = re.compile(r"\s*(?P<name>[^：:\n]{2,30}?)\s*[：:]\s*(?=\S)")


def _tight(name: str) -> str:
    return "".join(name.split())


__all__ = ["spoken_columns", "with_labels_in_cells"]
