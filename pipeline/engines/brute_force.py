"""Brute force over texts held in memory: for tiny archives, for records that became due since the
last indexing, and as the oracle that other engines are tested against.

Shares only the folding and the query with the rest. Slow and plain on purpose.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, filterfalse, islice
from typing import NamedTuple

from minutes.catalogue.public_view import order
from minutes.query.ordinals import counted
from minutes.query.places import places
from minutes.query.restrictions import Facts, holds, matches, named
from minutes.query.tree import And, Field, Node, Not, Or, Query, Word, is_speaker
from minutes.text import folding
from minutes.text.lists import pick
from pipeline.engines.best_speeches import fullest
from pipeline.engines.protocol import (
    MOST,
    NOWHERE,
    SURROUNDING,
    Answer,
    Counts,
    Matches,
    Places,
    TokenQuery,
    Utterance,
    Want,
    Weight,
    Weights,
    either,
    leaves,
    nearest,
)


@dataclass(frozen=True, slots=True)
class MeetingText:
    """A meeting with what search knows of it, and its items."""

    facts: Facts
    items: tuple[Utterance, ...]

    @property
    def shown(self) -> Iterator[tuple[int, Utterance]]:
        """The items that are not withdrawn, each with its number."""
        hidden = self.facts.hidden
        return ((n, item) for n, item in enumerate(self.items) if item.id not in hidden)

    @property
    def speeches(self) -> list[int]:
        """The numbers of the speeches that are shown."""
        return [number for number, item in self.shown if item.type == "speech"]

    @property
    def others(self) -> list[Utterance]:
        """What is shown and no speech: narratives, sections, headings."""
        return [item for _, item in self.shown if item.type != "speech"]

    @property
    def spoken(self) -> list[str]:
        """The words of the speeches that are shown."""
        return [self.items[number].folded for number in self.speeches]

    @property
    def passages(self) -> list[str]:
        """The words of the title and of all items that are shown."""
        return [self.facts.title, *(item.folded for _, item in self.shown)]

    @property
    def words(self) -> set[str]:
        """What is counted of title, head and items."""
        return set(chain.from_iterable(map(counted, (*self.passages, *self.facts.head))))

    @property
    def weights(self) -> dict[str, Weight]:
        """Every token that stands somewhere, with where."""
        speeches = Counter(chain.from_iterable(map(_tokens, self.spoken)))
        others = _tokens(self.facts.title).union(*(_tokens(item.folded) for item in self.others))
        head = set().union(*map(_tokens, self.facts.head))
        return {
            token: Weight.of(speeches[token], elsewhere=token in others, head=token in head)
            for token in speeches.keys() | others | head
        }

    def label(self, number: int) -> str:
        """Who says an item, folded."""
        return folding.fold(self.items[number].speaker or "")


class BruteForceSearcher:
    """A `Searcher` over a few texts."""

    def __init__(self, texts: Iterable[MeetingText]) -> None:
        self.texts = {text.facts.meeting.id: text for text in texts}

    def ask(self, query: Query, shown: Collection[str]) -> Answer:
        """See `Searcher.ask`."""
        texts = pick(self.texts, shown)
        found = [text.facts.meeting for text in texts.values() if _matches(query, text)]
        newest = sorted(found, key=order)[:MOST]
        matches = {meeting.id: len(list(_held(query, texts[meeting.id]))) for meeting in newest}
        return _Answer(query, self.texts, texts, matches, len(found) > MOST)

    def find(self, query: Query, shown: Collection[str]) -> Matches:
        """See `Searcher.find`."""
        return self.ask(query, shown).matches

    def best(self, query: Query, meeting: str, limit: int) -> Sequence[Utterance]:
        """See `Searcher.best`."""
        return _best(query, self.texts[meeting], limit)

    def nearest(self, wants: Sequence[Want], among: Collection[str], most: int) -> Sequence[str]:
        """See `Searcher.nearest`."""
        return nearest(wants, self._candidates, among, most)

    def _candidates(self, wants: Sequence[TokenQuery]) -> list[Weights]:
        return [either(self._holding(leaf.text) for leaf in leaves(want)) for want in wants]

    def counts(self, shown: Collection[str]) -> Counts:
        """See `Searcher.counts`."""
        return _Counts(self._counted, shown, self.texts)

    def holding(self, tokens: Sequence[str]) -> Weights:
        """See `Searcher.holding`."""
        held = list(map(self._holding, tokens))
        common = set(self.texts).intersection(*held)
        return {name: min((each[name] for each in held), default=NOWHERE) for name in common}

    def beginning(self, prefix: str) -> Iterable[tuple[str, int]]:
        """See `Searcher.beginning`."""
        return [(t, len(held)) for t, held in self._weights.items() if t.startswith(prefix)]

    def text(self, meeting: str) -> str:
        """See `Searcher.text`."""
        shown = self.texts[meeting].shown if meeting in self.texts else ()
        return "\n".join(item.folded for _, item in shown)

    def expect(self, meetings: Sequence[str]) -> None:
        """See `Searcher.expect`: all of them are at hand."""

    def surroundings(self, form: str, meeting: str, limit: int) -> Iterator[tuple[str, str]]:
        """See `Searcher.surroundings`."""
        text = self.texts.get(meeting)
        if text is None:
            return
        found = ((words, at) for words in text.spoken for at in places(form, words, False, False))
        for words, at in islice(found, limit):
            end = at + len(form)
            yield words[max(0, at - SURROUNDING) : at], words[end : end + SURROUNDING]

    @cached_property
    def _counted(self) -> dict[str, set[str]]:
        """What is counted of the texts, with the meetings that hold it."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name, text in self.texts.items():
            for word in text.words:
                found[word].add(name)
        return found

    @cached_property
    def _weights(self) -> dict[str, dict[str, Weight]]:
        """Every token that stands somewhere, with the meetings that hold it."""
        found: defaultdict[str, dict[str, Weight]] = defaultdict(dict)
        for name, text in self.texts.items():
            for token, weight in text.weights.items():
                found[token][name] = weight
        return dict(found)

    def _holding(self, token: str) -> Weights:
        return self._weights.get(token, {})


