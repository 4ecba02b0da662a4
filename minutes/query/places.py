"""Where a folded form stands in a folded text, at the edges of Latin words where these are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from minutes.text.folding import is_word


def places(form: str, folded: str, left: bool, right: bool) -> Iterator[int]:
    """Where a form begins in a text, also within itself; beginning and ending at the edge of a word on
    the sides that are asked for."""
    at = folded.find(form)
    while at >= 0:
        end = at + len(form)
        goes_on_before = left and is_word(folded[max(at - 1, 0) : at])
        goes_on_after = right and is_word(folded[end : end + 1])
        if not (goes_on_before or goes_on_after):
            yield at
        at = folded.find(form, at + 1)


def stands(form: str, folded: str, left: bool, right: bool) -> bool:
    """Whether a form stands so anywhere in a text."""
    return next(places(form, folded, left, right), None) is not None
