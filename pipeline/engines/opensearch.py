"""An engine for archives that one machine cannot hold: an OpenSearch cluster, a document a passage.

A passage is sent folded, and kept as every two characters that stand together, with positions, as single
characters, and as words; beside them stands the whole text of each meeting. Where exactly a text stands is asked for by a phrase of those pairs; meetings are
counted by a composite aggregation, which leaves none out. A generation's folder holds which index of the
cluster it means and which versions of the meetings, so that one that is being made and the one that is
being read do not disturb each other. What is not public is never sent.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from opensearchpy.helpers.errors import BulkIndexError

from minutes.errors import MinutesError
from minutes.text.folding import is_word, units
from pipeline.engines import cluster_index, cluster_texts, shard_folder
from pipeline.engines.cluster import Cluster, Unreachable
from pipeline.engines.cluster_index import ODD, PassageQuery, cut, weights_of_each
from pipeline.engines.fetched_texts import Texts
from pipeline.engines.protocol import (
    EVERYWHERE,
    NOWHERE,
    Engine,
    FoldedForm,
    MeetingWords,
    Prefix,
    Token,
    TokenQuery,
    Weight,
    Weights,
    candidates,
    leaves,
)

_FILE = "cluster.json"
SAMPLES = 200  # texts that are asked for before an index is used
_SAMPLE_LENGTHS = range(2, 7)  # characters


class IndexDiffers(MinutesError):
    """What the cluster answers is not what was sent to it."""


@dataclass(frozen=True, slots=True)
class _Sample:
    """A text of a meeting, with what its passages say of where it stands."""

    key: str
    text: str
    weight: Weight


@dataclass(slots=True)
class _Sampler:
    """Keeps some of all texts that pass, each with the same chance."""

    chance: random.Random = field(default_factory=partial(random.Random, 0))
    seen: int = 0
    kept: list[_Sample] = field(default_factory=list)

    def look(self, key: str, entry: MeetingWords) -> None:
        """Let the passages of a meeting pass."""
        for _, folded in entry.passages:
            self.seen += 1
            place = len(self.kept) if self.seen <= SAMPLES else self.chance.randrange(self.seen)
            if place < SAMPLES and len(folded) > 1:
                self.kept[place : place + 1] = [self._sample(key, entry, folded)]

    def _sample(self, key: str, entry: MeetingWords, folded: str) -> _Sample:
        start = self.chance.randrange(len(folded) - 1)
        text = folded[start : start + self.chance.choice(_SAMPLE_LENGTHS)]
        there = [place for place, words in entry.passages if text in words]
        speeches = there.count("speech")
        weight = Weight.of(speeches, elsewhere="elsewhere" in there, head="head" in there)
        return _Sample(key, ODD.sub("\uffff", text), weight)


class OpenSearchWriter:
    """Writes one shard: an index of its own, or another state of the one that the folder names."""

    def __init__(self, shard: Path) -> None:
        self._shard = shard
        self._cluster = Cluster.of("INDEXER")
        self._known = _ClusterState.read(shard)
        self._alias = cluster_index.alias_of(shard.parents[2])
        self._state = self._known or _ClusterState(_new_name(self._alias), {}, "")
        self._keys = dict(self._state.keys)
        self._put: dict[str, int] = {}
        self._sampler = _Sampler()
        if self._known is None:
            definition = cluster_index.definition()
            self._cluster.ask("indices.create", index=self._state.index, body=definition)

    def put(self, entries: Iterable[MeetingWords]) -> None:
        """See `Writer.put`."""
        for entry in entries:
            key = _key(entry)
            self._keys[entry.meeting] = key
            self._put[key] = len(entry.passages) + 1  # and the text as a whole
            self._sampler.look(key, entry)
            self._send(_documents(key, entry))

    def _send(self, documents: Iterable[dict[str, Any]]) -> None:
        actions = [{"_index": self._state.index, **document} for document in documents]
        try:
            self._cluster.send(actions)
        except BulkIndexError as error:
            raise IndexDiffers(f"{self._state.index}: {str(error.errors[:1])[:300]}") from error

    def drop(self, meetings: Collection[str]) -> None:
        """See `Writer.drop`. The cluster forgets them one commit later: the generation before this one
        is still being read."""
        for meeting in meetings:
            self._keys.pop(meeting, None)

    def commit(self, *, purge: bool = False) -> None:
        """See `Writer.commit`. Raises `IndexDiffers`, and leaves what is used as it is, where the cluster
        does not answer as the texts do."""
        index, cluster, mark = self._state.index, self._cluster, cluster_index.new_mark()
        self._send([cluster_index.marking(mark)])
        cluster.ask("indices.refresh", index=index)
        kept = {mark, self._state.mark, *self._keys.values()}
        kept |= set() if purge else set(self._state.keys.values())
        cluster_index.forget_others(cluster, index, kept)
        self._check()
        if self._known is None:
            cluster_index.point(cluster, self._alias, index)
        state = {"index": index, "keys": self._keys, "mark": mark}
        shard_folder.replace(self._shard, _FILE, json.dumps(state).encode())

    def _check(self) -> None:
        """See that the cluster holds as many passages of each meeting as were sent, and finds the
        sampled texts where they stand."""
        index, cluster = self._state.index, self._cluster
        counts = cluster_index.passages(cluster, index)
        missing = [key for key, number in self._put.items() if counts.get(key, 0) != number]
        found = cluster_index.samples(
            cluster, index, [(sample.key, sample.text) for sample in self._sampler.kept]
        )
        wrong = [
            sample.key
            for sample, weight in zip(self._sampler.kept, found, strict=True)
            if weight != sample.weight
        ]
        if missing or wrong:
            self.cancel()
            raise IndexDiffers(
                f"{index}: the cluster answers otherwise than the texts: {len(missing)} meetings are not whole, "
                f"{len(wrong)} of {len(found)} sampled texts are found elsewhere; the index in use stays",
                zh=f"{index}：叢集的答案與文字不符（{len(missing)} 份紀錄不完整，{len(found)} 份抽查的文字有 {len(wrong)} 份"
                "找到的位置不同），仍使用原有的索引",
            )

    def cancel(self) -> None:
        """See `Writer.cancel`. What was added to an index in use is forgotten at the next commit."""
        if self._known is None:
            self._cluster.ask("indices.delete", index=self._state.index, ignore_unavailable=True)


@dataclass(frozen=True, slots=True)
class _ClusterState:
    """What a shard's folder says: an index of the cluster, the key of each meeting's version, and the mark that
    the index bears until it forgets them."""

    index: str
    keys: Mapping[str, str]
    mark: str

    @classmethod
    def read(cls, shard: Path) -> _ClusterState | None:
        """The state of a shard; None where it has not been written yet."""
        file = shard / _FILE
        return cls(**json.loads(file.read_bytes())) if file.exists() else None


def _new_name(alias: str) -> str:
    return f"{alias}-{dt.datetime.now(tz=dt.UTC):%Y%m%d%H%M%S}-{secrets.token_hex(4)}"


def _key(entry: MeetingWords) -> str:
    """A meeting's version: its id and a digest of its passages and its text as a whole."""
    content = json.dumps([entry.passages, entry.speakers]).encode() + entry.whole
    return ODD.sub("\uffff", f"{entry.meeting}#{hashlib.sha256(content).hexdigest()[:16]}")


