"""What the head lines of a record tell: 主辦機關：財政部, 時間：…, 主席：王示範, 出席：…

The rows of a table at the top of a Word file are such lines: `時間 ｜ …`, two or more cells a row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import dropwhile, filterfalse, takewhile

from minutes.records import titles
from minutes.records.document import Document, Item
from minutes.records.head_lines import without_number
from minutes.records.speaker_labels import LabelParts, calling, parts, tidy
from minutes.text.han import HAN
from minutes.text.lists import without_empty
from pipeline.readers.drafting.belonging import belonging, capacity_of_office
from pipeline.readers.drafting.outcome import ImportNote
from pipeline.readers.drafting.people import (
    PresentPerson,
    are_people,
    away_alone,
    capacity_of,
    is_absence_field,
    is_attendance_field,
    is_group,
    is_list_of_people,
    people,
)
from pipeline.readers.drafting.titles import date_within

_LINE = re.compile(
    r"[\s>*_•\-（(]{0,8}(?P<field>[^:：\n]{1,20}?)[\s*_]{0,4}[:：](?!//)(?P<value>.*)"
)
_DRAWN_OUT = rf"[{HAN}](?:[ \u3000]+[{HAN}]){{1,4}}"  # 主　席, to the length of other fields
_NEXT_FIELD = re.compile(rf"(?<![\u3000 ])[\u3000 ]{{2,}}(?=(?:[^:：\s]{{2,8}}|{_DRAWN_OUT})[:：])")
_HOSTS = re.compile("(?:共同)?主辦(?:機關|單位|部會|部門)?|hosts?|host agency|organi[sz]ers?", re.I)
_CO_HOSTS = re.compile("協辦(?:機關|單位|部會|部門)?|co-?hosts?", re.I)
_NAMES = re.compile("會議(?:名稱|主題)")
_CASES = re.compile("案號|案名|case(?: number)?", re.I)
_DATES = re.compile("(?:會議|開會|活動)?(?:日期|時間)|date|time", re.I)
_SEPARATORS = re.compile(r"[、,，;；/]|\s及\s?|\s{2,}")
_NOTE_IN_BRACKETS = re.compile(r"(?<!\s)\s*[（(][^（()）]{0,40}[)）]")
_NO_BODY = re.compile(r"[。！？!?:：]|https?:|\d{3}")
_LONGEST_LINE = 20_000  # a table of signatures with hundreds of rows, as one line
_QUOTE = 60  # characters of a line in the report


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines before the first speech tell; `notes` says of each from which line. `absent` are
    people and agencies that were asked and did not come."""

    hosts: tuple[str, ...] = ()
    co_hosts: tuple[str, ...] = ()
    date: dt.date | None = None
    cases: tuple[int, ...] = ()
    present: tuple[PresentPerson, ...] = ()
    absent: tuple[str, ...] = ()
    notes: tuple[ImportNote, ...] = ()


