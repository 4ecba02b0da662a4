"""Which case a vote chose: the lines of its result, compared with what cases' own records say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain
from operator import attrgetter

from minutes.cases import ballots
from minutes.cases.ballots import Choice
from minutes.cases.claims import Evidence
from minutes.cases.trail import Entry, Trail
from minutes.clock import DaySpan
from minutes.recognition import ballot_results, called_names
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.ballot_results import Winner
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.names import alike
from minutes.recognition.passages import Passages, Span
from minutes.recognition.proposals import full_results, voted_on
from minutes.recognition.statements import shares, short_names, spoken_results
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern
from minutes.records.front_matter import Tier
from minutes.records.model import Meeting
from minutes.text.lists import by_key
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import agendas, quoting
from pipeline.trails.reading.agendas import TakenUpItem
from pipeline.trails.reading.lives import CaseLife
from pipeline.trails.reading.quoting import Quote

_HALF_COUNTS = folded_pattern("(?:過|超過|不到|沒過)(?:半|一半|五成|50%)")
_SHARED, _SAME = 0.6, 10.0  # a line with so much of an issue's title is as good as certainly it
Choosing = tuple[Meeting, Winner]
"""The meeting that chose a case, and the proposal by which it did."""
_SOON = dt.timedelta(days=110)  # a chosen case is met


def declared(library: CaseLibrary, way: Trail) -> Iterator[tuple[Entry, Choice]]:
    """The options by which a case stood in the ballots that front matter declares, oldest first, each
    with the record of its trail."""
    for entry in way.records_in("voted"):
        if entry.found == "declared":
            meeting = library.view.public.by_id[entry.meeting]
            for choice in ballots.choices_of(meeting, frozenset(way.cases), way.issue):
                yield entry, choice


def numbered(library: CaseLibrary, numbers: frozenset[int]) -> tuple[Meeting, Winner] | None:
    """The proposal to which who presided gave a case's number right after the vote."""
    every = library.once("numbered proposals", _numbered)
    return next((every[number] for number in sorted(numbers.intersection(every))), None)


def by_name(
    library: CaseLibrary, meeting: Meeting, profile: CaseProfile, choice: Choosing | None
) -> Iterable[TakenUpItem]:
    """The items of a meeting that take a case up without its number: that are about it by their words, or call it up
    by a piece of the name by which an earlier meeting chose it."""
    told = {one.item.heading: one for one in agendas.by_name(library, meeting, profile)}
    if choice is not None and meeting.sort_day > choice[0].sort_day:
        recalled = _recalled(library, meeting, choice[1].name, profile.numbers)
        told |= {one.item.heading: one for one in recalled}
    return told.values()


def _recalled(
    library: CaseLibrary, meeting: Meeting, name: str, numbers: frozenset[int]
) -> Iterator[TakenUpItem]:
    """The items of a meeting that are called up by words that stand in a name, and in that of no other proposal
    which was given a number."""
    passages = library.passages(meeting)
    every: dict[int, tuple[Meeting, Winner]] = library.once("numbered proposals", _numbered)
    others = "\n".join(one.name for number, (_, one) in every.items() if number not in numbers)
    for item in filter(_is_unnumbered, agendas.of_meeting(library, meeting)):
        called = list(filter(name.__contains__, short_names.calling(item.heading.of(passages))))
        if called and not any(map(others.__contains__, called)):
            own = replace(item, numbers=(), unsure=False)
            yield TakenUpItem(meeting, own, by_number=False)


def _is_unnumbered(item: AgendaItem) -> bool:
    """Whether a report is called up by no number of its own."""
    return item.part == "reports" and (item.unsure or not item.numbers)


def numbers_given(library: CaseLibrary) -> frozenset[int]:
    """The numbers that proposals were given right after a vote."""
    return frozenset(library.once("numbered proposals", _numbered))


def _numbered(library: CaseLibrary) -> dict[int, tuple[Meeting, Winner]]:
    found: dict[int, tuple[Meeting, Winner]] = {}
    for meeting in _dated(library, "monthly"):
        for given in library.numberings(meeting):
            found.setdefault(given.number, (meeting, given.proposal))
    return found


