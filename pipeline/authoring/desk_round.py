"""One round at the desk: the words, then the head, then the act that was asked for, each on the text
that the last one made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from minutes.records import document, front_matter_edit
from minutes.records.document import Item
from minutes.text import days
from minutes.text.lists import as_tuple, omit, without_empty
from minutes.yaml_text import nested, reading, writing
from minutes.yaml_text.errors import UnreadableYaml
from pipeline.authoring.desk_form import SentForm, number
from pipeline.authoring.form import FORM_FIELDS, Form
from pipeline.authoring.rows import agencies, splices
from pipeline.authoring.rows.entries import Speech, wanted
from pipeline.authoring.rows.kinds import Kind, kinds
from pipeline.authoring.waiting import Waiting, waiting
from pipeline.authoring.words import speeches, undo, voices
from pipeline.authoring.words.undo import UndoRound
from pipeline.authoring.words.voices import VoiceDecision
from pipeline.checks import head_words, repairs
from pipeline.readers.drafting import proposals
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
        settled = voices.settle(document.parse(corrected.text), self.voices)
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
            text = splices.put(text, kind, _with_days(kind, entries, _day_of(text)))
        return text

    @property
    def voices(self) -> Mapping[tuple[str, bool], VoiceDecision]:
        """What is to become of voices: as the list of speakers says, and with `voice:陳示犯→陳示範` the one
        under the other's name."""
        old, _, new = self.sent.on.partition("→")
        if self.sent.does != "voice" or not (old and new):
            return self.sent.voices
        return {**self.sent.voices, (old, True): VoiceDecision(new, speaks=True)}

    def _with_names(self, text: str) -> str:
        """The attendees under the names that their speeches have now; who became one has one row."""
        names = {old: meant.name for (old, _), meant in self.voices.items() if meant.speaks}
        kind = kinds("record")["attendees"]
        rows = as_tuple(_raw(text, kind))
        renamed = [_renamed(each, names) for each in rows]
        changed = {new for old, new in names.items() if old != new}
        kept = {
            at: row for at, row in enumerate(renamed) if not _is_told(row, renamed[:at], changed)
        }
        return splices.put(text, kind, list(kept.items()))


def _renamed(entry: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(entry, dict) or str(entry.get("name")) not in names:
        return entry
    return entry | {"name": names[str(entry["name"])]}


def _is_told(row: Any, before: Sequence[Any], changed: Collection[str]) -> bool:
    """Whether a row of somebody who was joined with another says nothing that the other's does not."""
    if not isinstance(row, dict) or row.get("name") not in changed:
        return False
    return any(isinstance(other, dict) and row.items() <= other.items() for other in before)


def _with_days(
    kind: Kind, entries: list[tuple[int, Any]], met: dt.date | None
) -> list[tuple[int, Any]]:
    """The rows with the year that a time limit of theirs leaves out."""
    cells = [cell.name for cell in kind.cells if cell.form == "day"]
    return [(at, _with_due(entry, cells, met)) for at, entry in entries]


def _with_due(entry: Any, cells: Iterable[str], met: dt.date | None) -> Any:
    fields = nested.fields(entry)
    words = {cell: fields[cell] for cell in cells if isinstance(fields.get(cell), str)}
    due = {cell: proposals.due_day(said, met) for cell, said in words.items()}
    found = without_empty(due)
    return fields | found if found else entry


def _day_of(text: str) -> dt.date | None:
    return days.day(str(document.head_data(text).get("date", "")))


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
    left = omit(entry, {cell})
    return row.put(text, left | {other: "、".join(map(str, words))})


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def suggested(field: str, written: Any) -> Any:
    """The entry that somebody meant by plain words; None where nothing can be made of them."""
    if not isinstance(written, str | int | float):
        return None
    meant, example = _loaded(field, written), _loaded(field, "")
    own = {n: v for n, v in meant.items() if v != example.get(n) or str(v) in str(written)}
    return own or None


def _loaded(field: str, written: str | float) -> Mapping[str, Any]:
    """The entry that the line to copy holds; none where it holds several."""
    try:
        found = reading.load(sample_lines.entry(field, written)).value
    except UnreadableYaml:
        return {}
    made = nested.fields(next(iter(as_tuple(found)), None))
    return {} if field in made else made


def _put(text: str, this: _Round, _spoken: NumberedSpeeches) -> str:
    """With a value in the place of one that nobody can read: `put:f-tier=monthly`, `put:links.0.type=slides`."""
    path, _, value = this.sent.on.partition("=")
    return _with_value(text, path, lambda _: value) if value else text


def _https(text: str, this: _Round, _spoken: NumberedSpeeches) -> str:
    """With the beginning that an address lacks: `https:links.0.url`."""
    return _with_value(text, this.sent.on, lambda old: f"https://{old}")


def _with_value(text: str, path: str, made: Callable[[Any], Any]) -> str:
    """With another value in a field of the form or, at any depth, in a cell."""
    if path.startswith("f-"):
        name = path.removeprefix("f-")
        old = document.head_data(text).get(name)
        line = writing.field(name, made(old))
        return front_matter_edit.replace_fields(text, {name: line}) if name in FORM_FIELDS else text
    field, _, below = path.partition(".")
    place, _, steps = below.partition(".")
    row = _Row.of(text, field, place)
    if row is None or not steps:
        return text
    return row.put(text, _with_part(row.entry, steps.split("."), made))


def _with_part(value: Any, steps: Sequence[str], made: Callable[[Any], Any]) -> Any:
    """A value of YAML with one of its parts made anew; itself where it has no such part."""
    if not steps:
        return made(value)
    first, rest = steps[0], steps[1:]
    match value:
        case dict() if first in value:
            return value | {first: _with_part(value[first], rest, made)}
        case list() if 0 <= number(first) < len(value):
            at = number(first)
            return [*value[:at], _with_part(value[at], rest, made), *value[at + 1 :]]
    return value


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
    "put": _put,
    "https": _https,
    "fix": _fix,
}
