"""Tables that are typed as lines with bars (14:00 | 王示範 | 大家好), or that a programme exported as lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain, compress, islice, product, repeat

from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import Span
from pipeline.readers.recognition.lines import Line
from pipeline.readers.recognition.tables import Cell, Row, names_speech, speeches

_FEWEST_TYPED = 3  # rows of a table that is typed as lines
_DELIMITERS = ("\t", ",")
_HEAD_ROWS = 40  # before the row that names the columns of an exported table
_LONGEST_ROW = 100_000  # characters: csv refuses a longer cell
_MOST_BARS = 12  # in one of its rows
_BAR = re.compile(r"(?<!\\)[|｜│]")
_RULE = re.compile(r"[\s|｜│:+\-─=—]+")
_BREAK = re.compile(r"<br ?/?>", re.I)
_EMPHASIS = re.compile(r"^(\*{1,3}|_{1,3})([^*_]+)\1$")


def typed_speeches(rows: Sequence[str], draft: Draft) -> dict[int, list[Line]]:
    """Tables of speeches that are typed as lines with bars (14:00 | 王示範 | 大家好): the lines that each row,
    by its index, becomes; none for what only draws the table. Other rows are not in it."""
    made: dict[int, list[Line]] = {}
    for block, delimiter in chain(_typed_blocks(rows), _exported(rows)):
        made |= _read(block, delimiter, rows, draft)
    return made


def _read(
    block: Sequence[int], delimiter: str, rows: Sequence[str], draft: Draft
) -> dict[int, list[Line]]:
    """The lines of each row of a block; nothing where it is no table of speeches."""
    cells = map(_typed_cells, map(rows.__getitem__, block), map(_PLACE, block), repeat(delimiter))
    filled = list(filter(None, cells))
    even = len(set(map(len, filled))) == 1
    table = len(filled) >= _FEWEST_TYPED and even
    lines = speeches(filled, _PLACE(block[0]), draft) if table else None
    if lines is None:
        return {}
    made: dict[int, list[Line]] = {index: [] for index in block}
    for line in lines:
        made[line.place - 1].append(line)
    return made


_PLACE = (1).__add__  # of a row, counted from 1


def _typed_blocks(rows: Sequence[str]) -> Iterator[tuple[list[int], str]]:
    """The indexes of rows with bars that follow each other, with the empty lines between them."""
    block: list[int] = []
    for index in filter(_bars(rows).__contains__, range(len(rows))):
        between = rows[block[-1] + 1 : index] if block else ()
        if any(map(str.strip, between)):
            yield block, "|"
            block = []
        block.append(index)
    if block:
        yield block, "|"


def _bars(rows: Sequence[str]) -> frozenset[int]:
    """The indexes of the rows with bars, as few as a table of speeches has columns."""
    counts = enumerate(map(len, map(_BAR.findall, rows)))
    return frozenset(index for index, bars in counts if 0 < bars <= _MOST_BARS)


def _exported(rows: Sequence[str]) -> Iterator[tuple[list[int], str]]:
    """The indexes of the rows of a table that a programme wrote (時間,發言者,內容), and what divides its cells:
    all from the row that names the columns of speaker and words."""
    short = max(map(len, rows)) < _LONGEST_ROW
    heads = product(range(min(len(rows), _HEAD_ROWS * short)), _DELIMITERS)
    found = (head for head in heads if names_speech(_typed_cells(rows[head[0]], 0, head[1])))
    for start, delimiter in islice(found, 1):
        below = range(start, len(rows))
        yield list(compress(below, map(str.strip, rows[start:]))), delimiter


def _typed_cells(row: str, place: int, delimiter: str) -> Row:
    """The cells of a row; none of one that only draws a line."""
    if delimiter != "|":
        cells = next(csv.reader([row], delimiter=delimiter), [])
    elif _RULE.fullmatch(row):
        return ()
    else:
        cells = _BAR.split(row.strip().removeprefix("|").removesuffix("|"))
    words = (_EMPHASIS.sub(r"\2", cell.strip()) for cell in cells)
    return [Cell((Span(_BREAK.sub("\n", cell)),), place=place) for cell in words]
