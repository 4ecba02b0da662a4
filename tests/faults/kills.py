"""A process that is killed at its n-th file operation, and what a second run makes of it.

`python -m tests.faults.kills [TASK]…` kills at every one of them."""

from __future__ import annotations

import argparse
import hashlib
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from minutes.settings import Settings
from tests.faults.archives import NOW, SECRET, build, copy, record
from tests.faults.outcome import Tally

# Python's own audit of what touches files; the process ends at the n-th, as by `kill -9`.
_EVENTS = ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.chmod")
# Writes alone: a read that does not happen harms nothing.
_WRITES = os.O_WRONLY | os.O_RDWR
NAME = "2026-03-02-待公開的參訪"
SPEAKING = "2026-03-01-有一段要撤下"


def run(task: str, settings: Settings, number: int = 0) -> int:
    """Do a task in a process of its own that is killed at its `number`-th writing operation; 0 lets it
    end. Gives the signal that ended it: 9 where it was killed. Forks, so it is called in a process
    that has no threads."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if number:
                _die_at(number)
            _do(task, settings)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)


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


WRITING = (
    "publish",
    "withdraw-speech",
    "withdraw-keep",
    "withdraw-move",
    "withdraw-delete",
    "rename",
    "rename-draft",
    "rename-speaker",
    "anonymise",
)
TASKS = (*WRITING, "index")
MOST = 400


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
    for number in points or range(1, MOST):
        broken = copy(pristine, folder / "broken")
        code = run(task, broken, number)
        run(task, broken)  # what was ended already is refused, and stays as it is
        same = state(broken) == right
        tally.note(f"killed: {task}", "right" if same else "wrong", f"at operation {number}")
        if code != signal.SIGKILL:
            return
        yield number


def _do(task: str, settings: Settings) -> None:
    from pipeline.index import indexer
    from pipeline.publishing import renaming, speakers
    from pipeline.publishing.publisher import publish
    from pipeline.publishing.relabelling import Renaming
    from pipeline.publishing.withdrawal import withdraw

    if task == "publish":
        publish(settings, NOW)
    elif task.startswith("rename-speaker"):
        speakers.carry_out(speakers.plan(settings, Renaming("王範例", "李樣本"), NOW))
    elif task == "anonymise":
        speakers.carry_out(speakers.plan(settings, Renaming("王範例", "與會者甲", True), NOW))
    elif task == "rename":
        renaming.rename(settings, SPEAKING, title="改過的題目")
    elif task == "rename-draft":
        renaming.rename(settings, NAME, "2026-03-02-定名")
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


def main(words: Sequence[str]) -> int:
    """Kill each task at every operation that writes, or at every n-th (`--every n`); a line for each: at
    how many, and which of them did not end as they should have."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills")
    parser.add_argument("tasks", nargs="*", default=WRITING)
    parser.add_argument("--every", type=int, default=1)
    given = parser.parse_args(words)
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="minutes-kills-") as name:
        folder = Path(name)
        pristine = build(folder / "pristine", 2)
        prepare(pristine)
        for task in given.tasks:
            tally, at = Tally(), range(1, MOST, given.every)
            points = sum(1 for _ in kill_everywhere(pristine, folder, task, tally, at))
            sys.stdout.write(f"{task} {points} {len(tally.wrong)} {'; '.join(tally.wrong)}\n")
            wrong += len(tally.wrong)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
