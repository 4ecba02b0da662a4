"""An index of a cluster: its definition, the questions that it answers exactly, and the alias that names
the one in use."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from minutes.text.folding import is_word, units
from pipeline.engines.cluster import PREFIX, SHARDS, Cluster
from pipeline.engines.protocol import FoldedForm, Weight

ODD = re.compile("[\ud800-\udfff]")  # halves of characters, which JSON cannot carry
_LONGEST = 512  # characters of a word: more than a query may have
_PAGE = 10_000  # buckets of an aggregation at once: as many as every cluster gives
_MOST_WORDS = 10_000
_AT_ONCE = 50  # questions in one request
_ONE = {"speech": 4, "elsewhere": 2, "head": 1}  # what a passage weighs, see `Weight`
_MARK = "#"  # at the head of a mark: comes before the keys of meetings, and so does its end
_SHARDS = "3"  # primaries: one a node of the smallest cluster that outlives the loss of a node


def cut(word: str) -> str:
    """A word as it is kept: no query has more characters than this leaves."""
    return ODD.sub("\uffff", word)[:_LONGEST]


def edged(folded: str) -> str:
    """A text as it is kept with a mark at both edges of each word: a line feed, which stands in no folded text."""
    marked = (f"\n{unit}\n" if is_word(unit[0]) else unit for unit in units(folded))
    return ODD.sub("\uffff", "".join(marked))


def edged_form(form: FoldedForm) -> str:
    """A text that is looked for as it stands between such marks, without those of the edges that need not be there."""
    marked = edged(form.text)
    marked = marked if form.left else marked.removeprefix("\n")
    return marked if form.right else marked.removesuffix("\n")


def definition() -> dict[str, Any]:
    """How an index keeps passages. It is refreshed when it is told to; a second copy of each shard is
    kept as soon as there is a second node."""

    def grams(length: int) -> dict[str, Any]:
        return {"type": "ngram", "min_gram": length, "max_gram": length}

    words = {"type": "char_group", "tokenize_on_chars": [" "], "max_token_length": 2 * _LONGEST}
    single = {"type": "text", "analyzer": "single", "index_options": "docs", "norms": False}
    return {
        "settings": {
            "number_of_shards": int(os.environ.get(SHARDS, _SHARDS)),
            "auto_expand_replicas": "0-1",
            "refresh_interval": "-1",
            "analysis": {
                "tokenizer": {"pairs": grams(2), "single": grams(1), "words": words},
                "analyzer": {
                    name: {"type": "custom", "tokenizer": name}
                    for name in ("pairs", "single", "words")
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "key": {"type": "keyword"},
                "place": {"type": "keyword"},
                "text": {
                    "type": "text",
                    "analyzer": "pairs",
                    "norms": False,
                    "fields": {"single": single},
                },
                "edged": {"type": "text", "analyzer": "pairs", "norms": False},
                "words": {**single, "analyzer": "words"},
                "own": {"type": "keyword"},
                "by": {"type": "keyword", "doc_values": False},
                "items": {"type": "keyword", "doc_values": False},
                "whole": {"type": "binary"},
            },
        },
    }


@dataclass(frozen=True, slots=True)
class PassageQuery:
    """A question for passages."""

    query: Mapping[str, Any]

    @classmethod
    def term(cls, name: str, value: str) -> PassageQuery:
        """Passages with a term in a field."""
        return cls({"term": {name: {"value": value}}})

    @classmethod
    def prefix(cls, name: str, value: str) -> PassageQuery:
        """Passages with a term that begins so."""
        return cls({"prefix": {name: {"value": value}}})

    @classmethod
    def phrase(cls, name: str, value: str) -> PassageQuery:
        """Passages with a text in a field."""
        return cls({"match_phrase": {name: {"query": value}}})

    @classmethod
    def any(cls, some: Sequence[PassageQuery]) -> PassageQuery:
        """Passages that any of some questions finds."""
        return cls({"bool": {"should": [asked.query for asked in some]}})

    @classmethod
    def version(cls, key: str) -> PassageQuery:
        """The passages of one version of a meeting, or a mark."""
        return cls.term("key", key)

    def of(self, key: str) -> PassageQuery:
        """The same for one version of one meeting."""
        return self._within(self.version(key).query)

    def said_by(self, labels: Collection[str]) -> PassageQuery:
        """The same for speeches with one of some labels."""
        return self._within({"terms": {"by": sorted(set(map(cut, labels)))}})

    def _within(self, others: Mapping[str, Any]) -> PassageQuery:
        return PassageQuery({"bool": {"filter": [others, self.query]}})


def _body(asked: PassageQuery, after: Mapping[str, str] | None = None) -> dict[str, Any]:
    sources = [{name: {"terms": {"field": name}}} for name in ("key", "place")]
    composite = {"size": _PAGE, "sources": sources, **({"after": after} if after else {})}
    return {
        "size": 0,
        "track_total_hits": True,
        "query": {"constant_score": {"filter": asked.query}},
        "aggs": {"places": {"composite": composite}},
    }


def _buckets(cluster: Cluster, index: str, asked: PassageQuery) -> Iterator[Mapping[str, Any]]:
    """Meetings and places with their number of passages, page by page until there is none left."""
    after = None
    while True:
        body = _body(asked, after)
        answer = cluster.ask("search", index=index, body=body, allow_partial_search_results=False)
        places = answer["aggregations"]["places"]
        yield from places["buckets"]
        after = places.get("after_key")
        if after is None or len(places["buckets"]) < _PAGE:
            return


def _weigh(buckets: Iterator[Mapping[str, Any]]) -> dict[str, Weight]:
    found: dict[str, int] = {}
    for bucket in buckets:
        key, place = bucket["key"]["key"], bucket["key"]["place"]
        times = bucket["doc_count"] if place == "speech" else 1
        found[key] = found.get(key, 0) + _ONE[place] * times
    return {key: Weight(number) for key, number in found.items()}


def weights(cluster: Cluster, index: str, asked: PassageQuery) -> dict[str, Weight]:
    """The versions of meetings with a passage that is asked for, with exact weights."""
    return _weigh(_buckets(cluster, index, asked))


def weights_of_each(
    cluster: Cluster, index: str, asked: Sequence[PassageQuery]
) -> list[dict[str, Weight]]:
    """The same for each of several questions, in as few requests as can be. What was not answered whole is asked
    for again by itself."""
    found: list[dict[str, Weight]] = []
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        lines = chain.from_iterable(({"index": index}, _body(query)) for query in some)
        answers = cluster.ask("msearch", body=list(lines))["responses"]
        found += [
            _weigh(iter(_places(answer))) if _is_whole(answer) else weights(cluster, index, one)
            for one, answer in zip(some, answers, strict=True)
        ]
    return found


def _places(answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    buckets: Sequence[Mapping[str, Any]] = answer["aggregations"]["places"]["buckets"]
    return buckets


def _is_whole(answer: Mapping[str, Any]) -> bool:
    """Whether one of several questions was answered by all shards, and in one page."""
    is_answered = "aggregations" in answer and not answer["_shards"]["failed"]
    return is_answered and not answer["timed_out"] and len(_places(answer)) < _PAGE


def samples(cluster: Cluster, index: str, asked: Sequence[tuple[str, str]]) -> list[Weight]:
    """Where each text stands in its version of a meeting, as the cluster finds it."""
    found: list[Weight] = []
    for start in range(0, len(asked), _AT_ONCE):
        lines: list[Mapping[str, Any]] = []
        for key, text in asked[start : start + _AT_ONCE]:
            lines += [{"index": index}, _body(PassageQuery.phrase("text", text).of(key))]
        answers = cluster.ask("msearch", body=lines)
        for (key, _), answer in zip(asked[start:], answers["responses"], strict=False):
            buckets = answer.get("aggregations", {}).get("places", {}).get("buckets", ())
            found.append(_weigh(iter(buckets)).get(key, Weight()))
    return found


def passages(cluster: Cluster, index: str) -> dict[str, int]:
    """How many passages of each version of a meeting an index holds."""
    found: dict[str, int] = {}
    for bucket in _buckets(cluster, index, PassageQuery({"exists": {"field": "place"}})):
        key = bucket["key"]["key"]
        found[key] = found.get(key, 0) + bucket["doc_count"]
    return found


def new_mark() -> str:
    """What an index bears until it forgets what one generation names."""
    return f"{_MARK}{secrets.token_hex(8)}"


def marking(mark: str) -> dict[str, Any]:
    """What puts a mark into an index: a head without words, which no question for words finds."""
    return {"_id": mark, "key": mark, "place": "head"}


def forget_others(cluster: Cluster, index: str, keep: Collection[str]) -> None:
    """Remove all versions of meetings and all marks but some; the marks first, so that nobody who still sees
    one misses a meeting."""
    gone = sorted(key for key in passages(cluster, index) if key not in keep)
    for start in range(0, len(gone), _PAGE):
        body = {"query": {"terms": {"key": gone[start : start + _PAGE]}}}
        cluster.ask("delete_by_query", index=index, body=body, refresh=True, conflicts="proceed")


def words(cluster: Cluster, index: str, pattern: str, prefix: str) -> list[tuple[str, int]]:
    """The words that begin so, each with the number of versions of meetings that hold it."""
    # Read by value: by number, 2.19 fails where a segment holds no such word.
    terms = {
        "field": "own",
        "size": _MOST_WORDS,
        "include": f"{pattern}.*",
        "execution_hint": "map",
    }
    body = {
        "size": 0,
        "query": {"prefix": {"own": {"value": prefix}}},
        "aggs": {"words": {"terms": terms}},
    }
    answer = cluster.ask("search", index=index, body=body, allow_partial_search_results=False)
    return [
        (bucket["key"], bucket["doc_count"])
        for bucket in answer["aggregations"]["words"]["buckets"]
    ]


def alias_of(data: Path) -> str:
    """The name under which a data folder's index in use is known."""
    place = hashlib.sha256(str(data.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{os.environ.get(PREFIX, 'minutes')}-{place}"


def point(cluster: Cluster, alias: str, index: str) -> None:
    """Let the alias name another index, at one stroke. The one that it named is kept, as it is still
    being read; those before it go."""
    indexes = cluster.ask("indices.get", index=f"{alias}-*")
    before = [name for name, entry in indexes.items() if alias in entry.get("aliases", {})]
    actions: list[dict[str, Any]] = [
        {"remove": {"index": name, "alias": alias}} for name in before if name != index
    ]
    actions.append({"add": {"index": index, "alias": alias}})
    cluster.ask("indices.update_aliases", body={"actions": actions})
    for name in set(indexes) - {index, *before}:
        cluster.ask("indices.delete", index=name, ignore_unavailable=True)
