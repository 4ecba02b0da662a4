"""What a site keeps in memory of one archive: the archive, caches, and what follows from a view."""

from __future__ import annotations

import datetime as dt
import threading
import zlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from pathlib import Path

from minutes import clock
from minutes.catalogue import voices as roster
from minutes.catalogue.series import Series
from minutes.publication.announcements import Announcement
from minutes.publication.schedule import SCHEDULE_FILE, Scheduled
from minutes.records.model import Meeting
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.source import git, side_files
from pipeline.trails.known_cases import known_cases
from webapp.links.repositories import HostedRepository, repository_at
from webapp.serving.bounded_cache import BoundedCache

PAGES_BYTES = 24 * 1024 * 1024
BODIES_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A finished answer: its bytes, what they are, the mark by which they are known again, and headers
    of its own."""

    body: bytes
    status: int
    mimetype: str
    etag: str
    headers: tuple[tuple[str, str], ...] = ()
    is_packed: bool = False

    def packed(self) -> CachedResponse:
        """The same in a fifth of the room: most pages of an archive find a place together."""
        return replace(self, body=zlib.compress(self.body, 1), is_packed=True)

    def unpacked(self) -> CachedResponse:
        """The same with its bytes as they are sent."""
        return (
            replace(self, body=zlib.decompress(self.body), is_packed=False)
            if self.is_packed
            else self
        )


@dataclass(frozen=True)
class ViewData:
    """What pages need again and again from one public view, made when first asked for."""

    view: View
    # No two states of an archive have the same number: what was made in an earlier one, and is kept
    # too late, is never found again.
    number: int = field(default_factory=count().__next__)

    @cached_property
    def roster(self) -> roster.Roster:
        return roster.collect(self.view.public, self.view.snapshot.catalogue.people)

    @cached_property
    def series(self) -> Series:
        return Series.of(self.view.public)

    @cached_property
    def hosting(self) -> dict[str, tuple[Meeting, ...]]:
        """Agency id → the meetings that it hosts or co-hosts, newest first."""
        found: dict[str, list[Meeting]] = {}
        for meeting in self.view.public.meetings:
            for ident in self.view.snapshot.facts[meeting.id].host_ids:
                found.setdefault(ident, []).append(meeting)
        return {k: tuple(v) for k, v in found.items()}

    @cached_property
    def attending(self) -> dict[str, tuple[Meeting, ...]]:
        """Agency id → the meetings with an attendee of it, newest first."""
        agencies = self.view.snapshot.catalogue.agencies
        found: dict[str, dict[str, Meeting]] = {}
        for meeting in self.view.public.meetings:
            for attendee in meeting.front.attendees:
                agency = (
                    agencies.resolve(attendee.agency, meeting.date) if attendee.agency else None
                )
                if agency:
                    found.setdefault(agency.id, {})[meeting.id] = meeting
        return {k: tuple(v.values()) for k, v in found.items()}

    @cached_property
    def numbers(self) -> frozenset[int]:
        """Every case number that a visible record or an issue file bears."""
        return frozenset(known_cases(self.view))

    @cached_property
    def months(self) -> dict[tuple[int, int], tuple[Meeting, ...]]:
        """Year and month → its meetings in order of day."""
        found: dict[tuple[int, int], list[Meeting]] = {}
        for meeting in reversed(self.view.public.meetings):
            if meeting.date:
                found.setdefault((meeting.date.year, meeting.date.month), []).append(meeting)
        return {k: tuple(v) for k, v in sorted(found.items())}


@dataclass
class Site:
    """One archive as one app serves it. `name` is the blueprint's."""

    name: str
    settings: Settings
    archive: Archive
    pages: BoundedCache[CachedResponse] = field(
        default_factory=lambda: BoundedCache(PAGES_BYTES, lambda kept: len(kept.body))
    )
    bodies: BoundedCache[str] = field(
        default_factory=lambda: BoundedCache(BODIES_BYTES, lambda text: 3 * len(text))
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _derived: ViewData | None = None

    def derived(self, view: View) -> ViewData:
        """What follows from a view. Pages made from an earlier one are found no more: their keys name
        what they were made from, and those least used make room."""
        found = self._derived
        if found is None or found.view.public is not view.public:
            with self._lock:
                found = self._derived
                if found is None or found.view.public is not view.public:
                    found = self._derived = ViewData(view)
        return found

    @cached_property
    def repository(self) -> HostedRepository | None:
        """Where the public files are kept, as `archive.yaml` says and git tells."""
        return self._repository(self.settings.archive.repository, self.settings.transcripts)

    @cached_property
    def drafts_repository(self) -> HostedRepository | None:
        """Where the drafts are kept; the public never learns of it."""
        return self._repository(self.settings.archive.drafts_repository, self.settings.drafts)

    def _repository(self, address: str, folder: Path | None) -> HostedRepository | None:
        within = git.folder_within(folder) if address and folder else ""
        return repository_at(address, self.settings.archive, within)

    def schedule(self) -> tuple[Scheduled, ...]:
        """The announced meetings, by day."""
        return self.archive.snapshot(clock.now()).schedule

    def deleted_announcements(self) -> tuple[Announcement, ...]:
        """The announced meetings that were deleted from the schedule before their day."""
        return tuple(each for each in side_files.announced(self.settings.data) if each.gone)

    def schedule_changed(self) -> dt.datetime | None:
        """When the announcements were last written, to the second; None where there are none."""
        try:
            seconds = (self.settings.transcripts / SCHEDULE_FILE).stat().st_mtime
        except OSError:
            return None
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC)

    def today(self) -> dt.date:
        """The day where the archive is."""
        return dt.datetime.now(tz=self.settings.archive.zone).date()
