"""Whether words stand in a record: word for word after folding, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from minutes.text.folding import fold, is_han, is_word

# The shortest words that can be looked for; fewer stand in any record.
SHORTEST = 4
LONGEST = 4_000
# What stands right before a quotation and turns its meaning round: quoted without it, nothing of the
# kind was said. Negations of Chinese (教育部《重編國語辭典修訂本》) and of English.
_NEGATIONS = ("不", "沒", "沒有", "未", "無", "非", "別", "勿", "莫", "毋", "弗", "並非", "絕非")
_NOT = ("not", "never", "no", "cannot", "without", "n't", "n’t")
_PAUSES = frozenset("，。、；：！？,.;:!?「」『』（）()\n\"'“”")


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words that are looked for, in folded form."""

    folded: str

    @classmethod
    def of(cls, typed: str) -> Quotation | None:
        """A quotation; None where it is too short or too long to be one. Quotation marks around it are
        not part of it, and white space within it is one space."""
        words = " ".join(fold(typed).split()).strip("「」『』“”\"'‘’ ")
        long_enough = sum(map(str.isalnum, words)) >= SHORTEST and len(words) <= LONGEST
        return cls(words) if long_enough else None


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
    places = list(_places(quotation.folded, text))
    return next((p for p in places if not p.cut), places[0] if places else None)


def _places(wanted: str, text: str) -> Iterator[Place]:
    folded, offsets = _spaced(fold(text))
    at = folded.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not _inside_word(folded, at) and not _inside_word(folded, end):
            yield Place(offsets[at], offsets[end - 1] + 1, _left_out(folded[:at]))
        at = folded.find(wanted, at + 1)


def _spaced(folded: str) -> tuple[str, list[int]]:
    """A text with one space for any white space, and where each of its characters stood."""
    kept = [n for n, c in enumerate(folded) if c != " " or (n and folded[n - 1] != " ")]
    return "".join(folded[n] for n in kept), kept


def _inside_word(folded: str, at: int) -> bool:
    pair = folded[max(at - 1, 0) : at + 1]
    return len(pair) == 2 and at > 0 and all(is_word(c) and not is_han(c) for c in pair)


def _left_out(before: str) -> str:
    if not before or before[-1] in _PAUSES:
        return ""
    words = before.rstrip(" ")
    han = [n for n in _NEGATIONS if words.endswith(n)]
    if han:
        return max(han, key=len)
    last = words.rsplit(" ", 1)[-1]
    return last if last.endswith(_NOT[-2:]) or last in _NOT else ""
