"""How much a label, or words within a speech, tell of who is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, partial
from itertools import chain, filterfalse
from operator import attrgetter

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from minutes.records.speaker_labels import apart, calling, parts
from minutes.registers.generic_labels import is_generic
from minutes.text.word_tables import any_of, table
from pipeline.history.wordings.rereading import Piece

NOBODY, PART, FAMILY, WHOLE = range(4)
"""Nothing that is known to be more; an office, or for whom somebody speaks (教育部, 教育部代表); a family name
with an office; a whole name."""
_KINDS = {"person": FAMILY, "office": PART, "body": PART, None: NOBODY}
_OF_PARTS = re.compile(r"[^\W\d]{2}[ ·‧•・．∙⋅]+[^\W\d]{2}")  # Audrey Sample, 以撒克‧樣本
_LATIN = re.compile(r"(?<![A-Za-z])[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+){1,3}(?![A-Za-z])")
_BETWEEN = re.compile("[、，,;；/／]")
_NAME = re.Match.group
_SIGNS = " \t\n\u3000，、。；：？！（）「」,.;:?!()-"
_MENDED = 80
"""Of a hundred: a slip in a name that was put right leaves so much; a given name alone is less."""
_SHORTEST_NAME = 2  # letters that begin as a name are often a word
_SPEAKER = attrgetter("speaker")
Knows = Callable[[str], bool]
"""Tells whether the archive knows somebody of a name elsewhere."""


def nobody(_: str) -> bool:
    """Knows nobody."""
    return False


def anybody(_: str) -> bool:
    """Knows whoever is named."""
    return True


@cache
def pattern(kind: str) -> re.Pattern[str]:
    """The words of `minutes/data/protection.toml`, which says where they come from."""
    return re.compile(any_of(table("protection")[kind]), re.IGNORECASE)


def tells_of_speaker(label: str) -> int:
    """How much a label plainly tells of who speaks."""
    if holds_name(label):
        return WHOLE
    if is_nameless(label):
        return NOBODY
    return _KINDS[calling(label)]


def names_somebody(label: str) -> bool:
    """Whether a label, or one of several names in it, plainly tells who speaks."""
    return any(tells_of_speaker(each) >= FAMILY for each in (label, *_BETWEEN.split(label)))


def tells_less(old: str, new: str, knows: Knows = nobody) -> bool:
    """Whether a label tells less of who speaks than another one. One of which nothing is known may be a
    name; one that is longer, or has another letter, is it still. Another name is as good where somebody is
    known by it: else it may be a made-up one."""
    if _tells_nobody(old):
        return False
    if old in new or _is_mended(old, new):
        return False
    before, now = tells_of_speaker(old), tells_of_speaker(new)
    is_made_up = before == now == WHOLE and not _is_somebody(old, new, knows)
    return is_made_up or now < (before or WHOLE)


def _is_somebody(old: str, new: str, knows: Knows) -> bool:
    """Whether a label that holds a name means the same person as another one, or somebody who is known."""
    was, name = apart(old).name, apart(new).name
    signs = (old.__contains__, partial(_is_mended, was), knows)
    return any(sign(name) for sign in signs)


def _is_mended(old: str, new: str) -> bool:
    """Whether a letter of a label is another letter, and no sign, or came to it."""
    if is_nameless(new) or not _SHORTEST_NAME < len(old) <= len(new):
        return False
    if holds_name(old) and not holds_name(new):
        return False
    came = set(new) - set(old)
    return Levenshtein.distance(old, new) <= 1 and all(map(str.isalpha, came))


def loses_name(names: Collection[str], old: str, new: str, knows: Knows = nobody) -> bool:
    """Whether a name gave way to what is none, or to one that nobody is known by; `names` are known beside what
    looks like one."""
    if not new or new in names or not _is_name(names, old):
        return False
    return not (holds_name(new) and _is_somebody(old, new, knows))


def is_left_out(words: str, text: str, knows: Knows) -> bool:
    """Whether words look like the name of somebody of whom nothing else is known, and are nowhere in a text."""
    name = words.strip(_SIGNS)
    return name not in text and _is_name((), name) and not knows(apart(name).name)


def loses_latin_name(old: str, new: str, knows: Knows) -> bool:
    """Whether a name in Latin letters that stood in a text stands there no more, not mended either, and none came by
    which somebody is known."""
    lost = filterfalse(new.__contains__, _latin_names(old))
    came = filterfalse(old.__contains__, _latin_names(new))
    return any(map(partial(_is_nowhere_in, new.lower()), lost)) and not any(map(knows, came))


def _is_nowhere_in(text: str, name: str) -> bool:
    return fuzz.partial_ratio(name.lower(), text, score_cutoff=_MENDED) < _MENDED


def names_lost(old: str, new: str, went: Iterable[str]) -> Iterator[str]:
    """The names among some words that went from a text, and those in Latin letters that it does not have any more."""
    bare = (words.strip(_SIGNS) for words in went)
    names = (apart(words).name for words in bare if _is_name((), words))
    return filterfalse(new.__contains__, chain(names, _latin_names(old)))


def _latin_names(text: str) -> Iterator[str]:
    return filter(holds_name, map(_NAME, _LATIN.finditer(text)))


def _is_name(names: Collection[str], words: str) -> bool:
    if len(words) > _SHORTEST_NAME and parts(words) is not None:
        return True
    return words in names


def names_in(pieces: Iterable[Piece]) -> frozenset[str]:
    """Those by which speakers are called in a version."""
    labels = set(filter(None, map(_SPEAKER, pieces)))
    return frozenset(filterfalse(is_nameless, labels))


def holds_name(words: str) -> bool:
    """Whether words are a whole name, perhaps with an agency and an office beside it."""
    name_parts = parts(words)
    if _tells_nobody(words):
        return False
    if name_parts is not None:
        return not _has_one(("marks", "stand_ins"), name_parts.name)
    return _is_of_parts(words) and not _has_one(("labels", "roles"), words)


def _has_one(kinds: Iterable[str], words: str) -> bool:
    """Whether something of one of these kinds stands in some words."""
    return any(pattern(kind).search(words) for kind in kinds)


def is_nameless(label: str) -> bool:
    """Whether something in a label is known to tell of nobody; a name may stand beside it."""
    return is_generic(label) or pattern("labels").search(label) is not None


def _tells_nobody(label: str) -> bool:
    """Whether all of a label is known to tell of nobody."""
    return is_generic(label) or pattern("labels").fullmatch(label) is not None


def _is_of_parts(words: str) -> bool:
    return calling(words) == "person" and _OF_PARTS.search(words) is not None
