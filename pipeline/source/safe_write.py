"""The one way to write a file whole: no reader ever sees half of it."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

# How the names of files begin that are being written and take their own name at the end.
HALF_WRITTEN = ".minutes-"


def replace_file(file: Path, data: bytes) -> None:
    """Give a file new content in one step: it is never seen half-written."""
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=HALF_WRITTEN, delete=False) as stream:
        stream.write(data)
        made = Path(stream.name)
    try:
        made.chmod(file.stat().st_mode & 0o7777)
        made.replace(file)
    except OSError:
        made.unlink(missing_ok=True)
        raise


def create(file: Path, data: bytes) -> None:
    """A new file, never seen half-written. Raises FileExistsError where one is there."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=HALF_WRITTEN)
    made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        made.chmod(0o644)
        if file.exists() or file.is_symlink():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file))
        made.replace(file)
    finally:
        made.unlink(missing_ok=True)
