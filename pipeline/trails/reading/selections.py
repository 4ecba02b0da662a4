"""How a case was taken on without a ballot's result that names it: the sentences that say so, and whose they are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from itertools import chain, product, repeat, starmap, takewhile
from operator import attrgetter, methodcaller
from typing import Any, NamedTuple

from minutes.cases.claims import Evidence, How
from minutes.cases.trail import Entry
from minutes.recognition.agenda import worths
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.names import alike
from minutes.recognition.passages import Passages, Span
from minutes.recognition.statements import spoken_results, unvoted
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import pattern
from minutes.records.model import Meeting
from pipeline.trails.assembly import Assembled
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import agendas, host_readings, quoting, vote_results

_OWN, _ONLY_ONE = pattern("ballot", "own_proposal"), pattern("ballot", "only_one")
_VOTED_ON, _HELD = pattern("ballot", "announced"), pattern("ballot", "held")
_MET = frozenset({"working", "pre_meeting", "main"})
_SENTENCES: Mapping[How, Callable[[Passages], Iterator[Span]]] = {
    "no_vote": unvoted.without_vote,
    "agreed": unvoted.below_half,
}


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
