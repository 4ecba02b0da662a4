"""The stretches of Han characters that several meetings say, counted. Most of what is said is said by one
meeting alone or by all of the archive: pairs are counted first, and what is longer only around a pair that several
of these meetings say and the archive seldom does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, repeat, starmap
from operator import add

from minutes.text.folding import is_han
from minutes.text.lists import pick

LEAST = 2  # meetings that must say a stretch
_OFTEN, _SELDOM_ELSEWHERE = 1, 2
_AROUND = re.compile(rb"\x01*\x02[\x01\x02]*")

Telling = Callable[[Collection[str]], set[str]]


def said_often(meetings: Sequence[Sequence[str]], telling: Telling) -> dict[str, int]:
    """In how many of the texts each stretch of two to four characters stands, if the texts of several
    meetings have it (what one meeting says again and again is a phrase of its own) and one of its pairs is among
    those of some that are `telling`."""
    pairs = [list(map(pairs_of, texts)) for texts in meetings]
    found = _counted([list(map(set, each)) for each in pairs])
    often = pick(found, set(filter(_are_han, found)))
    seldom = telling(often)
    rank = dict.fromkeys(often, _OFTEN) | dict.fromkeys(seldom, _SELDOM_ELSEWHERE)
    longer = _counted(
        [list(map(partial(_longer, rank), *told)) for told in zip(meetings, pairs, strict=True)]
    )
    about = filter(lambda one: not seldom.isdisjoint(pairs_of(one)), longer)
    return pick(often, seldom) | pick(longer, set(about))


def _are_han(pair: str) -> bool:
    return all(map(is_han, pair))


def pairs_of(text: str) -> list[str]:
    """All that stands together in a text, two characters each, in order."""
    return list(map(add, text, text[1:]))


def longer_of(han: str, pairs: Sequence[str]) -> Iterator[str]:
    """The stretches of three and four characters of a text, whose pairs are known."""
    three = list(map(add, pairs, han[2:]))
    return chain(three, map(add, three, han[3:]))


def _longer(rank: Mapping[str, int], text: str, pairs: Sequence[str]) -> set[str]:
    """The longer stretches of a text around its telling pairs."""
    found: set[str] = set()
    for around in _AROUND.finditer(bytes(map(rank.get, pairs, repeat(0)))):
        start, end = around.span()
        found.update(longer_of(text[start : end + 1], pairs[start:end]))
    return found


def _counted(meetings: Sequence[Sequence[set[str]]]) -> dict[str, int]:
    """In how many texts each stretch stands that stands in those of several meetings."""
    texts: Counter[str] = Counter(chain.from_iterable(chain.from_iterable(meetings)))
    held: Counter[str] = Counter(chain.from_iterable(starmap(set().union, meetings)))
    return {stretch: texts[stretch] for stretch, number in held.items() if number >= LEAST}
