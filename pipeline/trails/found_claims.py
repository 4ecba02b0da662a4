"""The claims about one case: what people declared, or else what explicit statements of meetings say of
it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from minutes.cases import follow_up
from minutes.cases.claims import (
    UNKNOWN,
    Claims,
    Evidence,
    How,
    Reply,
    Selection,
    Standing,
    StandingValue,
)
from minutes.cases.follow_up import CaseState, CaseStep, Key
from minutes.cases.trail import Entry, Stage, Trail, order
from minutes.recognition import rulings
from minutes.recognition.passages import Span
from minutes.recognition.rulings import Ruling
from minutes.recognition.statements import replies
from minutes.recognition.weights import WEIGHTS
from minutes.records.front_matter import IssueStatus
from minutes.records.model import Meeting
from minutes.text.folding import fold
from pipeline.archive.snapshot import View
from pipeline.trails.assembly import Assembled, assembled
from pipeline.trails.case_library import CaseLibrary, case_library
from pipeline.trails.reading import (
    agendas,
    case_rulings,
    named_by_meetings,
    naming,
    selections,
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
_BY_STAGE: dict[str, StandingValue] = {
    "voted": "preparing",
    "working": "preparing",
    "pre_meeting": "preparing",
    "main": "met",
    "monthly": "tracked",
    "seasonal": "tracked",
}
# What alone is a step: a seasonal meeting tells of what was done, and preparing begins with the ballot.
_STEP_OF: dict[str, IssueStatus] = {"voted": "preparing", "main": "met", "monthly": "tracked"}
_ENDED = frozenset({"released", "paused", "not_held", "self_run"})
_NO_LONGER_TRACKED = _ENDED | {"met"}
_DECLARED_STEPS = frozenset({"met"})


def claims(view: View, found: Assembled) -> Claims:
    """What is claimed of a case."""
    library = case_library(view)
    hosts, co_hosts = named_by_meetings.hosts(library, found)
    return Claims(
        title=named_by_meetings.title(library, found),
        hosts=hosts,
        co_hosts=co_hosts,
        chosen=_chosen(library, found),
        status=_status(library, found),
        replies=tuple(_replies(library, found)),
    )


def _chosen(library: CaseLibrary, found: Assembled) -> Selection | None:
    declared = next(iter(found.trail.records_in("voted")), None)
    if declared is not None and declared.found == "declared":
        return Selection(
            how="ballot", date=declared.date, meeting=declared.meeting, found="declared"
        )
    if found.choice is not None:
        meeting, winner = found.choice
        return Selection(
            how="ballot",
            date=meeting.date,
            meeting=meeting.id,
            share=winner.share or None,
            evidence=vote_results.evidence(library, meeting, winner),
        )
    return _otherwise(library, found)


def _otherwise(library: CaseLibrary, found: Assembled) -> Selection | None:
    """How it was taken on without winning a ballot. That an agency agreed below half of the votes is
    known only of a case that was met afterwards."""
    ways: tuple[How, ...] = ("no_vote", "agreed") if found.profile.days else ("no_vote",)
    told = filter(None, (selections.taken_on(library, found, how) for how in ways))
    how, meeting, span = next(told, (None, None, None))
    if how is None or meeting is None or span is None:
        return None
    item = agendas.item_at(library, meeting, span)
    words = (
        naming.told(library, found.profile, meeting, item, Quote(span))
        if item
        else evidence(library, meeting, span)
    )
    return Selection(how=how, date=meeting.date, meeting=meeting.id, evidence=words)


def _status(library: CaseLibrary, found: Assembled) -> Standing:
    """Where it stands: as people say, unless a later meeting says more."""
    told = _declared(library, found.trail)
    by_words = _ended(library, found) or _under_way(library, found)
    if told is None:
        return by_words
    if told.status in _ENDED:
        return _as_declared(told)
    if by_words.since is not None and told.changed is not None and by_words.since > told.changed:
        return by_words
    return _as_declared(told)


def _as_declared(told: CaseState) -> Standing:
    return Standing(value=told.status, since=told.changed, meeting=told.meeting, found="declared")


def _declared(library: CaseLibrary, way: Trail) -> CaseState | None:
    """Where people say that it stands."""
    every = library.once("declared states", _declared_states)
    numbers: Iterable[int | None] = way.cases or (None,)
    return next((every[n, way.issue] for n in numbers if (n, way.issue) in every), None)


def _declared_states(library: CaseLibrary) -> dict[Key, CaseState]:
    view, catalogue = library.view, library.view.snapshot.catalogue
    states = follow_up.states(
        view.public.meetings, catalogue.issues, catalogue.agencies, view.public.now.date()
    )
    return {(state.case, state.issue): state for state in states}


def _ended(library: CaseLibrary, found: Assembled) -> Standing | None:
    """The last ruling of a meeting that ended it; for a case that was merged with another one, the
    ruling that ended that one later."""
    last = case_rulings.last(library, found)
    if last is None:
        return None
    into = _merged_into(library, found, *last)
    later = _ended_after(library, into, last[0].date) if into else None
    return later or _standing(library, found, *last)


def _ended_after(library: CaseLibrary, found: Assembled, day: dt.date) -> Standing | None:
    """How a case ended by a ruling after a day, other than in yet another one."""
    last = case_rulings.last(library, found)
    if last is None or last[0].date <= day or last[1].outcome == "merged":
        return None
    return _standing(library, found, *last)


def _standing(
    library: CaseLibrary, found: Assembled, taken: TakenUpItem, ruling: Ruling
) -> Standing | None:
    """A ruling as a claim; None where what it waited for did not come."""
    condition = ruling.condition
    if condition is not None and _is_still_called(library, found, taken.date):
        return None
    meeting = taken.meeting
    return Standing(
        value=ruling.outcome,
        since=meeting.date,
        meeting=meeting.id,
        condition=_decided(library, meeting, ruling, condition) if condition else None,
        evidence=_words_of_ruling(library, found, taken, ruling),
    )


def _words_of_ruling(
    library: CaseLibrary, found: Assembled, taken: TakenUpItem, ruling: Ruling
) -> Evidence:
    """A ruling's sentence, with the answer where it only asks, and what names the case."""
    said = _quoted(library, taken.meeting, ruling, ruling.span)
    answers = (ruling.answer,) if ruling.answer else ()
    return naming.told(library, found.profile, taken.meeting, taken.item, said, *answers)


