"""Who speaks in which meetings, by label as it is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from minutes.query.restrictions import Facts, named
from minutes.query.tree import Field
from minutes.text.folding import fold

Speakers = tuple[Field, ...]


class Labels:
    """The labels of an archive, each with the meetings in which somebody is called so."""

    def __init__(self, facts: Mapping[str, Facts]) -> None:
        self._meetings: defaultdict[str, list[str]] = defaultdict(list)
        for name, known in facts.items():
            self._add(name, known.labels)
        self._folded = {label: fold(label) for label in self._meetings}

    def _add(self, name: str, labels: Iterable[str]) -> None:
        for label in labels:
            self._meetings[label].append(name)

    def fitting(self, speakers: Speakers) -> frozenset[str]:
        """The labels that fit all of some restrictions."""
        labels = set(self._folded)
        for wish in speakers:
            labels = self._fitting(wish, labels)
        return frozenset(labels)

    def _fitting(self, wish: Field, labels: Iterable[str]) -> set[str]:
        value, folded = str(wish.value), self._folded
        likely = [label for label in labels if value in folded[label]]
        return {label for label in likely if named(wish, folded[label])}

    def speaking(self, labels: Iterable[str]) -> set[str]:
        """The meetings in which anybody with one of some labels speaks."""
        meetings = self._meetings
        return set().union(*map(meetings.__getitem__, labels))
