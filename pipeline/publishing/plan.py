"""Several files that change together: written down first, so that whoever is killed on the way is
finished by the next, and no file is changed twice."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from minutes import plain_files
from minutes.settings import Settings
from pipeline.source import safe_write, seal

_PLAN = "plan.json"


@dataclass(frozen=True, slots=True)
class FileChange:
    """New content for a file of the archive; `before` is what stood there, None for no file."""

    file: Path
    before: bytes | None
    after: bytes


def carry_out(settings: Settings, changes: Sequence[FileChange]) -> list[Path]:
    """Make all changes, in order; the files that were written."""
    rows = [
        [str(c.file), _digest(c.before), base64.b64encode(c.after).decode("ascii")] for c in changes
    ]
    settings.data.mkdir(parents=True, exist_ok=True)
    seal.write(settings.data, settings.data / _PLAN, json.dumps(rows).encode())
    return finish(settings)


def finish(settings: Settings) -> list[Path]:
    """Make the changes that somebody wrote down and did not end; the files that were written. One that
    somebody else has changed meanwhile is left as it is."""
    plan = settings.data / _PLAN
    try:
        content = seal.read(settings.data, plan)
    except OSError:
        return []
    written = []
    for name, before, after in json.loads(content or b"[]"):
        file, data = Path(name), base64.b64decode(after)
        if _digest(_content(file)) == before and _is_ours(settings, file):
            safe_write.replace_file(file, data)
            written.append(file)
    plan.unlink(missing_ok=True)
    return written


def _is_ours(settings: Settings, file: Path) -> bool:
    return any(map(file.is_relative_to, settings.homes))


def _content(file: Path) -> bytes | None:
    try:
        return plain_files.read(file.parent, file.name)
    except FileNotFoundError:
        return None


def _digest(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()
