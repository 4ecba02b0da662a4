"""Missing is not empty: whether so many files are gone that the folder itself is more likely to be, or a row of
tombstones that nobody took out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path

from pydantic import TypeAdapter

from minutes import plain_files
from minutes.addresses.likeness import likeness
from minutes.addresses.record_names import RecordNames
from minutes.addresses.redirects import fold_address, load_redirects
from minutes.errors import MinutesError
from minutes.publication.gate import WITHDRAWALS_FILE, Withdrawal, good_rows, read_withdrawals
from minutes.settings import Settings
from pipeline.index import generation
from pipeline.source import files, git, safe_write, seal
from pipeline.source.side_files import SideFiles

# So large a share of the files (and more than a few) is not taken out of the index at once: a folder
# that is not mounted looks like one in which everything was deleted.
MOST_GONE = 0.5
FEW_GONE = 5

_COUNTED = "withdrawn.counted"
_Row = tuple[str, str]


class WouldRemove(MinutesError):
    """An index was left as it is because most of its files, or a row of tombstones, are missing."""


def refuse_to_forget(settings: Settings) -> None:
    """Raise `WouldRemove` where most of what the present index was made of is no longer there, under its
    own name or one to which the table of old addresses leads."""
    current = generation.current(settings.data)
    if current is None:
        return
    count = len(current.files)
    gone = sum(map(_is_missed(settings), current.names))
    is_all = gone == len(current.names) > 0
    if is_all or gone > max(FEW_GONE, MOST_GONE * count):
        raise WouldRemove(
            f"{settings.transcripts}: {gone} of {count} files are gone, more than {MOST_GONE:.0%}; nothing was "
            f"changed. If they are really to go: minutes index --yes-remove",
            zh=f"{settings.transcripts}：{count} 個檔案中有 {gone} 個不見了，索引維持原狀；"
            "確定要移除，請執行 minutes index --yes-remove",
        )


def _is_missed(settings: Settings) -> Callable[[str], bool]:
    """Tells of the name of a record that was there whether nothing accounts for its file being gone."""
    sides = SideFiles.of(settings)
    found, _ = files.unique(files.of_archive(settings))
    there = {fold_address(file.id): file.id for file in found}
    taken_out = {likeness(row.meeting) for row in sides.withdrawals if not row.speech}

    def is_missed(name: str) -> bool:
        is_known = fold_address(name) in there or likeness(name) in taken_out
        return not is_known and sides.redirects.find(name, there.get) is None

    return is_missed


@dataclass(frozen=True, slots=True)
class _Counted:
    """The rows of tombstones in a folder that was indexed, each what it calls its record and the mark of its speech,
    and the commit that was in use."""

    commit: str = ""
    rows: tuple[_Row, ...] = ()


_NOTE = TypeAdapter(_Counted)


def note_rows(settings: Settings, *, may_remove: bool = False) -> None:
    """Write down which rows of tombstones an index counts. Raises `WouldRemove` where one that counted is gone and no
    commit since takes it out, unless it `may_remove`: an older state of the folder is nobody's decision."""
    for name in () if may_remove else lost_rows(settings):
        raise of_lost_row(name)
    folder = settings.transcripts
    now = _Counted(_head(folder), _identities(good_rows(folder)))
    if now != _counted(settings.data):
        content = _NOTE.dump_json(now)
        mark = seal.checksum(content).encode()
        safe_write.replace_file(settings.data / _COUNTED, mark + b"\n" + content)


def of_lost_row(name: str) -> WouldRemove:
    """What is said of a row that is lost."""
    return WouldRemove(
        f"{WITHDRAWALS_FILE}: {name}: this row counted at the last index and is gone, though no commit since "
        "takes it out (an older state of the folder?); the index stays as it was. Put it back; if its words may be "
        "public again, take it out in a commit of its own, or run: minutes index --yes-remove",
        name,
        zh=f"{WITHDRAWALS_FILE}：{name}：上次索引時有這一列，現在不見了，其後也沒有提交刪去它（資料夾還原成舊的了？），"
        "索引維持原狀；請放回去，真的要取消撤下，另用一個提交刪去這一列，或執行 minutes index --yes-remove",
    )


def lost_rows(settings: Settings) -> tuple[str, ...]:
    """What the rows call their records that counted at the last index and stand in the folder no more, though no commit
    since takes them out. None where nobody can tell: nothing is noted, or the folder is no repository."""
    folder, counted = settings.transcripts, _counted(settings.data)
    there = _identities(good_rows(folder))
    if not _missing(counted.rows, there) or not git.is_repository(folder):
        return ()
    gone = _missing(counted.rows, there, _names_in(settings))
    taken_out = _taken_out(folder, counted) if gone else ()
    return tuple(row[0] for row in gone if row not in taken_out)


def _counted(data: Path) -> _Counted:
    """What was written down; nothing where that is damaged or gone."""
    try:
        mark, _, content = plain_files.read(data, _COUNTED).partition(b"\n")
        is_whole = mark == seal.checksum(content).encode()
        return _NOTE.validate_json(content) if is_whole else _Counted()
    except (OSError, ValueError, plain_files.FolderMissing):
        return _Counted()


def _identities(rows: Iterable[Withdrawal]) -> tuple[_Row, ...]:
    return tuple((row.meeting, row.speech) for row in rows)


def _alike(name: str) -> frozenset[str]:
    return frozenset({likeness(name)})


def _names_in(settings: Settings) -> Callable[[str], frozenset[str]]:
    """Gives all that a name in a row may stand for in an archive: old and short addresses lead to its records."""
    found, _ = files.unique(files.of_archive(settings))
    names = RecordNames(tuple(file.id for file in found), load_redirects(settings.transcripts))
    return lambda name: frozenset(map(likeness, (name, *names.meant(name))))


def _missing(
    rows: Iterable[_Row], there: Iterable[_Row], forms: Callable[[str], frozenset[str]] = _alike
) -> tuple[_Row, ...]:
    """Those of some rows of which what they withdraw is withdrawn by none that is `there`."""
    known = {(form, speech) for name, speech in there for form in forms(name)}
    return tuple(row for row in rows if known.isdisjoint(product(forms(row[0]), ("", row[1]))))


def _taken_out(folder: Path, counted: _Counted) -> frozenset[_Row]:
    """The rows that the commit in use has no more because one since the last index takes them out. A merge decides
    nothing, nor does a list that is broken or deleted."""
    name = f"{git.folder_within(folder)}{WITHDRAWALS_FILE}"
    span = f"{counted.commit}..HEAD" if counted.commit else "HEAD"
    plain = ("--no-show-signature", "--no-color", "--no-notes", "--format=%H")
    words = ("log", "--no-merges", "--full-history", *plain, span, "--", f":(top,literal){name}")
    commits = ""
    with suppress(git.GitFailed):  # the commit of the last index is not known here: nobody can tell
        commits = git.text(folder, *words)

    def stood(commit: str, unread: tuple[_Row, ...]) -> frozenset[_Row]:
        rows = read_withdrawals(git.blob(folder, f"{commit}:{name}"))
        there = unread if rows is None else _identities(rows)
        return frozenset(counted.rows) - frozenset(_missing(counted.rows, there))

    decided = (stood(f"{one}^", ()) - stood(one, counted.rows) for one in commits.split())
    return frozenset(chain.from_iterable(decided)) - stood("HEAD", counted.rows)


def _head(folder: Path) -> str:
    """The commit in use; "" where there is none."""
    try:
        return git.text(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    except git.GitFailed:
        return ""
