"""Words from anywhere → a finished record: imported, with front matter from a form, checked.

Nothing is stored. The checks know the archive's agencies, calendar and settings, and none of its
records: what is held back there must not show here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from minutes import settings
from minutes.clock import iso_text
from minutes.errors import SettingsError
from minutes.findings.problem import Problem
from minutes.publication.correction_window import Due
from minutes.publication.gate import Gate, State
from minutes.publication.office_calendar import Calendar, load_calendar
from minutes.records import document
from minutes.records.document import split_front
from minutes.records.front_matter_edit import UneditableHead
from minutes.records.model import Meeting
from minutes.records.slicer import heading_text
from minutes.registers import agencies as registry
from minutes.settings import ArchiveSettings
from minutes.text import days
from pipeline.authoring import adoption
from pipeline.authoring import form as headform
from pipeline.authoring.desk_form import SentForm
from pipeline.authoring.desk_round import round_of
from pipeline.authoring.form import Form, form_of
from pipeline.authoring.scaffold import file_name
from pipeline.authoring.words.undo import UndoRound
from pipeline.checks.rules.table import Context
from pipeline.checks.validation import validate
from pipeline.readers import reading
from pipeline.readers.drafting.encoding import decoded
from pipeline.readers.drafting.markdown_words import escaped_heading
from pipeline.readers.drafting.titles import leading_date
from pipeline.readers.formats.native import read_native
from pipeline.readers.reading import Imported, ImportProblem
from pipeline.source.parser import Parsed, outline, parse

_DATED = re.compile(r"\d{4}-\d\d-\d\d-.+")
_COPY = re.compile(r" \(\d{1,2}\)$")  # how browsers name a file that is downloaded again
UNFINISHED = {"zh": "未完成-", "en": "unfinished-"}
"""What the name of a file with errors begins with, so that nobody takes it for a finished one."""
# What a head that cannot be read was meant to be.
_OURS = re.compile(r"^\s*(?:title|date|tier|kind|edit|host_agency)\s*[:：]", re.M)
_BLANK = b"\xef\xbb\xbf \t\r\n"
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype html|html|head|body|div|p|span|table)[\s>]", re.I)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record as far as it is now: its file, the form, the findings, whether and when it would be
    public. `head` says why the form could not be written into the file, which then holds what it
    held; `form` is then what was filled in. `steps` lead back."""

    name: str
    text: str
    form: Form
    parsed: Parsed
    imported: Imported
    problems: tuple[Problem, ...]
    due: Due
    state: State
    zone: ZoneInfo
    context: Context
    head: UneditableHead | None = None
    steps: tuple[UndoRound, ...] = ()


def prepare(
    data: bytes,
    filename: str,
    sent: SentForm | None,
    folder: Path | None,
    now: dt.datetime,
    *,
    issues: Iterable[str] = (),
    max_bytes: int = reading.MAX_BYTES,
) -> Prepared:
    """The record in `data` with all that was filled in and asked for in `sent`, and what is to be said
    of it. Without it, what name, title and labels tell; with it, `data` is a record that was prepared
    here already. `folder` is the archive, if any, and `issues` the short names of its public issues.

    Raises `ImportProblem` for what is no transcript.
    """
    again = sent is not None and bool(data.strip()) and len(data) <= max_bytes
    # No reader may take a head with a slip in it for words: what was prepared here stays as it is.
    imported = _again(data) if again else _read(data, filename, max_bytes)
    text = imported.markdown.replace("\r\n", "\n").replace("\r", "\n")
    name = _name(filename, imported, again=again)
    if split_front(text)[1] is None:
        text, name = _with_head(text, name, named=filename.lower().endswith(".md"))
    text, name, steps, trouble = _filled(text, name, sent)
    context = public_context(folder, now, issues)
    parsed = parse(text.encode("utf-8", "replace"), name)
    typed = sent.form if sent and trouble else None
    return Prepared(
        name,
        text,
        typed or form_of(parsed),
        parsed,
        imported,
        tuple(p for p in validate(parsed, context) if not _follows(p, parsed)),
        context.gate.due(parsed.meeting),
        context.gate.state(parsed.meeting, now),
        context.gate.zone,
        context,
        trouble,
        steps,
    )


def _filled(
    text: str, name: str, sent: SentForm | None
) -> tuple[str, str, tuple[UndoRound, ...], UneditableHead | None]:
    """The record and its name after what was asked for, and the steps that can be undone; where the head
    cannot be edited, they stay as they are, with why."""
    if sent is None:
        return text, name, (), None
    try:
        return *round_of(text, name, sent, _fill), None
    except UneditableHead as error:
        return text, name, sent.steps, error


def _with_head(text: str, name: str, *, named: bool) -> tuple[str, str]:
    """Words without a head, with what can be told of them, and the name for that."""
    inferred = parse(text.encode("utf-8", "replace"), name)
    head = adoption.front_text(inferred.meeting.front, inferred.document, new=True)
    whole = f"---\n{head}---\n{text}"
    # Its head may tell the day that neither name nor heading does: of a table, 會議日期｜115年3月2日.
    return whole, name if named else _named(outline(whole.encode("utf-8", "replace"), name))


