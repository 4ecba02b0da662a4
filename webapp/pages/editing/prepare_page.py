"""Prepares a record in a process of its own, with bounds on time and memory: what strangers upload
must never hold up the site. Nothing touches the disk.

`python -m webapp.pages.editing.prepare_page` reads one request from stdin and writes its answer to stdout.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from minutes.findings.problem import Problem
from minutes.findings.rules import RULES, Lang, Text
from minutes.records import terms
from minutes.records.front_matter_edit import UneditableHead
from minutes.records.model import Meeting
from minutes.text.han import has_han
from pipeline.authoring.form import Form, field_of, form_of
from pipeline.authoring.preparation import Prepared, prepare
from pipeline.readers.reading import ImportProblem, Note
from webapp.i18n import publication_day
from webapp.i18n.language import LANGUAGES
from webapp.pages.records import transcript

MAX_UPLOAD = 12 * 1024 * 1024
SECONDS = 20
AT_ONCE = 1  # more would take the machine's cores from its readers
_MEMORY = 1536 * 1024 * 1024
_SLOTS = threading.BoundedSemaphore(AT_ONCE)
_PATIENCE = 5
_MOST_FINDINGS = 300
_MOST_SHOWN = 400_000  # characters of a record that the page shows as readers will see it
_LINKS = re.compile(r"<a href=speech/[a-z2-7-]+[0-9]*>#</a>")  # to pages that are not there yet
_OUT_OF_MEMORY = 3
_log = logging.getLogger("minutes.site")
# What to write, for those who have a form before them: by finding and field, "" for any field.
_ADVICE = {
    ("bad-value", "case"): ("請寫數字，例如 904。", "Write the number, such as 904."),
    ("bad-value", "lang"): ("請寫 zh-Hant-TW 或 en。", "Write zh-Hant-TW or en."),
    ("bad-value", "waiver_reason"): (
        "請用一句話寫出理由，或留白。",
        "Give the reason in a sentence, or leave it empty.",
    ),
    ("bad-value", ""): ("請改寫，或留白。", "Write it anew, or leave it empty."),
    ("missing-host", ""): (
        "請填全名或簡稱；兩個機關合辦用頓號分開。",
        "Give its name or short form; two are separated by a comma.",
    ),
    ("missing-field", ""): ("請填這一欄。", "Fill in this field."),
    ("missing-date", ""): ("請填開會那一天。", "Fill in the day of the meeting."),
    ("unknown-value", ""): ("請從選單選一個。", "Choose one of the list."),
}


class Busy(Exception):
    """Too many records are being prepared at this moment."""


class TooSlow(Exception):
    """The file took longer, or more memory, than it may."""


class Failed(Exception):
    """The record could not be prepared, for a reason that nobody foresaw; the log names it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of the check, in the language that was asked for. `field` is the field of the
    form that it is about, if any."""

    line: int
    column: int
    severity: str
    code: str
    message: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The record as the page shows it. `trouble` says what is in the way; without a `form` there is
    no record. `before` is the form as the text holds it, `when` tells of publication."""

    trouble: str = ""
    name: str = ""
    text: str = ""
    form: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    html: str = ""
    title: str = ""
    facts: Sequence[str] = ()
    summary: str = ""
    lang: str = ""
    speakers: Sequence[tuple[str, int]] = ()
    guessed: Sequence[str] = ()
    dropped: Sequence[str] = ()
    findings: Sequence[Finding] = ()
    when: Sequence[str] = ()
    more: bool = False

    @property
    def errors(self) -> int:
        """How many things stand between the record and its publication."""
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def finished(self) -> bool:
        """Whether the file can go into the archive."""
        return bool(self.form) and not self.errors and not self.trouble


def work(
    data: bytes,
    filename: str,
    form: Form | None,
    folder: Path,
    lang: Lang,
    *,
    before: Form | None = None,
    seconds: float = SECONDS,
) -> Sheet:
    """The sheet of an uploaded or pasted text. Raises `Busy`, `TooSlow` and `Failed`."""
    request = {
        "filename": filename[:200],
        "form": asdict(form) if form else None,
        "before": asdict(before) if before else None,
        "folder": str(folder),
        "lang": lang,
    }
    if not _SLOTS.acquire(timeout=_PATIENCE):
        raise Busy
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "webapp.pages.editing.prepare_page"],
            input=json.dumps(request).encode() + b"\n" + data,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired as error:
        raise TooSlow from error
    finally:
        _SLOTS.release()
    if done.returncode < 0 or done.returncode == _OUT_OF_MEMORY:  # the system's limits end it
        raise TooSlow
    if done.returncode:
        # Only the kind of error: its message may hold words of the file.
        last = done.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
        _log.error("a record could not be prepared: %s", last.partition(":")[0][:100])
        raise Failed
    raw = json.loads(done.stdout)
    raw["findings"] = [Finding(**each) for each in raw["findings"]]
    return Sheet(**raw)


