"""New archives, records and issues, ready to be filled in, and the schema that editors use."""

from __future__ import annotations

import datetime as dt
import json
import re
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from minutes import clock
from minutes.errors import MinutesError, SettingsError
from minutes.publication import correction_window
from minutes.publication.office_calendar import Calendar, load_calendar
from minutes.records.front_matter import FRONT_MATTER, ISSUE_FRONT, PO_TIERS, Kind
from minutes.registers import agencies as registry
from minutes.settings import SETTINGS_FILE
from minutes.text.lists import omit, without_empty
from minutes.yaml_text import writing
from pipeline.authoring import issue_files
from pipeline.authoring.field_help import FIELD_NOTES, ISSUE_NOTES, FieldHelp
from pipeline.authoring.new_archive_files import starter_files
from pipeline.source.safe_write import create

KINDS: tuple[str, ...] = typing.get_args(Kind)
SCHEMA_FILES = {".schema/meeting.json": False, ".schema/issue.json": True}
_MOST_STEPS = 6  # so many folders up an archive is looked for
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOT_IN_NAMES = re.compile(r'[\x00-\x20<>:"|?*\\/#%]+')
_SUFFIX = {
    "working": "工作會議",
    "pre_meeting": "會前會",
    "preparatory": "籌備會議",
    "rehearsal": "主持流程演練",
    "followup": "後續會議",
    "hearing": "公聽會",
    "supplement": "會後補充",
}


class ScaffoldError(MinutesError):
    """Something that is needed was not given, or what is to be made exists already."""


def read_date(text: str) -> dt.date:
    """The date in `YYYY-MM-DD`; raises `ScaffoldError`."""
    try:
        if len(text.strip()) == len("YYYY-MM-DD"):  # `fromisoformat` takes 20250410 as well
            return dt.date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise ScaffoldError(
        f"{text}: not a date such as 2025-04-10", zh=f"「{text}」不是日期，請寫成 2025-04-10"
    )


def new(
    tier: str,
    date: dt.date,
    *,
    kind: str = "main",
    cases: Sequence[int] = (),
    hosts: Sequence[str] = (),
    title: str | None = None,
    folder: Path | None = None,
) -> tuple[str, str]:
    """File name and text of a new record: complete front matter, a title line, no words yet.

    `folder` is the archive, for its agencies and calendar. Raises `ScaffoldError` for a host that
    is in no registry, and for a numbered collaborative meeting without one.
    """
    if tier == "collaborative" and cases and not hosts:
        raise ScaffoldError(
            "a numbered collaborative meeting needs a host: --host",
            zh="有案號的協作會議要有主辦機關，請用 --host 指定",
        )
    names = [_agency(word, date, folder) for word in hosts]
    title = " ".join((title or _title(tier, date, kind, cases)).split())
    given: dict[str, Any] = {
        "title": title,
        "date": date,
        "lang": "zh-Hant-TW",
        "tier": tier,
        "kind": kind,
        "term": _term(tier, date),
        "case": list(cases),
        "host_agency": names,
    }
    lines = {name: writing.field(name, value) for name, value in without_empty(given).items()}
    if tier in PO_TIERS:
        lines["edit"] = _edit(date, tier, folder)
    head = f"---\n# yaml-language-server: $schema=.schema/meeting.json\n{_noted(FIELD_NOTES, lines)}---\n"
    return file_name(date, title), f"{head}# {date.isoformat()} {title}\n"


def _noted(notes: Mapping[str, FieldHelp], lines: Mapping[str, str]) -> str:
    """All fields below their notes; those without lines as the comment of an example."""
    return "".join(
        f"\n# {note.zh}\n# {note.en}\n{lines.get(name) or _as_comment(note.example)}"
        for name, note in notes.items()
    )


def _as_comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in text.splitlines())


