"""By what name a case was chosen or is called up; and how it was taken on without a ballot's result that names it: the
sentences that say so, and whose they are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain, product, repeat, starmap, takewhile
from operator import attrgetter, methodcaller
from typing import Any, NamedTuple

from minutes.cases.claims import Evidence, How, Title
from minutes.cases.trail import Entry
from minutes.recognition import called_names
from minutes.recognition.agenda import worths
from minutes.recognition.ballot_results import Winner
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.names import alike
from minutes.recognition.passages import Passages, Span
from minutes.recognition.statements import spoken_results, unvoted
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import pattern
from minutes.records import titles
from minutes.records.model import Meeting
from pipeline.trails.assembly import Assembled
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import agendas, host_readings, quoting, vote_results
from pipeline.trails.reading.agendas import TakenUpItem
from pipeline.trails.reading.quoting import Quote, evidence

_OWN, _ONLY_ONE = pattern("ballot", "own_proposal"), pattern("ballot", "only_one")
_VOTED_ON, _HELD = pattern("ballot", "announced"), pattern("ballot", "held")
_MET = frozenset({"working", "pre_meeting", "main"})
_SENTENCES: Mapping[How, Callable[[Passages], Iterator[Span]]] = {
    "no_vote": unvoted.without_vote,
    "agreed": unvoted.below_half,
}


def title(library: CaseLibrary, found: Assembled) -> Title | None:
    """What a case is called: as people declared it, as a ballot's result names it, as the chair calls
    it up by its number, or as its own record's title names its subject; None where none does."""
    way = found.trail
    if way.title_found == "declared" and way.title:
        return Title(text=way.title, found="declared")
    called = _called(library, found.taken, found.profile.numbers)
    if found.choice is not None and (found.choice[1].is_formal or found.choice[1].whole):
        return _chosen(library, *found.choice, called)
    if called:
        name = min(called, key=_Call.order)
        words = evidence(library, name.meeting, name.heading)
        return Title(text=_written(library, name.meeting, name.span), evidence=words)
    return _from_own_title(found)


@dataclass(frozen=True, slots=True)
class _Call:
    """A heading that calls the case up by its number and gives it a name."""

    meeting: Meeting
    span: Span
    heading: Quote
    is_quoted: bool
    """Whether the name stands in quotes, and so is neither shortened nor strung to another one."""

    def order(self) -> tuple[bool, int]:
        """The fullest name first, those in quotes before the others."""
        return not self.is_quoted, self.span.start - self.span.end


def _called(
    library: CaseLibrary, taken: Iterable[TakenUpItem], numbers: frozenset[int]
) -> list[_Call]:
    """The names by which the case is called up by its number."""
    calls = []
    for one in filter(attrgetter("by_number"), taken):
        span = called_names.name(library.passages(one.meeting), one.item, numbers)
        if span is not None:
            passages = library.passages(one.meeting)
            heading = one.item.heading
            is_there = heading.number == span.number
            whole = (
                heading._replace(end=max(heading.end, span.end))
                if is_there
                else Span(span.number, 0, span.end)
            )
            is_quoted = called_names.is_quoted(passages, span)
            calls.append(_Call(one.meeting, span, Quote(whole, span[1:]), is_quoted))
    return calls


def _chosen(
    library: CaseLibrary, meeting: Meeting, winner: Winner, called: Iterable[_Call]
) -> Title:
    """The name that a result gives, with a call by number that gives the same one in full, or else the
    result: it says that something of that name was chosen, but not under which number."""
    text = _written(library, meeting, winner.whole or winner.span)
    same = filter(partial(_is_same, library, winner.name), called)
    call = next(same, None)
    if call is not None:
        return Title(text=text, evidence=evidence(library, call.meeting, call.heading))
    return Title(text=text, evidence=vote_results.evidence(library, meeting, winner))


def _is_same(library: CaseLibrary, name: str, call: _Call) -> bool:
    return call.span.of(library.passages(call.meeting)) == name


