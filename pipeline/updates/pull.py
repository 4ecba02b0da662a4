"""Fetches what was pushed, looks at it, takes it over, indexes it. Two at once never collide, and a
push that would break the site is left where it is.

`python -m pipeline.updates.pull` does it once; the web process starts that and goes on serving.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from minutes import plain_files, settings
from minutes.addresses import redirects
from minutes.errors import FAULTS, MinutesError, told_of
from minutes.publication import gate, office_calendar, schedule
from minutes.publication.withdrawn_records import NO_RECORDS, WithdrawnRecords
from minutes.registers import agencies, people
from minutes.settings import ArchiveSettings, EngineName, Settings
from minutes.text.numerals import plural
from pipeline.archive.archive import Archive
from pipeline.index import generation
from pipeline.source import git, safe_write, side_files, traces, tree_sizes
from pipeline.source.side_files import SHOWN, SideFiles, withdrawn_of_file
from pipeline.updates import after_indexing, merging, pushed_rows
from pipeline.updates.pushed_rows import Pushed, PushRefused

STATE_FILE = "pull.json"
WAIT = 1800  # seconds for the run before this one
_SMALL = (
    settings.SETTINGS_FILE,
    agencies.AGENCIES_FILE,
    people.PEOPLE_FILE,
    gate.WITHDRAWALS_FILE,
    office_calendar.WORKDAYS_FILE,
    redirects.REDIRECTS_FILE,
    redirects.ALTERNATES_FILE,
    schedule.SCHEDULE_FILE,
)
_PLAIN_MODES = {"100644", "100755", "100664"}
Step = Literal["fetch", "look", "merge", "index", "done", "ended"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the latest run ended: at which step, and what is wrong if it is not `done`.

    `what` is for the archive's own people: it may name paths, and the `names` of files and records that are
    not shown to others. `commit` is the one in use.
    """

    at: str
    step: Step
    what: str = ""
    commit: str = ""
    meetings: int = 0
    names: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return self.step == "done"

    @property
    def shown(self) -> str:
        """What is wrong, with the names of the small files alone, as everybody may read it. A name that stands in another
        is left out after it, or the rest of the longer one would stay."""
        others = sorted(filter(None, {*self.names}.difference(_SMALL)), key=len, reverse=True)
        return reduce(lambda words, name: words.replace(name, "…"), others, self.what)


def last(where: Settings) -> Outcome | None:
    """How the latest run ended; None where none is known."""
    try:
        outcome = Outcome(**json.loads((where.data / STATE_FILE).read_bytes()))
        return replace(outcome, names=tuple(outcome.names))
    except (OSError, ValueError, TypeError):
        return None


def pull(where: Settings) -> Outcome | None:
    """Bring folder and index up to what was pushed, and write down how that went.

    While one run is at work a second waits, and takes over all that was pushed meanwhile; a third
    has nothing to do and returns None.
    """
    where.data.mkdir(parents=True, exist_ok=True)
    queue = FileLock(where.data / "pull.next.lock", timeout=0)
    try:
        queue.acquire()
    except Timeout:
        _heed_meanwhile(where)
        return None
    try:
        with _turn(where):
            queue.release()
            outcome = _run(where)
            _write(where.data / STATE_FILE, outcome)
            return outcome
    finally:
        queue.release()


