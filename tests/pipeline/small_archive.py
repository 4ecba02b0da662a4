"""A small archive to index, and what tests ask of its index."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from minutes import settings as archive_settings
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import generation
from pipeline.index import indexer as index
from tests.conftest import Transcripts

NOW = dt.datetime(2018, 6, 1, 12, tzinfo=dt.UTC)


def record(words: str, title: str = "公園走讀", head: str = "") -> str:
    return f"{head}# 2018-01-05 {title}\n\n### 王小明：\n{words}\n"


def refresh(archive: Settings, *, now: dt.datetime = NOW) -> index.IndexReport:
    return index.refresh(archive, jobs=1, now=now)


def found(archive: Settings, typed: str, now: dt.datetime = NOW) -> list[str]:
    view = Archive(archive).view(now)
    return sorted(r.meeting.id for r in view.search(view.parse_query(typed)).results if not r.near)


def current(archive: Settings) -> generation.Generation:
    made = generation.current(archive.data)
    assert made is not None
    return made


def everything_below(folder: Path) -> bytes:
    return b"\n".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


def three_records(transcripts: Transcripts, data: Path) -> Settings:
    """Three small records, not yet indexed."""
    for number, words in enumerate(["遮陽棚子", "樹木與鞦韆", "圖書館夜間還書"]):
        transcripts.write(f"2018-01-0{number + 1}-紀錄{number}.md", record(words))
    return archive_settings.load(transcripts, data)
