"""The words of a file as the file itself has them, passage by passage."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.readers.drafting.outcome import SourcePassage

_NO_LETTERS = re.compile(r"[\W_]+")


class CannotCount(Exception):
    """The words of this file cannot be had without its reader."""


@dataclass(frozen=True, slots=True)
class CountedPassage(SourcePassage):
    """The same with the code of the note of a report that tells of such words as left out, "" where none need to."""

    told: str = ""
    letters: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "letters", letters(self.words))


def letters(text: str) -> str:
    """The letters and digits alone, small ones: marks of Markdown, spaces and punctuation do not count."""
    return _NO_LETTERS.sub("", text).lower()
