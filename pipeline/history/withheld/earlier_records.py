"""Looks through the histories of public records for what is withheld elsewhere. Only paragraphs that a
version lost are asked for: what a record says to this day is its own to show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache, partial
from itertools import accumulate, chain, islice

from minutes.publication.gate import Gate
from minutes.text.lists import pick, without_empty
from pipeline.history.ledger import MOST_PUBLISHED, PUBLISHED, Ledger, Life, Present
from pipeline.history.revisions import Blobs
from pipeline.history.withheld.departures import NEXT, protected_departures
from pipeline.history.withheld.found import MOVED, Elsewhere
from pipeline.history.withheld.losses import Loss, PastForm, losses
from pipeline.history.withheld.retelling import Withheld
from pipeline.history.withheld.sayings import Saying, all_said, letters, saying
from pipeline.history.withheld.sources import (
    LyingFile,
    PublishedRecord,
    Sayings,
    Withholding,
    rows_of,
    sayings_of,
    sources,
)
from pipeline.history.withheld.steps import Bytes, Transition
from pipeline.history.wordings.noted import COVERED
from pipeline.history.wordings.rereading import read

SEVERAL = 3
"""In so many other public records the same words are a form of the house ("thank you, chair"): they give
nobody away, and hide nothing."""
_KEPT = 32  # versions
_LONGEST = 200  # letters of some words that others are asked for


def look(
    book: Ledger,
    before: Elsewhere,
    gate: Gate,
    public: Sequence[PublishedRecord],
    lying: Sequence[LyingFile],
    blobs: Blobs,
    now: int,
) -> Ledger:
    """The ledger with the versions that tell what is withheld elsewhere. What was looked at `before`, and is
    as it was, is not looked at again."""
    by_name = {record.meeting: record for record in public}
    withheld = {source.name: source for source in sources(book, gate, by_name, lying)}
    search = _Search(book, by_name, withheld, before, blobs, now)
    states = {name: source.state for name, source in withheld.items()}
    found = Elsewhere(rows_of(gate), states, search.records, search.until(), book.count)
    return replace(book, elsewhere=found)


@dataclass(frozen=True)
class _Search:
    book: Ledger
    public: Mapping[str, PublishedRecord]
    withheld: Mapping[str, Withholding]
    before: Elsewhere
    blobs: Blobs
    now: int

    @cached_property
    def records(self) -> dict[str, str]:
        """The state of each record that has lost something."""
        return {name: _state(life, self._present(name)) for name, life in self._lives.items()}

    @cached_property
    def _lives(self) -> dict[str, Life]:
        lives = {life.stems[-1]: life for life in self.book.lives if not life.gone}
        return {name: lives[name] for name in self.public if self._may_have_lost(lives.get(name))}

    def _may_have_lost(self, life: Life | None) -> bool:
        """Whether a record is not what it was when it came."""
        if life is None:
            return False
        return len(life.versions) > 1 or not self._present(life.stems[-1]).same

    def _present(self, name: str) -> Present:
        return self.book.present.get(name, PUBLISHED)

    def until(self) -> dict[str, dict[str, int]]:
        """By record, and by what is withheld, the number of the version that told it no more."""
        found = dict(self.before.moved)
        is_formula = partial(partial, self._is_formula)
        departures = (
            protected_departures(self._steps(clock), self.before.count, is_formula)
            for clock in self._clocks()
        )
        for move in chain.from_iterable(departures):
            numbers = found.get(move.record, {})
            found[move.record] = {**numbers, f"{MOVED}{move.into}": move.number}
        for name, life in self._lives.items() if self.withheld else ():
            found[name] = {**found.get(name, {}), **self._of_record(name, life)}
        return without_empty(found)

    def _clocks(self) -> Iterator[Mapping[int, int]]:
        """When each commit was made, as it tells, and as those after it allow: one cannot be later than them, so
        that two weeks are no shorter for a clock that was wrong."""
        versions = chain.from_iterable(life.versions for life in self.book.lives)
        clock = dict(sorted((version.number, version.at) for version in versions))
        yield clock
        earliest = dict(
            zip(reversed(clock), accumulate(reversed(clock.values()), min), strict=True)
        )
        if earliest != clock:
            yield earliest

    def _steps(self, clock: Mapping[int, int]) -> Iterator[Transition]:
        """What records became since the last look, and about the time of that; what is published without a
        commit comes after all."""
        steps = list(chain.from_iterable(map(partial(self._of_life, clock), self.book.lives)))
        new = [step.moment for step in steps if step.commit >= self.before.count]
        if not new:
            return iter(())
        span = range(min(new) - COVERED, max(new) + COVERED + 1)
        near = (s for s in steps if s.moment in span or s.commit >= self.before.count - NEXT)
        return _without_import(list(near))

    def _of_life(self, clock: Mapping[int, int], life: Life) -> Iterator[Transition]:
        name = life.stems[-1]
        forms: list[Bytes] = [partial(self._bytes, version.blob) for version in life.versions]
        places = [(version.number, clock[version.number]) for version in life.versions]
        if name in self.public and not self._present(name).same:
            forms.append(self.public[name].read)
            places.append((self.book.count, self.now))
        for number, (commit, moment) in enumerate(places):
            before = forms[number - 1] if number else bytes
            yield Transition(name, number, commit, moment, before, forms[number])

    def _bytes(self, blob: str) -> bytes | None:
        return self._read(blob) if blob else None

    @cached_property
    def _read(self) -> Callable[[str], bytes | None]:
        """The latest are kept, for each is asked for several times."""
        return lru_cache(_KEPT)(self.blobs.read)

    def _of_record(self, name: str, life: Life) -> dict[str, int]:
        is_same = self.before.records.get(name) == self.records[name]
        known = self._known if is_same else frozenset[str]()
        numbers = pick(self.before.until.get(name, {}), known)
        asked = self._new if is_same else self._all
        losses = self._losses(name, life) if asked.sayings else ()
        for loss in losses:
            numbers |= dict.fromkeys(self._withheld_in(name, loss, asked), loss.number)
        return numbers

    @cached_property
    def _known(self) -> frozenset[str]:
        """What was withheld already, of which all that it said before is withheld still."""
        return frozenset(name for name in self.withheld if self._since(name) is not None)

    def _since(self, name: str) -> Sayings | None:
        """What came to something withheld since it was looked for; None where all has to be looked for."""
        source, was = self.withheld[name], self.before.sources.get(name)
        if was is None:
            return None
        return _nothing if was == source.state else source.since(was)

    @cached_property
    def _all(self) -> Withheld:
        return Withheld(
            self._of((n, source.sayings) for n, source in sorted(self.withheld.items()))
        )

    @cached_property
    def _new(self) -> Withheld:
        """What was not looked for yet in records that are as they were."""
        return Withheld(
            self._of((n, self._since(n) or self.withheld[n].sayings) for n in sorted(self.withheld))
        )

    def _of(self, sayings: Iterable[tuple[str, Sayings]]) -> Iterator[tuple[str, Saying]]:
        for name, sayings_in in sayings:
            yield from ((name, saying) for saying in sayings_in(self.blobs))

    def _withheld_in(self, name: str, loss: Loss, asked: Withheld) -> Iterator[str]:
        """The names of what a loss tells that is withheld in other records."""
        is_formula = partial(self._is_formula, name)
        lost = chain(map(saying, loss.paragraphs), _moved(loss, asked))
        for source in chain.from_iterable(map(partial(asked.told_by, is_formula), lost)):
            if self.withheld[source].record != name:
                yield source

    def _losses(self, name: str, life: Life) -> Iterator[Loss]:
        """What a record lost from version to version, and in what is published now."""
        forms = [PastForm(version.commit, self._text(version.blob)) for version in life.versions]
        if not self._present(name).same:
            forms.append(PastForm("", self.public[name].read().decode("utf-8", "replace")))
        return losses(forms)

    def _text(self, blob: str) -> str:
        return (self._bytes(blob) or b"").decode("utf-8", "replace")

    # --- what is said everywhere

    def _is_formula(self, name: str, words: str) -> bool:
        return len(self._saying(words[:_LONGEST]) - {name}) >= SEVERAL

    @cached_property
    def _saying(self) -> Callable[[str], frozenset[str]]:
        """Some of the public records that say some words: one more than are needed."""
        return cache(self._look_for)

    def _look_for(self, words: str) -> frozenset[str]:
        wanted = re.compile(r"[\W_]*".join(map(re.escape, words)))
        holding = (n for n, record in self.public.items() if wanted.search(record.folded()))
        return frozenset(islice(holding, SEVERAL + 1))


def _nothing(_: Blobs) -> Iterator[Saying]:
    return iter(())


def _state(life: Life, present: Present) -> str:
    return f"{life.versions[-1].commit} {present.fingerprint}"


def _moved(loss: Loss, asked: Withheld) -> Iterator[Saying]:
    """What was lost in the commit in which something withheld came to its record, with its voices and
    neighbours: there a few words tell."""
    if loss.commit not in asked.commits:
        return
    lost = (replace(saying(part), commit=loss.commit) for part in loss.paragraphs)
    words = {loss.words for loss in filter(asked.may_have_moved, lost)}
    if not words:
        return
    pieces = all_said(read(loss.old))
    yield from sayings_of(pieces, lambda piece: letters(piece.text) in words, loss.commit)


def _without_import(steps: Sequence[Transition]) -> Iterator[Transition]:
    """The steps without the records that a commit brought, where it brought in an archive."""
    came = Counter(step.commit for step in steps if not step.number)
    return (step for step in steps if step.number or came[step.commit] <= MOST_PUBLISHED)
