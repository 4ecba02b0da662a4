"""The one place that decides what the public may see, and when.

Pages, searches, counts, feeds and exports ask nobody else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ConfigDict, TypeAdapter

from minutes import plain_files
from minutes.addresses.likeness import likeness
from minutes.addresses.redirects import bare_name
from minutes.addresses.references import SHORT, read_address
from minutes.errors import SettingsError
from minutes.findings.problem import Problem
from minutes.publication import case_days, correction_window
from minutes.publication.case_days import ALL_READ, Unread
from minutes.publication.correction_window import UNREADABLE, Due, Unreadable
from minutes.publication.office_calendar import Calendar
from minutes.publication.withdrawn_records import NO_RECORDS, WithdrawnRecords, marks_anywhere
from minutes.publication.withdrawn_words import NO_TRACES, Traces
from minutes.records.front_matter import PO_TIERS, Date, Kind, Str
from minutes.records.model import Meeting
from minutes.text.lists import by_key
from minutes.yaml_text import reading
from minutes.yaml_text.errors import UnreadableYaml
from minutes.yaml_text.validating import Bounds, read_entries, read_settings

WITHDRAWALS_FILE = "withdrawn.yaml"
LIST_BOUNDS = Bounds(chars=2 * 1024 * 1024, entries=20_000)
"""Of the list of tombstones, which grows for ever: so many rows are read in some five seconds, once after each change."""
# What the file of tombstones says where every row was taken out on purpose.
NONE_WITHDRAWN = "withdrawn: none"
_NO_LIST = (
    f"這個檔案要是清單，一列一份撤下的紀錄；確定沒有撤下的紀錄才寫 {NONE_WITHDRAWN}",
    f"it must be a list, a row for each withdrawn record; if nothing is withdrawn: `{NONE_WITHDRAWN}`",
)
_MEANT = re.compile(r"^withdrawn\b.*\.ya?ml$")
_WINDOW_FIELDS = {
    "tier": "tier",
    "date": "meeting_day",
    "session": "meeting_day",
    "sessions": "meeting_day",
    "edit": "has_edit",
}

# Kinds of collaborative records that wait for the meeting which they prepare.
PREPARING: frozenset[Kind] = frozenset({"working", "pre_meeting", "preparatory", "rehearsal"})
# Kinds of the network's own meetings; the others may only be about one.
MEETINGS: frozenset[Kind] = PREPARING | {"main", "followup", "supplement", "other"}
State = Literal["public", "held", "withdrawn", "barred"]
_CONCEALED = re.compile(r"[0-9a-f]{64}")


def conceal(speech_id: str) -> str:
    """What a tombstone holds of a speech's id."""
    return hashlib.sha256(speech_id.encode()).hexdigest()


def _speech_mark(written: object) -> str:
    text = str(written or "").strip()
    if not text:
        return ""
    concealed = _CONCEALED.fullmatch(text.lower())
    return concealed[0] if concealed else conceal(read_address(text).speech)


def _record_name(written: object) -> object:
    """The id of a record that may be given as any address of it, or as its file's name. A short id
    is kept as `m/<short>`: the names of the records tell what it means."""
    if not isinstance(written, str):
        return written
    named = read_address(written)
    name = named.meeting or (f"{SHORT}{named.short}" if named.short else named.speech)
    if not name:
        raise ValueError("it names no record")
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A tombstone: a meeting, or one speech of it, that the archive no longer shows.

    `file` says that the record's own file was taken away. `speech` is the SHA-256 (hex) of the speech's id, so that its old address is still recognised
    while the file shows neither its words nor their fingerprint. Who writes the id itself, or the
    speech's address, means the same.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    meeting: Annotated[Str, BeforeValidator(_record_name)]
    date: Date
    reason: Str
    file: Literal["", "removed"] = ""
    speech: Annotated[str, BeforeValidator(_speech_mark)] = ""


_WITHDRAWAL = TypeAdapter(Withdrawal)
ROWS = TypeAdapter(tuple[Withdrawal, ...])
"""What reads and writes the rows of a list of tombstones."""


