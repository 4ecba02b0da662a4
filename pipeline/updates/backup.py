"""An archive as files to be kept elsewhere, and back again: its repositories as git bundles, with a
list of what there is and the SHA-256 of each."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from minutes import clock, plain_files
from minutes.errors import MinutesError
from minutes.settings import Settings
from minutes.text.lists import without_empty
from pipeline.source import git
from pipeline.source.safe_write import create

MANIFEST = "manifest.json"
FORMAT = 1
_BRANCHES = "refs/heads/"
Part = Literal["transcripts", "drafts"]
PRIVATE = 0o750
"""The mode of a folder in which words lie that are not public."""
_MODES: dict[Part, int] = {
    "transcripts": 0o777,
    "drafts": PRIVATE,
}  # less what the umask takes away


class BackupFailed(MinutesError):
    """A backup that cannot be made, or is not whole."""


@dataclass(frozen=True, slots=True)
class SavedRepository:
    """One repository of a backup. `branch` is the one that is checked out, "" where a commit is by itself;
    `below` is where the archive lies in it; `unsaved` counts changes that were in no commit, which a bundle
    cannot hold."""

    bundle: str
    sha256: str
    commit: str
    branch: str
    below: str
    unsaved: int


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: its moment (ISO 8601, UTC), and the repository of each part."""

    made: str
    repositories: dict[Part, SavedRepository]


_MANIFEST = TypeAdapter(Backup)


def back_up(settings: Settings, folder: Path) -> tuple[Path, Backup]:
    """Write a backup of an archive into a new folder below `folder`, named by the present moment.
    Gives that folder and what it holds.

    Raises `BackupFailed` where a part lies in no git repository or not all of its history does, or where what
    was written cannot be brought back, `GitFailed` where git cannot read it; then nothing is kept. The index is no
    part of it: it is made anew from the rest.
    """
    named: dict[Part, Path | None] = {
        "transcripts": settings.transcripts,
        "drafts": settings.drafts,
    }
    homes = without_empty(named)
    for home in homes.values():
        _require_history(home)
    moment = clock.now().astimezone(dt.UTC)
    target = folder / moment.strftime("%Y-%m-%dT%H%M%SZ")
    folder.mkdir(parents=True, exist_ok=True)
    target.mkdir(PRIVATE)  # drafts are in it
    try:
        parts = {part: _bundle(home, target / f"{part}.bundle") for part, home in homes.items()}
        backup = Backup(moment.isoformat(timespec="seconds"), parts)
        manifest = {"format": FORMAT, **asdict(backup)}
        create(
            target / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"
        )
        _try_out(target)
    except (MinutesError, OSError) as error:
        shutil.rmtree(target)
        if isinstance(error, git.GitFailed):
            raise _unfinished(target, error) from error
        raise
    return target, backup


def _try_out(target: Path) -> None:
    """Bring a backup back once, to be taken away again. Raises `BackupFailed` where that cannot be done."""
    try:
        with tempfile.TemporaryDirectory(dir=target) as place:
            _bring_back(target, read(target), Path(place))
    except git.GitFailed as error:
        raise BackupFailed(
            f"{target}: was written and cannot be restored, so it was taken away: {error.en}",
            zh=f"{target}：備份寫好了但無法還原，已移除；請依訊息處理後重做：{error.zh}",
        ) from error


def _require_history(home: Path) -> None:
    if not git.is_repository(home):
        raise BackupFailed(
            f"{home}: no git repository, so there is no history to keep; run `git init` and commit, or copy the "
            "folder",
            zh=f"{home}：不在 git 儲存庫內，沒有歷史可備份；請先 git init 並提交，或自行複製資料夾",
        )
    if git.text(home, "rev-parse", "--is-shallow-repository") == "true":
        raise BackupFailed(
            f"{home}: only the latest part of the history is here, of which no copy can be brought back; run `git "
            "fetch --unshallow`",
            zh=f"{home}：這裡只有最近一段歷史，備份了也無法還原；請先執行 git fetch --unshallow",
        )


def _bundle(home: Path, file: Path) -> SavedRepository:
    git.run(home, "bundle", "create", "--quiet", str(file.resolve()), "--all", "HEAD")
    return SavedRepository(
        bundle=file.name,
        sha256=_digest(file),
        commit=git.text(home, "rev-parse", "HEAD"),
        branch=_branch(home),
        below=git.text(home, "rev-parse", "--show-prefix"),
        unsaved=len(git.text(home, "status", "--porcelain", "--", ".").splitlines()),
    )


