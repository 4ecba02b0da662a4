"""Exact answers from an engine's candidates and the mapped text: which meetings match, how well,
and the speeches that say so. Nothing here knows which engine it is.
"""

from __future__ import annotations

import mmap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from minutes.facts import Facts, fits, holds, named
from minutes.fold import fold, is_word, runs
from minutes.query import And, Field, Node, Not, Or, Query, Word
from pipeline.engines import All, Any, Engine, Match, Prefix, Said, Token, Want, Weight, speeches_of
from pipeline.store import HEAD, SPEECH, Store, Table

Speakers = tuple[Field, ...]
Mapped = mmap.mmap | bytes


def wanted(form: str, *, quoted: bool, prefix: bool) -> Want:
    """The tokens that a text must hold where `form` stands in it; `All(())` where none is sure."""
    parts: list[Want] = []
    pieces = list(runs(form))
    for index, (start, end, kind) in enumerate(pieces):
        piece = form[start:end]
        if kind == "han":
            parts += (
                [Token(piece)]
                if len(piece) == 1
                else [Token(piece[i : i + 2]) for i in range(len(piece) - 1)]
            )
        elif kind == "word":
            cut_left = quoted and index == 0
            cut_right = (quoted or prefix) and index == len(pieces) - 1
            if not cut_left:
                parts.append(Prefix(piece) if cut_right else Token(piece))
    return parts[0] if len(parts) == 1 else All(tuple(dict.fromkeys(parts)))


@dataclass(slots=True)
class _Leaf:
    """A word in its scope while a query runs: what the postings say, and what was looked up."""

    word: Word
    speakers: Speakers
    weights: Mapping[str, Weight]
    counted: bool  # the weights' speech counts are those of the word itself
    found: dict[str, set[int]] = field(default_factory=dict)
    hits: dict[str, list[int]] = field(default_factory=dict)


class Exact:
    """A `Searcher` over one engine and one store."""

    def __init__(self, engine: Engine, store: Store, facts: Mapping[str, Facts]) -> None:
        self.engine = engine
        self.store = store
        self.facts = facts

    def find(self, query: Query, shown: Collection[str]) -> dict[str, Match]:
        """See `Searcher.find`."""
        if query.root is None:
            return {}
        run = _Run(self, query)
        return {
            name: run.match(name) for name in run.meetings(set(shown) & self.store.blocks.keys())
        }

    def best(self, query: Query, meeting: str, limit: int) -> Sequence[Said]:
        """See `Searcher.best`."""
        run = _Run(self, query)
        held = run.held(meeting, every=True)
        if held:
            order = sorted(held, key=lambda n: (-held[n], n))
        else:
            table = self.store.table(meeting)
            order = sorted(
                {
                    n
                    for word in query.words
                    for n in run.stands(word, meeting)
                    if table.types[n] > SPEECH
                }
            )
        return self.store.said(meeting, order[:limit])


