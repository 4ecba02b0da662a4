"""What minutes decided, asked for, reported and voted on, as proposals for the front matter of a record.

Nothing is taken over: whoever imports the record accepts each, or does not.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, compress
from operator import itemgetter
from typing import Any, Literal

from minutes.records.document import Document, Item
from minutes.records.head_lines import outcome, without_number
from minutes.records.slicer import heading_text
from minutes.text import days
from minutes.text.han import HAN
from minutes.yaml_text import writing
from pipeline.readers.drafting.outcome import ImportNote
from pipeline.readers.drafting.task_tables import BAR, TaskTable, table_of

Field = Literal["decisions", "actions", "requests", "reports", "votes"]

_BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")
_ORDER = re.compile(
    r"\s*+(?:第\s*+[一二三四五六七八九十\d]{1,3}\s*+案|(?:報告)?案(?:由)?\s*+[一二三四五六七八九十\d]{1,3})\s*+[：:、]"
)
_CASE = re.compile(r"第\s*+(\d{1,4})\s*+案")
_ACTION = re.compile(
    rf"請(?P<agency>[{HAN}（）()、]{{2,40}}?(?:部|會|署|局|處|院|府|中心|總處|辦公室|單位|機關|公司))"
    r"(?P<task>.{2,200})"
)
# 請會計室協助, 各機關應於12月底前完成, 由里幹事發放: what stands behind shows where the name of the office ends.
_OFFICE = (
    rf"(?P<agency>[{HAN}（）()、]{{1,30}}?(?:部|會|署|局|處|院|府|室|館|科|課|組|司|所|中心|小組|公司|單位|機關|大學"
    r"|學校|同仁|[里校鄉鎮市縣區院局處署科組課館]長|幹事|董事長|執行長|承辦人|主辦人))"
)
_BEGINS = (
    "(?=於|在|應|將|須|儘|盡|協助|研|配合|提|辦|會同|邀|依|確|持續|加強|補|修|完成|公告|參|繼續|就|再|並|積極|主動|負責"
    "|先|一併|予以|轉|函|擬|填|回|查|檢|預|列|改|更|維|針對|規劃|說明|蒐|評估|調整|納入|發|召|製|彙)"
)
_ASKED = re.compile(rf"請{_OFFICE}{_BEGINS}(?P<task>.{{2,200}})")
_IN_CHARGE = re.compile(
    rf"(?:^|[，。；：])(?:[^，。；：]{{0,12}}由)?{_OFFICE}{_BEGINS}(?P<task>.{{2,200}})"
)
_DUE = re.compile(
    r"(?:於|在)?\s*+(?:(?:中華)?民國)?\s*+(?:(?P<year>\d{2,4})\s*+年)?\s*+(?:(?P<month>\d{1,2})\s*+月(?:\s*+(?P<day>\d{1,2})\s*+日|底)"
    r"|(?P<of>\d{1,2})/(?P<on>\d{1,2}))(?:\s*+[（(][^（()）]{1,6}[)）])?\s*+(?:以?前|之前|內)"
)
_BEFORE = re.compile(r"\s*+(?:以?前|之前|內)$")
_SOON = re.compile("[週周月日]內|會議前")  # 一週內, 下次會議前: no day, but a task
_VOTES = re.compile(
    r"(?:「(?P<title>[^「」]{1,80})」)?[^「」\d]{0,20}?"
    r"(?:(?P<votes>\d{1,5})\s*+票|(?<=同意|贊成)\s*+(?P<people>\d{1,5})\s*+人)"
    r"(?:\s*+[（(]\s*+(?P<percent>\d{1,3}(?:\.\d{1,2})?)\s*+[%％]\s*+[)）])?(?P<after>.{0,40})"
)
_NOT_SELECTED = re.compile("未達|未過|未獲|不足|落選|不列")
_SELECTED = re.compile("列為|入選|通過|獲選|當選|選定")
_STATUSES = (
    (re.compile("(?<!不)(?<!不予)(?<!不同意)解除列管"), "released"),
    (re.compile("(?:繼續|持續|仍予?|維持)列管|不予?解除列管"), "tracked"),
)
_AGENCIES = re.compile(r"以及|[、及，,／/;；\n]|\s+")
_BOX = re.compile(r"\[[ xX]?\]\s*")  # - [ ] of a list of what is to be done
_QUOTE = 40  # characters of the words in a report
_MOST = 200
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry for a field of the front matter: its values by name, the words it was read from, and the
    line of the record where they stand."""

    field: Field
    values: dict[str, Any]
    words: str
    line: int


