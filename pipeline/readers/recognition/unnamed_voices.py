"""Who begins to speak without a name where others are named: behind a time, or behind arrows (`>> 我反對。`)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, filterfalse, pairwise, starmap

from minutes.text.han import HAN
from minutes.text.label_forms import CLOCK
from pipeline.readers.drafting.markdown_words import plain
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.looks import MANY, USUAL, time_shape
from pipeline.readers.recognition.lines import Line, cut

_UNNAMED = {True: "？", False: "?"}  # where Han characters follow, and where none does
# Captioners write >> where somebody else begins to speak, with the name only where they know it.
ARROWS = re.compile(r"\s*+(?:>>++|＞＞++)\s*+(?=\S)")
"""What stands before the words of somebody else."""
_BEFORE_ARROWS = re.compile(rf"(?<=[。！？!?.…」』”\"）)])(?={ARROWS.pattern})")
_TIME_FIRST = re.compile(rf"\s*{CLOCK}\s*(?=\S)")


def unnamed(words: str) -> str:
    """What calls the speaker of words whom the source does not name, in the language of the words."""
    return _UNNAMED[_HAN.search(words) is not None]


_HAN = re.compile(f"[{HAN}]")


def cut_at_arrows(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, cut where arrows behind a sentence begin the words of somebody else."""
    return chain.from_iterable(map(_parts, lines))


def _parts(line: Line) -> Iterator[Line]:
    ends = map(re.Match.end, _BEFORE_ARROWS.finditer(line.text))
    first, *more = starmap(partial(cut, line.spans), pairwise([0, *ends, len(line.text)]))
    yield replace(line, spans=first) if more else line
    yield from (Line(spans, line.place) for spans in more)


def behind_arrows(lines: Sequence[Line], labels: Mapping[int, Candidate]) -> Sequence[Line]:
    """The lines; from the first label on, those behind arrows that name nobody are an unknown speaker's, without the
    arrows. What stands below a label alone on its line is said."""
    begun = dict(_begun(lines, ARROWS))
    before_names = begun.keys() & labels.keys()
    head = range(0 if before_names else min(labels, default=len(lines)))
    return _unnamed(lines, begun, {*head, *labels, *_below(labels.items())})


def behind_times(lines: Sequence[Line], labels: Mapping[int, Candidate]) -> Sequence[Line]:
    """The lines; those with a time as labels have it and no name are an unknown speaker's, without the time, where
    nearly all that begin with one name somebody behind it. What stands below a label alone on its line is said."""
    times = dict(_begun(lines, _TIME_FIRST))
    named = [(at, one) for at, one in labels.items() if at in times and _is_beside_time(one)]
    if len(named) < max(MANY, USUAL * len(times)):
        return lines
    shape_of = {at: time_shape(lines[at].text) for at in times}
    shapes = {shape_of[at] for at, _ in named}
    odd = (at for at, shape in shape_of.items() if shape not in shapes)
    return _unnamed(lines, times, {*odd, *labels, *_below(named)})


def _is_beside_time(label: Candidate) -> bool:
    return label.form.name.startswith("clock")


def _below(labels: Iterable[tuple[int, Candidate]]) -> Iterator[int]:
    """The lines below labels that stand alone."""
    return (at + 1 for at, label in labels if label.alone)


def _begun(lines: Sequence[Line], mark: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The lines of words that begin with a mark, each with where that ends."""
    for at, line in enumerate(lines):
        found = None if line.speaker else mark.match(line.text)
        if found:
            yield at, found.end()


def _unnamed(lines: Sequence[Line], begun: Mapping[int, int], apart: Container[int]) -> list[Line]:
    """The lines; those begun by a mark, besides those apart, as an unknown speaker's without it."""
    made = list(lines)
    for at in filterfalse(apart.__contains__, begun):
        said = lines[at].after(begun[at])
        made[at] = replace(lines[at], spans=said, speaker=unnamed(plain(said)))
    return made


__all__ = ["ARROWS", "behind_arrows", "behind_times", "cut_at_arrows", "unnamed"]
