"""A cluster of OpenSearch, spoken to: where it is and with whose rights, said by the environment; patience
while a node is lost; errors in words."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any, Literal
from urllib.parse import urlsplit

import opensearchpy
from opensearchpy import helpers
from opensearchpy.exceptions import ConnectionError as NotReached
from opensearchpy.exceptions import NotFoundError, TransportError

from minutes.errors import IndexMissing, SettingsError

ADDRESSES = "MINUTES_OPENSEARCH"
PREFIX = "MINUTES_OPENSEARCH_PREFIX"
SHARDS = "MINUTES_OPENSEARCH_SHARDS"
# The rights that each part needs: readers only search, the indexer also writes.
Part = Literal["READER", "INDEXER"]
# Seconds for all tries, and for one request to one node. A replica takes over, or a manager is chosen,
# within a few, and a reader gets no use of a later answer; nobody waits for the indexer.
PATIENCE: Mapping[Part, float] = {"READER": 20.0, "INDEXER": 180.0}
_TIMEOUT: Mapping[Part, float] = {"READER": 10.0, "INDEXER": 60.0}
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0
# What is told of a request that was done before its answer was lost: names of indexes are never used twice.
_DONE = "resource_already_exists_exception"
_PASSING = (429, 502, 503, 504)  # what a busy or a changing cluster answers
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Unreachable(IndexMissing):
    """The cluster cannot be asked, so nothing is known of what it holds."""


def _refuse_exposed(addresses: Sequence[str], secrets: Sequence[str]) -> None:
    """No password goes to an address that does not keep it from those who listen."""
    for address, secret in zip(addresses, secrets, strict=True):
        if secret and not _guarded(address):
            raise SettingsError(
                f"{ADDRESSES}: {address} would get the password unencrypted; use https://",
                zh=f"{ADDRESSES}：{address}：密碼會以未加密方式傳送，請改用 https://",
            )


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster, with the rights of one part of the program."""

    client: opensearchpy.OpenSearch
    addresses: str
    patience: float

    @classmethod
    def of(cls, part: Part, environ: Mapping[str, str] = os.environ) -> Cluster:
        """The cluster that the environment names. Raises `SettingsError` where it names none, or one
        to which a password would go unencrypted."""
        addresses = environ.get(ADDRESSES, "").replace(",", " ").split()
        secret = environ.get(f"{ADDRESSES}_{part}", "")
        if not addresses:
            raise SettingsError(
                f"engine: opensearch needs the address of a cluster in {ADDRESSES}",
                zh=f"engine: opensearch：請在環境變數 {ADDRESSES} 指定叢集位址",
            )
        shown = list(map(_without_rights, addresses))
        secrets = [secret or ("" if address in shown else address) for address in addresses]
        _refuse_exposed(shown, secrets)
        user, _, password = secret.partition(":")
        client = opensearchpy.OpenSearch(
            hosts=addresses,
            http_auth=(user, password) if secret else None,
            timeout=_TIMEOUT[part],
            max_retries=len(addresses),
            retry_on_timeout=True,
            retry_on_status=_PASSING,
        )
        return cls(client, " ".join(shown), PATIENCE[part])

    def ask(self, name: str, **what: object) -> Any:
        """What a call of the client answers, such as `indices.create`; asked again while a node is being
        replaced. Raises `Unreachable` where that takes too long, or what is asked for is not there."""
        return self._patiently(partial(attrgetter(name)(self.client), **what))

    def send(self, actions: Sequence[Mapping[str, Any]]) -> None:
        """Send documents with ids of their own. Raises `BulkIndexError` where one is refused."""
        self._patiently(partial(helpers.bulk, self.client, actions, max_retries=5))

    def _patiently(self, call: Callable[[], Any]) -> Any:
        deadline, pause = time.monotonic() + self.patience, _FIRST_PAUSE
        while True:
            try:
                return call()
            except NotFoundError as error:
                raise Unreachable(
                    f"{self.addresses}: {_reason(error)}; `minutes index` builds the index anew",
                    zh=f"{self.addresses}：叢集裡沒有這份索引，請執行 minutes index 重建",
                ) from error
            except TransportError as error:
                if error.error == _DONE:
                    return None
                if not _passes(error) or time.monotonic() + pause > deadline:
                    raise Unreachable(
                        f"{self.addresses}: the cluster cannot be asked: {_reason(error)}",
                        zh=f"{self.addresses}：無法連線到搜尋叢集（{_reason(error)}）",
                    ) from error
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def answers(self) -> bool:
        """Whether a node answers at once."""
        return bool(self.client.ping(params={"request_timeout": 2}))


def _without_rights(address: str) -> str:
    """An address without the name and the password that may stand in it."""
    return re.sub(r"//[^/@]*@", "//", address)


def _guarded(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in _LOOPBACK


def _passes(error: TransportError) -> bool:
    return isinstance(error, NotReached) or error.status_code in _PASSING


def _reason(error: TransportError) -> str:
    """What is wrong, without the address and the rights with which it was asked."""
    reason: Any = error.error
    return str(reason)[:200]
