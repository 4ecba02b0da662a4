"""One meeting as the items that it goes through: what is called up, by number, name and agency, and
where the next one begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from operator import attrgetter

from minutes.recognition.agenda import parts
from minutes.recognition.agenda.headings import Headings, Position
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.agenda.parts import Part
from minutes.recognition.passages import Passages, Span, is_question
from minutes.recognition.statements import several_cases
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern, pattern
from minutes.records.case_numbers import Counted

_GREETING, _NEXT_CASE = pattern("head", "greeting"), pattern("head", "next_case")
_ONE_BY_ONE = pattern("call", "one_by_one")
_REPORTING = folded_pattern("報告|說明")
_ADDS = folded_pattern("^[^,。]{0,8}補充")
_BEGINS = 12  # characters before the number with which somebody who was called begins
_NUMBER = attrgetter("number")


def read(passages: Passages, bodies: re.Pattern[str]) -> tuple[AgendaItem, ...]:
    """The items of a meeting in their order. `bodies` matches the spellings of agencies."""
    return tuple(_AgendaReader(passages, bodies).items())


class _AgendaReader:
    """Goes through one meeting, passage by passage."""

    def __init__(self, passages: Passages, bodies: re.Pattern[str]) -> None:
        self.passages, self.bodies = passages, bodies
        self.at = Position()
        self.headings = Headings(passages, bodies, self.at)
        self.spans: list[Span] = []
        self.chairs = passages.presiding
        self.hosts: tuple[str, ...] = ()  # of the last heading with a number
        self.awaited = 0  # of its hosts, who have not been asked yet
        self.asked: dict[str, AgendaItem] = {}  # the items that this passage gave to each agency

    def items(self) -> Iterator[AgendaItem]:
        for number, text in enumerate(self.passages.texts):
            start, self.asked = 0, {}
            yield from self._end_section(number, text)
            presides = self.passages.speakers[number] in self.chairs
            if presides and parts.announces_reports(text):
                self.at.part = "reports"
            headings = self.headings.of(number)
            if headings and presides:
                self.at.part = parts.called_up(text[-WEIGHTS.announced :]) or self.at.part
            yield from self._leave(number, text)
            if not headings and self._is_uncalled(number, text):
                yield self._close()
                self.at.item = self._begin_uncalled(number)
            self._follow(number)
            is_ruled = self._is_ruled(text, headings) and self._answers(number, text)
            for heading in headings:
                self.spans.append(Span(number, start, heading.start))
                yield self._close()
                self.at.item = replace(self._begin(heading), ruled=is_ruled)
                start = heading.start
            self.spans.append(Span(number, start, len(text)))
        yield self._close()

    def _end_section(self, number: int, text: str) -> Iterator[AgendaItem]:
        """Leaves the open item where the heading of a section stands."""
        part = None if self.passages.speech[number] else parts.section(text)
        if part is not None:
            yield self._close()
            self.at.item = AgendaItem(part, Span(number, 0, 0))
            self.at.part = part

    def _leave(self, number: int, text: str) -> Iterator[AgendaItem]:
        """Leaves the open item where a passage begins by turning from the reports to something else, or where
        that was no more than a list."""
        part = self._part_of(number, text) or (
            self.at.part if self._is_list(self.at.item) else None
        )
        if part is None:
            return
        is_report = self.at.part == "reports" and self.at.item.numbers
        if is_report or self.at.item.part != part:
            yield self._close()
            self.at.item = AgendaItem(part, Span(number, 0, 0))
        self.at.part = part

    def _is_list(self, item: AgendaItem) -> bool:
        """Whether who presides only tells how several cases stand, and calls nobody."""
        presides = self.passages.speakers[item.heading.number] in self.chairs
        is_row = presides and len(item.numbers) > 1 and not item.bodies
        return is_row and not several_cases.calls(item.heading.of(self.passages))

    def _part_of(self, number: int, text: str) -> Part | None:
        """The part of the meeting, other than the reports, to which a passage turns at its beginning."""
        if not self.passages.speech[number] or self.headings.counted(text[: WEIGHTS.head]):
            return None
        return parts.begun(text, presides=self.passages.speakers[number] in self.chairs)

    def _is_ruled(self, text: str, headings: Sequence[Span]) -> bool:
        """Whether headings may be rulings: several are, or one on cases that were called up at once."""
        if len(headings) != 1:
            return len(headings) > 1
        named = frozenset(
            map(_NUMBER, self.headings.counted(text) if several_cases.rules(text) else ())
        )
        return frozenset() < named < self.at.together

    def _answers(self, number: int, text: str) -> bool:
        """Whether somebody who neither presides nor reports speaks after a report."""
        speaker, last = self.passages.speakers[number], self.passages.turn(number) - 1
        heard = {speaker, self.passages.speakers[max(0, last)]}
        begins = _REPORTING.search(text, 0, WEIGHTS.head) or self.headings.bodies_in(
            text[: WEIGHTS.head]
        )
        return last >= 0 and heard.isdisjoint({*self.chairs, None}) and not begins

    def _close(self) -> AgendaItem:
        """The item that is open, with its stretches; the next has none yet."""
        whole = tuple(span for span in self.spans if span.end > span.start)
        self.spans = []
        self.at.answered = self.at.reported = False
        return replace(self.at.item, spans=whole)

    def _begin(self, heading: Span) -> AgendaItem:
        """The item under a heading."""
        text = heading.of(self.passages)
        if self.at.part == "talk":
            self.at.part = "reports"
        self.at.part = parts.called_up(text) or self.at.part
        given = self._is_given(heading)
        counted = self.headings.counted(text)
        self._reach(heading, counted)
        item = self._called_up(heading, counted, given=given)
        if item.numbers or item.named or not item.bodies or _NEXT_CASE.search(text):
            self.hosts = item.bodies
            self.awaited = max(len(item.bodies), several_cases.hosts_told(text)) - 1
            self.asked |= dict.fromkeys(item.bodies, item)
            return item
        return self._gone_on(item, self.asked.get(item.bodies[0]))

    def _reach(self, heading: Span, counted: Sequence[Counted]) -> None:
        """Keeps in mind the numbers of a heading; one that is a case's ends the proposals."""
        numbers = frozenset(map(_NUMBER, counted))
        self.at.reached |= numbers
        self.at.together = self.at.together if numbers <= self.at.together else numbers
        presides = self.passages.speakers[heading.number] in self.chairs
        told = (c for c in counted if presides or c.start <= _BEGINS)
        is_case = any(c.number > WEIGHTS.options for c in told)
        if self.at.part == "proposals" and is_case:
            self.at.part = "reports"

    def _called_up(self, heading: Span, counted: Sequence[Counted], *, given: bool) -> AgendaItem:
        """What a heading calls up, by itself."""
        text = heading.of(self.passages)
        bodies = self.headings.bodies_in(text)
        numbers = tuple(dict.fromkeys(map(_NUMBER, counted)))
        is_first_alone = len(bodies) == 1 and _ONE_BY_ONE.search(text) is not None
        return AgendaItem(
            self.at.part,
            heading,
            numbers=numbers[:1] if is_first_alone else numbers,
            serial=any(c.serial for c in counted),
            bodies=bodies,
            called=self._called(heading),
            named=self.headings.is_named(text) or self.headings.gives_name(text),
            given=given,
        )

    def _is_given(self, heading: Span) -> bool:
        """Whether who presides, or opened the vote, gives numbers to what was chosen, rather than calling cases up."""
        text = heading.of(self.passages)
        tells = self.passages.speakers[heading.number] in self.chairs | self.passages.opening
        is_vote = self.at.part == "proposals" or parts.gives_number(text)
        return tells and is_vote and not (self.at.bare or several_cases.calls(text))

    def _gone_on(self, item: AgendaItem, own: AgendaItem | None) -> AgendaItem:
        """An agency that is asked after another one goes on with the same case, where that has several
        hosts and they have not all been asked; or begins with its `own`, which the passage has named."""
        before = self.at.item
        if own is not None:
            return replace(item, numbers=own.numbers, serial=own.serial, goes_on=True)
        if item.part != before.part:
            return item
        known = len(self.hosts) > 1
        goes_on = self.awaited > 0 and not (known and not {*item.bodies} & {*self.hosts})
        self.awaited -= goes_on
        return replace(
            item,
            numbers=before.numbers,
            serial=before.serial,
            goes_on=goes_on,
            unsure=not goes_on and bool(before.numbers),
        )

    def _called(self, heading: Span) -> tuple[str, ...]:
        """The one agency that was called on last, for a heading of somebody who was called."""
        if self.passages.speakers[heading.number] in self.chairs:
            return ()
        caller = self.passages.speakers[self.at.item.heading.number]
        asked = self.at.item.bodies if caller in self.chairs else self.at.item.called
        return asked if len(asked) == 1 else ()

    def _is_uncalled(self, number: int, text: str) -> bool:
        """Whether somebody who was not called begins to report after another report was answered."""
        speaker = self.passages.speakers[number]
        return (
            self.at.part == "reports"
            and (self.at.answered or (self.at.reported and bool(_GREETING.search(text))))
            and speaker not in self.chairs
            and self.passages.speech[number]
            and self.passages.turn(number) == number
            and self._length_of_turn(number) >= WEIGHTS.report
            and not self._adds(number, text)
        )

    def _adds(self, number: int, text: str) -> bool:
        """Whether somebody who spoke in the open item answers, or says that they add to it."""
        heard = (self.passages.speakers[span.number] for span in self.spans)
        before = self.passages.texts[max(0, number - 1)]
        goes_on = _ADDS.search(text) or is_question(before)
        return self.passages.speakers[number] in heard and bool(goes_on)

    def _length_of_turn(self, number: int) -> int:
        """The characters that somebody says from a passage on."""
        rest = zip(self.passages.speakers[number:], self.passages.texts[number:], strict=True)
        own = takewhile(lambda said: said[0] == self.passages.speakers[number], rest)
        return sum(len(text) for _, text in own)

    def _begin_uncalled(self, number: int) -> AgendaItem:
        end = min(WEIGHTS.opening, len(self.passages.texts[number]))
        before = self.at.item
        return AgendaItem(
            before.part,
            Span(number, 0, end),
            numbers=before.numbers,
            serial=before.serial,
            unsure=True,
        )

    def _follow(self, number: int) -> None:
        """Keeps in mind who has spoken in the open item."""
        if not self.passages.speech[number]:
            return
        if self.passages.speakers[number] in self.chairs:
            self.at.answered = self.at.reported
        else:
            self.at.reported = True
