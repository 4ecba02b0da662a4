"""The default engine: one Whoosh document a meeting, its tokens weighted, in a few shards that
separate processes can write. The only module that imports Whoosh."""

from __future__ import annotations

import io
import mmap
import os
import sys
import warnings
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial, reduce
from operator import and_
from pathlib import Path
from typing import Any as Anything

from pipeline.engines import shard_folder
from pipeline.engines.protocol import (
    EVERYWHERE,
    AnyOf,
    Engine,
    FoldedForm,
    MeetingWords,
    Prefix,
    Token,
    TokenQuery,
    Weight,
    Weights,
    either,
)

with warnings.catch_warnings():  # its sources of 2016 warn when Python first compiles them
    warnings.simplefilter("ignore")
    from whoosh import index
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
    from whoosh.fields import STORED, FieldType, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.structfile import BufferFile
    from whoosh.formats import Existence
    from whoosh.reading import TermNotFound
    from whoosh.system import pack_ushort

# So few meetings that to look into their texts costs less than to read a common token's postings.
_FEW = 4
# Tokens whose postings are kept; a common one of two thousand meetings takes 0.1 MB.
_TOKENS = 100

_Posting = tuple[bytes, Sequence[int], Sequence[int]]
_Lists = list[tuple[list[str], Sequence[int], Sequence[int]]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """The postings of tokens, those of the latest ones kept: as they lie there, and as the weights of
    meetings."""

    lists: Callable[[str], _Lists]
    weights: Callable[[str], Weights]

    def frequency(self, want: TokenQuery) -> int:
        """In how many documents a token stands; of anything else more than there are."""
        if not isinstance(want, Token):
            return 1 << 30
        return sum(len(ids) for _, ids, _ in self.lists(want.text))


class _Weights(dict[int, Weight]):
    """A number as a weight; most meetings hold most words a few times, and share it."""

    def __missing__(self, number: int) -> Weight:
        weight = Weight(number)
        if number < 1 << 12:
            self[number] = weight
        return weight


_weight = _Weights().__getitem__


def _all_of(held: Sequence[Weights], names: Iterable[str]) -> Weights:
    """`Weight.both` of what holds each of several tokens, for some meetings that hold them all."""
    if len(held) == 1:
        return held[0]
    order = list(names)
    columns = [list(map(weights.__getitem__, order)) for weights in held]
    places = map(partial(reduce, and_), zip(*columns, strict=True))
    both = zip(order, map(min, *columns), places, strict=True)
    return {name: _weight(least & ~3 | place & 3) for name, least, place in both}


class Tokens(FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """A field whose postings are handed to the writer's pool; no analyser has a say."""

    analyzer = None
    scorable = stored = unique = False

    def __init__(self) -> None:
        self.format = Existence()


class Codec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's own format, with the postings of a token kept in the token's entry: one read, no
    blocks. Lengths are not kept, nobody ranks by them; Whoosh would look for their file again for
    every posting that it writes."""

    length_stats = False

    def field_writer(self, storage: Anything, segment: Anything) -> Anything:
        return _FieldWriter(self, storage, segment)


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]  # likewise
    def add_postings(self, schema: Anything, lengths: object, items: Iterable[_Posting]) -> None:
        """Write all tokens, in order."""
        self.start_field("tokens", schema["tokens"])
        for token, ids, weights in items:
            info = W3TermInfo()
            info._weight, info._df, info._maxweight = sum(weights), len(ids), max(weights)
            info._minid, info._maxid = ids[0], ids[-1]
            info._inlined = tuple(ids), tuple(weights), None
            self._tindex.add(pack_ushort(self._fieldid) + token, info.to_bytes())
        self.finish_field()


class _Pool:
    """Gathers postings by token in 8 bytes each; a fifth of the time and of the memory of tuples
    that are sorted."""

    def __init__(self) -> None:
        self._found: dict[bytes, array[int] | int] = {}

    def put(self, document: int, tokens: Weights) -> None:
        found = self._found
        for text, weigh in tokens.items():
            token, packed = text.encode("utf-8", "surrogatepass"), document << 32 | weigh
            before = found.get(token)
            if before is None:
                found[token] = packed
            elif isinstance(before, int):
                found[token] = array("Q", (before, packed))
            else:
                before.append(packed)

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """What Whoosh calls for every posting of a segment that it merges."""
        _, token, document, weigh, _ = item
        self.put(document, {token.decode("utf-8", "surrogatepass"): Weight(weigh)})

    def iter_postings(self) -> Iterator[_Posting]:
        """Each token with its documents and weights, in the order of their bytes."""
        for token in sorted(self._found):
            packed = self._found[token]
            many = (packed,) if isinstance(packed, int) else packed
            yield token, [p >> 32 for p in many], [p & 0xFFFFFFFF for p in many]

    def cleanup(self) -> None:
        self._found.clear()


class WhooshWriter:
    """Writes one shard."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._index = (
            index.open_dir(str(folder))
            if index.exists_in(str(folder))
            else index.create_in(str(folder), Schema(id=_Id(), tokens=Tokens()))
        )
        self._writer = self._index.writer(codec=Codec(), timeout=30)
        self._pool = self._writer.pool = _Pool()

    def put(self, entries: Iterable[MeetingWords]) -> None:
        """See `Writer.put`."""
        for entry in entries:
            self._pool.put(self._writer.docnum, entry.tokens)
            self._writer.add_document(id=entry.meeting)

    def drop(self, meetings: Collection[str]) -> None:
        """See `Writer.drop`."""
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
        """See `Writer.cancel`."""
        self._writer.cancel()
        self._index.close()


def _Id() -> STORED:
    return STORED()


class _Window(io.RawIOBase):
    """A stretch of a mapped file as a file."""

    def __init__(self, stretch: memoryview) -> None:
        self._stretch, self._at = stretch, 0

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: len(self._stretch)}
        self._at = begin[whence] + offset
        return self._at

    def readinto(self, buffer: Anything) -> int:
        found = self._stretch[self._at : self._at + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)


