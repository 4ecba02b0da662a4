"""How much the figures of cases change when one threshold is a fifth lower or higher.

What a record says is read anew only where its reading looks at that threshold: a first run notes which ones
each kind of reading looks at, and the others are taken from it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import Any

from minutes.recognition import passages
from minutes.recognition.weights import WEIGHTS, Weights
from pipeline.archive.snapshot import View
from pipeline.trails import case_library
from pipeline.trails.cache import Memo
from pipeline.trails.case_library import CaseLibrary

Figures = Callable[[View], dict[str, float]]
_NAMES = frozenset(field.name for field in dataclasses.fields(Weights))
_LEAST = 0.05  # points; less is how a figure is rounded


class Noted:
    """Which thresholds are looked at while something is worked out, and within what."""

    def __init__(self) -> None:
        self.open: list[set[str]] = [set()]
        self.by_kind: dict[str, set[str]] = defaultdict(set)
        self.of_records: set[str] = set()
        """Those that every reading of a record may depend on: what they decide is kept with its words."""

    def look(self, name: str, module: str) -> None:
        """Notes that a threshold is looked at in a module."""
        self.open[-1].add(name)
        if module == passages.__name__:
            self.of_records.add(name)

    def within(self, kind: str, make: Callable[[], Any]) -> Any:
        """What is made, with the thresholds that it looked at."""
        self.open.append(set())
        try:
            return make()
        finally:
            self.by_kind[kind] |= self.open.pop()
            self.again(kind)

    def again(self, kind: str) -> None:
        """Notes that what was made before is used."""
        self.open[-1] |= self.by_kind[kind]

    def reads(self, kind: str, name: str) -> bool:
        """Whether a kind of reading depends on a threshold."""
        return name in self.of_records or name in self.by_kind[kind]


class NotingMemo(Memo):
    """A memo that notes which thresholds its entries look at."""

    def __init__(self, noted: Noted) -> None:
        super().__init__(None)
        self.noted = noted

    def get(self, key: str, fingerprints: Collection[str], make: Callable[[], Any]) -> Any:
        kind = key.split(" ")[0]
        if key in self._used:
            self.noted.again(kind)
            return self._used[key][0]
        value = self.noted.within(kind, make)
        self.put(key, fingerprints, value)
        return value


class NotingLibrary(CaseLibrary):
    """A library that notes which thresholds are looked at for what it makes once."""

    def __init__(self, view: View, noted: Noted) -> None:
        super().__init__(view)
        self.noted = noted
        self.memo = NotingMemo(noted)

    def once(self, name: str, make: Callable[[CaseLibrary], Any]) -> Any:
        if name in self._made:
            self.noted.again(f"once {name}")
            return self._made[name]
        found = self._made[name] = self.noted.within(f"once {name}", lambda: make(self))
        return found


def table(view: View, figures: Figures, wanted: Collection[str]) -> Iterator[str]:
    """A line of Markdown for each threshold (or those that are wanted), lower and higher."""
    noted, first = Noted(), _again(view)
    library = _with_library(first, NotingLibrary(first, noted))
    plain = _noting(noted, lambda: figures(first))
    yield "| threshold | of it | what changes, in points |"
    yield "|---|---:|---|"
    for name in sorted(wanted or _NAMES):
        for factor in (0.8, 1.2):
            found = _changed(view, figures, library, noted, name, factor)
            changes = {kind: found[kind] - plain[kind] for kind in plain}
            told = [f"{kind} {by:+.1f}" for kind, by in changes.items() if abs(by) >= _LEAST]
            yield f"| {name} | {factor:.0%} | {', '.join(told) or 'nothing'} |"


def _changed(
    view: View, figures: Figures, known: CaseLibrary, noted: Noted, name: str, factor: float
) -> dict[str, float]:
    """The figures with one threshold lower or higher; what does not depend on it is `known`."""
    fresh = _again(view)
    library = _with_library(fresh, CaseLibrary(fresh))
    for key, (value, fingerprints) in known.memo._used.items():
        if not noted.reads(key.split(" ")[0], name):
            library.memo.put(key, fingerprints, value)
    if name not in noted.of_records:
        library._passages = known._passages
    kept = getattr(WEIGHTS, name)
    # The one place where a threshold is not what it is: a frozen class has no other way.
    object.__setattr__(WEIGHTS, name, _scaled(kept, factor))
    try:
        return figures(fresh)
    finally:
        object.__setattr__(WEIGHTS, name, kept)


def _again(view: View) -> View:
    """The same view, for which nothing was worked out yet."""
    return View(view.snapshot, dataclasses.replace(view.public))


def _with_library(view: View, library: CaseLibrary) -> CaseLibrary:
    vars(view.public)[case_library._SHELF] = library
    return library


def _noting(noted: Noted, run: Callable[[], dict[str, float]]) -> dict[str, float]:
    """A run in which every look at a threshold is noted."""

    def look(self: Weights, name: str) -> Any:
        if name in _NAMES:
            noted.look(name, sys._getframe(1).f_globals["__name__"])
        return object.__getattribute__(self, name)

    Weights.__getattribute__ = look  # type: ignore[method-assign]  # for one run
    try:
        return run()
    finally:
        del Weights.__getattribute__


def _scaled(value: Any, factor: float) -> Any:
    if isinstance(value, dt.timedelta):
        return dt.timedelta(days=round(value.days * factor))
    if isinstance(value, int):
        step = max(1, round(abs(value * (factor - 1))))
        return value + (step if factor > 1 else -step)
    return value * factor
