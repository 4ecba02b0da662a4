"""Who was there, as minutes write it: 交通部：王示範專員、…, 交通部 王示範；…, 王示範（交通部）, and who was not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import or_

from minutes.records.front_matter import Capacity
from minutes.records.head_lines import in_one_language, is_head_field, without_number
from minutes.records.speaker_labels import (
    agency_and_role,
    calling,
    parts,
    tidy,
)
from minutes.text.han import HAN

_PRESENT = re.compile(
    r"(?:出席?[(（]?列?[)）]?席?|與會|列席|參與|參加)(?:者|人|人員|人士|名單|來賓|貴賓|機關|單位|單位及人員|單位與人員"
    r"|機關及人員|人員及單位|者?簽到|者?名單|人員名單|人員簽到|代表|委員|議員|[董監理]事|成員|會員|股東|同仁)?|attendees|participants|present",
    re.I,
)
_ABSENT = re.compile(
    r"(?:請假|缺席)(?:者|人員|單位|機關|名單|委員|[董監理]事)?|absent|apologies", re.I
)
_CAPACITIES: tuple[tuple[re.Pattern[str], Capacity], ...] = (
    (re.compile("(?:會議)?主席|召集人|chair(?:person)?", re.I), "chair"),
    (re.compile("主持人?|facilitator|moderator", re.I), "facilitator"),
)
_GROUPS = re.compile(r"[；;\n]")
_SEPARATORS = re.compile(
    rf"(?:[、,，/]|\s及\s?|\s{{2,}}|(?<=[{HAN}）)])[ \u3000]+(?=[{HAN}]))"
    r"(?![^（()）]{0,40}[)）])"  # none that stands in brackets
)
_BRACKETS = re.compile(r"(?P<before>[^（()）]{1,40}?)\s*[（(](?P<inside>[^（()）]{0,40})[)）]")
_AGENCY_FIRST = re.compile(
    r"(?P<agency>[^：:、,，；;（(]{2,30}?)(?:\s*[：:]\s*|[ \t\u3000]+)(?P<people>\S.*)"
)
_NAME_LIKE = re.compile(rf"[{HAN}·‧．]{{2,6}}")
_GROUP_LIKE = re.compile(
    rf"(?!視訊|線上|遠端|請假|簽到|如簽)[{HAN}]{{3,30}}"
)  # 交通部 within a list: those behind it are of it
_GROUP = re.compile(rf"[{HAN}（）()／/]{{2,14}}")
_AWAY = re.compile("請假|缺席|未出席|未與會|未派(?:員|代表)|未到|公假|差假")
BULLETS = " \xa0\t\u3000-*+•·●○■□◎"
"""What may stand before somebody in a list of those who were there."""
_CLOCK = re.compile(r"\d[:：]\d\d")  # 10:02 王示範 begins to speak
_HANDLE = re.compile(r"@[\w.-]{2,30}")  # @sample, an account
_REMARK = re.compile(
    r"[（(]?(?:請假|缺席|未出席|未與會|未派(?:員|代表)|公假|差假|略|詳?如?簽到[單簿表]?|無|視訊|線上)[)）]?"
)
_LONGEST_LINE = 1000
_NOTES = re.compile(r"視訊|線上|遠端|代理?|請假|簽到單?|如簽.*|略")
MOST = 400
"""People in one list; what is longer is no list of people."""


@dataclass(frozen=True, slots=True)
class PresentPerson:
    """Somebody whom the head names, as far as it tells; `name` without office and agency."""

    name: str
    capacity: Capacity | None = None
    agency: str = ""
    role: str = ""
    away: bool = False

    def written(self) -> str:
        """The person as a list of attendance has it: 王示範（交通部 科員）."""
        told = " ".join(filter(None, (self.agency, self.role)))
        return f"{self.name}（{told}）" if told else self.name


def is_attendance_field(field: str) -> bool:
    """Whether `field：` opens a list of who was there, or was not."""
    field = in_one_language(field)
    return _PRESENT.fullmatch(field) is not None or is_absence_field(field)


def is_absence_field(field: str) -> bool:
    """Whether `field：` opens a list of who was not there."""
    return _ABSENT.fullmatch("".join(field.split())) is not None


def is_said(value: str) -> bool:
    """Whether what stands behind 與會者： is somebody's words or gesture, and no list: （離麥克風太遠）."""
    words = value.strip()
    listed = any((_REMARK.fullmatch(words.rstrip("。")), "、" in words, "簽到" in words))
    return not listed and _SAID.fullmatch(words) is not None


_SAID = re.compile(r"[（(][^（()）]+[)）]|.*[。！？!?…][」』”)）]?")


