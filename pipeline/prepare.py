"""Words from anywhere → a finished record: imported, with front matter from a form, checked.

Nothing is stored. The checks know the archive's agencies, calendar and settings, and none of its
records: what is held back there must not show here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from minutes import headtext, registry, settings, yamltext
from minutes.document import split_front
from minutes.errors import SettingsError
from minutes.front import FrontMatter
from minutes.model import Meeting
from minutes.problems import Problem
from minutes.settings import ArchiveSettings
from minutes.visibility import Gate, load_calendar
from minutes.window import Due
from minutes.workdays import Calendar
from pipeline import adopt, readers
from pipeline.checks import Context
from pipeline.parse import Parsed, parse
from pipeline.readers import Imported
from pipeline.validate import validate

MAX_FIELD = 2000
_NOT_IN_NAMES = re.compile(r'[\x00-\x20<>:"|?*\\/#%]+')
_DATED = re.compile(r"\d{4}-\d\d-\d\d-.+")
_SEPARATORS = re.compile(r"[、,，;；\n]+")


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


FORM_FIELDS = tuple(field.name for field in fields(Form))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record as far as it is now: its file, the form, the findings, when it would be public."""

    name: str
    text: str
    form: Form
    parsed: Parsed
    imported: Imported
    problems: tuple[Problem, ...]
    due: Due


def prepare(
    data: bytes,
    filename: str,
    form: Form | None,
    folder: Path | None,
    now: dt.datetime,
    *,
    max_bytes: int = readers.MAX_BYTES,
) -> Prepared:
    """The record in `data` with the values of `form` in its front matter, and what is to be said
    of it. Without a form, what name, title and labels tell. `folder` is the archive, if any.

    Raises `ImportProblem` for what is no transcript, `UneditableHead` for a head that cannot be read.
    """
    imported = readers.read(data, filename, max_bytes=max_bytes)
    text = imported.markdown
    name = _name(filename, imported)
    if split_front(text)[1] is None:
        inferred = parse(text.encode("utf-8", "replace"), name)
        head = adopt.front_text(inferred.meeting.front, inferred.document, new=True)
        text = f"---\n{head}---\n{text}"
        if not filename.endswith(".md"):
            name = _named(inferred.meeting)
    if form is not None:
        before = parse(text.encode("utf-8", "replace"), name).meeting
        text = fill(text, form)
        if name == _named(before):  # a name that was made of date and title follows them
            name = _named(parse(text.encode("utf-8", "replace"), name).meeting)
    parsed = parse(text.encode("utf-8", "replace"), name)
    context = public_context(folder, now)
    return Prepared(
        name,
        text,
        form_of(parsed.meeting),
        parsed,
        imported,
        validate(parsed, context),
        context.gate.due(parsed.meeting),
    )


def _name(filename: str, imported: Imported) -> str:
    stem = Path(filename.replace("\\", "/")).name.removesuffix(".md")
    if _DATED.fullmatch(stem) and filename.endswith(".md"):
        return f"{stem[:120]}.md"
    return file_name(imported.date, imported.title or "")


def _named(meeting: Meeting) -> str:
    return file_name(meeting.date, meeting.front.title)


def file_name(date: dt.date | None, title: str) -> str:
    """What a record of that day and title is called."""
    stem = _NOT_IN_NAMES.sub("-", title).strip("-. ")[:70].rstrip("-. ") or "record"
    return f"{date.isoformat()}-{stem}.md" if date else f"{stem}.md"


def public_context(folder: Path | None, now: dt.datetime) -> Context:
    """What the checks may know where strangers use them: no record of the archive."""
    calendar, own = Calendar(), ArchiveSettings()
    if folder is not None:
        try:
            own = replace(settings.load_archive(folder), public_repository=False)
            calendar = load_calendar(folder)
        except SettingsError:  # reported elsewhere, to the archive's own people
            pass
    agencies, _ = registry.load_agencies(folder)
    return Context(Gate(calendar, own.zone), now, agencies, archive=own)


def form_of(meeting: Meeting) -> Form:
    """The form as the record's front matter fills it in; inferred values too."""
    front: FrontMatter = meeting.front
    edit = front.edit
    return Form(
        title=front.title,
        date=front.date.isoformat() if front.date else "",
        tier=(front.tier or "") if "tier" in meeting.given else "",
        kind=(front.kind or "") if "kind" in meeting.given else "",
        lang=front.lang or "",
        case="、".join(map(str, front.case)),
        issue="、".join(front.issue),
        host_agency="、".join(front.host_agency),
        co_agencies="、".join(front.co_agencies),
        hold_until=edit.hold_until.isoformat() if edit and edit.hold_until else "",
        waiver_reason=edit.waiver_reason if edit else "",
        summary_zh=front.summary.zh,
        summary_en=front.summary.en,
    )


def fill(text: str, form: Form) -> str:
    """The file with the form's values in its head; what the form does not name stays.

    A value that is no date or number is written as it is, so that the check can say so.
    """
    before = form_of(parse(text.encode("utf-8", "replace"), "record.md").meeting)
    given = {name: getattr(form, name).strip()[:MAX_FIELD] for name in FORM_FIELDS}
    known = {name: getattr(before, name) for name in FORM_FIELDS}
    _, front = split_front(text)
    written = set(front.data) if front else set()
    changed: dict[str, str] = {}
    for name in ("title", "date", "tier", "kind", "lang"):
        if given[name] != known[name] or (given[name] and name not in written):
            changed[name] = _line(name, _day(given[name])) if given[name] else ""
    for name in ("case", "issue", "host_agency", "co_agencies"):
        if _words(given[name]) != _words(known[name]):
            values = [_number(w) if name == "case" else w for w in _words(given[name])]
            changed[name] = yamltext.field(name, values) if values else ""
    if (given["summary_zh"], given["summary_en"]) != (before.summary_zh, before.summary_en):
        summary = {k: given[f"summary_{k}"] for k in ("zh", "en") if given[f"summary_{k}"]}
        changed["summary"] = yamltext.field("summary", summary) if summary else ""
    text = headtext.replace_fields(text, changed) if changed else text
    return _fill_window(text, given, known)


def _fill_window(text: str, given: Mapping[str, str], known: Mapping[str, str]) -> str:
    for name in ("hold_until", "waiver_reason"):
        if given[name] == known[name]:
            continue
        _, front = split_front(text)
        value = _day(given[name]) if given[name] else None
        if front is not None and front.error is None and "edit" in front.data:
            text = headtext.add_to_block(text, "edit", name, value)
        elif value is not None:
            field = f"edit:\n  {name}: {yamltext.scalar(value)}\n"
            text = headtext.replace_fields(text, {"edit": field})
    return text


def _line(name: str, value: yamltext.Scalar) -> str:
    return yamltext.field(name, value)


def _day(value: str) -> str | dt.date:
    try:
        return dt.date.fromisoformat(value) if len(value) == 10 else value
    except ValueError:
        return value


def _number(word: str) -> int | str:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 6 else word


def _words(text: str) -> list[str]:
    return [word.strip() for word in _SEPARATORS.split(text) if word.strip()]
