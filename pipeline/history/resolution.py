"""Where an id leads that stood in a record once: through every edit since, or nowhere."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain, filterfalse
from pathlib import Path

from minutes.addresses.fates import DatedFate, Fate, Kind
from minutes.addresses.redirects import fold_address
from minutes.text.lists import divided
from pipeline.history import written
from pipeline.history.ledger import Ending, Ledger, Life
from pipeline.history.versions import stood_in_public, told_day

_LONGEST = 10_000  # steps from an id to what became of it
_WIDEST = 50  # ids at a time that are followed
MOST_FOUND = 24
"""So many speeches that an id may be now are named; one edit names at most twelve."""
_PRESENT = 1 << 30
_WEIGHT: dict[str, int] = {"revised": 0, "merged": 1, "split": 2, "unclear": 3}


@dataclass(frozen=True, slots=True)
class Resolved:
    """What became of an id: `ids` are those of the record as it is now, as `Fate.new` tells them.
    `day` is when it ended, None where nobody wrote that down; `hidden` the id of a withdrawn speech
    to which it led; `passed` the ids that it had in between, the latest last. `days` are those on which
    it became what it is by its `kind`, None for each that nobody wrote down: on which its words were
    revised (none where they never were), on which it was split, and so on."""

    kind: Kind
    ids: tuple[str, ...]
    day: dt.date | None
    hidden: str = ""
    passed: tuple[str, ...] = ()
    days: tuple[dt.date | None, ...] = ()

    @property
    def successor(self) -> str | None:
        """The one id under which the same speech stands now; None where there is none such."""
        return self.ids[0] if self.kind == "revised" and len(self.ids) == 1 else None


@dataclass(frozen=True, slots=True)
class _Step:
    """What became of an id in version `at` of the record. `near` where it only stands near the one
    that was asked for: that one, or one on the way from it, is gone."""

    fate: Fate
    day: dt.date | None
    at: int
    near: bool

    @classmethod
    def of(cls, fate: Fate, day: dt.date | None, at: int, *, near: bool = False) -> _Step:
        return cls(fate, day, at, near or fate.kind == "gone")

    @property
    def own(self) -> tuple[str, ...]:
        """What became of the speech itself, not only of its place."""
        return () if self.near else self.fate.new


@dataclass(frozen=True)
class KnownIds:
    """All ids that the ledger of an archive and the files in it know of. `zone` is where its days are."""

    folder: Path
    ledger: Ledger
    zone: dt.tzinfo

    @cached_property
    def _written(self) -> dict[str, tuple[DatedFate, ...]]:
        names = written.written_meetings(self.folder)
        return {fold_address(name): written.written(self.folder, name) for name in names}

    @cached_property
    def _written_in(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, rows in self._written.items():
            for row in rows:
                found.setdefault(row.fate.old, []).append(name)
        return found

    def holders(self, ident: str) -> Iterator[str]:
        """The records, by their latest name, in which an id stood once."""
        book = self.ledger
        yield from (life.into or life.stems[-1] for life in book.lives_with(ident))
        yield from book.presently_ended.get(ident, ())
        yield from book.carried_in.get(ident, ())
        yield from self._written_in.get(ident, ())

    def resolve(
        self,
        meeting: str,
        ident: str,
        there: Collection[str],
        withdrawn: Callable[[str], bool] = lambda _: False,
    ) -> Resolved | None:
        """What became of an id of a record whose ids now are `there`; None if it never stood in a
        version that was public. `withdrawn` tells whether an id is that of a withdrawn speech."""
        return _Walk(self, meeting, there, withdrawn).resolve(ident)

    def resolve_all(
        self, meeting: str, there: Collection[str], withdrawn: Callable[[str], bool]
    ) -> Iterator[tuple[str, Resolved]]:
        """All ids that the record had once and has no longer."""
        walk = _Walk(self, meeting, there, withdrawn)
        for ident in walk.old_ids():
            if ident in there or withdrawn(ident):
                continue
            found = walk.resolve(ident)
            if found is not None and not found.hidden:
                yield ident, found

    def fates(self, meeting: str) -> Iterator[Fate]:
        """What became of the ids of a record in all its edits that are known."""
        return _Walk(self, meeting, (), lambda _: False).fates()

    def vanished(self, ident: str) -> tuple[str, dt.date | None] | None:
        """The last name of a record that is no longer in the archive, in which an id stood when it was
        public, and the day on which it went (None where nobody knows)."""
        for life in self.ledger.lives_with(ident):
            if life.gone and not life.into and self.was_public(life, ident):
                return life.stems[-1], told_day(life, len(life.versions) - 1, self.zone)
        return self._taken_out(ident)

    def was_public(self, life: Life, ident: str, before: int = _PRESENT) -> bool:
        """Whether one of the versions up to `before` that may have held an id was public."""
        ends = [e.number for e in self.endings(life, ident) if e.number < before]
        return any(stood_in_public(life, ident, end) for end in ends)

    def endings(self, life: Life, ident: str) -> list[Ending]:
        """Where an id ended in a record."""
        found = self.ledger.endings(ident)
        return [ending for ending in found if ending.life is life and ending.number]

    def _taken_out(self, ident: str) -> tuple[str, dt.date | None] | None:
        """As `vanished`, of a record that a rewritten history has no longer."""
        names = self.ledger.carried_in.get(ident, ())
        name = next(filterfalse(self.ledger.lives_of, names), None)
        if name is None:
            return None
        days = {row.fate.old: row.day for row in self.ledger.carried[name]}
        return name, days[ident]

    def rows(self, meeting: str) -> tuple[DatedFate, ...]:
        """What is known of a record's ids beside git: carried over, and written in the archive."""
        name = fold_address(meeting)
        carried = [
            r for k, rows in self.ledger.carried.items() if fold_address(k) == name for r in rows
        ]
        return (*carried, *self._written.get(name, ()))

    def renames(self) -> Iterator[tuple[str, str]]:
        """Pairs of old and present names of records that were renamed."""
        yield from self.ledger.renamed.items()
        for life in self.ledger.lives:
            if not life.gone:
                yield from ((old, life.stems[-1]) for old in life.stems[:-1])


