"""Small archives to do harm to, and what must be found in them afterwards."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

from minutes.errors import MinutesError
from minutes.settings import Settings, load
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.index import indexer
from pipeline.publishing.withdrawal import withdraw

NOW = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
WITHDRAWN = "2026-01-09-撤下的參訪"
CUT = "2026-01-08-少一段的參訪"
SECRET = "獨角獸計畫的細節不該公開，請撤下這一段話。"  # noqa: S105 (words, not a password)
QUESTIONS = ("遮陽棚", "溜滑梯", "獨角獸", "王範例", "park")


def record(day: str, name: str, *words: str) -> str:
    said = "\n\n".join(f"### 王範例：\n{each}" for each in words)
    head = f"---\ntitle: {name}\ndate: {day}\ntier: other\nkind: visit\n---\n"
    return f"{head}# {day} {name}\n\n{said}\n"


def build(folder: Path, records: int = 8) -> Settings:
    """An archive of some records, a withdrawn one and one with a withdrawn speech; indexed."""
    transcripts, drafts = folder / "transcripts", folder / "drafts"
    transcripts.mkdir(parents=True)
    drafts.mkdir()
    for number in range(records):
        name = f"2026-02-{number + 1:02}-第{number + 1}場"
        words = f"第{number + 1}場談遮陽棚與溜滑梯，park number {number + 1} is open to all."
        text = record(name[:10], name[11:], words, f"{words}還有花圃。")
        (transcripts / f"{name}.md").write_text(text, encoding="utf-8")
    for name in (WITHDRAWN, CUT):
        text = record(name[:10], name[11:], "公園裡有遮陽棚，人人可以使用。", SECRET)
        (transcripts / f"{name}.md").write_text(text, encoding="utf-8")
    settings = load(transcripts, folder / "data", drafts)
    indexer.refresh(settings, jobs=1, now=NOW)
    view = Archive(settings).view(NOW)
    [speech] = [i.id for i in view.document(view.public.by_id[CUT]).items if i.text == SECRET]
    withdraw(settings, CUT, "應當事人請求", NOW, speech=speech)
    withdraw(settings, WITHDRAWN, "應當事人請求", NOW)
    indexer.refresh(settings, jobs=1, now=NOW)
    return settings


@dataclass(frozen=True)
class Answers:
    """All that a reader can be told by an archive: records, files, searches."""

    records: tuple[tuple[str, str, bytes], ...]
    found: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def leaks(self) -> bool:
        return any(
            b"\xe7\x8d\xa8\xe8\xa7\x92\xe7\x8d\xb8" in source for _, _, source in self.records
        )


def ask(archive: Archive) -> Answers:
    """Everything, read through."""
    view = archive.view(NOW)
    records = tuple(
        (m.id, "\n".join(i.text for i in view.document(m).items), view.source(m))
        for m in view.public.meetings
    )
    found = tuple((q, tuple(_hits(view, q))) for q in QUESTIONS)
    return Answers(records, found)


def _hits(view: View, question: str) -> list[str]:
    found = view.search(view.parse_query(question), limit=50)
    return [f"{r.meeting.id} {[h.snippet for h in r.hits]}" for r in found.results]


def told(archive: Archive) -> Answers | None:
    """Everything, or None where the archive refuses honestly."""
    try:
        return ask(archive)
    except MinutesError:
        return None


def copy(settings: Settings, folder: Path) -> Settings:
    """The same archive in another place."""
    shutil.rmtree(folder, ignore_errors=True)
    source = settings.transcripts.parent
    shutil.copytree(source, folder)
    return load(folder / "transcripts", folder / "data", folder / "drafts")
