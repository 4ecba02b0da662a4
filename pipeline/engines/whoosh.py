"""The default engine: one Whoosh document a meeting, its tokens weighted, in a few shards that
separate processes can write. The only module that imports Whoosh."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any as Anything

from pipeline.engines import Any, Entry, Prefix, Token, Want, Weight, speeches_of, weight

with warnings.catch_warnings():  # its sources of 2016 warn when Python first compiles them
    warnings.simplefilter("ignore")
    from whoosh import index
    from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher
    from whoosh.fields import STORED, FieldType, Schema
    from whoosh.formats import Existence
    from whoosh.matching import MultiMatcher

# Changes whenever an older folder could not be read or would answer otherwise.
FORMAT = "whoosh-2"
SHARDS = 2
_LIMIT_MB = 128
_BLOCK = 4096  # postings in a block: a token of all meetings is one read
_EVERY = weight(1 << 20, elsewhere=True, head=True)


class Tokens(FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """A field fed with ready-made tokens and weights; no analyser has a say."""

    analyzer = None
    scorable = stored = False
    unique = False

    def __init__(self) -> None:
        self.format = Existence()

    def index(
        self, value: Mapping[str, Weight], **_: Anything
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The postings of one meeting; Whoosh keeps a weight as a 32-bit float, which is exact for
        four million speeches."""
        for token, packed in value.items():
            yield token.encode("utf-8", "surrogatepass"), packed, float(packed), b""


def shard_of(meeting: str, shards: int = SHARDS) -> int:
    """The shard that holds a meeting."""
    return sum(meeting.encode("utf-8", "surrogatepass")) % shards


class WhooshWriter:
    """Writes one shard. Whoosh never changes a segment's files, so a folder of hard links to an
    older one may be written to without harm to those who read the older one."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._index = (
            index.open_dir(str(folder))
            if index.exists_in(str(folder))
            else index.create_in(str(folder), Schema(id=_Id(), tokens=Tokens()))
        )
        self._writer = self._index.writer(
            codec=W3Codec(blocklimit=_BLOCK, compression=0), limitmb=_LIMIT_MB, timeout=30
        )

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


def _Id() -> STORED:
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
            for ids, weights in _blocks(reader.postings("tokens", token)):
                found.update(zip(map(names.__getitem__, ids), map(int, weights), strict=True))
        return found

    def _prefix(self, prefix: bytes) -> dict[str, Weight]:
        tokens = {t for _, reader in self._readers for t in reader.expand_prefix("tokens", prefix)}
        return _union(map(self._postings, tokens))

    def close(self) -> None:
        """Let the files go."""
        for ix, reader in self._readers:
            reader.close()
            ix.close()


def _blocks(matcher: Anything) -> Iterator[tuple[Sequence[int], Sequence[float]]]:
    """The postings of a term, many at a time where the matcher holds them so: one at a time takes
    twenty times as long."""
    if isinstance(matcher, W3LeafMatcher):
        while matcher.is_active():
            matcher.id(), matcher.weight()  # loads the block
            yield matcher._ids, matcher._weights
            matcher._next_block()
    elif isinstance(matcher, MultiMatcher):
        for inner, offset in zip(matcher.matchers, matcher.offsets, strict=True):
            for ids, weights in _blocks(inner):
                yield [offset + number for number in ids], weights
    else:  # a filter that leaves out deleted meetings, or a list held in the term's own entry
        while matcher.is_active():
            yield (matcher.id(),), (matcher.weight(),)
            matcher.next()


def _union(parts: Iterable[Mapping[str, Weight]]) -> dict[str, Weight]:
    found: dict[str, Weight] = {}
    for part in parts:
        if not found:
            found = dict(part)
            continue
        for name, new in part.items():
            old = found.get(name, 0)
            found[name] = (speeches_of(old) + speeches_of(new)) * 4 + ((old | new) & 3)
    return found


def _intersection(parts: Iterable[Mapping[str, Weight]]) -> dict[str, Weight]:
    smallest, *others = sorted(parts, key=len)
    if not others:
        return dict(smallest)
    names = smallest.keys() & others[0].keys()
    for other in others[1:]:
        names &= other.keys()
    return {name: smallest[name] | 3 for name in names}


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
