"""Where a query's words may stand, by the engine's postings, and where they do, by the mapped text.
Everything is looked up once while a query runs, and only when it is asked for.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, filterfalse

from minutes.query.restrictions import Facts, holds
from minutes.query.tree import Word
from minutes.text.folding import runs
from pipeline.engines.protocol import (
    NOWHERE,
    AllOf,
    FoldedForm,
    Prefix,
    Reader,
    Token,
    TokenQuery,
    Weights,
    either,
)
from pipeline.index.text_store import HEAD, SPEECH, Mapped, Store
from pipeline.search.labels import Labels, Speakers
from pipeline.search.text_scan import KEPT, Find, KnownPlaces, Needle, needle, passages_with

# A text is looked through for so many spellings at once in less time than for one after another.
_SEVERAL = 3


def wanted(form: str, *, quoted: bool, prefix: bool) -> TokenQuery:
    """The tokens that a text must hold where `form` stands in it; `AllOf(())` where none is sure."""
    parts: list[TokenQuery] = []
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
    return parts[0] if len(parts) == 1 else AllOf(tuple(dict.fromkeys(parts)))


@dataclass(frozen=True, slots=True)
class _Form:
    """Spellings of a word that need the same tokens: where they may stand, and what is looked for."""

    weights: Weights
    needle: Needle


@dataclass(slots=True)
class SoughtWord:
    """A word in its scope while a query runs: what the postings say, and what was looked up."""

    word: Word
    speakers: Speakers
    forms: tuple[_Form, ...]
    weights: Weights
    counted: bool  # the weights' speech counts are those of the word itself
    kept: KnownPlaces  # where it stood when it was asked for before, by the checksums of texts
    found: dict[str, Sequence[int]] = field(default_factory=dict)
    hits: dict[str, list[int]] = field(default_factory=dict)
    needles: dict[tuple[int, ...], list[Needle]] = field(default_factory=dict)

    def finders(self, meeting: str, text: Mapped) -> list[Find]:
        """What finds the spellings that may stand in a meeting, whose text this is."""
        numbered = enumerate(self.forms)
        there = tuple(n for n, f in numbered if f.weights.get(meeting, NOWHERE).in_text)
        if there not in self.needles:
            self.needles[there] = _joined([self.forms[n].needle for n in there])
        return [one.finder(text) for one in self.needles[there]]


def _joined(needles: Sequence[Needle]) -> list[Needle]:
    """The same needles, with one in the place of several that have the same edges."""
    groups: dict[tuple[bool, bool], list[Needle]] = {}
    for one in needles:
        groups.setdefault((one.left, one.right), []).append(one)
    fewer = map(_without_longer, groups.values())
    joined = (group if len(group) < _SEVERAL else [_one_of(group)] for group in fewer)
    return list(chain.from_iterable(joined))


def _without_longer(needles: list[Needle]) -> list[Needle]:
    """Needles with the same edges; where there are none, but for those that hold another: where
    國家發展委員會 was found, 行政院國家發展委員會 need not be looked for."""
    if needles[0].left or needles[0].right:
        return needles
    forms = set(chain.from_iterable(one.forms for one in needles))
    held = {long for long in forms if any(short in long for short in forms - {long})}
    return [one for one in needles if not held.issuperset(one.forms)]


def _one_of(needles: Sequence[Needle]) -> Needle:
    first, *others = needles
    return first.with_others(others)


class Occurrences:
    """The words of one query in their places; a withdrawn speech is none. Of the `redacted` meetings,
    which have some, the postings tell no exact numbers."""

    def __init__(
        self,
        reader: Reader,
        store: Store,
        facts: Mapping[str, Facts],
        labels: Labels,
        redacted: frozenset[str],
    ) -> None:
        self.reader, self.store, self.facts = reader, store, facts
        self.labels, self.redacted = labels, redacted
        self._leaves: dict[tuple[Word, Speakers], SoughtWord] = {}
        self._fitting: dict[Speakers, frozenset[str]] = {}
        self._numbers: dict[tuple[str, Speakers], set[int]] = {}
        self._said: dict[tuple[str, Speakers], list[int]] = {}

    def leaf(self, word: Word, speakers: Speakers) -> SoughtWord:
        """What is known of a word; its postings are read when it is first asked for."""
        leaf = self._leaves.get((word, speakers))
        if leaf is not None:
            return leaf
        if speakers:
            bare = self.leaf(word, ())
            told = (bare.forms, bare.weights, False, bare.kept, bare.found)
            leaf = SoughtWord(word, speakers, *told)
        else:
            leaf = self._new_leaf(word)
        self._leaves[word, speakers] = leaf
        return leaf

    def _new_leaf(self, word: Word) -> SoughtWord:
        groups: dict[tuple[TokenQuery, tuple[bool, bool]], list[str]] = {}
        for form in word.forms:
            want = wanted(form, quoted=word.quoted, prefix=word.prefix)
            groups.setdefault((want, word.edges(form)), []).append(form)
        wants = [wanted(g[0], quoted=word.quoted, prefix=word.prefix) for g in groups.values()]
        known = self.reader.standing([FoldedForm(form, *word.edges(form)) for form in word.forms])
        weights = self.reader.candidates(wants) if known is None else [known] * len(wants)
        pairs = zip(weights, groups.values(), strict=True)
        forms = tuple(_Form(weigh, needle(word, spelled)) for weigh, spelled in pairs)
        if known is not None:
            return SoughtWord(word, (), forms, known, True, KEPT.of(word))
        counted = len(word.forms) == 1 and wants[0] == Token(word.forms[0])
        all_forms = weights[0] if len(weights) == 1 else either(weights)
        return SoughtWord(word, (), forms, all_forms, counted, KEPT.of(word))

    def passages(self, leaf: SoughtWord, name: str) -> Sequence[int]:
        """The passages (but the head) in which a leaf's word stands, in order, looked up once; all
        of them where it stands in no speech, else all speeches and some of the others."""
        found = leaf.found.get(name)
        if found is None:
            found = leaf.found[name] = self._look_up(leaf, name)
        return found

    def _look_up(self, leaf: SoughtWord, name: str) -> Sequence[int]:
        """The same; what was found in a text before still stands there, whatever was asked since."""
        mark = self.store.checksum(name)
        if not mark or self.facts[name].hidden:
            return array("I", self.scan(leaf, name))
        found = leaf.kept.get(mark)
        if found is None:
            found = leaf.kept[mark] = array("I", self.scan(leaf, name))
        return found

    def scan(self, leaf: SoughtWord, name: str) -> Iterator[int]:
        """The same, found one by one: for who needs but the first few."""
        table, hidden = self.store.table(name), self._hidden(name)
        each = [passages_with(find, table) for find in leaf.finders(name, table.text)]
        places = each[0] if len(each) == 1 else sorted(set(chain.from_iterable(each)))
        # When as many speeches are found as the postings allow, the rest need not be read; unless
        # some are withdrawn, for then what stands elsewhere may be all that is left.
        left = -1 if hidden else leaf.weights.get(name, NOWHERE).speeches or -1
        types = table.types
        for n in places:
            kind = types[n]
            if kind != HEAD and n not in hidden:
                yield n
            left -= kind == SPEECH
            if not left:
                return

    def hits(self, leaf: SoughtWord, name: str) -> list[int]:
        """The speeches within the scope that hold the word."""
        hits = leaf.hits.get(name)
        if hits is None:
            hits = leaf.hits[name] = self._hits(leaf, name)
        return hits

    def _hits(self, leaf: SoughtWord, name: str) -> list[int]:
        if not leaf.weights.get(name, NOWHERE).speeches:
            return []
        if leaf.speakers:
            return self._said_hits(leaf, name)
        types = self.store.table(name).types
        return [n for n in self.passages(leaf, name) if types[n] == SPEECH]

    def told(self, leaf: SoughtWord, among: set[str]) -> set[str]:
        """Those of some meetings of which the postings alone tell where and how often the word stands."""
        return among - self.redacted if leaf.counted else set()

    def stands(self, leaf: SoughtWord, name: str) -> bool:
        """Whether the word stands in a meeting: in a speech within the scope where there is one, else
        anywhere; where it is quoted, not in the head."""
        if leaf.speakers:
            return bool(self.hits(leaf, name))
        weight = leaf.weights[name]
        if weight.in_text and self.passages(leaf, name):
            return True
        in_head = weight.head and not leaf.word.quoted
        return in_head and any(holds(leaf.word, text) for text in self.facts[name].head)

    def _said_hits(self, leaf: SoughtWord, name: str) -> list[int]:
        by, labels = self.store.table(name).by, self._labels(name, leaf.speakers)
        if not labels:
            return []
        if sum(map(by.count, labels)) < leaf.weights[name].speeches:
            return self.of(leaf, name, self.said_by(name, leaf.speakers))
        return [n for n in self.hits(self.leaf(leaf.word, ()), name) if by[n] in labels]

    def of(self, leaf: SoughtWord, name: str, among: Sequence[int]) -> list[int]:
        """Those of some speeches that hold the word."""
        found = leaf.found.get(name)
        if found is None and len(among) > 2 * leaf.weights.get(name, NOWHERE).speeches:
            found = self.passages(leaf, name)
        if found is not None:
            return list(filter(set(found).__contains__, among))
        table = self.store.table(name)
        finders, span = leaf.finders(name, table.text), table.span
        return [n for n in among if any(find(*span(n)) >= 0 for find in finders)]

    def said_by(self, name: str, speakers: Speakers) -> list[int]:
        """The speeches whose label fits all of `speakers`."""
        found = self._said.get((name, speakers))
        if found is None:
            found = self._said[name, speakers] = self._speeches_of(name, speakers)
        return found

    def _speeches_of(self, name: str, speakers: Speakers) -> list[int]:
        labels = self._labels(name, speakers)
        if not labels:
            return []
        table, hidden = self.store.table(name), self._hidden(name)
        pairs = enumerate(zip(table.types, table.by, strict=True))
        found = (n for n, (kind, by) in pairs if kind == SPEECH and by in labels)
        return list(filterfalse(hidden.__contains__, found))

    def _hidden(self, name: str) -> set[int]:
        """The withdrawn speeches of a meeting."""
        hidden = self.facts[name].hidden
        if not hidden:
            return set()
        numbered = enumerate(self.store.table(name).ids)
        return {n for n, lasting in numbered if lasting in hidden}

    def speaking(self, speakers: Speakers, among: Collection[str]) -> set[str]:
        """Those of some meetings in which any speech has a label that fits all of `speakers`."""
        found = self.labels.speaking(self._fit(speakers)).intersection(among)
        return {n for n in found if n not in self.redacted or self.said_by(n, speakers)}

    def numbers_said(self, names: Iterable[str], speakers: Speakers) -> dict[str, int]:
        """How many speeches of each meeting have a label that fits all of `speakers`; no text is looked
        into."""
        fit = self._fit(speakers)
        return {name: self._number_said(name, speakers, fit) for name in names}

    def _number_said(self, name: str, speakers: Speakers, fit: frozenset[str]) -> int:
        if name in self.redacted:
            return len(self.said_by(name, speakers))
        return sum(s.speeches for s in self.facts[name].meeting.speakers if s.name in fit)

    def _labels(self, name: str, speakers: Speakers) -> set[int]:
        """The labels of a meeting that fit; −1 is nobody known."""
        found = self._numbers.get((name, speakers))
        if found is None:
            labels, fit = self.store.speakers(name), self._fit(speakers)
            found = {by for by, label in enumerate(labels) if label in fit}
            found |= set() if speakers else {-1}
            self._numbers[name, speakers] = found
        return found

    def _fit(self, speakers: Speakers) -> frozenset[str]:
        found = self._fitting.get(speakers)
        if found is None:
            found = self._fitting[speakers] = self.labels.fitting(speakers)
        return found
