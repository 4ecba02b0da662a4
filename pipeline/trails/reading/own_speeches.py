"""Which speeches under a call are plainly said of its case: the call, what names the case, what is said by who was
called to report, all that lies between, and what who presides answers to the last of it. Nothing after the first
passage that turns to another matter, whatever comes then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, dropwhile, takewhile

from minutes.recognition.agenda import worths
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.passages import Passages
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, pattern, words
from minutes.records.case_numbers import find_bare, find_counted
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import agendas
from pipeline.trails.reading.agendas import TakenUpItem

_NOT_REPORTED = pattern("head", "not_reported")
_TURNS_AWAY = pattern("floor", "turns_away")
_TELLS_ELSE, _ASKS = pattern("floor", "tells_else"), pattern("floor", "asks")
_DIGRESSES = pattern("floor", "digresses")
_TURNS_TO_NAME = any_of(f"^(?:{word})" for word in words("head", "turn_to_name"))


def of(library: CaseLibrary, taken: TakenUpItem, profile: CaseProfile) -> Iterator[str]:
    """The ids of the speeches in which a meeting speaks of a case under an item."""
    if agendas.is_surely_about(library, taken, profile):
        call = _Call(library, taken, profile)
        yield from filter(None, map(call.passages.ids.__getitem__, call.speeches()))


def is_only_listed(library: CaseLibrary, taken: TakenUpItem) -> bool:
    """Whether a seasonal meeting names a case in a list that somebody reads out, and nobody else reports on it; or
    who presides says that it is not reported on."""
    item, passages = taken.item, library.passages(taken.meeting)
    place = item.heading.number
    calls = [
        one for one in agendas.of_meeting(library, taken.meeting) if one.heading.number == place
    ]
    numbers = set(chain.from_iterable(one.numbers for one in calls))
    speakers = {passages.speakers[number] for number in item.passages}
    is_told = speakers <= passages.presiding | {passages.speakers[place], None}
    is_list = taken.meeting.tier == "seasonal" and len(numbers) > 1
    is_put_off = _NOT_REPORTED.search(item.heading.of(passages)) is not None
    return is_put_off or (is_told and is_list)


@dataclass(frozen=True)
class _Call:
    """A call of a case, and the passages under it by their numbers."""

    library: CaseLibrary
    taken: TakenUpItem
    profile: CaseProfile

    @property
    def item(self) -> AgendaItem:
        return self.taken.item

    @cached_property
    def passages(self) -> Passages:
        return self.library.passages(self.taken.meeting)

    def speeches(self) -> Iterable[int]:
        """The passages that are plainly said of the case: under a call of several, or of none by number or name,
        those alone that name it."""
        said = self._until_last_word()
        if self._calls_it_alone():
            return said
        return dropwhile(self._is_of_anything, filter(self._is_of_it, said))

    def _calls_it_alone(self) -> bool:
        heading = self.item.heading
        is_alone = {*self.item.numbers} <= self.profile.numbers or not self.taken.by_number
        is_call = heading.end > heading.start and not self.item.unsure
        return is_alone and is_call and (self.taken.by_number or self.taken.names)

    def _until_last_word(self) -> list[int]:
        """The passages up to the last that is surely of the case, with the answer to it."""
        held = list(takewhile(self._stays, self.item.passages))
        last = max(filter(self._is_surely_of_it, held), default=-1)
        said = [number for number in held if number <= last and self._follows_call(number)]
        return [*said, *self._answer(last, held)]

    def _answer(self, last: int, held: Iterable[int]) -> Iterator[int]:
        """What who presides says right after the last word of somebody else, with what is told before it."""
        behind = list(dropwhile(last.__ge__, held))
        told = list(takewhile(self._is_told, behind))
        answer = list(takewhile(self._presides, behind[len(told) :]))
        if answer and not self._presides(last):
            yield from (*told, *answer)

    def _is_told(self, number: int) -> bool:
        return not self.passages.speech[number]

    def _presides(self, number: int) -> bool:
        return self.passages.speakers[number] in self.passages.presiding

    def _follows_call(self, number: int) -> bool:
        """Whether a passage is not how who calls something else up by name begins."""
        return number != self.item.heading.number or self._is_of_it(number)

    # --- what the words of a passage tell

    def _is_surely_of_it(self, number: int) -> bool:
        return self._is_of_it(number) or self.passages.speakers[number] in self._reporting

    def _is_of_it(self, number: int) -> bool:
        """Whether a passage calls the case up by its number, or names it."""
        is_call = self.taken.by_number and number == self.item.heading.number
        return is_call or number in self._naming

    @cached_property
    def _naming(self) -> frozenset[int]:
        """The passages that name the case."""
        return frozenset(filter(self._names, self.item.passages))

    @cached_property
    def _reporting(self) -> frozenset[str | None]:
        """Who speaks after the call until who presides does; or who turns to the case uncalled."""
        first = self.item.heading.number
        later = filter(first.__lt__, self.item.passages)
        called = takewhile(self._reports, dropwhile(self._presides, later))
        report = called if self._presides(first) else (first,)
        return frozenset(map(self.passages.speakers.__getitem__, report)) - {None}

    def _reports(self, number: int) -> bool:
        """Whether somebody else than who presides says a passage, and does not take the floor for another matter."""
        return not (self._presides(number) or _TELLS_ELSE.search(self.passages.texts[number]))

    def _names(self, number: int) -> bool:
        """Whether a passage gives the case's number, or else says more of it than of any that was called up with
        it, and enough to name it."""
        told = self._numbers(number)
        if told.intersection(self.item.numbers) or (told and len(self.item.numbers) > 1):
            return not told.isdisjoint(self.profile.numbers)
        text = self._said(number)
        others = map(self.library.profiles.get, {*self.item.numbers} - self.profile.numbers)
        rivals = (worths.value(text, other)[0] for other in filter(None, others))
        return worths.value(text, self.profile)[0] >= max([WEIGHTS.beside, *rivals])

    def _is_of_anything(self, number: int) -> bool:
        """Whether a passage, where its call gives no number and nothing named the case yet, has no more of its words
        than what a meeting of the case's own gave as an example (2017-03-24: 「國旅卡」)."""
        text = self._said(number)
        worth, about = worths.value(text, self.profile)
        is_about = about or worths.names(text, self.profile) or worth >= WEIGHTS.telling_worth
        return not (self.taken.by_number or is_about)

    def _said(self, number: int) -> str:
        """The words of a passage; of the one that calls up those of the call alone."""
        heading = self.item.heading
        return (
            heading.of(self.passages) if number == heading.number else self.passages.texts[number]
        )

    def _numbers(self, number: int) -> frozenset[int]:
        """The numbers by which a passage names cases."""
        text = self.passages.texts[number]
        counted = find_counted(text)
        named = (*counted, *find_bare(text, self._called_up, counted))
        return frozenset(one.number for one in named)

    @cached_property
    def _called_up(self) -> frozenset[int]:
        """The numbers that the meeting calls up, and may name without a word."""
        return agendas.numbers_near_calls(self.library, self.taken.meeting) | {*self.item.numbers}

    def _stays(self, number: int) -> bool:
        """Whether a passage does not turn to another matter."""
        if number <= self.item.heading.number:
            return True
        if number in self._naming and self._presides(number):
            return True
        turns = self._turns_away if self._presides(number) else self._turns_to_another
        return not (self._goes_on_to_others(number) or turns(number))

    def _goes_on_to_others(self, number: int) -> bool:
        """Whether who presides, or who told of the case uncalled, gives the numbers of other cases."""
        speaker, first = self.passages.speakers[number], self.item.heading.number
        tells = {*self.passages.presiding, self.passages.speakers[first]}
        if number in self._naming or speaker not in tells:
            return False
        others = self._numbers(number).difference(self.item.numbers)
        return any(map(WEIGHTS.options.__lt__, others))

    def _turns_away(self, number: int) -> bool:
        """Whether who presides begins to speak of something else."""
        return _TURNS_AWAY.search(self.passages.texts[number]) is not None

    def _takes_floor(self, number: int) -> bool:
        """Whether somebody who did not report tells of another matter, or asks what none of those who reported
        answers, and does not name the case."""
        if number in self._naming or self.passages.speakers[number] in self._reporting:
            return False
        text = self.passages.texts[number]
        if _TELLS_ELSE.search(text):
            return True
        answer = self.passages.speakers[number + 1 : number + 2]
        return bool(_ASKS.search(text)) and self._reporting.isdisjoint(answer)

    def _turns_to_another(self, number: int) -> bool:
        """Whether somebody takes the floor for another matter, or a report begins to tell of another case by its
        name."""
        if self._takes_floor(number) or _DIGRESSES.search(self.passages.texts[number]):
            return True
        start = self.passages.texts[number][: WEIGHTS.names]
        if _TURNS_TO_NAME.search(start) is None or worths.names(start, self.profile):
            return False
        others = agendas.other_cases(self.library, self.profile)
        return any(map(partial(worths.names, start), others))