def _follows(found: Problem, parsed: Parsed) -> bool:
    """Whether it is the missing day that is wrong, told already: the file's name follows the day."""
    return found.code == "file-name-form" and parsed.meeting.date is None


def _again(data: bytes) -> Imported:
    return Imported(data.decode("utf-8", "replace"), None, None, (), (), ())


def _read(data: bytes, filename: str, max_bytes: int) -> Imported:
    """The words as a transcript, by the reader of their format."""
    if not filename and _WEB_PAGE.match(data):
        raise ImportProblem(
            "unknown-format",
            "這是網頁的原始碼（HTML）。請在瀏覽器裡選取文字，複製後再貼上。",
            "This is the source of a web page (HTML). Select the words in your browser, and copy those.",
        )
    try:
        imported = reading.read(data, filename, max_bytes=max_bytes)
    except ImportProblem as problem:
        if problem.code != "empty" or data.startswith(b"PK") or not data.strip(_BLANK):
            raise
        raise ImportProblem(
            "empty",
            "除了標題，找不到發言。每段發言請寫成「姓名：說的話」。",
            "There is nothing but a title. Write each speech as “Name: words”.",
        ) from problem
    if not _may_have_head(data, filename):
        return imported
    text, notes = decoded(data)
    has_slip = document.is_unreadable(split_front(text)[1]) and _OURS.search(text[:4000])
    return read_native(text, filename, notes) if has_slip else imported


def _may_have_head(data: bytes, filename: str) -> bool:
    """Whether it is text, which may begin with a head."""
    is_text = not filename or filename.lower().endswith((".md", ".markdown", ".txt"))
    return is_text and not data.startswith(b"PK")


def _fill(text: str, name: str, form: Form) -> tuple[str, str]:
    """The file with the form's values, and its name; heading and name follow day and title."""
    old = parse(text.encode("utf-8", "replace"), name)
    day, title = old.meeting.date or days.day(form_of(old).date), old.meeting.front.title
    made = headform.fill(old, form)
    new = outline(made.encode("utf-8", "replace"), name)
    if (day, title) != (new.date, new.front.title):
        made = _with_heading(made, new, day, title)
    whole = parse(made.encode("utf-8", "replace"), name)
    made = headform.fill(whole, form_of(whole))  # a field that was emptied may be told elsewhere
    if name in {_named(old.meeting), file_name(day, title)}:
        return made, _named(outline(made.encode("utf-8", "replace"), name))
    if new.date and _DATED.fullmatch(name):
        return made, f"{new.date.isoformat()}{name[10:]}"
    return made, name


def _with_heading(text: str, meeting: Meeting, old_day: dt.date | None, old_title: str) -> str:
    """The file with the record's day and title in its top heading, where that bore the old ones."""
    item = document.parse(text).title
    if item is None:
        return text
    heading, lines = heading_text(item.markdown), text.split("\n")
    was, words = _split_heading(heading)
    # A day that could not be read left the heading as it was: it follows the next one.
    day = meeting.date or was if old_day in {was, None} else was
    if _split_heading(item.text)[1] == old_title != meeting.front.title != "":
        words = escaped_heading(meeting.front.title)
        said = iso_text(day)
        lines[item.line - 1] = " ".join(filter(None, ["#", said, words]))
    elif was is not None and day is not None and day != was:
        written = heading[: len(heading) - len(words)].rstrip(" \t\u00a0\u3000-_:：,，")
        lines[item.line - 1] = lines[item.line - 1].replace(written, day.isoformat(), 1)
    return "\n".join(lines)


def _split_heading(words: str) -> tuple[dt.date | None, str]:
    """The day that a heading begins with, however it is written, and the rest."""
    first, _, rest = words.partition(" ")
    day = days.day(first.rstrip("，,：:"))
    return (day, rest.strip()) if day else leading_date(words)


def _name(filename: str, imported: Imported, *, again: bool) -> str:
    stem = Path(filename.replace("\\", "/")).name.removesuffix(".md")
    stem = _COPY.sub("", stem.removeprefix(UNFINISHED["zh"]).removeprefix(UNFINISHED["en"]))
    if again and not _DATED.fullmatch(stem):
        return file_name(None, stem)
    if _DATED.fullmatch(stem) and filename.endswith(".md"):
        return f"{stem[:120]}.md"
    return file_name(imported.date, imported.title or "")


def _named(meeting: Meeting) -> str:
    return file_name(meeting.date, meeting.front.title)


def public_context(folder: Path | None, now: dt.datetime, issues: Iterable[str] = ()) -> Context:
    """What the checks may know where strangers use them: no record of the archive, and of its issues
    those that are public."""
    calendar, own = Calendar(), ArchiveSettings()
    if folder is not None:
        try:
            own = replace(settings.load_archive(folder), public_repository=False)
            calendar = load_calendar(folder)
        except SettingsError:  # reported elsewhere, to the archive's own people
            pass
    agencies, _ = registry.load_agencies(folder)
    return Context(Gate(calendar, own.zone), now, agencies, archive=own, issues=frozenset(issues))
