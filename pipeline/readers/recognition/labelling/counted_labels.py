"""Labels with a number before them that goes on through a source: the speeches of some, among those of others."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from itertools import filterfalse, pairwise
from operator import attrgetter

from minutes.records.speaker_labels import calling, calls_behind_space
from minutes.text.numerals import parse
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.looks import FEW, USUAL
from pipeline.readers.recognition.lines import Line


def counts_on(found: Sequence[Candidate], lines: Sequence[Line]) -> bool:
    """Whether the numbers before labels go on by one through the source, past labels without one: 11、王示範：, 範例部：,
    12、李範例：. The entries of a list stand together."""
    numbered = list(filter(_is_called, filter(_NUMBERED, found)))
    numbers = list(filter(None, (_counted(lines[one.line]) for one in numbered)))
    steps = sum(after - before == 1 for before, after in pairwise(numbers))
    others = sorted(map(_LINE, filterfalse(_NUMBERED, found)))
    parted = {bisect(others, one.line) for one in numbered}
    return len(parted) > FEW and steps >= USUAL * (len(numbered) - 1) > 0


_LINE, _NUMBERED = attrgetter("line"), attrgetter("numbered")


def _is_called(one: Candidate) -> bool:
    return calling(one.name) is not None or calls_behind_space(one.name)


def _counted(line: Line) -> int | None:
    found = _COUNTED.match(line.shown)
    return parse(found[1]) if found else None


_COUNTED = re.compile(r"\W*([\d一二三四五六七八九十百零〇]{1,5})")

__all__ = ["counts_on"]
