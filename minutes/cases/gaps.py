"""The steps of a case of which the archive has no record: they are shown, not hidden."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from minutes.cases.trail import BY_KIND, Entry, Gap, Stage, Trail
from minutes.publication.schedule import Scheduled
from minutes.records.model import Issue, Meeting

_AROUND, _NEARLY_ALL = 4, 6  # months on either side, and how many of these eight have a record
_BY_STATUS: dict[str, Stage] = {
    "proposed": "proposed",
    "not_selected": "voted",
    "preparing": "voted",
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
    found: list[Gap] = []
    held = {day for e in records for day in e.sessions}
    for step in issue.front.status if issue else ():
        stage = _BY_STATUS.get(step.status)
        if (
            stage in {"voted", "main", "monthly", "released"}
            and step.date
            and step.date not in held
        ):
            found.append(Gap(stage, step.date, "status", step.note))
    found += _sessions(records, meetings)
    found += _months(records, meetings)
    if _lacks_main(records, _told(records, issue, meetings, cases)):
        found.append(Gap("main", None, "order"))
    return _sorted(found)


def explained(way: Trail, called_off: Iterable[Scheduled]) -> Trail:
    """A trail whose gaps say why a meeting was not held, where the schedule tells: the case's own
    meetings that were called off, and the months and quarters without the meeting that would have
    heard of the case between its collaborative meeting and the last word."""
    after, until = _followed(way.records)
    found = list(way.gaps)
    for entry in called_off:
        own = bool({*entry.case} & {*way.cases})
        stage: Stage | None = BY_KIND.get(entry.kind) if own else None
        month = _month(entry.date)
        if not own and entry.kind == "main" and after < month < until:
            stage = _BY_TIER.get(entry.tier)
        if stage is not None:
            found = [g for g in found if not _is_of(g, stage, entry)]
            found.append(Gap(stage, entry.date, "schedule", plan=entry))
    return replace(way, gaps=_sorted(found))


def _is_of(gap: Gap, stage: Stage, entry: Scheduled) -> bool:
    """Whether a gap is the meeting that the schedule says was called off."""
    if gap.stage != stage or gap.source == "schedule":
        return False
    if gap.date is None:
        return gap.source == "order"
    return gap.date == entry.date or (
        gap.source == "month" and _month(gap.date) == _month(entry.date)
    )


def _sorted(found: Sequence[Gap]) -> tuple[Gap, ...]:
    return tuple(sorted(found, key=lambda g: (g.date is None, g.date or 0, g.stage)))


def _sessions(records: Sequence[Entry], meetings: Mapping[str, Meeting]) -> list[Gap]:
    """Numbered sittings (第二次會前會) whose earlier numbers have no record."""
    found = []
    stages: tuple[Stage, ...] = ("working", "pre_meeting", "main")
    for stage in stages:
        numbers = {
            s
            for e in records
            if e.stage == stage
            if isinstance(s := meetings[e.meeting].front.session, int) and 0 < s < 20
        }
        plain = sum(e.stage == stage and meetings[e.meeting].front.session is None for e in records)
        missing = [n for n in range(1, max(numbers, default=0)) if n not in numbers]
        found += [Gap(stage, None, "session", str(n)) for n in missing[plain:]]
    return found


def _months(records: Sequence[Entry], meetings: Mapping[str, Meeting]) -> list[Gap]:
    """Months between the collaborative meeting and the last word in which the monthly meeting, held
    nearly every month around, has no record."""
    held = {_month(m.date) for m in meetings.values() if m.tier == "monthly" and m.date}
    first, last = _followed(records)
    return [
        Gap("monthly", dt.date(month // 12, month % 12 + 1, 1), "month")
        for month in range(first + 1, last)
        if month not in held
        and sum(month + step in held for step in range(-_AROUND, _AROUND + 1)) >= _NEARLY_ALL
    ]


def _followed(records: Sequence[Entry]) -> tuple[int, int]:
    """The months of the first collaborative meeting and of the last word; none between them where
    the case has not been met."""
    first = min((_month(e.date) for e in records if e.stage == "main" and e.date), default=0)
    last = max((_month(e.date) for e in records if e.date), default=0)
    return (first, last) if first else (0, 0)


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _told(
    records: Sequence[Entry],
    issue: Issue | None,
    meetings: Mapping[str, Meeting],
    cases: frozenset[int],
) -> set[str]:
    """Every status that the issue file or a report gives the case."""
    told: set[str] = {s.status for s in issue.front.status} if issue else set()
    for entry in records:
        told |= {
            r.status for r in meetings[entry.meeting].front.reports if r.case in cases and r.status
        }
    return told


def _lacks_main(records: Sequence[Entry], told: set[str]) -> bool:
    stages = {e.stage for e in records}
    if "main" in stages or not stages & {"working", "pre_meeting", "followup"}:
        return False
    return "met" in told or not told & {
        "not_held",
        "self_run",
        "paused",
        "proposed",
        "not_selected",
    }