class _Run:
    """One query at work."""

    def __init__(self, exact: Exact, query: Query) -> None:
        self.store, self.engine, self.facts = exact.store, exact.engine, exact.facts
        self.query = query
        self.leaves: dict[tuple[Word, Speakers], _Leaf] = {}
        self.in_one: dict[
            str, list[int]
        ] = {}  # with in:speech, the speeches that match by themselves
        self.said: dict[tuple[str, Speakers], set[int]] = {}
        assert query.root is not None  # noqa: S101 (find has asked)
        self.root: Node = query.root

    # --- which meetings

    def meetings(self, shown: set[str]) -> set[str]:
        """The meetings among `shown` that match."""
        if not self.query.in_speech:
            return self._eval(self.root, (), shown)
        found = self._may(self.root, shown)
        self.in_one = {name: hits for name in found if (hits := self._single(name))}
        return set(self.in_one)

    def _eval(self, node: Node, speakers: Speakers, among: set[str]) -> set[str]:
        if not among:
            return set()
        if isinstance(node, Or):
            return set().union(*(self._eval(n, speakers, among) for n in node.nodes))
        if isinstance(node, Not):
            return among - self._eval(node.node, (), among)
        if isinstance(node, And):
            return self._and(node, speakers, among)
        if isinstance(node, Field):
            if node.name == "speaker":
                return {name for name in among if self._said_by(name, (*speakers, node))}
            return {name for name in among if fits(node, self.facts[name])}
        return self._word(node, speakers, among)

    def _and(self, node: And, speakers: Speakers, among: set[str]) -> set[str]:
        inner = (
            *speakers,
            *(n for n in node.nodes if isinstance(n, Field) and n.name == "speaker"),
        )
        others = [n for n in node.nodes if not (isinstance(n, Field) and n.name == "speaker")]
        # Restrictions first, they cost little; then words, the rarest first.
        others.sort(key=lambda n: self._cost(n, inner))
        for child in others:
            among = self._eval(child, inner, among)
        if len(inner) > len(speakers):
            among = {name for name in among if self._said_by(name, inner)}
        return among

    def _cost(self, node: Node, speakers: Speakers) -> int:
        if isinstance(node, Field):
            return -1
        if isinstance(node, Word):
            return len(self._leaf(node, speakers).weights)
        return 1_000_000

    def _word(self, word: Word, speakers: Speakers, among: set[str]) -> set[str]:
        leaf = self._leaf(word, speakers)
        names = among & leaf.weights.keys()
        return {name for name in names if self._anywhere(leaf, name)}

    def _anywhere(self, leaf: _Leaf, name: str) -> bool:
        """Whether a word stands in the meeting, within its speakers' speeches where it has any."""
        if leaf.speakers:
            return bool(self._hits(leaf, name))
        facts = self.facts[name]
        if leaf.counted and not facts.hidden:
            return leaf.weights[name] > (1 if leaf.word.quoted else 0)
        if self._places(leaf, name):
            return True
        return not leaf.word.quoted and any(holds(leaf.word, text) for text in facts.head)

    def _leaf(self, word: Word, speakers: Speakers) -> _Leaf:
        leaf = self.leaves.get((word, speakers))
        if leaf is None:
            wants = [wanted(f, quoted=word.quoted, prefix=word.prefix) for f in word.forms]
            weights = self.engine.candidates(wants[0] if len(wants) == 1 else Any(tuple(wants)))
            single = (
                len(wants) == 1 and isinstance(wants[0], Token) and wants[0].text == word.forms[0]
            )
            counted = single and not speakers
            leaf = self.leaves[word, speakers] = _Leaf(word, speakers, weights, counted)
        return leaf

    # --- which speeches

    def stands(self, word: Word, name: str) -> set[int]:
        """The passages of a meeting (but its head) in which a word stands."""
        table = self.store.table(name)
        found: set[int] = set()
        for form in word.forms:
            left, right = word.edges(form)
            found.update(
                _scan(self.store.map, table, form.encode("utf-8", "surrogatepass"), left, right)
            )
        hidden = self.facts[name].hidden
        if hidden:
            found = {n for n in found if table.ids[n] not in hidden}
        return {n for n in found if table.types[n] != HEAD}

    def _places(self, leaf: _Leaf, name: str) -> set[int]:
        """The passages (but the head) in which a leaf's word stands, looked up once."""
        found = leaf.found.get(name)
        if found is None:
            found = leaf.found[name] = (
                self.stands(leaf.word, name) if name in leaf.weights else set()
            )
        return found

    def _hits(self, leaf: _Leaf, name: str) -> list[int]:
        """The speeches within the scope that hold the word."""
        hits = leaf.hits.get(name)
        if hits is None:
            if speeches_of(leaf.weights.get(name, 0)):
                types = self.store.table(name).types
                said = self._said_by(name, leaf.speakers) if leaf.speakers else None
                places = self._places(leaf, name)
                hits = [n for n in places if types[n] == SPEECH and (said is None or n in said)]
            leaf.hits[name] = hits = hits or []
        return hits

    def _said_by(self, name: str, speakers: Speakers) -> set[int]:
        """The speeches whose label fits all of `speakers`."""
        found = self.said.get((name, speakers))
        if found is None:
            table = self.store.table(name)
            found = {n for n, kind in enumerate(table.types) if kind == SPEECH}
            for field in speakers:
                fitting = {i for i, label in enumerate(table.speakers) if named(field, fold(label))}
                found = {n for n in found if table.by[n] in fitting}
            hidden = self.facts[name].hidden
            found = {n for n in found if table.ids[n] not in hidden}
            self.said[name, speakers] = found
        return found

    def match(self, name: str) -> Match:
        """How well a matching meeting matches."""
        facts = self.facts[name]
        free = {w for w, s in _scoped(self.root, ()) if w is not None and not s}
        title = 0 if self.query.in_speech else sum(holds(w, facts.title) for w in free)
        together, speeches = self._tally(name)
        return Match(name, title, together, speeches)

    def _tally(self, name: str) -> tuple[int, int]:
        """The most distinct words in one speech, and the number of matching speeches.

        The commonest word is not looked up speech by speech: its number is known from the postings,
        and only the speeches that hold another word are asked for it.
        """
        scoped = list(dict.fromkeys(_scoped(self.root, ())))
        leaves = [self._leaf(w, s) for w, s in scoped if w is not None]
        common = max(
            (x for x in leaves if x.counted and name in x.weights),
            key=lambda x: speeches_of(x.weights[name]),
            default=None,
        )
        if (
            self.query.in_speech
            or common is None
            or len(scoped) > len(leaves)
            or self.facts[name].hidden
        ):
            held = self.held(name)
            return max(held.values(), default=0), len(held)
        number = speeches_of(common.weights[name])
        if len(leaves) == 1:
            return min(number, 1), number
        held = self._count((x for x in leaves if x is not common), name)
        if not number:
            return max(held.values(), default=0), len(held)
        table, text = self.store.table(name), self.store.map
        form = common.word.forms[0]
        needle, edges = form.encode("utf-8", "surrogatepass"), common.word.edges(form)
        both = {n for n in held if _first(text, needle, *table.span(n), *edges) >= 0}
        most = max((c + (n in both) for n, c in held.items()), default=0)
        return max(most, 1), len(held) + number - len(both)

    def held(self, name: str, *, every: bool = False) -> dict[int, int]:
        """The matching speeches, each with the number of distinct words it holds."""
        scoped = list(dict.fromkeys(_scoped(self.root, ())))
        held = self._count((self._leaf(w, s) for w, s in scoped if w is not None), name)
        for word, speakers in scoped:
            if word is None:
                for n in self._said_by(name, speakers):
                    held.setdefault(n, 0)
        if self.query.in_speech:
            single = self.in_one.get(name)
            singles = set(self._single(name) if single is None else single)
            return {n: c for n, c in held.items() if n in singles}
        return held

    def _count(self, leaves: Iterable[_Leaf], name: str) -> dict[int, int]:
        held: dict[int, int] = {}
        words: dict[Word, set[int]] = {}
        for leaf in leaves:
            words.setdefault(leaf.word, set()).update(self._hits(leaf, name))
        for hits in words.values():
            for n in hits:
                held[n] = held.get(n, 0) + 1
        return held

    # --- all words in one speech

    def _may(self, node: Node, among: set[str]) -> set[str]:
        """A superset of the meetings in which one speech can hold all that `node` asks for."""
        if isinstance(node, And):
            for child in node.nodes:
                among = self._may(child, among)
            return among
        if isinstance(node, Word):
            weights = self._leaf(node, ()).weights
            return {n for n in among if n in weights and speeches_of(weights[n])}
        return among

    def _single(self, name: str) -> list[int]:
        table = self.store.table(name)
        speeches = self._said_by(name, ())
        return [
            n for n in range(len(table.types)) if n in speeches and self._alone(self.root, name, n)
        ]

    def _alone(self, node: Node, name: str, n: int) -> bool:
        """Whether a single speech fulfils a node."""
        if isinstance(node, Or):
            return any(self._alone(child, name, n) for child in node.nodes)
        if isinstance(node, And):
            return all(self._alone(child, name, n) for child in node.nodes)
        if isinstance(node, Not):
            return not self._eval(node.node, (), {name})
        if isinstance(node, Field):
            if node.name == "speaker":
                return n in self._said_by(name, (node,))
            return fits(node, self.facts[name])
        return n in self._hits(self._leaf(node, ()), name)


