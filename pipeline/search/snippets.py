"""The words around a match, marked, as safe HTML: one pass over the plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from minutes.query.places import places
from minutes.query.tree import Word
from minutes.text.folding import is_inside_word

BEFORE, AFTER = 36, 100
LONGEST_WORD = 24  # that a snippet waits for the end of


def spans(words: Sequence[Word], folded: str) -> list[tuple[int, int]]:
    """Where the words stand in a folded text: (start, end), in order, overlaps joined."""
    there = ((form, word) for word in words for form in word.forms if form in folded)
    found = (
        (at, at + len(form))
        for form, word in there
        for at in places(form, folded, *word.edges(form))
    )
    return _joined(sorted(found))


def _joined(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order, with one in the place of several that touch."""
    joined: list[tuple[int, int]] = []
    for start, end in found:
        touches = bool(joined) and start <= joined[-1][1]
        first, last = joined.pop() if touches else (start, end)
        joined.append((first, max(last, end)))
    return joined


def highlighted(
    text: str, marks: Sequence[tuple[int, int]], start: int = 0, end: int | None = None
) -> str:
    """`text[start:end]` as HTML with `<mark>` around the marked stretches."""
    end = len(text) if end is None else end
    inside = ((max(first, start), min(last, end)) for first, last in marks if first < end)
    parts, at = [], start
    for first, last in inside:
        if first < last:
            parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    parts.append(escape(text[at:end]))
    return "".join(parts)


def snippet(text: str, folded: str, words: Sequence[Word]) -> str:
    """The stretch of `text` around the first match, marked; the beginning where nothing matches."""
    marks = spans(words, folded)
    first, last = marks[0] if marks else (0, 0)
    start = _outside_word(folded, max(0, first - BEFORE), first)
    cut = min(len(text), max(start + BEFORE + AFTER, last))
    end = _outside_word(folded, cut, cut + LONGEST_WORD)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return before + highlighted(text, marks, start, end) + after


def _outside_word(folded: str, at: int, limit: int) -> int:
    """A place, or the next one before a limit that does not cut a word."""
    while at < limit and is_inside_word(folded, at):
        at += 1
    return at
