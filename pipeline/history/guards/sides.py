"""What was taken out to protect somebody beside the published line: in the commits of a branch that was merged, of
which the merge itself may tell only that words are no longer there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from pathlib import PurePosixPath

from minutes.text.lists import by_key
from pipeline.history.guards.edits import Edit
from pipeline.history.guards.traces import GuardedWords
from pipeline.history.revisions import Edge
from pipeline.history.withheld.known_names import KnownNames
from pipeline.history.wordings.naming import Knows
from pipeline.history.wordings.rereading import read
from pipeline.source.files import is_meeting

Data = Callable[[str], bytes | None]
"""Gives the bytes of a blob."""
_PATH = attrgetter("path")


def taken_out(
    edges: Iterable[Edge], data: Data, words: GuardedWords, names: KnownNames
) -> Iterator[str]:
    """The ids of what these edges took out of records to protect somebody; of what is guarded traces are kept
    among `words`."""
    for path, some in by_key(edges, _PATH).items():
        if is_meeting(path):
            knows = names.elsewhere(PurePosixPath(path).stem)
            yield from _of_record(list(_edits(some, data)), words, knows)


def _of_record(edits: list[Edit], words: GuardedWords, knows: Knows) -> Iterator[str]:
    """A note that came with one edit is for all that its branch did to the record."""
    is_noted = any(edit.came.unread or edit.came.protective for edit in edits)
    for edit in edits:
        yield from edit.judged(words, knows, hides=is_noted)[1]


def _edits(edges: Iterable[Edge], data: Data) -> Iterator[Edit]:
    for edge in edges:
        old, new = data(edge.before), data(edge.after)
        if old is not None and new is not None:
            before, now = (read(some.decode("utf-8", "replace")) for some in (old, new))
            yield Edit(old, new, before, now)
