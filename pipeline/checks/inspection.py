"""One run of the check: which files are asked for, what is found in them, what is repaired."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from minutes import settings
from minutes.errors import SettingsError
from minutes.findings.problem import Problem
from pipeline.checks import commit_addresses, commit_changes, repairs
from pipeline.checks import dead_links as deadlinks
from pipeline.checks.rules.subject import Context
from pipeline.checks.validation import context_for, read_bounded, validate_alone, validate_archive
from pipeline.history import tombstones
from pipeline.source import files as ingest
from pipeline.source.safe_write import replace_file
from pipeline.source.side_files import SideFiles


@dataclass(frozen=True, slots=True)
class CheckScope:
    """What is to be checked.

    `archives` are folders with the paths that are wanted of each, None for all; `alone` are files
    of no archive; `changed` is set where a commit is looked at. `files` counts the meetings.
    """

    archives: tuple[tuple[Path, tuple[str, ...] | None], ...] = ()
    alone: tuple[Path, ...] = ()
    changed: commit_changes.ChangedPaths | None = None
    files: int = 0


@dataclass(frozen=True, slots=True)
class Inspection:
    """The check of one archive, and of files and folders beside it."""

    folder: Path
    drafts: Path | None = None
    jobs: int = 1
    data: Path | None = None
    """Where the archive keeps its index, if that is known."""

    def scope(
        self, paths: Sequence[Path] = (), base: str | None = None, *, staged: bool = False
    ) -> CheckScope:
        """What `paths` name, all of the archive where there are none; with `base`, of these only
        what differs from that commit. With `staged` it is what the next commit changes, or else all
        of the `paths` that lie in the archive: pre-commit names the files that it means.

        Raises `GitFailed`.
        """
        if base is not None or staged:
            changed = commit_changes.changes(self.folder, base or "HEAD", staged=staged)
            present = self._present(changed, paths, staged=staged)
            count = sum(map(ingest.is_meeting, present))
            return CheckScope(((self.folder, present),), changed=changed, files=count)
        if not paths:
            everything = tuple((home, None) for home in self._homes)
            return CheckScope(everything, files=sum(len(ingest.find(home)) for home in self._homes))
        return self._of_paths(paths)

    @property
    def _homes(self) -> list[Path]:
        """The folders of the archive: what is public, and the drafts where it has any."""
        return list(filter(None, (self.folder, self.drafts)))

    def _present(
        self, changed: commit_changes.ChangedPaths, paths: Sequence[Path], *, staged: bool
    ) -> tuple[str, ...]:
        if not paths:
            return changed.present
        wanted = [_inside(path, self.folder) for path in paths if _is_below(path, self.folder)]
        if staged:
            return tuple(wanted)
        return tuple(path for path in changed.present if _is_within(path, wanted))

    def _of_paths(self, paths: Sequence[Path]) -> CheckScope:
        wanted: dict[Path, list[str] | None] = {}
        alone: list[Path] = []
        for path in paths:
            home = self._home(path)
            if home is None:
                alone.append(path)
            elif path.resolve() == home.resolve():
                wanted[home] = None
            elif (chosen := wanted.setdefault(home, [])) is not None:
                chosen += _files_of(home, path)
        archives = tuple(
            (home, None if chosen is None else tuple(chosen)) for home, chosen in wanted.items()
        )
        count = sum(len(_chosen(home, chosen)) for home, chosen in archives)
        return CheckScope(archives, tuple(alone), files=len(alone) + count)

    def _home(self, path: Path) -> Path | None:
        """The folder with the archive that a path lies in; a folder elsewhere is one by itself."""
        holding = filter(partial(_is_below, path), self._homes)
        elsewhere = path if path.is_dir() else None
        return next(holding, elsewhere)

    def run(self, scope: CheckScope, done: Callable[[int], None] = lambda _: None) -> list[Problem]:
        """All findings, those of the archive by their path in it, others by their path as given."""
        context = self._context() if scope.changed is not None else None
        problems = [*self._of_archives(scope, context, done)]
        if (self.folder, None) in scope.archives:
            problems += self._left_public()
        for file in scope.alone:
            problems += validate_alone(file, file.as_posix())
            done(1)
        if scope.changed is not None and context is not None:
            problems += commit_changes.change_problems(self.folder, scope.changed, context)
            problems += commit_addresses.address_problems(self.folder, scope.changed, context)
        return sorted(problems)

    def _of_archives(
        self, scope: CheckScope, context: Context | None, done: Callable[[int], None]
    ) -> Iterator[Problem]:
        """The findings about the archive, and about folders beside it, of which nothing is known yet."""
        check = partial(validate_archive, jobs=self.jobs, done=done)
        for home, paths in scope.archives:
            if home == self.folder:
                yield from check(home, paths, context=context)
                continue
            base = self.folder if home == self.drafts else None
            yield from map(partial(_under, home), check(home, paths, archive=base))

    def _context(self) -> Context:
        """What the checks of a change know: also the ids that withdrawn speeches had once."""
        context = context_for(self.folder)
        with contextlib.suppress(SettingsError):  # told by the check of the file itself
            zone = context.archive.zone
            read = SideFiles.load(self.folder)
            sides = tombstones.lead_tombstones_on(
                read, tombstones.meanings_by_git(self.folder, read, zone)
            )
            known = replace(context.gate, withdrawals=sides.withdrawals, led=sides.led)
            return replace(context, gate=known)
        return context

    def _left_public(self) -> Iterator[Problem]:
        """The records that hold what is withdrawn of others, as far as the index knows."""
        if self.data is not None and self.data.is_dir():
            with contextlib.suppress(SettingsError):  # told by the check of the file itself
                known = settings.load(self.folder, self.data)
                read, places = SideFiles.of(known), ingest.find(self.folder)
                yield from tombstones.told_public(known, read, places)

    def dead_links(self, scope: CheckScope) -> list[Problem]:
        """The links in scope that lead nowhere any more; asks the network."""
        places: list[deadlinks.LinkPlace] = []
        for home, paths in scope.archives:
            for path in _chosen(home, paths):
                shown = path if home == self.folder else (home / path).as_posix()
                places += deadlinks.links(shown, _text(home / path))
        for file in scope.alone:
            places += deadlinks.links(file.as_posix(), _text(file))
        return deadlinks.dead(places)

    def fix(self, scope: CheckScope) -> Iterator[Path]:
        """Repair the meetings in scope; the files that were changed."""
        for home, paths in scope.archives:
            meetings = filter(ingest.is_meeting, _chosen(home, paths))
            yield from filter(fix_file, map(home.joinpath, meetings))
        yield from filter(fix_file, (file for file in scope.alone if file.suffix == ".md"))

    def from_here(self, problem: Problem) -> Problem:
        """The finding with its path as seen from the working directory, where it lies below that."""
        file = self.folder / problem.path
        if not file.exists() and Path(problem.path).exists():
            return problem
        return replace(problem, path=_seen(file))


def _seen(file: Path) -> str:
    try:
        # Not resolved: a link keeps its name.
        return Path(os.path.normpath(file.absolute())).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return file.as_posix()


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def _under(home: Path, problem: Problem) -> Problem:
    return replace(problem, path=(home / problem.path).as_posix())


def _chosen(home: Path, paths: Sequence[str] | None) -> Sequence[str]:
    """The paths that are wanted of a folder: all its meetings where none are named."""
    return [file.path for file in ingest.find(home)] if paths is None else paths


def _is_below(path: Path, home: Path) -> bool:
    return path.resolve().is_relative_to(home.resolve())


def _inside(path: Path, home: Path) -> str:
    return path.resolve().relative_to(home.resolve()).as_posix()


def _is_within(path: str, wanted: Sequence[str]) -> bool:
    return any(map(PurePosixPath(path).is_relative_to, wanted))


def _files_of(home: Path, path: Path) -> list[str]:
    """The paths in the archive that a file or folder in it stands for."""
    inside = _inside(path, home)
    if not path.is_dir():
        return [inside]
    everything = [f.path for f in ingest.find(home)] + ingest.find_issues(home)
    return [found for found in everything if found.startswith(f"{inside}/")]


def fix_file(file: Path) -> bool:
    """Repair one file in its place; whether anything was to be done. What is not UTF-8 stays."""
    data = read_bounded(file)
    try:
        repaired = repairs.fix(data.decode("utf-8")).encode("utf-8")
    except UnicodeDecodeError:
        return False
    is_new = repaired != data
    if is_new:
        replace_file(file, repaired)
    return is_new