def _branch(home: Path) -> str:
    """The branch that is checked out, as it is called among branches: a tag may have the same name. "" where
    none is."""
    name = git.text(home, "rev-parse", "--symbolic-full-name", "HEAD")
    return name.removeprefix(_BRANCHES) if name.startswith(_BRANCHES) else ""


def read(folder: Path) -> Backup:
    """The backup in a folder, whole to the last byte. Raises `BackupFailed` where it is not."""
    backup = _read_manifest(folder / MANIFEST)
    for part, repository in backup.repositories.items():
        file = folder / repository.bundle
        if repository.bundle != f"{part}.bundle" or not file.is_file():
            raise BackupFailed(f"{file}: missing from the backup", zh=f"{file}：備份缺少這個檔案")
        if not _is_bundle(file):
            raise BackupFailed(f"{file}: not a git bundle", zh=f"{file}：不是 git bundle")
        if _digest(file) != repository.sha256:
            raise BackupFailed(
                f"{file}: its SHA-256 is not the one in {MANIFEST}; the file is damaged, use another backup",
                zh=f"{file}：雜湊值與 {MANIFEST} 不符，檔案已損壞，請改用另一份備份",
            )
    return backup


def restore(folder: Path, home: Path) -> dict[str, Path]:
    """Bring back the parts of the backup in `folder` as repositories below `home`, which must not
    exist or be empty. Gives the archive folder of each part.

    Raises `BackupFailed`; nothing is overwritten.
    """
    backup = read(folder)
    if home.exists() and any(home.iterdir()):
        raise BackupFailed(f"{home}: is not empty", zh=f"{home}：資料夾不是空的，請指定新的資料夾")
    home.mkdir(parents=True, exist_ok=True)
    try:
        return _bring_back(folder, backup, home)
    except (MinutesError, OSError) as error:
        for part in backup.repositories:  # so that it can be done again
            shutil.rmtree(home / part, ignore_errors=True)
        if isinstance(error, git.GitFailed):
            raise _unfinished(home, error) from error
        raise


def _unfinished(place: Path, error: git.GitFailed) -> BackupFailed:
    return BackupFailed(
        f"{place}: could not be finished, so what was begun is taken away; look at the room and the rights "
        f"there, and do it again ({error.en})",
        zh=f"{place}：沒有做完，已移除做了一半的檔案；請檢查那裡的空間與權限後重做（{error.zh}）",
    )


def _bring_back(folder: Path, backup: Backup, home: Path) -> dict[str, Path]:
    restored: dict[str, Path] = {}
    for part, repository in backup.repositories.items():
        bundle = (folder / repository.bundle).resolve()
        (home / part).mkdir(_MODES[part])
        git.run(home, "clone", "--quiet", "--no-checkout", str(bundle), part)
        _check_out(home / part, repository)
        if git.text(home / part, "rev-parse", "HEAD") != repository.commit:
            raise BackupFailed(
                f"{part}: another commit than the backup names", zh=f"{part}：提交與備份所載不符"
            )
        git.run(home / part, "remote", "remove", "origin")  # a file that will not stay where it is
        restored[part] = _within(home / part, repository.below)
    return restored


def _check_out(home: Path, repository: SavedRepository) -> None:
    """Put the files there, on the branch on which they were."""
    as_it_was = ("-B", repository.branch) if repository.branch else ("--detach",)
    git.run(home, "checkout", "--quiet", "--force", *as_it_was, repository.commit, "--")


def _is_bundle(file: Path) -> bool:
    """Whether git takes a file for a bundle (gitformat-bundle(5)), and not for the name of a folder."""
    with file.open("rb") as opened:
        return re.fullmatch(rb"# v[0-9] git bundle\n", opened.readline(40)) is not None


def _within(home: Path, below: str) -> Path:
    """The archive's folder in its repository; a list from a stranger may name any other."""
    place = home / below
    if not place.resolve().is_relative_to(home.resolve()):
        raise BackupFailed(
            f"{MANIFEST}: {below}: outside the repository",
            zh=f"{MANIFEST}：{below}：位置在儲存庫以外",
        )
    return place


def _read_manifest(file: Path) -> Backup:
    try:
        text = plain_files.read(file.parent, file.name)
        if json.loads(text)["format"] != FORMAT:
            raise BackupFailed(f"{file}: made by another version", zh=f"{file}：由其他版本產生")
        backup = _MANIFEST.validate_json(text)
        if "transcripts" not in backup.repositories:
            raise ValueError("no transcripts")
        return backup
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise BackupFailed(f"{file}: no list of a backup", zh=f"{file}：不是備份清單") from error


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
