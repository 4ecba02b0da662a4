"""One run of the check: which files are asked for, what is found in them, what is repaired."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from minutes import settings
from minutes.errors import SettingsError
from minutes.findings.problem import Problem
from pipeline.checks import commit_addresses, commit_changes, commit_history, masked_names, repairs
from pipeline.checks import dead_links as deadlinks
from pipeline.checks.rules.subject import Context
from pipeline.checks.validation import context_for, read_bounded, validate_alone, validate_archive
from pipeline.history import tombstones
from pipeline.history.withheld.known_names import KnownNames
from pipeline.source import files as ingest
from pipeline.source import side_files
from pipeline.source.safe_write import replace_file
from pipeline.source.side_files import SideFiles


@dataclass(frozen=True, slots=True)
class WantedFiles:
    """The files that are wanted of the archive in `home`: those at `paths`, or all where these are None."""

    home: Path
    paths: tuple[str, ...] | None = None

    @property
    def chosen(self) -> Sequence[str]:
        """Their paths; of a whole archive, those of its meetings."""
        if self.paths is not None:
            return self.paths
        return [file.path for file in ingest.find(self.home)]

    def and_below(self, path: Path) -> WantedFiles:
        """These, and what a file or folder of the archive stands for."""
        if self.paths is None or path.resolve() == self.home.resolve():
            return WantedFiles(self.home)
        return WantedFiles(self.home, (*self.paths, *_files_of(self.home, path)))


@dataclass(frozen=True, slots=True)
class CheckScope:
    """What is to be checked.

    `archives` are the files that are wanted of each archive; `alone` are files of no archive; `changed` is
    set where a commit is looked at. `files` counts the meetings.
    """

    archives: tuple[WantedFiles, ...] = ()
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
            wanted = WantedFiles(self.folder, present)
            return CheckScope((wanted,), changed=changed, files=count)
        return self._of_paths(paths) if paths else _scope(map(WantedFiles, self._homes))

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
        wanted: dict[Path, WantedFiles] = {}
        alone: list[Path] = []
        for path in paths:
            home = self._home(path)
            if home is None:
                alone.append(path)
            else:
                wanted[home] = wanted.get(home, WantedFiles(home, ())).and_below(path)
        return _scope(wanted.values(), alone)

    def _home(self, path: Path) -> Path | None:
        """The folder with the archive that a path lies in; a folder elsewhere is one by itself."""
        holding = filter(partial(_is_below, path), self._homes)
        elsewhere = path if path.is_dir() else None
        return next(holding, elsewhere)

    def run(self, scope: CheckScope, done: Callable[[int], None] = lambda _: None) -> list[Problem]:
        """All findings, those of the archive by their path in it, others by their path as given."""
        context = self._context() if scope.changed is not None else None
        problems = [*self._of_archives(scope, context, done)]
        if WantedFiles(self.folder) in scope.archives:
            problems += self._left_public()
        for file in scope.alone:
            problems += validate_alone(file, file.as_posix())
            done(1)
        if scope.changed is not None and context is not None:
            problems += commit_changes.change_problems(self.folder, scope.changed, context)
            problems += commit_addresses.address_problems(self.folder, scope.changed, context)
            known = KnownNames.of_archive(self.folder, context.people)
            problems += commit_history.history_problems(self.folder, scope.changed, context, known)
            problems += masked_names.change_problems(self.folder, scope.changed, known)
        return sorted(dict.fromkeys(problems))

    def _of_archives(
        self, scope: CheckScope, context: Context | None, done: Callable[[int], None]
    ) -> Iterator[Problem]:
        """The findings about the archive, and about folders beside it, of which nothing is known yet."""
        check = partial(validate_archive, jobs=self.jobs, done=done)
        for files in scope.archives:
            home = files.home
            if home == self.folder:
                yield from check(home, files.paths, context=context)
                continue
            base = self.folder if home == self.drafts else None
            yield from map(partial(_under, home), check(home, files.paths, archive=base))

    def _context(self) -> Context:
        """What the checks of a change know: also the ids that withdrawn speeches had once."""
        context = context_for(self.folder)
        with contextlib.suppress(SettingsError):  # told by the check of the file itself
            zone = context.archive.zone
            read = SideFiles.load(self.folder)
            sides = tombstones.lead_tombstones_on(
                read, tombstones.meanings_by_git(self.folder, read, zone)
            )
            known = replace(
                context.gate, withdrawals=sides.withdrawals, later_names=sides.later_names
            )
            return replace(context, gate=known)
        return context

    def _left_public(self) -> Iterator[Problem]:
        """The records that hold what is withdrawn of others, and the issue files with names that were taken out of
        records, as far as the index knows."""
        if self.data is not None and self.data.is_dir():
            with contextlib.suppress(SettingsError):  # told by the check of the file itself
                known = settings.load(self.folder, self.data)
                read, places = SideFiles.of(known), ingest.find(self.folder)
                yield from tombstones.told_public(known, read, places)
                masked = masked_names.taken_out(known, read.people)
                yield from masked_names.stand_in_issues(self.folder, masked)
                yield from side_files.repeating_files(self.folder, read.records)

    def dead_links(self, scope: CheckScope) -> list[Problem]:
        """The links in scope that lead nowhere any more; asks the network."""
        places: list[deadlinks.LinkPlace] = []
        for files in scope.archives:
            for path in files.chosen:
                file = files.home / path
                shown = path if files.home == self.folder else file.as_posix()
                places += deadlinks.links(shown, _text(file))
        for file in scope.alone:
            places += deadlinks.links(file.as_posix(), _text(file))
        return deadlinks.dead(places)

    def fix(self, scope: CheckScope) -> Iterator[Path]:
        """Repair the meetings in scope; the files that were changed."""
        for files in scope.archives:
            meetings = filter(ingest.is_meeting, files.chosen)
            yield from filter(fix_file, map(files.home.joinpath, meetings))
        yield from filter(fix_file, (file for file in scope.alone if file.suffix == ".md"))

    def from_here(self, problem: Problem) -> Problem:
        """The finding with its path as seen from the working directory, where it lies below that."""
        file = self.folder / problem.path
        if not file.exists() and Path(problem.path).exists():
            return problem
        return replace(problem, path=_seen(file))


def _scope(wanted: Iterable[WantedFiles], alone: Sequence[Path] = ()) -> CheckScope:
    archives = tuple(wanted)
    count = sum(len(files.chosen) for files in archives)
    return CheckScope(archives, tuple(alone), files=len(alone) + count)


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
