"""The difference of two wordings, as a reader wants it: characters for Chinese, words for Latin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import LCSseq

from minutes.text.folding import is_han, is_inside_word, is_word
from pipeline.history.wordings.likeness import Effort, common

Kind = Literal["same", "gone", "new"]
# Tokens of one wording times those of the other, where they differ: 50 ms and 20 MB.
MOST_WORK = 150_000_000
# The same for all wordings of a page together: half a second.
MOST_OF_A_PAGE = 1_500_000_000
# Less than so many characters that stayed between two changes are read as part of them.
READABLE = 2
# So many characters of what stayed are shown on either side of a change.
AROUND = 120
_TOKENS = re.compile(r"[^\W_]+|\s+|.", re.S)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text that stayed, went or came."""

    kind: Kind
    text: str


def compare(old: str, new: str, effort: Effort | None = None) -> tuple[Stretch, ...] | None:
    """The stretches of both wordings in order; None where they are too long and too different for
    that to be worked out at once, or with what is left of the `effort` for several."""
    start = _boundary(old, new, common(old, new))
    end = min(common(old[::-1], new[::-1]), min(len(old), len(new)) - start)
    while end and is_word(old[-end]):
        end -= 1
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    work = len(before) * len(after)
    left = effort or Effort(MOST_WORK)
    if work > MOST_WORK or not left.take(work):
        return None
    inside = list(_between(_tokens(before), _tokens(after)))
    ends = [Stretch("same", old[:start]), *inside, Stretch("same", old[len(old) - end :])]
    return tuple(_readable([stretch for stretch in ends if stretch.text]))


def shortened(pieces: Sequence[Stretch] | None) -> tuple[Stretch, ...] | None:
    """The same stretches; of what stayed, only what stands beside a change."""
    if pieces is None:
        return None
    last = len(pieces) - 1
    return tuple(
        Stretch(s.kind, _ends(s.text, after=n > 0, before=n < last)) if s.kind == "same" else s
        for n, s in enumerate(pieces)
    )


def side_by_side(wordings: Iterable[tuple[str, str]]) -> list[tuple[Stretch, ...] | None]:
    """What changed in each pair of an old and a new wording, with what stands beside it; None where
    `compare` gives none. All of them together take no longer than one page may."""
    effort = Effort(MOST_OF_A_PAGE)
    return [shortened(compare(old, new, effort)) for old, new in wordings]


def _ends(text: str, *, after: bool, before: bool) -> str:
    head, tail = AROUND * after, AROUND * before
    if len(text) <= head + tail + 1:
        return text
    return f"{text[:head]}…{text[len(text) - tail :]}"


def _boundary(old: str, new: str, at: int) -> int:
    """The latest place up to `at` at which no word is cut."""
    while is_inside_word(old, at) or is_inside_word(new, at):
        at -= 1
    return at


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    for match in _TOKENS.finditer(text):
        token = match[0]
        found += list(token) if any(map(is_han, token)) else [token]
    return found


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    for step in LCSseq.opcodes(old, new):
        gone = "".join(old[step.src_start : step.src_end])
        came = "".join(new[step.dest_start : step.dest_end])
        if step.tag == "equal":
            yield Stretch("same", gone)
        else:
            yield Stretch("gone", gone)
            yield Stretch("new", came)


def _readable(pieces: Sequence[Stretch]) -> Iterator[Stretch]:
    """Changes with next to nothing between them are one change; what stayed stands as it is."""
    gone = came = ""
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        tiny = len(piece.text) < READABLE and not last and bool(gone or came)
        if piece.kind == "same" and not tiny:
            yield from _change(gone, came)
            gone = came = ""
            yield piece
        else:
            gone += piece.text if piece.kind != "new" else ""
            came += piece.text if piece.kind != "gone" else ""
    yield from _change(gone, came)


def _change(gone: str, came: str) -> Iterator[Stretch]:
    if gone:
        yield Stretch("gone", gone)
    if came:
        yield Stretch("new", came)