def _quoted(library: CaseLibrary, meeting: Meeting, ruling: Ruling, span: Span) -> Quote:
    """A sentence of a ruling, with the place of the words that decide."""
    place = rulings.deciding(span.of(library.passages(meeting)), ruling.outcome)
    return Quote(span, (span.start + place[0], span.start + place[1]) if place else None)


def _decided(library: CaseLibrary, meeting: Meeting, ruling: Ruling, span: Span) -> str:
    return evidence(library, meeting, _quoted(library, meeting, ruling, span)).words


def _merged_into(
    library: CaseLibrary, found: Assembled, taken: TakenUpItem, ruling: Ruling
) -> Assembled | None:
    """The case with which a ruling merges this one."""
    if ruling.outcome != "merged":
        return None
    into = rulings.merged_into(ruling.span.of(library.passages(taken.meeting)))
    if into is None or into in found.profile.numbers:
        return None
    return assembled(library.view, into)


def _is_still_called(library: CaseLibrary, found: Assembled, since: dt.date) -> bool:
    """Whether later meetings go on calling the case up by its number, and do not say that it is not in
    their list any more."""
    followed = (one for one in found.taken if _follows_up(one) and one.date > since)
    later = {one.meeting.id for one in followed if not _is_left_out(library, one)}
    return len(later) >= WEIGHTS.still_called


