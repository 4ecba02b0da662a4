"""Runs all checks over a file or a whole archive. A bad file is a finding, never an exception."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import chain, repeat
from multiprocessing import get_context
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import TypeVar

from minutes import plain_files, settings
from minutes.errors import SettingsError, reason_of
from minutes.findings.problem import Problem, problem
from minutes.publication import schedule
from minutes.publication.gate import Gate, Withdrawal, load_withdrawals
from minutes.publication.office_calendar import Calendar, load_calendar
from minutes.records import document, titles
from minutes.records.front_matter import FrontMatter
from minutes.registers import agencies as registry
from minutes.registers.people import load_people
from minutes.settings import ArchiveSettings
from pipeline.checks import spoken_claims
from pipeline.checks.rules import side_files as archive_checks
from pipeline.checks.rules.issues import issues as check_issues
from pipeline.checks.rules.issues import read_issues
from pipeline.checks.rules.table import CHECKS, Context, Subject
from pipeline.source import files as ingest
from pipeline.source.parser import Parsed, parse, read_front

T = TypeVar("T")
# Below this many files a second process costs more than it brings.
ALONE = 60
_HEAD = 256 * 1024
_HEADING_LINES = 5


def validate(parsed: Parsed, context: Context) -> tuple[Problem, ...]:
    """All findings about one parsed file, in the order of their lines."""
    subject = Subject(parsed)
    found = list(chain.from_iterable(check(subject, context) for check in CHECKS))
    # Who voted is told once, as what it is.
    with_voters = {p.place for p in found if p.code == "per-voter-data"}
    own = [p for p in parsed.problems if p.place not in with_voters]
    return tuple(sorted(dict.fromkeys([*own, *found]), key=attrgetter("place", "code")))


def validate_file(data: bytes, path: str, context: Context) -> tuple[Problem, ...]:
    """All findings about one file's bytes."""
    return validate(parse(data, path), context)


def validate_archive(
    folder: Path,
    paths: Sequence[str] | None = None,
    *,
    jobs: int = 1,
    archive: Path | None = None,
    now: dt.datetime | None = None,
    context: Context | None = None,
    done: Callable[[int], None] = lambda _: None,
) -> list[Problem]:
    """All findings about the archive in `folder`, by path and line.

    `paths` (relative, `/`) restricts them to some of its files. For a folder of drafts, `archive`
    is the folder of the archive to which they belong. `context` is what `context_for` gave, where
    somebody has it already. `done` hears how many meetings were finished since it was last called.
    """
    context = context or context_for(folder, now, archive)
    files = ingest.find(folder)
    _, twice = ingest.unique(files)
    everything = [file.path for file in files]
    is_wanted = _always if paths is None else frozenset(paths).__contains__
    problems: list[Problem] = []
    if archive is None and (paths is None or not {*everything}.issuperset(paths)):
        problems += archive_problems(folder, context)
    problems += [
        problem(later.path, "duplicate-id", id=later.id, first=first.path) for later, first in twice
    ]
    for found in _examine(folder, list(filter(is_wanted, everything)), context, jobs, archive):
        problems += found
        done(1)
    return sorted(p for p in problems if is_wanted(p.path))


def _always(_: str) -> bool:
    return True


def _examine(
    folder: Path, paths: Sequence[str], context: Context, jobs: int, archive: Path | None
) -> Iterator[tuple[Problem, ...]]:
    jobs = min(jobs, os.cpu_count() or 1)
    if jobs < 2 or len(paths) < ALONE:
        yield from (_examine_one(folder, path, context) for path in paths)
        return
    with ProcessPoolExecutor(
        jobs, get_context("spawn"), _start, (folder, context.now, archive)
    ) as pool:
        yield from pool.map(_work, paths, chunksize=8)


_worker: dict[str, tuple[Path, Context]] = {}


def _start(folder: Path, now: dt.datetime, archive: Path | None) -> None:
    _worker["archive"] = (folder, context_for(folder, now, archive))


def _work(path: str) -> tuple[Problem, ...]:
    folder, context = _worker["archive"]
    return _examine_one(folder, path, context)


def _examine_one(folder: Path, path: str, context: Context) -> tuple[Problem, ...]:
    try:
        data = plain_files.read(folder, path)
    except OSError as error:
        return (problem(path, "unreadable-file", reason=reason_of(error)),)
    return validate_file(data, path, context)


