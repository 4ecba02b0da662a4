"""Checks of an archive's own files: settings, registries, tables, schedule and issues."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import filterfalse
from operator import methodcaller
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from minutes import plain_files
from minutes.addresses.redirects import (
    ALTERNATES_FILE,
    REDIRECTS_FILE,
    Redirects,
    fields_of,
    fold_address,
    load_redirects,
    slug,
)
from minutes.addresses.web_addresses import url_trouble
from minutes.errors import SettingsError
from minutes.findings.problem import Problem, problem
from minutes.publication import schedule
from minutes.publication.correction_window import is_reason
from minutes.publication.gate import (
    LIST_BOUNDS,
    WITHDRAWALS_FILE,
    Withdrawal,
    read_rows,
    says_none,
    tombstones_astray,
)
from minutes.publication.office_calendar import WORKDAYS_FILE, table_of
from minutes.registers import agencies, people
from minutes.settings import ARCHIVE_SETTINGS, SETTINGS_FILE, ArchiveSettings
from minutes.yaml_text.errors import UnreadableYaml
from minutes.yaml_text.validating import entry_problems, read_yaml
from pipeline.checks.rules.subject import Context, shown
from pipeline.history.tombstones import lead_tombstones_on, meanings_by_git
from pipeline.source import withdrawn_speeches
from pipeline.source.side_files import SideFiles

_STEM = methodcaller("removesuffix", ".md")


def settings(folder: Path) -> Iterator[Problem]:
    """`archive.yaml` holds what the archive says of itself, and nothing else."""
    loaded, problems = read_yaml(folder, SETTINGS_FILE)
    yield from problems
    if loaded is not None:
        try:
            ARCHIVE_SETTINGS.validate_python({} if loaded.value is None else loaded.value)
        except ValidationError as error:
            yield from entry_problems(error, SETTINGS_FILE, (), ArchiveSettings, loaded)


def registries(folder: Path, context: Context) -> Iterator[Problem]:
    """What cannot be read in the files of agencies, people and meetings to come."""
    yield from agencies.load_agencies(folder)[1]
    yield from people.load_people(folder, context.agencies)[1]
    entries, problems = schedule.load_schedule(folder)
    yield from problems
    for entry, line in entries:
        yield from _scheduled(entry, line, context)


def _scheduled(entry: schedule.Scheduled, line: int, context: Context) -> Iterator[Problem]:
    """The findings about one meeting to come."""
    found = partial(problem, schedule.SCHEDULE_FILE, line=line)
    for word in filterfalse(context.agencies.find, entry.host):
        near = context.agencies.nearest(word)
        yield found("unknown-agency", agency=shown(word), near=near)
    if entry.join and url_trouble(entry.join):
        yield found("broken-link", host=shown(entry.join, 60))
    if entry.is_called_off and (held := schedule.named(entry, context.meetings)):
        yield found("not-held-but-recorded", id=shown(held))


def calendar(folder: Path) -> Iterator[Problem]:
    """The archive's own table of working days can be read."""
    loaded, problems = read_yaml(folder, WORKDAYS_FILE)
    yield from problems
    try:
        if loaded is not None:
            table_of(loaded)
    except UnreadableYaml as error:
        yield problem(
            WORKDAYS_FILE, "unreadable-yaml", error.line, reason_zh=error.zh, reason_en=error.en
        )


def withdrawals(folder: Path, context: Context) -> Iterator[Problem]:
    """Every tombstone can be read: one that cannot would bring its record back."""
    if astray := tombstones_astray(folder):
        yield problem(astray, "tombstones-astray", file=shown(astray), name=WITHDRAWALS_FILE)
    if says_none(read_yaml(folder, WITHDRAWALS_FILE, bounds=LIST_BOUNDS)[0]):
        return
    entries, problems = read_rows(folder)
    yield from problems
    known, old = _own_addresses(context), load_redirects(folder)
    for entry, line in entries:
        if not is_reason(entry.reason):
            yield problem(WITHDRAWALS_FILE, "withdrawn-without-reason", line)
        if not old.reaches(entry.meeting, known) and _may_be_wrong(entry, context):
            yield problem(WITHDRAWALS_FILE, "unknown-meeting", line, id=shown(entry.meeting))
    if not problems:
        yield from _idle_rows(folder, context.archive.zone, [line for _, line in entries])


