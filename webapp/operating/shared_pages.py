"""Answers that all workers of one site share: what one has made, none makes again, not those either that
take its place.

They lie in a folder that only the site's account may open, best in memory (`deploy/gunicorn.conf.py` makes
one that goes with the service); `MINUTES_PAGES` names it. Their keys say all that an answer is made from.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import secrets
import stat
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

from minutes.settings import Settings
from webapp.serving import desk_queue
from webapp.serving.site import Site

VARIABLE = desk_queue.SHARED
# In bytes; a container has 64 MB of memory for such files unless told otherwise.
LIMIT = 48 * 1024 * 1024
_PACKAGES = Path(__file__).resolve().parents[2]
_OURS = ("minutes", "pipeline", "webapp")
_MAKING = "new-"
_log = logging.getLogger("minutes.site")


def share_pages(site: Site) -> bool:
    """Keep this site's answers where the environment says; False where it says nothing, or names a folder
    that others may write to."""
    named = os.environ.get(VARIABLE)
    if not named or not _is_private(Path(named)):
        return False
    site.pages = SharedPages(Path(named), edition(site.settings))
    return True


def edition(settings: Settings) -> str:
    """A fingerprint of what makes pages of records: this program and its libraries, and what the archive says of
    itself. A site that is reloaded after one of them has changed takes nothing from its former self."""
    files = (file for package in _OURS for file in (_PACKAGES / package).rglob("*.*"))
    marks = sorted((str(f), s.st_size, s.st_mtime_ns) for f in files if (s := f.stat()))
    libraries = sorted((each.name, each.version) for each in distributions())
    content = repr((marks, libraries, settings)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=16).hexdigest()


class SharedPages:
    """An `AnswerStore` in a folder, each value a file, whole or not there. The least used go first."""

    def __init__(self, folder: Path, edition: str, limit: int = LIMIT) -> None:
        self.folder, self.edition, self.limit = folder, edition, limit
        self._written = 0

    def get(self, key: str) -> bytes | None:
        """The value, which counts as used now."""
        file = self._file(key)
        try:
            value = file.read_bytes()
            os.utime(file)
        except OSError:
            return None
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keep a value; one that is larger than a quarter of the store, or for which the disk has no room,
        is not kept."""
        if len(value) > self.limit // 4:
            return
        making = self.folder / f"{_MAKING}{secrets.token_hex(8)}"
        try:
            making.write_bytes(value)
            making.replace(self._file(key))
        except OSError:
            making.unlink(missing_ok=True)
        self._written += len(value)
        if self._written > self.limit // 16:
            self._written = 0
            self._make_room()

    def clear(self) -> None:
        """Forget everything."""
        for file in self.folder.iterdir():
            file.unlink(missing_ok=True)

    def __len__(self) -> int:
        return sum(1 for _ in self.folder.iterdir())

    def _file(self, key: str) -> Path:
        name = f"{self.edition} {key}".encode()
        return self.folder / hashlib.blake2b(name, digest_size=16).hexdigest()

    def _make_room(self) -> None:
        """Where the limit is passed, a quarter goes: what was used least of late."""
        found = sorted(self._used())
        spare = sum(size for _, size, _ in found) - self.limit
        if spare > 0:
            spare += self.limit // 4
        for _, size, file in found:
            if spare <= 0:
                return
            file.unlink(missing_ok=True)
            spare -= size

    def _used(self) -> Iterator[tuple[int, int, Path]]:
        """When each file was used last, its size, and where it is."""
        with contextlib.suppress(FileNotFoundError):  # the folder is gone, as are its files
            for file in self.folder.iterdir():
                with contextlib.suppress(OSError):  # another process has removed it
                    status = file.stat()
                    yield status.st_mtime_ns, status.st_size, file


def _is_private(folder: Path) -> bool:
    """Whether nobody but this account can reach what lies in a folder."""
    try:
        status = folder.lstat()
    except OSError as error:
        _log.error("%s: answers are not shared: %s", folder, error)
        return False
    is_ours = status.st_uid == os.geteuid() and not status.st_mode & 0o077
    if not (is_ours and stat.S_ISDIR(status.st_mode)):
        _log.error(
            "%s: answers are not shared: it must be a folder of this account, mode 0700", folder
        )
        return False
    return True