def file_name(date: dt.date | None, title: str) -> str:
    """What a record of that day and title is called."""
    stem = _NOT_IN_NAMES.sub("-", title).strip("-. ")[:70].rstrip("-. ") or "record"
    return f"{date.isoformat()}-{stem}.md" if date else f"{stem}.md"


def _agency(word: str, date: dt.date, folder: Path | None) -> str:
    agencies, _ = registry.load_agencies(folder)
    if not agencies.find(word):
        near = agencies.nearest(word)
        en, zh = (f"; nearest: {near}", f"；最接近的是「{near}」") if near else ("", "")
        raise ScaffoldError(f"{word}: no such agency{en}", zh=f"名錄裡沒有「{word}」這個機關{zh}")
    found = agencies.resolve(word, date)
    return found.name.zh or found.id if found else word


def _title(tier: str, date: dt.date, kind: str, cases: Sequence[int]) -> str:
    year = clock.roc_year(date.year)
    suffix = _SUFFIX.get(kind, "")
    match tier:
        case "monthly":
            return f"{year}年{date.month}月開放政府聯絡人工作推動會議{suffix}"
        case "seasonal":
            return f"{year}年第{clock.Quarter.of(date).number}季開放政府政策協調聯繫會議{suffix}"
        case "collaborative":
            number = f"第{'、'.join(map(str, cases))}案" if cases else ""
            return f"開放政府{number}協作會議{suffix}"
    return suffix or "會議紀錄"


def _term(tier: str, date: dt.date) -> dict[str, int] | None:
    year = clock.roc_year(date.year)
    if tier == "monthly":
        return {"roc_year": year, "month": date.month}
    return (
        {"roc_year": year, "quarter": clock.Quarter.of(date).number} if tier == "seasonal" else None
    )


def _edit(date: dt.date, tier: str, folder: Path | None) -> str:
    """The correction window with its dates counted."""
    try:
        calendar = load_calendar(folder) if folder else Calendar()
    except SettingsError:
        calendar = Calendar()
    due = correction_window.due(tier=tier, has_edit=True, meeting_day=date, calendar=calendar)
    return (
        f"edit:\n  closes: {due.closes}  # 可改晚不可改早 tenth working day: may be later, not earlier\n"
        f"  # 自 {due.day} 零時起公開 public from {due.day} 00:00\n"
        "  # hold_until: 2030-01-01  # 要更晚公開時填：從這一天零時起公開 public from 00:00 of this day, if later\n"
        "  # hold: 草案通過後  # 還不知道哪一天能公開時，寫在等什麼 while nobody knows the day: what it waits for\n"
        "  # waiver_reason: 所有與會者都已確認  # 要提早公開時填理由 to publish earlier, with the reason\n"
    )


def new_issue(
    slug: str,
    *,
    title: str = "",
    cases: Sequence[int] = (),
    hosts: Sequence[str] = (),
    folder: Path | None = None,
) -> tuple[str, str]:
    """File name and text of a new issue. Raises `ScaffoldError` for a bad slug or unknown host."""
    if not _SLUG.fullmatch(slug) or len(slug) > issue_files.LONGEST_NAME:
        raise ScaffoldError(
            f"{slug}: use a-z, 0-9 and hyphens, such as playground-shade",
            zh=f"{slug}：只用小寫英數字與連字號，例如 playground-shade",
        )
    names = [_agency(word, dt.datetime.now(dt.UTC).date(), folder) for word in hosts]
    given = {
        "title": {"zh": title or slug, "en": ""},
        "case": list(cases),
        "host_agency": names,
    }
    lines = {name: writing.field(name, value) for name, value in without_empty(given).items()}
    head = f"# yaml-language-server: $schema=../.schema/issue.json\n{_noted(ISSUE_NOTES, lines)}"
    return f"issues/{slug}.md", f"---\n{head}---\n"


def home_of(file: Path) -> Path | None:
    """The archive in which a file lies: the nearest folder above it with an `archive.yaml`."""
    return _above(file, SETTINGS_FILE)


