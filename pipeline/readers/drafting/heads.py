"""What the head lines of a record tell: 主辦機關：財政部, 時間：…, 主席：王示範, 出席：…

The rows of a table at the top of a Word file are such lines: `時間 ｜ …`, two or more cells a row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from minutes.records import titles
from minutes.records.document import Document, Item
from minutes.records.front_matter import Capacity
from minutes.records.speaker_labels import calling, tidy
from pipeline.readers.drafting.outcome import Note
from pipeline.readers.drafting.titles import date_within

_LINE = re.compile(
    r"[\s>*_•\-（(]{0,8}(?P<field>[^:：\n]{1,16}?)[\s*_]{0,4}[:：](?!//)(?P<value>.*)"
)
_HOSTS = re.compile("(?:共同)?主辦(?:機關|單位|部會|部門)?|hosts?|host agency|organi[sz]ers?", re.I)
_CO_HOSTS = re.compile("協辦(?:機關|單位|部會|部門)?|co-?hosts?", re.I)
_NAMES = re.compile("會議(?:名稱|主題)")
_CASES = re.compile("案號|案名|case(?: number)?", re.I)
_DATES = re.compile("(?:會議|開會|活動)?(?:日期|時間)|date|time", re.I)
_PRESENT = {
    "chair": re.compile("(?:會議)?主席|召集人|chair(?:person)?", re.I),
    "facilitator": re.compile("主持人?|facilitator|moderator", re.I),
    "": re.compile(
        "(?:出席|與會|列席|參與)(?:者|人員|人士|名單|來賓)?|attendees|participants|present", re.I
    ),
}
_SEPARATORS = re.compile(r"[、,，;；/]|\s及\s?|\s{2,}")
_NOTE_IN_BRACKETS = re.compile(r"\s*[（(][^（()）]{0,40}[)）]")
_NO_BODY = re.compile(r"[。！？!?:：]|https?:|\d{3}")
_MOST = 60  # people in one line; a list that is longer is no head line


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody whom the head names, as it writes the name."""

    name: str
    capacity: Capacity | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines before the first speech tell; `notes` says of each from which line."""

    hosts: tuple[str, ...] = ()
    co_hosts: tuple[str, ...] = ()
    date: dt.date | None = None
    cases: tuple[int, ...] = ()
    present: tuple[Present, ...] = ()
    notes: tuple[Note, ...] = ()


def read_head(document: Document) -> Head:
    """Host, co-hosts, day, cases and people, as far as the lines before the first speech name them.

    Everything is a guess: whoever publishes the record looks at it. A word that looks like no body or
    name is passed over, and stays in the text like all of these lines.
    """
    hosts: dict[str, None] = {}
    co_hosts: dict[str, None] = {}
    present: dict[str, Present] = {}
    day: dt.date | None = None
    cases: tuple[int, ...] = ()
    notes: list[Note] = []
    for field, value, line in _lines(document):
        if _HOSTS.fullmatch(field):
            found = [w for w in _words(value) if _is_body(w)]
            hosts |= dict.fromkeys(found)
            notes += _told("host", "主辦機關", "host agency", found, line)
        elif _CO_HOSTS.fullmatch(field):
            found = [w for w in _words(value) if _is_body(w)]
            co_hosts |= dict.fromkeys(found)
            notes += _told("co-host", "協辦機關", "co-host", found, line)
        elif _DATES.fullmatch(field) and day is None:
            day = date_within(value)
        elif (_NAMES.fullmatch(field) or _CASES.fullmatch(field)) and not cases:
            name = value if _NAMES.fullmatch(field) else f"{_number(value)}協作會議"
            cases = titles.infer("", name).cases
            notes += _told("case", "案號", "case number", [str(n) for n in cases], line)
        else:
            capacity = next((c for c, form in _PRESENT.items() if form.fullmatch(field)), None)
            if capacity is not None:
                found = [w for w in _words(value)[:_MOST] if calling(w) == "person"]
                for name in found:
                    present.setdefault(name, Present(name, _CAPACITIES[capacity]))
                notes += _told("attendee", "出席者", "attendee", found, line)
    return Head(tuple(hosts), tuple(co_hosts), day, cases, tuple(present.values()), tuple(notes))


_CAPACITIES: dict[str, Capacity | None] = {
    "chair": "chair",
    "facilitator": "facilitator",
    "": None,
}


def attendees(speakers: Iterable[str], head: Head) -> list[dict[str, str]]:
    """The speakers and those whom the head names besides, as entries of `attendees`.

    A name of the head is a speaker's where it is the label, or the label with an office before or
    after it; then the entry says by what capacity the head lists them.
    """
    people: dict[str, dict[str, str]] = {name: {"name": name} for name in speakers}
    for person in head.present:
        known = next((name for name in people if _is_same(name, person.name)), person.name)
        entry = people.setdefault(known, {"name": known})
        if person.capacity:
            entry.setdefault("capacity", person.capacity)
    return list(people.values())


def _is_same(label: str, name: str) -> bool:
    short, long = sorted((label, name), key=len)
    rest = long.removeprefix(short) if long.startswith(short) else long.removesuffix(short)
    return not rest or (
        rest != long and len(short) > 1 and calling(rest.strip()) in {"office", "body"}
    )


def _lines(document: Document) -> Iterator[tuple[str, str, str]]:
    """Field, value and the whole line, before the first speech and the first section."""
    for item in document.items:
        if item.type == "section" or (item.type == "speech" and item.speaker is not None):
            return
        if item.type == "heading":
            continue
        for line in _text(item).split("\n"):
            cells = [cell.strip() for cell in line[:1000].split(" ｜ ")]
            if len(cells) > 1:
                for field, value in zip(cells[::2], cells[1::2], strict=False):
                    yield field, value, " ".join(line.split())
                continue
            match = _LINE.match(line[:1000])
            if match:
                value = match["value"].strip()
                if value.endswith(("）", ")")) and value.count("（") + value.count("(") < 1:
                    value = value[:-1]  # （時間：…）
                yield match["field"].strip(), value, " ".join(line.split()).lstrip("> ")


def _number(value: str) -> str:
    return f"第{value}案" if value.isdecimal() else value


def _text(item: Item) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", item.markdown)


def _words(value: str) -> list[str]:
    parts = _SEPARATORS.split(_NOTE_IN_BRACKETS.sub("", value))
    return [word for part in parts if (word := tidy(part.strip(" *_。.")))]


def _is_body(word: str) -> bool:
    return 2 <= len(word) <= 30 and calling(word) != "person" and not _NO_BODY.search(word)


def _told(code: str, zh: str, en: str, found: list[str], line: str) -> Iterator[Note]:
    if found:
        source = line if len(line) <= 60 else line[:59] + "…"
        many = en if len(found) == 1 else en.replace("agency", "agencie") + "s"
        yield Note(
            f"{code}-from-head",
            f"{zh} {'、'.join(found)} 取自「{source}」",
            f"Taken from “{source}”: {many} {', '.join(found)}",
        )
