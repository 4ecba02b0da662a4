"""Where in a passage a meeting calls something up, or somebody turns to another case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import filterfalse
from operator import attrgetter

from minutes.recognition.agenda import parts
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.agenda.parts import Part
from minutes.recognition.passages import Passages, Span, blanked
from minutes.recognition.statements import (
    called_numbers,
    corrections,
    named_numbers,
    several_cases,
    short_names,
)
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.records.case_numbers import Counted, find_bare, find_counted
from minutes.text.folding import fold

_NEXT, _PLEASE = pattern("call", "next"), pattern("call", "please")
_WISHES = pattern("call", "wishes")
_TURN = any_of(f"^(?:{word})" for word in words("head", "turn"))
_TURN_TO_NAME = any_of(f"^(?:{word})" for word in words("head", "turn_to_name"))
_CASE_NAME = folded_pattern(f"(?<![{''.join(words('not_a_case', 'before'))}])案(?![例件源由情])")
_POINTED_BACK = pattern("head", "pointed_back")
_MENTIONED, _REMEMBERED = pattern("head", "mentioned"), pattern("head", "remembered")
_QUOTE = fold("「")
_ONLY_NUMBER = folded_pattern("「(?:序號|第)?[0-9〇零一二三四五六七八九十百]+[案號]?」")
_FEW = 3  # characters around a number in such quotes
_NAME_IN_QUOTES = folded_pattern("「[^「」]{1,60}」")  # 「停車架汰換」 holds 換, and calls nobody
_NUMBER = attrgetter("number")
# 2020-09-07 第九月「第一個議程，有關於法務部提案…辦理情形的後續，先請法務部」: what is called up stands before.
_MATTER = folded_pattern("(?:^|(?<=[,。;]))(?:有關於?|關於|針對)[^,。;]{4,60},$")
_ONLY_NAME = folded_pattern("(?:,[^,。;:?!的是了有]{2,10})?。?")


@dataclass
class Position:
    """How far a meeting has come: its part and its open item; the cases that were called up, those of
    them at once, and those that a passage calls up by their mere numbers; who has spoken in the item."""

    part: Part = "talk"
    item: AgendaItem = field(default_factory=lambda: AgendaItem("talk", Span(0, 0, 0)))
    reached: set[int] = field(default_factory=set)
    together: frozenset[int] = frozenset()
    bare: frozenset[int] = frozenset()
    reported: bool = False
    answered: bool = False
    """Whether who presides has spoken after a report."""


class Headings:
    """The headings of one meeting, which depend on how far it has come."""

    def __init__(self, passages: Passages, bodies: re.Pattern[str], position: Position) -> None:
        self.passages, self.bodies, self.position = passages, bodies, position
        self.known = named_numbers.read(passages, bodies)
        self.wished = re.compile(f"(?:{_PLEASE.pattern})(?:{bodies.pattern})(?={_WISHES.pattern})")

    def of(self, number: int) -> list[Span]:
        """The headings in a passage, first to last."""
        text = self.passages.texts[number]
        self.position.bare = self._called_bare(number, text)
        if not self.passages.speech[number]:
            return []
        return self._called_apart(number, text) or list(self._of_one(number, text))

    def counted(self, text: str) -> list[Counted]:
        """The numbers by which words call up cases."""
        counted = find_counted(text)
        together = self.position.together
        several = together if len(together) > 1 else frozenset()
        named = [*counted, *find_bare(text, several | self.position.bare, counted)]
        found = sorted(filterfalse(partial(is_mentioned, text), named))
        return list(filter(_IS_SERIAL, found)) or list(filter(self._is_case, found))

    def is_named(self, text: str) -> bool:
        """Whether words call something up by a name."""
        return bool(self._pointed_back(text) or _CASE_NAME.search(text)) or _QUOTE in text

    def bodies_in(self, text: str) -> tuple[str, ...]:
        """The agencies that words name, as they are spelled there."""
        return tuple(dict.fromkeys(match[0] for match in self.bodies.finditer(text)))

    def _presides(self, number: int) -> bool:
        return self.passages.speakers[number] in self.passages.presiding

    def _is_case(self, counted: Counted) -> bool:
        """「第二案」 may count what one speaker reports on, or the options of a vote."""
        if counted.counter == "號":
            return self.position.part == "reports" or counted.number > WEIGHTS.options
        return counted.counter in {"案", "次"} and counted.number > WEIGHTS.options

    def _called_bare(self, number: int, text: str) -> frozenset[int]:
        """The mere numbers by which who presides calls up cases: where the reports are gone through, or
        in a turn that says nothing else; and those with which a passage turns to cases."""
        if not self.passages.speech[number]:
            return frozenset()
        known = self.known | self.position.reached
        only = self.position.part != "reports"
        calls = self._presides(number) and len(text) <= WEIGHTS.short
        called = called_numbers.called(text, known, self.bodies, only=only) if calls else ()
        return called_numbers.begun(text, known, self.bodies).union(called)

    def _called_apart(self, number: int, text: str) -> list[Span]:
        """The stretches in which who presides calls up one case after another, or several that were called
        up at once are reported on: every one is a heading."""
        counted = self.counted(text)
        calls = self._presides(number) and len(text) <= WEIGHTS.announced
        if not (calls or self.position.together.issuperset(map(_NUMBER, counted))):
            return []
        places = several_cases.called(text, counted)
        return [Span(number, start, end) for start, end in places]

    def _of_one(self, number: int, text: str) -> Iterator[Span]:
        """The case to which a speaker turns, or those on which they rule; then what they call up."""
        call = self._call(number, text)
        told = text[:call] if call else text
        apart = list(self._ruled_apart(number, told))
        if apart:
            yield from apart
        elif self._opens(number, told):
            yield self._turned_to(number, text, call)
            call = call if self._is_parted(text, call) else None
        elif call is not None:
            yield Span(number, call, len(text))
            return
        if call:
            yield Span(number, call, len(text))

    def _is_parted(self, text: str, call: int | None) -> bool:
        """Whether what is called up behind a turn to a case is another heading: 「序號36，由兩部共同主辦，先請
        教育部」 is one."""
        return call is not None and call > 0 and self._names(text[call:])

    def _turned_to(self, number: int, text: str, call: int | None) -> Span:
        """The heading with which a passage turns to a case, up to what is called up behind it."""
        first = self._told_from(text)
        end = min(len(text), first + WEIGHTS.call)
        parted = call if call and self._is_parted(text, call) else end
        return Span(number, first, min(end, parted))

    def _ruled_apart(self, number: int, text: str) -> Iterator[Span]:
        """The stretches of a passage that rules on several cases: every one is a heading."""
        for start, end in several_cases.ruled(text, self.counted(text), self.position.together):
            yield Span(number, start, min(end, start + WEIGHTS.call))

    def _opens(self, number: int, text: str) -> bool:
        """Whether a speaker turns to a case at the beginning of a passage. Who begins to report on what was
        called by its number may say its name, and turns to nothing else."""
        start = text[: WEIGHTS.opening]
        told = {c.number for c in self.counted(start) if c.start <= WEIGHTS.head}
        if told:
            return told != set(self.position.item.numbers) and not self._is_slip(number)
        if self.position.part != "reports":
            return False
        if self._pointed_back(start):
            return not self._is_answer(number)
        named = _CASE_NAME.search(start, 0, WEIGHTS.names)
        return bool(_TURN.search(start) or (named and _TURN_TO_NAME.search(start)))

    def _is_slip(self, number: int) -> bool:
        """Whether who reports on what was called by its number gives a wrong one."""
        said, *following = self.passages.texts[number : number + WEIGHTS.answer]
        called = self.position.item.numbers
        return not self._presides(number) and corrections.is_slip(called, said, following)

    def _is_answer(self, number: int) -> bool:
        """Whether a passage is the first that answers a call by number."""
        item = self.position.item
        is_first = not self.position.reported and number > item.heading.number
        return bool(item.numbers) and is_first

    def _told_from(self, text: str) -> int:
        """Where the sentence begins that turns to a case by its number, or else the passage."""
        places = [c.start for c in self.counted(text[: WEIGHTS.opening])]
        return text.rfind("。", 0, places[0]) + 1 if places else 0

    def _pointed_back(self, text: str) -> bool:
        """Whether words begin with a case that was spoken of before (「剛剛遮陽那一案」), and not with
        whose case it is."""
        found = _POINTED_BACK.search(text)
        return found is not None and not self.bodies_in(found["name"])

    def _call(self, number: int, text: str) -> int | None:
        """Where a speaker calls up what comes next: the last words of a passage, or all of a short
        one; None where nothing is called up."""
        if not self._may_call(number, text):
            return None
        if self._presides(number) and self._is_short_call(text):
            return 0
        ends = self.passages.ends_turn(number)
        found = [at for at in _next_words(text) if self._calls(text[at:], ends)]
        if found:
            last = max(found, key=lambda at: (self._names(text[at:]), at))
            matter = _MATTER.search(text, 0, last)
            return text.rfind("。", 0, matter.start()) + 1 if matter else last
        please = _PLEASE.search(text) if len(text) <= WEIGHTS.short else None
        if please is not None and self._calls(text, ends):
            return 0 if self.counted(text) else text.rfind("。", 0, please.start()) + 1
        return None

    def _may_call(self, number: int, text: str) -> bool:
        """Whether who speaks presides, or names a case: who reports asks other agencies for help, and calls
        nobody up."""
        if self._presides(number):
            return True
        named = bool(self.counted(text))
        return named and not self._is_slip(number)

    def _is_short_call(self, text: str) -> bool:
        """Whether a turn is an agency and a short name, and nothing else: 「示範署，遮陽棚。」, 「遮陽棚，示範署。」
        (invented)."""
        body, *_ = [*self.bodies_in(text[: WEIGHTS.names]), ""]
        told = (text.removeprefix(body), "," + text.rstrip("。").removesuffix("," + body))
        names = (rest for rest in told if body and len(rest) < len(text))
        return any(map(_ONLY_NAME.fullmatch, names)) or self.gives_name(text)

    def gives_name(self, text: str) -> bool:
        """Whether a short turn names an agency and a case for which it is asked."""
        return any(short_names.asked(text, self.bodies))

    def _calls(self, text: str, ends: bool) -> bool:
        """Whether words call up a case or, where the turn ends with them, somebody who reports."""
        if self._names(text):
            return True
        return ends and bool(self.bodies_in(self._without_wishes(text)))

    def _without_wishes(self, text: str) -> str:
        """A text without the agencies of which something else is wished than a report: 「請示範署九月底前回應」 (invented)."""
        return self.wished.sub("", text)

    def _names(self, text: str) -> bool:
        """Whether words call up a case by number or name, or a part of the meeting."""
        if self.counted(text) or _CASE_NAME.search(text):
            return True
        return parts.called_up(text) is not None


def _next_words(text: str) -> Iterator[int]:
    """Where near the end of a text words stand that call up what comes next."""
    for call in _NEXT.finditer(blanked(_NAME_IN_QUOTES, text)):
        if len(text) - call.start() <= WEIGHTS.call:
            yield call.start()


def is_mentioned(text: str, counted: Counted) -> bool:
    """Whether a case is only compared or joined there with the one that is spoken of, or remembered, or the number
    itself is spoken of (「打「88 案」」, invented)."""
    near = max(0, counted.start - _FEW), counted.end + _FEW
    told = (
        _MENTIONED.search(text, 0, counted.start),
        _REMEMBERED.match(text, counted.end),
        _ONLY_NUMBER.search(text, *near),
    )
    return any(told)


_IS_SERIAL = attrgetter("serial")
