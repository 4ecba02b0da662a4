"""Looks through the histories of public records for what is withheld elsewhere. Only paragraphs that a
version lost are asked for: what a record says to this day is its own to show."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from itertools import chain, pairwise

from minutes.publication.gate import Gate
from pipeline.history.ledger import Elsewhere, Ledger, Life, Present
from pipeline.history.revisions import Blobs
from pipeline.history.withheld.retelling import Passage, Withheld, passage
from pipeline.history.withheld.sources import (
    LyingFile,
    PublishedRecord,
    Source,
    passages_of,
    rows_of,
    sources,
)
from pipeline.history.wordings.likeness import essence
from pipeline.history.wordings.rereading import read

SEVERAL = 3
"""In so many other public records the same words are a form of the house ("thank you, chair"): they give
nobody away, and hide nothing."""
_LONGEST = 200  # letters of some words that others are asked for
_BLANK = "\n\n"
_BREAK = re.compile(r"\n[ \t]*\n|^(#[^\n]*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Loss:
    """What a record said in a version (`old`) and not in the one after it (`number`), which the `commit` made
    ("" where it is none yet)."""

    number: int
    commit: str
    old: str
    paragraphs: Sequence[str]


def look(
    made: Ledger,
    before: Elsewhere,
    gate: Gate,
    public: Sequence[PublishedRecord],
    lying: Sequence[LyingFile],
    blobs: Blobs,
) -> Ledger:
    """The ledger with the versions that tell what is withheld elsewhere. What was looked at `before`, and is
    as it was, is not looked at again."""
    by_name = {record.meeting: record for record in public}
    withheld = {source.name: source for source in sources(made, gate, by_name, lying)}
    search = _Search(made, by_name, withheld, before, blobs)
    states = {name: source.state for name, source in withheld.items()}
    told = Elsewhere(rows_of(gate), states, search.records, search.until() if states else {})
    return replace(made, elsewhere=told)


@dataclass(frozen=True)
class _Search:
    made: Ledger
    public: Mapping[str, PublishedRecord]
    withheld: Mapping[str, Source]
    before: Elsewhere
    blobs: Blobs

    @cached_property
    def records(self) -> dict[str, str]:
        """The state of each record that has lost something."""
        return {name: _state(life, self._present(name)) for name, life in self._lives.items()}

    @cached_property
    def _lives(self) -> dict[str, Life]:
        lives = ((life.stems[-1], life) for life in self.made.lives if not life.gone)
        known = ((name, life) for name, life in lives if name in self.public)
        return {name: life for name, life in known if _lost_something(life, self._present(name))}

    def _present(self, name: str) -> Present:
        return self.made.present.get(name, Present(""))

    def until(self) -> dict[str, dict[str, int]]:
        """By record, and by what is withheld, the number of the version that told it no more."""
        found = {name: self._of_record(name, life) for name, life in self._lives.items()}
        return {name: numbers for name, numbers in found.items() if numbers}

    def _of_record(self, name: str, life: Life) -> dict[str, int]:
        is_same = self.before.records.get(name) == self.records[name]
        kept = self._unchanged if is_same else frozenset[str]()
        numbers = {s: n for s, n in self.before.until.get(name, {}).items() if s in kept}
        asked = self._asked(frozenset(self.withheld.keys() - kept))
        for loss in self._losses(name, life) if asked.passages else ():
            for source in self._told(name, loss, asked):
                numbers[source] = loss.number
        return numbers

    @cached_property
    def _unchanged(self) -> frozenset[str]:
        was = self.before.sources
        return frozenset(n for n, source in self.withheld.items() if was.get(n) == source.state)

    @cached_property
    def _asked(self) -> Callable[[frozenset[str]], Withheld]:
        return cache(lambda names: Withheld(self._passages(sorted(names))))

    def _passages(self, names: Sequence[str]) -> Iterator[tuple[str, Passage]]:
        for name in names:
            yield from ((name, told) for told in self.withheld[name].passages(self.blobs))

    def _told(self, name: str, loss: Loss, asked: Withheld) -> Iterator[str]:
        """The names of what a loss tells that is withheld in other records."""
        is_formula = partial(self._is_formula, name)
        for lost in (*map(passage, loss.paragraphs), *_moved(loss, asked)):
            for source in asked.told_by(lost, is_formula):
                if self.withheld[source].record != name:
                    yield source

    # --- what a record lost

    def _losses(self, name: str, life: Life) -> Iterator[Loss]:
        texts = [self._text(version.blob) for version in life.versions]
        commits = [version.commit for version in life.versions]
        if not self._present(name).same:
            texts, commits = [*texts, _decoded(self.public[name].read())], [*commits, ""]
        there = set(texts[-1].split(_BLANK))
        said = [n for n, text in enumerate(texts) if text]
        for old, new in pairwise(said):
            gone = list(_lost(texts[old], texts[new], there))
            if gone:
                yield Loss(new, commits[new], texts[old], gone)

    def _text(self, blob: str) -> str:
        return _decoded(self.blobs.read(blob) or b"") if blob else ""

    # --- what is said everywhere

    def _is_formula(self, name: str, words: str) -> bool:
        return len(self._saying(words[:_LONGEST]) - {name}) >= SEVERAL

    @cached_property
    def _saying(self) -> Callable[[str], frozenset[str]]:
        """Some of the public records that say some words: one more than are needed."""
        return cache(self._look_for)

    def _look_for(self, words: str) -> frozenset[str]:
        wanted = re.compile(r"[\W_]*".join(map(re.escape, words)))
        found = set[str]()
        for name, record in self.public.items():
            if wanted.search(record.folded()):
                found.add(name)
            if len(found) > SEVERAL:
                break
        return frozenset(found)


def _state(life: Life, present: Present) -> str:
    return f"{life.versions[-1].commit} {present.fingerprint}"


def _lost_something(life: Life, present: Present) -> bool:
    return len(life.versions) > 1 or not present.same


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _lost(old: str, new: str, there: Collection[str]) -> Iterator[str]:
    """The paragraphs of a version whose letters the next one does not have, and that do not stand there to
    this day; of titles and labels, those that say more than a few words."""
    before, after = old.split(_BLANK), new.split(_BLANK)
    gone = _paragraphs(set(before).difference(after, there))
    came = set(map(essence, _paragraphs(set(after).difference(before)))) if gone else set()
    for part in gone:
        is_label = part.startswith("#") and passage(part).is_short
        if essence(part) not in came and not is_label:
            yield part


def _paragraphs(blocks: Iterable[str]) -> list[str]:
    """What stands between titles and labels."""
    parts = chain.from_iterable(map(_BREAK.split, blocks))
    return [part for part in parts if part and part.strip()]


def _moved(loss: Loss, asked: Withheld) -> Iterator[Passage]:
    """What was lost in the commit in which something withheld came to its record, with its voices and
    neighbours: there a few words tell."""
    if loss.commit not in asked.commits:
        return
    words = {essence(part) for part in loss.paragraphs}
    pieces = read(loss.old).pieces
    yield from passages_of(pieces, lambda piece: essence(piece.text) in words, loss.commit)
