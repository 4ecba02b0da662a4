"""What was taken out to protect somebody beside the published line: in the commits of a branch that was merged, of
which the merge itself may tell only that words are no longer there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from operator import attrgetter
from pathlib import PurePosixPath

from minutes.text.lists import by_key
from pipeline.history.guards.edits import FileEdit
from pipeline.history.guards.traces import GuardedWords
from pipeline.history.revisions import Edge
from pipeline.history.withheld.known_names import KnownNames
from pipeline.source.files import is_meeting

Data = Callable[[str], bytes | None]
"""Gives the bytes of a blob."""
_PATH, _IS_NOTED = attrgetter("path"), attrgetter("is_noted")


def taken_out(
    edges: Iterable[Edge], data: Data, words: GuardedWords, names: KnownNames
) -> Iterator[str]:
    """The ids of what these edges took out of records to protect somebody; of what is guarded traces are kept
    among `words`."""
    for path, some in by_key(filter(_is_of_record, edges), _PATH).items():
        knows = names.elsewhere(PurePosixPath(path).stem)
        edits = [FileEdit.of(data(edge.before), data(edge.after)) for edge in some]
        # A note that came with one edit is for all that its branch did to the record.
        is_noted = any(map(_IS_NOTED, edits))
        found = (edit.judged(words, knows, hides=is_noted)[1] for edit in edits)
        yield from chain.from_iterable(found)


def _is_of_record(edge: Edge) -> bool:
    return is_meeting(edge.path)
