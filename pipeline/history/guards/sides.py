"""What was taken out to protect somebody beside the published line: in the commits of a branch that was merged, of
which the merge itself may tell only that words are no longer there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import PurePosixPath

from minutes.text.lists import by_key
from pipeline.history.guards.traces import GuardedWords
from pipeline.history.revisions import Edge
from pipeline.history.withheld.known_names import KnownNames
from pipeline.history.wordings import noted
from pipeline.history.wordings.alignment import align
from pipeline.history.wordings.naming import Knows, names_in
from pipeline.history.wordings.noted import NewNotes
from pipeline.history.wordings.protection import guards, protects
from pipeline.history.wordings.rereading import read
from pipeline.history.wordings.turns import turns
from pipeline.source.files import is_meeting

Read = Callable[[str], bytes | None]
"""Gives the bytes of a blob."""
_PATH = attrgetter("path")


@dataclass(frozen=True, slots=True)
class _Step:
    """A file in two commits of which one came after the other."""

    before: bytes
    now: bytes

    @property
    def is_noted(self) -> bool:
        """Whether a note came that is not plain, or that cannot be read."""
        came = NewNotes.of(self.before, self.now)
        return came.unread or came.protective

    def guards(self, words: GuardedWords, knows: Knows, *, is_noted: bool) -> tuple[str, ...]:
        """The ids of what it took out to protect somebody, of which traces are kept among `words`."""
        before, now = (read(data.decode("utf-8", "replace")) for data in (self.before, self.now))
        changed = turns(align(before.pieces, now.pieces), before, now)
        told = noted.new_notes(self.before, self.now), (), names_in(before.pieces), knows
        guard = guards(changed, cut=is_noted or protects(changed, *told))
        words.note(before, now, guard)
        return guard


def taken_out(
    edges: Iterable[Edge], data: Read, words: GuardedWords, names: KnownNames
) -> Iterator[str]:
    """The ids of what these steps took out of records to protect somebody; of what is guarded traces are kept
    among `words`. A note that came with one of them is for all that its branch did to the record."""
    for path, some in by_key(edges, _PATH).items():
        if is_meeting(path):
            yield from _of_record(PurePosixPath(path).stem, list(_steps(some, data)), words, names)


def _of_record(
    name: str, steps: Sequence[_Step], words: GuardedWords, names: KnownNames
) -> Iterator[str]:
    is_noted = any(step.is_noted for step in steps)
    for step in steps:
        yield from step.guards(words, names.elsewhere(name), is_noted=is_noted)


def _steps(edges: Iterable[Edge], data: Read) -> Iterator[_Step]:
    for edge in edges:
        before, now = data(edge.before), data(edge.after)
        if before is not None and now is not None:
            yield _Step(before, now)
