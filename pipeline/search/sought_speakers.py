"""Who speaks: in which meetings by label as it is written, and in which of their speeches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import compress, count

from minutes.query.restrictions import Facts, named
from minutes.query.tree import Field
from minutes.text.folding import fold
from pipeline.index.text_store import SPEECH, Store, Table

Speakers = tuple[Field, ...]
NOBODY = -1  # the number of whoever is not known


class Labels:
    """The labels of an archive, each with the meetings in which somebody is called so."""

    def __init__(self, facts: Mapping[str, Facts]) -> None:
        self._meetings: defaultdict[str, list[str]] = defaultdict(list)
        for name, fact in facts.items():
            self._add(name, fact.labels)
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


class SoughtSpeaker:
    """Whoever some restrictions fit, while one query runs; without restrictions everybody, known or not. A
    speech that is withdrawn is nobody's; the `redacted` meetings have some."""

    def __init__(
        self,
        speakers: Speakers,
        labels: Labels,
        store: Store,
        facts: Mapping[str, Facts],
        redacted: Collection[str],
    ) -> None:
        self.store, self.facts, self.redacted = store, facts, redacted
        self._labels, self.labels = labels, labels.fitting(speakers)
        self._unknown = set() if speakers else {NOBODY}
        self._speeches: dict[str, list[int]] = {}

    def speaking(self, among: Collection[str]) -> set[str]:
        """Those of some meetings in which any speech is theirs."""
        found = self._labels.speaking(self.labels).intersection(among)
        redacted = found.intersection(self.redacted)
        self.store.expect(redacted)
        return found - redacted | set(filter(self.speeches, redacted))

    def number(self, name: str) -> int:
        """How many speeches of a meeting are theirs; no text is looked into unless some are withdrawn."""
        if name in self.redacted:
            return len(self.speeches(name))
        speakers = self.facts[name].meeting.speakers
        return sum(each.speeches for each in speakers if each.name in self.labels)

    def speeches(self, name: str) -> list[int]:
        """Which speeches of a meeting are theirs, by their numbers, in order; looked up once."""
        found = self._speeches.get(name)
        if found is None:
            found = self._speeches[name] = list(self._look_up(name))
        return found

    def _look_up(self, name: str) -> Iterator[int]:
        theirs, table = self._numbers(name), self.store.table(name)
        hidden = hidden_passages(table, self.facts[name])
        spoken = compress(count(), map(SPEECH.__eq__, table.types))
        by = table.by
        return (n for n in spoken if by[n] in theirs and n not in hidden)

    def among(self, name: str, speeches: Sequence[int]) -> list[int]:
        """Those of some speeches of a meeting, none of them withdrawn, that are theirs."""
        theirs, by = self._numbers(name), self.store.table(name).by
        return [n for n in speeches if by[n] in theirs]

    def _numbers(self, name: str) -> set[int]:
        """Their labels in a meeting, by number."""
        numbered = enumerate(self.store.speakers(name))
        return {by for by, label in numbered if label in self.labels} | self._unknown


def hidden_passages(table: Table, facts: Facts) -> set[int]:
    """The withdrawn passages of a meeting, by their numbers."""
    numbered = enumerate(table.ids) if facts.hidden else ()
    return {n for n, lasting in numbered if lasting in facts.hidden}
