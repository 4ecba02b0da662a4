"""The words by which meetings are read, from `minutes/data/agenda_words.toml`, as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from minutes.text.folding import fold
from minutes.text.word_tables import table

_LISTS = table("agenda_words")
_CASE_NUMBER = re.compile(r"\[[0-9]-[0-9]\]\{[12],[23]\}(?:\[案號\]\??|案\??)?")


def folded_pattern(text: str) -> re.Pattern[str]:
    """A regular expression whose Han characters and signs are folded as texts are; named groups and
    escapes keep their letters (none of them is upper-case but the `P` of a group)."""
    return re.compile(fold(text).replace("(?p<", "(?P<"))


@cache
def pattern(part: str, name: str) -> re.Pattern[str]:
    """Any of the words of a list."""
    return any_of(_LISTS[part][name])


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of some words; a number of a case may stand apart from what follows (「101 跟 103 都」)."""
    return folded_pattern(_CASE_NUMBER.sub(r"\g<0>\\s?", "|".join(words)))


@cache
def words(part: str, name: str) -> tuple[str, ...]:
    """The words of a list as they are kept."""
    return tuple(_LISTS[part][name])
