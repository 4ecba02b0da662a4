"""The front matter as a form that people fill in: shown as it stands in the file, written back field
by field, so that nobody's other lines change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from minutes.clock import iso, iso_text
from minutes.findings.problem import Problem
from minutes.records import document, front_matter_edit, terms, vocabulary
from minutes.records.document import Document
from minutes.records.front_matter import PO_TIERS, FrontMatter
from minutes.text import days, lists
from minutes.text.lists import as_tuple
from minutes.yaml_text import writing
from pipeline.source.parser import Parsed

MAX_FIELD = 4000
_LINES = ("title", "date", "tier", "kind", "lang")
_LISTS = ("case", "issue", "host_agency", "co_agencies")
_WINDOW = ("hold_until", "hold", "waiver_reason")
_TEXTS = {"summary_zh", "summary_en"}
# The entry that is meant where a block holds a value by itself.
_ALONE = {"edit": "hold_until", "summary": "zh"}
_CONCERNS = {
    "missing-date": "date",
    "missing-tier": "tier",
    "date-mismatch": "date",
    "date-to-come": "date",
    "missing-host": "host_agency",
}


@dataclass(frozen=True, slots=True)
class Form:
    """What the form on the page holds, each as people write it; empty where nothing is said."""

    title: str = ""
    date: str = ""
    tier: str = ""
    kind: str = ""
    lang: str = ""
    case: str = ""
    issue: str = ""
    host_agency: str = ""
    co_agencies: str = ""
    hold_until: str = ""
    hold: str = ""
    waiver_reason: str = ""
    summary_zh: str = ""
    summary_en: str = ""

    def cut(self) -> Form:
        """The form as a page can send it: bounded, its lines without breaks."""
        given = {name: text.strip()[:MAX_FIELD] for name, text in asdict(self).items()}
        on_one_line = {name: " ".join(given[name].split()) for name in given.keys() - _TEXTS}
        return Form(**(given | on_one_line))


FORM_FIELDS = tuple(field.name for field in fields(Form))


def form_of(parsed: Parsed) -> Form:
    """The form as a file's head fills it in: its own words, also those that are no valid value, and
    what was inferred where it says nothing."""
    raw = parsed.document.data
    block, summary = _block(raw, "edit"), _block(raw, "summary")
    values = _inferred(parsed.meeting.front)
    for name in {*_LINES, *_LISTS}.intersection(parsed.meeting.given):
        values[name] = _shown(raw[name], listed=name in _LISTS)
    # One level too high, a field of the window is still meant as one.
    values |= {name: _shown(block.get(name)) or _shown(raw.get(name)) for name in _WINDOW}
    values |= {f"summary_{lang}": _shown(summary.get(lang)) for lang in ("zh", "en")}
    return Form(**values).cut()


def _inferred(front: FrontMatter) -> dict[str, str]:
    """What name and body tell where the head says nothing."""
    return {
        "title": front.title,
        "date": iso_text(front.date),
        "lang": front.lang or "",
        "case": "、".join(map(str, front.case)),
    }


def _block(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A field that holds fields; a value by itself stands for the one that it means."""
    value = raw.get(name)
    return value if isinstance(value, dict) else {_ALONE[name]: value}


def _shown(value: object, *, listed: bool = False) -> str:
    """A value of the head as a field of the form holds it; a list with commas where one belongs."""
    match value:
        case None:
            return ""
        case list() if listed and not any(isinstance(each, list | dict) for each in value):
            return "、".join(map(_shown, value))
        case bool() | list() | dict():
            return writing.flow(value)
    return str(value)


def fill(parsed: Parsed, form: Form) -> str:
    """A file's text with the form's values in its head; what the form does not name stays.

    What was not changed is not written. A day or number is written as such however it was put, and one
    that cannot be read as it is, so that the check can say so. Raises `UneditableHead`.
    """
    front = front_matter_edit.editable(parsed.document.front)
    known, given = asdict(form_of(parsed)), asdict(form.cut())
    shown = known if front is not None else asdict(Form())
    asked = dict(given.items() - shown.items())
    filling = _Filling(parsed.document.data, known | asked, frozenset(asked))
    changed = filling.fields()
    text = parsed.document.head + parsed.document.body
    text = front_matter_edit.replace_fields(text, changed) if changed else text
    for name in filling.window():
        text = _fill_window(text, name, filling.wanted[name])
    return text


