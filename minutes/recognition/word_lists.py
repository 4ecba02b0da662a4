"""The words by which meetings are read, from `minutes/data/agenda_words.toml`, as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from minutes.text.folding import fold
from minutes.text.word_tables import table

_LISTS = table("agenda_words")


def folded_pattern(text: str) -> re.Pattern[str]:
    """A regular expression whose Han characters and signs are folded as texts are; named groups and
    escapes keep their letters (none of them is upper-case but the `P` of a group)."""
    return re.compile(fold(text).replace("(?p<", "(?P<"))


@cache
def pattern(part: str, name: str) -> re.Pattern[str]:
    """Any of the words of a list."""
    return any_of(_LISTS[part][name])


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of some words."""
    return folded_pattern("|".join(words))


@cache
def words(part: str, name: str) -> tuple[str, ...]:
    """The words of a list as they are kept."""
    return tuple(_LISTS[part][name])