def _documents(key: str, entry: MeetingWords) -> Iterator[dict[str, Any]]:
    """A document for each passage of a meeting, one for the words of all of them, and one for the whole text."""
    everywhere: set[str] = set()
    passages = zip_longest(entry.passages, entry.speakers)
    for number, ((place, folded), speaker) in enumerate(passages):
        words = {cut(unit) for unit in units(folded) if is_word(unit[0])}
        everywhere |= words
        yield {
            "_id": f"{number}:{_short(key)}",
            "key": key,
            "place": place,
            "text": ODD.sub("\uffff", folded),
            "words": " ".join(words),
            **({"edged": cluster_index.edged(folded)} if words else {}),
            **({"by": cut(speaker)} if speaker is not None and place == "speech" else {}),
        }
    yield {"_id": f"w:{_short(key)}", "key": key, "own": sorted(everywhere)}
    yield cluster_texts.document(f"t:{_short(key)}", key, entry.whole, entry.items)


def _short(key: str) -> str:
    """A key in as few characters as every cluster takes for an id."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


class OpenSearchReader:
    """Reads the versions of meetings that one generation names."""

    def __init__(self, folder: Path) -> None:
        self._cluster = Cluster.of("READER")
        states = list(filter(None, map(_ClusterState.read, shard_folder.shards(folder))))
        self._index = ",".join(state.index for state in states)
        self._names = {key: name for state in states for name, key in state.keys.items()}
        self._marks = [state.mark for state in states]

    def candidates(self, wants: Sequence[TokenQuery]) -> list[Weights]:
        """See `Reader.candidates`. All tokens are asked for at once: what a request costs by itself is more than
        what it finds."""
        asked = list(dict.fromkeys(chain.from_iterable(map(leaves, wants))))
        weights = dict(zip(asked, self._where(list(map(_token, asked))), strict=True))
        return [candidates(want, weights.__getitem__, self._everything) for want in wants]

    def _everything(self) -> Weights:
        return dict.fromkeys(self._names.values(), EVERYWHERE)

    def standing(self, forms: Sequence[FoldedForm], by: Collection[str] | None = None) -> Weights:
        """See `Reader.standing`."""
        asked = PassageQuery.any(list(map(_standing, forms)))
        return self._where([asked if by is None else asked.said_by(by)])[0]

    def _where(self, asked: Sequence[PassageQuery]) -> list[Weights]:
        """For each of several questions the meetings of this generation with a passage that is asked for, with
        exact weights. Raises `Unreachable` where the cluster has forgotten some of this generation."""
        if not self._names:
            return [{} for _ in asked]
        marks = list(map(PassageQuery.version, self._marks))
        answers = weights_of_each(self._cluster, self._index, [*asked, *marks])
        if not all(answers[len(asked) :]):
            raise Unreachable(
                f"{self._index}: the cluster keeps this generation no more; copy the newest one from where `minutes "
                "index` runs",
                zh=f"{self._index}：叢集已不保留這一代索引，請從執行 minutes index 的機器複製最新的一代",
            )
        return list(map(self._named, answers[: len(asked)]))

    def _named(self, weights: Mapping[str, Weight]) -> Weights:
        return {
            self._names[key]: weight
            for key, weight in weights.items()
            if key in self._names and weight != NOWHERE
        }

    def beginning(self, prefix: str) -> Iterable[tuple[str, int]]:
        """See `Reader.beginning`."""
        if not self._names:
            return ()
        return cluster_index.words(self._cluster, self._index, re.escape(cut(prefix)), prefix)

    def close(self) -> None:
        """See `Reader.close`."""
        self._cluster.client.close()


def _token(want: Token | Prefix) -> PassageQuery:
    """What finds a token (a Han character, two of them, or a word), or words that begin so."""
    if isinstance(want, Prefix):
        return PassageQuery.prefix("words", cut(want.text))
    if is_word(want.text[0]):
        return PassageQuery.term("words", cut(want.text))
    return _text(want.text)


def _text(text: str) -> PassageQuery:
    """What finds a text wherever it stands, within a word, too."""
    plain = ODD.sub("\uffff", text)
    return (
        PassageQuery.phrase("text", plain)
        if len(plain) > 1
        else PassageQuery.term("text.single", plain)
    )


def _standing(form: FoldedForm) -> PassageQuery:
    """What finds a text at the edges of words that are asked for."""
    if not form.left and not form.right:
        return _text(form.text)
    word = cut(form.text)
    if len(units(form.text)) == 1 and form.left:
        return (
            PassageQuery.term("words", word) if form.right else PassageQuery.prefix("words", word)
        )
    return PassageQuery.phrase("edged", cluster_index.edged_form(form))


def _texts(folder: Path) -> Texts:
    """The texts that the cluster keeps for a generation."""
    [shard] = shard_folder.shards(folder)
    state = _ClusterState.read(shard) or _ClusterState("", {}, "")
    return cluster_texts.ClusterTexts(state.index, state.keys)


def _is_reachable() -> bool:
    """Whether the cluster answers."""
    return Cluster.of("READER").answers()


# One index a generation: the cluster divides it itself.
OPENSEARCH = Engine(
    format="opensearch-5",
    shards=1,
    writer=OpenSearchWriter,
    reader=OpenSearchReader,
    texts=_texts,
    reachable=_is_reachable,
)
