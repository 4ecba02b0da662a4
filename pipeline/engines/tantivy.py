"""An engine in Rust, for large archives on one machine: a document a passage, so that it knows what stands
beside what and how many speeches hold a text. The only module that imports tantivy.

A text is kept as its units (Han characters, words, signs) and as every two units that stand together, with
their positions. Units are cut by our own rules; tantivy only splits at the blanks that are put between.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import weakref
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from operator import add
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from minutes.text.folding import is_word, units
from pipeline.engines import shard_folder
from pipeline.engines.protocol import (
    EVERYWHERE,
    Engine,
    FoldedForm,
    MeetingWords,
    Place,
    Prefix,
    Token,
    TokenQuery,
    Weight,
    Weights,
    candidates,
)

_MEETINGS = "meetings.json"
_META, _MANAGED = "meta.json", ".managed.json"  # tantivy's own
_BYTES = 100_000_000  # that a writer gathers before it writes a segment
# A unit is cut after so many characters: more than a query may have, so that none is taken for it.
_LONGEST = 512
# So many times the bytes for a document that there were at first make a shard worth writing anew: then
# what was dropped, and small segments, take too much of it.
_BLOATED = 1.15
_BLANK = "\u00a0"  # never stands in folded text, and tantivy does not split at it
_ODD = re.compile("[\ud800-\udfff]")  # halves of characters, which UTF-8 does not know
# The places of passages, in the two lowest bits of a document's number; the last is a meeting's own.
_PLACES: tuple[Place, ...] = ("head", "elsewhere", "speech")
_OWN = len(_PLACES)
_SPLITTER = "blanks"
_SIGN = re.compile(r"([!-/:-@\[-`{-~])")  # what may mean something in a regular expression


def _schema() -> tantivy.Schema:
    build = tantivy.SchemaBuilder()
    build.add_text_field("meeting", tokenizer_name="raw", index_option="basic")
    build.add_unsigned_field("place", fast=True)
    build.add_text_field("units", tokenizer_name=_SPLITTER, index_option="basic")
    build.add_text_field("pairs", tokenizer_name=_SPLITTER)
    build.add_text_field("words", tokenizer_name=_SPLITTER, index_option="basic")
    build.add_bytes_field("text", stored=True)
    return build.build()


_SCHEMA = _schema()


def _opened(shard: Path) -> tantivy.Index:
    index = tantivy.Index(_SCHEMA, path=str(shard))
    splitter = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_SPLITTER, splitter)
    index.config_reader("manual")  # no thread that watches for changes: a folder is finished
    return index


def _units(folded: str) -> list[str]:
    found = units(_ODD.sub("\uffff", folded).replace(" ", _BLANK))
    if len(folded) > _LONGEST:
        return [unit[:_LONGEST] for unit in found]
    return found


def _pairs(found: Sequence[str]) -> list[str]:
    return list(map(add, found, found[1:]))


class TantivyWriter:
    """Writes one shard."""

    def __init__(self, shard: Path) -> None:
        self._shard = shard
        shard.mkdir(parents=True, exist_ok=True)
        self._state = _IndexState.read(shard)
        self._numbers = dict(self._state.numbers)
        self._next = max(self._numbers.values(), default=-1) + 1
        self._writer = _opened(shard).writer(_BYTES, num_threads=1)

    def put(self, entries: Iterable[MeetingWords]) -> None:
        """See `Writer.put`."""
        for entry in entries:
            number = self._numbers[entry.meeting] = self._next
            self._next += 1
            words: set[str] = set()
            for place, folded in entry.passages:
                kept = number << 2 | _PLACES.index(place)
                found = _passage(self._writer, entry.meeting, kept, folded)
                words.update(unit for unit in found if is_word(unit[0]))
            _meeting(self._writer, entry.meeting, number << 2 | _OWN, words)

    def drop(self, meetings: Collection[str]) -> None:
        """See `Writer.drop`."""
        for meeting in meetings:
            self._writer.delete_documents_by_term("meeting", meeting)
            self._numbers.pop(meeting, None)

    def commit(self, *, purge: bool = False) -> None:
        """See `Writer.commit`. Waits for segments that are being merged."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        now = _bytes_each(self._shard)
        state = _IndexState(self._numbers, self._state.each or now)
        shard_folder.replace(self._shard, _MEETINGS, json.dumps(asdict(state)).encode())
        for name in (_META, _MANAGED):  # tantivy lets nobody but the writer read them
            (self._shard / name).chmod((self._shard / _MEETINGS).stat().st_mode)
        if purge or now > _BLOATED * state.each:
            _write_anew(self._shard)

    def cancel(self) -> None:
        """See `Writer.cancel`."""
        self._writer.rollback()
        self._writer.wait_merging_threads()


