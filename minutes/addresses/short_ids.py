"""Short ids of records: a frozen function of a record's own address, so that nothing has to be kept.

A record's code is the SHA-256 of its address in base32; its short id is the first eight characters
(40 bits: one chance in 20,000 that any two of 10,000 records share one). An id is never given to
another record: where two records do share one, it leads to both, to choose from, and each is offered
a longer id that is its own. A renamed record keeps its old short id because the table of old
addresses still names its old stem. Change nothing here: links on paper depend on it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from minutes.addresses.redirects import fold_address

LENGTH = 8
LONGEST = 32
# Crockford's base32 in lower case: no i, l, o and u, so that people can read it out and type it.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LIKE = str.maketrans("oil", "011")
_KIND = b"minutes short link 1\n"


@lru_cache(maxsize=65_536)
def code(address: str) -> str:
    """The whole code (32 characters) of a record's id or old address; any prefix of it that has
    eight characters or more names the record. Case, `：` for `-` and the form in which accents are
    encoded do not matter, as in addresses."""
    normal = unicodedata.normalize("NFC", fold_address(address))
    digest = hashlib.sha256(_KIND + normal.encode("utf-8", "surrogatepass")).digest()
    number = int.from_bytes(digest[:20], "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(155, -1, -5))


def read(typed: str) -> str | None:
    """A short id as it was typed (capitals, O for 0, I and L for 1), or None where it is none."""
    letters = typed.strip().lower().translate(_LIKE)
    return letters if LENGTH <= len(letters) <= LONGEST and set(letters) <= set(ALPHABET) else None


@dataclass(frozen=True, slots=True)
class Shortlinks:
    """The short ids of one archive: of its records' ids and of every old address of theirs."""

    table: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, addresses: Iterable[str]) -> Shortlinks:
        """A table for these ids and old addresses."""
        table: dict[str, tuple[str, ...]] = {}
        for address in dict.fromkeys(addresses):
            start = code(address)[:LENGTH]
            table[start] = (*table.get(start, ()), address)
        return cls(table)

    def offered(self, address: str) -> str:
        """The short id to give out for a record: eight characters, more only where another address
        begins alike."""
        whole = code(address)
        others = set(map(code, self.table.get(whole[:LENGTH], ()))) - {whole}
        length = LENGTH
        while length < LONGEST and any(o.startswith(whole[:length]) for o in others):
            length += 1
        return whole[:length]

    def find(self, typed: str) -> tuple[str, ...]:
        """The ids and old addresses that a short id may mean: one as a rule, none if it is unknown."""
        short_id = read(typed)
        if short_id is None:
            return ()
        return tuple(
            a for a in self.table.get(short_id[:LENGTH], ()) if code(a).startswith(short_id)
        )
