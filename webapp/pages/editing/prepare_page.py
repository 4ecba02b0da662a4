"""Prepares a record in a process of its own, with bounds on time and memory: what strangers upload
must never hold up the site. Nothing touches the disk.

`python -m webapp.pages.editing.prepare_page` is that process: see `fork_server`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from minutes.findings.rules import Lang
from pipeline.authoring import desk_form
from pipeline.authoring.preparation import prepare
from pipeline.readers.reading import ImportProblem
from webapp.pages.editing import fork_server, sheets
from webapp.pages.editing.sheets import Sheet
from webapp.serving import desk_queue

MAX_UPLOAD = 12 * 1024 * 1024
SECONDS = 20
"""Of the processor's time for one file."""
WAIT_SECONDS = 30
"""On the clock: the process gives way to readers, so on a busy machine it takes longer than
its own time."""
_GIVES_WAY = 5
"""Its niceness: a third of what a reader's page has of a core that both want. With 19 it had a
seventieth, and an officer's file was given up on a machine that was merely busy."""
_MEMORY = 1536 * 1024 * 1024
_PATIENCE = WAIT_SECONDS + 10
"""Seconds until somebody is told that others are at work: whoever goes before those waits for one file at most. With the
seconds of a file below the time after which `deploy/` gives a request up."""
_FORKS = fork_server.ForkServer("webapp.pages.editing.prepare_page")
_log = logging.getLogger("minutes.site")


class Busy(Exception):
    """Too many records are being prepared at this moment."""


class TooSlow(Exception):
    """The file took longer, or more memory, than it may."""


class Failed(Exception):
    """The record could not be prepared, for a reason that nobody foresaw; the log names it."""


@contextlib.contextmanager
def turn(client: str, *, keeper: bool = False) -> Iterator[None]:
    """The turn of one file at a time, until all that its page shows is made; of one among all workers of a site, where
    they share a folder. Whose files took long lately comes after the others; a `keeper` waits for keepers alone. Raises
    `Busy`."""
    turns = desk_queue.TURNS_OF_KEEPERS if keeper else desk_queue.TURNS
    try:
        with turns.of(client, _PATIENCE):
            yield
    except desk_queue.Full as error:
        raise Busy from error


def work(
    data: bytes,
    filename: str,
    fields: Mapping[str, str] | None,
    folder: Path,
    lang: Lang,
    issues: Iterable[str] = (),
    *,
    seconds: float = WAIT_SECONDS,
) -> Sheet:
    """The sheet of an uploaded or pasted text, with the fields of the page's form where it was filled
    in; for who has the `turn`. `issues`: what public ones are called. Raises `TooSlow` and `Failed`."""
    request = {
        "filename": filename[:200],
        "fields": None if fields is None else dict(fields),
        "folder": str(folder),
        "lang": lang,
        "issues": list(issues),
    }
    try:
        answer = _FORKS.answer(json.dumps(request).encode() + b"\n" + data, seconds)
    except fork_server.Ended as error:
        raise TooSlow from error
    except fork_server.Broken as error:
        _log.error("a record could not be prepared: %s", error)
        raise Failed from error
    return sheets.from_json(json.loads(answer))


def sheet_of(
    data: bytes,
    filename: str,
    fields: Mapping[str, str] | None,
    folder: Path,
    lang: Lang,
    issues: Iterable[str] = (),
) -> Sheet:
    """The sheet, made in this very process."""
    now = dt.datetime.now(dt.UTC)
    sent = None if fields is None else desk_form.read(fields)
    try:
        made = prepare(data, filename, sent, folder, now, issues=issues, max_bytes=MAX_UPLOAD)
    except ImportProblem as problem:
        return Sheet(trouble=problem.zh if lang == "zh" else problem.en)
    return sheets.sheet_of(made, sent, lang)


def _bound() -> None:
    """Limits of the operating system for this process, where it has any; it gives way to readers."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, AttributeError):
        os.nice(_GIVES_WAY)


def _answer(asked: bytes) -> bytes:
    """The sheet that a request of `work` asks for, as JSON."""
    line, _, data = asked.partition(b"\n")
    request: dict[str, Any] = json.loads(line)
    folder = Path(request["folder"])
    name, fields, issues = request["filename"], request["fields"], request["issues"]
    sheet = sheet_of(data, name, fields, folder, request["lang"], issues)
    return json.dumps(asdict(sheet), ensure_ascii=False).encode("utf-8", "replace")


if __name__ == "__main__":
    fork_server.serve(_answer, _bound)
