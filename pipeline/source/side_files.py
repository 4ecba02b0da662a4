"""The small files beside the transcripts: registries, issues, twins, old addresses, tombstones."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain, filterfalse
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from minutes import plain_files
from minutes.addresses import fates, redirects
from minutes.addresses.redirects import Redirects
from minutes.findings.problem import Problem, problem
from minutes.publication import announcements, office_calendar, schedule
from minutes.publication import gate as visibility
from minutes.publication.announcements import Announcement
from minutes.publication.case_days import ALL_READ, Unread
from minutes.publication.gate import Gate, Withdrawal
from minutes.publication.office_calendar import Calendar
from minutes.publication.schedule import Scheduled
from minutes.publication.withdrawn_records import NO_RECORDS, WithdrawnRecords, marks_anywhere
from minutes.publication.withdrawn_words import NO_TRACES, Traces
from minutes.records.model import Issue, Meeting
from minutes.registers import agencies as registry
from minutes.registers import people
from minutes.registers.agencies import Agencies
from minutes.registers.people import People, load_people
from minutes.settings import SETTINGS_FILE, ArchiveSettings, Settings
from minutes.yaml_text import reading
from minutes.yaml_text.errors import UnreadableYaml
from pipeline.source import files, safe_write, seal, traces
from pipeline.source.parser import shown_issue
from pipeline.source.withdrawn_speeches import texts

_NAMES = (
    registry.AGENCIES_FILE,
    people.PEOPLE_FILE,
    visibility.WITHDRAWALS_FILE,
    office_calendar.WORKDAYS_FILE,
    schedule.SCHEDULE_FILE,
    redirects.REDIRECTS_FILE,
    redirects.ALTERNATES_FILE,
    fates.IDS_FOLDER,
)
SHOWN = (SETTINGS_FILE, registry.AGENCIES_FILE, people.PEOPLE_FILE, schedule.SCHEDULE_FILE)
"""The small files whose words are shown."""
_SHOWN_FIELDS = ("name", "publisher", "description", "contact", "report", "licence")
"""What is shown of the first of them."""
MAX_ISSUE_BYTES = 1024 * 1024
_UNSAID = "—"
_SEEN = "withdrawn.seen"
_DAYS_SEEN = "workdays.seen"
_ANNOUNCED = "announced.json"
_MOST_ANNOUNCED = 200_000
Entries = TypeVar("Entries", Agencies, People, tuple[Scheduled, ...])
_ANNOUNCEMENTS: TypeAdapter[tuple[Announcement, ...]] = TypeAdapter(tuple[Announcement, ...])


@dataclass(frozen=True)
class SideFiles:
    """What an archive's small files say, read at once. `withdrawals` are its rows of tombstones as they
    stand there, or, with `later_names`, `closed` and `taken_out` as in `Gate`, what they mean."""

    agencies: Agencies
    people: People
    issues: tuple[Issue, ...]
    redirects: Redirects
    twins: tuple[tuple[str, str], ...]
    withdrawals: tuple[Withdrawal, ...]
    calendar: Calendar
    schedule: tuple[Scheduled, ...] = ()
    traces: Traces = NO_TRACES
    records: WithdrawnRecords = NO_RECORDS
    later_names: Mapping[Withdrawal, frozenset[str]] = field(default_factory=dict, hash=False)
    closed: Mapping[str, str] = field(default_factory=dict, hash=False)
    taken_out: frozenset[Withdrawal] = frozenset()
    planned: tuple[tuple[int, dt.date], ...] = ()
    unread: Unread = ALL_READ
    has_rows: bool = False
    """Whether the folder itself has tombstones."""

    @classmethod
    def of(cls, settings: Settings, *, tombstones_expected: bool = False) -> SideFiles:
        """Those of an archive whose data folder may remember that it had tombstones (see `load`), and
        what words and records they are of. An issue file, or an entry of another one, that repeats withdrawn words
        is left out; all that may, where these are lost."""
        return cls._of(settings, records_of(settings.data), tombstones_expected)

    @classmethod
    def anew(cls, settings: Settings) -> SideFiles:
        """The same where withdrawn words that are lost are about to be learnt again."""
        return cls._of(settings, traces.load_records(settings.data))

    @classmethod
    def _of(
        cls, settings: Settings, records: WithdrawnRecords, expected: bool = False
    ) -> SideFiles:
        traces.refuse_lost_push(settings.data)
        had_rows = expected or tombstones_seen(settings.data) > 0
        had_days = (settings.data / _DAYS_SEEN).exists()
        read = cls.load(settings.transcripts, tombstones_expected=had_rows, days_expected=had_days)
        words = traces.load(settings.data, expected=_was_withdrawn(settings.data))
        rows = tuple(dict.fromkeys((*read.withdrawals, *traces.pushed_rows(settings.data))))
        unread = _unread_schedule(settings.data, settings.transcripts)
        has_rows = bool(read.withdrawals)
        whole = dataclasses.replace(read, withdrawals=rows, unread=unread, has_rows=has_rows)
        lost = records.lost and bool(rows)
        return whole.knowing(settings.transcripts, words, dataclasses.replace(records, lost=lost))

    def knowing(self, folder: Path, words: Traces, records: WithdrawnRecords) -> SideFiles:
        """The same small files of a folder where so much is known of what was withdrawn, without what repeats it."""
        kept = partial(_not_repeating, folder, records)
        return dataclasses.replace(
            self,
            agencies=kept(registry.AGENCIES_FILE, self.agencies, Agencies.of),
            people=kept(people.PEOPLE_FILE, self.people, People.of),
            schedule=kept(schedule.SCHEDULE_FILE, self.schedule, tuple),
            issues=tuple(filterfalse(partial(withdrawn_of, records), self.issues)),
            traces=words,
            records=records,
        )

    @classmethod
    def load(
        cls, folder: Path, *, tombstones_expected: bool = False, days_expected: bool = False
    ) -> SideFiles:
        """Read them. Raises `SettingsError` for those without which something could be shown that
        must not be (tombstones, the office calendar); a bad entry elsewhere is left out."""
        agencies, _ = registry.load_agencies(folder)
        people, _ = load_people(folder, agencies)
        planned = _by_day(entry for entry, _ in schedule.load_schedule(folder)[0])
        return cls(
            agencies,
            people,
            load_issues(folder),
            redirects.load_redirects(folder),
            redirects.load_twins(folder),
            visibility.load_withdrawals(folder, expected=tombstones_expected),
            office_calendar.load_calendar(folder, expected=days_expected),
            planned,
            planned=schedule.main_days(planned),
        )

    @property
    def meant(self) -> tuple[object, ...]:
        """All that follows from the rows of tombstones."""
        return self.withdrawals, self.later_names, self.closed

    def gate(self, zone: ZoneInfo, meetings: Iterable[Meeting]) -> Gate:
        """The visibility gate, with the days of the collaborative meetings on record."""
        speeches = {row.speech for row in self.withdrawals}
        shown = {row: self._without_words(row, speeches) for row in self.withdrawals}
        return Gate(
            self.calendar,
            zone,
            withdrawals=tuple(shown.values()),
            mains=visibility.main_days(meetings),
            planned=self.planned,
            traces=self.traces,
            later_names={shown.get(row, row): names for row, names in self.later_names.items()},
            closed=self.closed,
            taken_out=frozenset(shown.get(row, row) for row in self.taken_out),
            records=self.records,
            unread=self.unread,
        )

    def _without_words(self, row: Withdrawal, speeches: Collection[str]) -> Withdrawal:
        """The row as it may be shown: without a reason that repeats words of any tombstone, of all `speeches` too."""
        found = self.traces.find(row.reason, speeches)
        is_told = found or is_quoting(self.records, row.reason)
        return dataclasses.replace(row, reason=_UNSAID) if is_told else row


def _by_day(entries: Iterable[Scheduled]) -> tuple[Scheduled, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.date, entry.time or "")))


def tombstones_seen(data: Path) -> int:
    """How many tombstones the archive had when it was last indexed: a file of them that is gone is
    then not the same as one that never was."""
    try:
        return int(plain_files.read(data, _SEEN, 20))
    except (OSError, ValueError, plain_files.FolderMissing):
        return 0


def records_of(data: Path) -> WithdrawnRecords:
    """What a data folder knows of withdrawn records; `lost` where something was withdrawn when an archive was indexed."""
    return traces.load_records(data, expected=_was_withdrawn(data))


def _was_withdrawn(data: Path) -> bool:
    """Whether something was when an archive was last indexed, or nobody can tell."""
    return tombstones_seen(data) > 0 or _is_count_lost(data)


def _is_count_lost(data: Path) -> bool:
    """Whether an archive was indexed before, and what tells how many tombstones it had then is gone or no number."""
    return seal.key_of(data) is not None and not _bytes(data, _SEEN).isdigit()


def note(data: Path, folder: Path, now: dt.datetime, today: dt.date) -> None:
    """Write down what a folder has, so that it is seen when that is lost."""
    _note_tombstones(data, folder)
    _note_days(data, folder)
    _note_announced(data, folder, now, today)


def _note_tombstones(data: Path, folder: Path) -> None:
    """Write down how many tombstones a folder has; those of a push are in its list once it is taken over."""
    number = len(visibility.good_rows(folder))
    if tombstones_seen(data) != number or not (data / _SEEN).is_file():
        safe_write.replace_file(data / _SEEN, str(number).encode())


def _note_days(data: Path, folder: Path) -> None:
    """Remember whether a folder has office days of its own, so that it is seen when they are lost."""
    seen = data / _DAYS_SEEN
    if not office_calendar.has_own_days(folder):
        seen.unlink(missing_ok=True)
    elif not seen.exists():
        safe_write.replace_file(seen, b"")


def pushed_stamp(data: Path) -> tuple[int, ...]:
    """What tells cheaply whether others are kept."""
    return tuple(chain.from_iterable(stamp(data / traces.PUSHED / name) for name in traces.OF_PUSH))


def announced(data: Path) -> tuple[Announcement, ...]:
    """The announced meetings that the last index saw, and those deleted since; () where nothing tells."""
    try:
        text = plain_files.read(data, _ANNOUNCED, _MOST_ANNOUNCED)
        return _ANNOUNCEMENTS.validate_json(text)
    except (OSError, ValueError, plain_files.FolderMissing):
        return ()


def _unread_schedule(data: Path, folder: Path) -> Unread:
    """What cannot be read of the announced meetings, where those are known that the last index saw."""
    return schedule.unread(folder, expected=any(not one.gone for one in announced(data)))


def announced_stamp(data: Path) -> tuple[int, ...]:
    """What tells cheaply whether a meeting was announced or deleted since."""
    return stamp(data / _ANNOUNCED)


def _note_announced(data: Path, folder: Path, now: dt.datetime, today: dt.date) -> None:
    """Write down which meetings are announced, so that one that is deleted can be called off. A schedule
    that is not there, or cannot be read whole, tells nothing of that."""
    entries, problems = schedule.load_schedule(folder)
    is_lost = not (folder / schedule.SCHEDULE_FILE).is_file() or _unread_schedule(data, folder).any
    if problems or is_lost:
        return
    before = announced(data)
    after = announcements.led_on(before, [entry for entry, _ in entries], now, today)
    if after != before:
        safe_write.replace_file(data / _ANNOUNCED, _ANNOUNCEMENTS.dump_json(after))


def stamps(folder: Path) -> tuple[tuple[object, ...], ...]:
    """What tells cheaply whether any of the small files has changed: a link in the place of one, and
    a change that left size and time alone, count too. Raises `FolderMissing`."""
    paths = [*_NAMES, *files.find_issues(folder)]
    return tuple((path, *stamp(f"{folder}/{path}")) for path in paths)


def stamp(file: Path | str) -> tuple[int, ...]:
    """What tells cheaply whether a file was touched; () where there is none."""
    try:
        stat = os.lstat(file)
    except OSError:
        return ()
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_mode


def load_issues(folder: Path) -> tuple[Issue, ...]:
    """The issues of an archive by slug. One whose head cannot be read, is still a proposal or says that it is
    not public yet is left out."""
    before, now = _parsed.get(folder, {}), dict[tuple[str, str], Issue | None]()
    for path in files.find_issues(folder):
        try:
            data = plain_files.read(folder, path, MAX_ISSUE_BYTES + 1)
        except OSError:
            continue  # it went away since the folder was read, or is no plain file
        if len(data) > MAX_ISSUE_BYTES:
            continue
        key = path, files.digest(data)
        now[key] = before[key] if key in before else shown_issue(path, data)
    if len(_parsed) >= _MOST_FOLDERS:
        _parsed.clear()
    _parsed[folder] = now
    return tuple(filter(None, now.values()))


# The issues of each folder as they were read last: one run reads them several times, and YAML is slow.
_parsed: dict[Path, dict[tuple[str, str], Issue | None]] = {}
_MOST_FOLDERS = 8


def withdrawn_of(records: WithdrawnRecords, issue: Issue) -> str:
    """The record of which an issue file repeats what is withdrawn, all of it or a speech of more than some
    70 letters, as a file of a record would; "" where it repeats nothing."""
    return _withdrawn_in(records, (issue.slug, *texts(dataclasses.asdict(issue.front)), issue.body))


def withdrawn_of_file(records: WithdrawnRecords, data: bytes) -> str:
    """The same, of one of the small files by its bytes."""
    text = data.decode("utf-8", "replace")
    try:
        value = reading.load(text).value
    except UnreadableYaml:
        value = None  # told by the check of the file itself
    return _withdrawn_in(records, (text, *texts(value)))


def shown_settings(archive: ArchiveSettings, records: WithdrawnRecords) -> ArchiveSettings:
    """What an archive says of itself, without the fields that repeat withdrawn words: they are as if nobody had
    written them."""
    values, unwritten = dataclasses.asdict(archive), ArchiveSettings()
    left_out = [each for each in _SHOWN_FIELDS if _withdrawn_in(records, texts(values[each]))]
    return dataclasses.replace(archive, **{each: getattr(unwritten, each) for each in left_out})


def _withdrawn_in(records: WithdrawnRecords, words: Iterable[str]) -> str:
    if records.lost:  # nobody can tell
        return _UNSAID
    alike = records.alike(_marks(records.key, "\n".join(words))) if records.kept else {}
    rows = (row for row, forms in alike.items() if forms - records.told)
    return next((name for row in rows for name in records.names(row)), "")


def is_quoting(records: WithdrawnRecords, reason: str) -> bool:
    """Whether a reason repeats withdrawn words, so that it is not shown."""
    marks = marks_anywhere(records.key, reason) if records.kept else frozenset[int]()
    return records.are_quoted_by(marks) or bool(_withdrawn_in(records, (reason,)))


def _not_repeating(
    folder: Path,
    records: WithdrawnRecords,
    file: str,
    entries: Entries,
    made_of: Callable[[Iterable[Any]], Entries],
) -> Entries:
    """The entries of a file without those that repeat withdrawn words."""
    if not (records.kept or records.lost) or not withdrawn_of_file(records, _bytes(folder, file)):
        return entries

    def is_kept(entry: Any) -> bool:
        return not _withdrawn_in(records, texts(dataclasses.asdict(entry)))

    return made_of(filter(is_kept, entries))


def _bytes(folder: Path, file: str) -> bytes:
    try:
        return plain_files.read(folder, file)
    except OSError:
        return b""


# An archive is opened again and again with the same issue files.
_marks = lru_cache(maxsize=256)(marks_anywhere)


def repeating_files(folder: Path, records: WithdrawnRecords) -> Iterator[Problem]:
    """The issue files that are not shown because they repeat withdrawn words, and the small files of which an entry
    is not, or that a push may not bring so. Nothing where nobody can tell: that is told by itself."""
    if records.lost:
        return
    for issue in load_issues(folder):
        if name := withdrawn_of(records, issue):
            yield problem(issue.path, "copy-of-withdrawn", id=name)
    for file in SHOWN if records.kept else ():
        if name := withdrawn_of_file(records, _bytes(folder, file)):
            yield problem(file, "repeats-withdrawn", id=name)
