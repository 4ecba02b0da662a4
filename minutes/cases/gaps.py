"""The steps of a case of which the archive has no record: they are shown, not hidden."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from minutes.cases.trail import BY_KIND, Entry, Gap, Stage, Trail
from minutes.clock import first_of_month, month_number
from minutes.publication.schedule import Scheduled
from minutes.records.front_matter import Status
from minutes.records.model import Issue, Meeting

_AROUND, _NEARLY_ALL = 4, 6  # months on either side, and how many of these eight have a record
# The meetings of a case whose sittings are numbered, and the numbers that count sittings: a larger one
# counts something else.
_NUMBERED: tuple[Stage, ...] = ("working", "pre_meeting", "main")
_NUMBERS = frozenset(range(1, 20))
# The meetings that there are only where a main one was to be, and what is said of a case that was not met.
_BESIDE_MAIN: frozenset[Stage] = frozenset({"working", "pre_meeting", "followup"})
_UNMET = frozenset({"not_held", "self_run", "paused", "proposed", "not_selected"})
# The meeting that gave a case its status. That it was proposed, no meeting need have said; that it was
# voted on, only that it lost tells.
_BY_STATUS: dict[str, Stage] = {
    "not_selected": "voted",
    "preparing": "chosen",
    "met": "main",
    "tracked": "monthly",
    "released": "released",
}
_BY_TIER: dict[str, Stage] = {"monthly": "monthly", "seasonal": "seasonal"}


def gaps(
    records: Sequence[Entry],
    issue: Issue | None,
    meetings: Mapping[str, Meeting],
    cases: frozenset[int] = frozenset(),
) -> tuple[Gap, ...]:
    """What is missing in a trail, oldest first: dated steps of the issue file without a record of
    that day, sessions that others count past, months without the monthly meeting while the case was
    followed, and a main meeting that nobody has recorded."""
    steps = issue.front.status if issue else ()
    found = [*_steps(records, steps), *_sessions(records, meetings), *_months(records, meetings)]
    if _lacks_main(records, found):
        found += _main(_statuses(records, steps, meetings, cases))
    return _sorted(found)


def explained(trail: Trail, called_off: Iterable[Scheduled]) -> Trail:
    """A trail whose gaps say why a meeting was not held, where the schedule tells: the case's own
    meetings that were called off, and the months and quarters without the meeting that would have
    heard of the case between its collaborative meeting and the last word."""
    followed = _followed(trail.records)
    unexplained = trail.gaps
    found: list[Gap] = []
    for entry in called_off:
        is_own = not {*entry.case}.isdisjoint(trail.cases)
        stage = BY_KIND.get(entry.kind) if is_own else _heard_at(entry, followed)
        if stage is not None:
            unexplained = tuple(gap for gap in unexplained if not _is_of(gap, stage, entry))
            found.append(Gap(stage, entry.date, "schedule", plan=entry))
    return replace(trail, gaps=_sorted([*unexplained, *found]))


def expecting(trail: Trail, standing: str) -> Trail:
    """A trail as it is where words of records tell where the case stands: of one that was not to be met no
    meeting is expected."""
    if standing not in _UNMET:
        return trail
    return replace(trail, gaps=tuple(gap for gap in trail.gaps if not gap.is_only_expected))


def _heard_at(entry: Scheduled, followed: range) -> Stage | None:
    """The step of a case that is followed in some months at a meeting of its series."""
    is_of_series = entry.kind == "main" and month_number(entry.date) in followed
    return _BY_TIER.get(entry.tier) if is_of_series else None


def _is_of(gap: Gap, stage: Stage, entry: Scheduled) -> bool:
    """Whether a gap is the meeting that the schedule says was called off."""
    if gap.stage != stage:
        return False
    if gap.date is None:
        return gap.is_only_expected
    if gap.is_of_month:
        return month_number(gap.date) == month_number(entry.date)
    return gap.date == entry.date


def _sorted(found: Sequence[Gap]) -> tuple[Gap, ...]:
    return tuple(sorted(found, key=lambda gap: (gap.date or dt.date.max, gap.stage)))


def _steps(records: Sequence[Entry], steps: Iterable[Status]) -> Iterator[Gap]:
    """The dated steps of the issue file of whose day there is no record."""
    sessions = {None, *chain.from_iterable(entry.sessions for entry in records)}
    for step in steps:
        stage = _BY_STATUS.get(step.status)
        if stage is not None and step.date not in sessions:
            yield Gap(stage, step.date, "status", step.note)


def _sessions(records: Sequence[Entry], meetings: Mapping[str, Meeting]) -> Iterator[Gap]:
    """Numbered sittings (第二次會前會) whose earlier numbers have no record. A sitting without a number
    may be any of these."""
    for stage in _NUMBERED:
        sittings = [meetings[e.meeting].front.session for e in records if e.stage == stage]
        numbers = _NUMBERS.intersection(sittings)
        missing = sorted({*range(1, max(numbers, default=0))} - numbers)
        unnumbered = sittings.count(None)
        yield from (Gap(stage, None, "session", str(n)) for n in missing[unnumbered:])


def _months(records: Sequence[Entry], meetings: Mapping[str, Meeting]) -> Iterator[Gap]:
    """Months between the collaborative meeting and the last word in which the monthly meeting, held
    nearly every month around, has no record."""
    monthly = (meeting.date for meeting in meetings.values() if meeting.tier == "monthly")
    held = set(map(month_number, filter(None, monthly)))
    for month in sorted({*_followed(records)} - held):
        around = held.intersection(range(month - _AROUND, month + _AROUND + 1))
        if len(around) >= _NEARLY_ALL:
            yield Gap("monthly", first_of_month(month), "month")


def _followed(records: Sequence[Entry]) -> range:
    """The months between the first collaborative meeting and the last word; none where the case has
    not been met."""
    dated = [(month_number(entry.date), entry.stage) for entry in records if entry.date]
    met = [month for month, stage in dated if stage == "main"]
    if not met:
        return range(0)
    last, _ = max(dated)
    return range(min(met) + 1, last)


def _statuses(
    records: Iterable[Entry],
    steps: Iterable[Status],
    meetings: Mapping[str, Meeting],
    cases: Collection[int],
) -> set[str | None]:
    """Every status that the issue file or a report gives the case."""
    statuses: set[str | None] = {step.status for step in steps}
    for entry in records:
        reports = meetings[entry.meeting].front.reports
        statuses.update(report.status for report in reports if report.case in cases)
    return statuses


def _lacks_main(records: Sequence[Entry], found: Iterable[Gap]) -> bool:
    """Whether a case was prepared or followed up, and neither a record nor a gap is its main meeting."""
    stages = {entry.stage for entry in records}
    known = stages | {gap.stage for gap in found}
    return "main" not in known and not stages.isdisjoint(_BESIDE_MAIN)


def _main(statuses: Collection[str | None]) -> Iterator[Gap]:
    """The main meeting that people say was held, or else the one that would be next in order: nobody
    says whether there was one."""
    if "met" in statuses:
        yield Gap("main", None, "status")
    elif _UNMET.isdisjoint(statuses):
        yield Gap("main", None, "order")
