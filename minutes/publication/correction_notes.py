"""Notes of corrections that nobody can read. What such a note was meant to say is not known, so it counts
like one that tells of protection."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from minutes.records import document, vocabulary
from minutes.records.document import FrontText
from minutes.records.front_matter import Correction, FrontMatter
from minutes.text.folding import compose, fold
from minutes.text.lists import as_tuple
from minutes.text.word_tables import any_of, table
from minutes.yaml_text.validating import nearest

_FIELD = "corrections"
_NOTE = TypeAdapter(Correction)
_BETWEEN_LETTERS = re.compile(r"(?<=[^\x00-\xff])\s+(?=[^\x00-\xff])")
_KNOWN = tuple(each.name for each in fields(FrontMatter))


@dataclass(frozen=True, slots=True)
class UnreadNote:
    """A note that cannot be read: the way to it in the head, and all that stands there."""

    place: tuple[str | int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What the notes in a head say: of those that cannot be read, and of those that tell of protection or
    cannot be read."""

    unread: Counter[str] = field(default_factory=Counter)
    protective: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, data: bytes | None) -> Notes:
        """Those of a file; none where there is no file, or its head cannot be read at all."""
        text = data.decode("utf-8", "replace") if data is not None else ""
        front = document.split_front(text)[1]
        entries = as_tuple(front.data.get(_FIELD)) if front is not None else ()
        cannot = Counter(note.text for note in unread(front))
        return cls(cannot, cannot | Counter(filter(tells_of_protection, map(repr, entries))))


def unread(front: FrontText | None) -> tuple[UnreadNote, ...]:
    """The notes of a head that cannot be read: entries of `corrections` with a mistake of any kind, and
    fields that the schema does not know and that tell of protection, or may be meant for it. None of a
    head that cannot be read at all, which nobody may see."""
    data = front.data if front is not None else {}
    return (*_entries(data.get(_FIELD)), *_astray(data))


def tells_of_protection(text: str) -> bool:
    """Whether a note tells that something was taken out to protect somebody."""
    joined = _BETWEEN_LETTERS.sub("", fold(compose(text)))
    return _words().search(" ".join(joined.split())) is not None


def _entries(written: Any) -> Iterator[UnreadNote]:
    for number, entry in enumerate(as_tuple(written)):
        try:
            _NOTE.validate_python(entry)
        except ValidationError:
            place = (_FIELD, number) if isinstance(written, list) else (_FIELD,)
            yield UnreadNote(place, repr(entry))


def _astray(data: Mapping[str, Any]) -> Iterator[UnreadNote]:
    """What stands under a name that the schema does not know."""
    for name, value in data.items():
        text = f"{name}: {value!r}"
        is_unknown = name not in _KNOWN
        if is_unknown and (_is_meant(name) or tells_of_protection(text)):
            yield UnreadNote((name,), text)


def _is_meant(name: str) -> bool:
    """Whether a name that is no field may be meant for that of the notes."""
    return _FIELD in {nearest(name, _KNOWN), vocabulary.nearest_field(vocabulary.HEAD, name)}


@cache
def _words() -> re.Pattern[str]:
    return re.compile(any_of(map(fold, table("protection")["notes"])))
