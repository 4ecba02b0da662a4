"""Tables of questions and answers: rows of what is asked beside what is answered, below headings that say so (問｜答)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, product, starmap
from operator import attrgetter

from minutes.records.speaker_labels import tidy
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.recognition.lines import Line, Row, split
from pipeline.readers.recognition.tables import columns

_ASKS = re.compile("[提詢發]?問(?:題|者)?|題目|訪[談問]者?|採訪者|q|questions?", re.I)
_ANSWERS = re.compile("[回應]?答(?:覆|案|者)?|回[應覆]|受訪者|a|answers?|repl(?:y|ies)", re.I)


def asked_and_answered(rows: Sequence[Row], place: int, draft: Draft) -> list[Line] | None:
    """The lines of both columns, each said by its heading; None where there are no such headings, or others too."""
    head, *body = rows
    both = [columns.column(head, form) for form in (_ASKS, _ANSWERS)]
    numbers = list(filter(columns.is_number_heading, head))
    if None in both or len(columns.filled(head)) > len(both) + len(numbers):
        return None
    draft.guess(
        "table-of-speeches",
        "表格當作「問、答」，知道是誰就改成姓名",
        "A table was read as questions and answers; put the names where you know them",
    )
    draft.consume(*map(attrgetter("words"), head))
    said = starmap(_said, product(enumerate(body, place), both, (head,)))
    return list(chain.from_iterable(said))


def _said(numbered: tuple[int, Row], column: int | None, head: Row) -> list[Line]:
    """What stands in a column of a row, said by its heading."""
    place, row = numbered
    words, who = columns.cell_of(row, column), tidy(columns.cell_of(head, column).words)
    return [replace(line, speaker=who) for line in split(words.spans, words.place or place)]
