"""Rows of a table that is none of the known ones, each as one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from minutes.records.speaker_labels import calling
from minutes.text import label_forms
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.recognition.lines import Cell, Line, Row, split
from pipeline.readers.recognition.tables import columns

_BETWEEN = TextRun(" ｜ ")


def flattened(rows: Sequence[Row], place: int, draft: Draft) -> list[Line]:
    """One line for each row, with bars between the cells, and a note that says so."""
    draft.guess(
        "table-flattened",
        "1 個表格改為一列一段，欄以「｜」分開",
        "Made into paragraphs, one for each row, cells divided by ｜: 1 table",
    )
    return [flat(row, place) for row in rows]


def labelled_cells(rows: Sequence[Row], place: int, draft: Draft) -> list[Line]:
    """The lines of each cell, where in nearly all rows several cells begin with who speaks (王示範：好｜李範例：不);
    none of any other table."""
    filled = list(map(columns.filled, rows))
    several = sum(sum(map(_names_somebody, row)) > 1 for row in filled)
    if any((len(rows) < _FEWEST, several < _NEARLY_ALL * len(rows))):
        return []
    draft.guess(
        "table-flattened",
        "1 個表格的每一格都以姓名開頭，改為一格一段",
        "Made into paragraphs, one for each cell, since each begins with a name: 1 table",
    )
    cells = chain.from_iterable(filled)
    return list(chain.from_iterable(split(cell.spans, place) for cell in cells))


_FEWEST = 2  # rows
_NEARLY_ALL = 0.8


def _names_somebody(cell: Cell) -> bool:
    cut = label_forms.FORM_OF["colon"].pattern.fullmatch(cell.words[:_LONGEST])
    return calling(cut["name"] if cut else "") in ("person", "office")


_LONGEST = 200  # characters of a cell that are looked at


def flat(row: Row, place: int) -> Line:
    """The cells of a row that have words, on one line."""
    return Line(tuple(_spans(row))[1:], place)


def _spans(row: Row) -> Iterator[TextRun]:
    for cell in columns.filled(row):
        yield _BETWEEN
        yield from on_one_line(cell.spans)


def on_one_line(spans: Sequence[TextRun]) -> tuple[TextRun, ...]:
    """Runs without their line ends."""
    return tuple(replace(span, text=span.text.replace("\n", " ")) for span in spans)
