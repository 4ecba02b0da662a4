"""Lasting ids of the items of a meeting, made from their words alone.

The functions here are frozen: an id that was once published must come out the same for ever.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence

# Under this many characters (white space not counted) the same words stand in many places, so the
# neighbours' words take part.
SHORT = 24
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"  # RFC 4648, base32
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]


def normalize(text: str) -> str:
    """The words that count for an id: NFC, without white space."""
    return "".join(unicodedata.normalize("NFC", text).split())


def fingerprint(*parts: str) -> str:
    """Twelve lower-case base32 characters (60 bits of SHA-256) of `parts`."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
    bits = int.from_bytes(digest[:8], "big") >> 4
    # Two characters at a time: `base64.b32encode` gives the same, and takes longer than the hash.
    first, second = _PAIRS[bits >> 50], _PAIRS[bits >> 40 & 1023]
    third, fourth = _PAIRS[bits >> 30 & 1023], _PAIRS[bits >> 20 & 1023]
    return f"{first}{second}{third}{fourth}{_PAIRS[bits >> 10 & 1023]}{_PAIRS[bits & 1023]}"


def identify(items: Sequence[tuple[str, str]]) -> list[str]:
    """One id for each (type, plain text), unique within the meeting.

    A long speech depends on its own words only. A short item also depends on the nearest speech
    before and after it that says something else, so inserting, moving or deleting speeches
    elsewhere leaves it alone. What is equal even so gets `-2`, `-3` … in document order.
    """
    return number(names(items))


def names(items: Sequence[tuple[str, str]]) -> list[str]:
    """The ids of `identify` before what is equal is numbered."""
    words = [normalize(text) for _, text in items]
    before = _neighbours(items, words, range(len(items)))
    after = _neighbours(items, words, range(len(items) - 1, -1, -1))
    found = []
    for index, (kind, _) in enumerate(items):
        parts = [words[index]] if kind == "speech" else [kind, words[index]]
        if len(words[index]) < SHORT:
            parts += ["short", before[index], after[index]]
        found.append(fingerprint(*parts))
    return found


def number(names: Sequence[str]) -> list[str]:
    """The second and later of equal names with their numbers."""
    if len(set(names)) == len(names):
        return list(names)
    seen: Counter[str] = Counter()
    ids = []
    for name in names:
        seen[name] += 1
        ids.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return ids


def _neighbours(
    items: Sequence[tuple[str, str]], words: Sequence[str], order: range
) -> dict[int, str]:
    """For each item the words of the nearest earlier speech (in `order`) that differ from its own."""
    found: dict[int, str] = {}
    last, last_other = "", ""  # the latest words, and the latest that differ from them
    for index in order:
        own = words[index]
        found[index] = last_other if last == own else last
        if items[index][0] == "speech" and own and own != last:
            last, last_other = own, last
    return found
