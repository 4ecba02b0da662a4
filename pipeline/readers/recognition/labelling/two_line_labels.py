"""Labels on two lines: the agency on one of its own, and below it who speaks for it, above the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from minutes.records import head_lines
from minutes.records.speaker_labels import calling
from pipeline.readers.recognition.labelling.looks import FEW, SENTENCE_SIGN
from pipeline.readers.recognition.lines import Line

_LONGEST = 24  # characters of each of the two lines


def joined(lines: Sequence[Line]) -> list[Line]:
    """The lines, the agency and the name below it as one line where several labels of the source are such pairs."""
    pairs = list(filter(_Pair.stands_above_words, _pairs(lines)))
    telling = list(filter(_Pair.names_somebody, pairs))
    if len(telling) < FEW or 2 * len(telling) < len(pairs):
        return list(lines)
    in_one = filter(_Pair.is_one_paragraph, pairs)
    return list(_with_joined(lines, {pair.at: pair for pair in (*telling, *in_one)}))


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two lines, of which the first is at an index, and the one below them."""

    at: int
    agency: Line
    name: Line
    said: Line

    def stands_above_words(self) -> bool:
        """Whether two short lines of one look stand above words of another."""
        both = (self.agency, self.name)
        looks = (
            all(map(_is_short, both)),
            self.agency.fresh,
            self.said.fresh,
            self.agency.is_set_off() is self.name.is_set_off(),
            SENTENCE_SIGN.search(self.said.words) is not None,
        )
        return all(looks) and not (self.agency.is_set_off() and self.said.is_set_off())

    def names_somebody(self) -> bool:
        """Whether an agency stands above a person or an office."""
        above, below = calling(self.agency.words), calling(self.name.words)
        return above == "body" and below in ("person", "office")

    def is_one_paragraph(self) -> bool:
        """Whether a line break divides the two, and the first is nobody's name and no heading."""
        words = self.agency.words
        free = calling(words) != "person" and not head_lines.is_section(words)
        return free and not self.name.fresh

    def in_one(self) -> Line:
        """The two as one line."""
        *before, last = self.agency.spans
        spaced = replace(last, text=f"{last.text} ")
        return replace(self.agency, spans=(*before, spaced, *self.name.spans))


def _pairs(lines: Sequence[Line]) -> Iterator[_Pair]:
    threes = zip(lines, lines[1:], lines[2:], strict=False)
    return (_Pair(at, *three) for at, three in enumerate(threes))


def _is_short(line: Line) -> bool:
    short = line.kind == "text" and 1 < len(line.words) <= _LONGEST
    return short and line.speaker is None and not SENTENCE_SIGN.search(line.words)


def _with_joined(lines: Sequence[Line], pairs: dict[int, _Pair]) -> Iterator[Line]:
    for at, line in enumerate(lines):
        if at in pairs:
            yield pairs[at].in_one()
        elif at - 1 not in pairs:
            yield line


__all__ = ["joined"]
