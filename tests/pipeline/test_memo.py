"""What is kept beside the index of what trails worked out: quick, never stale, nothing withdrawn."""

import dataclasses
import json
from pathlib import Path

from minutes import settings
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.trails import assembly, cache
from pipeline.updates import after_indexing
from tests.conftest import Transcripts

MAIN = "---\ntitle: 第902案協作會議\ndate: 2025-07-10\ntier: collaborative\ncase: 902\nhost_agency: 示範署\n---\n# 2025-07-10 第902案協作會議\n\n"
MONTH = "# 2025-08-05 114年8月開放政府聯絡人工作推動會議\n\n### 主席：\n接下來請示範署就序號902說明\n\n### 王小明：\n夜間還書箱已經回應，謝謝\n"


def write(transcripts: Transcripts, word: str = "還書箱") -> None:
    said = "\n\n".join(
        f"### 講者{n}：\n圖書館的夜間{word}第{n}個問題是收箱的人力" for n in range(12)
    )
    transcripts.write("2025-07-10-第902案協作會議.md", MAIN + said + "\n")
    transcripts.write("2025-08-05-114年8月開放政府聯絡人工作推動會議.md", MONTH)


def prepared(where: Settings) -> None:
    after_indexing.prepare(where, indexer.refresh(where, jobs=1))


def found(where: Settings) -> list[tuple[str, str]]:
    view = Archive(where).view()
    way = assembly.trail(view, 902)
    assert way is not None
    return [(e.stage, e.meeting) for e in way.records]


def kept(where: Settings) -> str:
    files = (where.data / cache.FILE, where.data / cache.SPREAD)
    return "".join(f.read_text("utf-8") for f in files if f.exists())


def test_what_is_kept_gives_the_same_trail(transcripts: Transcripts, tmp_path: Path) -> None:
    write(transcripts)
    where = settings.load(transcripts, tmp_path / "data")
    indexer.refresh(where, jobs=1)
    fresh = found(where)
    assert [stage for stage, _ in fresh] == ["main", "monthly"]
    after_indexing.prepare(where, dataclasses.replace(indexer.refresh(where, jobs=1), rebuilt=True))
    assert json.loads((where.data / cache.FILE).read_bytes())["entries"]
    assert found(where) == fresh


def test_a_changed_record_is_never_told_from_what_was_kept(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    write(transcripts)
    where = settings.load(transcripts, tmp_path / "data")
    prepared(where)
    assert len(found(where)) == 2
    transcripts.write(
        "2025-08-05-114年8月開放政府聯絡人工作推動會議.md",
        "# 2025-08-05 114年8月開放政府聯絡人工作推動會議\n\n### 主席：\n今天沒有報告\n",
    )
    prepared(where)
    assert [stage for stage, _ in found(where)] == ["main"]


def test_nothing_is_kept_of_a_record_that_went(transcripts: Transcripts, tmp_path: Path) -> None:
    write(transcripts, "祕密暗號")
    where = settings.load(transcripts, tmp_path / "data")
    prepared(where)
    assert "暗號" in kept(where)
    write(transcripts)
    prepared(where)
    assert "暗號" not in kept(where)
    next(Path(transcripts).glob("2025-07-10*")).unlink()
    prepared(where)
    assert "還書箱" not in kept(where)


def test_who_only_searches_waits_for_no_trail_and_what_went_goes_all_the_same(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    write(transcripts, "祕密暗號")
    where = settings.load(transcripts, tmp_path / "data")
    after_indexing.prepare(where, indexer.refresh(where, jobs=1), ahead=False)
    assert not (where.data / cache.FILE).exists()
    prepared(where)  # whoever serves afterwards makes up for it
    assert "暗號" in kept(where)
    write(transcripts)
    after_indexing.prepare(where, indexer.refresh(where, jobs=1), ahead=False)
    assert "暗號" not in kept(where)


def test_a_broken_or_foreign_file_is_as_good_as_none(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    write(transcripts)
    where = settings.load(transcripts, tmp_path / "data")
    prepared(where)
    whole = found(where)
    for text in (
        "",
        "[]",
        "{",
        '{"stamp": 1}',
        json.dumps({"stamp": cache.STAMP, "entries": 3, "spread": []}),
    ):
        (where.data / cache.FILE).write_text(text)
        assert found(where) == whole, text
    prepared(where)
    assert cache.is_current(where.data)
    assert found(where) == whole
