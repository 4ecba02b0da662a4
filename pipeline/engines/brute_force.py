"""Brute force over texts held in memory: for tiny archives, for records that became due since the
last indexing, and as the oracle that other engines are tested against.

Shares only the folding and the query with the rest. Slow and plain on purpose.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from minutes.catalogue.public_view import order
from minutes.query.restrictions import Facts, matches, named
from minutes.query.rows import counted
from minutes.query.tree import And, Field, Node, Not, Or, Query, Word
from minutes.text import folding
from pipeline.engines.protocol import (
    MOST,
    NOWHERE,
    SURROUNDING,
    Answer,
    Counts,
    Matches,
    Places,
    Utterance,
    Want,
    Weight,
    Weights,
    either,
    nearest,
)


@dataclass(frozen=True, slots=True)
class MeetingText:
    """A meeting with what search knows of it, and its items."""

    facts: Facts
    items: tuple[Utterance, ...]

    @property
    def shown(self) -> Iterator[Utterance]:
        """The items that are not withdrawn."""
        hidden = self.facts.hidden
        return (said for said in self.items if said.id not in hidden)

    @property
    def words(self) -> set[str]:
        """What is counted of title, head and items."""
        spoken = (said.folded for said in self.shown)
        pieces = (self.facts.title, *self.facts.head, *spoken)
        return set(chain.from_iterable(map(counted, pieces)))


class BruteForceSearcher:
    """A `Searcher` over a few texts."""

    def __init__(self, texts: Iterable[MeetingText]) -> None:
        self.texts = {text.facts.meeting.id: text for text in texts}

    def ask(self, query: Query, shown: Collection[str]) -> Answer:
        """See `Searcher.ask`."""
        texts = {name: text for name, text in self.texts.items() if name in shown}
        found = [t.facts.meeting for t in texts.values() if _matches(query, t)]
        newest = sorted(found, key=order)[:MOST]
        matches = {m.id: sum(1 for _ in _held(query, texts[m.id])) for m in newest}
        return _Answer(query, self.texts, texts, matches, len(found) > MOST)

    def find(self, query: Query, shown: Collection[str]) -> Matches:
        """See `Searcher.find`."""
        return self.ask(query, shown).matches

    def best(self, query: Query, meeting: str, limit: int) -> Sequence[Utterance]:
        """See `Searcher.best`."""
        return _best(query, self.texts[meeting], limit)

    def nearest(self, wants: Sequence[Want], among: Collection[str], most: int) -> Sequence[str]:
        """See `Searcher.nearest`."""
        held = [either(self._tokens.get(token, {}) for token in want.tokens) for want in wants]
        return nearest(wants, held, among, most)

    def counts(self, shown: Collection[str]) -> Counts:
        """See `Searcher.counts`."""
        return _Counts(self._counted, shown)

    def holding(self, tokens: Sequence[str]) -> Weights:
        """See `Searcher.holding`."""
        lists = [self._tokens.get(token, {}) for token in tokens]
        common = set.intersection(*map(set, lists)) if lists else set(self.texts)
        return {name: min((held[name] for held in lists), default=NOWHERE) for name in common}

    def beginning(self, prefix: str) -> Iterable[tuple[str, int]]:
        """See `Searcher.beginning`."""
        return [(t, len(held)) for t, held in self._tokens.items() if t.startswith(prefix)]

    def surroundings(self, form: str, meeting: str, limit: int) -> Iterator[tuple[str, str]]:
        """See `Searcher.around`."""
        text = self.texts.get(meeting)
        for index in _speeches(text) if text else ():
            folded = text.items[index].folded if text else ""
            at = folded.find(form)
            while at >= 0 and limit > 0:
                end = at + len(form)
                yield folded[max(0, at - SURROUNDING) : at], folded[end : end + SURROUNDING]
                limit -= 1
                at = folded.find(form, at + 1)

    @cached_property
    def _counted(self) -> dict[str, set[str]]:
        """What is counted of the texts, with the meetings that hold it."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name, text in self.texts.items():
            for word in text.words:
                found[word].add(name)
        return found

    @cached_property
    def _tokens(self) -> dict[str, dict[str, Weight]]:
        """Every token that stands somewhere, with the meetings that hold it."""
        found: dict[str, dict[str, Weight]] = {}
        for name, text in self.texts.items():
            speeches: Counter[str] = Counter()
            for said in text.items:
                if said.type == "speech" and said.id not in text.facts.hidden:
                    speeches.update(set(folding.tokens(said.folded)))
            others = {
                token
                for said in text.items
                if said.type != "speech" and said.id not in text.facts.hidden
                for token in folding.tokens(said.folded)
            } | set(folding.tokens(text.facts.title))
            head = {token for words in text.facts.head for token in folding.tokens(words)}
            for token in speeches.keys() | others | head:
                found.setdefault(token, {})[name] = Weight.of(
                    speeches[token], elsewhere=token in others, head=token in head
                )
        return found


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
        texts = {name: text for name, text in self.texts.items() if name in among}
        return [
            {n: len(_saying(part, text)) for n, text in texts.items() if _eval(part, text, None)}
            for part in self.parts
        ]

    def together(self, meeting: str, shares: Sequence[float]) -> float:
        """See `Places.together`."""
        text = self.texts.get(meeting)
        held: dict[int, float] = {}
        for part, share in zip(self.parts, shares, strict=True):
            for number in _saying(part, text) if text else ():
                held[number] = held.get(number, 0.0) + share
        return sum(share**2 for share in held.values())