def match(
    library: CaseLibrary,
    numbers: frozenset[int],
    life: CaseLife,
    speeches: list[str],
    title: str,
) -> tuple[Meeting, Winner] | None:
    """The line of a vote's result that names a case: one before its first session, like what its own
    (folded) speeches say or like its issue's title, and clearly more so than other lines."""
    lines = [
        (meeting, line)
        for meeting in _votes(library, life)
        for line in library.winners(meeting)
        if _may_be_for(library, numbers, meeting, line)
    ]
    spoken = library.likeness(speeches)

    def like(name: str) -> float:
        return spoken(name) + (_SAME if alike(title, name) >= _SHARED else 0.0)

    ranked = sorted(lines, key=lambda found: -like(found[1].name))
    if not ranked:
        return None
    meeting, line = ranked[0]
    if like(line.name) < WEIGHTS.like:
        return None
    others = (
        like(other.name)
        for m, other in ranked[1:]
        if (m, other.span.number) != (meeting, line.span.number)
    )
    return None if max(others, default=0.0) * WEIGHTS.clearly > like(line.name) else (meeting, line)


def evidence(library: CaseLibrary, meeting: Meeting, winner: Winner) -> Evidence:
    """The line of a result that names a winner, with the words that announce the result."""
    passages = library.passages(meeting)
    named = winner.span
    text = passages.texts[named.number]
    line = Quote(passages.whole(named.number), (named.start, named.end))
    told = line if len(text) <= quoting.LONGEST or not winner.is_formal else named
    announced = ballot_results.announcement(passages, winner)
    number = given(library, meeting, winner)
    beside = _numbered_with(passages, named, number) if number else ()
    others = filter(None, (announced, winner.whole))
    words = quoting.evidence(library, meeting, told, *others, *beside)
    label = passages.speakers[named.number] or ""
    is_heading = announced is None and ballot_results.is_label(label)
    return replace(words, words=f"{label}：{words.words}") if is_heading else words


def given(library: CaseLibrary, meeting: Meeting, winner: Winner) -> Span | None:
    """The words by which a meeting gives a proposal its number; None where it has none."""
    every = library.numberings(meeting)
    return next((one.span for one in every if one.proposal.span == winner.span), None)


def voted_for(passages: Passages, given: Span) -> Iterator[str]:
    """The names of the proposals that a result shortly before a number was `given` tells votes of, and not less than
    half of them."""
    for told in voted_on.in_directions(passages, given.number):
        if not told.share.endswith("%") or shares.amount(told.share) >= spoken_results.HALF:
            yield told.name


def is_below_half(passages: Passages, winner: Winner) -> bool:
    """Whether a proposal got less than half of the votes where that is what counts: it may have its number all the
    same, as its agency is willing, or for another time."""
    is_less = winner.share.endswith("%") and shares.amount(winner.share) < spoken_results.HALF
    return is_less and any(map(_HALF_COUNTS.search, passages.texts))


def said(library: CaseLibrary, meeting: Meeting, winner: Winner) -> str:
    """The id of the speech that tells of a chosen proposal: the one that names it or, where only a stage direction
    does, the one that gives its number or tells how it did; the direction itself where nobody speaks of it."""
    passages, named = library.passages(meeting), winner.span.number
    if passages.speech[named]:
        return passages.ids[named]
    numbering = given(library, meeting, winner)
    behind = (number for number, _ in full_results.told_behind(passages, winner))
    return passages.ids[numbering.number if numbering else next(behind, named)]


def _numbered_with(passages: Passages, named: Span, given: Span) -> Iterator[Span]:
    """The words that give a proposal its number; of one that is named far from the result, how the vote came
    out, too."""
    sentences = passages.whole(given.number).sentences(passages)
    sentence = next((one for one in sentences if one.end >= given.end), given)
    if given.number - named.number <= WEIGHTS.results:
        yield given
        return
    result = ballot_results.result_before(passages, given.number)
    if result is not None and not ballot_results.tells_result(sentence.of(passages)):
        yield result
    yield sentence


def _may_be_for(
    library: CaseLibrary, numbers: frozenset[int], meeting: Meeting, line: Winner
) -> bool:
    """Whether a line is no other case's, by what is said in its records or how it is called up."""
    owner = library.once("owners", _assign_cases).get((meeting.id, line.span))
    if owner is not None:
        return owner in numbers
    day = meeting.sort_day
    return not _is_called_by_another(library, numbers, line.name, day)


def _is_called_by_another(
    library: CaseLibrary, numbers: frozenset[int], name: str, chosen: dt.date
) -> bool:
    """Whether meetings soon after a line was `chosen` begin to call up another case by a name that is more
    like it than those of this one."""
    every = library.once("called names", _called_names)
    own = map(every.__getitem__, numbers.intersection(every))
    others = map(every.__getitem__, every.keys() - numbers)
    soon = filter(partial(_begins_soon, chosen), others)
    like = max(map(partial(_like, name), soon), default=0.0)
    return like >= _SHARED and like > max(map(partial(_like, name), own), default=0.0)


