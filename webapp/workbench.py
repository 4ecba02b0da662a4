"""Prepares a record in a process of its own, with bounds on time and memory: what strangers upload
must never hold up the site. Nothing touches the disk.

`python -m webapp.workbench` reads one request from stdin and writes its answer to stdout.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from minutes.errors import MinutesError
from minutes.rules import Lang
from pipeline.prepare import Form, prepare
from pipeline.readers import ImportProblem, Note
from webapp import transcript
from webapp.language import LANGUAGES

MAX_UPLOAD = 12 * 1024 * 1024
SECONDS = 20
AT_ONCE = 2
_MEMORY = 1536 * 1024 * 1024
_SLOTS = threading.BoundedSemaphore(AT_ONCE)
_PATIENCE = 5
_MOST_FINDINGS = 300
_LINKS = re.compile(r"<a href=speech/[a-z2-7-]+[0-9]*>#</a>")  # to pages that are not there yet


class Busy(Exception):
    """Too many records are being prepared at this moment."""


class TooSlow(Exception):
    """The file took longer, or more memory, than it may."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of the check, in the language that was asked for."""

    line: int
    column: int
    severity: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The record as the page shows it. `trouble` says why there is none: nothing else is set then."""

    trouble: str = ""
    name: str = ""
    text: str = ""
    form: dict[str, str] = field(default_factory=dict)
    html: str = ""
    title: str = ""
    lang: str = ""
    speakers: Sequence[tuple[str, int]] = ()
    guessed: Sequence[tuple[str, str]] = ()
    dropped: Sequence[tuple[str, str]] = ()
    findings: Sequence[Finding] = ()
    due: str = ""
    withheld: bool = False


def work(
    data: bytes,
    filename: str,
    form: Form | None,
    folder: Path,
    lang: Lang,
    *,
    seconds: float = SECONDS,
) -> Sheet:
    """The sheet of an uploaded or pasted text. Raises `Busy` and `TooSlow`."""
    request = {
        "filename": filename[:200],
        "form": asdict(form) if form else None,
        "folder": str(folder),
        "lang": lang,
    }
    if not _SLOTS.acquire(timeout=_PATIENCE):
        raise Busy
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "webapp.workbench"],
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
    if done.returncode != 0:
        raise TooSlow
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
    return {**kept, "PYTHONPATH": str(Path(__file__).resolve().parent.parent), "PYTHONUTF8": "1"}


def sheet_of(data: bytes, filename: str, form: Form | None, folder: Path, lang: Lang) -> Sheet:
    """The sheet, made in this very process."""
    try:
        made = prepare(data, filename, form, folder, dt.datetime.now(dt.UTC), max_bytes=MAX_UPLOAD)
    except ImportProblem as problem:
        return Sheet(trouble=problem.zh if lang == "zh" else problem.en)
    except MinutesError as error:
        return Sheet(trouble=str(error))
    meeting = made.parsed.meeting
    return Sheet(
        name=made.name,
        text=made.text,
        form=asdict(made.form),
        html=_LINKS.sub("", transcript.render(made.parsed.document, meeting.lang, LANGUAGES[lang])),
        title=meeting.title,
        lang=meeting.lang,
        speakers=made.imported.speakers,
        guessed=_notes(made.imported.guessed, lang),
        dropped=_notes(made.imported.dropped, lang),
        findings=[
            Finding(p.line, p.column, p.severity, p.code, p.message(lang))
            for p in made.problems[:_MOST_FINDINGS]
        ],
        due=made.due.day.isoformat() if made.due.day else "",
        withheld=made.due.withheld,
    )


def _notes(notes: Sequence[Note], lang: Lang) -> list[tuple[str, str]]:
    return [(note.what_zh if lang == "zh" else note.what_en, note.where) for note in notes]


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
    request: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(MAX_UPLOAD + 1)
    form = Form(**request["form"]) if request["form"] else None
    sheet = sheet_of(data, request["filename"], form, Path(request["folder"]), request["lang"])
    sys.stdout.buffer.write(json.dumps(asdict(sheet)).encode())


if __name__ == "__main__":
    main()