@dataclass(slots=True)
class _Told:
    """A head while its lines are read."""

    hosts: dict[str, None] = field(default_factory=dict)
    co_hosts: dict[str, None] = field(default_factory=dict)
    present: dict[str, PresentPerson] = field(default_factory=dict)
    absent: dict[str, None] = field(default_factory=dict)
    day: dt.date | None = None
    cases: tuple[int, ...] = ()
    notes: list[ImportNote] = field(default_factory=list)

    def add_hosts(self, value: str, line: str) -> None:
        """主辦機關：財政部、內政部"""
        self._bodies(self.hosts, ("host", "主辦機關", "host agency"), value, line)

    def add_co_hosts(self, value: str, line: str) -> None:
        """協辦單位：…"""
        self._bodies(self.co_hosts, ("co-host", "協辦機關", "co-host"), value, line)

    def _bodies(
        self, found: dict[str, None], told: tuple[str, str, str], value: str, line: str
    ) -> None:
        bodies = list(filter(_is_body, _words(value)))
        found |= dict.fromkeys(bodies)
        self.notes += _told(*told, bodies, line)

    def add_date(self, value: str, _line: str) -> None:
        """時間：113年5月17日"""
        self.day = self.day or date_within(value)

    def add_name(self, value: str, line: str) -> None:
        """會議名稱：第906案…協作會議"""
        self._case(value, line)

    def add_case(self, value: str, line: str) -> None:
        """案號：906"""
        self._case(f"{f'第{value}案' if value.isdecimal() else value}協作會議", line)

    def _case(self, name: str, line: str) -> None:
        found = titles.infer("", name).cases
        self.cases = self.cases or found
        self.notes += _told("case", "案號", "case number", list(map(str, found)), line)

    def add_people(self, those: Iterable[PresentPerson], line: str) -> None:
        """出席：王示範（交通部）、…"""
        everybody = tuple(those)
        found = {person.name: person for person in everybody if not person.away}
        self.present = found | self.present
        self._away([person.written() for person in everybody if person.away], line)
        self.notes += _told(
            "attendee", "出席者", "attendee", [person.written() for person in found.values()], line
        )

    def add_absent(self, value: str, line: str) -> None:
        """請假：經濟部"""
        found = [person.written() for person in people(value)] or _words(value)
        self._away(found, line)

    def _away(self, found: list[str], line: str) -> None:
        self.absent |= dict.fromkeys(found)
        self.notes += _told("absent", "請假", "absent", found, line)


_FIELDS: tuple[tuple[re.Pattern[str], Callable[[_Told, str, str], None]], ...] = (
    (_HOSTS, _Told.add_hosts),
    (_CO_HOSTS, _Told.add_co_hosts),
    (_DATES, _Told.add_date),
    (_NAMES, _Told.add_name),
    (_CASES, _Told.add_case),
)


def read_head(document: Document) -> Head:
    """Host, co-hosts, day, cases and people, as far as the lines before the first speech name them.

    Everything is a guess: whoever publishes the record looks at it. A word that looks like no body or
    name is passed over, and stays in the text like all of these lines.
    """
    told = _Told()
    listing = False  # the lines below 出席人員： go on with it
    for name, value, line in _lines(document):
        listing = _read(told, name, value, line, listing=listing)
    return Head(
        tuple(told.hosts),
        tuple(told.co_hosts),
        told.day,
        told.cases,
        tuple(told.present.values()),
        tuple(told.absent),
        tuple(told.notes),
    )


def _read(told: _Told, name: str, value: str, line: str, *, listing: bool) -> bool:
    """Take one line in; whether a list of people may go on below it."""
    if listing and _take_listed(told, name, line):
        return True
    add = next((add for form, add in _FIELDS if form.fullmatch(name)), None)
    capacity = capacity_of(name)
    if add:
        add(told, value, line)
    elif is_absence_field(name):
        told.add_absent(value, line)
    elif capacity:
        told.add_people((replace(p, capacity=capacity) for p in people(value)), line)
    elif is_attendance_field(name):
        told.add_people(people(value), line)
    return is_attendance_field(name or line)  # 與會者, on a line of its own


def _take_listed(told: _Told, name: str, line: str) -> bool:
    """Take a line of a list of people in, if it is one: 範例部：王示範, 財政部：（請假）, 公民團體 above others."""
    gone = away_alone(line)
    listed = is_list_of_people(line) or are_people(line)
    if gone:
        told.add_absent(gone, line)
    elif listed:
        told.add_people(people(line), line)
    return bool(gone) or listed or (not name and is_group(line))


def attendees(speakers: Iterable[str], head: Head) -> list[dict[str, str]]:
    """The speakers and those whom the head names besides, as entries of `attendees`.

    A name of the head is a speaker's where it is the label, or the label with an office before or
    after it; then the entry says what the head tells of them. A label that holds agency and office
    (範例部王副司長示範) tells them too.
    """
    entries = {name: {"name": name, **_own_words(name)} for name in speakers}
    for person in head.present:
        known = next((name for name in entries if _is_same(name, person.name)), person.name)
        entry = entries.setdefault(known, {"name": known})
        own = {"role": person.role, "capacity": person.capacity}
        for key, value in [*own.items(), *belonging(person.agency).items()]:
            if value:
                entry.setdefault(key, value)
    return list(entries.values())


