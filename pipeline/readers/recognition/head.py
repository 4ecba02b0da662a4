"""Title and date from the lines before anybody speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minutes.records.head_lines import CHAIRS, is_agenda_heading, is_head_field, without_number
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun, one_line
from pipeline.readers.drafting.outcome import Unit
from pipeline.readers.drafting.titles import date_within, recording_title
from pipeline.readers.recognition.lines import Line

_HEAD_LINES = 40
_LONGEST_TITLE = 80
_LONGEST_DATED = 40
_FIELD = re.compile(r"([^:：]{1,12})[:：]")
_DATE_FIELD = re.compile(r"\s*(?:會議)?(?:日期|時間)\s*[:：]|\s*(?:date|time)\s*:", re.IGNORECASE)
_NO_TITLE = re.compile(r"[。！？!?；;，]|https?://")
_REMARK = re.compile(r"(?P<title>.*\S)\s*(?P<remark>[（(][^（）()]{1,60}[）)])")
_DATE_ALONE = re.compile(r"[\d年月日/.\-, 上下午:：星期週一二三四五六日（）()A-Za-z]{6,40}")


def take_head(lines: Sequence[Line], draft: Draft, unit: Unit, *, whole: bool) -> int:
    """Take title and date from the lines before the first speech; how many of them are used up.

    With `whole` false the first line speaks already, or is a section: only its date may be looked at.
    """
    used = _take_title(lines, draft, unit) if whole and lines else 0
    for line in lines[:_HEAD_LINES] if whole else ():
        _take_date(line, draft, unit)
    return used


def _take_title(lines: Sequence[Line], draft: Draft, unit: Unit) -> int:
    first = lines[0]
    words = one_line(first.text.lstrip("\ufeff"))
    title, remark = _parted(words)
    heading = first.kind == "heading" and first.level <= 2
    if draft.title or not (heading or _is_title(title)):
        return 0
    draft.title, left_out = recording_title(title)
    draft.leave(left_out)
    if left_out:
        draft.drop(
            "recording", f"標題裡的錄製資訊：{left_out}", f"Recording data in the title: {left_out}"
        )
        draft.date = draft.date or date_within(left_out)
    draft.guess(
        "title",
        f"第一行當作標題：{draft.title}",
        f"The first line was taken as the title: {draft.title}",
        first.place,
        unit,
    )
    if remark:
        draft.narrate([TextRun(remark)])
    return 1


def _parted(words: str) -> tuple[str, str]:
    """A title, and the remark in brackets behind it where the whole is no title: 逐字稿（初稿，…）."""
    found = _REMARK.fullmatch(words)
    if found is None or not _NO_TITLE.search(found["remark"]):
        return words, ""
    return found["title"], found["remark"]


def _is_title(line: str) -> bool:
    field = _FIELD.match(without_number(line))
    if field and (is_head_field(field[1]) or "".join(field[1].split()) in CHAIRS):
        return False
    in_brackets = line[:1] in "（(" and line[-1:] in "）)"
    plain = not _NO_TITLE.search(line) and not in_brackets and not is_agenda_heading(line)
    return 0 < len(line) <= _LONGEST_TITLE and plain and not _is_date(line)


def _is_date(line: str) -> bool:
    return _DATE_ALONE.fullmatch(line) is not None and date_within(line) is not None


def _take_date(line: Line, draft: Draft, unit: Unit) -> None:
    words = one_line(line.text)
    field = _FIELD.match(without_number(words))
    dated = bool(field and is_head_field(field[1])) or bool(_DATE_FIELD.match(words))
    day = date_within(words)
    if draft.date or not day or not (dated or len(words) <= _LONGEST_DATED):
        return
    draft.date = day
    draft.guess(
        "date",
        f"日期 {day} 取自「{words[:60]}」",
        f"The date {day} was taken from “{words[:60]}”",
        line.place,
        unit,
    )