@dataclass(frozen=True, slots=True)
class _Answer:
    query: Query
    texts: dict[str, MeetingText]
    shown: dict[str, MeetingText]
    matches: Matches
    capped: bool

    def places(self, parts: Sequence[Word]) -> Places:
        """See `Answer.places`."""
        return _Places(parts, self.shown)

    def best(self, meeting: str, limit: int) -> Sequence[Utterance]:
        """See `Answer.best`."""
        return _best(self.query, self.texts[meeting], limit)


@dataclass(frozen=True, slots=True)
class _Places:
    parts: Sequence[Word]
    texts: Mapping[str, MeetingText]

    def speeches_holding(self, among: Collection[str]) -> Sequence[Mapping[str, int]]:
        """See `Places.speeches_holding`."""
        texts = pick(self.texts, among)
        return [
            {n: len(_saying(part, text)) for n, text in texts.items() if _eval(part, text, None)}
            for part in self.parts
        ]

    def together(self, meeting: str, shares: Sequence[float]) -> float:
        """See `Places.together`."""
        text = self.texts.get(meeting)
        if text is None:
            return 0.0
        held: defaultdict[int, float] = defaultdict(float)
        for part, share in zip(self.parts, shares, strict=True):
            for number in _saying(part, text):
                held[number] += share
        return sum(share**2 for share in held.values())


@dataclass(frozen=True, slots=True)
class _Counts:
    """The `Counts` of some texts."""

    words: Mapping[str, Collection[str]]
    shown: Collection[str]
    texts: Mapping[str, MeetingText]

    def of(self, token: str) -> int:
        """See `Counts.of`."""
        return sum(name in self.shown for name in self.words.get(token, ()))

    def of_each(self, tokens: Collection[str]) -> Mapping[str, int]:
        """See `Counts.of_each`."""
        return {token: self.of(token) for token in tokens}

    def beginning(self, prefix: str) -> Mapping[str, int]:
        """See `Counts.beginning`."""
        return {token: self.of(token) for token in self.words if token.startswith(prefix)}

    def characters(self, among: Iterable[str]) -> Counter[str]:
        """See `Counts.characters`."""
        texts = pick(self.texts, set(among).intersection(self.shown)).values()
        passages = chain.from_iterable((*text.passages, *text.facts.head) for text in texts)
        return Counter(chain.from_iterable(passages))