def _written(library: CaseLibrary, meeting: Meeting, span: Span) -> str:
    return evidence(library, meeting, span).words


def _from_own_title(found: Assembled) -> Title | None:
    """The subject that the title of one of its own records gives."""
    for meeting in found.own:
        subject = titles.subject(meeting.title)
        if len(subject) >= WEIGHTS.least_name:
            return Title(text=subject, evidence=Evidence(meeting.id, "", meeting.title))
    return None


def taken_on(library: CaseLibrary, found: Assembled, how: How) -> tuple[How, Meeting, Span] | None:
    """The first meeting before the case was met that says that it is taken on in some way, and the
    sentence."""
    for meeting in vote_results.proposing(library, found.life, found.profile):
        its_own = partial(_IS_FOR[how], library, found.profile, meeting)
        sentence = next(filter(its_own, _SENTENCES[how](library.passages(meeting))), None)
        if sentence is not None:
            return how, meeting, sentence
    return None


class RememberedVote(NamedTuple):
    """The sentence of a `record` that says that a vote chose its case, and the meeting that `voted`, with the
    words there that propose the case and put it to the vote."""

    voted: Meeting
    proposed: Evidence
    record: Meeting
    sentence: Span


def remembered(library: CaseLibrary, found: Assembled) -> RememberedVote | None:
    """The vote that a case's own record remembers: of the last meeting that heard the case proposed before
    anybody met on it, and put proposals to the vote."""
    records = filter(partial(_bears_number, found.profile), found.own)
    first = next(chain.from_iterable(map(partial(_remembering, library), records)), None)
    *_, voted = [None, *_proposing(library, found)]
    if first is None or voted is None:
        return None
    proposed = _put_to_vote(library, found.profile, voted)
    return RememberedVote(voted, proposed, *first) if proposed else None


def _put_to_vote(library: CaseLibrary, profile: CaseProfile, meeting: Meeting) -> Evidence | None:
    """The sentence of a meeting that names a case most fully, with the one that holds the vote where it does
    not speak of one itself; None where there are none."""
    passages = library.passages(meeting)
    every = list(chain.from_iterable(map(partial(_sentences, passages), range(len(passages)))))
    named = max(every, key=partial(_words_named, passages, profile), default=None)
    if named is None or not _words_named(passages, profile, named):
        return None
    voted_on = filter(partial(_says, passages, _VOTED_ON), [named])
    votes = chain(voted_on, filter(partial(_says, passages, _HELD), every))
    vote = next(votes, None)
    return vote and quoting.evidence(library, meeting, named, vote)


def _sentences(passages: Passages, number: int) -> Iterator[Span]:
    return passages.whole(number).sentences(passages)


def _words_named(passages: Passages, profile: CaseProfile, sentence: Span) -> int:
    return sum(map(sentence.of(passages).__contains__, profile.subject))


def _says(passages: Passages, known: re.Pattern[str], sentence: Span) -> bool:
    return known.search(sentence.of(passages)) is not None


def _bears_number(profile: CaseProfile, meeting: Meeting) -> bool:
    return not profile.numbers.isdisjoint(meeting.front.case)


def _remembering(library: CaseLibrary, meeting: Meeting) -> Iterator[tuple[Meeting, Span]]:
    """The sentences of a record that say that a vote chose its case."""

    def make() -> Any:
        return list(map(list, spoken_results.remembered(library.passages(meeting))))

    kept = library.kept(meeting, "remembered votes", make)
    yield from zip(repeat(meeting), starmap(Span, kept), strict=False)


def _proposing(library: CaseLibrary, found: Assembled) -> Iterator[Meeting]:
    """The meetings that heard a case proposed before anybody met on it, oldest first."""
    met = filter(None, map(_DATE, filter(_is_met, found.trail.records)))
    first = min(met, default=found.life.opening)
    listed = frozenset(map(_MEETING, found.trail.records_in("proposed")))
    held = vote_results.proposing(library, found.life, found.profile)
    before = takewhile(partial(_is_before, first), held)
    return filter(partial(_is_proposed, library, found.profile, listed), before)