def _scoped(node: Node, speakers: Speakers) -> Iterator[tuple[Word | None, Speakers]]:
    """Every word that may match, with the speakers it is restricted to; (None, speakers) where
    speakers are named without words: then all they said matches."""
    if isinstance(node, Word):
        yield node, speakers
    elif isinstance(node, Or):
        for child in node.nodes:
            yield from _scoped(child, speakers)
    elif isinstance(node, Field) and node.name == "speaker":
        yield None, (*speakers, node)
    elif isinstance(node, And):
        own = tuple(n for n in node.nodes if isinstance(n, Field) and n.name == "speaker")
        found = [
            pair
            for n in node.nodes
            if not (isinstance(n, Field) and n.name == "speaker")
            for pair in _scoped(n, (*speakers, *own))
        ]
        yield from found
        if own and not found:
            yield None, (*speakers, *own)


def _scan(text: Mapped, table: Table, form: bytes, left: bool, right: bool) -> Iterator[int]:
    """The passages in which `form` stands, each once."""
    at, end = table.start, table.start + table.starts[-1] - 1
    while (at := _first(text, form, at, end, left, right)) >= 0:
        n = table.at(at)
        yield n
        at = table.span(n)[1] + 1


def _first(text: Mapped, form: bytes, start: int, end: int, left: bool, right: bool) -> int:
    """The first place of `form` in a stretch of the mapped text, at word edges where asked; or −1."""
    at = text.find(form, start, end)
    if not left and not right:
        return at
    while at >= 0:
        if not (left and at > start and _word_before(text, at)) and not (
            right and at + len(form) < end and _word_after(text, at + len(form))
        ):
            return at
        at = text.find(form, at + 1, end)
    return -1


def _word_before(text: Mapped, at: int) -> bool:
    start = at - 1
    while text[start] & 0xC0 == 0x80:
        start -= 1
    return is_word(text[start:at].decode("utf-8", "surrogatepass"))


def _word_after(text: Mapped, at: int) -> bool:
    end = at + 1
    while end < len(text) and text[end] & 0xC0 == 0x80:
        end += 1
    return is_word(text[at:end].decode("utf-8", "surrogatepass"))
