"""What a search engine has to do here: name the meetings that may hold some tokens; or, if it knows
what stands beside what, those in which some words stand.

Exactness, counts, ranking, facets, paging and snippets are made once, in `pipeline.search.exact`, from
the folded text at hand. What does all of that by itself (`brute_force`) is a `Searcher` instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from heapq import nsmallest
from itertools import chain
from operator import neg
from pathlib import Path
from typing import Literal, Protocol

from minutes.query.tree import Query, Word
from minutes.text.folding import tokens
from pipeline.engines.fetched_texts import Texts


@dataclass(frozen=True, slots=True)
class Token:
    """A token as `minutes.text.folding.tokens` makes it: a Han character, a Han bigram, a Latin word."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any Latin word that begins with `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """All parts; without parts, every meeting."""

    parts: tuple[TokenQuery, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part."""

    parts: tuple[TokenQuery, ...]


TokenQuery = Token | Prefix | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class FoldedForm:
    """A folded text that is looked for; `left` and `right` say whether it must begin and end at the
    edge of a Latin word."""

    text: str
    left: bool
    right: bool


# How much of a text `Searcher.surroundings` tells on each side, in characters.
SURROUNDING = 12


class Weight(int):
    """Where a meeting holds a token, in one number that an engine can keep as it is: four times the
    speeches that hold it, plus two where it stands elsewhere (title, narratives, sections,
    headings), plus one where it stands in the head. More is better, in this order."""

    __slots__ = ()

    @classmethod
    def of(cls, speeches: int, *, elsewhere: bool, head: bool) -> Weight:
        """A weight from its parts."""
        return cls(speeches * 4 + elsewhere * 2 + head)

    @property
    def speeches(self) -> int:
        """The number of speeches that hold the token."""
        return self >> 2

    @property
    def elsewhere(self) -> bool:
        """Whether it stands in what is neither speech nor head."""
        return bool(self & 2)

    @property
    def head(self) -> bool:
        """Whether it stands in the head."""
        return bool(self & 1)

    @property
    def in_text(self) -> bool:
        """Whether it stands anywhere outside the head."""
        return self > 1

    def either(self, other: Weight) -> Weight:
        """The most that can hold one of two tokens."""
        return Weight((self >> 2) + (other >> 2) << 2 | (self | other) & 3)

    def both(self, other: Weight) -> Weight:
        """The most that can hold both of two tokens."""
        return Weight(min(self >> 2, other >> 2) << 2 | self & other & 3)


NOWHERE = Weight()
# More than any meeting has: nothing is known of where.
EVERYWHERE = Weight.of(1 << 20, elsewhere=True, head=True)
Weights = Mapping[str, Weight]


def either(parts: Iterable[Weights]) -> Weights:
    """What holds at least one of some tokens, from what holds each, with upper bounds of where."""
    found: dict[str, Weight] = {}
    for part in parts:
        if not found:
            found = dict(part)
            continue
        for name, weight in part.items():
            found[name] = weight.either(found[name]) if name in found else weight
    return found


def both(some: Weights, others: Weights) -> Weights:
    """What holds two tokens, from what holds each, with upper bounds of where."""
    return {name: some[name].both(others[name]) for name in some.keys() & others.keys()}


def candidates(
    want: TokenQuery,
    look_up: Callable[[Token | Prefix], Weights],
    everything: Callable[[], Weights],
) -> Weights:
    """What may match a boolean, whose tokens and prefixes `look_up` finds; `everything` gives all meetings."""
    match want:
        case Token() | Prefix():
            return look_up(want)
        case AnyOf(parts):
            return either(candidates(part, look_up, everything) for part in parts)
        case AllOf(()):
            return everything()
    return reduce(both, (candidates(part, look_up, everything) for part in want.parts))


def leaves(want: TokenQuery) -> Iterator[Token | Prefix]:
    """The tokens and prefixes of a boolean."""
    if isinstance(want, Token | Prefix):
        yield want
    else:
        yield from chain.from_iterable(map(leaves, want.parts))


@dataclass(frozen=True, slots=True)
class Want:
    """One part of a query for `nearest`: tokens, any of which stands where the part does, and
    what the part is worth."""

    tokens: tuple[str, ...]
    worth: float