def _may_be_wrong(entry: Withdrawal, context: Context) -> bool:
    """Whether a tombstone of a record that is not there is a slip, not that of a file that is gone: it
    has a speech of it, or nearly the name of a record of the same day."""
    day = entry.meeting[:10]
    same_day = [ident for ident in context.meetings if ident[:10] == day]
    return bool(entry.speech or difflib.get_close_matches(entry.meeting, same_day, 1, 0.8))


def _idle_rows(folder: Path, zone: ZoneInfo, lines: Sequence[int]) -> Iterator[Problem]:
    """The rows that hide nothing, and the files that are hidden because they look like withdrawn
    ones."""
    try:
        sides = SideFiles.load(folder)
    except SettingsError:
        return  # told by other checks
    meanings = meanings_by_git(folder, sides, zone)
    gate = lead_tombstones_on(sides, meanings).gate(zone, ())
    idle = withdrawn_speeches.idle_tombstones(folder, gate)
    for row, line in zip(sides.withdrawals, lines, strict=False):
        if not set(meanings.tombstones(row)).isdisjoint(idle):
            yield problem(WITHDRAWALS_FILE, "withdraws-nothing", line, id=shown(row.meeting))
        elif not gate.taken_out.isdisjoint(meanings.tombstones(row)):
            yield problem(WITHDRAWALS_FILE, "withdrawn-speech-gone", line, id=shown(row.meeting))
    yield from withdrawn_speeches.otherwise_named(folder, gate)
    yield from withdrawn_speeches.untouched_twins(folder, gate, sides.twins)


def _own_addresses(context: Context) -> set[str]:
    """The addresses under which records are found by their own names."""
    return {address(stem) for stem in context.meetings for address in (slug, fold_address)}


def alternates(folder: Path, context: Context) -> Iterator[Problem]:
    """Each row of `.alternates` is two records of one meeting; a record has one twin."""
    seen: dict[str, int] = {}
    pairs, problems = _pairs(folder, ALTERNATES_FILE, _STEM)
    yield from problems
    for line, one, other in pairs:
        for stem in (one, other):
            if stem not in context.meetings:
                yield problem(ALTERNATES_FILE, "unknown-meeting", line, id=shown(stem))
            if stem in seen:
                first = seen[stem]
                yield problem(ALTERNATES_FILE, "second-twin", line, id=shown(stem), first=first)
            seen.setdefault(stem, line)


def redirects(folder: Path, context: Context) -> Iterator[Problem]:
    """Each row of `.redirects` leads to a record, and no record is led away from its own address."""
    known = _own_addresses(context)
    pairs, problems = _pairs(folder, REDIRECTS_FILE, fold_address)
    yield from problems
    table = Redirects(tuple((old, new) for _, old, new in pairs))
    targets: dict[str, tuple[str, int]] = {}
    for line, old, new in pairs:
        if {old, new} <= known:
            yield problem(REDIRECTS_FILE, "redirect-of-a-record", line, id=shown(old))
        elif not (_names_no_record(new) or table.reaches(old, known)):
            yield problem(REDIRECTS_FILE, "redirect-to-nothing", line, id=shown(new))
        target, first = targets.setdefault(old, (new, line))
        if target != new:
            yield problem(REDIRECTS_FILE, "redirect-twice", line, id=shown(old), first=first)


def _pairs(
    folder: Path, name: str, plain: Callable[[str], str]
) -> tuple[list[tuple[int, str, str]], list[Problem]]:
    """The rows of a table that are two names, as `plain` writes them, with their lines; and what is
    wrong with the others."""
    pairs, problems = [], []
    for line, fields in _rows(folder, name):
        if len(fields) != 2 or not all(fields):
            problems.append(problem(name, "bad-row", line, count=len(fields)))
            continue
        first, second = map(plain, fields)
        if first == second:
            problems.append(problem(name, "row-of-itself", line))
        else:
            pairs.append((line, first, second))
    return pairs, problems


def is_speech(address: str) -> bool:
    """Whether an address is that of a speech."""
    return "#" in address or address.startswith("speech/")


def _names_no_record(address: str) -> bool:
    return is_speech(address) or address.startswith("speaker/")


def _rows(folder: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table with their lines; blank lines and comments are none."""
    try:
        data = plain_files.read(folder, name)
    except OSError:
        return
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield number, fields_of(line)