_DATE, _MEETING = attrgetter("date"), attrgetter("meeting")


def _is_met(entry: Entry) -> bool:
    return entry.stage in _MET


def _is_before(day: dt.date, meeting: Meeting) -> bool:
    return meeting.sort_day < day


def _is_proposed(
    library: CaseLibrary, profile: CaseProfile, listed: Collection[str], meeting: Meeting
) -> bool:
    """Whether a meeting is known to have heard a case proposed, or tells of it, clearly more than of any other,
    where it goes through proposals."""
    if meeting.id in listed:
        return True
    passages = library.passages(meeting)
    items = host_readings.proposals(agendas.of_meeting(library, meeting))
    told = map(methodcaller("text", passages), items)
    return any(agendas.is_best(library, text, profile, WEIGHTS.all_of_it) for text in told)


def _is_agreed(
    library: CaseLibrary, profile: CaseProfile, meeting: Meeting, sentence: Span
) -> bool:
    """Whether a sentence, or what its speaker says before, names a case; where the clause that is below half
    names any, that one."""
    text = library.passages(meeting).texts[sentence.number]
    clause = unvoted.below(sentence.of(library.passages(meeting)))
    every = (profile, *agendas.other_cases(library, profile))
    is_named = any(_named(clause, known) for known in every)
    spoken = clause if is_named else text[: sentence.end]
    return bool(_named(spoken, profile) - _others(library, profile, meeting, sentence))


def _is_without_vote(
    library: CaseLibrary, profile: CaseProfile, meeting: Meeting, sentence: Span
) -> bool:
    """Whether a sentence names a case, or stands where an agency's own proposal is told of that is
    this case."""
    passages = library.passages(meeting)
    text = sentence.of(passages)
    if _named(text, profile) - _others(library, profile, meeting, sentence):
        return True
    item = agendas.item_at(library, meeting, sentence)
    said = item.text(passages) if item is not None and item.part == "proposals" else ""
    if _OWN.search(said) and _is_named_alone(said, profile):
        return True
    told = said if _OWN.search(text) else ""
    return agendas.is_best(library, told, profile, WEIGHTS.all_of_it)


def _is_named_alone(said: str, profile: CaseProfile) -> bool:
    """Whether a name in quotes in some words is what a case is called, and the only one there, or the only proposal
    of its kind."""
    quoted = set(host_readings.quoted(said))
    is_alone = len(quoted) == 1 or _ONLY_ONE.search(said) is not None
    pairs = product(quoted if is_alone else (), profile.phrases)
    return any(alike(*pair) >= WEIGHTS.named_elsewhere for pair in pairs)


def _others(
    library: CaseLibrary, profile: CaseProfile, meeting: Meeting, sentence: Span
) -> set[str]:
    """The words of other cases of which the item around a sentence says more: there they are theirs."""
    item = agendas.item_at(library, meeting, sentence)
    said = item.text(library.passages(meeting)) if item else ""
    worth = worths.value(said, profile)[0]
    rivals = (p for p in agendas.other_cases(library, profile) if worths.value(said, p)[0] > worth)
    return {*chain.from_iterable(rival.words for rival in rivals)}


_IS_FOR: Mapping[How, Callable[[CaseLibrary, CaseProfile, Meeting, Span], bool]] = {
    "no_vote": _is_without_vote,
    "agreed": _is_agreed,
}


def _named(text: str, profile: CaseProfile) -> set[str]:
    """The words of a case's name that stand in a text, in full or shortened as names of laws are
    (動物保護法 → 動保法)."""
    words = profile.subject | profile.chief
    return {word for word in words if word in text or _shortened(word) in text}


def _shortened(word: str) -> str:
    """Every second character of a word of two-character words and one more; else the word itself."""
    return word[::2] if len(word) >= WEIGHTS.shortened and len(word) % 2 else word
