"""Whether words stand in a record: word for word after folding, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from minutes.text.folding import fold, is_inside_word, is_word, runs
from minutes.text.word_tables import table

# The shortest words that can be looked for; fewer stand in any record.
SHORTEST = 4
LONGEST = 4_000
# By so many stretches of a quotation, and so much of each, records that may hold it are found.
MOST_PARTS = 4
LONGEST_PART = 120
# So much before a quotation tells which word ends there.
_LONGEST_WORD = 64
_AROUND = "「」『』“”\"'‘’ "
_PIECE = re.compile(r"\S+")
_LAST_WORD = re.compile(r"[a-z'’]*$")
_PAUSES = frozenset("，。、；：！？,.;:!?「」『』（）()\n\"'“”")


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words that are looked for, in folded form; `parts` are stretches of them without a sign or a
    space, the longest first: what a text does not hold all of cannot hold the whole."""

    folded: str
    parts: tuple[str, ...] = ()

    @classmethod
    def of(cls, typed: str) -> Quotation | None:
        """A quotation; None where it is too short or too long to be one. Quotation marks around it are
        not part of it. White space counts between two words of letters alone: where a line ends is
        told in one way by a page and in another by a file."""
        bare = fold(typed).strip(_AROUND)
        words, _ = _spaced(bare)
        if sum(map(str.isalnum, words)) < SHORTEST or len(words) > LONGEST:
            return None
        return cls(words, tuple(_parts(bare[: 2 * LONGEST])))

    @property
    def beginning(self) -> re.Pattern[str]:
        """How the quotation begins, with any white space: for a quick look at a folded text before the
        record is read."""
        words = self.folded[:LONGEST_PART].split(" ")
        return re.compile(" +".join(map(_with_spaces, words)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation stands in a text. `cut` is the word right before it that it leaves out and that
    turns its meaning round, "" for none."""

    start: int
    end: int
    cut: str


def find(quotation: Quotation, text: str) -> Place | None:
    """The first place at which the words stand, whole words at both ends; one that leaves out no
    negation goes before one that does."""
    folded = fold(text)
    if not all(part in folded for part in quotation.parts):
        return None
    places = _places(quotation.folded, folded)
    return min(places, key=lambda place: len(place.cut) > 0, default=None)


def _with_spaces(word: str) -> str:
    """A pattern of a word with any white space in it. None around it: two patterns of spaces in a row
    would try each way to share a run of them, which takes the square of its length."""
    return " *".join(map(re.escape, word))


def _parts(words: str) -> list[str]:
    found = [words[start:end][:LONGEST_PART] for start, end, kind in runs(words) if kind != "other"]
    return sorted(dict.fromkeys(found), key=len, reverse=True)[:MOST_PARTS]


def _places(wanted: str, whole: str) -> Iterator[Place]:
    folded, offsets = _spaced(whole)
    at = folded.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not is_inside_word(folded, at) and not is_inside_word(folded, end):
            yield Place(
                offsets[at],
                offsets[end - 1] + 1,
                _left_out(folded[max(at - _LONGEST_WORD, 0) : at]),
            )
        at = folded.find(wanted, at + 1)


def _spaced(folded: str) -> tuple[str, list[int]]:
    """A text with one space between words of letters that white space parts, and none elsewhere; and
    where each of its characters stood."""
    kept: list[int] = []
    for piece in _PIECE.finditer(folded):
        start, end = piece.span()
        if kept and _are_parted_words(folded, kept[-1], start):
            kept.append(start - 1)
        kept.extend(range(start, end))
    return "".join(map(folded.__getitem__, kept)), kept


def _are_parted_words(folded: str, last: int, first: int) -> bool:
    """Whether white space parts a word of letters that ends at `last` from one that begins at `first`."""
    return last + 1 < first and is_word(folded[last]) and is_word(folded[first])


def _left_out(before: str) -> str:
    """The negation that ends what stands before a quotation; "" where a pause parts them."""
    words = before.rstrip(" ")
    if before[-1:] in _PAUSES or words.endswith(_words("harmless")):
        return ""
    negations = filter(words.endswith, _words("han"))
    return max(negations, key=len, default=_denial(words))


def _denial(words: str) -> str:
    """The last word in letters where it denies."""
    last = _LAST_WORD.search(words)[0]  # type: ignore[index]  # it may be empty, and is always there
    denies = last in _words("letters") or last.endswith(_words("endings"))
    return last if denies else ""


@cache
def _words(kind: str) -> tuple[str, ...]:
    """The words of `minutes/data/negations.toml`."""
    return tuple(table("negations")[kind])
