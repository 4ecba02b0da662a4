"""A folder of transcripts → the files that are meetings, and which of them have changed."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from minutes import plain_files
from minutes.addresses.references import record_name
from minutes.settings import Settings

_log = logging.getLogger("minutes.ingest")
ISSUES_FOLDER = "issues"
# Folders with a meaning of their own, in any case: what is attached to a record is none itself, wherever such a folder lies.
_OF_ATTACHMENTS = frozenset({"attachments", "attachment", "附件"})
# Files that tell people and tools about a folder; they are never transcripts.
NOT_MEETINGS = frozenset(
    {
        "readme.md",
        "agents.md",
        "claude.md",
        "contributing.md",
        "changelog.md",
        "license.md",
        "licence.md",
        "code_of_conduct.md",
        "security.md",
        "support.md",
        "governance.md",
        "authors.md",
        "maintainers.md",
        "codeowners.md",
        "notice.md",
        "todo.md",
        "index.md",
        "news.md",
        "install.md",
        "roadmap.md",
        "pull_request_template.md",
        "issue_template.md",
    }
)
# How such a file names its language: README.zh.md, readme_en.md, README.zh-TW.md.
_OF_LANGUAGE = re.compile(r"[._-](?:en|zh|ja|ko|fr|de|es)(?:[._-][a-z]{2,4})?(?=\.md$)")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One transcript file on disk; `path` is relative to the folder, `/`-separated."""

    path: str
    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int = 0
    draft: bool = False

    @property
    def id(self) -> str:
        return record_name(self.path)

    @property
    def stamp(self) -> tuple[int, ...]:
        """What tells cheaply whether the file was touched: the time of the last change of any kind
        cannot be set back as that of its content can."""
        return self.size, self.mtime_ns, self.inode, self.ctime_ns


def is_meeting(path: str) -> bool:
    """Whether a path below the folder is that of a meeting."""
    parts = PurePosixPath(path).parts
    if any(part.startswith((".", "_")) for part in parts):
        return False
    folders = [part.casefold() for part in parts[:-1]]
    return (
        path.endswith(".md")
        and ISSUES_FOLDER not in folders[:1]
        and _OF_ATTACHMENTS.isdisjoint(folders)
        and not _is_about_folder(parts[-1])
        and len(parts[-1]) > len(".md")
    )


def _is_about_folder(name: str) -> bool:
    return _OF_LANGUAGE.sub("", name.lower()) in NOT_MEETINGS


def find(folder: Path, *, draft: bool = False) -> list[SourceFile]:
    """The meetings below `folder`, by path. Symbolic links are left out: they may lead anywhere.

    Raises `FolderMissing` where the folder is not there.
    """
    plain_files.require(folder)
    found = []
    for path, entry in _walk(folder):
        if is_meeting(path):
            try:
                stat = entry.stat(follow_symlinks=False)
            except OSError:
                continue  # it went away since the folder was read
            stamp = stat.st_size, stat.st_mtime_ns, stat.st_ino, stat.st_ctime_ns
            found.append(SourceFile(path, *stamp, draft=draft))
    return sorted(found, key=lambda f: f.path)


def refuse_emptied(folder: Path) -> None:
    """Raise `FolderMissing` where a folder that had records has no file at all: what is mounted there
    may be gone, and missing is not empty."""
    if not find(folder) and not plain_files.names(folder):
        raise plain_files.FolderMissing(
            f"{folder}: the folder is empty; is it mounted?",
            zh=f"{folder}：資料夾是空的，可能沒有掛載",
        )


def find_issues(folder: Path) -> list[str]:
    """The issue files of an archive, by path."""
    return [
        f"{ISSUES_FOLDER}/{name}"
        for name in plain_files.names(folder, ISSUES_FOLDER)
        if name.endswith(".md")
        and _is_text(name)
        and not name.startswith((".", "_"))
        and not _is_about_folder(name)
    ]


def _walk(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The files below a folder, however many folders lie within one another."""
    todo = [*_steps(folder, "")]
    while todo:
        path, entry = todo.pop()
        if entry.is_file(follow_symlinks=False):
            yield path, entry
        elif entry.is_dir(follow_symlinks=False):
            try:
                todo += _steps(Path(entry.path), f"{path}/")
            except OSError as error:
                _log.warning("%s: %s", path, error.strerror)


def _steps(folder: Path, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """What lies in a folder and may be, or hold, a meeting."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith((".", "_")) and _is_text(entry.name):
                yield f"{prefix}{entry.name}", entry


def _is_text(name: str) -> bool:
    """File names that are not UTF-8 cannot be addresses."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def unique(files: list[SourceFile]) -> tuple[list[SourceFile], list[tuple[SourceFile, SourceFile]]]:
    """The files that name a meeting, and (later, first) for each that has the id of an earlier one."""
    first: dict[str, SourceFile] = {}
    twice = []
    for file in files:
        if file.id in first:
            twice.append((file, first[file.id]))
        else:
            first[file.id] = file
    return list(first.values()), twice


def by_id(settings: Settings) -> dict[str, SourceFile]:
    """The files of an archive by the id of their record, drafts too; the first where two have one."""
    return {file.id: file for file in unique(of_archive(settings))[0]}


def digest(data: bytes) -> str:
    """SHA-256 of a file's bytes, as hex."""
    return hashlib.sha256(data).hexdigest()


def read(settings: Settings, file: SourceFile) -> bytes:
    """The bytes of a transcript; of one that is too large only enough to see that it is.

    Raises `OSError` where it is no plain file any longer, `FolderMissing` where its folder is gone.
    """
    return plain_files.read(settings.home(draft=file.draft), file.path)


def of_archive(settings: Settings) -> list[SourceFile]:
    """The transcripts of an archive, its drafts after them."""
    drafts = find(settings.drafts, draft=True) if settings.drafts else []
    return [*find(settings.transcripts), *drafts]
