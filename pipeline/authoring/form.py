"""The front matter as a form that people fill in: shown as it stands in the file, written back field
by field, so that nobody's other lines change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from minutes.findings.problem import Problem
from minutes.records import document, front_matter_edit, terms, vocabulary
from minutes.records.document import FrontText
from minutes.records.front_matter import PO_TIERS
from minutes.text import days, lists
from minutes.text.lists import as_tuple
from minutes.yaml_text import writing
from pipeline.source.parser import Parsed

MAX_FIELD = 4000
_LINES = ("title", "date", "tier", "kind", "lang")
_LISTS = ("case", "issue", "host_agency", "co_agencies")
_WINDOW = ("hold_until", "waiver_reason")
_CONCERNS = {
    "missing-date": "date",
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
    waiver_reason: str = ""
    summary_zh: str = ""
    summary_en: str = ""

    def cut(self) -> Form:
        """The form as a page can send it: bounded, its lines without breaks."""
        given = {name: getattr(self, name).strip()[:MAX_FIELD] for name in FORM_FIELDS}
        joined = {
            k: v if k.startswith("summary") else " ".join(v.split()) for k, v in given.items()
        }
        return Form(**joined)


FORM_FIELDS = tuple(field.name for field in fields(Form))


def form_of(parsed: Parsed) -> Form:
    """The form as a file's head fills it in: its own words, also those that are no valid value, and
    what was inferred where it says nothing."""
    front = parsed.meeting.front
    given = parsed.meeting.given
    raw = _data(parsed.document.front)
    edit = raw.get("edit")
    block: Mapping[str, Any] = edit if isinstance(edit, dict) else {"hold_until": edit}
    summary = raw.get("summary")
    texts: Mapping[str, Any] = summary if isinstance(summary, dict) else {"zh": summary}
    inferred = {
        "title": front.title,
        "date": front.date.isoformat() if front.date else "",
        "lang": front.lang or "",
        "case": "、".join(map(str, front.case)),
    }
    values = {
        name: _shown(raw[name], listed=name in _LISTS) if name in given else inferred.get(name, "")
        for name in (*_LINES, *_LISTS)
    }
    # One level too high, a field of the window is still meant as one.
    values |= {name: _shown(block.get(name)) or _shown(raw.get(name)) for name in _WINDOW}
    values |= {f"summary_{lang}": _shown(texts.get(lang)) for lang in ("zh", "en")}
    return Form(**values).cut()


def _data(front: FrontText | None) -> Mapping[str, Any]:
    return front.data if front is not None and front.error is None else {}


def _shown(value: object, *, listed: bool = False) -> str:
    """A value of the head as a field of the form holds it; a list with commas where one belongs."""
    if value is None:
        return ""
    if listed and isinstance(value, list) and not any(isinstance(v, list | dict) for v in value):
        return "、".join(map(_shown, value))
    if isinstance(value, bool | list | dict):
        return writing.flow(value)
    return str(value)


def fill(parsed: Parsed, form: Form, before: Form | None = None) -> str:
    """A file's text with the form's values in its head; what the form does not name stays.

    `before` is the form as it was shown: what was not changed since is not written, so that a change
    in the text itself stands. A day or number is written as such however it was put, and one that
    cannot be read as it is, so that the check can say so. Raises `UneditableHead`.
    """
    front = parsed.document.front
    if front is not None and front.error is not None:
        raise front_matter_edit.unreadable(front)
    known, given = form_of(parsed), form.cut()
    base = (before or known).cut() if front is not None else Form()
    asked = {n for n in FORM_FIELDS if getattr(given, n) != getattr(base, n)}
    wanted = {n: getattr(given if n in asked else known, n) for n in FORM_FIELDS}
    asked = {n for n in asked if wanted[n] != getattr(known, n)}
    raw = _data(front)
    changed = _lines(wanted, asked, raw) | _summary(wanted, asked)
    changed |= {name: "" for name in _WINDOW if name in raw}
    text = parsed.document.head + parsed.document.body
    text = front_matter_edit.replace_fields(text, changed) if changed else text
    for name in _WINDOW:
        if name in asked or name in raw or _curable(name, raw.get("edit"), wanted[name]):
            text = _fill_window(text, name, wanted[name])
    return text


def _lines(wanted: Mapping[str, str], asked: set[str], raw: Mapping[str, Any]) -> dict[str, str]:
    """The changed top fields as YAML; a value in people's own words is written as the schema has it."""
    changed = {}
    for name in (*_LINES, *_LISTS):
        value = _value(name, wanted[name])
        is_new = name in _LINES and name not in raw and wanted[name]
        cured = name in raw and _is_cure(name, value, wanted[name], raw[name])
        if name in asked or is_new or cured:
            changed[name] = writing.field(name, value) if wanted[name] else ""
    return changed


