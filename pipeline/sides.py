"""The small files beside the transcripts: registries, issues, twins, old addresses, tombstones."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from minutes import document, redirects, registry, schedule, visibility
from minutes.front import ISSUE_FRONT, IssueFront
from minutes.model import Issue, Meeting
from minutes.redirects import Redirects, fold_address, slug
from minutes.registry import Agencies, People
from minutes.visibility import Gate, Withdrawal
from minutes.workdays import Calendar
from pipeline import ingest
from pipeline.parse import read_fields

_NAMES = (
    registry.AGENCIES_FILE,
    registry.PEOPLE_FILE,
    visibility.WITHDRAWALS_FILE,
    visibility.WORKDAYS_FILE,
    schedule.SCHEDULE_FILE,
    redirects.REDIRECTS_FILE,
    redirects.ALTERNATES_FILE,
)
MAX_ISSUE_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Sides:
    """What an archive's small files say, read at once."""

    agencies: Agencies
    people: People
    issues: tuple[Issue, ...]
    redirects: Redirects
    twins: tuple[tuple[str, str], ...]
    withdrawals: tuple[Withdrawal, ...]
    calendar: Calendar
    planned: tuple[tuple[int, dt.date], ...] = ()

    @classmethod
    def load(cls, folder: Path) -> Sides:
        """Read them. Raises `SettingsError` for those without which something could be shown that
        must not be (tombstones, the office calendar); a bad entry elsewhere is left out."""
        agencies, _ = registry.load_agencies(folder)
        people, _ = registry.load_people(folder, agencies)
        old = redirects.load_redirects(folder)
        return cls(
            agencies,
            people,
            load_issues(folder),
            old,
            redirects.load_twins(folder),
            tuple(_followed(visibility.load_withdrawals(folder), folder, old)),
            visibility.load_calendar(folder),
            schedule.main_days(entry for entry, _ in schedule.load_schedule(folder)[0]),
        )

    def gate(self, zone: ZoneInfo, meetings: Iterable[Meeting]) -> Gate:
        """The visibility gate, with the days of the collaborative meetings on record."""
        days = visibility.main_days(meetings)
        return Gate(self.calendar, zone, self.withdrawals, days, self.planned)


def _followed(
    tombstones: tuple[Withdrawal, ...], folder: Path, old: Redirects
) -> Iterator[Withdrawal]:
    """The tombstones; one that names no file of the folder, but an address that leads to one, names
    that file: a record that was renamed, or is called by an old address, stays withdrawn."""
    names = [file.id for file in ingest.find(folder)] if tombstones else []
    own = {fold_address(name) for name in names}
    known = {slug(name): name for name in names} | {fold_address(name): name for name in names}
    for tombstone in tombstones:
        wanted = fold_address(tombstone.meeting)
        led = None if wanted in own else known.get(wanted) or old.find(wanted, known.get)
        yield dataclasses.replace(tombstone, meeting=led) if led else tombstone


def marks(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells cheaply whether any of the small files has changed."""
    paths = [folder / name for name in _NAMES]
    paths += [folder / path for path in ingest.find_issues(folder)]
    found = []
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            continue
        found.append((str(path), stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def load_issues(folder: Path) -> tuple[Issue, ...]:
    """The issues of an archive by slug. One whose head cannot be read is left out."""
    found = []
    for path in ingest.find_issues(folder):
        data = (folder / path).read_bytes()
        if len(data) > MAX_ISSUE_BYTES:
            continue
        text = data.decode("utf-8", "replace")
        parts = document.parse(text)
        if parts.front is None or parts.front.error is not None:
            continue
        front, _, _ = read_fields(parts.front, path, ISSUE_FRONT, IssueFront)
        slug = PurePosixPath(path).name.removesuffix(".md")
        found.append(
            Issue(slug=slug, path=path, front=front, body=parts.body, digest=ingest.digest(data))
        )
    return tuple(found)


def now() -> dt.datetime:
    """The present moment, with its zone."""
    return dt.datetime.now(tz=dt.UTC)