@dataclass(frozen=True, slots=True)
class _Counts:
    """The `Counts` of some texts."""

    words: Mapping[str, Collection[str]]
    shown: Collection[str]

    def of(self, token: str) -> int:
        """See `Counts.of`."""
        return sum(name in self.shown for name in self.words.get(token, ()))

    def beginning(self, prefix: str) -> Mapping[str, int]:
        """See `Counts.beginning`."""
        return {token: self.of(token) for token in self.words if token.startswith(prefix)}


def _saying(part: Word, text: MeetingText) -> list[int]:
    return [i for i in _speeches(text) if _holds(part, text.items[i].folded)]


def _best(query: Query, text: MeetingText, limit: int) -> Sequence[Utterance]:
    held = {i: len(words) for i, words in _held(query, text)}
    if not held:
        others = (s for s in text.items if s.type != "speech" and s.id not in text.facts.hidden)
        return [s for s in others if any(_holds(w, s.folded) for w in query.words)][:limit]
    order = sorted(held, key=lambda i: (-held[i], i))
    return [text.items[i] for i in order[:limit]]


def _speeches(text: MeetingText) -> list[int]:
    return [
        i for i, s in enumerate(text.items) if s.type == "speech" and s.id not in text.facts.hidden
    ]


def _matches(query: Query, text: MeetingText) -> bool:
    root = query.root
    if root is None:
        return False
    if not query.in_speech:
        return _eval(root, text, None)
    return any(_eval(root, text, {i}) for i in _speeches(text))


def _eval(node: Node, text: MeetingText, scope: set[int] | None) -> bool:
    """Whether a node holds; `scope` are the speeches in which its words may stand (None: anywhere)."""
    if isinstance(node, Or):
        return any(_eval(n, text, scope) for n in node.nodes)
    if isinstance(node, Not):
        return not _eval(node.node, text, None)
    if isinstance(node, Field):
        if node.name == "speaker":
            return bool(_said_by(node, text, scope))
        return matches(node, text.facts)
    if isinstance(node, And):
        inner = _narrow(node, text, scope)
        return (inner is None or bool(inner)) and all(
            _eval(n, text, inner) for n in node.nodes if not _is_speaker(n)
        )
    if scope is not None:
        return any(_holds(node, text.items[i].folded) for i in scope)
    if node.days and text.facts.dated(node.days):
        return True
    places = [text.facts.title, *(s.folded for s in text.items if s.id not in text.facts.hidden)]
    return any(_holds(node, p) for p in (places if node.quoted else [*places, *text.facts.head]))


def _is_speaker(node: Node) -> bool:
    return isinstance(node, Field) and node.name == "speaker"


def _narrow(node: And, text: MeetingText, scope: set[int] | None) -> set[int] | None:
    for child in node.nodes:
        if isinstance(child, Field) and child.name == "speaker":
            scope = _said_by(child, text, scope)
    return scope


def _said_by(field: Field, text: MeetingText, scope: set[int] | None) -> set[int]:
    speeches = _speeches(text) if scope is None else scope
    return {i for i in speeches if named(field, folding.fold(text.items[i].speaker or ""))}


def _holds(word: Word, folded: str) -> bool:
    for form in word.forms:
        left, right = word.edges(form)
        if _at(form, folded, left=left, right=right):
            return True
    return False


def _at(form: str, folded: str, *, left: bool, right: bool) -> bool:
    """Whether `form` stands in `folded`, at word edges where asked."""
    for start in range(len(folded) - len(form) + 1):
        end = start + len(form)
        if folded[start:end] == form:
            before = left and start > 0 and folding.is_word(folded[start - 1])
            after = right and end < len(folded) and folding.is_word(folded[end])
            if not before and not after:
                return True
    return False


def _scoped(
    node: Node, text: MeetingText, scope: set[int] | None
) -> Iterator[tuple[Word | None, set[int] | None]]:
    """Every word that may match, with its scope; (None, scope) for a speaker without words."""
    if isinstance(node, Word):
        yield node, scope
    elif isinstance(node, Or):
        for child in node.nodes:
            yield from _scoped(child, text, scope)
    elif isinstance(node, And):
        inner = _narrow(node, text, scope)
        found = [pair for n in node.nodes if not _is_speaker(n) for pair in _scoped(n, text, inner)]
        yield from found
        if not found and any(map(_is_speaker, node.nodes)):
            yield None, inner
    elif isinstance(node, Field) and node.name == "speaker":
        yield None, _said_by(node, text, scope)


def _held(query: Query, text: MeetingText) -> Iterator[tuple[int, set[Word]]]:
    """The matching speeches, each with the distinct words it holds."""
    root = query.root
    assert root is not None  # noqa: S101 (only what matches comes here)
    for index in _speeches(text):
        if query.in_speech and not _eval(root, text, {index}):
            continue
        words: set[Word] = set()
        hit = False
        for word, scope in _scoped(root, text, {index} if query.in_speech else None):
            if scope is not None and index not in scope:
                continue
            if word is None:
                hit = True
            elif _holds(word, text.items[index].folded):
                words.add(word)
                hit = True
        if hit:
            yield index, words
