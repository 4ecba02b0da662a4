"""The agendas of one view's monthly and seasonal meetings: read once, and given to the cases that they
call up, by number or by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from itertools import chain, filterfalse
from typing import Any

from minutes.cases.trail import AGENDAS
from minutes.recognition import rulings
from minutes.recognition.agenda import called_back, worths
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.agenda.parts import Part
from minutes.recognition.agenda.worths import ItemWords, ItemWorth
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.passages import Span
from minutes.recognition.rulings import Ruling
from minutes.recognition.weights import WEIGHTS
from minutes.records.model import Meeting
from pipeline.trails.cache import digest_of
from pipeline.trails.case_library import CaseLibrary


@dataclass(frozen=True, slots=True)
class TakenUpItem:
    """An item that a meeting takes up for a case: by its `number`, or by a name that words tell."""

    meeting: Meeting
    item: AgendaItem
    by_number: bool
    names: bool = True
    """Whether the heading says whose item it is."""

    @property
    def date(self) -> dt.date:
        return self.meeting.sort_day


def is_called_up(taken: TakenUpItem) -> bool:
    """Whether a case is surely called up, by its number or its name."""
    return taken.by_number or (taken.names and not taken.item.unsure)


def items(library: CaseLibrary, meeting: Meeting) -> tuple[AgendaItem, ...]:
    """The items of a monthly or seasonal meeting."""

    def make() -> Any:
        found = called_back.read(library.passages(meeting), library.spelled.pattern)
        return [
            [list(map(list, (i.heading, *i.spans))), list(astuple(i)[3:]), i.part] for i in found
        ]

    kept = library.kept(meeting, "agenda", make)
    return tuple(_item(*plain) for plain in kept)


def _item(spans: Sequence[Sequence[int]], rest: Sequence[Any], part: Part) -> AgendaItem:
    heading, *others = (Span(*span) for span in spans)
    numbers, serial, bodies, called, *flags = rest
    told = tuple(numbers), serial, tuple(bodies), tuple(called)
    return AgendaItem(part, heading, tuple(others), *told, *flags)


def all_items(library: CaseLibrary) -> Mapping[str, tuple[AgendaItem, ...]]:
    """The items of all these meetings, by the meeting's id."""
    return library.once("agendas", _all_items)


def _all_items(library: CaseLibrary) -> dict[str, tuple[AgendaItem, ...]]:
    return {meeting.id: items(library, meeting) for meeting in held(library)}


def of_meeting(library: CaseLibrary, meeting: Meeting) -> tuple[AgendaItem, ...]:
    """The items of a record, none where it has no agenda."""
    return all_items(library).get(meeting.id, ())


def numbers_near_calls(library: CaseLibrary, meeting: Meeting) -> frozenset[int]:
    """The numbers that a meeting may name without a word: those that it calls up, and what lies near them."""
    numbers = numbers_called_up(library, meeting)
    near = (range(number - WEIGHTS.unheld, number + WEIGHTS.unheld + 1) for number in numbers)
    return frozenset(filter(WEIGHTS.options.__lt__, chain.from_iterable(near)))


def numbers_called_up(library: CaseLibrary, meeting: Meeting) -> frozenset[int]:
    """The numbers that a meeting calls up, as far as they can be no option's of a vote."""
    called = numbers_of(of_meeting(library, meeting))
    return frozenset(filter(WEIGHTS.options.__lt__, called))


def item_at(library: CaseLibrary, meeting: Meeting, place: Span) -> AgendaItem | None:
    """The item in which a stretch of a meeting begins."""
    return next(filter(partial(_holds_place, place), of_meeting(library, meeting)), None)


def _holds_place(place: Span, item: AgendaItem) -> bool:
    spans = (span for span in item.spans if span.number == place.number)
    return any(span.start <= place.start < span.end for span in spans)


