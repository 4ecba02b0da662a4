"""The stretches of Han characters that several meetings say, counted. Most of what is said is said by one
meeting alone or by all of the archive: pairs are counted first, and what is longer only around a pair that several
of these meetings say and the archive seldom does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, repeat, starmap
from operator import add, itemgetter

from minutes.text.folding import is_han
from minutes.text.lists import pick

LEAST = 2  # meetings that must say a stretch
AROUND = 4  # characters on each side of one, the longest stretch and no more
_OFTEN, _SELDOM_ELSEWHERE = 1, 2
_AROUND = re.compile(rb"\x01*\x02[\x01\x02]*")

Telling = Callable[[Collection[str]], set[str]]


def said_often(
    meetings: Sequence[Sequence[str]], telling: Telling, least: int = LEAST
) -> dict[str, int]:
    """In how many of the texts each stretch of two to four characters stands, if at `least` so many have it,
    of several meetings (what one meeting says again and again is a phrase of its own), and one of its pairs is
    among those of some that are `telling`."""
    pairs = [list(map(pairs_of, texts)) for texts in meetings]
    found = _counted([list(map(set, each)) for each in pairs], least)
    often = pick(found, set(filter(are_han, found)))
    seldom = telling(often)
    rank = dict.fromkeys(often, _OFTEN) | dict.fromkeys(seldom, _SELDOM_ELSEWHERE)
    longer = _counted(
        [list(map(partial(_longer, rank), *row)) for row in zip(meetings, pairs, strict=True)],
        least,
    )
    about = filter(lambda text: not seldom.isdisjoint(pairs_of(text)), longer)
    return pick(often, seldom) | pick(longer, set(about))


def said_around(meetings: Sequence[Sequence[str]], telling: Telling, least: int) -> dict[str, int]:
    """How often each stretch of `least` to four characters stands around the middle of texts of AROUND
    characters on each side of it, if those of several meetings have it and one of its pairs is `telling`."""
    sizes = range(least, AROUND + 1)
    spans = (slice(at, at + size) for size in sizes for at in range(AROUND + 1 - size, AROUND + 1))
    around = itemgetter(*spans)
    each = [Counter(chain.from_iterable(map(around, texts))) for texts in meetings]
    several = [
        text for text, number in Counter(chain.from_iterable(each)).items() if number >= LEAST
    ]
    pairs = dict(zip(several, map(pairs_of, several), strict=True))
    han = set(filter(are_han, chain.from_iterable(pairs.values())))
    seldom = telling(han)
    found = [text for text in several if _is_told(pairs[text], han, seldom)]
    return {text: sum(map(itemgetter(text), each)) for text in found}


def _is_told(pairs: Collection[str], han: set[str], seldom: set[str]) -> bool:
    return not seldom.isdisjoint(pairs) and han.issuperset(pairs)


def are_han(pair: str) -> bool:
    """Whether two characters, and no fewer, are Han."""
    return len(pair) > 1 and all(map(is_han, pair))


def pairs_of(text: str) -> list[str]:
    """All that stands together in a text, two characters each, in order."""
    return list(map(add, text, text[1:]))


def longer_of(han: str, pairs: Sequence[str]) -> Iterator[str]:
    """The stretches of three and four characters of a text, whose pairs are known."""
    three = list(map(add, pairs, han[2:]))
    return chain(three, map(add, three, han[3:]))


def grams(han: str) -> Iterator[str]:
    """The stretches of two to four characters of a text."""
    pairs = pairs_of(han)
    return chain(pairs, longer_of(han, pairs))


def _longer(rank: Mapping[str, int], text: str, pairs: Sequence[str]) -> set[str]:
    """The longer stretches of a text around its telling pairs."""
    found: set[str] = set()
    for around in _AROUND.finditer(bytes(map(rank.get, pairs, repeat(0)))):
        start, end = around.span()
        found.update(longer_of(text[start : end + 1], pairs[start:end]))
    return found


def _counted(meetings: Sequence[Sequence[set[str]]], least: int) -> dict[str, int]:
    """In how many texts each stretch stands that stands in `least` of them and in those of several meetings."""
    texts: Counter[str] = Counter(chain.from_iterable(chain.from_iterable(meetings)))
    held: Counter[str] = Counter(chain.from_iterable(starmap(set().union, meetings)))
    often = {stretch: number for stretch, number in texts.items() if number >= least}
    return {stretch: number for stretch, number in often.items() if held[stretch] >= LEAST}