def _own_words(label: str) -> dict[str, str]:
    duty, own = _on_duty(label)
    office = {"role": own.role, **capacity_of_office(own.role)}
    return without_empty({**belonging(own.agency), **capacity_of_office(duty), **office})


def _is_same(label: str, name: str) -> bool:
    return name in (label, _on_duty(label)[1].name)


def _on_duty(label: str) -> tuple[str, LabelParts]:
    """As what somebody sits there (主席), where the label tells that before the office, and the label taken apart."""
    duty = "".join(_DUTY.findall(label))
    return duty, parts(label) or parts(_DUTY.sub("", label)) or LabelParts(label)


_DUTY = re.compile(r"^(?:會議)?(?:主席|主持人?|召集人|司儀|[紀記]錄)(?=[ \u3000]*\S)")


def _lines(document: Document) -> Iterator[tuple[str, str, str]]:
    """Field, value and the whole line, before the first speech and the first section besides one of those
    who were there (## 與會者); one above them all is the meeting's name."""
    below_name = dropwhile(_is_heading, document.items)
    for item in filterfalse(_is_heading, takewhile(_is_of_head, below_name)):
        lines = (item.text,) if item.type == "section" else _text(item).split("\n")
        for line in lines:
            yield from _fields_of(line[:_LONGEST_LINE])


def _is_heading(item: Item) -> bool:
    """Whether an item is a heading of anything but a list of people."""
    return item.type in ("heading", "section") and not _heads_people(item)


def _heads_people(item: Item) -> bool:
    return item.type == "section" and is_attendance_field(item.text)


def _is_of_head(item: Item) -> bool:
    """Whether nobody speaks in an item, and no part of the minutes begins with it."""
    ends = item.type == "section" and not _heads_people(item)
    return not ends and (item.type != "speech" or item.speaker is None)


def _fields_of(line: str) -> Iterator[tuple[str, str, str]]:
    cells = [cell.strip() for cell in line.split(" ｜ ")]
    whole = " ".join(line.split()).lstrip("> ")
    if len(cells) > 1:
        for name, value in zip(cells[::2], cells[1::2], strict=False):
            yield _joined(name), value, whole
        return
    for part in _NEXT_FIELD.split(line):  # 主席：王示範　　紀錄：李範例
        match = _LINE.match(without_number(part.lstrip(" \t-*+•")))
        value = _closed(match["value"].strip()) if match else ""
        shown = line.strip() if match is None else " ".join(part.split()).lstrip("> ")
        yield _joined(match["field"].strip()) if match else "", value, shown


def _joined(name: str) -> str:
    return "".join(name.split()) if re.fullmatch(_DRAWN_OUT, name) else name


def _closed(value: str) -> str:
    """The value without the bracket that closes the whole line: （時間：…）."""
    ends = value.endswith(("）", ")")) and value.count("（") + value.count("(") < 1
    return value[:-1] if ends else value


def _text(item: Item) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", item.markdown)


def _words(value: str) -> list[str]:
    split = _SEPARATORS.split(_NOTE_IN_BRACKETS.sub("", value))
    return [word for part in split if (word := tidy(part.strip(" *_。.")))]


def _is_body(word: str) -> bool:
    return 2 <= len(word) <= 30 and calling(word) != "person" and not _NO_BODY.search(word)


def _told(code: str, zh: str, en: str, found: list[str], line: str) -> Iterator[ImportNote]:
    if found:
        source = line if len(line) <= _QUOTE else line[: _QUOTE - 1] + "…"
        many = en if len(found) == 1 else en.replace("agency", "agencie") + "s" * (en != "absent")
        yield ImportNote(
            f"{code}-from-head",
            f"{zh} {'、'.join(found)} 取自「{source}」",
            f"Taken from “{source}”: {many} {', '.join(found)}",
        )
