"""Whether a revision took something out to protect somebody: then nothing older is shown."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from minutes.records.front_matter import Correction
from minutes.text import personal_data
from pipeline.history.wordings.rereading import Piece


@cache
def _words(kind: str) -> tuple[str, ...]:
    """The words of `minutes/data/protection.toml`, which says where they come from."""
    text = (files("minutes") / "data" / "protection.toml").read_text(encoding="utf-8")
    return tuple(word.casefold() for word in tomllib.loads(text)[kind])


def protects(old: Sequence[Piece], new: Sequence[Piece], notes: Iterable[Correction] = ()) -> bool:
    """Whether a revision from `old` to `new`, with the notes that came with it, plainly took out what
    must not be read again: its note says so, marks of a redaction came in, personal data went, or a
    speaker is named no more."""
    before, after = {p.text for p in old}, {p.text for p in new}
    went = "\n".join(p.text for p in old if p.text not in after)
    came = "\n".join(p.text for p in new if p.text not in before)
    return (
        any(_says(note.what, "notes") for note in notes)
        or _count(came) > _count(went)
        or _data(went) > _data(came)
        or _unnamed(old, new)
    )


def _says(text: str, kind: str) -> bool:
    folded = text.casefold()
    return any(word in folded for word in _words(kind))


def _count(text: str) -> int:
    folded = text.casefold()
    return sum(folded.count(mark) for mark in _words("marks"))


def _data(text: str) -> int:
    return sum(1 for _ in personal_data.find(text)) if text else 0


def _unnamed(old: Sequence[Piece], new: Sequence[Piece]) -> bool:
    before, after = {p.speaker for p in old}, {p.speaker for p in new}
    came = [label for label in after - before if label]
    return bool(before - after) and any(_says(label, "labels") for label in came)
