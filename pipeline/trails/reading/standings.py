"""Where a case stands: as people declared it, as a ruling of a meeting ended it, or as the last step of its
trail tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain

from minutes.cases import follow_up
from minutes.cases.claims import UNKNOWN, Evidence, Standing, StandingValue
from minutes.cases.follow_up import CaseState, Key
from minutes.cases.trail import Entry, Trail
from minutes.recognition import rulings
from minutes.recognition.agenda import held_meetings
from minutes.recognition.passages import Span, compared
from minutes.recognition.rulings import Ruling
from minutes.recognition.statements import release_clauses, verdicts
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import pattern
from minutes.records.model import Meeting
from pipeline.trails.assembly import Assembled, assembled
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import agendas, case_rulings, naming, vote_results
from pipeline.trails.reading.agendas import TakenUpItem
from pipeline.trails.reading.case_rulings import Ruled
from pipeline.trails.reading.quoting import Quote, evidence

_BY_STAGE: dict[str, StandingValue] = {
    "voted": "preparing",
    "chosen": "preparing",
    "working": "preparing",
    "pre_meeting": "preparing",
    "main": "met",
    "monthly": "tracked",
    "seasonal": "tracked",
}
# What became of a proposal by the result of a declared ballot that did not choose it.
_UNCHOSEN: dict[str | None, StandingValue] = {
    "not_selected": "not_selected",
    "withdrawn": "unknown",
}
# A case that is merged with another one is not met itself; the words of the ruling say with which it is.
_VALUES: dict[rulings.Word, StandingValue] = {
    "released": "released",
    "paused": "paused",
    "not_held": "not_held",
    "merged": "not_held",
    "self_run": "self_run",
    "tracked": "tracked",
    "held": "tracked",
}
ENDED = frozenset({"released", "paused", "not_held", "self_run"})
_PREPARES, _WAS_MET = pattern("ended", "prepares"), pattern("ended", "was_met")
_LISTED, _KEPT_ON = pattern("ended", "listed_as_prepared"), pattern("ended", "kept_on")


def of(library: CaseLibrary, found: Assembled) -> Standing:
    """Where it stands: as people say, unless a later meeting says more."""
    told = _declared(library, found.trail)
    last = case_rulings.last(library, found)
    ended = _ended(library, found, last)
    by_words = ended or _kept_on(library, found, last) or _under_way(library, found)
    if told is None:
        return by_words
    if told.status in ENDED:
        return _as_told(found, told)
    if ended is UNKNOWN:
        return UNKNOWN
    if by_words.since is not None and told.changed is not None and by_words.since > told.changed:
        return by_words
    if by_words is UNKNOWN and _is_unsure(library, found, told):
        return UNKNOWN
    return _as_told(found, told)


def _as_told(found: Assembled, told: CaseState) -> Standing:
    """Where people say that it stands; or where its meeting's title does, by the number that a program read there."""
    titled = _met_by_title(found, told)
    if titled is None:
        return Standing(
            value=told.status, since=told.changed, meeting=told.meeting, found="declared"
        )
    return Standing(
        value=told.status,
        since=told.changed,
        meeting=titled.meeting,
        found="automatic",
        evidence=titled.evidence,
    )


def _met_by_title(found: Assembled, told: CaseState) -> Entry | None:
    """The record of the meeting by which a case was met, where nobody declared that it is of the case."""
    if told.status != "met":
        return None
    mains = found.trail.records_in("main")
    titled = (told.changed, "automatic")
    return next((entry for entry in mains if (entry.date, entry.found) == titled), None)


def _declared(library: CaseLibrary, way: Trail) -> CaseState | None:
    """Where people say that it stands."""
    every = library.once("declared states", _declared_states)
    numbers: Iterable[int | None] = way.cases or (None,)
    return next(filter(None, (every.get((number, way.issue)) for number in numbers)), None)


def _declared_states(library: CaseLibrary) -> dict[Key, CaseState]:
    view, catalogue = library.view, library.view.snapshot.catalogue
    states = follow_up.states(
        view.public.meetings, catalogue.issues, catalogue.agencies, view.public.now.date()
    )
    return {(state.case, state.issue): state for state in states}


def _kept_on(library: CaseLibrary, found: Assembled, last: Ruled | None) -> Standing | None:
    """That a meeting, and no later one of the network, said last and outright that the case stays on the list."""
    if last is None or last[1].outcome != "held" or _is_silent(library, last[0].date):
        return None
    taken, ruling = last
    said = ruling.span.of(library.passages(taken.meeting))
    return _standing(library, found, taken, ruling) if _KEPT_ON.search(said) else None


def _ended(library: CaseLibrary, found: Assembled, last: Ruled | None) -> Standing | None:
    """The last ruling of a meeting that ended it; for a case that was merged with another one, the
    ruling that ended that one later. It is not known where words that are not plain come after."""
    if last is None or last[1].outcome == "held":
        return None
    if last[1].outcome == "unclear":
        return UNKNOWN
    into = _merged_into(library, found, *last)
    later = _ended_after(library, into, last[0].date) if into else None
    return later or _standing(library, found, *last)


