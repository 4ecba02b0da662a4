"""Rows of a table that is none of the known ones, each as one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.recognition.lines import Line, Row
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
