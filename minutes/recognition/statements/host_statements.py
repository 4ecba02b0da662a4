"""Who hosts a case, where a record says it outright: 「第一則是…，主辦機關為交通部、協辦機關為內政部」."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from minutes.recognition.called_names import Role, is_unsaid, row_after
from minutes.recognition.passages import Passages, Span
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern, pattern
from minutes.text.folding import fold

Where = Literal["ballot", "own"]

_IS = "(?:,?也?就?(?:是|為)|:)+"
_BODY = "(?:機關|部會|單位)"
# In a meeting that goes through proposals, and in a record of the case's own, where other bodies'
# duties (權責, 主責) are spoken of as well. The name of a group is the role.
_TOLD: dict[Where, re.Pattern[str]] = {
    "ballot": folded_pattern(
        f"(?P<host>(?:(?:主責|權責){_BODY}|主辦{_BODY}?){_IS}|主辦{_BODY}|(?<=[,。、;])主辦)"
        f"|(?P<co_host>協辦(?:{_BODY}?{_IS}|{_BODY})|(?<=[,。、;])協辦)"
    ),
    "own": folded_pattern(f"(?P<host>主辦{_BODY}?{_IS})|(?P<co_host>協辦{_BODY}(?:{_IS})?)"),
}
# 「停車架汰換案由示範署主責、試辦局協辦」 (invented)
_ROLE = folded_pattern(
    f"(?:來|共同|一起|擔任|負責|雙|同意|願意|可以|請)*(?:(?P<host>主辦|主責)|(?P<co_host>協辦))(?!{_BODY}|{_IS}|[的過])"
)
# 「數位署提的是「步道座椅」」 (invented): who proposes hosts, and the name stands behind.
_PROPOSES = folded_pattern(
    "(?:這次|本次|這個月|這邊|,)*(?:自?提的?(?:案子?)?|的(?:自?提案|案子))(?:就)?(?:是|為)(?=「)"
)
_REPORTS = folded_pattern("(?:報告|說明),")
_AND = folded_pattern(r"\s?[、及和與跟]?\s?")  # a comma begins another clause
_BEGINS = pattern("ballot", "begins")
_SENTENCE_END = "。"
_CLOSES = fold("」")


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
    for number in filter(passages.speech.__getitem__, range(len(passages))):
        text = passages.texts[number]
        for told in _TOLD[where].finditer(text):
            first = _start(text, told.start())
            proposal = Span(number, first, told.start())
            role: Role = "host" if told["host"] else "co_host"
            row = row_after(bodies, text, told.end(), _AND)
            if row and is_unsaid(text, told.start(), row[-1][1]):
                continue
            for start, end in row:
                yield HostStatement(text[start:end], role, proposal, Span(number, first, end))
        if where == "ballot":
            yield from _told_after(number, text, bodies)
            yield from _proposed(number, text, bodies)


def _told_after(number: int, text: str, bodies: re.Pattern[str]) -> Iterator[HostStatement]:
    """The statements that give the agencies before their role (「由示範署主責」, 「示範署主辦、試辦局協辦」)."""
    for told in bodies.finditer(text):
        row = row_after(bodies, text, told.start(), _AND)
        role = _ROLE.match(text, row[-1][1]) if row else None
        if role is None or is_unsaid(text, told.start(), role.end()):
            continue
        first = _start(text, told.start())
        proposal = Span(number, first, told.start())
        whole = Span(number, first, role.end())
        is_host = role["host"] is not None
        for start, end in row:
            yield HostStatement(text[start:end], "host" if is_host else "co_host", proposal, whole)


def _proposed(number: int, text: str, bodies: re.Pattern[str]) -> Iterator[HostStatement]:
    """The statement by which an agency proposes something itself."""
    opening = bodies.search(text, 0, WEIGHTS.names)
    for told in _PROPOSES.finditer(text):
        row = [
            body for body in bodies.finditer(text, 0, told.start()) if body.end() == told.start()
        ]
        own = row or ([opening] if opening and _REPORTS.match(text, opening.end()) else [])
        end = min(len(text), told.end() + WEIGHTS.line)
        closes = text.find(_CLOSES, told.end(), end)
        proposal = Span(number, told.end(), closes if closes >= 0 else end)
        for body in own[-1:]:
            yield HostStatement(body[0], "host", proposal, Span(number, body.start(), proposal.end))


def _start(text: str, end: int) -> int:
    """Where the proposal begins that words up to a place speak of: with its number in a list, or else
    with the sentence."""
    first = max(0, end - WEIGHTS.proposal)
    listed = [match.start() for match in _BEGINS.finditer(text, first, end)]
    return listed[-1] if listed else max(first, text.rfind(_SENTENCE_END, 0, end) + 1)
