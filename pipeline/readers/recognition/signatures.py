"""Speeches that are signed: the name stands behind the words of each paragraph (大家好。（王示範）)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from operator import attrgetter, or_

from minutes.records.speaker_labels import calling, tidy
from pipeline.readers.recognition.labelling.beginnings import ENDS
from pipeline.readers.recognition.labelling.looks import FEW, SENTENCE_SIGN, USUAL
from pipeline.readers.recognition.lines import Line, cut

_UNSIGNED = "？"  # whose words an unsigned paragraph among signed ones holds, nobody knows


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed a line, and how many characters of it are words."""

    name: str
    words: int


def signed(lines: Sequence[Line]) -> list[Line] | None:
    """The lines, each with the one who signed it as its speaker; None where nearly all of those that hold
    sentences are not signed, or not by several people who come back."""
    found = list(map(_signature, lines))
    sentences = sum(map(_holds_sentence, lines))
    if not _are_usual(list(filter(None, found)), sentences):
        return None
    begun = list(accumulate(map(bool, found), or_))
    return list(map(_spoken, lines, found, begun))


def _holds_sentence(line: Line) -> bool:
    return SENTENCE_SIGN.search(line.words) is not None


def _signature(line: Line) -> Signature | None:
    words = line.text.rstrip()
    matches = (sign.form.pattern.fullmatch(words) for sign in ENDS)
    found = next(filter(None, matches), None)
    name = tidy(found["name"]) if found else ""
    if found is None or calling(name) not in ("person", "office"):
        return None
    return Signature(name, found.end("rest"))


def _are_usual(found: Sequence[Signature], sentences: int) -> bool:
    """Whether signatures stand below nearly all sentences: those of several people, who come back."""
    names = set(map(attrgetter("name"), found))
    enough = len(found) > max(FEW, USUAL * sentences)
    return enough and 1 < len(names) < len(found)


def _spoken(line: Line, signature: Signature | None, begun: bool) -> Line:
    """A line with who signed it; a sentence that nobody signed, after the first one, is somebody's unknown."""
    if signature:
        words = cut(line.spans, 0, signature.words)
        return replace(line, speaker=signature.name, spans=words, fresh=True)
    unsigned = begun and _holds_sentence(line)
    return replace(line, speaker=_UNSIGNED) if unsigned else line


__all__ = ["signed"]
