"""Gives a speaker another name in the text of a record: in the labels, in the list of those who
attended, or, for somebody who is not to be named any more, wherever the old name stands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from minutes.records import document, front_matter_edit, slicer
from minutes.records.document import Document
from minutes.records.model import Meeting
from minutes.text.han import HAN
from minutes.text.lists import as_tuple
from minutes.yaml_text import nested, writing

_LABEL = re.compile(r"^( {0,3}#{2,3}[ \t]*)(.*?)([ \t]*[:：][ \t]*#*[ \t]*\r?\n?)$")
_ALL_HAN = re.compile(f"[{HAN}]+")
_NOTES = {
    (False, "zh"): "發言者「{old}」的名稱更正為「{new}」",
    (False, "en"): "The speaker {old} is called {new} now",
    (True, "zh"): "一位發言者改以代稱呈現（匿名）",
    (True, "en"): "A speaker is no longer named (anonymised)",
}


@dataclass(frozen=True, slots=True)
class Renaming:
    """A speaker's name before and now; `anonymise` where the old one must stand nowhere any more, nor
    those that the speaker had `before` it."""

    old: str
    new: str
    anonymise: bool = False
    before: tuple[str, ...] = ()

    @property
    def alone(self) -> re.Pattern[str]:
        """The old name where it is not a part of a longer word."""
        return re.compile(rf"(?<!\w){re.escape(self.old)}(?!\w)")

    @property
    def anywhere(self) -> re.Pattern[str]:
        """The old name within other words: with or without spaces in it where it is Chinese, in any
        case and as a word where it is written in letters."""
        names = sorted((self.old, *self.before), key=len, reverse=True)
        return re.compile("|".join(map(_within, names)), re.I)


def _within(name: str) -> str:
    if _ALL_HAN.fullmatch(name):
        return "[ \u3000]?".join(map(re.escape, name))
    return rf"(?<![^\W_]){re.escape(name)}(?![^\W_])"


@dataclass(frozen=True, slots=True)
class Relabelled:
    """What a text says with the new name, and how often which places changed: labels, entries of those
    who attended, and words."""

    text: str
    labels: int = 0
    attendees: int = 0
    words: int = 0

    @property
    def places(self) -> int:
        return self.labels + self.attendees + self.words


def relabel(text: str, renaming: Renaming) -> Relabelled:
    """A record's text with the new name."""
    parts = document.parse(text)
    lines = slicer.keep_ends(text)
    body = range(parts.body_line - 1, len(lines))
    at_label = [n for n in body if slicer.label_name(lines[n]) == renaming.old]
    for number in at_label:
        lines[number] = _LABEL.sub(lambda m: f"{m[1]}{renaming.new}{m[3]}", lines[number])
    listed = _attendee_lines(parts, renaming.old)
    for number in listed:
        lines[number] = renaming.alone.sub(renaming.new, lines[number])
    relabelled, found = "".join(lines), 0
    if renaming.anonymise:
        relabelled, found = renaming.anywhere.subn(renaming.new, relabelled)
    return Relabelled(relabelled, len(at_label), len(listed), found)


def _attendee_lines(parts: Document, old: str) -> list[int]:
    """The lines (from 0) of the head in which somebody of this name is listed."""
    attendees = nested.items(parts.data.get("attendees"))
    named = [n for n, entry in enumerate(attendees) if _name(entry) == old]
    return [parts.place("attendees", n, "name")[0] - 1 for n in named]


def _name(entry: object) -> object:
    return entry.get("name") if isinstance(entry, Mapping) else entry


def with_note(text: str, meeting: Meeting, renaming: Renaming, day: dt.date) -> str:
    """The text with a note of this correction in its head. A file without a head gets one that says of
    day, tier and title what was inferred before, so that it is published as it was."""
    what = _note(meeting, renaming)
    front = document.split_front(text)[1]
    before = as_tuple(document.head_data(text).get("corrections"))
    notes = [*filter(None, before), {"date": day, "what": what}]
    fields = {"corrections": writing.field("corrections", list(map(_dated, notes)))}
    if front is None:
        facts = {"title": meeting.title, "date": meeting.date, "tier": meeting.tier}
        inferred = {k: f"{k}: {writing.scalar(v)}\n" for k, v in facts.items() if v}
        fields = inferred | fields
    return front_matter_edit.replace_fields(text, fields)


def is_noted(meeting: Meeting, renaming: Renaming, day: dt.date) -> bool:
    """Whether the head has the note of a correction that was made on this day."""
    what = _note(meeting, renaming)
    return any((note.date, note.what) == (day, what) for note in meeting.front.corrections)


def _note(meeting: Meeting, renaming: Renaming) -> str:
    lang = "en" if meeting.lang.startswith("en") else "zh"
    return _NOTES[renaming.anonymise, lang].format(old=renaming.old, new=renaming.new)


def _dated(note: object) -> object:
    """A note whose day is a date, so that it is written without quotation marks; one in plain words as it is."""
    if not isinstance(note, Mapping):
        return note
    entry = dict(note)
    try:
        entry["date"] = dt.date.fromisoformat(str(entry.get("date")))
    except ValueError:
        return entry
    return entry
