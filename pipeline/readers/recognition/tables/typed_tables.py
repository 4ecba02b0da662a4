"""Tables of speeches that are typed as lines: with bars (14:00 | 王示範 | 大家好), or as a programme exports them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain, compress, islice, product
from operator import attrgetter, or_

from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.recognition.lines import Cell, Line, Row
from pipeline.readers.recognition.tables.speech_rows import names_speech, speeches

_SHARE_APART = 0.1  # of rows with bars stand in no table
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
    found = (
        _read(block, "|", rows, draft) or _each(parts, rows, draft)
        for block, parts in _in_one_piece(_divided(_typed_blocks(rows)))
    )
    exported = (_read(block, delimiter, rows, draft) for block, delimiter in _exported(rows))
    return reduce(or_, chain(found, exported), {})


def _each(
    parts: Iterable[Sequence[int]], rows: Sequence[str], draft: Draft
) -> dict[int, list[Line]]:
    """The lines of the rows of several blocks, each of them a table or none."""
    return reduce(or_, (_read(block, "|", rows, draft) for block in parts), {})


def _divided(blocks: Iterable[Sequence[int]]) -> Iterator[_Divided]:
    """The blocks between which no more than one row stands, a heading, as one, and as they are."""
    parts: list[Sequence[int]] = []
    for block in blocks:
        if parts and block[0] - parts[-1][-1] > _ONE_ROW:
            yield list(range(parts[0][0], parts[-1][-1] + 1)), parts
            parts = []
        parts.append(block)
    if parts:
        yield list(range(parts[0][0], parts[-1][-1] + 1)), parts


_Divided = tuple[Sequence[int], Sequence[Sequence[int]]]  # a block, and the parts of it
_ONE_ROW = 2  # how far blocks stand apart


def _read(
    block: Sequence[int], delimiter: str, rows: Sequence[str], draft: Draft
) -> dict[int, list[Line]]:
    """The lines of each row of a block; nothing where it is no table of speeches."""
    filled = list(filter(None, (_typed_cells(rows[at], at + 1, delimiter) for at in block)))
    widths = set(map(len, filled)) - {1}  # a heading between the rows
    table = len(filled) >= _FEWEST_TYPED and len(widths) == 1 and not _divide_labels(filled)
    lines = speeches(filled, block[0] + 1, draft) if table else None
    if lines is None:
        return {}
    made: dict[int, list[Line]] = {index: [] for index in block}
    for line in lines:
        made[line.place - 1].append(line)
    return made


def _divide_labels(rows: Sequence[Row]) -> bool:
    """Whether the bar stands within the label before a colon: 王|部：大家好。"""
    return 2 * len(list(filter(_divides_label, rows))) > len(rows)


def _divides_label(row: Row) -> bool:
    words = list(map(_CELL_WORDS, row))
    return len(words) == _PARTS_OF_LABEL and bool(_LABEL.match("|".join(words)))


_PARTS_OF_LABEL = 2
_LABEL = re.compile(r"[^\W\d_]{1,6}\|[^\W\d_]{1,6}[:：]")
_CELL_WORDS = attrgetter("words")


def _in_one_piece(blocks: Iterable[_Divided]) -> Sequence[_Divided]:
    """The blocks; none where many of their rows stand apart: then a bar is but what follows a name."""
    found = list(blocks)
    sizes = [len(whole) for whole, _ in found]
    apart = sum(size for size in sizes if size < _FEWEST_TYPED)
    return () if apart >= _SHARE_APART * sum(sizes) else found


def _typed_blocks(rows: Sequence[str]) -> Iterator[list[int]]:
    """The indexes of rows with bars that follow each other, with the empty lines between them."""
    block: list[int] = []
    for index in filter(_bars(rows).__contains__, range(len(rows))):
        between = rows[block[-1] + 1 : index] if block else ()
        if any(map(str.strip, between)):
            yield block
            block = []
        block.append(index)
    if block:
        yield block


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
    return [Cell((TextRun(_BREAK.sub("\n", cell)),), place=place) for cell in words]