def editor_line(file: Path) -> str:
    """The comment that lets editors complete the front matter of `file`, by the schema that lies
    nearest above it; "" where there is none."""
    home = _above(file, next(iter(SCHEMA_FILES)))
    if home is None:
        return ""
    steps = len(file.absolute().parent.relative_to(home).parts)
    return f"# yaml-language-server: $schema={'../' * steps}.schema/meeting.json\n"


def _above(file: Path, name: str) -> Path | None:
    folders = list(file.absolute().parents)[:_MOST_STEPS]
    return next((folder for folder in folders if (folder / name).is_file()), None)


def write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet, and the schema beside its archive. Raises `ScaffoldError`."""
    home = file.parent.parent if file.parent.name == "issues" else file.parent
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        create(file, text.encode())
    except FileExistsError as error:
        raise ScaffoldError(f"{file}: exists already", zh=f"{file}：已經存在") from error
    write_schemas(home)


def write_schemas(folder: Path) -> list[str]:
    """Put the schemas that editors use into a folder; the names of those that were not there."""
    return _write_missing(folder, SCHEMA_FILES, _schema_text)


def _schema_text(name: str) -> str:
    made = schema(issue=SCHEMA_FILES[name])
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _write_missing(folder: Path, names: Iterable[str], text: Callable[[str], str]) -> list[str]:
    """Make those of some files that are not there, each with its text; their names."""
    missing = [name for name in names if not (folder / name).exists()]
    for name in missing:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        create(file, text(name).encode())
    return missing


def init(folder: Path) -> list[str]:
    """Make an archive in `folder`; the names of the files that were written.

    Files that are there stay as they are. Raises `ScaffoldError` where there is an archive already.
    """
    if (folder / "archive.yaml").exists():
        raise ScaffoldError(
            f"{folder}: there is an archive already", zh=f"{folder}：這裡已經有檔案庫"
        )
    starters = starter_files()
    return _write_missing(folder, starters, starters.__getitem__) + write_schemas(folder)


def schema(*, issue: bool = False) -> dict[str, Any]:
    """The JSON Schema of the front matter, or of an issue's; lists may be given as one value."""
    of = _OF_ISSUE if issue else _OF_RECORD
    made = of.fields.json_schema(mode="validation")
    for part in (made, *made.get("$defs", {}).values()):
        properties = part.get("properties", {})
        part["properties"] = {name: _lenient(inner) for name, inner in properties.items()}
    for name, note in of.notes.items():
        made["properties"][name]["description"] = f"{note.zh}\n{note.en}"
    made["required"] = of.required
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": of.title,
        **omit(made, {"title", "description"}),
    }


@dataclass(frozen=True, slots=True)
class _SchemaOf:
    """What a schema is made of: the fields, what is said of each, those that must be there, a title."""

    fields: TypeAdapter[Any]
    notes: Mapping[str, FieldHelp]
    required: list[str]
    title: str


_OF_RECORD = _SchemaOf(
    FRONT_MATTER, FIELD_NOTES, ["title", "date", "tier"], "Meeting record 會議紀錄"
)
_OF_ISSUE = _SchemaOf(ISSUE_FRONT, ISSUE_NOTES, ["title"], "Issue 議題")


def _lenient(part: dict[str, Any]) -> dict[str, Any]:
    """A property as it may be written: a list as one value, bilingual words as one string."""
    part = omit(part, {"default"})
    if part.get("type") == "array":
        bare = omit(part, {"title"})
        bare["items"] = _lenient(bare["items"])
        return {"anyOf": [bare, bare["items"], {"type": "null"}]}
    if part.get("$ref") == "#/$defs/Bilingual":
        return {"anyOf": [{"type": "string"}, part]}
    if part.get("type") == "string" and part.get("maxLength") == 4000:
        return {**part, "type": ["string", "number"]}
    return part