def _is_left_out(library: CaseLibrary, taken: TakenUpItem) -> bool:
    """Whether a meeting says that a case which it names is not tracked any more."""
    return rulings.is_untracked(taken.item.text(library.passages(taken.meeting)))


def _follows_up(taken: TakenUpItem) -> bool:
    """Whether a meeting that goes through what is open calls it up; a seasonal one tells of all that
    the quarter brought."""
    return taken.by_number and taken.meeting.tier == "monthly"


def _under_way(library: CaseLibrary, found: Assembled) -> Standing:
    """The last step of its trail; of a case whose last report says that it was not tracked any more,
    and no record when that ended, the last step before."""
    steps = [entry for entry in found.trail.records if entry.stage in _BY_STAGE and entry.date]
    if steps and any(map(rulings.is_untracked, _words_of(library, found, steps[-1]))):
        steps = [entry for entry in steps if _BY_STAGE[entry.stage] != "tracked"]
    if not steps:
        return UNKNOWN
    last = steps[-1]
    return Standing(
        value=_BY_STAGE[last.stage],
        since=last.date,
        meeting=last.meeting,
        found=last.found,
        evidence=last.evidence,
    )


def _words_of(library: CaseLibrary, found: Assembled, step: Entry) -> Iterator[str]:
    """The folded words that make a record one of the case, and what was said when it was called up."""
    if step.evidence:
        yield fold(step.evidence.words)
    for taken in found.taken:
        if taken.meeting.id == step.meeting:
            yield taken.item.text(library.passages(taken.meeting))


def _replies(library: CaseLibrary, found: Assembled) -> Iterator[Reply]:
    """The replies that its meetings report, each day once, oldest first."""
    known: dict[dt.date, Reply] = {}
    for taken in found.taken:
        passages = library.passages(taken.meeting)
        for told in replies.read(passages, taken.item, taken.date):
            if told.date in known or told.date < found.life[0]:
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
    if len(numbers) == 1 and rulings.releases_several(sentence) > 1:
        return False
    others = filter(None, map(library.profiles.get, numbers - found.profile.numbers))
    own = agendas.value(sentence, found.profile)[0]
    return all(agendas.value(sentence, other)[0] <= own for other in others)


def steps(way: Trail, told: Claims) -> tuple[CaseStep, ...]:
    """What the claims tell of a case's state beside front matter and issue file. That a case is
    spoken of after it ended does not open it again."""
    status = told.status
    ended = status.since if status.value in _NO_LONGER_TRACKED else None
    found = [step for entry in way.records if (step := _step(entry)) is not None]
    if ended is not None:
        found = [step for step in found if step.status != "tracked" or step.date < ended]
    return (*found, *_end_of(told))


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
    return CaseStep(status, entry.date, entry.meeting, entry.speeches[-1] if entry.speeches else "")


def staged(way: Trail, told: Claims) -> Trail:
    """A trail whose automatic records bear the stages that the claims give them: the one that chose
    the case, which is one of its records where it only stood aside, and the one that released it."""
    stages: dict[str, Stage] = {}
    if told.chosen is not None:
        stages[told.chosen.meeting] = "voted"
    if told.status.value == "released" and told.status.is_automatic:
        stages[told.status.meeting] = "released"
    records = tuple(
        replace(entry, stage=stages[entry.meeting])
        if entry.meeting in stages and entry.found == "automatic"
        else entry
        for entry in _with_choice(way, told)
    )
    return replace(way, records=records)


def _with_choice(way: Trail, told: Claims) -> tuple[Entry, ...]:
    """The records of a trail, and the one that chose the case."""
    chosen = {told.chosen.meeting} if told.chosen else set()
    wanted = chosen.difference(entry.meeting for entry in way.records)
    added = (entry for entry in way.mentions if entry.meeting in wanted)
    return tuple(sorted((*way.records, *added), key=order))
