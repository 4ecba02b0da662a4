"""The steps of a case of which the archive has no record: they are shown, not hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minutes.model import Issue, Meeting
from minutes.trail import Entry, Gap, Stage

_BY_STATUS: dict[str, Stage] = {
    "proposed": "proposed", "not_selected": "voted", "preparing": "voted", "met": "main",
    "tracked": "monthly", "released": "released",
}  # fmt: skip


def gaps(
    records: Sequence[Entry],
    issue: Issue | None,
    meetings: Mapping[str, Meeting],
    cases: frozenset[int] = frozenset(),
) -> tuple[Gap, ...]:
    """What is missing in a trail, oldest first: dated steps of the issue file without a record of
    that day, sessions that others count past, and a main meeting that nobody has recorded."""
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
    if _lacks_main(records, _told(records, issue, meetings, cases)):
        found.append(Gap("main", None, "order"))
    return tuple(sorted(found, key=lambda g: (g.date is None, g.date or 0, g.stage)))


def _sessions(records: Sequence[Entry], meetings: Mapping[str, Meeting]) -> list[Gap]:
    """Numbered sittings (第二次會前會) whose earlier numbers have no record."""
    found = []
    stages: tuple[Stage, ...] = ("working", "pre_meeting", "main")
    for stage in stages:
        numbers = {
            s for e in records if e.stage == stage
            if isinstance(s := meetings[e.meeting].front.session, int) and 0 < s < 20
        }  # fmt: skip
        plain = sum(e.stage == stage and meetings[e.meeting].front.session is None for e in records)
        missing = [n for n in range(1, max(numbers, default=0)) if n not in numbers]
        found += [Gap(stage, None, "session", str(n)) for n in missing[plain:]]
    return found


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
