"""One round at the desk: the words, then the head, then the act that was asked for, each on the text
that the last one made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from minutes.records import document, front_matter_edit
from minutes.records.document import Item
from minutes.text import days
from minutes.text.lists import as_tuple
from minutes.yaml_text import nested, reading
from minutes.yaml_text.errors import UnreadableYaml
from pipeline.authoring.desk_form import SentForm, number
from pipeline.authoring.form import Form
from pipeline.authoring.rows import agencies, splices
from pipeline.authoring.rows.entries import Speech, wanted
from pipeline.authoring.rows.kinds import Kind, kinds
from pipeline.authoring.waiting import Waiting, waiting
from pipeline.authoring.words import speeches, undo, voices
from pipeline.authoring.words.undo import UndoRound
from pipeline.checks import head_words, repairs
from pipeline.source import sample_lines

Fill = Callable[[str, str, Form], tuple[str, str]]
"""Writes the form into a file; the file and its name."""


def round_of(
    text: str, name: str, sent: SentForm, fill: Fill
) -> tuple[str, str, tuple[UndoRound, ...]]:
    """The file, its name and the steps back, after all that was sent. To undo takes back what was typed
    since the last round or, where that is nothing, the round. Raises `UneditableHead`."""
    front = document.split_front(text)[1]
    if document.is_unreadable(front) and sent.form is None and sent.does == "fix":
        made, called = repairs.fix(text), name  # the page showed the words of the file alone
    else:
        front_matter_edit.editable(front)
        made, called = _Round(text, sent).made(name, fill)
    if sent.does != "undo":
        step = undo.step(name, text, made)
        return made, called, (*sent.steps, step) if step else sent.steps
    if made != text or not sent.steps:
        return text, name, sent.steps
    return sent.steps[-1].taken_back(text), sent.steps[-1].name, sent.steps[:-1]


def proposed(text: str) -> list[Waiting]:
    """What could go into the rows of a record, in the order in which the page numbers it."""
    parts = document.parse(text)
    return waiting(parts, days.day(str(parts.data.get("date", ""))), parts.data)


@dataclass(frozen=True, slots=True)
class NumberedSpeeches:
    """Speeches by the number that a page shows beside them, counted from 1, and by their id."""

    ids: tuple[str, ...]

    def id_of(self, words: str) -> str:
        """The id of the speech with this number; other words as they are."""
        at = number(words)
        return self.ids[at - 1] if 0 < at <= len(self.ids) else words

    def number_of(self, ident: str) -> str:
        """The number of the speech with this id, or the id where there is none."""
        return str(self.ids.index(ident) + 1) if ident and ident in self.ids else ident


@dataclass(frozen=True, slots=True)
class _Round:
    text: str
    sent: SentForm

    def made(self, name: str, fill: Fill) -> tuple[str, str]:
        old = document.parse(self.text)
        corrected = speeches.correct(old, self.sent.corrections)
        settled = voices.settle(document.parse(corrected.text), self.sent.voices)
        new = document.parse(settled.text).items
        spoken = NumberedSpeeches(
            tuple(_id_at(new, settled.now(corrected.now(i.line))) for i in old.items)
        )
        text = settled.text
        if self.sent.form is not None:
            text, name = fill(head_words.with_schema_names(text), name, self.sent.form)
        text = self._with_rows(text, spoken.id_of)
        text = self._with_names(text)
        return _ACTS.get(self.sent.does, _nothing)(text, self, spoken), name

    def _with_rows(self, text: str, speech: Speech) -> str:
        if self.sent.rows is None:
            return text
        for kind in kinds("record").values():
            raw = _raw(text, kind)
            entries = wanted(kind, raw, self.sent.rows, speech)
            text = splices.put(text, kind, entries)
        return text

    def _with_names(self, text: str) -> str:
        """The attendees under the names that their speeches have now."""
        names = {old: meant.name for (old, _), meant in self.sent.voices.items() if meant.speaks}
        kind = kinds("record")["attendees"]
        renamed = [_renamed(each, names) for each in as_tuple(_raw(text, kind))]
        return splices.put(text, kind, list(enumerate(renamed)))


def _renamed(entry: Any, names: Mapping[str, str]) -> Any:
    name = names.get(str(nested.fields(entry).get("name")))
    return entry if name is None else {**entry, "name": name}


def _raw(text: str, kind: Kind) -> Any:
    return document.head_data(text).get(kind.name)


def _id_at(items: tuple[Item, ...], line: int) -> str:
    """The id of the item that stands on a line, its label counted in; "" where there is none."""
    return next((i.id for i in items if line in {i.line, i.label_line}), "")


def _nothing(text: str, _round: _Round, _spoken: NumberedSpeeches) -> str:
    return text


def _take(text: str, this: _Round, spoken: NumberedSpeeches) -> str:
    """With the proposal that was accepted, tied to its speech."""
    found = dict(enumerate(proposed(this.text)))
    one = found.get(this.sent.number)
    return _with_entry(text, one, spoken) if one else text


def _take_all(text: str, this: _Round, spoken: NumberedSpeeches) -> str:
    """With all proposals for one kind of rows."""
    for one in proposed(this.text):
        if one.field == this.sent.on:
            text = _with_entry(text, one, spoken)
    return text


def _with_entry(text: str, one: Waiting, spoken: NumberedSpeeches) -> str:
    kind = kinds("record")[one.field]
    is_tied = one.index >= 0 and any(cell.form == "speech" for cell in kind.cells)
    entry = {**one.entry, **({"speech": spoken.ids[one.index]} if is_tied else {})}
    entries = [*as_tuple(_raw(text, kind)), entry]
    return splices.put(text, kind, list(enumerate(entries)))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a head: its kind, the entries of its field, and its place among them."""

    kind: Kind
    entries: Mapping[int, Any]
    at: int

    @classmethod
    def of(cls, text: str, field: str, place: str) -> _Row | None:
        """The row at a place in a field; None for a field that has no rows."""
        kind = kinds("record").get(field)
        if kind is None:
            return None
        return cls(kind, dict(enumerate(as_tuple(_raw(text, kind)))), number(place))

    @property
    def entry(self) -> Any:
        """What the file says there; None where it says nothing."""
        return self.entries.get(self.at)

    def put(self, text: str, entry: Any) -> str:
        """The file with another entry in its place."""
        return splices.put(text, self.kind, [*{**self.entries, self.at: entry}.items()])