def capacity_of(field: str) -> Capacity | None:
    """As what the one behind `field：` was there: 主席, 主持人."""
    return next((capacity for form, capacity in _CAPACITIES if form.fullmatch(field)), None)


def is_list_of_people(line: str) -> bool:
    """Whether a line is an agency with its people and nothing else: 交通部：王示範專員、李範例, 財政部：（請假）."""
    agency, named = _divided(_bare(line))
    heads = (
        agency,
        calling(agency) != "person",
        not is_head_field(agency),
        not _CLOCK.search(line),
    )
    return all(heads) and any((_REMARK.fullmatch(named), _are_all_people(named)))


def are_people(line: str) -> bool:
    """Whether a line names people and nothing else: 王示範（範例大學）、李範例, @sample."""
    return _are_all_people(_bare(line))


def _bare(line: str) -> str:
    """A line without bullet and number, and without how many there were: 王示範等38人."""
    return _AND_OTHERS.sub("", without_number(line.strip(BULLETS)[:_LONGEST_LINE]))


_AND_OTHERS = re.compile(r"等\s?(?:共\s?)?[\d一二三四五六七八九十百]{1,4}\s?[人位名員][。.]?$")


def _divided(words: str) -> tuple[str, str]:
    """An agency and what stands behind it; nothing for both where the words do not begin with one."""
    found = _AGENCY_FIRST.fullmatch(words)
    return (found["agency"], found["people"]) if found else ("", "")


def is_group(line: str) -> bool:
    """Whether a line may head those of one kind in a list of people: 公民團體, 專家學者："""
    words = _bare(line).rstrip("：: ")
    return _GROUP.fullmatch(words) is not None and calling(words) != "person"


def _are_all_people(words: str) -> bool:
    each = list(filter(str.strip, _SEPARATORS.split(words.strip(" 。."))))
    people = list(map(_is_somebody, each))
    return any(people) and all(map(or_, people, map(_is_of_somebody, each)))


def _is_somebody(word: str) -> bool:
    return any((_person(word), _HANDLE.fullmatch(word.strip())))


def _is_of_somebody(word: str) -> bool:
    """Whether words beside a name say whence or as what that person came: 數位示範部 王示範 科長."""
    return calling(word.strip()) in ("office", "body")


def away_alone(line: str) -> str:
    """The agency of a line that says no more than that nobody came from there: 財政部：（請假）; "" for another."""
    agency, named = _divided(_bare(line))
    return tidy(agency) if _AWAY.fullmatch(named.strip("（()）")) else ""


def people(value: str, agency: str = "") -> Iterator[PresentPerson]:
    """Those whom a list names; an agency at the head of a group is that of all in it.

    What looks like nobody's name is passed over.
    """
    for group in _GROUPS.split(value[:20_000]):
        yield from _of_group(without_number(group.strip(f"{BULLETS}。.")), agency)


def _of_group(group: str, agency: str) -> Iterator[PresentPerson]:
    head, named = _divided(group)
    if head and not _calls_person(head):
        agency, group = tidy(head), named
    words = [word.strip() for word in _SEPARATORS.split(group)[:MOST]]
    for word, after in pairwise([*words, ""]):
        person = _person(word)
        if person:
            yield _completed(person, agency, after)
        elif _GROUP_LIKE.fullmatch(word):
            agency = word


def _calls_person(words: str) -> bool:
    return any((calling(words) == "person", _person(words)))


def _completed(person: PresentPerson, agency: str, after: str) -> PresentPerson:
    """A person of a group's agency, with the office that stands behind the name: 王示範 科長."""
    office = after if calling(after) == "office" else ""
    return replace(person, agency=person.agency or agency, role=person.role or office)


def _person(word: str) -> PresentPerson | None:
    """One person: name, office, agency, in any order; the latter two also in brackets."""
    before, inside = _bracketed(word.strip(" *_。."))
    away = _AWAY.fullmatch(inside) is not None
    agency, role = ("", "") if _NOTES.fullmatch(inside) else agency_and_role(inside)
    known = parts(before)
    if known:
        return PresentPerson(known.name, None, known.agency or agency, known.role or role, away)
    named = (calling(before) == "person", agency + role and _NAME_LIKE.fullmatch(before))
    return PresentPerson(tidy(before), None, agency, role, away) if any(named) else None


def _bracketed(words: str) -> tuple[str, str]:
    """What stands before brackets, and within them."""
    found = _BRACKETS.fullmatch(words)
    return (found["before"], found["inside"]) if found else (words, "")


def listed(everybody: Iterable[PresentPerson]) -> str:
    """The people as one line, which `people` reads back."""
    return "、".join(person.written() for person in everybody)