def proposals(document: Document, day: dt.date | None = None) -> tuple[Proposal, ...]:
    """The proposals that the sections and unattributed words of a record give, in their order.

    `day` is the meeting's, for dates without a year. What somebody says is never a decision.
    """
    return tuple(_found(document, day))[:_MOST]


@dataclass(slots=True)
class _Minutes:
    """Minutes while they are walked through: the matter in hand, and what the lines below it tell."""

    day: dt.date | None
    report: Proposal | None = None
    reporting: bool = False  # the part in hand is that of the reports
    decided: bool = False  # the outcome of the matter has begun
    to_do: bool = False  # the list of what is to be done has
    table: TaskTable | None = None

    def section(self, item: Item) -> Iterator[Proposal]:
        """A heading: an outcome of the matter in hand, or another matter, which ends the report before."""
        matter = heading_text(item.markdown)
        self.decided, self.table = outcome(matter) is not None, None
        self.to_do = _TO_DO.search(matter) is not None
        self.reporting = _part_reports(matter, before=self.reporting)
        if not self.decided:
            yield from filter(None, (self.report,))
            self.report = _report(item, reporting=self.reporting)

    def words(self, item: Item) -> Iterator[Proposal]:
        """Words of nobody's: a row of a table of tasks, or what was decided."""
        self.table = table_of(item.text) or (self.table if BAR in item.text else None)
        if self.table:
            yield from _tasks(item, self.table, self.day, decided=self.decided)
        elif self.decided:
            self.report = _with_status(self.report, item.text)
            yield from _decided(item, self.day, to_do=self.to_do)


def _found(document: Document, day: dt.date | None) -> Iterator[Proposal]:
    minutes = _Minutes(day)
    for item in document.items:
        if item.type == "section":
            yield from minutes.section(item)
        elif item.type == "speech" and item.speaker is None:
            yield from minutes.words(item)
    yield from filter(None, (minutes.report,))


def _part_reports(matter: str, *, before: bool) -> bool:
    """Whether the part of minutes below a heading is that of the reports; a heading of a matter is within its part."""
    parts = [part for part in _PARTS if part.search(matter)]
    return parts == [_REPORTS] if parts else before


_VALUE = itemgetter(1)
_TO_DO = re.compile("待辦|後續")
_REPORTS = re.compile("報告(?:案|事項)")
_PARTS = (_REPORTS, re.compile("(?:討論|提案|臨時動議|選舉)(?:案|事項)?|臨時動議|散會"))


def _tasks(
    item: Item, table: TaskTable, day: dt.date | None, *, decided: bool
) -> Iterator[Proposal]:
    """What a row of a table says is to be done, by whom, until when; below 決議 it is decided too."""
    found = None if table_of(item.text) else table.row(item.text)
    if found is None:
        return
    agencies = list(filter(None, _AGENCIES.split(found.agency)))
    due = _DUE.search(f"{found.until.rstrip('前')}前")
    when = _day(due, day) if due else None
    told = {"agency": agencies, "due": when}
    values = {"task": found.task} | dict(filter(_VALUE, told.items()))
    decision = Proposal("decisions", {"text": found.task}, found.task, item.line)
    action = Proposal("actions", values, item.text, item.line)
    yield from compress((decision, action), (decided, len(values) > 1))


def _report(item: Item, *, reporting: bool) -> Proposal | None:
    """A report on a case: 報告案二：第124案後續辦理情形; among the reports also 第2案：第140案（機車路考）."""
    matter = heading_text(item.markdown)
    told = _ORDER.sub("", matter) if reporting else matter * bool(_REPORTS.search(matter))
    case = _CASE.search(told)
    return Proposal("reports", {"case": int(case[1])}, matter, item.line) if case else None


def _with_status(report: Proposal | None, words: str) -> Proposal | None:
    """The report with what was decided of its case: 同意解除列管."""
    status = next((status for form, status in _STATUSES if form.search(words)), None)
    if report is None or status is None or "status" in report.values:
        return report
    told = f"{report.words}……{words}"[:_LONGEST]
    return replace(report, values=report.values | {"status": status}, words=told)


def _decided(item: Item, day: dt.date | None, *, to_do: bool) -> Iterator[Proposal]:
    """What stands below 決議, row by row; `to_do` below 待辦事項, where a task is no decision besides."""
    rows = _BACKSLASH.sub(r"\1", item.markdown).split("\n")
    for number, row in enumerate(rows, item.line):
        words = without_number(_BOX.sub("", row.strip("-*> \t")))[:_LONGEST]
        yield from _decided_in(words, number, day, to_do=to_do) if len(words) > 1 else ()


