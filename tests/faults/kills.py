"""A process that is killed at its n-th file operation, and what a second run makes of it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from minutes.settings import Settings, load
from tests.conftest import ROOT
from tests.faults.archives import NOW, SECRET, copy, record
from tests.faults.outcome import Tally

# Python's own audit of what touches files; the process ends at the n-th, as by `kill -9`.
_EVENTS = ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.chmod")
# Writes alone: a read that does not happen harms nothing.
_WRITES = os.O_WRONLY | os.O_RDWR
NAME = "2026-03-02-待公開的參訪"
SPEAKING = "2026-03-01-有一段要撤下"


def run(task: str, settings: Settings, number: int = 0) -> int:
    """Do a task in a process of its own that is killed at its `number`-th writing operation; 0 lets it
    end. Gives its exit code: -9 where it was killed."""
    words = [task, str(settings.transcripts), str(settings.data), str(settings.drafts), str(number)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kills", *words],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done.returncode


def prepare(settings: Settings) -> None:
    """A draft with attachments that is due, and a public record with a speech to withdraw, to whose
    neighbours an issue refers."""
    assert settings.drafts is not None
    head = record(NAME[:10], NAME[11:], "公園的遮陽棚。").replace(
        "kind: visit\n",
        "kind: visit\nedit: {hold_until: 2026-03-20}\nattachments: [{file: a.pdf}]\n",
    )
    (settings.drafts / f"{NAME}.md").write_text(head, encoding="utf-8")
    folder = settings.drafts / "attachments" / NAME
    folder.mkdir(parents=True)
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(b"%PDF-1.7 " + name.encode())
    said = record(SPEAKING[:10], SPEAKING[11:], "好。", SECRET, "好。", "好。")
    (settings.transcripts / f"{SPEAKING}.md").write_text(said, encoding="utf-8")
    ids = _ids(settings)
    refs = "".join(f"  - '{SPEAKING}#s{ident}'\n" for ident in ids)
    (settings.transcripts / "issues").mkdir(exist_ok=True)
    (settings.transcripts / "issues" / "shade.md").write_text(
        f"---\ntitle: 遮陽\nhighlights:\n{refs}---\n公開的說明。\n", encoding="utf-8"
    )


def _ids(settings: Settings) -> Sequence[str]:
    from minutes.records import document

    text = (settings.transcripts / f"{SPEAKING}.md").read_text(encoding="utf-8")
    return [item.id for item in document.parse(text).items if item.type == "speech"]


TASKS = ("publish", "withdraw-speech", "withdraw-keep", "withdraw-move", "withdraw-delete", "index")


def state(settings: Settings) -> str:
    """A mark of all files of the archive and of its drafts, whatever they are called."""
    assert settings.drafts is not None
    found = hashlib.sha256()
    for home in (settings.transcripts, settings.drafts):
        for file in sorted(p for p in home.rglob("*") if p.is_file()):
            found.update(f"{file.relative_to(home.parent)}\n".encode())
            found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def kill_everywhere(
    pristine: Settings, folder: Path, task: str, tally: Tally, points: Sequence[int] = ()
) -> Iterator[int]:
    """Kill a task at each point (or at these), run it again, and compare with a run that was let be."""
    whole = copy(pristine, folder / "whole")
    run(task, whole)
    right = state(whole)
    for number in points or range(1, 200):
        broken = copy(pristine, folder / "broken")
        code = run(task, broken, number)
        run(task, broken)
        same = state(broken) == right
        tally.note(f"killed: {task}", "right" if same else "wrong", f"at operation {number}")
        yield number
        if code != -9:
            return


def _do(task: str, settings: Settings) -> None:
    from pipeline.index import indexer
    from pipeline.publishing.publisher import publish
    from pipeline.publishing.withdrawal import withdraw

    if task == "publish":
        publish(settings, NOW)
    elif task == "index":
        indexer.refresh(settings, jobs=1, now=NOW)
    elif task == "withdraw-speech":
        ids = _ids(settings)
        known = (
            (settings.data / "ids").read_text().split() if (settings.data / "ids").exists() else ids
        )
        (settings.data / "ids").write_text(" ".join(known))
        withdraw(settings, SPEAKING, "應當事人請求", NOW, speech=known[0])
    else:
        what = task.removeprefix("withdraw-")
        withdraw(settings, "2026-02-01-第1場", "應當事人請求", NOW, file=what)  # type: ignore[arg-type]  # one of its words


def _die_at(number: int) -> None:
    """End this process without a word at its n-th operation that writes."""
    done = 0

    def hear(event: str, values: tuple[object, ...]) -> None:
        nonlocal done
        if event not in _EVENTS or (event == "open" and not _writes(values)):
            return
        done += 1
        if done == number:
            os.kill(os.getpid(), 9)

    sys.addaudithook(hear)


def _writes(values: tuple[object, ...]) -> bool:
    flags = values[2] if len(values) > 2 else 0
    return isinstance(flags, int) and bool(flags & _WRITES)


if __name__ == "__main__":
    wanted, transcripts, data, drafts, at = sys.argv[1:]
    opened = load(transcripts, data, drafts)
    if int(at):
        _die_at(int(at))
    _do(wanted, opened)
