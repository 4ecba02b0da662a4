"""The words around a match, marked, as safe HTML: one pass over the plain text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from minutes.query.tree import Word
from minutes.text.folding import is_word

BEFORE, AFTER = 36, 100


def spans(words: Sequence[Word], folded: str) -> list[tuple[int, int]]:
    """Where the words stand in a folded text: (start, end), in order, overlaps joined."""
    found: list[tuple[int, int]] = []
    for word in words:
        for form in word.forms:
            left, right = word.edges(form)
            start = folded.find(form)
            while start >= 0:
                end = start + len(form)
                cut = (left and start > 0 and is_word(folded[start - 1])) or (
                    right and end < len(folded) and is_word(folded[end])
                )
                if not cut:
                    found.append((start, end))
                start = folded.find(form, start + 1)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def highlighted(
    text: str, marks: Sequence[tuple[int, int]], start: int = 0, end: int | None = None
) -> str:
    """`text[start:end]` as HTML with `<mark>` around the marked stretches."""
    end = len(text) if end is None else end
    parts, at = [], start
    for first, last in marks:
        first, last = max(first, start), min(last, end)
        if first >= last:
            continue
        parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    parts.append(escape(text[at:end]))
    return "".join(parts)


def snippet(text: str, folded: str, words: Sequence[Word]) -> str:
    """The stretch of `text` around the first match, marked; the beginning where nothing matches."""
    marks = spans(words, folded)
    middle = marks[0][0] if marks else 0
    start = _word_start(folded, max(0, middle - BEFORE), middle)
    end = _word_end(
        folded, min(len(text), max(start + BEFORE + AFTER, marks[0][1] if marks else 0))
    )
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return before + highlighted(text, marks, start, end) + after


def _word_start(folded: str, at: int, limit: int) -> int:
    """`at`, or the next place that does not cut a word."""
    while 0 < at < limit and is_word(folded[at - 1]) and is_word(folded[at]):
        at += 1
    return at


def _word_end(folded: str, at: int) -> int:
    for _ in range(24):
        if at >= len(folded) or not (is_word(folded[at - 1]) and is_word(folded[at])):
            break
        at += 1
    return at
