"""What a search engine has to do here: name the meetings that may hold some tokens.

Exactness, counts, ranking, facets, paging and snippets are made once, in `pipeline.search.exact`, from
the folded text at hand. An engine that can do all of that by itself (a cluster, or the brute-force
`memory` engine) is a `Searcher` instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from minutes.query.tree import Query


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


# Where a meeting holds a token, in one number: four times the speeches that hold it, plus two where
# it stands elsewhere (title, narratives, sections, headings), plus one where it stands in the head.
Weight = int
AROUND = 12


def weight(speeches: int, *, elsewhere: bool, head: bool) -> Weight:
    """A weight from its parts."""
    return speeches * 4 + elsewhere * 2 + head


def speeches_of(weight: Weight) -> int:
    """The number of speeches in a weight."""
    return weight >> 2


@dataclass(frozen=True, slots=True)
class MeetingTokens:
    """What an engine keeps of one meeting: its tokens, each with its weight."""

    meeting: str
    tokens: Mapping[str, Weight]


class Engine(Protocol):
    """Answers a boolean of tokens with candidates. Opened on a folder, read by many threads."""

    def candidates(self, wants: Sequence[TokenQuery]) -> list[Mapping[str, Weight]]:
        """For each want the meetings that may match (a superset). For a single `Token` the weights
        are exact, else they are upper bounds: no more speeches, and no other places, hold it."""

    def beginning(self, prefix: str) -> Iterable[tuple[str, int]]:
        """The tokens that begin with some characters, each with about how many meetings hold it;
        some of them may have been dropped since."""

    def close(self) -> None: ...


class Writer(Protocol):
    """Changes an engine's folder; nothing is seen before `commit`."""

    def put(self, entries: Iterable[MeetingTokens]) -> None: ...
    def drop(self, meetings: Collection[str]) -> None: ...
    def commit(self, *, purge: bool = False) -> None:
        """Make it last; `purge` rewrites what still holds traces of dropped meetings."""


class Match(NamedTuple):
    """A meeting that matches. Rank: distinct words in the title, then the most distinct words that
    one speech holds, then the number of matching speeches; more is better, in this order."""

    meeting: str
    title: int
    together: int
    speeches: int

    @property
    def rank(self) -> tuple[int, int, int]:
        return self[1:]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One item as search shows it."""

    id: str
    type: str
    speaker: str | None
    text: str
    folded: str


class Answer(Protocol):
    """What one query found; what was looked up for it is at hand for its best speeches."""

    @property
    def matches(self) -> dict[str, Match]:
        """The meetings that match."""

    def best(self, meeting: str, limit: int) -> Sequence[Utterance]:
        """The best matching speeches of a meeting that matches: those that hold most distinct
        words first, then as they were said; where there is none, the other items that match."""


class Searcher(Protocol):
    """Answers a query exactly, for the meetings that are asked for."""

    def ask(self, query: Query, shown: Collection[str]) -> Answer:
        """What matches among `shown`."""

    def find(self, query: Query, shown: Collection[str]) -> dict[str, Match]:
        """The matches alone."""

    def best(self, query: Query, meeting: str, limit: int) -> Sequence[Utterance]:
        """The best speeches of one meeting alone, see `Answer.best`."""

    def holding(self, tokens: Sequence[str]) -> Mapping[str, Weight]:
        """The meetings, whoever may see them, that may hold all of some tokens, with upper bounds
        of where. What of it somebody may learn has to be found by `find`."""

    def beginning(self, prefix: str) -> Iterable[tuple[str, int]]:
        """See `Engine.beginning`."""

    def around(self, form: str, meeting: str, limit: int) -> Iterable[tuple[str, str]]:
        """What stands before and after a folded text in the speeches of a meeting that are shown:
        up to `AROUND` characters on each side, for the first `limit` places."""