def _swap(text: str, this: _Round, _spoken: NumberedSpeeches) -> str:
    """With an entry that was plain words in the form that the schema has for it."""
    name, _, place = this.sent.on.partition(".")
    row = _Row.of(text, name, place)
    if row is None:
        return text
    made = suggested(name, row.entry)
    return row.put(text, made) if made else text


def _call(text: str, this: _Round, _spoken: NumberedSpeeches) -> str:
    """With another name for an agency, wherever the head names it: `call:交通布→交通部`."""
    old, _, new = this.sent.on.partition("→")
    return agencies.renamed(text, old, new) if old and new else text


def _move(text: str, this: _Round, _spoken: NumberedSpeeches) -> str:
    """With the words of one cell of a row in another: `attendees.1.agency=organisation`."""
    path, _, other = this.sent.on.partition("=")
    field, place, cell = [*path.split("."), "", ""][:3]
    row = _Row.of(text, field, place)
    if row is None or other not in map(attrgetter("name"), row.kind.cells):
        return text
    entry = nested.fields(row.entry)
    if not _is_line(entry.get(cell)):
        return text
    words = filter(None, map(entry.get, (other, cell)))
    left = {name: value for name, value in entry.items() if name != cell}
    return row.put(text, left | {other: "、".join(map(str, words))})


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def suggested(field: str, written: Any) -> Any:
    """The entry that somebody meant by plain words; None where nothing can be made of them."""
    if not isinstance(written, str | int | float):
        return None
    meant, example = _loaded(field, written), _loaded(field, "")
    told = {n: v for n, v in meant.items() if v != example.get(n) or str(v) in str(written)}
    return told or None


def _loaded(field: str, written: str | float) -> Mapping[str, Any]:
    """The entry that the line to copy holds."""
    try:
        found = reading.load(sample_lines.entry(field, written)).value
    except UnreadableYaml:
        return {}
    return nested.fields(next(iter(as_tuple(found)), None))


def _fix(text: str, this: _Round, _spoken: NumberedSpeeches) -> str:
    """With the repair of one line, or of all where no line is named."""
    fixed, lines = repairs.fix(text).split("\n"), text.split("\n")
    at = this.sent.number - 1
    is_of_line = text == this.text and len(fixed) == len(lines) and 0 <= at < len(lines)
    if not is_of_line:
        return "\n".join(fixed)
    return "\n".join([*lines[:at], fixed[at], *lines[at + 1 :]])


_ACTS: Mapping[str, Callable[[str, _Round, NumberedSpeeches], str]] = {
    "take": _take,
    "take-all": _take_all,
    "swap": _swap,
    "call": _call,
    "move": _move,
    "fix": _fix,
}
