"""Who hosts a case, where a record says it outright: 「第一則是…，主辦機關為交通部、協辦機關為內政部」."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Literal

from minutes.recognition.passages import Passages, Span
from minutes.recognition.statements.asked_agencies import (
    HELPERS,
    UNKNOWN_BODY,
    Role,
    is_unsaid,
    joins,
    row_after,
)
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern, pattern

Where = Literal["ballot", "own"]

_IS = "(?:,?也?就?(?:是|為)|就請|:|我們[寫列填](?:的是)?)+"
_BODY = "(?:機關|部會|單位)"
# In a meeting that goes through proposals, and in a record of the case's own, where other bodies'
# duties (權責, 主責) are spoken of as well. The name of a group is the role.
_TOLD: dict[Where, re.Pattern[str]] = {
    "ballot": folded_pattern(
        f"(?P<host>(?:權責{_BODY}|主[責辦]{_BODY}?){_IS}|主[責辦]{_BODY}|(?<=[,。、;0-9])主[責辦])"
        f"|(?P<co_host>(?:{HELPERS})(?:{_BODY}?{_IS}|{_BODY})|配合{_BODY}(?:{_IS})?|(?<=[,。、;0-9])(?:{HELPERS}))"
    ),
    "own": folded_pattern(
        f"(?P<host>主辦{_BODY}?{_IS})|(?P<co_host>(?:{HELPERS}){_BODY}(?:{_IS})?)"
    ),
}
_ALL_OF_THEM = "[兩二三]個(?:部會|機關)?都"  # 「示範署跟試辦局兩個都是主辦」 (invented)
# 「停車架汰換案由示範署主責、試辦局協辦」, 「905示範署自行辦理」 (invented): who runs it alone hosts it.
_ROLE = folded_pattern(
    f"(?:{_ALL_OF_THEM}|來|共同|一起|擔任|負責|雙|同意|願意|可以|請|為|是|當|就|也|則|改|變成?|並列)*(?:(?P<host>主辦|主責|自行辦理|自辦)|(?P<co_host>{HELPERS}))(?!{_BODY}|{_IS}|[的過])"
)
# 「示範署為主辦機關，試辦局擔任協辦機關」 (invented)
_AS_BODY = folded_pattern(
    f"(?:來|共同|一起)?(?:擔任|作為|做為|當|為|是|列為)(?:(?P<host>主[辦責]{_BODY})|(?P<co_host>(?:{HELPERS}){_BODY}))(?=[,。;、]|$)"
)
# A case's own record: 2020-11-18 第81次協作會議「我們還是要請警政署作為主辦機關」
_AS_HOST = folded_pattern(f"(?:來|繼續)?(?:作為|做為|擔任|當)(?P<host>主[辦責]{_BODY})(?=[,。;]|$)")
# … or who helps it: 2018-04-20 第31次「邀請國家發展委員會、行政院主計總處、財政部賦稅署等協辦機關一同參與」, 2018-05-25 第34次
# 「由財政部主辦，環保署、經濟部協辦」, 2019-08-22 「林務局是協辦」
_AS_HELPER = folded_pattern(
    f"(?:等|這[幾些]個?|也|都|則|就|已經?|共同|一起|來|擔任|作為|參與|是|為|列)*(?P<co_host>{HELPERS})(?:{_BODY})?(?=[,。;、!]|(?:一[同起]|共同)|$)"
)
# … as who introduces themselves says: 2017-06-16 第10次「我是公平會的PO…，今天我們是協辦機關」, 2020-03-06 第63次「主要角色是協辦單位」
_I_HELP = folded_pattern(
    f"(?:^|[,。]|這[邊裡])(?:因為|今天|我們?|本[部會署局院]|在?本案|這一?[次案]|主要|角色|這[邊裡]|也|都|算)*(?:是以?|屬於?|為|擔任|負責(?:的是)?|以)"
    f"(?:這一?個?(?:議題|案子?|主題)的)?(?P<co_host>{HELPERS})(?:{_BODY})?(?:的?(?:角色|身[分份]|代表|立場))*(?=[,。;]|出席|參[加與]|$)"
)
# … and who proposed it: 2020-07-22 第74次「這一案緣由是法務部開放政府聯絡人在最近一次月會上提案」
_CAME_FROM = folded_pattern(
    "(?:這一?個?|本|此)(?:案|議題|提案)子?的?(?:緣由|緣起|由來|來源)?(?:就?是|為|係)?由?"
)
_PROPOSED_IT = folded_pattern(
    "(?:開放政府聯絡人|po|這邊)?(?:在|於)?[^,。;]{0,10}(?P<presents>(?:自行?)?提案|自提|提出來?)的?(?=[,。;]|$)"
)
# 「數位署提的是「步道座椅」」 (invented), 2020-12-01 「農委會的案子是提升台茶風味輪市場行銷價值，」: who
# proposes hosts, and the name stands behind.
_PROPOSES = folded_pattern(
    "(?:這次|本次|這個月|這邊|,)*(?:自?提的?(?:案子?|題目)?|的(?:自?提案|案子)|(?<=[,。])(?:我們的?)?題目)(?:就)?(?:是|為)"
    "(?P<name>「[^」]*|[^「,。;?]+(?=[,。;]|$))"
)
# 「示範署公園處報告。我們提的題目是「步道座椅」」 (invented): its office may be named behind it.
_REPORTS = folded_pattern("[^,。;「」]{0,8}(?:報告|說明)[,。]")
_AND = folded_pattern(r"\s?[、及和與跟]?\s?")  # a comma begins another clause
_BEGINS, _BRINGS_TOGETHER = pattern("ballot", "begins"), pattern("host", "brings_together")
_DECLINED, _OBJECTS = pattern("host", "declined"), pattern("host", "objects")
_SENTENCE_END = "。"


@dataclass(frozen=True, slots=True)
class HostStatement:
    """An agency (as it is spelled) with its role, the words before it that name the proposal, and all
    of the statement."""

    body: str
    role: Role
    proposal: Span
    span: Span


def read(passages: Passages, bodies: re.Pattern[str], where: Where) -> Iterator[HostStatement]:
    """The statements of a record, in their order."""
    ways = _WAYS[where]
    for number in filter(passages.speech.__getitem__, range(len(passages))):
        told = (way(number, passages.texts[number], bodies) for way in ways)
        yield from chain.from_iterable(told)


def _told_before(
    where: Where, number: int, text: str, bodies: re.Pattern[str]
) -> Iterator[HostStatement]:
    """The statements that give the agencies behind their role."""
    for told in _TOLD[where].finditer(text):
        row = row_after(bodies, text, told.end(), _AND)
        if row and _BRINGS_TOGETHER.match(text[row[-1][1] :]):
            continue
        yield from _stated(number, text, told, row, Span(number, told.start(), told.end()))


def _told_after(
    roles: re.Pattern[str], number: int, text: str, bodies: re.Pattern[str]
) -> Iterator[HostStatement]:
    """The statements that give the agencies before their role (「由示範署主責」, 「示範署主辦、試辦局協辦」)."""
    for told in bodies.finditer(text):
        row = row_after(bodies, text, told.start(), _AND)
        role, row = _role_of(roles, text, row)
        if role is not None:
            yield from _stated(number, text, role, row, Span(number, told.start(), role.end()))


def _role_of(
    roles: re.Pattern[str], text: str, row: list[tuple[int, int]]
) -> tuple[re.Match[str] | None, list[tuple[int, int]]]:
    """The role behind a row of agencies, and those that have it: of several not the last, where that is only the
    ministry of a body that is not known."""
    end = row[-1][1] if row else len(text)
    role, below = roles.match(text, end), UNKNOWN_BODY.match(text, end)
    if role or below is None:
        return role, row
    others = row[:-1]
    return (roles.match(text, below.end()) if others else None), others


def _stated(
    number: int, text: str, role: re.Match[str], row: list[tuple[int, int]], told: Span
) -> Iterator[HostStatement]:
    """The agencies of a row in a role, unless that is supposed or asked; `told` is how they are said to be."""
    end = max([told.end, *(last for _, last in row)])
    if is_unsaid(text, told.start, end):
        return
    first = _start(text, told.start)
    proposal, name = Span(number, first, told.start), _ROLE_OF[role.lastgroup or ""]
    for start, last in row:
        whole = Span(number, first, max(told.end, last))
        if _declines(text[end:].partition(_SENTENCE_END)[0], text[start:last]):
            continue
        yield HostStatement(text[start:last], name, proposal, whole)


def _proposed(number: int, text: str, bodies: re.Pattern[str]) -> Iterator[HostStatement]:
    """The statement by which an agency proposes something itself."""
    named = list(bodies.finditer(text))
    reporter = [body for body in named[:1] if _REPORTS.match(text, body.end())]
    for told in _PROPOSES.finditer(text):
        proposal = Span(number, *told.span("name"))
        before = [body for body in named if body.end() == told.start()]
        for body in (before or reporter)[:1]:
            yield HostStatement(body[0], "host", proposal, Span(number, body.start(), proposal.end))


def _joined(number: int, text: str, bodies: re.Pattern[str]) -> Iterator[HostStatement]:
    """The statement by which an agency says that it helps with what is spoken of (「示範署這邊同意，協辦」, invented)."""
    own, told = bodies.search(text, 0, WEIGHTS.head), joins(text)
    if own is not None and told is not None and not is_unsaid(text, *told.span()):
        behind = Span(number, told.start(), told.start())
        yield HostStatement(own[0], "co_host", behind, Span(number, own.start(), told.end()))


def _introduced(number: int, text: str, bodies: re.Pattern[str]) -> Iterator[HostStatement]:
    """The statement by which somebody who says first for whom they are there says that they help."""
    own, told = bodies.search(text, 0, WEIGHTS.head), _I_HELP.search(text)
    if own is not None and told is not None and not is_unsaid(text, *told.span("co_host")):
        behind = Span(number, told.start(), told.start())
        yield HostStatement(own[0], "co_host", behind, Span(number, own.start(), told.end()))


def _declines(behind: str, body: str) -> bool:
    """Whether words behind a statement say that an agency does not agree to its role."""
    if _OBJECTS.match(behind):
        return True
    named = behind.find(body)
    return named >= 0 and _DECLINED.search(behind, named) is not None


def _came_from(number: int, text: str, bodies: re.Pattern[str]) -> Iterator[HostStatement]:
    """The statements of a case's own record by which an agency proposed the case."""
    for begun in _CAME_FROM.finditer(text):
        row = row_after(bodies, text, begun.end(), _AND)
        role = _PROPOSED_IT.match(text, row[-1][1]) if row else None
        if role is not None:
            yield from _stated(number, text, role, row, Span(number, begun.start(), role.end()))


_ROLE_OF: dict[str, Role] = {"host": "host", "co_host": "co_host", "presents": "presents"}
_WAYS: dict[Where, tuple[Callable[[int, str, re.Pattern[str]], Iterator[HostStatement]], ...]] = {
    "ballot": (
        partial(_told_before, "ballot"),
        partial(_told_after, _ROLE),
        partial(_told_after, _AS_BODY),
        _proposed,
        _joined,
    ),
    "own": (
        partial(_told_before, "own"),
        partial(_told_after, _AS_HOST),
        partial(_told_after, _AS_HELPER),
        _introduced,
        _came_from,
    ),
}


def _start(text: str, end: int) -> int:
    """Where the proposal begins that words up to a place speak of: with its number in a list, or else
    with the sentence."""
    first = max(0, end - WEIGHTS.proposal)
    listed = [match.start() for match in _BEGINS.finditer(text, first, end)]
    return listed[-1] if listed else max(first, text.rfind(_SENTENCE_END, 0, end) + 1)