def _environment() -> dict[str, str]:
    """No secret of the site reaches a process that reads strangers' files."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
        if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(Path(__file__).resolve().parents[3]), "PYTHONUTF8": "1"}


def sheet_of(
    data: bytes,
    filename: str,
    form: Form | None,
    folder: Path,
    lang: Lang,
    before: Form | None = None,
) -> Sheet:
    """The sheet, made in this very process."""
    now = dt.datetime.now(dt.UTC)
    try:
        made = prepare(data, filename, form, folder, now, before=before, max_bytes=MAX_UPLOAD)
    except ImportProblem as problem:
        return Sheet(trouble=problem.zh if lang == "zh" else problem.en)
    meeting = made.parsed.meeting
    shown = form_of(made.parsed) if made.head is None else before or Form()
    html, more = _preview(made, lang)
    return Sheet(
        trouble=_trouble(made.head, lang) if made.head else "",
        name=made.name,
        text=made.text,
        form=asdict(made.form),
        before=asdict(shown),
        html=html,
        more=more,
        title=meeting.title,
        facts=_facts(meeting, lang),
        summary=meeting.front.summary.get(lang),
        lang=meeting.lang,
        speakers=[(s.name, s.speeches) for s in meeting.speakers],
        guessed=_notes(made.imported.guessed, lang),
        dropped=_notes(made.imported.dropped, lang),
        findings=[_finding(p, made, lang) for p in _worst_first(made.problems)[:_MOST_FINDINGS]],
        when=publication_day.sentences(meeting, made.due, made.state, made.zone, lang),
    )


def _facts(meeting: Meeting, lang: Lang) -> list[str]:
    """What stands below the title on the record's page: day, tier, kind, hosts."""
    language, front = LANGUAGES[lang], meeting.front
    said = [language.date(meeting.date)] if meeting.date else []
    said += [language.label(terms.TIER, front.tier)] if front.tier else []
    said += [language.label(terms.KIND, front.kind)] if front.kind else []
    return [*said, *front.host_agency]


def _preview(made: Prepared, lang: Lang) -> tuple[str, bool]:
    """The record's words as the page shows them, and whether there are more than it shows."""
    document = made.parsed.document
    items, shown, size = document.items, 0, 0
    while shown < len(items) and size < _MOST_SHOWN:
        size += len(items[shown].source)
        shown += 1
    document = replace(document, items=items[:shown])
    html = transcript.render(document, made.parsed.meeting.lang, LANGUAGES[lang])
    return _LINKS.sub("", html), shown < len(items)


def _worst_first(problems: Sequence[Problem]) -> list[Problem]:
    """All in the order of the file, unless there are more than the page shows."""
    if len(problems) <= _MOST_FINDINGS:
        return list(problems)
    rank = {"error": 0, "warning": 1}
    return sorted(problems, key=lambda p: (rank.get(p.severity, 2), p.line, p.column))


def _trouble(head: UneditableHead, lang: Lang) -> str:
    if lang == "zh":
        return f"表單的內容還沒有寫進檔案，因為檔案開頭的欄位要先改好：{head.zh}。請在「全文」裡修改，再檢查一次。"
    return (
        "The form is not yet written into the file, because its front matter must be put right "
        f"first: {head.en}. Correct it in the whole file below, then check again."
    )


def _finding(problem: Problem, made: Prepared, lang: Lang) -> Finding:
    """A finding in words for people, and its field. What a library says of a value is not."""
    field, values = field_of(problem, made.parsed), dict(problem.values)
    if not has_han(values.get("reason_zh", "不")):
        values["reason_zh"] = "不是這個欄位能用的值"
    rule = RULES[problem.code]
    advice = _ADVICE.get((problem.code, field)) or _ADVICE.get((problem.code, ""))
    if field and advice:
        rule = replace(rule, fix=Text(*advice))
    return Finding(
        problem.line,
        problem.column,
        problem.severity,
        problem.code,
        rule.message(lang, values),
        field,
    )


def _notes(notes: Sequence[Note], lang: Lang) -> list[str]:
    return [note.what_zh if lang == "zh" else note.what_en for note in notes]


def _bound() -> None:
    """Limits of the operating system for this process, where it has any."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Answer the one request on stdin."""
    _bound()
    with contextlib.suppress(OSError, AttributeError):
        os.nice(19)  # readers come first
    request: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(MAX_UPLOAD + 1)
    form = Form(**request["form"]) if request["form"] else None
    before = Form(**request["before"]) if request["before"] else None
    folder = Path(request["folder"])
    try:
        sheet = sheet_of(data, request["filename"], form, folder, request["lang"], before)
        answer = json.dumps(asdict(sheet), ensure_ascii=False).encode("utf-8", "replace")
    except MemoryError:
        sys.exit(_OUT_OF_MEMORY)
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