_HALF = 6  # a weight that counts half of the highest: BM25's k of 1.5, in quarters of a speech


def nearest(
    wants: Sequence[Want],
    look_up: Callable[[Sequence[TokenQuery]], Sequence[Weights]],
    among: Collection[str],
    most: int,
) -> list[str]:
    """Those of some meetings that hold most of what is wanted, the best first, so many at most, from what
    `look_up` finds of each (`Reader.candidates`): BM25 without lengths. Only who is near is taken from it, never the
    order."""
    scores: dict[str, float] = {}
    for want, weights in zip(wants, look_up(list(map(_any_token, wants))), strict=True):
        for name in weights.keys() & among:
            weight = weights[name]
            scores[name] = scores.get(name, 0.0) + want.worth * weight / (weight + _HALF)
    best = nsmallest(most, zip(map(neg, scores.values()), scores, strict=True))
    return [name for _, name in best]


def _any_token(want: Want) -> TokenQuery:
    """What is asked of a reader for one part."""
    tokens = tuple(map(Token, want.tokens))
    return tokens[0] if len(tokens) == 1 else AnyOf(tokens)


# Where a passage stands, as far as an engine tells it: in a speech, in the head, or in anything else.
Place = Literal["speech", "elsewhere", "head"]


@dataclass(frozen=True)
class MeetingWords:
    """What an engine is given of one meeting: its passages, folded, each with where it stands; and for an engine
    that keeps them the labels of who says each, its text whole, as the index has it, and the ids of its items."""

    meeting: str
    passages: Sequence[tuple[Place, str]]
    speakers: Sequence[str | None] = ()
    whole: bytes = b""
    items: Sequence[str] = ()

    @cached_property
    def tokens(self) -> Weights:
        """Every token with the number of speeches that hold it, and where else it stands."""
        speeches: Counter[str] = Counter()
        others: dict[Place, set[str]] = {"elsewhere": set(), "head": set()}
        for place, folded in self.passages:
            (speeches if place == "speech" else others[place]).update(set(tokens(folded)))
        elsewhere, head = others["elsewhere"], others["head"]
        return {
            token: Weight.of(speeches[token], elsewhere=token in elsewhere, head=token in head)
            for token in speeches.keys() | elsewhere | head
        }


class Reader(Protocol):
    """Answers a boolean of tokens with candidates. Opened on a folder, read by many threads."""

    def candidates(self, wants: Sequence[TokenQuery]) -> list[Weights]:
        """For each want the meetings that may match (a superset). For a single `Token` the weights
        are exact, else they are upper bounds: no more speeches, and no other places, hold it."""

    def standing(
        self, forms: Sequence[FoldedForm], by: Collection[str] | None = None
    ) -> Weights | None:
        """The meetings in which at least one of some texts stands, or, with labels, in speeches `by` one
        of these, with exact weights; None where the engine does not know it, so that the text itself
        must be looked into."""

    def beginning(self, prefix: str) -> Iterable[tuple[str, int]]:
        """The Latin words that begin with some characters, each with about how many meetings hold
        it; some of them may have been dropped since."""

    def close(self) -> None:
        """Let the files go."""


class Writer(Protocol):
    """Changes one shard; nothing is seen before `commit`."""

    def put(self, entries: Iterable[MeetingWords]) -> None:
        """Add meetings; drop an older form of theirs first."""

    def drop(self, meetings: Collection[str]) -> None:
        """Mark meetings as gone."""

    def commit(self, *, purge: bool = False) -> None:
        """Make it last; `purge` rewrites what still holds traces of dropped meetings."""

    def cancel(self) -> None:
        """Leave everything as it was."""


def _no_texts(_: Path) -> None:
    """The generation's own files have the texts."""


def _always() -> bool:
    """What answers is this program itself."""
    return True


@dataclass(frozen=True, slots=True)
class Engine:
    """One way to keep words, see `pipeline.engines.registry`. Its folder holds a folder for each
    shard, and shards may be written by separate processes at the same time. `format` changes whenever an
    older folder could not be read or would answer otherwise; `shards` is the number of parts into which it
    divides the meetings. A `writer` writes one shard, made where there is none, a `reader` reads all that
    lie in a folder. `texts` gives the texts of the meetings in a folder, None where this engine keeps
    none, and `reachable` tells whether what answers is there."""

    format: str
    shards: int
    writer: Callable[[Path], Writer]
    reader: Callable[[Path], Reader]
    texts: Callable[[Path], Texts | None] = _no_texts
    reachable: Callable[[], bool] = _always