# The numbers of the speeches in which words may stand; None where they may stand anywhere.
_Scope = set[int] | None


class _Sought(NamedTuple):
    """A word that makes a speech match, and where it does; no word where it is enough who speaks."""

    word: Word | None
    scope: _Scope

    def is_met_by(self, text: MeetingText, number: int) -> bool:
        """Whether a speech holds it, or is said by whom it names."""
        if self.scope is not None and number not in self.scope:
            return False
        return self.word is None or holds(self.word, text.items[number].folded)


def _tokens(words: str) -> set[str]:
    return set(folding.tokens(words))


def _saying(part: Word, text: MeetingText) -> list[int]:
    return [number for number in text.speeches if holds(part, text.items[number].folded)]


def _best(query: Query, text: MeetingText, limit: int) -> Sequence[Utterance]:
    held = dict(_held(query, text))
    if not held:
        others = (item for item in text.others if _holds_any(query.words, item.folded))
        return list(islice(others, limit))
    return [text.items[number] for number in fullest(held)[:limit]]


def _matches(query: Query, text: MeetingText) -> bool:
    root = query.root
    if root is None:
        return False
    if not query.in_speech:
        return _eval(root, text, None)
    return any(_eval(root, text, {number}) for number in text.speeches)


def _eval(node: Node, text: MeetingText, scope: _Scope) -> bool:
    """Whether a node holds, with its words in a scope."""
    match node:
        case Or(nodes):
            return any(_eval(each, text, scope) for each in nodes)
        case And(nodes):
            inner = _narrow(nodes, text, scope)
            return all(_eval(each, text, inner) for each in nodes)
        case Not(inverted):
            return not _eval(inverted, text, None)
        case Field(name="speaker"):
            return bool(_said_by(node, text, scope))
        case Field():
            return matches(node, text.facts)
    if scope is None:
        return _stands_anywhere(node, text)
    return any(holds(node, text.items[number].folded) for number in scope)


def _stands_anywhere(word: Word, text: MeetingText) -> bool:
    """Whether a word stands in a text, or for the day of its meeting."""
    if word.days and text.facts.dated(word.days):
        return True
    head = () if word.quoted else text.facts.head
    return any(map(partial(holds, word), (*text.passages, *head)))


def _narrow(nodes: Sequence[Node], text: MeetingText, scope: _Scope) -> _Scope:
    """The speeches of a scope by everybody whom nodes beside one another name."""
    for speaker in filter(is_speaker, nodes):
        scope = _said_by(speaker, text, scope)
    return scope


def _said_by(speaker: Field, text: MeetingText, scope: _Scope) -> set[int]:
    speeches = text.speeches if scope is None else scope
    return {number for number in speeches if named(speaker, text.label(number))}


def _holds_any(words: Iterable[Word], folded: str) -> bool:
    return any(holds(word, folded) for word in words)


def _sought(node: Node, text: MeetingText, scope: _Scope) -> list[_Sought]:
    """Every word that may match, with its scope; who speaks counts where no words stand beside it."""
    match node:
        case Word():
            return [_Sought(node, scope)]
        case Or(nodes):
            return _sought_in(nodes, text, scope)
        case And(nodes):
            inner = _narrow(nodes, text, scope)
            words = _sought_in(filterfalse(is_speaker, nodes), text, inner)
            speakers = _sought_in(filter(is_speaker, nodes), text, inner)
            return words or speakers
        case Field(name="speaker"):
            return [_Sought(None, _said_by(node, text, scope))]
    return []


def _sought_in(nodes: Iterable[Node], text: MeetingText, scope: _Scope) -> list[_Sought]:
    return list(chain.from_iterable(_sought(node, text, scope) for node in nodes))


def _held(query: Query, text: MeetingText) -> Iterator[tuple[int, set[Word]]]:
    """The matching speeches, each with the distinct words it holds; none of a query that asks for nothing."""
    root = query.root
    if root is None:
        return
    for number in text.speeches:
        scope = {number} if query.in_speech else None
        if scope and not _eval(root, text, scope):
            continue
        met = [each.word for each in _sought(root, text, scope) if each.is_met_by(text, number)]
        if met:
            yield number, set(filter(None, met))
