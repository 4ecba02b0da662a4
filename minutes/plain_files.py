"""Files of a folder that strangers may write to: the one way to open them. No link is followed, and
nothing but a plain file below the folder is read."""

from __future__ import annotations

import errno
import os
import stat as modes
from io import BufferedReader
from pathlib import Path, PurePosixPath

from minutes.errors import SettingsError, reason_of

# So much is read of a file at most: one byte more than the longest record may have, so that whoever
# reads it sees that it is too long.
MOST_BYTES = 16 * 1024 * 1024 + 1
_GONE = {errno.ENOENT, errno.ENOTDIR}
_LEADS_AWAY = {errno.ELOOP, errno.ENOTDIR, errno.EMLINK}
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# A pipe that nobody writes to would be waited for: opened so, it is seen to be none of ours at once.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class FolderMissing(SettingsError):
    """The folder itself is not there, or nothing can be read in it: not the same as a folder without files."""


class NotPlain(OSError):
    """What has this name is a link, a folder or a device, or the name leads out of the folder."""

    en = "not a plain file in the folder; links are not followed"
    zh = "不是資料夾裡的一般檔案，不跟隨連結"

    def __init__(self, path: str) -> None:
        super().__init__(errno.ELOOP, f"{self.en} {self.zh}", path)


def read(folder: Path, path: str, most: int = MOST_BYTES) -> bytes:
    """The first `most` bytes of the plain file at `path` (relative, `/`) below `folder`.

    Raises `FileNotFoundError` where there is none, `NotPlain` where it is something else or lies
    beyond a link, `FolderMissing` where the folder itself is gone.
    """
    with open_plain(folder, path) as stream:
        # A limit is no wish: so much is never set aside for a small file.
        return stream.read(min(most, os.fstat(stream.fileno()).st_size + 1))


def open_plain(folder: Path, path: str) -> BufferedReader:
    """A file to be read piece by piece; errors as in `read`."""
    return open(_open(folder, path), "rb")


def read_text(folder: Path, path: str) -> str:
    """The text (UTF-8, with or without a byte order mark) of a file; errors as in `read`, and
    `UnicodeDecodeError`."""
    return read(folder, path).decode("utf-8-sig")


def size(folder: Path, path: str) -> int:
    """How many bytes a file has; errors as in `read`."""
    with open_plain(folder, path) as stream:
        return os.fstat(stream.fileno()).st_size


def require(folder: Path) -> None:
    """Raise `FolderMissing` where the folder is not there."""
    os.close(_root(folder))


def names(folder: Path, below: str = "") -> list[str]:
    """The names of the plain files in `folder/below`, in order; none where that is no folder."""
    opened = _root(folder)
    try:
        for part in _parts(below) if below else ():
            opened = _step(opened, part, _FOLDER | os.O_NOFOLLOW)
        with os.scandir(opened) as entries:
            return sorted(e.name for e in entries if e.is_file(follow_symlinks=False))
    except OSError:
        return []
    finally:
        os.close(opened)


def _open(folder: Path, path: str) -> int:
    """A descriptor of the file, reached step by step so that no part of the way can be a link."""
    parts = _parts(path)
    opened = _root(folder)
    try:
        for part in parts[:-1]:
            opened = _step(opened, part, _FOLDER | os.O_NOFOLLOW)
        opened = _step(opened, parts[-1], _FILE)
        if not modes.S_ISREG(os.fstat(opened).st_mode):
            raise NotPlain(path)
    except OSError as error:
        os.close(opened)
        if error.errno in _LEADS_AWAY and not isinstance(error, NotPlain):
            raise NotPlain(path) from error
        raise
    return opened


def _root(folder: Path) -> int:
    try:
        return os.open(folder, _FOLDER)
    except OSError as error:
        if error.errno in _GONE:
            raise FolderMissing(
                f"{folder}: the folder is not there", zh=f"{folder}：資料夾不在"
            ) from error
        reason = reason_of(error)
        raise FolderMissing(
            f"{folder}: the folder cannot be read: {reason}",
            zh=f"{folder}：資料夾讀不到（{reason}）",
        ) from error


def _step(here: int, part: str, flags: int) -> int:
    there = os.open(part, flags, dir_fd=here)
    os.close(here)
    return there


def _parts(path: str) -> tuple[str, ...]:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\0" in path:
        raise NotPlain(path)
    return parts
