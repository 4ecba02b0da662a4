"""The one way to write a file whole: no reader ever sees half of it, and a machine that loses power
has the old content or the new one."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

# How the names of files begin that are being written and take their own name at the end. No glob of
# ours matches them: they begin with a dot and have no ending.
HALF_WRITTEN = ".minutes-"
_LEFT_BEHIND = 3600  # seconds: no single file takes as long to write


class HalfWritten:
    """New content for a file, written where nobody publishes it: `finish` puts it in place, `discard`
    forgets it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        nursery = _nursery(file.parent)
        _remove_leftovers(nursery)
        self._made = nursery / f"{HALF_WRITTEN}{_here()}-{os.getpid()}-{secrets.token_hex(8)}"
        self.stream: BinaryIO = self._made.open("xb")

    def finish(self, *, anew: bool = False) -> None:
        """Give it the file's name, in one step, and the permissions of the file that was there.

        With `anew` raises FileExistsError where there is one, a link that leads nowhere included.
        """
        try:
            self._sync()
            if anew:
                self._take_free_name()
            else:
                with contextlib.suppress(FileNotFoundError):
                    self._made.chmod(self.file.stat().st_mode & 0o7777)
                self._made.replace(self.file)
        finally:
            self.discard()
        _sync_folder(self.file.parent)

    def discard(self) -> None:
        """Leave the file as it was. Does nothing after `finish`."""
        self.stream.close()
        self._made.unlink(missing_ok=True)

    def _sync(self) -> None:
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()

    def _take_free_name(self) -> None:
        try:
            self.file.hardlink_to(self._made)  # fails where the name is taken, whoever is quicker
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            with self.file.open("xb"):
                self._made.replace(self.file)


@contextlib.contextmanager
def whole(file: Path, *, anew: bool = False) -> Iterator[BinaryIO]:
    """A stream for a file's content, in place when the block ends; after an exception all is as it
    was. `anew` as in `HalfWritten.finish`."""
    half = HalfWritten(file)
    try:
        yield half.stream
        half.finish(anew=anew)
    except OSError as error:
        error.filename = error.filename or str(file)  # a disk that is full names no file
        raise
    finally:
        half.discard()


def replace_file(file: Path, data: bytes) -> None:
    """Give a file new content, or make it, in one step."""
    with whole(file) as stream:
        stream.write(data)


def create(file: Path, data: bytes) -> None:
    """A new file. Raises FileExistsError where one is there."""
    with whole(file, anew=True) as stream:
        stream.write(data)


def tidy(folder: Path) -> None:
    """Remove what killed processes left half-written in a folder, for whoever ends what they began."""
    _remove_leftovers(_nursery(folder))


def _sync_folder(folder: Path) -> None:
    """Make a new name last. Windows cannot open a folder, and needs no more than the file's sync."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove_leftovers(folder: Path) -> None:
    """Remove what killed processes left half-written in a folder."""
    for left in folder.glob(f"{HALF_WRITTEN}*"):
        with contextlib.suppress(OSError):
            if _is_orphan(left):
                left.unlink()


def _is_orphan(left: Path) -> bool:
    """Whether the process that wrote a file has ended, or must have by now: clocks are set back, and
    then a file is as far ahead."""
    host, _, rest = left.name.removeprefix(HALF_WRITTEN).partition("-")
    number = rest.partition("-")[0]
    if host == _here() and number.isdigit() and not _is_alive(int(number)):
        return True
    return abs(time.time() - left.lstat().st_mtime) > _LEFT_BEHIND


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # somebody else's
    return True


def _here() -> str:
    """A name for this machine, without hyphens; process numbers mean something on it alone."""
    return "".join(filter(str.isalnum, socket.gethostname()))[:32] or "here"


def _nursery(folder: Path) -> Path:
    """Where files for `folder` are written before they have their name: within the repository's own
    folder, if there is one on the same disk, for `git add -A` takes nothing from there."""
    for above in (folder, *folder.absolute().parents):
        own = above / ".git"
        if own.is_dir() and not own.is_symlink():
            return own if own.stat().st_dev == folder.stat().st_dev else folder
    return folder
