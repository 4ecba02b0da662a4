"""Names that were taken out of a record to protect somebody, and still stand in an issue file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from minutes import plain_files
from minutes.addresses.references import record_name
from minutes.findings.problem import Problem, problem
from minutes.registers.people import People
from minutes.settings import Settings
from pipeline.checks import commit_changes
from pipeline.checks.commit_changes import ChangedPaths
from pipeline.history import ledger
from pipeline.history.guards import names
from pipeline.history.withheld.known_names import KnownNames
from pipeline.source import files

_CODE = "masked-name-stands"


def taken_out(settings: Settings, people: People) -> Mapping[str, str]:
    """The names that the history of an archive, as it was last indexed, knows as taken out of a record; each with the
    record."""
    folder = settings.transcripts
    book = ledger.load(settings.data)
    known = KnownNames.of_archive(folder, people)
    found = names.of_archive(folder, book, known) if book.head else ()
    return {name: whose for whose, name in found}


def stand_in_issues(folder: Path, masked: Mapping[str, str]) -> Iterator[Problem]:
    """The lines of issue files in which one of these names stands."""
    for path in files.find_issues(folder) if masked else ():
        with contextlib.suppress(
            OSError, UnicodeDecodeError
        ):  # told by the check of the file itself
            text = plain_files.read(folder, path).decode("utf-8")
            for line, whose in names.lines_with(masked, text):
                yield problem(path, _CODE, line, id=whose, place=f"{path}:{line}")


def record(found: Problem) -> str:
    """Whose name a finding tells of."""
    return dict(found.values)["id"]


def change_problems(folder: Path, changed: ChangedPaths, known: KnownNames) -> Iterator[Problem]:
    """What a change takes out of records, and issue files still have; `known` are the names in the archive."""
    masked: dict[str, str] = {}
    for path in filter(files.is_meeting, changed.edited):
        with contextlib.suppress(OSError):  # it went away since git looked
            old = commit_changes.bytes_before(folder, changed.base, path)
            new, name = plain_files.read(folder, path), record_name(path)
            lost = names.of_protective(old, new, known.elsewhere(name))
            masked |= dict.fromkeys(lost, name)
    yield from stand_in_issues(folder, masked)
