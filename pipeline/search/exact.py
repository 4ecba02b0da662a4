"""Exact answers from an engine's candidates and the mapped text: which meetings match, how well,
and the speeches that say so. Nothing here knows which engine it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import chain, islice

from minutes.catalogue.public_view import order
from minutes.query.restrictions import Facts, matches
from minutes.query.tree import And, Field, Node, Not, Or, Query, Word
from pipeline.engines.protocol import (
    MOST,
    NOWHERE,
    SURROUNDING,
    AllOf,
    Answer,
    Counts,
    Matches,
    Places,
    Reader,
    Token,
    Utterance,
    Want,
    Weights,
)
from pipeline.index.text_store import SPEECH, Store
from pipeline.index.word_counts import WordCounts
from pipeline.search.labels import Labels, Speakers
from pipeline.search.measures import shown_words
from pipeline.search.occurrences import Occurrences, SoughtWord
from pipeline.search.word_places import WordPlaces


class IndexSearcher:
    """A `Searcher` over one engine and one store."""

    def __init__(
        self, reader: Reader, store: Store, facts: Mapping[str, Facts], words: WordCounts
    ) -> None:
        self.reader = reader
        self.store = store
        self.facts = facts
        self.words = words
        self.labels = Labels(facts)
        self.redacted = frozenset(name for name, known in facts.items() if known.hidden)

    def ask(self, query: Query, shown: Collection[str]) -> Answer:
        """See `Searcher.ask`."""
        return _RunningQuery(self, query, shown)

    def find(self, query: Query, shown: Collection[str]) -> Matches:
        """See `Searcher.find`."""
        return _RunningQuery(self, query, shown).matches

    def best(self, query: Query, meeting: str, limit: int) -> Sequence[Utterance]:
        """See `Searcher.best`."""
        return _RunningQuery(self, query, {meeting}).best(meeting, limit)

    def nearest(self, wants: Sequence[Want], among: Collection[str], most: int) -> Sequence[str]:
        """See `Searcher.nearest`."""
        return self.reader.nearest(wants, self.store.blocks.keys() & set(among), most)

    def counts(self, shown: Collection[str]) -> Counts:
        """See `Searcher.counts`."""
        return shown_words(self.words, self.store, self.facts, self.redacted, shown)

    def holding(self, tokens: Sequence[str]) -> Weights:
        """See `Searcher.holding`."""
        return self.reader.candidates([AllOf(tuple(map(Token, tokens)))])[0]

    def beginning(self, prefix: str) -> Iterable[tuple[str, int]]:
        """See `Searcher.beginning`."""
        return self.reader.beginning(prefix)

    def surroundings(self, form: str, meeting: str, limit: int) -> Iterator[tuple[str, str]]:
        """See `Searcher.surroundings`."""
        if meeting not in self.store.blocks:
            return
        table, hidden = self.store.table(meeting), self.facts[meeting].hidden
        text, ids = table.text, table.ids if hidden else ()
        needle = form.encode("utf-8", "surrogatepass")
        at = text.find(needle, table.start, end := table.start + table.starts[-1] - 1)
        while at >= 0 and limit > 0:
            n = table.at(at)
            if table.types[n] == SPEECH and not (hidden and ids[n] in hidden):
                start, stop = table.span(n)
                after = at + len(needle)
                left = text[max(start, at - 4 * SURROUNDING) : at].decode("utf-8", "ignore")
                right = text[after : min(stop, after + 4 * SURROUNDING)].decode("utf-8", "ignore")
                yield left[-SURROUNDING:], right[:SURROUNDING]
                limit -= 1
            at = text.find(needle, at + 1, end)


class _RunningQuery:
    """One query at work: an `Answer`."""

    def __init__(self, exact: IndexSearcher, query: Query, shown: Collection[str]) -> None:
        self.store, self.facts = exact.store, exact.facts
        self.occurrences = Occurrences(
            exact.reader, exact.store, exact.facts, exact.labels, exact.redacted
        )
        self.query, self.shown = query, shown
        self.matches: Matches = {}
        self.capped = False
        # With in:speech, the speeches that match by themselves.
        self.in_one: dict[str, set[int]] = {}
        if query.root is not None:
            self.root: Node = query.root
            self.scoped = list(dict.fromkeys(_scoped(query.root, ())))
            known = self.store.blocks.keys()
            names = self._meetings(known & shown)
            self.capped = len(names) > MOST
            self.matches = self._count_speeches(self._newest(names) if self.capped else names)

    def places(self, parts: Sequence[Word]) -> Places:
        """See `Answer.places`."""
        return WordPlaces(self.occurrences, parts, self.shown)

    # --- which meetings

    def _meetings(self, shown: set[str]) -> set[str]:
        if not self.query.in_speech:
            return self._eval(self.root, (), shown)
        for name in self._may(self.root, shown):
            alone = self._alone(self.root, name, self.occurrences.said_by(name, ()))
            if alone:
                self.in_one[name] = set(alone)
        return set(self.in_one)

    def _eval(self, node: Node, speakers: Speakers, among: set[str]) -> set[str]:
        """The meetings among some in which a node holds, its words said by `speakers`."""
        if not among:
            return among
        if isinstance(node, Or):
            return set().union(*(self._eval(n, speakers, among) for n in node.nodes))
        if isinstance(node, Not):
            return among - self._eval(node.node, (), among)
        if isinstance(node, And):
            return self._and(node, speakers, among)
        if isinstance(node, Field):
            if node.name == "speaker":
                return self.occurrences.speaking((*speakers, node), among)
            return {name for name in among if matches(node, self.facts[name])}
        leaf = self.occurrences.leaf(node, speakers)
        found = self._holding(leaf, leaf.weights.keys() & among)
        if node.days and not speakers:
            found |= {name for name in among if self.facts[name].dated(node.days)}
        return found

    def _newest(self, names: Iterable[str]) -> set[str]:
        return set(nsmallest(MOST, names, key=lambda name: order(self.facts[name].meeting)))

    def _holding(self, leaf: SoughtWord, among: set[str]) -> set[str]:
        """Those of some meetings in which a word stands."""
        sure = self.occurrences.told(leaf, among)
        doubtful = {name for name in among - sure if self.occurrences.stands(leaf, name)}
        if leaf.word.quoted:
            sure = {name for name in sure if leaf.weights[name].in_text}
        return sure | doubtful

    def _and(self, node: And, speakers: Speakers, among: set[str]) -> set[str]:
        own, others = _parted(node)
        inner = (*speakers, *own)
        if own:  # before any text is read, the tables of those that can match
            words = (child for child in others if isinstance(child, Word))
            among = among.intersection(*(self.occurrences.leaf(w, inner).weights for w in words))
            among = self.occurrences.speaking(inner, among)
        # Restrictions first, they cost little; then words, the rarest first.
        for child in sorted(others, key=lambda n: self._cost(n, inner)):
            among = self._eval(child, inner, among)
        return among

    def _cost(self, node: Node, speakers: Speakers) -> int:
        if isinstance(node, Field):
            return -1
        if isinstance(node, Word):
            return len(self.occurrences.leaf(node, speakers).weights)
        return 1_000_000

    # --- how well

    def _count_speeches(self, names: set[str]) -> dict[str, int]:
        """How many speeches of each meeting match; by the postings alone where these tell it."""
        leaves = [self.occurrences.leaf(w, s) for w, s in self.scoped if w is not None]
        if self.in_one or len(self.scoped) != 1:
            return {name: self._tally(leaves, name) for name in names}
        if not leaves:  # a speaker without words
            return self.occurrences.numbers_said(names, self.scoped[0][1])
        [leaf] = leaves
        sure = self.occurrences.told(leaf, names)
        found = {name: leaf.weights.get(name, NOWHERE) >> 2 for name in sure}
        found.update((name, len(self.occurrences.hits(leaf, name))) for name in names - sure)
        return found

    def _tally(self, leaves: Sequence[SoughtWord], name: str) -> int:
        """The number of matching speeches. The commonest word is not looked up speech by speech: its
        number is known from the postings, and only the speeches that hold another are asked for it."""
        common = max(
            (x for x in leaves if x.counted and name in x.weights),
            key=lambda x: x.weights[name],
            default=None,
        )
        only_words = len(self.scoped) == len(leaves) and not self.query.in_speech
        if common is None or not only_words or name in self.occurrences.redacted:
            return len(self._held(name))
        number = common.weights[name].speeches
        held = self._count((x for x in leaves if x is not common), name)
        both = self.occurrences.of(common, name, list(held)) if number else ()
        return len(held) + number - len(both)

    def _held(self, name: str) -> dict[int, int]:
        """The matching speeches, each with the number of distinct words it holds."""
        if self.query.in_speech:
            return self._held_alone(name)
        held = self._count(
            (self.occurrences.leaf(w, s) for w, s in self.scoped if w is not None), name
        )
        for word, speakers in self.scoped:
            if word is None:
                for n in self.occurrences.said_by(name, speakers):
                    held.setdefault(n, 0)
        return held

    def _held_alone(self, name: str) -> dict[int, int]:
        """The same where a speech must match by itself: only those that do are looked into."""
        alone = sorted(self.in_one.get(name, ()))
        if self.query.words and _all_needed(self.root):
            return dict.fromkeys(alone, len(self.query.words))
        words: defaultdict[Word, set[int]] = defaultdict(set)
        held: dict[int, int] = {}
        for word, speakers in self.scoped:
            among = alone
            if speakers:
                said = set(self.occurrences.said_by(name, speakers))
                among = [n for n in alone if n in said]
            if word is None:
                held.update(dict.fromkeys(among, 0))
            elif among:
                leaf = self.occurrences.leaf(word, ())
                words[word].update(self.occurrences.of(leaf, name, among))
        held.update(_number_of_words(words))
        return held

    def _count(self, leaves: Iterable[SoughtWord], name: str) -> dict[int, int]:
        words: defaultdict[Word, set[int]] = defaultdict(set)
        for leaf in leaves:
            words[leaf.word].update(self.occurrences.hits(leaf, name))
        return _number_of_words(words)

    # --- the best speeches

    def best(self, meeting: str, limit: int) -> Sequence[Utterance]:
        """See `Answer.best`."""
        numbers = self._full(meeting, limit)
        if len(numbers) < limit:
            held = self._held(meeting)
            numbers = sorted(held, key=lambda n: (-held[n], n))[:limit]
        if not numbers:
            numbers = self._elsewhere(meeting)[:limit]
        return self.store.said(meeting, numbers)

    def _elsewhere(self, meeting: str) -> list[int]:
        """What holds a word of the query and is no speech."""
        leaves = (self.occurrences.leaf(word, ()) for word in self.query.words)
        places = set().union(*(self.occurrences.passages(leaf, meeting) for leaf in leaves))
        types = self.store.table(meeting).types
        return sorted(n for n in places if types[n] > SPEECH)

    def _full(self, name: str, limit: int) -> list[int]:
        """The first speeches that hold all words of the query; none can be better."""
        leaves = [
            self.occurrences.leaf(word, scope) for word, scope in self.scoped if word is not None
        ]
        distinct = len({leaf.word for leaf in leaves}) == len(self.scoped)
        if self.query.in_speech or not leaves or not distinct:
            return []
        leaves.sort(key=lambda leaf: leaf.weights.get(name, NOWHERE))
        if not leaves[0].weights.get(name, NOWHERE).speeches:
            return []
        rarest, *others = leaves
        speeches = self._speeches_with(rarest, name)
        all_in = (n for n in speeches if all(self._holds(leaf, name, n) for leaf in others))
        return list(islice(all_in, limit))

    def _speeches_with(self, leaf: SoughtWord, name: str) -> Iterator[int]:
        """The speeches within its scope that hold a word, in order, found one by one."""
        places = leaf.found.get(name) or self.occurrences.scan(leaf, name)
        types = self.store.table(name).types
        speeches = (n for n in places if types[n] == SPEECH)
        if not leaf.speakers:
            return speeches
        said = set(self.occurrences.said_by(name, leaf.speakers))
        return filter(said.__contains__, speeches)

    def _holds(self, leaf: SoughtWord, name: str, n: int) -> bool:
        if leaf.speakers and n not in self.occurrences.said_by(name, leaf.speakers):
            return False
        table = self.store.table(name)
        start, end = table.span(n)
        return any(find(start, end) >= 0 for find in leaf.finders(name, table.text))

    # --- all words in one speech

    def _may(self, node: Node, among: set[str]) -> set[str]:
        """A superset of the meetings in which one speech can hold all that `node` asks for."""
        if isinstance(node, And):
            for child in node.nodes:
                among = self._may(child, among)
            return among
        if isinstance(node, Word):
            weights = self.occurrences.leaf(node, ()).weights
            return {n for n in among if weights.get(n, NOWHERE).speeches}
        return among

    def _alone(self, node: Node, name: str, among: Sequence[int]) -> list[int]:
        """Those of some speeches that fulfil a node by themselves."""
        if not among:
            return []
        if isinstance(node, Or):
            either = {n for child in node.nodes for n in self._alone(child, name, among)}
            return [n for n in among if n in either]
        if isinstance(node, And):
            children = sorted(node.nodes, key=lambda c: self._rare(c, name))
            for child in children:
                among = self._alone(child, name, among)
            return list(among)
        if isinstance(node, Not):
            return [] if self._eval(node.node, (), {name}) else list(among)
        if isinstance(node, Field):
            if node.name == "speaker":
                said = set(self.occurrences.said_by(name, (node,)))
                return [n for n in among if n in said]
            return list(among) if matches(node, self.facts[name]) else []
        leaf = self.occurrences.leaf(node, ())
        return (
            self.occurrences.of(leaf, name, among)
            if leaf.weights.get(name, NOWHERE).speeches
            else []
        )

    def _rare(self, node: Node, name: str) -> int:
        if isinstance(node, Word):
            return self.occurrences.leaf(node, ()).weights.get(name, NOWHERE)
        return -1 if isinstance(node, Field) else 1 << 30


def _number_of_words(words: Mapping[Word, Iterable[int]]) -> dict[int, int]:
    """How many of some words each speech holds, from the speeches that hold each."""
    return Counter(chain.from_iterable(words.values()))


def _all_needed(node: Node) -> bool:
    """Whether every word that may match must."""
    if isinstance(node, And):
        return all(map(_all_needed, node.nodes))
    return not isinstance(node, Or)


def _parted(node: And) -> tuple[Speakers, list[Node]]:
    """The speakers that an AND names for its other parts, and those parts."""
    own = tuple(n for n in node.nodes if isinstance(n, Field) and n.name == "speaker")
    return own, [n for n in node.nodes if n not in own]


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
        own, others = _parted(node)
        inner = (*speakers, *own)
        found = [pair for n in others for pair in _scoped(n, inner)]
        yield from found
        if own and not found:
            yield None, inner
