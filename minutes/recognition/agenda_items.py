"""One meeting as the items that it goes through: what is called up, by number, name and agency, and
where the next one begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import filterfalse, takewhile
from operator import attrgetter

from minutes.recognition.passages import Passages, Span, blanked
from minutes.recognition.statements import called_numbers, parts, several_cases
from minutes.recognition.statements.parts import Part
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.records.case_numbers import Counted, find_bare, find_counted
from minutes.text.folding import fold

_NEXT, _PLEASE = pattern("call", "next"), pattern("call", "please")
_TURN = any_of(f"^(?:{word})" for word in words("head", "turn"))
_GREETING = pattern("head", "greeting")
_CASE_NAME = folded_pattern(f"(?<![{''.join(words('not_a_case', 'before'))}])案(?![例件源由情])")
_TURN_TO_NAME = any_of(f"^(?:{word})" for word in words("head", "turn_to_name"))
_POINTED_BACK = pattern("head", "pointed_back")
_NEXT_CASE = pattern("head", "next_case")
_MENTIONED = pattern("head", "mentioned")
_REPORTING = folded_pattern("報告|說明")
_QUOTE = fold("「")
_NAME_IN_QUOTES = folded_pattern("「[^「」]{1,60}」")  # 「停車架汰換」 holds 換, and calls nobody


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """What a meeting says under one heading: the stretches of its text, the heading itself, and what
    it gives: case numbers, agencies (as they are spelled there).

    `serial` tells whether the numbers are counted as cases are (序號); `called` are the agencies that
    were called on last, where somebody who was called turns to a case of their own; `named` whether the
    heading calls up something by name, `goes_on` whether it asks one more host of the item before,
    `unsure` whether only the order of speakers tells that somebody goes on with that item: it may be
    another one's report; `ruled` whether the heading is one of several rulings in a turn of somebody
    who had not reported.
    """

    part: Part
    heading: Span
    spans: tuple[Span, ...] = ()
    numbers: tuple[int, ...] = ()
    serial: bool = False
    bodies: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    named: bool = False
    goes_on: bool = False
    unsure: bool = False
    ruled: bool = False

    def text(self, passages: Passages) -> str:
        """All its words, a line feed between passages."""
        return "\n".join(span.of(passages) for span in self.spans)

    @property
    def words(self) -> Span:
        """The words that stand for it: its heading, or else (of what a meeting begins with) how it
        begins."""
        if self.heading.end > self.heading.start or not self.spans:
            return self.heading
        first = self.spans[0]
        return first._replace(end=min(first.end, first.start + WEIGHTS.opening))

    @property
    def passages(self) -> tuple[int, ...]:
        """The numbers of the passages in which it is spoken of."""
        return tuple(dict.fromkeys(span.number for span in self.spans))


def read(passages: Passages, bodies: re.Pattern[str] | None) -> tuple[AgendaItem, ...]:
    """The items of a meeting in their order. `bodies` matches the spellings of agencies."""
    return tuple(_AgendaReader(passages, bodies).items())


def _is_mentioned(text: str, counted: Counted) -> bool:
    """Whether a case is only compared or joined there with the one that is spoken of."""
    return _MENTIONED.search(text, 0, counted.start) is not None


_NUMBER = attrgetter("number")


class _AgendaReader:
    """Goes through one meeting, passage by passage."""

    def __init__(self, passages: Passages, bodies: re.Pattern[str] | None) -> None:
        self.passages, self.bodies = passages, bodies
        self.part: Part = "talk"
        self.open = AgendaItem("talk", Span(0, 0, 0))
        self.spans: list[Span] = []
        self.chairs = passages.presiding
        self.hosts: tuple[str, ...] = ()  # of the last heading with a number
        self.awaited = 0  # of its hosts, who have not been asked yet
        self.answered = False  # whether who presides has spoken after a report in the open item
        self.reported = False
        self.together: frozenset[int] = frozenset()  # the cases that were called up at once
        self.asked: dict[str, AgendaItem] = {}  # the items that this passage gave to each agency
        self.reached: set[int] = set()  # the numbers that were called up
        self.bare: frozenset[int] = frozenset()  # those that this passage calls up without a word

    def items(self) -> Iterator[AgendaItem]:
        for number, text in enumerate(self.passages.texts):
            start, self.asked = 0, {}
            presides = self.passages.speakers[number] in self.chairs
            if presides and parts.announces_reports(text):
                self.part = "reports"
            self.bare = self._called_bare(number, text)
            headings = list(self._headings(number, text))
            if headings and presides:
                self.part = parts.called_up(text[-WEIGHTS.announced :]) or self.part
            yield from self._leave(number, text)
            if not headings and self._is_uncalled(number, text):
                yield self._close()
                self.open = self._begin_uncalled(number)
            self._follow(number)
            is_ruled = self._is_ruled(text, headings) and self._answers(number, text)
            for heading in headings:
                self.spans.append(Span(number, start, heading.start))
                yield self._close()
                self.open = replace(self._begin(heading), ruled=is_ruled)
                start = heading.start
            self.spans.append(Span(number, start, len(text)))
        yield self._close()

    def _called_bare(self, number: int, text: str) -> frozenset[int]:
        """The mere numbers by which who presides calls up cases, where the reports are gone through."""
        presides = self.passages.speakers[number] in self.chairs
        is_call = presides and self.part == "reports" and len(text) <= WEIGHTS.short
        if not (is_call and self.passages.speech[number]):
            return frozenset()
        return called_numbers.called(text, self.reached, self.bodies)

    def _leave(self, number: int, text: str) -> Iterator[AgendaItem]:
        """Leaves the open item where a passage begins by turning from the reports to something else, or where
        that was no more than a list."""
        part = self._part_of(number, text) or (self.part if self._is_list(self.open) else None)
        if part is None:
            return
        if self.part == "reports" and self.open.numbers:
            yield self._close()
            self.open = AgendaItem(part, Span(number, 0, 0))
        self.part = part

    def _is_list(self, item: AgendaItem) -> bool:
        """Whether who presides only tells how several cases stand, and calls nobody."""
        presides = self.passages.speakers[item.heading.number] in self.chairs
        is_row = presides and len(item.numbers) > 1 and not item.bodies
        return is_row and not several_cases.calls(item.heading.of(self.passages))

    def _part_of(self, number: int, text: str) -> Part | None:
        """The part of the meeting, other than the reports, to which a passage turns at its beginning."""
        if not self.passages.speech[number] or self._counted(text[: WEIGHTS.head]):
            return None
        return parts.begun(text, presides=self.passages.speakers[number] in self.chairs)

    def _is_ruled(self, text: str, headings: Sequence[Span]) -> bool:
        """Whether headings may be rulings: several are, or one on cases that were called up at once."""
        if len(headings) != 1:
            return len(headings) > 1
        named = frozenset(map(_NUMBER, self._counted(text) if several_cases.rules(text) else ()))
        return frozenset() < named < self.together

    def _answers(self, number: int, text: str) -> bool:
        """Whether somebody who neither presides nor reports speaks after a report."""
        speaker, last = self.passages.speakers[number], self.passages.turn(number) - 1
        heard = {speaker, self.passages.speakers[max(0, last)]}
        begins = _REPORTING.search(text, 0, WEIGHTS.head) or self._bodies_in(text[: WEIGHTS.head])
        return last >= 0 and heard.isdisjoint({*self.chairs, None}) and not begins

    def _close(self) -> AgendaItem:
        """The item that is open, with its stretches; the next has none yet."""
        whole = tuple(span for span in self.spans if span.end > span.start)
        self.spans = []
        self.answered = self.reported = False
        return replace(self.open, spans=whole)

    def _begin(self, heading: Span) -> AgendaItem:
        """The item under a heading."""
        text = heading.of(self.passages)
        if self.part == "talk":
            self.part = "reports"
        self.part = parts.called_up(text) or self.part
        counted = self._counted(text)
        numbers = frozenset(map(_NUMBER, counted))
        self.reached |= numbers
        self.together = self.together if numbers <= self.together else numbers
        if self.part == "proposals" and any(c.number > WEIGHTS.options for c in counted):
            self.part = "reports"
        item = AgendaItem(
            self.part,
            heading,
            numbers=tuple(dict.fromkeys(map(_NUMBER, counted))),
            serial=any(c.serial for c in counted),
            bodies=self._bodies_in(text),
            called=self._called(heading),
            named=self._is_named(text),
        )
        if item.numbers or item.named or not item.bodies or _NEXT_CASE.search(text):
            self.hosts = item.bodies
            self.awaited = max(len(item.bodies), several_cases.hosts_told(text)) - 1
            self.asked |= dict.fromkeys(item.bodies, item)
            return item
        return self._gone_on(item, self.asked.get(item.bodies[0]))

    def _gone_on(self, item: AgendaItem, own: AgendaItem | None) -> AgendaItem:
        """An agency that is asked after another one goes on with the same case, where that has several
        hosts and they have not all been asked; or begins with its `own`, which the passage has named."""
        before = self.open
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

    def _is_named(self, text: str) -> bool:
        return bool(self._pointed_back(text) or _CASE_NAME.search(text)) or _QUOTE in text

    def _called(self, heading: Span) -> tuple[str, ...]:
        """The one agency that was called on last, for a heading of somebody who was called."""
        if self.passages.speakers[heading.number] in self.chairs:
            return ()
        caller = self.passages.speakers[self.open.heading.number]
        asked = self.open.bodies if caller in self.chairs else self.open.called
        return asked if len(asked) == 1 else ()

    def _bodies_in(self, text: str) -> tuple[str, ...]:
        if self.bodies is None:
            return ()
        return tuple(dict.fromkeys(match[0] for match in self.bodies.finditer(text)))

    def _is_uncalled(self, number: int, text: str) -> bool:
        """Whether somebody who was not called begins to report after another report was answered."""
        speaker = self.passages.speakers[number]
        return (
            self.part == "reports"
            and (self.answered or (self.reported and bool(_GREETING.search(text))))
            and speaker not in self.chairs
            and self.passages.speech[number]
            and self.passages.turn(number) == number
            and self._length_of_turn(number) >= WEIGHTS.report
        )

    def _length_of_turn(self, number: int) -> int:
        """The characters that somebody says from a passage on."""
        rest = zip(self.passages.speakers[number:], self.passages.texts[number:], strict=True)
        own = takewhile(lambda said: said[0] == self.passages.speakers[number], rest)
        return sum(len(text) for _, text in own)

    def _begin_uncalled(self, number: int) -> AgendaItem:
        end = min(WEIGHTS.opening, len(self.passages.texts[number]))
        before = self.open
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
            self.answered = self.reported
        else:
            self.reported = True

    def _counted(self, text: str) -> list[Counted]:
        counted = find_counted(text)
        several = self.together if len(self.together) > 1 else frozenset()
        named = [*counted, *find_bare(text, several | self.bare, counted)]
        found = sorted(filterfalse(partial(_is_mentioned, text), named))
        return [c for c in found if c.serial] or [c for c in found if self._is_case(c)]

    def _is_case(self, counted: Counted) -> bool:
        """「第二案」 may count what one speaker reports on, or the options of a vote."""
        if counted.counter == "號":
            return self.part == "reports"
        return counted.counter in {"案", "次"} and counted.number > WEIGHTS.options

    def _headings(self, number: int, text: str) -> Iterator[Span]:
        """Where headings begin in a passage, first to last."""
        if not self.passages.speech[number]:
            return
        each = self._called_apart(number, text)
        yield from each
        if each:
            return
        call = self._call(number, text)
        told = text[:call] if call else text
        apart = list(self._ruled_apart(number, told))
        yield from apart
        if apart and not call:
            return
        opens = not apart and self._opens(number, told)
        if opens:
            # 「序號36，由兩部共同主辦，先請教育部」 is one heading.
            parted = call is not None and call > 0 and self._names(text[call:])
            first = self._told_from(text)
            end = min(len(text), first + WEIGHTS.call)
            yield Span(number, first, min(end, call) if parted and call else end)
            if not parted:
                return
        if call is not None:
            yield Span(number, call, len(text))

    def _ruled_apart(self, number: int, text: str) -> Iterator[Span]:
        """The stretches of a passage that rules on several cases: every one is a heading."""
        for start, end in several_cases.ruled(text, self._counted(text), self.together):
            yield Span(number, start, min(end, start + WEIGHTS.call))

    def _called_apart(self, number: int, text: str) -> list[Span]:
        """The stretches in which who presides calls up one case after another, or several that were called
        up at once are reported on: every one is a heading."""
        counted = self._counted(text)
        presides = self.passages.speakers[number] in self.chairs and len(text) <= WEIGHTS.announced
        if not (presides or self.together.issuperset(map(_NUMBER, counted))):
            return []
        places = several_cases.called(text, counted)
        return [Span(number, start, end) for start, end in places]

    def _opens(self, number: int, text: str) -> bool:
        """Whether a speaker turns to a case at the beginning of a passage. Who begins to report on what was
        called by its number may say its name, and turns to nothing else."""
        start = text[: WEIGHTS.opening]
        told = {c.number for c in self._counted(start) if c.start <= WEIGHTS.head}
        if told:
            return told != set(self.open.numbers)
        is_answer = self.open.numbers and not self.reported and number > self.open.heading.number
        if self.part != "reports" or (is_answer and self._pointed_back(start)):
            return False
        named = _CASE_NAME.search(start, 0, WEIGHTS.names)
        turns = _TURN.search(start) or (named and _TURN_TO_NAME.search(start))
        return bool(turns or self._pointed_back(start))

    def _told_from(self, text: str) -> int:
        """Where the sentence begins that turns to a case by its number, or else the passage."""
        places = [c.start for c in self._counted(text[: WEIGHTS.opening])]
        return text.rfind("。", 0, places[0]) + 1 if places else 0

    def _pointed_back(self, text: str) -> bool:
        """Whether words begin with a case that was spoken of before (「剛剛遮陽那一案」), and not with
        whose case it is."""
        found = _POINTED_BACK.search(text)
        if found is None:
            return False
        return not (self.bodies and self.bodies.search(found["name"]))

    def _call(self, number: int, text: str) -> int | None:
        """Where a speaker calls up what comes next: the last words of a passage, or all of a short
        one; None where nothing is called up."""
        presides = self.passages.speakers[number] in self.chairs
        if not presides and not self._counted(text):
            return None  # who reports asks other agencies for help, and calls nobody up
        ends = self.passages.ends_turn(number)
        calls = [
            call.start()
            for call in _NEXT.finditer(blanked(_NAME_IN_QUOTES, text))
            if len(text) - call.start() <= WEIGHTS.call
        ]
        found = [at for at in calls if self._calls(text[at:], ends)]
        if found:
            named = [at for at in found if self._names(text[at:])]
            return named[-1] if named else found[-1]
        please = _PLEASE.search(text) if len(text) <= WEIGHTS.short else None
        if please is not None and self._calls(text, ends):
            return 0 if self._counted(text) else text.rfind("。", 0, please.start()) + 1
        return None

    def _calls(self, text: str, ends: bool) -> bool:
        """Whether words call up a case or, where the turn ends with them, somebody who reports."""
        if self._names(text):
            return True
        return ends and bool(self.bodies and self.bodies.search(text))

    def _names(self, text: str) -> bool:
        """Whether words call up a case by number or name, or a part of the meeting."""
        if self._counted(text) or _CASE_NAME.search(text):
            return True
        return parts.called_up(text) is not None
