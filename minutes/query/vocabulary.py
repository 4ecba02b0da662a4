"""The words of `minutes/data/queries.toml`, folded: function words, relative times, two spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from minutes.text.folding import fold
from minutes.text.word_tables import table

SHORTEST = 2  # characters on each side of a function word that parts a word


@cache
def function_words() -> frozenset[str]:
    """Words that say nothing of what is sought."""
    words = table("queries")["function_words"]
    return frozenset(map(fold, (*words["han"], *words["latin"])))


@cache
def beside_words() -> frozenset[str]:
    """The characters that stand beside words and are seldom part of one."""
    return frozenset(fold(table("queries")["single"]["beside"]))


@cache
def outside_words() -> frozenset[str]:
    """The characters with which no term begins or ends."""
    return frozenset(fold(table("queries")["single"]["outside"]))


@dataclass(frozen=True, slots=True)
class Hosting:
    """What says that an agency hosts: behind its name, between the names of several, before its name; a name
    with what says that it or the next one does; and what says that it only co-hosts."""

    behind: re.Pattern[str]
    between: re.Pattern[str]
    either: re.Pattern[str]
    before: re.Pattern[str]
    co_hosts: re.Pattern[str]


@cache
def hosting() -> Hosting:
    """The words for it, as a query has them."""
    words = table("queries")["hosting"]
    some = {name: "|".join(map(re.escape, map(fold, forms))) for name, forms in words.items()}
    return Hosting(
        re.compile(rf"\s?(?:{some['jointly']})?(?:{some['hosts']}|{some['co_hosts']})(?!人)的?\s?"),
        re.compile(rf"\s?(?:{some['between']}|{some['either']})\s?(?:the\s)?"),
        re.compile(rf".*(?:{some['either']})\s?(?:the\s)?"),
        re.compile(rf"(?:{some['before']})\s*(?:{some['is']})?\s*(?:the\s+)?"),
        re.compile(some["co_hosts"]),
    )


@cache
def any_meeting() -> frozenset[str]:
    """What beside a time or a host says only that a meeting is sought."""
    return frozenset(map(fold, table("queries")["any_meeting"]["words"]))


@cache
def asked_with() -> tuple[frozenset[str], frozenset[str]]:
    """The words that make a question of English words, and those that then say nothing either."""
    words = table("queries")["function_words"]
    return frozenset(map(fold, words["asking"])), frozenset(map(fold, words["asked"]))


@cache
def _parting() -> re.Pattern[str]:
    longest = sorted(
        map(fold, table("queries")["function_words"]["parting"]), key=len, reverse=True
    )
    return re.compile("|".join(map(re.escape, longest)))


def without_function_words(folded: str) -> list[tuple[int, int]]:
    """The stretches of a word that function words part, or the whole of it where one would be short:
    狗可以進森林遊樂區嗎 loses its last character, 目的 stays whole."""
    pieces = _between(folded, list(_parting().finditer(folded)))
    bare = [_without_edges(folded, piece) for piece in pieces] if len(pieces) > 1 else pieces
    # 用 of 可以用 is what a question leaves, and no word that a record must hold.
    kept = [
        left for left, piece in zip(bare, pieces, strict=True) if left == piece or _is_long(left)
    ]
    return kept if kept and all(map(_is_long, kept)) else [(0, len(folded))]


def _is_long(piece: tuple[int, int]) -> bool:
    return piece[1] - piece[0] >= SHORTEST


@cache
def _edge() -> re.Pattern[str]:
    several = [
        word for word in map(fold, table("queries")["function_words"]["han"]) if len(word) > 1
    ]
    some = "|".join(map(re.escape, sorted(several, key=len, reverse=True)))
    return re.compile(f"(?:{some})*(.*?)(?:{some})*")


def _without_edges(folded: str, piece: tuple[int, int]) -> tuple[int, int]:
    """A stretch without function words at its beginning and end."""
    found = _edge().fullmatch(folded, *piece)
    return found.span(1) if found else piece


def telling(folded: str) -> list[tuple[int, int]]:
    """The stretches of a word around function words of several characters, however short; the whole
    where nothing else is left."""
    found = [m for m in _parting().finditer(folded) if len(m[0]) > 1]
    return _between(folded, found) or [(0, len(folded))]


def _between(folded: str, found: list[re.Match[str]]) -> list[tuple[int, int]]:
    edges = [0, *(at for m in found for at in m.span()), len(folded)]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]


@cache
def relative_times() -> Mapping[str, tuple[str, int]]:
    """Words for a time seen from today: unit (`year`, `quarter`, `month`) and how many ahead."""
    return {
        fold(word): (unit, ahead) for word, (unit, ahead) in table("queries")["relative"].items()
    }


def seen_from_today(folded: str) -> bool:
    """Whether a time is told by a word that means another one on another day."""
    return any(word in folded for word in relative_times())


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    return tuple((fold(a), fold(b)) for a, b in table("queries")["spellings"]["pairs"])


def other_spellings(folded: str) -> Iterator[str]:
    """A word with one of its parts written in the other of two usual ways."""
    for one, other in _pairs():
        if one in folded:
            yield folded.replace(one, other)
        elif other in folded:
            yield folded.replace(other, one)