def is_proposal(library: CaseLibrary, meeting: Meeting, ident: str, met: dt.date) -> bool:
    """Whether a speech of a monthly meeting, after the case was `met`, tells of a proposal for the next
    vote: what stands in no item goes on with the one before."""
    number = library.passages(meeting).ids.index(ident)
    begun = [item for item in of_meeting(library, meeting) if item.heading.number <= number]
    holding = filter(partial(_holds_passage, number), begun)
    votes = (meeting.tier, _day(meeting) > met) == ("monthly", True)
    return votes and any(map(_is_proposal, [*holding] or begun[-1:]))


def is_of_another(library: CaseLibrary, meeting: Meeting, ident: str, profile: CaseProfile) -> bool:
    """Whether a speech stands where a meeting reports on another case that it called up by its number,
    and says more of that one."""
    passages = library.passages(meeting)
    holds = partial(_holds_passage, passages.ids.index(ident))
    item = next(filter(holds, of_meeting(library, meeting)), None)
    if item is None or item.unsure or profile.numbers & {*item.numbers}:
        return False
    said = item.text(passages)
    others = filter(None, map(library.profiles.get, item.numbers))
    return worths.value(said, profile)[0] < _most(said, others)


def without_others(
    library: CaseLibrary, meeting: Meeting, speeches: Iterable[str], numbers: frozenset[int]
) -> Iterator[str]:
    """Some speeches of a meeting without those under a call that gives the number of another case than this."""
    apart = (item for item in of_meeting(library, meeting) if _calls_others(item, numbers))
    ids = library.passages(meeting).ids
    theirs = {ids[number] for item in apart for number in item.passages}
    return filterfalse(theirs.__contains__, speeches)


def _calls_others(item: AgendaItem, numbers: frozenset[int]) -> bool:
    """Whether an item is surely another case's."""
    return bool(item.numbers) and not item.unsure and numbers.isdisjoint(item.numbers)


def _holds_passage(number: int, item: AgendaItem) -> bool:
    return number in item.passages


def _is_proposal(item: AgendaItem) -> bool:
    return item.part == "proposals"


def ruling(library: CaseLibrary, taken: TakenUpItem) -> Ruling | None:
    """What a meeting says in one item of how a case goes on."""
    return _ruling_of(library, taken.meeting, taken.item)


def is_released(library: CaseLibrary, taken: TakenUpItem) -> bool:
    """Whether a meeting releases the case in an item, and leaves no condition open."""
    found = ruling(library, taken)
    return found is not None and found.is_release(surely=True)


def _ruling_of(library: CaseLibrary, meeting: Meeting, item: AgendaItem) -> Ruling | None:

    def make() -> Any:
        found = rulings.last(library.passages(meeting), item)
        return found and list(astuple(found))

    told = library.kept(meeting, "ruling", make, digest_of(item.heading, item.spans))
    if told is None:
        return None
    outcome, *spans = told
    return Ruling(outcome, *(span and Span(*span) for span in spans))


def numbers_of(called: Iterable[AgendaItem]) -> frozenset[int]:
    """All numbers that some items give."""
    return frozenset(chain.from_iterable(item.numbers for item in called))


def highest(library: CaseLibrary, meeting: Meeting) -> int:
    """The highest number that a case can have in a meeting."""
    if meeting.date is None or meeting.date > dt.date.max - WEIGHTS.ahead:
        return 0
    until = meeting.date + WEIGHTS.ahead
    held = [
        number
        for own in library.network
        if own.tier == "collaborative" and own.date and own.date <= until
        for number in own.front.case
    ]
    return max(held, default=0) + WEIGHTS.unheld


def by_number(
    library: CaseLibrary, numbers: frozenset[int], profile: CaseProfile
) -> list[TakenUpItem]:
    """The items that call a case up by its number, oldest first."""
    found: list[TakenUpItem] = []
    for meeting in library.network:
        for item in all_items(library).get(meeting.id, ()):
            if not _is_numbered(library, meeting, item, numbers, profile):
                continue
            if min(numbers) > WEIGHTS.options or _goes_on(library, meeting, item, profile, found):
                found.append(TakenUpItem(meeting, item, True))
    return found


