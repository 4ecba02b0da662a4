"""What of a collaborative meeting is public: each thing linked, awaited, withheld or missing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from minutes.cases.dossier import Task
from minutes.records.front_matter import Link, Response
from minutes.records.model import Meeting
from minutes.text.folding import fold

Thing = Literal["transcript", "slides", "mindmap", "handbook", "suggestions", "video", "reply"]
THINGS: tuple[Thing, ...] = (
    "transcript",
    "slides",
    "mindmap",
    "handbook",
    "suggestions",
    "video",
    "reply",
)
State = Literal["linked", "awaited", "withheld", "missing"]

# Participants' objections keep cameras out (2018-06-29, 開放政府聯絡人第三十六次協作會議).
_WHY_NOT: dict[str | None, str] = {"none": "not-filmed", "internal": "internal"}
_PROMISED: dict[Thing, re.Pattern[str]] = {
    "slides": re.compile(fold(r"簡報")),
    "mindmap": re.compile(fold(r"心智圖")),
    "handbook": re.compile(fold(r"議題手冊")),
    "suggestions": re.compile(fold(r"建議彙整|建議事項")),
    "reply": re.compile(
        fold(
            r"(?:綜整|公開|機關|平[台臺])[^,。]{0,6}回[應覆復]|回[應覆復][^,。]{0,6}(?:平[台臺]|提案頁)"
        )
    ),
}
_MOST = 12


@dataclass(frozen=True, slots=True)
class Availability:
    """One thing: where it is (`urls` with their labels; the record's own id for the transcript), or
    the day it is awaited, or why it is not there. `meeting` is the record that says so."""

    thing: Thing
    state: State
    urls: tuple[tuple[str, str], ...] = ()
    due: dt.date | None = None
    reason: str = ""
    meeting: str = ""


def publicity(
    meeting: Meeting,
    related: Iterable[Meeting] = (),
    tasks: Sequence[Task] = (),
    response: Response | None = None,
    spoken: Iterable[Link] = (),
) -> tuple[Availability, ...]:
    """What is public of a collaborative meeting, in the order of `THINGS`.

    `related` are further records of its case (a handbook is often linked at the pre-meeting),
    `tasks` its open actions, `response` the agency's reply as the issue file gives it, `spoken` the
    links that stand in the record's own stage directions.
    """
    records = (meeting, *(m for m in related if m.id != meeting.id))
    links = tuple(spoken)

    def find(thing: Thing) -> Availability:
        return (
            _linked(thing, records)
            or _replied(thing, meeting, response)
            or _heard(thing, meeting, links)
            or _withheld(thing, meeting)
            or _awaited(thing, tasks)
            or Availability(thing, "missing")
        )

    here = Availability("transcript", "linked", ((meeting.id, meeting.title),), meeting=meeting.id)
    return (here, *map(find, THINGS[1:]))


def _linked(thing: Thing, records: Sequence[Meeting]) -> Availability | None:
    for record in records:
        urls = [*_urls(thing, record.front.links), *_files(thing, record)]
        if urls:
            return _found(thing, dict.fromkeys(urls), record)
    return None


def _heard(thing: Thing, meeting: Meeting, links: Sequence[Link]) -> Availability | None:
    urls = _urls(thing, links)
    return _found(thing, urls, meeting) if urls else None


def _found(thing: Thing, urls: Iterable[tuple[str, str]], meeting: Meeting) -> Availability:
    return Availability(thing, "linked", tuple(urls)[:_MOST], meeting=meeting.id)


def _files(thing: Thing, record: Meeting) -> list[tuple[str, str]]:
    """The record's own files of one kind, with their labels."""
    own = (file for file in record.front.attachments if file.type == thing)
    return [(f"attachments/{record.id}/{file.file}", file.label) for file in own]


def _urls(thing: Thing, links: Iterable[Link]) -> list[tuple[str, str]]:
    return [(link.url, link.label) for link in links if link.type == thing]


def _replied(thing: Thing, meeting: Meeting, response: Response | None) -> Availability | None:
    reply = meeting.front.response or response
    if thing != "reply" or reply is None or not reply.url:
        return None
    return Availability("reply", "linked", ((reply.url, ""),), reply.date, meeting=meeting.id)


def _withheld(thing: Thing, meeting: Meeting) -> Availability | None:
    record = meeting.front.record
    if thing != "video" or record is None:
        return None
    reason = _WHY_NOT.get(record.video, _WHY_NOT.get(record.stream))
    return Availability("video", "withheld", reason=reason, meeting=meeting.id) if reason else None


def _awaited(thing: Thing, tasks: Sequence[Task]) -> Availability | None:
    """The day on which an open action promises it."""
    promise = _PROMISED.get(thing)
    if promise is None:
        return None
    for task in tasks:
        action = task.action
        if task.is_open and promise.search(fold(action.task)):
            return Availability(
                thing, "awaited", due=action.due, reason=action.task, meeting=task.meeting
            )
    return None
