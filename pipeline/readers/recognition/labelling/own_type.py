"""Names that only their type sets off from the words: underlined, in small capitals, in a font or size of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.recognition.lines import Line

_SEVERAL = 2


def in_own_type(lines: Sequence[Line]) -> list[Line] | None:
    """The lines, in which whatever is not in the type of most words is set off as by a colour; None where all
    words are in one type."""
    characters = Counter[str]()
    for span in chain.from_iterable(line.spans for line in lines):
        characters[span.type] += len(span.text.strip())
    usual = characters.most_common(_SEVERAL)
    if len(usual) < _SEVERAL:
        return None
    body = _Body(usual[0][0])
    return list(map(body.part_from, lines))


@dataclass(frozen=True, slots=True)
class _Body:
    """The words of a source that are in its usual type."""

    type: str

    def part_from(self, line: Line) -> Line:
        """A line with all else set off."""
        return replace(line, spans=tuple(map(self._set_off, line.spans)))

    def _set_off(self, span: TextRun) -> TextRun:
        own = span.colour or span.type or _BARE
        return span if span.type == self.type else replace(span, colour=own)


_BARE = "bare"  # what is in no type of its own, among words that are all underlined

__all__ = ["in_own_type"]
