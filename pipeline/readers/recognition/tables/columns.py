"""The columns of a table: what its heading calls them, and what stands in a row below one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, filterfalse, groupby
from operator import attrgetter

from minutes.text.label_forms import is_clock
from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import one_line
from pipeline.readers.recognition.lines import Cell, Row

SPEAKER = re.compile(
    "發言(?:人員?|者|單位|機關|代表|委員)?(?:姓名)?|(?:發言)?(?:單位|機關)[／/、或及與和](?:姓名|人員?|代表|發言者|發言人)|(?:發言人|發言者|姓名)[／/、或及與和（(](?:單位|機關|職稱)[）)]?|(?:提案|提問|詢問|陳情|建議)(?:人|者|單位)|姓名|講[者員]|說話[者人]|語者|講話[者人]|發話[者人]|(?:與會|出席|參與)?人員|(?:與會|出席|參與)者|誰|speaker|name|who|participant",
    re.I,
)
SAID = re.compile(
    "(?:發言|談話|會議|意見|討論|說明)?(?:內容|紀錄|記錄|摘要|紀要|要點|要旨|重點)|逐字稿?|文字|發言"
    "|中文|原文|內文|說了?什麼|what|said"
    "|(?:發言)?(?:意見|建議)(?:[及與、和](?:回應|建議|說明))?|回應|transcript|text|content|words|remarks|statements?|comments?",
    re.I,
)
REPLY = re.compile(".{0,8}(?:回應|回覆|答覆|答復|處理情形|辦理情形|研處情形).{0,8}")
_TIME = re.compile("時間|時間碼|起訖|開始|結束|time(?:code)?|start|end", re.I)
_COUNT = re.compile("編號|序號?|項次|項目|no\\.?|#", re.I)
NAME = re.compile(
    "姓名|(?:職稱[及與、／/]?姓名|姓名[及與、／/]?職稱)|出席(?:人員?|者|代表)|與會(?:人員|者)|代表|人員|name",
    re.I,
)
_BODY = "(?:機關(?:[（(]構[)）])?|單位|部會|部門|機構)"
AGENCY = re.compile(
    "(?:服務|所屬|出席|列席|出[（(]?列[)）]?席|與會|參加)?"
    f"(?:{_BODY}(?:[（(／/、及或與]?(?:{_BODY}|名稱|全銜)[)）]?)?|組織|agency|organi[sz]ation)",
    re.I,
)
ROLE = re.compile("職稱|職務|職銜|職級|title|role", re.I)
SIGNED = re.compile("簽到|簽名|簽章|出席|備註|備考|出席情形|簽到處|signature", re.I)
_ANY = (SPEAKER, SAID, _TIME, _COUNT, NAME, AGENCY, ROLE)
_LONGEST_HEADING = 40  # characters of what a column is called, in the report
_WIDEST = 64  # columns that one cell may span
_WORDS = attrgetter("words")


def in_columns(row: Row) -> tuple[Cell, ...]:
    """The cells, one for each column: a wide one is followed by empty ones."""
    return tuple(_spread(row))


def _spread(row: Row) -> Iterator[Cell]:
    for cell in row:
        yield cell
        yield from [Cell(wide=0)] * (min(cell.wide, _WIDEST) - 1)


def beside_each_other(rows: Sequence[Row]) -> list[Row]:
    """The rows of a table of pairs that stand beside each other (name, words, name, words), one below the other; none
    of any other table."""
    widths = set(map(len, rows))
    pairs = all((len(widths) == 1, widths.isdisjoint({2}), not sum(widths) % 2))
    return [row[at : at + 2] for row in rows for at in range(0, len(row), 2)] if pairs else []


def called(cell: Cell) -> str:
    """What a cell of a heading calls its column, without spaces: 發 言 者."""
    return "".join(cell.words.split())


def is_called(cell: Cell, form: re.Pattern[str]) -> bool:
    """Whether a cell of a heading gives its column such a name."""
    return form.fullmatch(called(cell)) is not None


def is_number_heading(cell: Cell) -> bool:
    """Whether a heading names a column of numbers: 編號."""
    return is_called(cell, _COUNT)


def column(row: Row, form: re.Pattern[str]) -> int | None:
    """The column that a row of headings gives such a name."""
    return next((at for at, cell in enumerate(row) if is_called(cell, form)), None)


def tell_others(rows: Sequence[Row], read: Collection[int | None], draft: Draft) -> None:
    """Say which columns with words are not in the record, below the heading that is the first of the rows: 單位
    beside the name of whoever speaks."""
    draft.leave(*chain.from_iterable(_left_of(row, read) for row in rows))
    for at in sorted(set(range(len(rows[0]))).difference(read)):
        name, *below = [*filterfalse(is_number, (cell_of(row, at).words for row in rows))] or [""]
        if below:
            told = one_line(name)[:_LONGEST_HEADING]
            draft.drop(
                "columns",
                f"表格的「{told}」欄（{len(below)} 格）沒有收入",
                f"The column “{told}” of a table ({plural(len(below), 'cell')})",
            )


def _left_of(row: Row, read: Collection[int | None]) -> Iterator[str]:
    """The words of the cells of other columns; those beside each other together where the row is typed as a line."""
    words = list(map(_WORDS, row))
    others = sorted(set(range(len(row))).difference(read))
    # The difference is the same for columns beside each other.
    runs = groupby(others, key=lambda at: at - others.index(at))
    together = any(map(_PLACE, row))
    beside = ("".join(words[at] for at in run) for _, run in runs)
    return beside if together else map(words.__getitem__, others)


_PLACE = attrgetter("place")


def is_number(word: str) -> bool:
    """Whether a cell is empty, a time or a number."""
    return any((not word, is_clock(word), word.isdecimal()))


def cell_of(row: Row, column: int | None) -> Cell:
    """The cell of a row in a column; an empty one where there is none."""
    at = len(row) if column is None else column
    return next(iter(row[at : at + 1]), Cell())


def filled(row: Iterable[Cell]) -> list[Cell]:
    """The cells with words."""
    return list(filter(_WORDS, row))


def is_heading(row: Row) -> bool:
    """Whether all cells of a row name columns: 編號｜姓名｜意見."""
    names = filled(row)
    return len(names) > 1 and all(map(_names_column, names))


def _names_column(cell: Cell) -> bool:
    return any(is_called(cell, form) for form in _ANY)


def close(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without their empty cells, where as many are filled in all: tables of other widths below each other
    come as one, in which words stand in one column here, in another there. None where rows are filled otherwise."""
    made = [tuple(filled(row)) for row in rows]
    return made if len(set(map(len, made))) == 1 else ()
