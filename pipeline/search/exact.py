"""Exact answers from an engine's candidates and the mapped text: which meetings match, how well,
and the speeches that say so. Nothing here knows which engine it is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import chain, filterfalse, islice

from minutes.catalogue.public_view import order
from minutes.query.restrictions import Facts
from minutes.query.tree import And, Node, Or, Query, Word
from minutes.text.folding import is_han
from pipeline.engines.best_speeches import fullest
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
    nearest,
)
from pipeline.index.text_store import HEAD, SPEECH, TITLE, Store
from pipeline.index.word_counts import WordCounts
from pipeline.search.matching import Matching, scoped
from pipeline.search.measures import shown_words
from pipeline.search.occurrences import Occurrences, SoughtWord
from pipeline.search.sought_speakers import Labels, hidden_passages
from pipeline.search.text_scan import places_of
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
        self.redacted = frozenset(name for name, fact in facts.items() if fact.hidden)
        # A page's question, the same word by word, and its near results.
        self._latest: deque[_RunningQuery] = deque(maxlen=3)

    def ask(self, query: Query, shown: Collection[str]) -> Answer:
        """See `Searcher.ask`. A page asks the same question several times."""
        latest = [answer for answer in tuple(self._latest) if answer.is_for(query, shown)]
        if not latest:
            latest = [_RunningQuery(self, query, shown)]
            self._latest.extend(latest)
        return latest[0]

    def find(self, query: Query, shown: Collection[str]) -> Matches:
        """See `Searcher.find`."""
        return _RunningQuery(self, query, shown).matches

    def best(self, query: Query, meeting: str, limit: int) -> Sequence[Utterance]:
        """See `Searcher.best`."""
        return _RunningQuery(self, query, {meeting}).best(meeting, limit)

    def nearest(self, wants: Sequence[Want], among: Collection[str], most: int) -> Sequence[str]:
        """See `Searcher.nearest`."""
        return nearest(wants, self.reader.candidates, self.store.blocks.keys() & set(among), most)

    def counts(self, shown: Collection[str]) -> Counts:
        """See `Searcher.counts`."""
        return shown_words(self.words, self.store, self.facts, self.redacted, shown)

    def holding(self, tokens: Sequence[str]) -> Weights:
        """See `Searcher.holding`. A character of a pair that is asked for need not be asked for, too."""
        pairs = (token for token in tokens if len(token) > 1 and is_han(token[0]))
        alone = filterfalse(set(chain.from_iterable(pairs)).__contains__, tokens)
        return self.reader.candidates([AllOf(tuple(map(Token, alone)))])[0]

    def beginning(self, prefix: str) -> Iterable[tuple[str, int]]:
        """See `Searcher.beginning`."""
        return self.reader.beginning(prefix)

    def text(self, meeting: str) -> str:
        """See `Searcher.text`."""
        if meeting not in self.store.blocks:
            return ""
        table = self.store.table(meeting)
        hidden = hidden_passages(table, self.facts[meeting])
        first = sum(map(table.types.count, (TITLE, HEAD)))
        start, end = table.start + table.starts[first], table.start + table.starts[-1] - 1
        if not hidden:
            return table.text[start:end].decode("utf-8", "surrogatepass")
        left = (n for n in range(first, len(table.types)) if n not in hidden)
        pieces = (table.text[start:end] for start, end in map(table.span, left))
        return b"\n".join(pieces).decode("utf-8", "surrogatepass")

    def expect(self, meetings: Sequence[str]) -> None:
        """See `Searcher.expect`."""
        self.store.expect(meetings)

    def surroundings(self, form: str, meeting: str, limit: int) -> Iterator[tuple[str, str]]:
        """See `Searcher.surroundings`."""
        if meeting not in self.store.blocks:
            return
        table, sought = self.store.table(meeting), form.encode("utf-8", "surrogatepass")
        hidden = hidden_passages(table, self.facts[meeting])
        numbered = ((at, table.at(at)) for at in places_of(sought, table))
        spoken = ((at, n) for at, n in numbered if table.types[n] == SPEECH and n not in hidden)
        for at, n in islice(spoken, limit):
            (start, stop), after = table.span(n), at + len(sought)
            left = table.text[max(start, at - 4 * SURROUNDING) : at].decode("utf-8", "ignore")
            right = table.text[after : min(stop, after + 4 * SURROUNDING)].decode("utf-8", "ignore")
            yield left[-SURROUNDING:], right[:SURROUNDING]


class _RunningQuery:
    """One query at work: an `Answer`. `leaves` are its words that may match, each in its scope, `speakers` who
    is named without words; `in_one` are, with in:speech, the speeches that match by themselves."""

    def __init__(self, exact: IndexSearcher, query: Query, shown: Collection[str]) -> None:
        self.store, self.facts = exact.store, exact.facts
        self.query = query
        self.known = exact.store.blocks.keys() & shown
        self.occurrences = Occurrences(
            exact.reader, exact.store, exact.facts, exact.labels, exact.redacted
        )
        self.matches: Matches = {}
        self.capped = False
        self.in_one: Mapping[str, Sequence[int]] = {}
        if query.root is not None:
            self._match(query.root)

    def is_for(self, query: Query, shown: Collection[str]) -> bool:
        """Whether this is the answer to a question, among the same meetings."""
        return self.query is query and self.known == self.store.blocks.keys() & shown

    def _match(self, root: Node) -> None:
        pairs = list(dict.fromkeys(scoped(root)))
        places = self.occurrences
        self.leaves = [places.leaf(word, speakers) for word, speakers in pairs if word]
        self.speakers = [places.speaker(speakers) for word, speakers in pairs if not word]
        self.all_in_one = self.query.in_speech and bool(self.leaves) and _all_needed(root)
        names = self._meetings(root)
        self.capped = len(names) > MOST
        self.matches = self._numbers(self._newest(names) if self.capped else names)

    def _meetings(self, root: Node) -> set[str]:
        matching = Matching(self.occurrences, self.facts)
        if not self.query.in_speech:
            return matching.meetings(root, (), self.known)
        self.in_one = matching.in_one(root, self.known)
        return set(self.in_one)

    def _newest(self, names: Iterable[str]) -> set[str]:
        return set(nsmallest(MOST, names, key=lambda name: order(self.facts[name].meeting)))

    def places(self, parts: Sequence[Word]) -> Places:
        """See `Answer.places`."""
        return WordPlaces(self.occurrences, parts, self.known)

    # --- how many speeches match

    def _numbers(self, names: set[str]) -> dict[str, int]:
        """How many speeches of each meeting match; by the postings alone where these tell it."""
        if self.in_one or len(self.leaves) + len(self.speakers) != 1:
            numbers = self._exact_together(names)
            unknown = names - numbers.keys()
            self.store.expect(unknown)
            return numbers | {name: self._number(name) for name in unknown}
        if self.speakers:
            return {name: self.speakers[0].number(name) for name in names}
        [leaf] = self.leaves
        sure = self.occurrences.exactly_in(leaf, names)
        found = {name: leaf.where.get(name, NOWHERE) >> 2 for name in sure}
        others = names - sure
        self.store.expect(others)
        found.update((name, len(self.occurrences.hits(leaf, name))) for name in others)
        return found

    def _exact_together(self, names: set[str]) -> dict[str, int]:
        """The same, where the engine tells how many speeches hold any of several words; asked where to look into the
        texts themselves is dearer."""
        alone = self.query.in_speech or self.speakers or not self.store.is_elsewhere
        weights = None if alone else self.occurrences.either(self.leaves)
        if weights is None:
            return {}
        sure = names - self.occurrences.redacted
        return {name: weights.get(name, NOWHERE).speeches for name in sure}

    def _number(self, name: str) -> int:
        """The same for one meeting. The commonest word is not looked up speech by speech: its number is
        known from the postings, and only the speeches that hold another are asked for it."""
        if self.query.in_speech or self.speakers or name in self.occurrences.redacted:
            return len(self._held(name))
        common, *others = sorted(
            self.leaves, key=lambda leaf: _exact_number(leaf, name), reverse=True
        ) or (None,)
        if common is None or not _exact_number(common, name):
            return len(self._held(name))
        number = common.where[name].speeches
        held = set().union(*(self.occurrences.hits(leaf, name) for leaf in others))
        both = self.occurrences.of(common, name, list(held))
        return len(held) + number - len(both)

    def _held(self, name: str) -> set[int]:
        """The matching speeches."""
        alone = self.in_one.get(name, ())
        if self.all_in_one:
            return set(alone)
        held = set(chain.from_iterable(speaker.speeches(name) for speaker in self.speakers))
        held.update(*(self.occurrences.hits(leaf, name) for leaf in self.leaves))
        return held.intersection(alone) if self.query.in_speech else held

    def _words_held(self, name: str) -> Mapping[int, set[Word]]:
        """The same, each with the words it holds."""
        held: dict[int, set[Word]] = {n: set() for n in self._held(name)}
        for leaf in self.leaves:
            for n in held.keys() & self.occurrences.hits(leaf, name):
                held[n].add(leaf.word)
        return held

    # --- the best speeches

    def best(self, meeting: str, limit: int) -> Sequence[Utterance]:
        """See `Answer.best`."""
        numbers = self._full(meeting, limit)
        if len(numbers) < limit:
            numbers = fullest(self._words_held(meeting))[:limit]
        return self.store.said(meeting, numbers or self._elsewhere(meeting)[:limit])

    def _elsewhere(self, meeting: str) -> list[int]:
        """What holds a word of the query and is no speech."""
        leaves = map(self.occurrences.leaf, self.query.words)
        places = set().union(*(self.occurrences.passages(leaf, meeting) for leaf in leaves))
        types = self.store.table(meeting).types
        return sorted(n for n in places if types[n] > SPEECH)

    def _full(self, name: str, limit: int) -> list[int]:
        """The first speeches that hold all words of the query; none can be better."""
        distinct = len({leaf.word for leaf in self.leaves}) == len(self.leaves)
        if self.query.in_speech or self.speakers or not distinct:
            return []
        by_number = sorted(self.leaves, key=lambda leaf: leaf.weights.get(name, NOWHERE))
        if not by_number or not by_number[0].weights.get(name, NOWHERE).speeches:
            return []
        rarest, *others = by_number
        speeches = self.occurrences.speeches_with(rarest, name)
        for leaf in others:
            speeches = self.occurrences.holding(leaf, name, speeches)
        return list(islice(speeches, limit))


def _exact_number(leaf: SoughtWord, name: str) -> int:
    """Where a word stands in a meeting, as far as the postings tell it exactly."""
    return leaf.where.get(name, NOWHERE) if leaf.is_exact else NOWHERE


def _all_needed(node: Node) -> bool:
    """Whether every word that may match must."""
    if isinstance(node, And):
        return all(map(_all_needed, node.nodes))
    return not isinstance(node, Or)