def load_withdrawals(folder: Path, *, expected: bool = False) -> tuple[Withdrawal, ...]:
    """The tombstones of an archive.

    A file that cannot be read, has another shape or another name is a `SettingsError`: to go on
    without it would bring back what was withdrawn. Where rows are `expected`, so is a file without
    any that does not say so in a word, and none at all.
    """
    if astray := tombstones_astray(folder):
        raise SettingsError(
            f"{folder / astray}: tombstones are read from {WITHDRAWALS_FILE} only; give the file that name",
            astray,
            zh=f"{folder / astray}：撤下的紀錄只從 {WITHDRAWALS_FILE} 讀取，請改用這個檔名",
        )
    try:
        rows = read_settings(folder, WITHDRAWALS_FILE, _rows, Withdrawal, LIST_BOUNDS)
    except FileNotFoundError:
        rows = None
    if rows is None and expected:
        raise SettingsError(
            f"{folder / WITHDRAWALS_FILE}: it had rows and has none; put them back, or write `{NONE_WITHDRAWN}` "
            "into it if nothing is withdrawn any more",
            zh=f"{folder / WITHDRAWALS_FILE}：這個檔案原本有撤下的紀錄，現在一列也沒有；請還原，"
            f"確定不再撤下任何紀錄才在檔案裡寫 {NONE_WITHDRAWN}",
        )
    return rows or ()


def good_rows(folder: Path) -> tuple[Withdrawal, ...]:
    """The tombstones that can be read, whatever is wrong with the others or with the file's neighbours:
    for whoever goes on with an older state. () where the list cannot be read at all."""
    try:
        found, _ = read_rows(folder)
    except plain_files.FolderMissing:
        return ()
    return tuple(row for row, _ in found)


def read_rows(folder: Path) -> tuple[list[tuple[Withdrawal, int]], list[Problem]]:
    """The tombstones that can be read, each with its line, and what is wrong with the others."""
    return read_entries(folder, WITHDRAWALS_FILE, _WITHDRAWAL, Withdrawal, bounds=LIST_BOUNDS)


def read_withdrawals(data: bytes) -> tuple[Withdrawal, ...] | None:
    """The tombstones in a list as it was once; None where it says nothing that can be read."""
    try:
        return _rows(reading.load(data.decode("utf-8-sig"), LIST_BOUNDS.chars))
    except (UnreadableYaml, ValueError):
        return None


def _rows(loaded: reading.Loaded) -> tuple[Withdrawal, ...] | None:
    """The rows; none at all where the file says so, None where it says nothing."""
    if says_none(loaded):
        return ()
    if loaded.value is None or loaded.value == []:
        return None
    if not isinstance(loaded.value, list):
        raise UnreadableYaml("no list", 1, _NO_LIST)
    if len(loaded.value) > LIST_BOUNDS.entries:
        raise UnreadableYaml(f"more than {LIST_BOUNDS.entries} rows")
    return ROWS.validate_python(loaded.value)


def says_none(loaded: reading.Loaded | None) -> bool:
    """Whether the file of tombstones says in so many words that nothing is withdrawn."""
    return loaded is not None and loaded.value == {"withdrawn": "none"}


def tombstones_astray(folder: Path) -> str:
    """A file that somebody means for the tombstones, but under a name that nobody reads."""
    names = plain_files.names(folder)
    return next(filter(is_astray, names), "")


def is_astray(name: str) -> bool:
    """Whether a file of this name is meant for the tombstones, but read by nobody."""
    return name != WITHDRAWALS_FILE and _MEANT.search(bare_name(name)) is not None