@dataclass(frozen=True, slots=True)
class _Called:
    """The first day on which meetings call up a case by its number, and the (folded) names by which they do."""

    first: dt.date
    names: set[str] = field(default_factory=set)


def _begins_soon(chosen: dt.date, called: _Called) -> bool:
    return chosen <= called.first <= chosen + WEIGHTS.lingers


def _like(name: str, called: _Called) -> float:
    return max(map(partial(alike, name), called.names), default=0.0)


def _called_names(library: CaseLibrary) -> dict[int, _Called]:
    """By what name meetings call up each case, oldest meeting first."""
    every = agendas.all_items(library)
    found: dict[int, _Called] = {}
    for meeting in filter(_DATE, library.network):
        names = partial(_names_of, library.passages(meeting))
        first = meeting.sort_day
        for number, name in chain.from_iterable(map(names, every.get(meeting.id, ()))):
            found.setdefault(number, _Called(first)).names.add(name)
    return found


_DATE = attrgetter("date")


def _names_of(passages: Passages, item: AgendaItem) -> Iterator[tuple[int, str]]:
    for number in item.numbers:
        span = called_names.name(passages, item, (number,))
        if span is not None and span.end - span.start >= WEIGHTS.least_name:
            yield number, span.of(passages)


def proposing(library: CaseLibrary, life: CaseLife, profile: CaseProfile) -> list[Meeting]:
    """The monthly meetings from which a case may have been proposed until it was met, oldest first;
    working meetings may begin before it is taken on."""
    until = min(profile.days, default=life.opening)
    return _held(library, "monthly", life.first, until) if until < dt.date.max else []


def near(library: CaseLibrary, life: CaseLife) -> list[Meeting]:
    """The records that decide which line is a case's: votes before it, and what was met after them."""
    last = min(life.opening, dt.date.max - _SOON) + _SOON
    return [*_votes(library, life), *_held(library, "collaborative", life.first, last)]


def _votes(library: CaseLibrary, life: CaseLife) -> list[Meeting]:
    """The monthly meetings before the case's first session, or until the one that first calls it up."""
    return _held(library, "monthly", life.first, life.opening)


def _dated(library: CaseLibrary, tier: Tier) -> Iterator[Meeting]:
    """The meetings of a tier whose day is known, oldest first."""
    return (m for m in library.network if m.tier == tier and m.date)


def _held(library: CaseLibrary, tier: Tier, first: dt.date, last: dt.date) -> list[Meeting]:
    """The meetings of a tier between two days, oldest first."""
    span = DaySpan(first, last)
    return [m for m in library.network if m.tier == tier and span.covers(m.date)]


@dataclass(frozen=True)
class _OwnRecords:
    """The collaborative meetings that were held on one case alone, oldest first."""

    library: CaseLibrary
    meetings: Sequence[Meeting]

    def begin_soon_after(self, day: dt.date | None) -> bool:
        """Whether the first of them was held soon after a vote of that day."""
        first = self.meetings[0].date
        if day is None or first is None:
            return False
        return day < first <= day + _SOON

    @cached_property
    def like(self) -> Callable[[str], float]:
        """How like a name is to what is said in them."""
        return self.library.likeness(
            [text for meeting in self.meetings for text in self.library.passages(meeting).spoken]
        )


def _own_records(library: CaseLibrary) -> dict[int, _OwnRecords]:
    """By case; first those of the one that was met first."""
    alone = (m for m in _dated(library, "collaborative") if len(m.front.case) == 1)
    by_case = by_key(alone, lambda meeting: meeting.front.case[0])
    return {case: _OwnRecords(library, meetings) for case, meetings in by_case.items()}


def _assign_cases(library: CaseLibrary) -> dict[tuple[str, Span], int]:
    """The case that each line is for, of those met soon after."""
    own = _own_records(library)
    owners: dict[tuple[str, Span], int] = {}
    for vote in _dated(library, "monthly"):
        soon = {
            case: records for case, records in own.items() if records.begin_soon_after(vote.date)
        }
        for line in library.winners(vote):
            case = _likest(line.name, soon)
            if case is not None:
                owners[vote.id, line.span] = case
    return owners


def _likest(name: str, cases: Mapping[int, _OwnRecords]) -> int | None:
    """The case whose own records speak of a name most; of several alike that speak of it enough, the first; None
    where none does."""
    values = {case: records.like(name) for case, records in cases.items()}
    best = max(values.values(), default=0.0)
    enough = (case for case, value in values.items() if value >= WEIGHTS.like)
    return next((case for case in enough if values[case] * WEIGHTS.clearly > best), None)