def _is_cure(name: str, value: Any, text: str, raw: object) -> bool:
    """Whether what stands in the file is another way to write a value that the schema has."""
    if name == "case":
        are_numbers = bool(value) and all(isinstance(each, int) for each in value)
        return are_numbers and not all(isinstance(each, int) for each in as_tuple(raw))
    if name in _LISTS:
        return isinstance(raw, str) and len(value) > 1
    return name in {"date", "tier", "kind", "lang"} and str(value) != text


def _value(name: str, text: str) -> Any:
    if name in {"date", "hold_until"}:
        return days.day(text) or text
    if name == "case":
        return lists.cases(text)
    if name in _LISTS:
        return lists.words(text)
    if name == "lang":
        return vocabulary.language_tag(text)
    if name in {"tier", "kind"}:
        read = terms.tier_of if name == "tier" else terms.kind_of
        return read(text) or text
    return text


def _summary(wanted: Mapping[str, str], asked: set[str]) -> dict[str, str]:
    if not asked & {"summary_zh", "summary_en"}:
        return {}
    summary = {k: wanted[f"summary_{k}"] for k in ("zh", "en") if wanted[f"summary_{k}"]}
    return {"summary": writing.field("summary", summary) if summary else ""}


def _curable(name: str, block: object, text: str) -> bool:
    """Whether an entry of the `edit` block is no valid value and can be put right without asking."""
    raw = block.get(name) if isinstance(block, dict) else block if name == "hold_until" else None
    if name == "waiver_reason":  # one without words is no reason, and no text either
        return isinstance(block, dict) and name in block and raw is None and not text
    return raw is not None and raw != _iso(text) and isinstance(_value(name, text), dt.date)


def _iso(text: str) -> str:
    found = days.day(text)
    return found.isoformat() if found else text


def _fill_window(text: str, name: str, given: str) -> str:
    raw = _data(document.split_front(text)[1])
    edit = raw.get("edit")
    if "edit" not in raw or not (edit is None or isinstance(edit, dict)):
        value = f"edit:\n  {name}: {writing.scalar(_value(name, given))}\n"
        empty = "edit:\n" if "edit" in raw else ""
        return front_matter_edit.replace_fields(text, {"edit": value if given else empty})
    if given:
        return front_matter_edit.add_to_block(text, "edit", name, _value(name, given))
    text = front_matter_edit.take_from_block(text, "edit", name)
    # Elsewhere an empty block has a meaning: it holds the record back.
    if raw.get("tier") in PO_TIERS and not front_matter_edit.holds_anything(text, "edit"):
        return front_matter_edit.replace_fields(text, {"edit": ""})
    return text


def field_of(problem: Problem, parsed: Parsed) -> str:
    """The field of the form that a finding is about, "" where it is about none."""
    values = dict(problem.values)
    if problem.code in _CONCERNS:
        return _CONCERNS[problem.code]
    if problem.code == "missing-field":
        return values["field"] if values["field"] in FORM_FIELDS else ""
    front = parsed.document.front
    if front is None or front.places is None or problem.line >= parsed.document.body_line:
        return ""
    name = _above(problem.line, {n: front.place(n)[0] for n in front.data})
    inner = front.data.get(name)
    if name in {"edit", "summary"}:
        lines = {n: front.place(name, n)[0] for n in inner} if isinstance(inner, dict) else {}
        entry = _above(problem.line, lines)
        name = entry or "hold_until" if name == "edit" else f"summary_{entry or 'zh'}"
    if name not in FORM_FIELDS and problem.code == "unknown-field":
        name = values.get("near", "")
    if problem.code in {"window-misnamed", "unknown-day"}:
        name = vocabulary.window_field(values["field"].rpartition(".")[2]) or "hold_until"
        name = name if name in _WINDOW else "hold_until"
    return name if name in FORM_FIELDS else ""


def _above(line: int, lines: Mapping[str, int]) -> str:
    """The name that stands last at or above a line."""
    above = [(at, name) for name, at in lines.items() if at <= line]
    return max(above)[1] if above else ""