@dataclass(frozen=True)
class Gate:
    """Decides for one archive. `mains` gives the day of each case's collaborative meeting that has a
    record, `planned` the announced day of one that has none yet, `unread` what could not be read of these.
    `later_names` are the concealed ids that the speech of a tombstone has under other words, and the names that a
    withdrawn record has since. `closed` are the names (as `likeness` gives them) of other files that hold such a
    record's words, each with what its tombstone calls it. `taken_out` are the tombstones of speeches that stood in their record once and
    that somebody took out of the file, words and all; `records` is what is kept of withdrawn words to know
    them again wherever they stand."""

    calendar: Calendar
    zone: ZoneInfo
    withdrawals: tuple[Withdrawal, ...] = ()
    mains: tuple[tuple[int, dt.date], ...] = ()
    planned: tuple[tuple[int, dt.date], ...] = ()
    traces: Traces = NO_TRACES
    later_names: Mapping[Withdrawal, frozenset[str]] = field(default_factory=dict, hash=False)
    closed: Mapping[str, str] = field(default_factory=dict, hash=False)
    taken_out: frozenset[Withdrawal] = frozenset()
    records: WithdrawnRecords = NO_RECORDS
    unread: Unread = ALL_READ

    @cached_property
    def _gone(self) -> dict[str, Withdrawal]:
        whole = [w for w in self.withdrawals if not w.speech]
        return {name: w for w in reversed(whole) for name in self.names(w)}

    @cached_property
    def _gone_speeches(self) -> dict[tuple[str, str], Withdrawal]:
        return {(likeness(w.meeting), mark): w for w in self.withdrawals for mark in self.marks(w)}

    def marks(self, tombstone: Withdrawal) -> frozenset[str]:
        """The concealed ids by which the speech of a tombstone may be known; none for a whole record."""
        if not tombstone.speech:
            return frozenset()
        return frozenset({tombstone.speech, *self.later_names.get(tombstone, ())} - {""})

    def names(self, tombstone: Withdrawal) -> frozenset[str]:
        """The names (as `likeness` gives them) of the record of a tombstone: also those that it was
        given since, where the whole record is withdrawn."""
        since = () if tombstone.speech else self.later_names.get(tombstone, ())
        return frozenset(map(likeness, (tombstone.meeting, *since)))

    def withdrawn(self, meeting_id: str) -> Withdrawal | None:
        """The tombstone of a meeting, also under a name that a person would take for its own."""
        return self._gone.get(likeness(meeting_id))

    def copied_record(self, meeting_id: str) -> str:
        """What the tombstone calls the record of which a meeting of this name holds the words; "" where
        it may be shown. Unlike a withdrawn name, it may never have been public."""
        return self.closed.get(likeness(meeting_id), "")

    def withdrawn_speech(self, meeting_id: str, speech_id: str) -> Withdrawal | None:
        """The tombstone of one speech."""
        return self._gone_speeches.get((likeness(meeting_id), conceal(speech_id)))

    def withdrawn_words(self, meeting_id: str, words: str) -> Withdrawal | None:
        """The tombstone of the speech whose words these are, or are but for a letter here and there."""
        speech = self.traces.find(words, self._traced(meeting_id))
        return self._gone_speeches.get((likeness(meeting_id), speech))

    def repeated_speech(self, meeting_id: str, data: bytes) -> Withdrawal | None:
        """The tombstone of a speech of this record of whose words most stand anywhere in its file, in pieces, or whatever
        stands between them where there are more than some 70 letters."""
        name = likeness(meeting_id)
        own = self._speech_marks.get(name, frozenset())
        # Of nearly every record nothing is withdrawn, and each is asked for when it is indexed.
        text = data.decode("utf-8", "replace") if own else ""
        found = self._said_anywhere(text, own) or self.traces.strewn(text, own)
        return self._gone_speeches.get((name, found))

    def _said_anywhere(self, text: str, own: Collection[str]) -> str:
        """Which of the withdrawn speeches of a record its text says, whatever stands between the letters."""
        kept = [one for one in self.records.kept if one.speech in own and not one.told]
        whole = marks_anywhere(self.records.key, text) if kept else frozenset[int]()
        return next((one.speech for one in kept if one.is_in(whole)), "")

    def knows_words(self, meeting_id: str) -> bool:
        """Whether the words of a withdrawn speech of this record are known again, however they come."""
        return bool(self._traced(meeting_id))

    def _traced(self, meeting_id: str) -> frozenset[str]:
        return self._speech_marks.get(likeness(meeting_id), frozenset()) & self.traces.speeches

    @cached_property
    def _speech_marks(self) -> dict[str, frozenset[str]]:
        """By the likeness of a record's name the marks of its withdrawn speeches."""
        by_meeting = by_key(self._gone_speeches, itemgetter(0))
        return {
            meeting: frozenset(mark for _, mark in some) for meeting, some in by_meeting.items()
        }

    def hides_speeches(self, meeting_id: str) -> bool:
        """Whether single speeches of a meeting are withdrawn."""
        return bool(self.withdrawn_marks(meeting_id))

    @cached_property
    def waiting(self) -> frozenset[str]:
        """The meetings (as `likeness` calls them) of which nobody can tell what is withdrawn, until an index."""
        return frozenset(self._speech_marks if self.traces.lost else ())

    def withdrawn_marks(self, meeting_id: str) -> tuple[str, ...]:
        """By what its withdrawn words are known again, which may change while the file stays as it is."""
        marks = self._speech_marks.get(likeness(meeting_id), ())
        return (*sorted(marks), *sorted(self._traced(meeting_id)))

    def state(self, meeting: Meeting, now: dt.datetime) -> State:
        """Where a meeting stands at `now` (aware). What lies among the drafts appears there by the
        clock only where it has a correction window, a `hold_until` or a waiver, and somebody has
        confirmed what was guessed of it."""
        # A file that comes back in another spelling of its name is the same record.
        if self.withdrawn(meeting.id) is not None:
            return "withdrawn"
        if is_barred(meeting) or likeness(meeting.id) in {*self.closed, *self.waiting}:
            return "barred"
        due = self.due(meeting)
        # Nothing says when a draft without a window may be read, and one that was guessed has been
        # read by nobody: both wait until somebody deals with them.
        if meeting.draft and (due.reason == "none" or meeting.unconfirmed):
            return "held"
        return "public" if correction_window.is_public(due, now) else "held"

    def due(self, meeting: Meeting) -> Due:
        """When a meeting becomes public, and what decides it."""
        edit = meeting.edit
        readable = _WINDOW_FIELDS.keys().isdisjoint(meeting.unreadable)
        # Where heading, file name and front matter differ, one is a slip: the latest day counts.
        day = max(filter(None, (meeting.last_day, *meeting.named)), default=None)
        has_edit = _has_window(meeting)
        may_wait = meeting.tier != "other" or has_edit
        if day is None and readable and not may_wait:
            return Due(None, None, None, "none")
        return correction_window.due(
            tier=meeting.tier if readable else UNREADABLE,
            has_edit=has_edit,
            meeting_day=day or UNREADABLE,
            calendar=self.calendar,
            closes=edit.closes,
            hold_until=edit.hold_until,
            hold=edit.hold,
            waiver_reason=edit.waiver_reason or None,
            also_after=self._collaborative_day(meeting),
            zone=self.zone,
        )

    def _collaborative_day(self, meeting: Meeting) -> dt.date | Unreadable | None:
        """The day of the collaborative meeting that a working or pre-meeting record prepares."""
        title = meeting.title_facts
        if "collaborative" not in {meeting.tier, title and title.tier}:
            return None
        if "kind" in meeting.unreadable:
            return UNREADABLE  # it may be one that waits
        if PREPARING.isdisjoint({meeting.kind, title and title.kind}):
            return None
        if "case" in meeting.unreadable:
            return UNREADABLE
        first = meeting.sort_day
        named = (meeting.front.case, title.cases if title else ())
        # Where head and title name different cases one is a slip: the later day counts.
        return max(filter(None, (self._main_day(first, cases) for cases in named)), default=None)

    def _main_day(self, first: dt.date, cases: Collection[int]) -> dt.date | None:
        return case_days.first_from(first, cases, self.mains, self.planned, self.unread)


