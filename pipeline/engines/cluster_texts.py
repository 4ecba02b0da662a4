"""The texts of meetings in a cluster, whole and compressed: a document beside the passages of each. A site that
has no files of texts answers with these."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from pipeline.engines.cluster import Cluster

PLACE = "text"  # where no word stands: no question for passages finds this document
_FASTEST = 1  # of what zlib can do: the rest takes four times as long for a seventh less
_MOST_HOLDERS = 1_000


def document(ident: str, key: str, text: bytes, items: Collection[str]) -> dict[str, Any]:
    """What keeps the text of one version of a meeting, and the ids of its items."""
    packed = base64.b64encode(zlib.compress(text, _FASTEST)).decode("ascii")
    return {"_id": ident, "key": key, "place": PLACE, "items": sorted(items), "whole": packed}


class ClusterTexts:
    """See `Texts`: those of one index, by the keys of the versions of meetings."""

    def __init__(self, index: str, keys: Mapping[str, str]) -> None:
        self._index, self._keys = index, keys

    @cached_property
    def _cluster(self) -> Cluster:
        return Cluster.of("READER")

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {key: name for name, key in self._keys.items()}

    def of(self, meetings: Collection[str]) -> Mapping[str, bytes]:
        """See `Texts.of`."""
        keys = [self._keys[meeting] for meeting in meetings]
        documents = self._ask({"terms": {"key": keys}}, ["key", "whole"], len(keys))
        return {self._names[found["key"]]: _unpacked(found["whole"]) for found in documents}

    def holders(self, item: str) -> Sequence[str]:
        """See `Texts.holders`."""
        documents = self._ask({"term": {"items": {"value": item}}}, ["key"], _MOST_HOLDERS)
        return [self._names[found["key"]] for found in documents if found["key"] in self._names]

    def _ask(self, wanted: Mapping[str, Any], fields: Sequence[str], most: int) -> list[Any]:
        """The fields of the documents that fit. A shard that does not answer is waited for, as by every question."""
        only = [{"term": {"place": {"value": PLACE}}}, wanted]
        body = {"size": most, "query": {"bool": {"filter": only}}, "_source": fields}
        answer = self._cluster.ask(
            "search", index=self._index, body=body, allow_partial_search_results=False
        )
        return [hit["_source"] for hit in answer["hits"]["hits"]]

    def close(self) -> None:
        """See `Texts.close`."""
        if "_cluster" in vars(self):
            self._cluster.client.close()


def _unpacked(packed: str) -> bytes:
    """A text; nothing, where it is not what was sent."""
    try:
        return zlib.decompress(base64.b64decode(packed))
    except (binascii.Error, zlib.error):
        return b""