def _decided_in(words: str, line: int, day: dt.date | None, *, to_do: bool) -> Iterator[Proposal]:
    told = list(chain.from_iterable(read(words, line, day) for read in _READERS))
    if not (to_do and told):
        yield Proposal("decisions", {"text": words}, words, line)
    yield from told


def asked(words: str, line: int, day: dt.date | None) -> Iterator[Proposal]:
    """請教育部於8月21日前提供議題分析表: who, what, until when."""
    found = next(filter(None, (read(words) for read in _TASKS)), None)
    if found is None:
        return
    due = _DUE.search(words)
    task = _DUE.sub("", found["task"]).strip("，。 ")
    values: dict[str, Any] = {"task": task, "agency": _AGENCIES.split(found["agency"])}
    when = _day(due, day) if due else None
    yield Proposal("actions", values | ({"due": when} if when else {}), words, line)


def _in_charge(words: str) -> re.Match[str] | None:
    """Who does what until when, though nobody is asked: 示範署將於8月1日前上線."""
    until = _DUE.search(words) or _SOON.search(words)
    return _IN_CHARGE.search(words) if until else None


def _named(words: str) -> re.Match[str] | None:
    """Who does what until when, with the office before a colon or in brackets behind: 示範部：提供文件，6/15 前;
    文件於 6/30 前補齊（示範部）."""
    until = _DUE.search(words) or _SOON.search(words)
    return next(filter(None, (form.fullmatch(words) for form in _NAMED)), None) if until else None


_NAMED = (
    re.compile(rf"{_OFFICE}\s*+[：:]\s*+(?P<task>.{{2,200}})"),
    re.compile(rf"(?P<task>.{{2,200}}?)\s*+[（(]{_OFFICE}[)）]"),
)
_TASKS = (_named, _ASKED.search, _ACTION.search, _in_charge)


def due_day(words: str, day: dt.date | None) -> dt.date | None:
    """The day that a time limit names where nothing else is written: 8月21日, 8月底前, 115/8/21前. Without a
    year it is the next one after the meeting on `day`; None for what names no day."""
    plain = _BEFORE.sub("", " ".join(words.split()))
    due = _DUE.fullmatch(f"{plain}前")
    return days.day(plain) or (_day(due, day) if due else None)


def _day(due: re.Match[str], day: dt.date | None) -> dt.date | None:
    """The day that a due date names; without a year, the next one after the meeting."""
    year = int(due["year"]) if due["year"] else 0
    year += 1911 * (0 < year < 1000)
    try:
        if year:
            return _in_year(due, year)
        if day is None:
            return None
        same = _in_year(due, day.year)
        return same if same >= day else _in_year(due, day.year + 1)
    except ValueError:
        return None


def _in_year(due: re.Match[str], year: int) -> dt.date:
    """The day of a due date in a year; the last of the month for 月底."""
    month = int(due["month"] or due["of"])
    last = calendar.monthrange(year, month)[1]
    told = filter(None, (due["day"], due["on"]))
    return dt.date(year, month, int(next(told, last)))


def _voted(words: str, line: int, _day_of_meeting: dt.date | None) -> Iterator[Proposal]:
    """「某案」18票（69%），列為第132案; 9票，未達半數."""
    found = _VOTES.search(words)
    if found is None:
        return
    option: dict[str, Any] = {"votes": int(found["votes"] or found["people"])}
    option |= {"title": found["title"]} if found["title"] else {}
    option |= {"percent": float(found["percent"])} if found["percent"] else {}
    lost, won = _NOT_SELECTED.search(found["after"]), _SELECTED.search(found["after"])
    option |= {"result": "not_selected" if lost else "selected"} if lost or won else {}
    case = _CASE.search(found["after"])
    option |= {"case": int(case[1])} if case and won else {}
    yield Proposal("votes", {"options": [option]}, words, line)


_READERS: tuple[Callable[[str, int, dt.date | None], Iterator[Proposal]], ...] = (asked, _voted)


def note_of(proposal: Proposal) -> ImportNote:
    """The proposal as a line of a report, with the YAML to copy."""
    entry = writing.field(proposal.field, [proposal.values]).strip()
    words = proposal.words if len(proposal.words) <= _QUOTE else proposal.words[: _QUOTE - 1] + "…"
    return ImportNote(
        f"proposal-{proposal.field}",
        f"可以列入檔頭（取自「{words}」，紀錄第 {proposal.line} 行）：{entry}",
        f"Could go into the front matter (from “{words}”, line {proposal.line} of the record): {entry}",
    )
