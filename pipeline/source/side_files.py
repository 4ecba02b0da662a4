"""The small files beside the transcripts: registries, issues, twins, old addresses, tombstones."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from minutes.addresses import redirects
from minutes.addresses.redirects import Redirects, fold_address, slug
from minutes.publication import gate as visibility
from minutes.publication import schedule
from minutes.publication.gate import Gate, Withdrawal
from minutes.publication.office_calendar import Calendar
from minutes.publication.schedule import Scheduled
from minutes.records import document
from minutes.records.front_matter import ISSUE_FRONT, IssueFront
from minutes.records.model import Issue, Meeting
from minutes.registers import agencies as registry
from minutes.registers import people
from minutes.registers.agencies import Agencies
from minutes.registers.people import People, load_people
from pipeline.source import files
from pipeline.source.parser import read_fields

_NAMES = (
    registry.AGENCIES_FILE,
    people.PEOPLE_FILE,
    visibility.WITHDRAWALS_FILE,
    visibility.WORKDAYS_FILE,
    schedule.SCHEDULE_FILE,
    redirects.REDIRECTS_FILE,
    redirects.ALTERNATES_FILE,
)
MAX_ISSUE_BYTES = 1024 * 1024


@dataclass(frozen=True)
class SideFiles:
    """What an archive's small files say, read at once."""

    agencies: Agencies
    people: People
    issues: tuple[Issue, ...]
    redirects: Redirects
    twins: tuple[tuple[str, str], ...]
    withdrawals: tuple[Withdrawal, ...]
    calendar: Calendar
    schedule: tuple[Scheduled, ...] = ()

    @classmethod
    def load(cls, folder: Path) -> SideFiles:
        """Read them. Raises `SettingsError` for those without which something could be shown that
        must not be (tombstones, the office calendar); a bad entry elsewhere is left out."""
        agencies, _ = registry.load_agencies(folder)
        people, _ = load_people(folder, agencies)
        old = redirects.load_redirects(folder)
        return cls(
            agencies,
            people,
            load_issues(folder),
            old,
            redirects.load_twins(folder),
            tuple(_followed(visibility.load_withdrawals(folder), folder, old)),
            visibility.load_calendar(folder),
            _by_day(entry for entry, _ in schedule.load_schedule(folder)[0]),
        )

    def gate(self, zone: ZoneInfo, meetings: Iterable[Meeting]) -> Gate:
        """The visibility gate, with the days of the collaborative meetings on record."""
        days = visibility.main_days(meetings)
        planned = schedule.main_days(self.schedule)
        return Gate(self.calendar, zone, self.withdrawals, days, planned)


def _by_day(entries: Iterable[Scheduled]) -> tuple[Scheduled, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.date, entry.time or "")))


def _followed(
    tombstones: tuple[Withdrawal, ...], folder: Path, old: Redirects
) -> Iterator[Withdrawal]:
    """The tombstones; one that names no file of the folder, but an address that leads to one, names
    that file: a record that was renamed, or is called by an old address, stays withdrawn."""
    names = [file.id for file in files.find(folder)] if tombstones else []
    own = {fold_address(name) for name in names}
    known = {slug(name): name for name in names} | {fold_address(name): name for name in names}
    for tombstone in tombstones:
        wanted = fold_address(tombstone.meeting)
        led = None if wanted in own else known.get(wanted) or old.find(wanted, known.get)
        yield dataclasses.replace(tombstone, meeting=led) if led else tombstone


def marks(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells cheaply whether any of the small files has changed."""
    paths = [folder / name for name in _NAMES]
    paths += [folder / path for path in files.find_issues(folder)]
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
    for path in files.find_issues(folder):
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
            Issue(slug=slug, path=path, front=front, body=parts.body, digest=files.digest(data))
        )
    return tuple(found)
