"""Who begins to speak without a name where others are named: behind a time, or behind arrows (`>> 我反對。`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from minutes.text.label_forms import CLOCK
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.looks import MANY, USUAL, time_shape
from pipeline.readers.recognition.lines import Line, cut

UNNAMED = "?"
"""What calls a speaker whom the source does not name."""
# Captioners write >> where somebody else begins to speak, with the name only where they know it.
ARROWS = re.compile(r"\s*+(?:>>++|＞＞++)\s*+(?=\S)")
"""What stands before the words of somebody else."""
_BEFORE_ARROWS = re.compile(rf"(?<=[。！？!?.…」』”\"）)])(?={ARROWS.pattern})")
_TIME_FIRST = re.compile(rf"\s*{CLOCK}\s*(?=\S)")


def cut_at_arrows(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, cut where arrows behind a sentence begin the words of somebody else."""
    for line in lines:
        starts = [found.end() for found in _BEFORE_ARROWS.finditer(line.text)]
        first, *more = pairwise([0, *starts, len(line.text)])
        yield replace(line, spans=cut(line.spans, *first)) if more else line
        for start, end in more:
            yield Line(cut(line.spans, start, end), line.place)


def behind_arrows(lines: Sequence[Line], labels: Mapping[int, Candidate]) -> list[Line]:
    """The lines; from the first label on, those behind arrows that name nobody are an unknown speaker's, without the
    arrows. What stands below a label alone on its line is said."""
    begun = {at: found for at, line in enumerate(lines) if (found := ARROWS.match(line.text))}
    said = {at + 1 for at, label in labels.items() if label.alone}
    start = 0 if begun.keys() & labels.keys() else min(labels, default=len(lines))
    made = list(lines)
    for at in begun.keys() - labels.keys() - said:
        if at >= start and made[at].speaker is None:
            made[at] = _unnamed(made[at], begun[at].end())
    return made


def behind_times(lines: Sequence[Line], labels: Mapping[int, Candidate]) -> list[Line]:
    """The lines; those with a time as labels have it and no name are an unknown speaker's, without the time, where
    nearly all that begin with one name somebody behind it. What stands below a label alone on its line is said."""
    times = dict(_times(lines))
    named = times.keys() & set(filter(lambda at: labels[at].form.name.startswith("clock"), labels))
    shapes = {time_shape(lines[at].text) for at in named}
    said = {at + 1 for at in named if labels[at].alone}
    made = list(lines)
    if len(named) >= max(MANY, USUAL * len(times)):
        for at in times.keys() - labels.keys() - said:
            if time_shape(lines[at].text) in shapes:
                made[at] = _unnamed(made[at], times[at])
    return made


def _unnamed(line: Line, at: int) -> Line:
    return replace(line, spans=line.after(at), speaker=UNNAMED)


def _times(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The lines of words that begin with a time, each with where that ends."""
    for at, line in enumerate(lines):
        found = None if line.speaker else _TIME_FIRST.match(line.text)
        if found:
            yield at, found.end()


__all__ = ["ARROWS", "UNNAMED", "behind_arrows", "behind_times", "cut_at_arrows"]
