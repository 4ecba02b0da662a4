"""The default engine: one Whoosh document a meeting, its tokens weighted, in a few shards that
separate processes can write. The only module that imports Whoosh."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any as Anything

from whoosh import index
from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Existence

from pipeline.engines import All, Any, Entry, Prefix, Token, Want, Weight

# Changes whenever an older folder could not be read or would answer otherwise.
FORMAT = "whoosh-1"
SHARDS = 2
_LIMIT_MB = 128
_EVERY = Weight(1 << 20, elsewhere=True, head=True)


class Tokens(FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """A field fed with ready-made tokens and weights; no analyser has a say."""

    analyzer = None
    scorable = stored = False
    unique = False

    def __init__(self) -> None:
        self.format = Existence()

    def index(self, value: Mapping[str, Weight], **_: Anything) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The postings of one meeting. Where a token stands travels in its weight: four times the
        number of speeches, plus two for elsewhere, plus one for the head (exact up to 4 million)."""
        for token, weight in value.items():
            packed = weight.speeches * 4 + weight.elsewhere * 2 + weight.head
            yield token.encode("utf-8", "surrogatepass"), packed, float(packed), b""


def _unpack(weight: float) -> Weight:
    packed = int(weight)
    return Weight(packed >> 2, bool(packed & 2), bool(packed & 1))


def shard_of(meeting: str, shards: int = SHARDS) -> int:
    """The shard that holds a meeting."""
    return sum(meeting.encode("utf-8", "surrogatepass")) % shards


class WhooshWriter:
    """Writes one shard. Whoosh never changes a segment's files, so a folder of hard links to an
    older one may be written to without harm to those who read the older one."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._index = (
            index.open_dir(str(folder)) if index.exists_in(str(folder))
            else index.create_in(str(folder), Schema(id=_Id(), tokens=Tokens()))
        )  # fmt: skip
        self._writer = self._index.writer(limitmb=_LIMIT_MB, timeout=30)

    def put(self, entries: Iterable[Entry]) -> None:
        """Add meetings; drop an older form of theirs first."""
        for entry in entries:
            self._writer.add_document(id=entry.meeting, tokens=entry.tokens)

    def drop(self, meetings: Collection[str]) -> None:
        """Mark meetings as gone."""
        gone = set(meetings)
        if not gone:
            return
        with self._index.reader() as reader:
            for number in reader.all_doc_ids():
                if reader.stored_fields(number)["id"] in gone:
                    self._writer.delete_document(number)

    def commit(self, *, purge: bool = False) -> None:
        """See `Writer.commit`."""
        self._writer.commit(optimize=purge)
        self._index.close()

    def cancel(self) -> None:
        """Leave everything as it was."""
        self._writer.cancel()
        self._index.close()


def _Id() -> STORED:  # noqa: N802 (stands where Whoosh has a class)
    return STORED()


class WhooshEngine:
    """Reads the shards of one generation."""

    def __init__(self, folder: Path) -> None:
        self._readers = []
        self._ids: list[list[str]] = []
        for shard in sorted(p for p in folder.iterdir() if p.is_dir()):
            ix = index.open_dir(str(shard))
            reader = ix.reader()
            names = [""] * reader.doc_count_all()
            for number in reader.all_doc_ids():
                names[number] = reader.stored_fields(number)["id"]
            self._readers.append((ix, reader))
            self._ids.append(names)

    def candidates(self, want: Want) -> Mapping[str, Weight]:
        """See `Engine.candidates`."""
        if isinstance(want, Token):
            return self._postings(want.text.encode("utf-8", "surrogatepass"))
        if isinstance(want, Prefix):
            return self._prefix(want.text.encode("utf-8", "surrogatepass"))
        if isinstance(want, Any):
            return _union(self.candidates(part) for part in want.parts)
        if not want.parts:
            return {name: _EVERY for names in self._ids for name in names if name}
        return _intersection(self.candidates(part) for part in want.parts)

    def _postings(self, token: bytes) -> dict[str, Weight]:
        found: dict[str, Weight] = {}
        for (_, reader), names in zip(self._readers, self._ids, strict=True):
            if ("tokens", token) not in reader:
                continue
            matcher = reader.postings("tokens", token)
            while matcher.is_active():
                found[names[matcher.id()]] = _unpack(matcher.weight())
                matcher.next()
        return found

    def _prefix(self, prefix: bytes) -> dict[str, Weight]:
        tokens = {t for _, reader in self._readers for t in reader.expand_prefix("tokens", prefix)}
        return _union(map(self._postings, tokens))

    def close(self) -> None:
        """Let the files go."""
        for ix, reader in self._readers:
            reader.close()
            ix.close()


def _union(parts: Iterable[Mapping[str, Weight]]) -> dict[str, Weight]:
    found: dict[str, Weight] = {}
    for part in parts:
        for name, new in part.items():
            old = found.get(name)
            found[name] = new if old is None else Weight(
                old.speeches + new.speeches, old.elsewhere or new.elsewhere, old.head or new.head)  # fmt: skip
    return found


def _intersection(parts: Iterable[Mapping[str, Weight]]) -> dict[str, Weight]:
    smallest, *others = sorted(parts, key=len)
    return {
        name: Weight(min(weight.speeches, *(o[name].speeches for o in others)) if others else weight.speeches,
                     elsewhere=True, head=True)
        for name, weight in smallest.items()
        if all(name in o for o in others)
    }  # fmt: skip


def link(old: Path, new: Path) -> None:
    """Make `new` a folder of the same shards as `old`, to be written to without touching `old`."""
    for shard in (p for p in old.iterdir() if p.is_dir()):
        target = new / shard.name
        target.mkdir(parents=True)
        for file in shard.iterdir():
            if file.is_file() and not file.name.endswith("LOCK"):
                _link_file(file, target / file.name)


def _link_file(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)
