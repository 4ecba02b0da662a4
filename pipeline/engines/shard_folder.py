"""The files of an engine's shards. A file that stands there once is never changed, only replaced, so that
two folders may share it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

_NEW = ".new"


def shards(folder: Path) -> list[Path]:
    """The folders of the shards in an engine's folder, in order."""
    return sorted(filter(Path.is_dir, folder.iterdir()))


def carry_over(old: Path, new: Path) -> None:
    """Make `new` a folder of the same shards as `old`, to be written to without touching it: hard
    links, whatever the engine; locks are left behind."""
    for shard in shards(old):
        target = new / shard.name
        target.mkdir(parents=True)
        for file in _files(shard):
            hard_link(file, target / file.name)


def link(shard: Path, new: Path) -> None:
    """Make `new` a folder of soft links to the files of a shard; locks are left behind."""
    new.mkdir()
    for file in _files(shard):
        try:
            (new / file.name).symlink_to(file.resolve())
        except OSError:  # a system on which not everybody may make links
            shutil.copyfile(file, new / file.name)


def _files(shard: Path) -> Iterator[Path]:
    files = filter(Path.is_file, shard.iterdir())
    return (file for file in files if not file.name.lower().endswith("lock"))


def hard_link(source: Path, target: Path) -> None:
    """Give a file that is never changed a second name; copy it where that cannot be."""
    try:
        target.hardlink_to(source)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)


def replace(shard: Path, name: str, content: bytes) -> None:
    """Put a file with this content into a shard, in the place of the one that may be there."""
    shard.mkdir(parents=True, exist_ok=True)
    new = shard / f"{name}{_NEW}"
    new.write_bytes(content)
    new.replace(shard / name)