class _MappedFile(BufferFile):  # type: ignore[misc]  # Whoosh ships no types
    """A file of the index, read where it lies; Whoosh would hold a copy of all of it."""

    def __init__(self, stretch: memoryview, name: str | None = None) -> None:
        super().__init__(b"", name)
        self._buf, self.file = stretch, _Window(stretch)

    def subset(self, position: int, length: int, name: str | None = None) -> _MappedFile:
        """What Whoosh calls for each of the files that a segment consists of."""
        return _MappedFile(self._buf[position : position + length], name)


class _MappedStorage(FileStorage):  # type: ignore[misc]  # likewise
    """A folder whose segments are mapped."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), supports_mmap=False, readonly=True)

    def open_file(self, name: str, *args: object, **kwargs: object) -> Anything:
        """What Whoosh calls for every file; all but the segments are small."""
        if not name.endswith(".seg"):
            return super().open_file(name, *args, **kwargs)
        with (Path(self.folder) / name).open("rb") as file:
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return _MappedFile(memoryview(whole), name)


class WhooshReader:
    """Reads the shards of one generation."""

    def __init__(self, folder: Path) -> None:
        self._opened: list[tuple[Anything, Anything]] = []
        self._segments: list[tuple[Anything, list[str]]] = []
        for shard in shard_folder.shards(folder):
            ix = index.FileIndex(_MappedStorage(shard))
            reader = ix.reader()
            self._opened.append((ix, reader))
            for segment, _ in reader.leaf_readers():
                names = [""] * segment.doc_count_all()  # a deleted document has no name
                for number in segment.all_doc_ids():
                    names[number] = sys.intern(segment.stored_fields(number)["id"])
                self._segments.append((segment, names))
        # Spellings of a word, and one question after another, share many tokens.
        lists = lru_cache(_TOKENS)(self._read)
        weights = lru_cache(_TOKENS)(lambda text: self._postings(lists(text)))
        self._reading = _Reading(lists, weights)

    def candidates(self, wants: Sequence[TokenQuery]) -> list[Weights]:
        """See `Reader.candidates`."""
        return [self._candidates(want, self._reading) for want in wants]

    def _candidates(self, want: TokenQuery, read: _Reading) -> Weights:
        if isinstance(want, Token):
            return read.weights(want.text)
        if isinstance(want, Prefix):
            return self._prefixed(want.text)
        if isinstance(want, AnyOf):
            return either(self._candidates(part, read) for part in want.parts)
        if not want.parts:
            return {name: EVERYWHERE for _, names in self._segments for name in names if name}
        return self._all(want.parts, read)

    def _all(self, parts: Sequence[TokenQuery], read: _Reading) -> Weights:
        """What holds all parts, the rarest read first. What is few by then is not made fewer: to
        look into a text costs less than to read the meetings of a common token."""
        rarest, *others = sorted(parts, key=read.frequency)
        held = [self._candidates(rarest, read)]
        names = set(held[0])
        for part in others:
            if len(names) <= _FEW:
                break
            held.append(self._candidates(part, read))
            names &= held[-1].keys()
        return _all_of(held, names)

    def _read(self, text: str) -> _Lists:
        """A token's postings in every segment, as they lie there."""
        token = text.encode("utf-8", "surrogatepass")
        found = []
        for segment, names in self._segments:
            with suppress(TermNotFound):
                ids, weights, _ = segment.term_info("tokens", token).inlined_postings()
                found.append((names, ids, weights))
        return found

    def _postings(self, lists: _Lists) -> Weights:
        found: dict[str, Weight] = {}
        for names, ids, weights in lists:
            found.update(zip(map(names.__getitem__, ids), map(_weight, weights), strict=True))
        found.pop("", None)
        return found

    def _prefixed(self, text: str) -> Weights:
        """Where any token that begins with `text` stands: read in the order in which they lie, as
        one by one each would have to be looked up first."""
        found: dict[str, Weight] = {}
        for segment, names in self._segments:
            speeches, places = [0] * len(names), [0] * len(names)
            for _, info in self._items(segment, text):
                for number, weight in zip(*info.inlined_postings()[:2], strict=True):
                    speeches[number] += weight >> 2
                    places[number] |= weight & 3
            pairs = zip(names, speeches, places, strict=True)
            found.update((name, Weight(n << 2 | p)) for name, n, p in pairs if name and (n or p))
        return found

    def _items(self, segment: Anything, text: str) -> Iterator[tuple[bytes, Anything]]:
        prefix = text.encode("utf-8", "surrogatepass")
        for (_, token), info in segment.iter_from("tokens", prefix):
            if not token.startswith(prefix):
                break
            yield token, info

    def standing(
        self, forms: Sequence[FoldedForm], by: Collection[str] | None = None
    ) -> Weights | None:
        """See `Reader.standing`: tokens do not tell what stands beside what."""
        return None

    def beginning(self, prefix: str) -> Iterable[tuple[str, int]]:
        """See `Reader.beginning`."""
        found: Counter[bytes] = Counter()
        for segment, _ in self._segments:
            for token, info in self._items(segment, prefix):
                found[token] += info.doc_frequency()
        return ((t.decode("utf-8", "surrogatepass"), n) for t, n in found.items())

    def close(self) -> None:
        """See `Reader.close`."""
        for ix, reader in self._opened:
            reader.close()
            ix.close()


# Two shards: as many processes as a small server has cores.
WHOOSH = Engine(format="whoosh-3", shards=2, writer=WhooshWriter, reader=WhooshReader)