def _has_window(meeting: Meeting) -> bool:
    """Whether a record has time for corrections, whatever its tier."""
    # A file with front matter that forgets to name its tier waits like one that names it.
    forgets_tier = meeting.has_front and "tier" not in meeting.given
    has_block = meeting.has_edit or meeting.front.edit is not None
    return has_block or forgets_tier or seems_to_wait(meeting)


def seems_to_wait(meeting: Meeting) -> bool:
    """Whether a record of tier `other` is by its title one of a meeting that has time for corrections: one
    of the two is a slip, so it waits. A training or an interview may be about such a meeting."""
    title = meeting.title_facts
    if title is None or title.tier not in PO_TIERS:
        return False
    return meeting.tier == "other" and meeting.kind in MEETINGS


def is_barred(meeting: Meeting) -> bool:
    """Whether a file can never be public as it stands: its front matter cannot be read, or a
    seasonal, monthly or collaborative record has no valid date."""
    if meeting.broken:
        return True
    return meeting.tier in PO_TIERS and (meeting.date is None or "date" in meeting.unreadable)


def main_days(meetings: Iterable[Meeting]) -> tuple[tuple[int, dt.date], ...]:
    """The (case, day) of every collaborative main meeting on record."""
    found: list[tuple[int, dt.date]] = []
    for meeting in meetings:
        is_main = (meeting.tier, meeting.kind) == ("collaborative", "main")
        if is_main and meeting.date:
            found += [(case, meeting.date) for case in meeting.front.case]
    return tuple(sorted(found))
