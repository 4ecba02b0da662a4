"""Lines of speeches that look like none: short ones that end no sentence, and those with characters that nobody can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import filterfalse
from operator import attrgetter

from minutes.records.document import Item
from pipeline.readers.doubts.record import FinishedRecord

_SPEAKER = attrgetter("speaker")


def short_lines(record: FinishedRecord) -> Iterator[Item]:
    """The short paragraphs that end no sentence in a record where nearly all others do: a name or a heading, taken for words."""
    said = list(filter(_SPEAKER, record.spoken))
    ended = sum(map(_ends, said))
    return filterfalse(_ends, filter(_is_short, said * (ended >= _USUAL * len(said))))


def _ends(item: Item) -> bool:
    return _ENDED.search(item.text) is not None


def _is_short(item: Item) -> bool:
    return len(item.text) <= _SHORT and _COUNTED.match(item.text) is None


_ENDED = re.compile(r"[^\w\s]\s*$")  # any sign: 「好」, （笑）, ——
_COUNTED = re.compile(r"\W*(?:[\d一二三四五六七八九十]+\W|https?:)")  # points of a list, addresses
_USUAL = 0.9  # of the paragraphs
_SHORT = 20


def unreadable(record: FinishedRecord) -> Iterator[Item]:
    """The paragraphs in which a character could not be decoded, one of each speaker: what stands around it may be lost too."""
    broken = filter(_is_broken, record.document.items)
    return iter({item.speaker: item for item in reversed(list(broken))}.values())


def _is_broken(item: Item) -> bool:
    return "\ufffd" in item.text


__all__ = ["short_lines", "unreadable"]