def _ended_after(library: CaseLibrary, found: Assembled, day: dt.date) -> Standing | None:
    """How a case ended by a ruling after a day, other than in yet another one."""
    last = case_rulings.last(library, found)
    if last is None or last[0].date <= day or last[1].outcome in {"merged", *rulings.NO_ENDING}:
        return None
    return _standing(library, found, *last)


def _standing(
    library: CaseLibrary, found: Assembled, taken: TakenUpItem, ruling: Ruling
) -> Standing | None:
    """A ruling as a claim; None where what it waited for did not come."""
    condition = ruling.condition
    if condition is not None and not _may_be_fulfilled(library, found, taken.date):
        return None
    if ruling.outcome == "paused" and _goes_on(library, found, taken.date):
        return None
    meeting = taken.meeting
    return Standing(
        value=_VALUES.get(ruling.outcome, "unknown"),
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
    place = verdicts.deciding(span.of(library.passages(meeting)), ruling.outcome)
    return Quote(span, (span.start + place[0], span.start + place[1]) if place else None)


def _decided(library: CaseLibrary, meeting: Meeting, ruling: Ruling, span: Span) -> str:
    return evidence(library, meeting, _quoted(library, meeting, ruling, span)).words


def _merged_into(
    library: CaseLibrary, found: Assembled, taken: TakenUpItem, ruling: Ruling
) -> Assembled | None:
    """The case with which a ruling merges this one."""
    if ruling.outcome != "merged":
        return None
    into = verdicts.merged_into(ruling.span.of(library.passages(taken.meeting)))
    if into is None or into in found.profile.numbers:
        return None
    return assembled(library.view, into)


def _may_be_fulfilled(library: CaseLibrary, found: Assembled, since: dt.date) -> bool:
    """Whether a condition that was made on a day may have come: no monthly meetings after it go on calling the
    case up."""
    return not any(_followed(library, found, since))


def _goes_on(library: CaseLibrary, found: Assembled, since: dt.date) -> bool:
    """Whether the last meeting that calls a paused case up after a day hears that it goes on."""
    by_meeting: dict[str, list[str]] = {}
    for one in _followed(library, found, since):
        said = one.item.text(library.passages(one.meeting))
        by_meeting.setdefault(one.meeting.id, []).append(said)
    *_, last = [[], *by_meeting.values()]
    return bool(last) and verdicts.goes_on("\n".join(last))


def _followed(library: CaseLibrary, found: Assembled, since: dt.date) -> Iterator[TakenUpItem]:
    """The items by which later meetings call the case up by its number, and do not say that it is not in
    their list any more."""
    for one in filter(_follows_up, found.taken):
        if one.date > since and not _is_left_out(library, one):
            yield one


def _is_left_out(library: CaseLibrary, taken: TakenUpItem) -> bool:
    """Whether a meeting says that a case which it names is not tracked any more, or was released before."""
    said = taken.item.text(library.passages(taken.meeting))
    is_told = verdicts.is_untracked(said) or verdicts.tells_release(said)
    return is_told or case_rulings.tells_earlier_ruling(said)


def _follows_up(taken: TakenUpItem) -> bool:
    """Whether a meeting that goes through what is open calls it up; a seasonal one tells of all that
    the quarter brought."""
    return agendas.is_called_up(taken) and taken.meeting.tier == "monthly"


def _under_way(library: CaseLibrary, found: Assembled) -> Standing:
    """The last step of its trail, where nothing says or suggests that the case has ended since."""
    dated = (entry for entry in found.trail.records if entry.stage in _BY_STAGE and entry.date)
    steps = list(filter(partial(_is_surely_its, found), dated))
    *_, last = [None, *steps]
    if last is None or _is_over(library, found, last):
        return UNKNOWN
    value = _value(library, found, last)
    is_kept = value != "tracked" or any(map(partial(_is_kept, library, found), steps))
    met = None if is_kept else _met(library, found, last)
    if met is not None:
        return met
    standing = Standing(
        value=value,
        since=last.date,
        meeting=last.meeting,
        found=last.found,
        evidence=last.evidence,
    )
    return UNKNOWN if value == "unknown" else standing


def _is_over(library: CaseLibrary, found: Assembled, step: Entry) -> bool:
    """Whether a step may have been the last of a case: its own words say so or leave it open, or nobody speaks of
    the case after it."""
    is_left_out = any(map(verdicts.is_untracked, _words_of(library, found, step)))
    return is_left_out or _is_silent(library, step.date) or _is_open(library, found, step)


def _is_silent(library: CaseLibrary, since: dt.date | None) -> bool:
    """Whether so many monthly meetings after a day say nothing of a case that it may have ended unheard of."""
    return _months_after(library, since or dt.date.min) > WEIGHTS.unheard


def _months_after(library: CaseLibrary, day: dt.date) -> int:
    """How many monthly meetings were held after a day."""
    held = agendas.held_since(library, day + dt.timedelta(days=1))
    return sum(meeting.tier == "monthly" for meeting in held)


def _value(library: CaseLibrary, found: Assembled, step: Entry) -> StandingValue:
    """Where the last step of a trail leaves the case: one that a declared ballot did not choose is not
    prepared for it."""
    ballots = vote_results.declared(library, found.trail)
    *_, last = [None, *(choice for entry, choice in ballots if entry.meeting == step.meeting)]
    if last is not None and not last.passed:
        return _UNCHOSEN.get(last.result, "proposed")
    if _is_numbered(found, step):
        return "preparing"
    value = _BY_STAGE[step.stage]
    return _heard(library, found, step) if value == "tracked" else value


def _heard(library: CaseLibrary, found: Assembled, step: Entry) -> StandingValue:
    """What a meeting that takes a case up tells of it: that it is tracked where it was met by then, that it is
    prepared where the words say so."""
    day = step.date or dt.date.max
    until = [taken for taken in found.taken if taken.date <= day]
    is_met = min(found.profile.days, default=dt.date.max) <= day
    if is_met or _WAS_MET.search(_said(library, until)):
        return "tracked"
    taken = list(_taken_in(found, step))
    alone = [one for one in taken if len(one.item.numbers) == 1]
    is_listed = any(_LISTED.search(_heading(library, one)) for one in taken if one not in alone)
    return "preparing" if is_listed or _PREPARES.search(_said(library, alone)) else "unknown"


def _is_kept(library: CaseLibrary, found: Assembled, step: Entry) -> bool:
    """Whether who presides says in a step that the case stays on the list, or is come back to."""
    passages = library.passages(library.view.public.by_id[step.meeting])
    for span in chain.from_iterable(taken.item.spans for taken in _taken_in(found, step)):
        if passages.speakers[span.number] in passages.presiding:
            said = span.of(passages)
            is_kept = verdicts.of(said) == "held" or _KEPT_ON.search(said)
            if is_kept or release_clauses.takes_back(said):
                return True
    return False


def _met(library: CaseLibrary, found: Assembled, step: Entry) -> Standing | None:
    """That it was met, where no record of that meeting is known, and a later one only hears of it and says nothing of
    how it goes on: on the day that is told."""
    day = step.date or dt.date.max
    if found.trail.records_in("main"):
        return None
    for taken in (one for one in found.taken if one.date <= day):
        for held, sentence in held_meetings.read(
            library.passages(taken.meeting), taken.item, taken.date
        ):
            words = naming.told(library, found.profile, taken.meeting, taken.item, Quote(sentence))
            return Standing(value="met", since=held, meeting=taken.meeting.id, evidence=words)
    return None


def _heading(library: CaseLibrary, taken: TakenUpItem) -> str:
    return taken.item.heading.of(library.passages(taken.meeting))


def _said(library: CaseLibrary, under: Iterable[TakenUpItem]) -> str:
    """All words under some calls."""
    return "\n".join(taken.item.text(library.passages(taken.meeting)) for taken in under)


def _is_surely_its(found: Assembled, step: Entry) -> bool:
    """Whether a record is a step of a case: not where a meeting only speaks of it in other words' place."""
    is_heard = _BY_STAGE[step.stage] == "tracked" and step.found == "automatic"
    return not is_heard or any(_taken_in(found, step))


def _is_open(library: CaseLibrary, found: Assembled, step: Entry) -> bool:
    """Whether a meeting may have ended the case in words that are not known: its release was asked for, or who
    presides speaks as of something that is over."""
    passages = library.passages(library.view.public.by_id[step.meeting])
    return any(rulings.is_open(passages, taken.item) for taken in _taken_in(found, step))


def _is_unsure(library: CaseLibrary, found: Assembled, told: CaseState) -> bool:
    """Whether what people said of a case, or the record of its meeting tells, may be over."""
    since = told.changed or dt.date.max
    is_forgotten = told.status == "met" and _is_silent(library, since)
    later = (one for one in found.trail.records if (one.date or since) > since)
    return is_forgotten or any(map(partial(_is_open, library, found), later))


def _is_numbered(found: Assembled, step: Entry) -> bool:
    """Whether a meeting does no more for a case than to give it its number."""
    given = [taken.item.given for taken in _taken_in(found, step)]
    return bool(given) and all(given)


def _taken_in(found: Assembled, step: Entry) -> Iterator[TakenUpItem]:
    return (taken for taken in found.taken if taken.meeting.id == step.meeting)


def _words_of(library: CaseLibrary, found: Assembled, step: Entry) -> Iterator[str]:
    """The folded words that make a record one of the case, and what was said when it was called up."""
    if step.evidence:
        yield compared(step.evidence.words)
    for taken in _taken_in(found, step):
        yield taken.item.text(library.passages(taken.meeting))
