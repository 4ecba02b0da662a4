"""Which words name a case, and the evidence that says of which case something is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, takewhile

from minutes.cases.claims import Evidence
from minutes.recognition.agenda import worths
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.passages import Span, blanked
from minutes.recognition.weights import WEIGHTS
from minutes.records.case_numbers import Counted, find_counted
from minutes.records.model import Meeting
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import agendas, quoting
from pipeline.trails.reading.agendas import TakenUpItem
from pipeline.trails.reading.quoting import Quote

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Naming:
    """Where some words name a case, whether by its number, which says it most plainly, and how many
    words of its name they hold."""

    place: Place
    by_number: bool
    words: int = 0


def naming(library: CaseLibrary, text: str, profile: CaseProfile) -> Naming | None:
    """Where a folded text names a case: by its number, or else by a word of its name, which the name
    of an agency is not."""
    for counted in find_counted(text):
        if counted.number in profile.numbers and _is_case(counted):
            return Naming((counted.start, counted.end), by_number=True)
    apart = blanked(library.spelled.pattern, text)
    places = ((apart.find(word), len(word)) for word in profile.subject | profile.chief)
    named = [(at, at + length) for at, length in places if at >= 0]
    return Naming(min(named), by_number=False, words=len(named)) if named else None


def _is_case(counted: Counted) -> bool:
    return counted.serial or counted.number > WEIGHTS.options


def told(
    library: CaseLibrary,
    profile: CaseProfile,
    meeting: Meeting,
    item: AgendaItem,
    said: Quote,
    *beside: Span,
) -> Evidence:
    """What an item says of a case, with the words that name the case where these do not."""
    text = said.span.of(library.passages(meeting))
    others: list[Span | Quote] = [*beside]
    if naming(library, text, profile) is None:
        others += _named_by(library, profile, meeting, item, said.span)
    return quoting.evidence(library, meeting, said, *others)


def plainest_first(taken: TakenUpItem) -> tuple[dt.date, bool, bool]:
    """The order of items in which those of one day that call a case up most plainly come first: what only goes
    on after others last, and before it what gives no number."""
    item = taken.item
    return taken.date, item.unsure or item.goes_on, not taken.by_number


def called_up(
    library: CaseLibrary, profile: CaseProfile, meeting: Meeting, item: AgendaItem
) -> Evidence:
    """The words with which a meeting takes a case up. A call that gives no number, asks nobody and does not name it
    may have called up anything: then it is shown by what names it alone."""
    passages = library.passages(meeting)
    call = _call_of(library, profile, meeting, item)
    is_of_it = bool(item.bodies or item.numbers) or naming(library, call.of(passages), profile)
    named = [] if is_of_it else [*_named_by(library, profile, meeting, item, call)]
    return told(library, profile, meeting, item, next(iter(named), Quote(call)))


def _call_of(
    library: CaseLibrary, profile: CaseProfile, meeting: Meeting, item: AgendaItem
) -> Span:
    """The heading of an item; of one that goes on to what is said of another of several cases, up to their numbers."""
    text = item.words.of(library.passages(meeting))
    counted = find_counted(text) if len(item.numbers) > 1 else []
    told_of = worths.value(text, profile)[0]
    others = filter(None, map(library.profiles.get, {*item.numbers} - profile.numbers))
    is_of_another = not told_of and any(worths.value(text, other)[0] for other in others)
    if not (counted and is_of_another):
        return item.words
    return item.words._replace(end=item.words.start + counted[-1].end)


@dataclass(frozen=True, slots=True)
class _NamingSentence:
    """A stretch that names the case, and whether it is a heading, which calls it up."""

    span: Span
    naming: Naming
    is_heading: bool

    def quote(self) -> Quote:
        first, end = self.naming.place
        return Quote(self.span, (self.span.start + first, self.span.start + end))

    def order(self, said: Span) -> tuple[bool, bool, int, bool, int]:
        """The plainest first: a number before a name, a call before what is said under it, more words
        of the name before fewer; then what is nearest to what is `said`, before it rather than behind."""
        told = not self.naming.by_number, not self.is_heading, -self.naming.words
        return *told, self.span > said, abs(self.span.number - said.number)


def _named_by(
    library: CaseLibrary, profile: CaseProfile, meeting: Meeting, item: AgendaItem, said: Span
) -> Iterator[Quote]:
    """The words that name a case most plainly for what is `said` of it in an item."""
    sentences = list(_sentences(library, profile, meeting, item))
    if sentences:
        yield min(sentences, key=partial(_NamingSentence.order, said=said)).quote()


def _sentences(
    library: CaseLibrary, profile: CaseProfile, meeting: Meeting, item: AgendaItem
) -> Iterator[_NamingSentence]:
    """The headings of an item and of those before it on the same case, and the item's sentences, as far
    as they name the case."""
    passages = library.passages(meeting)
    earlier = takewhile(lambda one: one is not item, agendas.of_meeting(library, meeting))
    same = (one for one in earlier if item.numbers and one.numbers == item.numbers)
    headings = ((one.words, True) for one in (*same, item))
    rest = ((sentence, False) for span in item.spans for sentence in span.sentences(passages))
    for span, is_heading in chain(headings, rest):
        named = naming(library, span.of(passages), profile)
        if named is not None:
            yield _NamingSentence(span, named, is_heading)