def read_bounded(file: Path) -> bytes:
    """A file's bytes; of one that is too large only enough to see that it is."""
    return plain_files.read(file.parent.resolve(), file.name)


def context_for(
    folder: Path | None, now: dt.datetime | None = None, archive: Path | None = None
) -> Context:
    """What the checks need to know of the archive in `folder`; None for files by themselves.

    Of a folder of drafts, the registries, tables and other records are those of its `archive`.
    Settings and tables that cannot be read count as absent here: their own check reports them.
    """
    now = now or dt.datetime.now(dt.UTC)
    agencies, _ = registry.load_agencies(archive or folder)
    if folder is None:
        return Context(Gate(Calendar(), ArchiveSettings().zone), now, agencies)
    home = archive or folder
    people, _ = load_people(home)
    own = _or_else(settings.load_archive, home, ArchiveSettings())
    if archive is not None:
        own = replace(own, public_repository=False)  # drafts lie where nobody else looks
    none: tuple[Withdrawal, ...] = ()
    files = list(chain.from_iterable(map(ingest.find, dict.fromkeys((home, folder)))))
    gate = Gate(
        _or_else(load_calendar, home, Calendar()),
        own.zone,
        _or_else(load_withdrawals, home, none),
        tuple(_main_days(home, files)) if own.public_repository else (),
        schedule.main_days(entry for entry, _ in schedule.load_schedule(home)[0]),
    )
    issues, _ = read_issues(home)
    replied = chain.from_iterable(i.front.case for i in issues if i.has_reply)
    return Context(
        gate,
        now,
        agencies,
        people,
        own,
        folder,
        {file.id: file.path for file in ingest.unique(files)[0]},
        frozenset(issue.slug for issue in issues),
        frozenset(replied),
    )


def _or_else(load: Callable[[Path], T], folder: Path, default: T) -> T:
    try:
        return load(folder)
    except SettingsError:
        return default


def _main_days(folder: Path, files: Sequence[ingest.SourceFile]) -> Iterator[tuple[int, dt.date]]:
    """The (case, day) of the collaborative main meetings, read from the heads of the files alone."""
    for file in files:
        with contextlib.suppress(OSError):
            text = plain_files.read(folder, file.path, _HEAD).decode("utf-8", "ignore")
            yield from _main_days_of(file, text)


def _main_days_of(file: ingest.SourceFile, text: str) -> Iterator[tuple[int, dt.date]]:
    head, raw = document.split_front(text)
    front = read_front(raw, file.path)[0] if raw else FrontMatter()
    facts = titles.infer(file.id, front.title or _heading(text[len(head) :]))
    meeting = front.tier or facts.tier, front.kind or facts.kind
    day = front.date or facts.date
    if day and meeting == ("collaborative", "main"):
        yield from zip(front.case or facts.cases, repeat(day))


def _heading(body: str) -> str | None:
    """The title above a record's words, in one of its first lines."""
    first = body.split("\n", _HEADING_LINES)[:_HEADING_LINES]
    return next((line for line in first if line.startswith("# ")), None)


def archive_problems(folder: Path, context: Context) -> Iterator[Problem]:
    """Findings about the files of an archive that are no meetings."""

    @cache
    def record(meeting: str) -> Parsed | None:
        path = context.meetings.get(meeting)
        return parse(plain_files.read(folder, path), path) if path else None

    def speech_ids(meeting: str) -> frozenset[str]:
        parsed = record(meeting)
        return parsed.document.ids if parsed else frozenset()

    yield from archive_checks.settings(folder)
    yield from archive_checks.registries(folder, context)
    yield from archive_checks.calendar(folder)
    yield from archive_checks.withdrawals(folder, context)
    yield from archive_checks.alternates(folder, context)
    yield from archive_checks.redirects(folder, context)
    yield from check_issues(folder, context, speech_ids)
    yield from spoken_claims.issues(folder, context, record)


def validate_alone(file: Path, name: str, now: dt.datetime | None = None) -> list[Problem]:
    """Findings about one file that belongs to no archive; `name` is how it is called in them."""
    try:
        data = read_bounded(file)
    except OSError as error:
        return [problem(name, "unreadable-file", reason=reason_of(error))]
    parsed = parse(data, PurePosixPath(file.name).as_posix())
    found = validate(parsed, context_for(None, now))
    return [replace(p, path=name) for p in found]
