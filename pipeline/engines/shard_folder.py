"""The files of an engine's shards. A file that stands there once is never changed, only replaced, so that
two folders may share it."""

from __future__ import annotations

import shutil
from pathlib import Path

_NEW = ".new"


def carry_over(old: Path, new: Path) -> None:
    """Make `new` a folder of the same shards as `old` by hard links; locks are left behind."""
    for shard in (p for p in old.iterdir() if p.is_dir()):
        target = new / shard.name
        target.mkdir(parents=True)
        for file in shard.iterdir():
            if file.is_file() and not file.name.lower().endswith("lock"):
                _link(file, target / file.name)


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)


def replace(shard: Path, name: str, content: bytes) -> None:
    """Put a file with this content into a shard, in the place of the one that may be there."""
    shard.mkdir(parents=True, exist_ok=True)
    made = shard / f"{name}{_NEW}"
    made.write_bytes(content)
    made.replace(shard / name)
