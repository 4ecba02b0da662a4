"""Tables of speeches that are typed as lines: with bars (14:00 | 王示範 | 大家好), as a programme exports them, or as
a slip that is filled in for each speech (發言人：王示範, 單位：…, 發言內容：…)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import chain, compress, filterfalse, islice, product
from operator import or_

from minutes.text import label_forms
from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.drafting.outcome import Unit
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
    table = len(filled) >= _FEWEST_TYPED and len(widths) == 1
    lines = speeches(filled, block[0] + 1, draft) if table else None
    if lines is None:
        return {}
    made: dict[int, list[Line]] = {index: [] for index in block}
    for line in lines:
        made[line.place - 1].append(line)
    return made


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


_COLON = f"[{label_forms.COLONS}]"
_SAID = r"(?:(?:發言|陳述|意見|提問|問題|詢問|回應|回覆|答覆|留言|建議)?(?:內容|要旨|摘要|意見)|發言|Text|Words|Content)"
_CONTENT = re.compile(
    rf"(?P<field>{_SAID}\s*(?:{_COLON}|[|｜│\t])|[【〔\[]{_SAID}[】〕\]]\s*{_COLON}?)\s*(?P<rest>.*)",
    re.S,
)
_BESIDE = re.compile(
    rf"(?:所屬|服務|代表|提問|回應|答覆|回覆|留言)?(?:單位|機關|職稱|職務|身分|電話|地址|日期|時間|狀態)(?:職稱|[及/／]職稱)?\s*{_COLON}.*"
)
_MOST_BESIDE = 5  # fields of a slip between the name and what was said
_FEWEST_SLIPS = 2


def without_slips(lines: Sequence[Line], draft: Draft, unit: Unit) -> Sequence[Line]:
    """The lines; of slips that are filled in for each speech only the name and what was said, with a note of
    the fields between them."""
    kept: list[Line] = []
    left: list[Line] = []
    fields: list[str] = []
    slips, beside = 0, 0
    for line in lines:
        content = _CONTENT.fullmatch(line.words) if beside else None
        if content:
            slips, beside = slips + 1, 0
            kept += _said(line, line.text.find(content["field"]) + len(content["field"]))
            fields.append(content["field"])
        elif beside and _BESIDE.fullmatch(line.words):
            left, beside = [*left, line], beside - 1
        else:
            beside = _MOST_BESIDE * _names_on_slip(line)
            kept.append(line)
    if slips < _FEWEST_SLIPS:
        return lines
    kept, beyond = _parted(kept)
    left += beyond
    draft.leave(*fields, *(line.text for line in left))
    if left:
        draft.drop(
            "slips",
            f"發言單上姓名與內容以外的欄位：{len(left)} 行，如「{left[0].words[:_SHOWN]}」",
            f"{plural(len(left), 'line')} of slips besides name and words, such as “{left[0].words[:_SHOWN]}”",
            left[0].place,
            unit,
        )
    return kept


def _parted(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of slips without the fields above and below them (提問時間：…, 狀態：已回應), and these."""
    first = next((at for at, line in enumerate(lines) if _names_on_slip(line)), 0)
    above = max(0, first - 1)  # when it was asked stands right above who asks
    beyond = [line for line in lines[above:] if _BESIDE.fullmatch(line.words)]
    return [*lines[:above], *filterfalse(beyond.__contains__, lines[above:])], beyond


_SHOWN = 40  # characters of a field in the report


def _said(line: Line, at: int) -> Iterator[Line]:
    """What stands behind 發言內容：, if anything does."""
    said = replace(line, spans=line.after(at), fresh=True)
    if said.words:
        yield said


def _names_on_slip(line: Line) -> bool:
    return any(cut.form.name == "field" for cut in label_forms.cuts(line.text))
