"""Numbers with what they count, in English, where one of a thing has another word than several."""

from __future__ import annotations


def plural(number: int, one: str, many: str = "") -> str:
    """A number with its English noun: 1 picture, 2 pictures."""
    return f"{number} {one if number == 1 else many or one + 's'}"
