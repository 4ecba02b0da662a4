"""Notes of corrections: which say no more than that something plain was put right, and which nobody can read.
What else a note was meant to say is not guessed: it counts as one for somebody's protection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from itertools import chain, filterfalse
from typing import Any

from pydantic import TypeAdapter, ValidationError

from minutes.records import document, vocabulary
from minutes.records.document import FrontText
from minutes.records.front_matter import Correction, FrontMatter
from minutes.text.clauses import says
from minutes.text.lists import as_tuple
from minutes.yaml_text.validating import nearest

_FIELD = "corrections"
_NOTE = TypeAdapter(Correction)
_KNOWN = tuple(each.name for each in fields(FrontMatter))
MOST_CHARS = 200
"""A longer note is not looked at."""


@dataclass(frozen=True, slots=True)
class UnreadNote:
    """A note that cannot be read: the way to it in the head, and all that stands there."""

    place: tuple[str | int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What the notes in a head say: of those that cannot be read, and of all that are not plain."""

    unread: Counter[str] = field(default_factory=Counter)
    protective: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, data: bytes | None) -> Notes:
        """Those of a file; none where there is no file, or its head cannot be read at all."""
        text = data.decode("utf-8", "replace") if data is not None else ""
        front = document.split_front(text)[1]
        data_of = front.data if front is not None else {}
        entries = filterfalse(_is_plain_entry, as_tuple(data_of.get(_FIELD)))
        written = chain(map(repr, entries), map(repr, _unknown(data_of)))
        cannot = Counter(note.text for note in unread(front))
        return cls(cannot, cannot | Counter(written))


def unread(front: FrontText | None) -> tuple[UnreadNote, ...]:
    """The notes of a head that cannot be read: entries of `corrections` with a mistake of any kind, and
    fields that the schema does not know and that may be meant for it. None of a
    head that cannot be read at all, which nobody may see."""
    data = front.data if front is not None else {}
    return (*_entries(data.get(_FIELD)), *_astray(data))


def is_plain(text: str) -> bool:
    """Whether a note says no more than that something plain was put right, by the forms of
    `minutes/data/plain_notes.toml`: one clause of it has such a form, and all others say nothing else."""
    return says(text, MOST_CHARS, "plain_notes", "plain")


def _is_plain_entry(written: Any) -> bool:
    """Whether an entry can be read, and is plain."""
    try:
        return is_plain(_NOTE.validate_python(written).what)
    except ValidationError:
        return False


def _entries(written: Any) -> Iterator[UnreadNote]:
    for number, entry in enumerate(as_tuple(written)):
        try:
            _NOTE.validate_python(entry)
        except ValidationError:
            place = (_FIELD, number) if isinstance(written, list) else (_FIELD,)
            yield UnreadNote(place, repr(entry))


def _astray(data: Mapping[str, Any]) -> Iterator[UnreadNote]:
    """What stands under a name that the schema does not know, and that may be meant for that of the notes."""
    for name, value in _unknown(data):
        if _FIELD in {nearest(name, _KNOWN), vocabulary.nearest_field(vocabulary.HEAD, name)}:
            yield UnreadNote((name,), f"{name}: {value!r}")


def _unknown(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What stands under names that the schema does not know: a note, for all that is known."""
    return ((name, value) for name, value in data.items() if name not in _KNOWN)