def _goes_on(
    library: CaseLibrary,
    meeting: Meeting,
    item: AgendaItem,
    profile: CaseProfile,
    before: Sequence[TakenUpItem],
) -> bool:
    """Whether a low number, which may count a ballot's options, is the case's: its words stand there,
    or it was met or called up not long before."""
    if not profile.named or _holds(item.text(library.passages(meeting)), profile):
        return True
    day = _day(meeting)
    heard = [taken.date for taken in before] + [held for held in profile.days if held <= day]
    return bool(heard) and day - max(heard) <= WEIGHTS.lingers


def _is_numbered(
    library: CaseLibrary,
    meeting: Meeting,
    item: AgendaItem,
    numbers: frozenset[int],
    profile: CaseProfile,
) -> bool:
    if item.part == "proposals" or not numbers & set(item.numbers):
        return False
    if max(numbers & set(item.numbers)) > _highest_of(library, meeting):
        return False
    if is_misnumbered(library, meeting, item):
        return False
    if not profile.named or (not item.unsure and not item.named):
        return True
    if _is_counted(item, numbers):
        heading = item.heading.of(library.passages(meeting))
        return worths.value(heading, profile)[0] > 0 or not _names_another(
            library, heading, profile
        )
    place = all_items(library)[meeting.id].index(item)
    rivals = _rivals(library, meeting, place, profile) / WEIGHTS.rival
    if _holds(item.text(library.passages(meeting)), profile):
        return not item.unsure or _worths(library, meeting, profile)[place].value >= rivals
    return rivals < (WEIGHTS.by_words_alone if item.unsure else WEIGHTS.borne_out)


def is_misnumbered(library: CaseLibrary, meeting: Meeting, item: AgendaItem) -> bool:
    """Whether the one number of a heading is a slip: it names what another case is about by several words, and
    nothing of the case with that number."""
    slips = library.once("misnumbered", lambda _: dict[tuple[str, Span], bool]())
    key = (meeting.id, item.heading)
    if key not in slips:
        slips[key] = _is_slip(library, meeting, item)
    return slips[key]


def _is_slip(library: CaseLibrary, meeting: Meeting, item: AgendaItem) -> bool:
    own = library.profiles.get(item.numbers[0]) if len(item.numbers) == 1 else None
    if own is None or not own.named or item.unsure:
        return False
    heading = item.heading.of(library.passages(meeting))
    if _holds(heading, own) or worths.value(heading, own)[0]:
        return False
    others = other_cases(library, own)
    return any(is_best(library, heading, other, WEIGHTS.misnumbered) for other in others)


def _is_counted(item: AgendaItem, numbers: frozenset[int]) -> bool:
    """Whether an item is called up as cases are counted, by a number that can be nothing else."""
    return item.serial and not item.unsure and min(numbers) > WEIGHTS.options


def _names_another(library: CaseLibrary, heading: str, profile: CaseProfile) -> bool:
    """Whether a heading says what another case is about."""
    others = (other for other in other_cases(library, profile) if worths.names(heading, other))
    return _most(heading, others) >= WEIGHTS.borne_out


def other_cases(library: CaseLibrary, profile: CaseProfile) -> list[CaseProfile]:
    """The profiles of all other cases that have records of their own."""
    return [other for n, other in library.profiles.items() if n not in profile.numbers]


def is_best(library: CaseLibrary, text: str, profile: CaseProfile, least: float) -> bool:
    """Whether some words are worth so much for a case, and clearly more than for any other."""
    worth = worths.value(text, profile)[0]
    if worth < least:
        return False
    return worth >= WEIGHTS.rival * _most(text, other_cases(library, profile))


