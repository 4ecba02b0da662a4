"""Where a query's words may stand, by the engine's postings, and where they do, by the mapped text.
Everything is looked up once while a query runs, and only when it is asked for.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, filterfalse, pairwise, starmap

from minutes.query.restrictions import Facts, holds
from minutes.query.tree import Word
from minutes.text.folding import Kind, runs
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
from pipeline.index.text_store import SPEECH, Mapped, Store
from pipeline.search.sought_speakers import Labels, SoughtSpeaker, Speakers, hidden_passages
from pipeline.search.text_scan import KEPT, Find, KnownPlaces, Needle, needle, passages_with


def wanted(form: str, *, quoted: bool, prefix: bool) -> TokenQuery:
    """The tokens that a text must hold where `form` stands in it; `AllOf(())` where none is sure."""
    pieces = [(form[start:end], kind) for start, end, kind in runs(form)]
    last = len(pieces) - 1
    each = (
        _tokens_of(piece, kind, quoted and n == 0, (quoted or prefix) and n == last)
        for n, (piece, kind) in enumerate(pieces)
    )
    parts = list(chain.from_iterable(each))
    return parts[0] if len(parts) == 1 else AllOf(tuple(dict.fromkeys(parts)))


def _tokens_of(piece: str, kind: Kind, cut_left: bool, cut_right: bool) -> Iterable[TokenQuery]:
    """The tokens of one run of characters, which may be cut from a longer one on either side."""
    if kind == "han":
        return map(Token, map("".join, pairwise(piece)) if len(piece) > 1 else piece)
    if kind == "other" or cut_left:
        return ()
    return (Prefix(piece) if cut_right else Token(piece),)


@dataclass(frozen=True, slots=True)
class _Form:
    """Spellings of a word that need the same tokens: where they may stand, and what is looked for."""

    weights: Weights
    needles: Sequence[Needle]

    def may_stand_in(self, meeting: str) -> bool:
        """Whether one of them may stand in the text of a meeting."""
        return self.weights.get(meeting, NOWHERE).in_text


@dataclass(slots=True)
class SoughtWord:
    """A word in its scope while a query runs: what the postings say, and what was looked up. `spoken` are,
    where somebody has to say it, whose words count and the word whoever says it; `said` is what the engine tells of
    that, where it does."""

    word: Word
    forms: Sequence[_Form]
    weights: Weights
    counted: bool  # the weights' speech counts are those of the word itself
    kept: KnownPlaces  # where it stood when it was asked for before, by the checksums of texts
    found: dict[str, Sequence[int]] = field(default_factory=dict)
    hits: dict[str, list[int]] = field(default_factory=dict)
    spoken: tuple[SoughtSpeaker, SoughtWord] | None = None
    said: Weights | None = None

    @property
    def where(self) -> Weights:
        """Where it may stand within its scope."""
        return self.weights if self.said is None else self.said

    @property
    def is_exact(self) -> bool:
        """Whether that is where it does, with exact numbers."""
        return self.counted or self.said is not None

    def said_by(self, speaker: SoughtSpeaker, said: Weights | None) -> SoughtWord:
        """The same word in what somebody says."""
        return SoughtWord(
            self.word,
            self.forms,
            self.weights,
            counted=False,
            kept=self.kept,
            found=self.found,
            spoken=(speaker, self),
            said=said,
        )

    def counting(self, among: set[str]) -> set[str]:
        """Those of some meetings that hold it in which it counts: a quoted one not in the head alone."""
        if not self.word.quoted:
            return among
        return {name for name in among if self.where[name].in_text}

    def finders(self, meeting: str, text: Mapped) -> list[Find]:
        """What finds the spellings that may stand in a meeting, whose text this is."""
        there = self.forms
        if len(there) > 1:
            there = [form for form in there if form.may_stand_in(meeting)]
        return [one.finder(text) for form in there for one in form.needles]


def _without_longer(needles: Sequence[Needle]) -> list[Needle]:
    """Needles, but for those that hold another one anywhere: where 國家發展委員會 is looked for,
    行政院國家發展委員會 need not be."""
    loose = [one.form for one in needles if not (one.left or one.right)]
    return [
        one for one in needles if sum(form in one.form for form in loose) <= (one.form in loose)
    ]


def _folded(words: Iterable[Word]) -> list[FoldedForm]:
    return [FoldedForm(form, *word.edges(form)) for word in words for form in word.forms]


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
        self._speakers: dict[Speakers, SoughtSpeaker] = {}

    # --- what the postings tell

    def speaker(self, speakers: Speakers) -> SoughtSpeaker:
        """Whoever some restrictions fit."""
        if speakers not in self._speakers:
            self._speakers[speakers] = SoughtSpeaker(
                speakers, self.labels, self.store, self.facts, self.redacted
            )
        return self._speakers[speakers]

    def leaf(self, word: Word, speakers: Speakers = ()) -> SoughtWord:
        """What is known of a word; its postings are read when it is first asked for."""
        leaf = self._leaves.get((word, speakers))
        if leaf is None:
            leaf = self._leaves[word, speakers] = self._new_leaf(word, speakers)
        return leaf

    def _new_leaf(self, word: Word, speakers: Speakers) -> SoughtWord:
        if speakers:
            return self._new_leaf_of(self.speaker(speakers), self.leaf(word))
        standing = self.reader.standing(_folded([word]))
        needles = _without_longer([needle(word, form) for form in word.forms])
        if standing is not None:
            return SoughtWord(word, [_Form(standing, needles)], standing, True, KEPT.of(word))
        groups: defaultdict[TokenQuery, list[Needle]] = defaultdict(list)
        for one in needles:
            groups[wanted(one.text, quoted=word.quoted, prefix=word.prefix)].append(one)
        weights = self.reader.candidates(list(groups))
        counted = len(needles) == 1 and list(groups) == [Token(needles[0].text)]
        forms = list(starmap(_Form, zip(weights, groups.values(), strict=True)))
        everything = weights[0] if len(weights) == 1 else either(weights)
        return SoughtWord(word, forms, everything, counted, KEPT.of(word))

    def _new_leaf_of(self, speaker: SoughtSpeaker, bare: SoughtWord) -> SoughtWord:
        """A word in what somebody says; the engine is asked for it where to look into the texts is dearer."""
        if not self.store.is_elsewhere:
            return bare.said_by(speaker, None)
        return bare.said_by(speaker, self.reader.standing(_folded([bare.word]), speaker.labels))

    def either(self, leaves: Sequence[SoughtWord]) -> Weights | None:
        """Where any of several words stands, whoever says it, with exact weights; None where the engine does not
        tell it."""
        if not leaves or any(leaf.spoken for leaf in leaves):
            return None
        return self.reader.standing(_folded(dict.fromkeys(leaf.word for leaf in leaves)))

    def exactly_in(self, leaf: SoughtWord, among: set[str]) -> set[str]:
        """Those of some meetings of which the postings alone tell where and how often the word stands."""
        return among - self.redacted if leaf.is_exact else set()

    def dated(self, word: Word, among: Iterable[str]) -> set[str]:
        """Those of some meetings that were held in the days of a word."""
        return {name for name in among if self.facts[name].dated(word.days)} if word.days else set()

    # --- what the texts tell

    def stands(self, leaf: SoughtWord, name: str) -> bool:
        """Whether the word stands in a meeting: in what is said where somebody has to say it, else
        anywhere; where it is quoted, not in the head."""
        if leaf.spoken:
            return bool(self.hits(leaf, name))
        weight = leaf.weights[name]
        if weight.in_text and self.passages(leaf, name):
            return True
        in_head = weight.head and not leaf.word.quoted
        return in_head and any(holds(leaf.word, text) for text in self.facts[name].head)

    def standing(self, leaf: SoughtWord, among: Collection[str]) -> Iterator[str]:
        """Those of some meetings in which the word stands."""
        self.store.expect(among)
        return (name for name in among if self.stands(leaf, name))

    def hits(self, leaf: SoughtWord, name: str) -> list[int]:
        """The speeches within the scope that hold the word."""
        hits = leaf.hits.get(name)
        if hits is None:
            hits = leaf.hits[name] = self._hits(leaf, name)
        return hits

    def _hits(self, leaf: SoughtWord, name: str) -> list[int]:
        if not leaf.weights.get(name, NOWHERE).speeches:
            return []
        if leaf.spoken:
            return self._said_hits(name, *leaf.spoken)
        types = self.store.table(name).types
        return [n for n in self.passages(leaf, name) if types[n] == SPEECH]

    def _said_hits(self, name: str, speaker: SoughtSpeaker, bare: SoughtWord) -> list[int]:
        """The speeches of somebody that hold a word: looked for in the fewer."""
        if speaker.number(name) < bare.weights[name].speeches:
            return self.of(bare, name, speaker.speeches(name))
        return speaker.among(name, self.hits(bare, name))

    def of(self, leaf: SoughtWord, name: str, among: Sequence[int]) -> list[int]:
        """Those of some speeches that are within its scope and hold the word."""
        if name not in leaf.found and len(among) > 2 * leaf.weights.get(name, NOWHERE).speeches:
            self.passages(leaf, name)
        return list(self.holding(leaf, name, among))

    def holding(self, leaf: SoughtWord, name: str, among: Iterable[int]) -> Iterator[int]:
        """The same, found one by one: for who needs but the first few."""
        if leaf.spoken is not None:
            among = filter(set(leaf.spoken[0].speeches(name)).__contains__, among)
        found = leaf.found.get(name)
        if found is not None:
            return filter(set(found).__contains__, among)
        table = self.store.table(name)
        finders, span = leaf.finders(name, table.text), table.span
        return (n for n in among if any(find(*span(n)) >= 0 for find in finders))

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

    def speeches_with(self, leaf: SoughtWord, name: str) -> Iterator[int]:
        """The speeches within its scope that hold a word, in order, found one by one."""
        places = leaf.found.get(name) or self.scan(leaf, name)
        types = self.store.table(name).types
        speeches = (n for n in places if types[n] == SPEECH)
        if leaf.spoken is None:
            return speeches
        speaker, _ = leaf.spoken
        return filter(set(speaker.speeches(name)).__contains__, speeches)

    def scan(self, leaf: SoughtWord, name: str) -> Iterator[int]:
        """The same, found one by one: for who needs but the first few."""
        table = self.store.table(name)
        finders = leaf.finders(name, table.text)
        hidden = hidden_passages(table, self.facts[name])
        if len(finders) == 1 and not hidden:
            # When as many are found as the postings allow, the rest need not be read.
            return passages_with(finders[0], table, leaf.weights.get(name, NOWHERE).speeches)
        places = chain.from_iterable(passages_with(find, table) for find in finders)
        return filterfalse(hidden.__contains__, sorted(set(places)))
