"""Any table as lines, by the first reader that knows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from pipeline.readers.drafting.draft import Draft
from pipeline.readers.recognition.lines import Line, Row
from pipeline.readers.recognition.tables import columns
from pipeline.readers.recognition.tables.flat_rows import flattened, labelled_cells
from pipeline.readers.recognition.tables.forms import fields
from pipeline.readers.recognition.tables.labelled_column import spoken_columns
from pipeline.readers.recognition.tables.question_rows import asked_and_answered
from pipeline.readers.recognition.tables.sign_in import people
from pipeline.readers.recognition.tables.speech_rows import speeches

_READERS = (people, asked_and_answered, speeches, spoken_columns, fields)


def lines_of_table(rows: Sequence[Row], place: int, draft: Draft) -> list[Line]:
    """The lines of a table, all at its place in the source; the report says what it was taken for."""
    whole = list(map(columns.in_columns, filter(columns.filled, rows)))
    return next(_read(whole, place, draft)) if whole else []


def _read(rows: Sequence[Row], place: int, draft: Draft) -> Iterator[list[Line]]:
    """The lines by each reader that knows the table, at last by the one that knows any."""
    shapes = filter(None, (rows, columns.close(rows)))
    for shape, reader in product(shapes, _READERS):
        lines = reader(shape, place, draft)
        if lines is not None:
            yield lines
    pairs = columns.beside_each_other(rows)
    beside = speeches(pairs, place, draft) if pairs else None
    yield from filter(None, [beside])
    yield labelled_cells(rows, place, draft) or flattened(rows, place, draft)