def _most(text: str, cases: Iterable[CaseProfile]) -> float:
    """What some words are worth for the case for which they are worth most."""
    return max((worths.value(text, profile)[0] for profile in cases), default=0.0)


def _highest_of(library: CaseLibrary, meeting: Meeting) -> int:
    kept: dict[str, int] = library.once("highest", lambda _: {})
    if meeting.id not in kept:
        kept[meeting.id] = highest(library, meeting)
    return kept[meeting.id]


def _holds(text: str, profile: CaseProfile) -> bool:
    """Whether any word that is about a case stands in a text."""
    return any(word in text for word in (*profile.core, *profile.subject))


def is_surely_about(library: CaseLibrary, taken: TakenUpItem, profile: CaseProfile) -> bool:
    """Whether what is said in an item is surely said of a case: it was called up, or is named there."""
    return not taken.item.unsure or _holds(
        taken.item.text(library.passages(taken.meeting)), profile
    )


def held_since(library: CaseLibrary, first: dt.date) -> Iterator[Meeting]:
    """The network's meetings that go through cases, from a day on, oldest first."""
    return (meeting for meeting in held(library) if _day(meeting) >= first)


def held(library: CaseLibrary) -> Iterator[Meeting]:
    """The network's meetings that go through cases, oldest first."""
    return (meeting for meeting in library.network if meeting.tier in AGENDAS and meeting.date)


def by_name(library: CaseLibrary, meeting: Meeting, profile: CaseProfile) -> Iterator[TakenUpItem]:
    """The items of a meeting without a number that are about a case and about no other."""
    for place, worth in enumerate(_worths(library, meeting, profile)):
        item = all_items(library)[meeting.id][place]
        heading = item.heading.of(library.passages(meeting))
        if not (heading and worth.is_about and _is_its_own(library, meeting, place, profile)):
            continue
        if item.unsure or not item.numbers or is_misnumbered(library, meeting, item):
            yield TakenUpItem(meeting, item, False, worths.names(heading, profile))


def _is_its_own(library: CaseLibrary, meeting: Meeting, place: int, profile: CaseProfile) -> bool:
    """Whether an item says clearly more of a case than of any other, or is called up by its name."""
    worth = _worths(library, meeting, profile)[place].value
    if worth >= _rivals(library, meeting, place, profile):
        return True
    heading = all_items(library)[meeting.id][place].heading.of(library.passages(meeting))
    is_named = worths.names(heading, profile)
    return is_named and is_best(library, heading, profile, WEIGHTS.borne_out)


def _worths(library: CaseLibrary, meeting: Meeting, profile: CaseProfile) -> list[ItemWorth]:
    """What each item of a meeting is worth for a case."""

    def make() -> Any:
        passages = library.passages(meeting)
        heard = profile.heard_in(passages.may_hold)
        return [list(worths.of(words, heard)) for words in _words_of_items(library, meeting)]

    kept = library.kept(meeting, f"worth {library.profile_fingerprint(profile)}", make)
    return [ItemWorth(*plain) for plain in kept]


def _words_of_items(library: CaseLibrary, meeting: Meeting) -> list[ItemWords]:
    """The words of a meeting's items, which are compared with every case."""
    kept: dict[str, list[ItemWords]] = library.once("words of items", lambda _: {})
    if meeting.id not in kept:
        read = partial(worths.words_of, library.passages(meeting))
        kept[meeting.id] = list(map(read, of_meeting(library, meeting)))
    return kept[meeting.id]


def _rivals(library: CaseLibrary, meeting: Meeting, place: int, profile: CaseProfile) -> float:
    """What a case's words in an item must be worth, because of other cases that were met by then."""
    others = [
        _worths(library, meeting, other)[place].value
        for number, other in library.profiles.items()
        if number not in profile.numbers and min(other.days, default=dt.date.max) <= _day(meeting)
    ]
    return WEIGHTS.rival * max(others, default=0.0)


def _day(meeting: Meeting) -> dt.date:
    return meeting.sort_day