@dataclass(slots=True)
class _Found:
    """What is found on the way from an id to now: the ids that it is, those that stand around its
    place, and the kinds of steps that led there, each with its days."""

    ids: dict[str, None] = field(default_factory=dict)
    around: dict[str, None] = field(default_factory=dict)
    kinds: dict[Kind, dict[dt.date | None, None]] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)

    def resolved(self, day: dt.date | None) -> Resolved:
        """All of it as one answer; the step that tells least decides its kind."""
        if self.ids:
            kind = max(self.kinds.keys() - {"gone"}, key=_WEIGHT.__getitem__)
            return Resolved(kind, tuple(self.ids), day, days=tuple(self.kinds[kind]))
        kind = "unclear" if "unclear" in self.kinds else "gone"
        days = tuple(self.kinds.get(kind, ()))
        return Resolved(kind, tuple(self.around), day, passed=tuple(self.passed), days=days)

    def note(self, step: _Step) -> None:
        """A step, and the day on which something became of the speech by it."""
        days = self.kinds.setdefault(step.fate.kind, {})
        if not step.fate.same:
            days[step.day] = None

    def arrive(self, there: Collection[str], step: _Step) -> None:
        """Ids of the record as it is now to which a step leads."""
        (self.around if step.near else self.ids).update(dict.fromkeys(there))

    def pass_by(self, ident: str, step: _Step, *, goes_on: bool) -> None:
        """An id in between; where the way of the speech itself does not go on, it is unclear."""
        if step.near:
            return
        self.passed.append(ident)
        if not goes_on:
            self.kinds.setdefault("unclear", {})


class _Walk:
    def __init__(
        self,
        known: KnownIds,
        meeting: str,
        there: Collection[str],
        withdrawn: Callable[[str], bool],
    ) -> None:
        self.known = known
        self.there = there
        self.withdrawn = cache(withdrawn)
        book = known.ledger
        self.life = book.life(meeting)
        name = fold_address(meeting)
        self.before = [a for a in book.lives if a.into and fold_address(a.into) == name]
        present = book.present.get(meeting)
        self.ended = {f.old: f for f in present.ended} if present else {}
        names = self.life.stems if self.life else (meeting,)
        self.rows = {r.fate.old: r for stem in names for r in known.rows(stem)}

    def resolve(self, ident: str) -> Resolved | None:
        first = self._first(ident)
        if first is None:
            return None
        found = _Found()
        steps, seen = deque([first]), {ident}
        while steps and len(seen) < _LONGEST and len(found.ids) < MOST_FOUND:
            step = steps.popleft()
            hidden = next(filter(self.withdrawn, step.own), None)
            if hidden is not None:
                return Resolved("gone", (), first.day, hidden=hidden)
            there, passed = divided(step.fate.new, self.there.__contains__)
            found.note(step)
            found.arrive(there, step)
            for target in dict.fromkeys(filterfalse(seen.__contains__, passed)):
                seen.add(target)
                further = self._next(target, step) if len(steps) < _WIDEST else None
                found.pass_by(target, step, goes_on=further is not None)
                steps.extend(filter(None, [further]))
        return found.resolved(first.day)

    def fates(self) -> Iterator[Fate]:
        lives = filter(None, (self.life, *self.before))
        versions = chain.from_iterable(life.versions for life in lives)
        yield from chain.from_iterable(version.ended for version in versions)
        yield from self.ended.values()
        yield from (row.fate for row in self.rows.values())

    def old_ids(self) -> Iterator[str]:
        yield from dict.fromkeys(fate.old for fate in self.fates())

    def _first(self, ident: str) -> _Step | None:
        """How an id ended last, where it stood in something that was public."""
        if ident in self.ended:
            return _Step.of(self.ended[ident], None, _PRESENT)
        for life in filter(None, (self.life, *self.before)):
            for ending in reversed(self.known.endings(life, ident)):
                if self.known.was_public(life, ident, ending.number + 1):
                    return self._step(ending)
        row = self.rows.get(ident)
        return _Step.of(row.fate, row.day, -1) if row else None

    def _next(self, ident: str, after: _Step) -> _Step | None:
        """How an id ended that another one became."""
        later = self.known.endings(self.life, ident) if self.life else []
        ending = next((e for e in later if e.number > after.at and not e.came_back), None)
        if ending is not None:
            return self._step(ending, near=after.near)
        if ident in self.ended:
            return _Step.of(self.ended[ident], None, _PRESENT, near=after.near)
        row = self.rows.get(ident)
        return _Step.of(row.fate, row.day, after.at, near=after.near) if row else None

    def _step(self, ending: Ending, *, near: bool = False) -> _Step:
        life, number = ending.life, ending.number
        day = told_day(life, number, self.known.zone)
        # What another record brought with it goes on where it was joined to this one.
        at = number if life is self.life else life.at
        return _Step.of(ending.fate, day, at, near=near)