@dataclass(frozen=True, slots=True)
class _Filling:
    """What is to be written into a head: what stands there (`raw`), the values that are wanted, and
    which of them somebody changed."""

    raw: Mapping[str, Any]
    wanted: Mapping[str, str]
    asked: frozenset[str]

    def fields(self) -> dict[str, str]:
        """The top fields as YAML that are written, "" for those that are taken out."""
        written = filter(self._is_written, (*_LINES, *_LISTS))
        lines = {name: _line(name, self.wanted[name]) for name in written}
        astray = {name: "" for name in _WINDOW if name in self.raw}
        return lines | self._summary() | astray

    def _is_written(self, name: str) -> bool:
        """Whether a field was changed or is missing, or stands there in people's own words, so that it
        is written as the schema has it."""
        if name in self.asked:
            return True
        text = self.wanted[name]
        if name in self.raw:
            return _is_cure(name, text, self.raw[name])
        return name in _LINES and bool(text)

    def _summary(self) -> dict[str, str]:
        if self.asked.isdisjoint(_TEXTS):
            return {}
        both = {"zh": self.wanted["summary_zh"], "en": self.wanted["summary_en"]}
        summary = lists.without_empty(both)
        return {"summary": writing.field("summary", summary) if summary else ""}

    def window(self) -> Iterator[str]:
        """The fields of the window that are written."""
        asked = self.asked | self.raw.keys()
        for name in _WINDOW:
            if name in asked or _is_curable(name, self.raw, self.wanted[name]):
                yield name


def _line(name: str, text: str) -> str:
    return writing.field(name, _value(name, text)) if text else ""


def _is_cure(name: str, text: str, raw: object) -> bool:
    """Whether what stands in the file is another way to write a value that the schema has."""
    value = _value(name, text)
    if name == "case":
        return bool(value) and _are_numbers(value) and not _are_numbers(as_tuple(raw))
    if name in _LISTS:
        return isinstance(raw, str) and len(value) > 1
    return str(value) != text


def _are_numbers(values: Iterable[object]) -> bool:
    return all(isinstance(each, int) for each in values)


def _value(name: str, text: str) -> Any:
    """What a field's words mean."""
    return _READ.get(name, str)(text)


def _else_words(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Reads with `read`; what that cannot read stays as it is written, so that the check can say so."""
    return lambda text: read(text) or text


# How the words of a field are read; those of the others are what they say.
_READ: Mapping[str, Callable[[str], Any]] = {
    "date": _else_words(days.day),
    "hold_until": _else_words(days.day),
    "tier": _else_words(terms.tier_of),
    "kind": _else_words(terms.kind_of),
    "lang": vocabulary.language_tag,
    "case": lists.cases,
    "issue": lists.words,
    "host_agency": lists.words,
    "co_agencies": lists.words,
}


def _is_curable(name: str, raw: Mapping[str, Any], text: str) -> bool:
    """Whether an entry of the `edit` block is no valid value and can be put right without asking."""
    block = _block(raw, "edit")
    value = block.get(name)
    if name == "waiver_reason":  # one without words is no reason, and no text either
        return name in block and value is None and not text
    meant = _value(name, text)
    return isinstance(meant, dt.date) and value not in (None, iso(meant))


def _fill_window(text: str, name: str, given: str) -> str:
    raw = document.head_data(text)
    if not isinstance(raw.get("edit", ""), dict | None):
        empty = "edit:\n" if "edit" in raw else ""
        block = f"edit:\n  {name}: {writing.scalar(_value(name, given))}\n" if given else empty
        return front_matter_edit.replace_fields(text, {"edit": block})
    if given:
        return front_matter_edit.add_to_block(text, "edit", name, _value(name, given))
    text = front_matter_edit.take_from_block(text, "edit", name)
    # Elsewhere an empty block has a meaning: it holds the record back.
    if raw.get("tier") in PO_TIERS and not front_matter_edit.holds_anything(text, "edit"):
        return front_matter_edit.replace_fields(text, {"edit": ""})
    return text


def field_of(problem: Problem, parsed: Parsed) -> str:
    """The field of the form that a finding is about, "" where it is about none."""
    name = _CONCERNS.get(problem.code) or _named(problem, parsed)
    return name if name in FORM_FIELDS else ""


def _named(problem: Problem, parsed: Parsed) -> str:
    """The field that a finding names, or on whose line it is."""
    values = dict(problem.values)
    if problem.code == "missing-field":
        return values["field"]
    if problem.line >= parsed.document.body_line:
        return ""
    if problem.code in {"window-misnamed", "unknown-day"}:
        meant = vocabulary.window_field(values["field"].rpartition(".")[2])
        return meant if meant in _WINDOW else "hold_until"
    name = on_line(problem.line, parsed.document)
    if name not in FORM_FIELDS and problem.code == "unknown-field":
        return values.get("near", "")
    return name


def on_line(line: int, parts: Document) -> str:
    """The field of the form that stands on a line of the head, or on the nearest one above."""
    name = _above(line, ((parts.place(each), each) for each in parts.data))
    if name not in _ALONE:
        return name
    entries = _block(parts.data, name)
    entry = _above(line, ((parts.place(name, each), each) for each in entries)) or _ALONE[name]
    return f"summary_{entry}" if name == "summary" else entry


def _above(line: int, placed: Iterable[tuple[tuple[int, int], str]]) -> str:
    """The name that stands last at or above a line."""
    above = [(at, name) for (at, _), name in placed if at <= line]
    return max(above, default=(0, ""))[1]