def _passage(writer: tantivy.IndexWriter, meeting: str, place: int, folded: str) -> list[str]:
    """Add a passage; the units that it was cut into."""
    found = _units(folded)
    document = tantivy.Document()
    document.add_text("meeting", meeting)
    document.add_unsigned("place", place)
    document.add_text("units", " ".join(found))
    document.add_text("pairs", " ".join(_pairs(found)))
    document.add_bytes("text", folded.encode("utf-8", "surrogatepass"))
    writer.add_document(document)
    return found


def _meeting(writer: tantivy.IndexWriter, meeting: str, place: int, words: Iterable[str]) -> None:
    """Add a meeting's own document: all its words, so that meetings can be counted by word."""
    document = tantivy.Document()
    document.add_text("meeting", meeting)
    document.add_unsigned("place", place)
    document.add_text("words", " ".join(words))
    writer.add_document(document)


def _bytes_each(shard: Path) -> float:
    """How many bytes a shard takes for each document that is still seen."""
    segments = json.loads((shard / _META).read_bytes())["segments"]
    gone = sum((segment["deletes"] or {}).get("num_deleted_docs", 0) for segment in segments)
    there: int = sum(segment["max_doc"] for segment in segments) - gone
    kept = (file for file in shard.iterdir() if file.name != _MEETINGS)
    return sum(file.stat().st_size for file in kept) / max(1, there)


def _write_anew(shard: Path) -> None:
    """A shard without any trace of what was dropped from it, made of the texts that it keeps."""
    fresh = shard.with_name(f"{shard.name}.anew")
    fresh.mkdir()
    writer = TantivyWriter(fresh)
    writer.put(_kept(shard))
    writer.commit()
    shutil.rmtree(shard)
    fresh.rename(shard)


def _kept(shard: Path) -> Iterator[MeetingWords]:
    """The meetings of a shard, as they were put."""
    searcher = _opened(shard).searcher()
    for meeting in _IndexState.read(shard).numbers:
        wanted = Query.term_query(_SCHEMA, "meeting", meeting, "basic")
        hits = searcher.search(wanted, limit=searcher.num_docs or 1, count=False).hits
        addresses = [address for _, address in hits]
        places = searcher.fast_field_values("place", addresses)
        passages = [
            (_PLACES[int(place or 0) & 3], _text(searcher.doc(address)))
            for place, address in zip(places, addresses, strict=True)
            if int(place or 0) & 3 != _OWN
        ]
        yield MeetingWords(meeting, passages)


def _text(document: tantivy.Document) -> str:
    return bytes(document.get_first("text") or b"").decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class _IndexState:
    """What a shard's own file says: the numbers of its meetings, and how many bytes each document took
    when all were written at once."""

    numbers: dict[str, int]
    each: float

    @classmethod
    def read(cls, shard: Path) -> _IndexState:
        """The state of a shard; an empty one where it has not been written yet."""
        file = shard / _MEETINGS
        return cls(**json.loads(file.read_bytes())) if file.exists() else cls({}, 0.0)


@dataclass(frozen=True, slots=True)
class _Shard:
    """One shard, open: its meetings by their numbers."""

    searcher: tantivy.Searcher
    names: dict[int, str]

    @classmethod
    def open(cls, shard: Path, links: Path) -> _Shard:
        """A shard, read through links to its files."""
        shard_folder.link(shard, links)
        numbers = _IndexState.read(shard).numbers
        return cls(_opened(links).searcher(), {number: name for name, number in numbers.items()})

    def where(self, query: Query) -> Iterator[tuple[str, Weight]]:
        """The meetings with a passage that a query finds, with exact weights."""
        most = max(1, len(self.names) * len(_PLACES))
        asked = {"places": {"terms": {"field": "place", "size": most}}}
        found: Counter[int] = Counter()
        answer: dict[str, Any] = self.searcher.aggregate(query, asked)
        for bucket in answer["places"]["buckets"]:
            place = int(bucket["key"])
            once = 1 << (place & 3)  # a head counts one, what stands elsewhere two
            weight = bucket["doc_count"] << 2 if _PLACES[place & 3] == "speech" else once
            found[place >> 2] += weight
        return ((self.names[number], Weight(weight)) for number, weight in found.items())