@contextlib.contextmanager
def _turn(where: Settings) -> Iterator[None]:
    """Wait for the run before this one; what is withdrawn meanwhile does not."""
    lock = FileLock(where.data / "pull.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        _heed_meanwhile(where)
        lock.acquire(timeout=WAIT)
    try:
        yield
    finally:
        lock.release()


def _heed_meanwhile(where: Settings) -> None:
    """Have the tombstones that were pushed count while another run is at work, for an index may take long. What keeps
    that from being done keeps the run that follows from it, too, and is told there."""
    with contextlib.suppress(*FAULTS, Timeout):
        if git.is_repository(where.transcripts):
            pushed_rows.fetch_and_heed(where)


def _run(where: Settings) -> Outcome:
    public, *drafts = (_TakingOver(where, folder) for folder in _folders(where))
    for one in (public, *drafts):
        one.run()
    if public.failed:
        return public.failed
    try:
        fresh = settings.load(where.transcripts, where.data, where.drafts)
        report = after_indexing.refresh(fresh)
    except FAULTS as error:
        return Outcome(_now(), "index", told_of(error), public.commit)
    # What is public is brought up to date, whatever is wrong with the drafts.
    done = Outcome(_now(), "done", "", public.commit, report.meetings)
    return next(filter(None, (one.failed for one in drafts)), done)


def _folders(where: Settings) -> tuple[Path, ...]:
    """The public folder, then that of drafts where it is another one."""
    return tuple(dict.fromkeys(filter(None, (where.transcripts, where.drafts))))


@dataclass
class _TakingOver:
    """What was pushed to one of the folders, as it is taken over: the commit in use then, or how it failed."""

    where: Settings
    folder: Path
    commit: str = ""
    failed: Outcome | None = None
    step: Step = "fetch"

    def run(self) -> None:
        """Take it over, or say why not."""
        try:
            self._take_over()
        except FAULTS as error:
            names = getattr(error, "names", ())  # which other errors have not
            self.failed = Outcome(_now(), self.step, told_of(error), names=names)

    def _take_over(self) -> None:
        where, folder = self.where, self.folder
        if not git.is_repository(folder):
            return
        is_public = folder == where.transcripts
        pushed = pushed_rows.fetch_and_heed(where) if is_public else None
        commit = pushed.commit if pushed else pushed_rows.fetch(folder)
        self.step = "look"
        before = _checked_out(folder)
        tree_sizes.refuse_too_large(folder, commit, before)
        if before:
            tree_sizes.refuse_too_many_changes(folder, commit, before)
        if pushed:
            self._look(pushed)
        self.step = "merge"
        merging.put_back(where.data, _folders(where))  # only now: it may have brought a tombstone
        merging.merge(folder, commit, where.data)
        if pushed:
            self.commit = commit
            pushed_rows.note_taken_over(where, pushed)

    def _look(self, pushed: Pushed) -> None:
        """Raise an error where what was pushed to the public folder would break the site, or show what was withdrawn. Its
        tombstones count all the same."""
        asked = look(self.folder, pushed.commit)
        pushed_rows.refuse_lost(pushed)
        _refuse_engine(self.folder, asked.engine)
        _refuse_withdrawn(self.where, pushed.commit)


def _checked_out(folder: Path) -> str:
    """The commit of a folder that is in use; "" where there is none yet."""
    try:
        return git.text(folder, "rev-parse", "--verify", "HEAD^{commit}")
    except git.GitFailed:
        return ""


def look(folder: Path, commit: str) -> ArchiveSettings:
    """The settings of a commit of which the small files can be used: settings, registries, tombstones, calendar.

    Raises `PushRefused` with the file's name below the archive, and `git.OtherBytes`. The commit is not
    checked out.
    """
    git.refuse_other_bytes(folder, commit)
    with tempfile.TemporaryDirectory(prefix="minutes-look-") as name:
        for path, data in _small_files(folder, commit):
            (Path(name) / path).write_bytes(data)
        try:
            asked = settings.load_archive(Path(name))
            SideFiles.load(
                Path(name),
                tombstones_expected=_has(gate.load_withdrawals, folder),
                days_expected=_has(office_calendar.has_own_days, folder),
            )
        except MinutesError as error:
            en, zh = (words.replace(f"{name}{os.sep}", "") for words in (error.en, error.zh))
            raise PushRefused(en, *error.names, zh=zh) from error
    return asked


def _refuse_engine(folder: Path, name: EngineName) -> None:
    """Raise `SettingsError` where another engine than is in use cannot be used here."""
    if name != _engine_in_use(folder):
        generation.require_engine(name)


def _refuse_withdrawn(where: Settings, commit: str) -> None:
    """Raise `PushRefused` where a commit brings withdrawn words into a small file whose words are shown, be it
    with the row that withdraws them."""
    changed = dict(_changed_and_shown(where.transcripts, commit))
    records = _known_withdrawn(where) if changed else NO_RECORDS
    if records.lost:
        raise PushRefused(
            f"{traces.RECORDS}: it is gone or damaged, so nobody can tell what repeats withdrawn words: run "
            "`minutes index`",
            zh=f"{traces.RECORDS}：用來認出撤下字句的資料不見了或損毀，請執行 minutes index",
        )
    for name, data in changed.items():
        if withdrawn_of_file(records, data):
            raise PushRefused(f"{name}: it repeats withdrawn words", zh=f"{name}：有撤下的字句")


def _changed_and_shown(folder: Path, commit: str) -> Iterator[tuple[str, bytes]]:
    for name, data in _small_files(folder, commit):
        if name in SHOWN and data != _in_use(folder, name):
            yield name, data


def _in_use(folder: Path, name: str) -> bytes | None:
    return plain_files.read(folder, name) if (folder / name).is_file() else None


def _known_withdrawn(where: Settings) -> WithdrawnRecords:
    """What is withdrawn, by the rows too that were pushed; where nothing can be opened yet, as it was indexed."""
    try:
        return Archive(where).view().snapshot.catalogue.gate.records
    except FAULTS:
        return side_files.records_of(where.data)


def _engine_in_use(folder: Path) -> str:
    """The engine that an archive names as it is; "" where nobody can tell."""
    try:
        return settings.load_archive(folder).engine
    except MinutesError:
        return ""


def _small_files(folder: Path, commit: str) -> Iterator[tuple[str, bytes]]:
    """The files of a commit that lie directly in the archive's folder and are no transcripts, byte
    for byte. Raises `PushRefused` where one of those that count is no plain file."""
    below = git.text(folder, "rev-parse", "--show-prefix").rstrip("/")
    rows = git.run(folder, "ls-tree", "-z", "-l", "--full-tree", f"{commit}:{below}")
    for row in filter(None, rows.split(b"\0")):
        facts, _, raw = row.partition(b"\t")
        name = raw.decode("utf-8", "replace")
        mode, kind, digest, size = facts.decode("ascii").split()
        if name not in _SMALL and not gate.is_astray(name):
            continue
        if kind == "blob" and int(size) > plain_files.MOST_BYTES:
            raise PushRefused(
                f"{name}: {size} bytes, too large", name, zh=f"{name}：{size} 位元組，檔案過大"
            )
        if mode not in _PLAIN_MODES and name in _SMALL:
            raise PushRefused(
                f"{name}: not a plain file; links are not followed",
                zh=f"{name}：不是一般檔案，不跟隨連結",
            )
        if kind == "blob" and mode in _PLAIN_MODES:
            yield name, git.run(folder, "cat-file", "blob", digest)


def _has(load: Callable[[Path], object], folder: Path) -> bool:
    """Whether the archive that is in use has something; where that cannot be read, it has."""
    try:
        return bool(load(folder))
    except MinutesError:
        return True


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _write(file: Path, outcome: Outcome) -> None:
    safe_write.replace_file(file, json.dumps(asdict(outcome)).encode())


def start(where: Settings) -> None:
    """Start a run in a process of its own and return at once."""
    words = ["--transcripts", str(where.transcripts), "--data", str(where.data)]
    if where.drafts:
        words += ["--drafts", str(where.drafts)]
    root = str(Path(__file__).resolve().parents[2])
    before = last(where)
    process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
        [sys.executable, "-P", "-m", "pipeline.updates.pull", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # what it says goes where this process' own log does
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    # Somebody has to hear that it ended, or it stays as a zombie.
    threading.Thread(
        target=_hear_the_end, args=(process, where, before), name="minutes-pull", daemon=True
    ).start()


def _hear_the_end(
    process: subprocess.Popen[bytes], where: Settings, before: Outcome | None
) -> None:
    """A run that could write down nothing, because it was killed or is at fault itself, is written down here."""
    code = process.wait()
    if code and last(where) == before:
        what = f"{sys.executable} -m pipeline.updates.pull: {code}"
        with contextlib.suppress(OSError):  # the log has it
            _write(where.data / STATE_FILE, Outcome(_now(), "ended", what))


def main(words: Sequence[str] | None = None) -> int:
    """The command of the separate process; 0 when all is in use."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.updates.pull")
    for name in ("--transcripts", "--data", "--drafts"):
        parser.add_argument(name)
    given = parser.parse_args(words)
    try:
        where = _located(given)
        outcome = pull(where)
    except (MinutesError, OSError, Timeout) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for line in _outcome_lines(outcome):
        sys.stderr.write(f"{line}\n")
    return 0 if outcome is None or outcome.ok else 1


def _located(given: argparse.Namespace) -> Settings:
    """The folders alone: bad settings in them are what a pull may put right."""
    try:
        return settings.load(given.transcripts, given.data, given.drafts)
    except MinutesError:
        if not given.transcripts or not given.data:
            raise
        drafts = Path(given.drafts) if given.drafts else None
        return Settings(transcripts=Path(given.transcripts), data=Path(given.data), drafts=drafts)


def _outcome_lines(outcome: Outcome | None) -> Iterator[str]:
    if outcome is None:
        yield "another run will take this over"
    elif outcome.ok:
        yield f"{plural(outcome.meetings, 'meeting')}, {outcome.commit[:12] or 'no repository'}"
    else:
        yield f"{outcome.step}: {outcome.what}"


if __name__ == "__main__":
    with contextlib.suppress(AttributeError, OSError):  # a service may be forbidden to choose
        os.nice(10)  # readers go first
    sys.exit(main())
