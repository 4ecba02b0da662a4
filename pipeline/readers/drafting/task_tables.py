"""Tables of what is to be done (項次｜辦理事項｜主辦單位｜期限), whose rows stand in a record with bars between the cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

BAR = " ｜ "
_TASK = re.compile(
    "(?:決議|結論|裁示|指示|辦理|應辦|待辦|追蹤|列管|工作|執行|後續|交辦|改善|會議)?(?:事項|項目|內容|工作|決議|決定|任務|作為|情形)|決議|結論"
    "|task|action(?: item)?s?",
    re.I,
)
_AGENCY = re.compile(
    "(?:主辦|主責|承辦|權責|負責|辦理|執行|主政|主協辦|主[／/]協辦)(?:單位|機關|人員?|局處|部會|科室|者)|主辦|單位|機關|owner|assignee|responsible",
    re.I,
)
_UNTIL = re.compile(
    "(?:預[定計]|應|辦理|完成|執行|追蹤|回覆|截止)?(?:完成|辦理|執行|回覆|截止)?(?:期限|日期|時程|時限|期程|時間|日)|期限|due(?: date)?|deadline",
    re.I,
)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A row of such a table: what, by whom, until when, "" for what no column tells."""

    task: str
    agency: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class TaskTable:
    """Which columns hold what, by their numbers; None for one that is not there."""

    task: int
    agency: int | None
    until: int | None

    def row(self, words: str) -> TaskRow | None:
        """The task in a row below the head; None in a line that is no row or says nothing."""
        cells = cells_of(words)
        columns = (self.task, self.agency, self.until)
        task, agency, until = (_cell(cells, column) for column in columns)
        is_row = len(cells) > 1 and bool(task)
        return TaskRow(task, agency, until) if is_row else None


def _cell(cells: Sequence[str], column: int | None) -> str:
    if column is None:
        return ""
    return next(iter(cells[column : column + 1]), "")


def cells_of(words: str) -> Sequence[str]:
    """The cells of a row."""
    return list(map(str.strip, words.split(BAR)))


def table_of(words: str) -> TaskTable | None:
    """The table whose head a line is: it names what is to be done, and by whom or until when; else None."""
    names = list(map(_unspaced, cells_of(words)))
    task = _column(names, _TASK)
    agency = _column(names, _AGENCY)
    until = _column(names, _UNTIL)
    if task is None or agency is until is None:
        return None
    return TaskTable(task, agency, until)


def _column(names: Sequence[str], form: re.Pattern[str]) -> int | None:
    """The first column of such a name."""
    named = next(filter(form.fullmatch, names), None)
    return None if named is None else names.index(named)


def _unspaced(words: str) -> str:
    return "".join(words.split())


__all__ = ["BAR", "TaskRow", "TaskTable", "cells_of", "table_of"]