class TantivyReader:
    """Reads the shards of one generation."""

    def __init__(self, folder: Path) -> None:
        # tantivy locks what it opens, and who reads may not write there: locks go into a place of links.
        links = tempfile.mkdtemp(prefix="minutes-tantivy-")
        self._clean = weakref.finalize(self, shutil.rmtree, links, ignore_errors=True)
        self._shards = [
            _Shard.open(shard, Path(links) / shard.name) for shard in shard_folder.shards(folder)
        ]

    def candidates(self, wants: Sequence[TokenQuery]) -> list[Weights]:
        """See `Reader.candidates`."""
        return [candidates(want, self._known, self._everything) for want in wants]

    def _known(self, want: Token | Prefix) -> Weights:
        found = _units(want.text)
        return self._where(_whole(found) if isinstance(want, Token) else _beginning_with(found))

    def _everything(self) -> Weights:
        return {name: EVERYWHERE for shard in self._shards for name in shard.names.values()}

    def standing(
        self, forms: Sequence[FoldedForm], by: Collection[str] | None = None
    ) -> Weights | None:
        """See `Reader.standing`."""
        queries = [query for form in forms if (query := _standing(form)) is not None]
        if len(queries) < len(forms) or by is not None:
            return None
        return self._where(queries[0] if len(queries) == 1 else _any(queries))

    def _where(self, query: Query) -> Weights:
        return dict(pair for shard in self._shards for pair in shard.where(query))

    def beginning(self, prefix: str) -> Iterable[tuple[str, int]]:
        """See `Reader.beginning`."""
        found: Counter[str] = Counter()
        for shard in self._shards:
            for word, number in shard.searcher.terms_with_prefix("words", prefix):
                found[word] += number
        return found.items()

    def close(self) -> None:
        """See `Reader.close`."""
        self._shards = []
        self._clean()


def _standing(form: FoldedForm) -> Query | None:
    """What finds a text; None for one of several units that may begin within a word."""
    found = _units(form.text)
    cut_left = not form.left and is_word(form.text[0])
    cut_right = not form.right and is_word(form.text[-1])
    if cut_left:
        return _holding(found[0], whole_end=not cut_right) if len(found) == 1 else None
    return _beginning_with(found) if cut_right else _whole(found)


def _whole(found: Sequence[str]) -> Query:
    """Units that stand together."""
    if len(found) == 1:
        return Query.term_query(_SCHEMA, "units", found[0], "basic")
    pairs = _pairs(found)
    if len(pairs) == 1:
        return Query.term_query(_SCHEMA, "pairs", pairs[0], "basic")
    return Query.phrase_query(_SCHEMA, "pairs", list(pairs))


def _beginning_with(found: Sequence[str]) -> Query:
    """Units that stand together, the last of which may go on."""
    if len(found) == 1:
        return Query.regex_query(_SCHEMA, "units", f"{found[0]}.*")
    *pairs, last = map(_literal, _pairs(found))
    if not pairs:
        return Query.regex_query(_SCHEMA, "pairs", f"{last}.*")
    return Query.regex_phrase_query(_SCHEMA, "pairs", [*pairs, f"{last}.*"])


def _holding(word: str, *, whole_end: bool) -> Query:
    """Words that hold a word, or end with it."""
    return Query.regex_query(_SCHEMA, "units", f".*{word}" if whole_end else f".*{word}.*")


def _literal(pair: str) -> str:
    return _SIGN.sub(r"\\\1", pair)


def _any(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


# Whether another version could read what this one wrote is not promised. Two shards: as many processes
# as a small server has cores.
TANTIVY = Engine(
    format=f"tantivy-2-{version('tantivy')}", shards=2, writer=TantivyWriter, reader=TantivyReader
)