@dataclass(frozen=True, slots=True)
class Utterance:
    """One item as search shows it."""

    id: str
    type: str
    speaker: str | None
    text: str
    folded: str


# Meetings that one answer tells: far more than a machine's archive has, few enough for a page.
MOST = 20_000
Matches = Mapping[str, int]


class Answer(Protocol):
    """What one query found; what was looked up for it is at hand for its best speeches."""

    @property
    def matches(self) -> Matches:
        """The meetings that match, each with the number of its speeches that do; where there are
        more than `MOST`, the newest of them."""

    @property
    def capped(self) -> bool:
        """Whether more meetings match than are told."""

    def places(self, parts: Sequence[Word]) -> Places:
        """Where the parts stand among the meetings that were asked for."""

    def best(self, meeting: str, limit: int) -> Sequence[Utterance]:
        """The best matching speeches of a meeting that matches (see `best_speeches.fullest`); where there
        is none, the other items that match."""


class Places(Protocol):
    """Where the parts of a query stand, each looked up for itself in the meetings' own text."""

    def speeches_holding(self, among: Collection[str]) -> Sequence[Mapping[str, int]]:
        """For each part those of some meetings that hold it anywhere (or were held in its days),
        with the number of speeches that do."""

    def together(self, meeting: str, shares: Sequence[float]) -> float:
        """The sum over the speeches of a meeting of the square of what the parts that each holds are
        worth; what each part is worth is in `shares`. Nothing for a meeting that is not here."""


class Counts(Protocol):
    """In how many meetings of a view each token stands."""

    def of(self, token: str) -> int:
        """How many meetings hold a token anywhere: title, head or items."""

    def of_each(self, tokens: Collection[str]) -> Mapping[str, int]:
        """The same for each of many tokens at once."""

    def beginning(self, prefix: str) -> Mapping[str, int]:
        """The tokens that begin with some characters, each with its meetings."""

    def characters(self, among: Iterable[str]) -> Counter[str]:
        """How often each character stands in some of the meetings."""


class Searcher(Protocol):
    """Answers a query exactly, for the meetings that are asked for."""

    def ask(self, query: Query, shown: Collection[str]) -> Answer:
        """What matches among `shown`."""

    def find(self, query: Query, shown: Collection[str]) -> Matches:
        """The matches alone."""

    def best(self, query: Query, meeting: str, limit: int) -> Sequence[Utterance]:
        """The best speeches of one meeting alone, see `Answer.best`."""

    def nearest(self, wants: Sequence[Want], among: Collection[str], most: int) -> Sequence[str]:
        """The meetings among some that are here and `nearest` to what is wanted."""

    def counts(self, shown: Collection[str]) -> Counts:
        """In how many of the meetings shown each token stands. Made once for a view."""

    def holding(self, tokens: Sequence[str]) -> Weights:
        """The meetings, whoever may see them, that may hold all of some tokens, with upper bounds
        of where. What of it somebody may learn has to be found by `find`."""

    def beginning(self, prefix: str) -> Iterable[tuple[str, int]]:
        """See `Reader.beginning`."""

    def text(self, meeting: str) -> str:
        """What the items of a meeting say that are shown, folded, a line each; "" for a meeting that is not here."""

    def expect(self, meetings: Sequence[str]) -> None:
        """Be told which meetings are looked into next, in order: texts that lie elsewhere are fetched together."""

    def surroundings(self, form: str, meeting: str, limit: int) -> Iterable[tuple[str, str]]:
        """What stands before and after a folded text in the speeches of a meeting that are shown:
        up to `SURROUNDING` characters on each side, for the first `limit` places."""


def find_in(searchers: Iterable[Searcher], query: Query, shown: Collection[str]) -> Matches:
    """The matches of several searchers, none of which has a meeting of another."""
    return dict(chain.from_iterable(one.find(query, shown).items() for one in searchers))
