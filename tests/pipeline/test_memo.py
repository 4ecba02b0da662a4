"""What is kept beside the index of what trails worked out: quick, never stale, nothing withdrawn."""

import hashlib
import json
from dataclasses import fields
from pathlib import Path

import pytest

from minutes import settings
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.ballot_results import Winner
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.keywords import Keyword
from minutes.recognition.rulings import Ruling
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.index import generation, indexer
from pipeline.index.generation import Generation
from pipeline.trails import assembly, cache, kept_cases
from pipeline.trails.case import at_hand
from pipeline.trails.case_library import case_library
from pipeline.trails.reading.evidence import Findings, MentionedSpeeches
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
    after_indexing.refresh(where, jobs=1)


def found(where: Settings) -> list[tuple[str, str]]:
    view = Archive(where).view()
    way = assembly.trail(view, 902)
    assert way is not None
    return [(e.stage, e.meeting) for e in way.records]


def kept(where: Settings) -> str:
    files = (where.data / name for name in (cache.FILE, cache.CASES, cache.SPREAD))
    return "".join(f.read_text("utf-8") for f in files if f.exists())


def test_readers_are_shown_an_index_whose_cases_are_worked_out(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    write(transcripts)
    where = settings.load(transcripts, tmp_path / "data")
    assert after_indexing.refresh(where, jobs=1).ready
    shown: list[tuple[Generation | None, str]] = []

    def make_ready(made: Generation) -> bool:
        shown.append((generation.current(where.data), made.name))
        return True

    write(transcripts, "閱覽燈")
    indexer.refresh(where, jobs=1, make_ready=make_ready)
    ((before, made),) = shown
    now = generation.current(where.data)
    assert before
    assert now
    assert before.name != made == now.name
    write(transcripts, "還書箱")
    assert after_indexing.refresh(where, jobs=1).ready
    assert at_hand(Archive(where).view(), 902) is not None


def test_cases_that_cannot_be_worked_out_keep_no_record_from_its_readers(
    transcripts: Transcripts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = settings.load(transcripts, tmp_path / "data")
    transcripts.write("2025-07-10-甲.md", "# 2025-07-10 甲\n\n### 王小明：\n好\n")
    prepared(where)
    write(transcripts)

    def broken(view: View) -> None:
        raise RecursionError

    monkeypatch.setattr(after_indexing, "steps", broken)
    with pytest.raises(RecursionError):
        prepared(where)
    assert len(Archive(where).view().public.meetings) == 3


def test_what_is_kept_gives_the_same_trail(transcripts: Transcripts, tmp_path: Path) -> None:
    write(transcripts)
    where = settings.load(transcripts, tmp_path / "data")
    indexer.refresh(where, jobs=1)
    fresh = found(where)
    assert [stage for stage, _ in fresh] == ["main", "monthly"]
    after_indexing.refresh(where, jobs=1)
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
    after_indexing.refresh(where, jobs=1, ahead=False)
    assert not (where.data / cache.FILE).exists()
    prepared(where)  # whoever serves afterwards makes up for it
    assert "暗號" in kept(where)
    write(transcripts)
    after_indexing.refresh(where, jobs=1, ahead=False)
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
        for name in (cache.FILE, cache.CASES):
            (where.data / name).write_text(text)
        assert found(where) == whole, text
    prepared(where)
    assert cache.is_current(where.data)
    assert found(where) == whole


def test_a_name_that_one_record_alone_gave_to_a_case_goes_with_that_record(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    month = "2025-06-05-114年6月開放政府聯絡人工作推動會議"
    vote = "### 主持人：\n票選結果如下：第902案「夜鷺棲地服務」得12票，列為協作議題。\n"
    transcripts.write("2025-07-10-第902案協作會議.md", f"{MAIN}### 主席：\n請機關說明。\n")
    transcripts.write(f"{month}.md", f"# {month[:10]} {month[11:]}\n\n{vote}")
    where = settings.load(transcripts, tmp_path / "data")
    prepared(where)
    assert "夜鷺棲地服務" in kept(where)
    (transcripts.path / f"{month}.md").unlink()
    prepared(where)
    assert "夜鷺棲地" not in kept(where)


# Whoever changes what is kept raises `cache.VERSION` and enters the new shape here.
SHAPES = {65: "b9246508fa15e303"}


def test_another_shape_of_what_is_kept_asks_for_another_version() -> None:
    kinds = (AgendaItem, Winner, Ruling, Keyword, CaseProfile, MentionedSpeeches, Findings)
    parts = [
        f"{kind.__name__} {field.name} {field.type}" for kind in kinds for field in fields(kind)
    ]
    whole = json.dumps([parts, kept_cases.shape().json_schema()], sort_keys=True)
    assert {cache.VERSION: hashlib.sha256(whole.encode()).hexdigest()[:16]} == SHAPES


def test_only_the_cases_on_which_a_changed_record_bears_are_worked_out_anew(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    write(transcripts)
    other = MAIN.replace("902", "903").replace("示範署", "試辦局")
    said = "\n\n".join(f"### 講者{n}：\n公園遊具的遮陽第{n}個問題是樹蔭" for n in range(12))
    transcripts.write("2025-07-11-第903案協作會議.md", other + said + "\n")
    for n in range(1, 25):  # enough that one record does not change what words are rare
        title = f"{2020 + n // 12}-{n % 12 + 1:02}-05 月會{n}"
        transcripts.write(
            f"{title.replace(' ', '-')}.md",
            f"---\ntitle: 月會{n}\ndate: {title[:10]}\ntier: monthly\n---\n# {title}\n\n### 主席：\n散會\n",
        )
    where = settings.load(transcripts, tmp_path / "data")
    prepared(where)
    changed = MONTH.replace("已經回應", "還在辦理")
    transcripts.write("2025-08-05-114年8月開放政府聯絡人工作推動會議.md", changed)
    indexer.refresh(where, jobs=1)
    library = case_library(Archive(where).view())
    assert kept_cases.kept(library, ((902,), None)) is None
    assert kept_cases.kept(library, ((903,), None)) is not None
