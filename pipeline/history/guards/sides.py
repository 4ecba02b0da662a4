"""What was taken out to protect somebody beside the published line: in the commits of a branch that was merged, of
which the merge itself may tell only that words are no longer there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, repeat
from operator import attrgetter

from minutes.text.lists import by_key, omit, pick
from pipeline.history.guards.edits import FileEdit
from pipeline.history.guards.traces import GuardedWords
from pipeline.history.revisions import Edge
from pipeline.history.withheld.known_names import KnownNames
from pipeline.source.files import is_meeting

Data = Callable[[str], bytes | None]
"""Gives the bytes of a blob."""
_BEFORE, _BLOBS = attrgetter("before"), attrgetter("before", "after")
_STEM, _JOINED = attrgetter("stem"), attrgetter("joined")
_IS_NOTED = attrgetter("is_noted")
_KEPT = 64  # edits that many files may share
_MOST = 12  # forms under names that no record has now, of one merge


@dataclass(frozen=True, slots=True)
class Sides:
    """What records became beside the published line, and what a merge made of it."""

    edges: Sequence[Edge] = ()
    merged: Mapping[int, Collection[Edge]] = field(default_factory=dict)

    @classmethod
    def of(cls, edges: Iterable[Edge]) -> Sides:
        """Those of files that are records."""
        of_records = list(filter(_is_of_record, edges))
        return cls(of_records, by_key(filter(_is_beside, of_records), _JOINED))

    def taken_out(self, data: Data, words: GuardedWords, names: KnownNames) -> Iterator[str]:
        """The ids of what these edges took out to protect somebody; of what is guarded traces are kept
        among `words`."""
        edited = lru_cache(_KEPT)(lambda old, new: FileEdit.of(data(old), data(new)))
        for stem, some in by_key(filter(_BEFORE, self.edges), _STEM).items():
            knows, pairs = names.elsewhere(stem), dict.fromkeys(map(_BLOBS, some))
            edits = [edited(*pair) for pair in pairs]
            # A note that came with one edit is for all that its branch did to the record.
            is_noted = any(map(_IS_NOTED, edits))
            found = (edit.judged(words, knows, hides=is_noted)[1] for edit in edits)
            yield from chain.from_iterable(found)

    def brought(
        self, number: int, names: Collection[str], taken: Collection[str]
    ) -> Sequence[tuple[Edge, bool]]:
        """The forms that came with a merge by its number, each with whether it had one of the `names` of a record;
        it may have had another one, that no record has `taken`."""
        found = by_key(self.merged.get(number, ()), _STEM)
        named = chain.from_iterable(pick(found, names).values())
        others = chain.from_iterable(omit(found, {*names, *taken}).values())
        latest = list(others)[-_MOST:]
        return [*zip(named, repeat(True), strict=False), *zip(latest, repeat(False), strict=False)]


def _is_of_record(edge: Edge) -> bool:
    return is_meeting(edge.path)


def _is_beside(edge: Edge) -> bool:
    return edge.is_beside
