"""The claims about one case: what people declared, or else what explicit statements of meetings say of
it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from minutes.cases.ballots import Choice
from minutes.cases.claims import (
    Claims,
    How,
    Reply,
    Selection,
    StandingValue,
)
from minutes.cases.follow_up import CaseStep
from minutes.cases.trail import Entry, Stage, Trail, agenda_stage, order
from minutes.recognition.agenda import worths
from minutes.recognition.ballot_results import Winner
from minutes.recognition.names import alike
from minutes.recognition.passages import Span
from minutes.recognition.statements import replies, unvoted, verdicts
from minutes.recognition.weights import WEIGHTS
from minutes.records.front_matter import IssueStatus
from minutes.records.model import Meeting
from pipeline.archive.snapshot import View
from pipeline.trails.assembly import Assembled
from pipeline.trails.case_library import CaseLibrary, case_library
from pipeline.trails.gathering import entries
from pipeline.trails.reading import (
    agendas,
    case_rulings,
    named_by_meetings,
    naming,
    selections,
    standings,
    vote_results,
)
from pipeline.trails.reading.agendas import TakenUpItem
from pipeline.trails.reading.quoting import Quote, evidence

_STEPS: dict[StandingValue, IssueStatus] = {
    "preparing": "preparing",
    "met": "met",
    "tracked": "tracked",
    "released": "released",
    "paused": "paused",
    "not_held": "not_held",
    "self_run": "self_run",
}
# What alone is a step: a seasonal meeting tells of what was done, and preparing begins with the ballot.
_STEP_OF: dict[str, IssueStatus] = {
    "voted": "preparing",
    "chosen": "preparing",
    "main": "met",
    "monthly": "tracked",
}
_SEVERAL = 3  # cases that are listed, rather than called up together
_NO_LONGER_TRACKED = standings.ENDED | {"met"}
_DECLARED_STEPS = frozenset({"met"})


def claims(view: View, found: Assembled) -> Claims:
    """What is claimed of a case."""
    library = case_library(view)
    hosts, co_hosts = named_by_meetings.hosts(library, found)
    chosen, status = _chosen(library, found), standings.of(library, found)
    is_turned_down = status.value == "self_run" and chosen and chosen.meeting == status.meeting
    return Claims(
        title=selections.title(library, found),
        hosts=hosts,
        co_hosts=co_hosts,
        chosen=None if is_turned_down else chosen,
        status=status,
        replies=tuple(_replies(library, found)),
    )


def _chosen(library: CaseLibrary, found: Assembled) -> Selection | None:
    declared = tuple(vote_results.declared(library, found.trail))
    won = (_won(entry, choice) for entry, choice in declared if choice.passed)
    return next(won, None) or _chosen_by_words(library, found, {e.meeting for e, _ in declared})


def _won(entry: Entry, choice: Choice) -> Selection:
    share = f"{choice.percent:g}%" if choice.percent is not None else None
    day, meeting = entry.date, entry.meeting
    return Selection(how="ballot", date=day, meeting=meeting, share=share, found="declared")


def _chosen_by_words(
    library: CaseLibrary, found: Assembled, declared: Collection[str]
) -> Selection | None:
    """How words tell that it was taken on; of a meeting whose ballot is declared, no other result."""
    choice = found.choice
    if choice is None or choice[0].id in declared:
        return _otherwise(library, found)
    meeting, winner = choice
    if _is_of_ballot(library, *choice):
        is_unvoted = unvoted.is_unvoted(library.passages(meeting), winner.span)
        return Selection(
            how="no_vote" if is_unvoted else "ballot",
            date=meeting.date,
            meeting=meeting.id,
            share=winner.share or None,
            evidence=vote_results.evidence(library, meeting, winner),
        )
    return _numbered_unvoted(library, *choice) or _otherwise(library, found)


def _numbered_unvoted(library: CaseLibrary, meeting: Meeting, winner: Winner) -> Selection | None:
    """That a proposal got its number because nobody had to vote, or nobody minded."""
    given = vote_results.given(library, meeting, winner)
    told = _exemption(library, meeting, winner, given) if given else None
    if told is None or given is None:
        return None
    said, is_agreed = told
    return Selection(
        how="agreed" if is_agreed else "no_vote",
        date=meeting.date,
        meeting=meeting.id,
        evidence=evidence(library, meeting, said, winner.span, given),
    )


def _exemption(
    library: CaseLibrary, meeting: Meeting, winner: Winner, given: Span
) -> tuple[Span, bool] | None:
    """The words by which a proposal was taken on without a vote, and whether everybody was asked for it."""
    passages = library.passages(meeting)
    beside = unvoted.exempted_beside(passages, winner.span)
    return (beside, False) if beside else unvoted.exemption(passages, given)


def _is_of_ballot(library: CaseLibrary, meeting: Meeting, winner: Winner) -> bool:
    """Whether a proposal was surely voted on: a result gives it, or gives no name at all and nobody says that
    there need be no vote. One that only got its number soon after a vote may have been taken on without."""
    if vote_results.is_below_half(library.passages(meeting), winner):
        return False
    if winner.share:
        return True
    told = [one.name for one in library.winners(meeting) if one.is_formal]
    passages, given = library.passages(meeting), vote_results.given(library, meeting, winner)
    if unvoted.exempted_beside(passages, winner.span):
        return False
    if given and unvoted.exempted_by_name(passages, given):
        return False
    if told:
        voted = vote_results.voted_for(passages, given) if given else ()
        same = (alike(name, winner.name) >= WEIGHTS.one_name for name in chain(told, voted))
        return any(same) or not winner.is_formal
    is_exempt = given is not None and unvoted.exemption(passages, given) is not None
    return not (is_exempt or unvoted.may_be_unvoted(passages, winner.span, given))


def _otherwise(library: CaseLibrary, found: Assembled) -> Selection | None:
    """How it was taken on without winning a ballot. That an agency agreed below half of the votes is
    known only of a case that was met afterwards."""
    ways: tuple[How, ...] = ("no_vote", "agreed") if found.profile.days else ("no_vote",)
    told = filter(None, (selections.taken_on(library, found, how) for how in ways))
    first = next(told, None)
    if first is None:
        return _remembered(library, found)
    how, meeting, span = first
    item = agendas.item_at(library, meeting, span)
    words = (
        naming.told(library, found.profile, meeting, item, Quote(span))
        if item
        else evidence(library, meeting, span)
    )
    return Selection(how=how, date=meeting.date, meeting=meeting.id, evidence=words)


def _remembered(library: CaseLibrary, found: Assembled) -> Selection | None:
    """The ballot of which its own record tells where no result names it."""
    told = selections.remembered(library, found)
    return told and Selection(
        how="ballot",
        date=told.voted.date,
        meeting=told.voted.id,
        evidence=evidence(library, told.record, told.sentence),
        of_the_day=told.proposed,
    )


def _replies(library: CaseLibrary, found: Assembled) -> Iterator[Reply]:
    """The replies that its meetings report, each day once, oldest first."""
    known: dict[dt.date, Reply] = {}
    for taken in found.taken:
        passages = library.passages(taken.meeting)
        for told in replies.read(passages, taken.item, taken.date):
            if told.date in known or told.date < found.life.first:
                continue
            if _is_its_own(library, found, taken, told.span.of(passages)):
                said = Quote(told.span, told.place_of_day)
                words = naming.told(library, found.profile, taken.meeting, taken.item, said)
                known[told.date] = Reply(date=told.date, place=told.place, evidence=words)
    yield from (known[day] for day in sorted(known))


def _is_its_own(library: CaseLibrary, found: Assembled, taken: TakenUpItem, sentence: str) -> bool:
    """Whether a sentence of an item tells of this case: of none of the others that are called up with
    it does it say more, nor of more cases than were called up."""
    numbers = {*taken.item.numbers}
    if case_rulings.numbers_others(found.profile, sentence):
        return False
    if len(numbers) == 1 and verdicts.releases_several(sentence) > 1:
        return False
    others = filter(None, map(library.profiles.get, numbers - found.profile.numbers))
    own = worths.value(sentence, found.profile)[0]
    signs = (own > 0, len(numbers) < _SEVERAL, case_rulings.names_all(found.profile, sentence))
    return (
        any(signs) and max((worths.value(sentence, one)[0] for one in others), default=0.0) <= own
    )


def steps(way: Trail, told: Claims) -> tuple[CaseStep, ...]:
    """What the claims tell of a case's state beside front matter and issue file. That a case is
    spoken of after it ended does not open it again, and where it cannot be told from words how it
    went on, that a meeting hears of it does not make it tracked either."""
    until = _tracked_until(told)
    found = filter(None, map(_step, way.records))
    return (*(s for s in found if s.status != "tracked" or s.date < until), *_end_of(told))


def _tracked_until(told: Claims) -> dt.date:
    """The day from which a meeting that hears of a case no longer tells that it is tracked."""
    if told.status.value == "unknown":
        return dt.date.min
    ended = told.status.since if told.status.value in _NO_LONGER_TRACKED else None
    return ended or dt.date.max


def _end_of(told: Claims) -> Iterator[CaseStep]:
    status = told.status
    value = _STEPS.get(status.value)
    if status.is_automatic and status.since is not None and value is not None:
        speech = status.evidence.speech if status.evidence else ""
        yield CaseStep(value, status.since, status.meeting, speech)


def _step(entry: Entry) -> CaseStep | None:
    status = _STEP_OF.get(entry.stage)
    if status is None or entry.date is None:
        return None
    if entry.found == "declared" and status not in _DECLARED_STEPS:
        return None
    return CaseStep(status, entry.date, entry.meeting, next(reversed(entry.speeches), ""))


def staged(way: Trail, told: Claims) -> Trail:
    """A trail whose automatic records bear the stages that the claims give them: the one that chose
    the case, and the one that released it. What comes after a case was chosen proposes it no more."""
    stages, chosen = _stages(told), told.chosen
    since = (chosen and chosen.date) or dt.date.max
    records = (_staged(entry, stages, since) for entry in way.records)
    return replace(way, records=tuple(records))


def _staged(entry: Entry, stages: Mapping[str, Stage], since: dt.date) -> Entry:
    """A record with the stage that claims give it; `since` is the day on which the case was chosen."""
    if entry.found == "declared":
        return entry
    is_late = (entry.date or dt.date.min) > since
    own: Stage = "monthly" if entry.stage == "proposed" and is_late else entry.stage
    return replace(entry, stage=stages.get(entry.meeting, own))


def _stages(told: Claims) -> dict[str, Stage]:
    """The stages that claims give to records."""
    stages: dict[str, Stage] = {}
    if told.chosen is not None:
        stages[told.chosen.meeting] = _stage_of(told.chosen)
    if told.status.value == "released" and told.status.is_automatic:
        stages[told.status.meeting] = "released"
    return stages


def _stage_of(chosen: Selection) -> Stage:
    """What the meeting that took a case on is to it: where another record tells of the ballot, its own words
    only propose the case."""
    if chosen.of_the_day is not None:
        return "proposed"
    return "voted" if chosen.how == "ballot" else "chosen"


def with_told(view: View, found: Assembled, told: Claims) -> Trail:
    """Its trail with the records that chose it and ruled on it, though they may do no more for it; where it was merged
    with another case, no meeting of its own is expected."""
    chosen = _with_choice(found, told)
    if _is_merged(case_library(view), found):
        expected = (gap for gap in chosen.gaps if not gap.is_only_expected)
        chosen = replace(chosen, gaps=tuple(expected))
    status, known = told.status, {entry.meeting for entry in chosen.records}
    if status.evidence is None or status.meeting in known:
        return chosen
    meeting = view.public.by_id[status.meeting]
    ruled = entries.found_by(meeting, agenda_stage(meeting), status.evidence)
    others = (entry for entry in chosen.mentions if entry.meeting != meeting.id)
    records = tuple(sorted((*chosen.records, ruled), key=order))
    return replace(chosen, records=records, mentions=tuple(others))


def _is_merged(library: CaseLibrary, found: Assembled) -> bool:
    """Whether a meeting that calls it up alone says that it is merged with another case."""
    alone = (one for one in found.taken if {*one.item.numbers} == found.profile.numbers)
    said = (one.item.text(library.passages(one.meeting)) for one in alone if not one.item.unsure)
    into = filter(None, map(verdicts.merged_into, said))
    return any(number not in found.profile.numbers for number in into)


def _with_choice(found: Assembled, told: Claims) -> Trail:
    """Its trail with the record that chose it, which is one of its own where it only stood aside."""
    way, chosen = found.trail, told.chosen.meeting if told.chosen else ""
    if any(entry.meeting == chosen for entry in way.records):
        return way
    added = (entry for entry in found.aside if entry.meeting == chosen)
    others = (entry for entry in way.mentions if entry.meeting != chosen)
    records = tuple(sorted((*way.records, *added), key=order))
    return replace(way, records=records, mentions=tuple(others))
