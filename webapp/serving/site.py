"""What a site keeps in memory of one archive: the archive, caches, and what follows from a view."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path

from minutes import clock
from minutes.catalogue import voices as roster
from minutes.catalogue.public_view import grouped
from minutes.catalogue.series import Series
from minutes.publication.announcements import Announcement
from minutes.publication.schedule import SCHEDULE_FILE, Scheduled
from minutes.records.model import Meeting
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.source import git, side_files
from pipeline.trails import cache
from pipeline.trails.known_cases import known_cases
from webapp.links.repositories import HostedRepository, repository_at
from webapp.serving.bounded_cache import BoundedCache
from webapp.serving.kept_answers import AnswerStore

PAGES_BYTES = 40 * 1024 * 1024
BODIES_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class ViewData:
    """What pages need again and again from one public view, made when first asked for."""

    view: View
    token: str = field(default_factory=partial(secrets.token_hex, 8))
    """A name of this object: no other has it, in this process or another one."""

    @cached_property
    def state(self) -> str:
        """A fingerprint of what is seen: the same in all processes that see the same, and never that of another
        state, so that what was made in an earlier one, and is kept too late, is found no more."""
        snapshot, public = self.view.snapshot, self.view.public
        if not snapshot.stamp:
            return self.token
        seen = [(m.id, m.digest, m.draft) for m in public.meetings]
        until = snapshot.catalogue.next_change(public.now)
        worked_out = cache.stamps(snapshot.data) if snapshot.data else None
        text = repr((snapshot.name, snapshot.stamp, seen, until, worked_out))
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    @cached_property
    def roster(self) -> roster.Roster:
        return roster.collect(self.view.public, self.view.snapshot.catalogue.people)

    @cached_property
    def series(self) -> Series:
        return Series.of(self.view.public)

    @cached_property
    def hosting(self) -> dict[str, tuple[Meeting, ...]]:
        """Agency id → the meetings that it hosts or co-hosts, newest first."""
        facts = self.view.snapshot.facts
        return grouped(self.view.public.meetings, lambda meeting: facts[meeting.id].host_ids)

    @cached_property
    def attending(self) -> dict[str, tuple[Meeting, ...]]:
        """Agency id → the meetings with an attendee of it, newest first."""
        agencies = self.view.snapshot.catalogue.agencies

        def present(meeting: Meeting) -> Iterable[str]:
            each = (agencies.resolve(a.agency, meeting.date) for a in meeting.front.attendees)
            return dict.fromkeys(agency.id for agency in each if agency)

        return grouped(self.view.public.meetings, present)

    @cached_property
    def numbers(self) -> frozenset[int]:
        """Every case number that a visible record or an issue file bears."""
        return frozenset(known_cases(self.view))

    @cached_property
    def months(self) -> dict[tuple[int, int], tuple[Meeting, ...]]:
        """Year and month → its meetings in order of day."""
        oldest_first = reversed(self.view.public.meetings)
        return dict(sorted(grouped(oldest_first, _month).items()))


def _month(meeting: Meeting) -> tuple[tuple[int, int], ...]:
    return ((meeting.date.year, meeting.date.month),) if meeting.date else ()


@dataclass
class Site:
    """One archive as one app serves it. `name` is the blueprint's."""

    name: str
    settings: Settings
    archive: Archive
    pages: AnswerStore = field(default_factory=lambda: BoundedCache[bytes](PAGES_BYTES, len))
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
