"""The index is whole at every moment, and a cache in every respect."""

from __future__ import annotations

import errno
import gc
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from minutes import settings as archive_settings
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import generation
from pipeline.index import indexer as index
from tests.conftest import ROOT, Transcripts
from tests.pipeline.small_archive import (
    NOW,
    current,
    found,
    record,
    refresh,
    three_records,
)

pytestmark = pytest.mark.slow

PATIENCE = 120  # seconds; a run takes a few
Harm = Callable[[generation.Generation, Path], None]


@pytest.fixture
def archive(transcripts: Transcripts, tmp_path: Path) -> Settings:
    return three_records(transcripts, tmp_path / "data")


# --- a cache


def overwrite(file: Path, data: bytes) -> None:
    """As a disk does, or root, whom no permission stops."""
    file.chmod(0o644)
    file.write_bytes(data)


def damage_pointer(made: generation.Generation, data: Path) -> None:
    (data / generation.POINTER).write_text("../../etc")


def damage_pointer_bytes(made: generation.Generation, data: Path) -> None:
    (data / generation.POINTER).write_bytes(b"\xff\xff")


def damage_catalogue(made: generation.Generation, data: Path) -> None:
    file = made.folder / generation.CATALOGUE
    file.write_bytes(file.read_bytes()[:-30])


def damage_catalogue_shape(made: generation.Generation, data: Path) -> None:
    (made.folder / generation.CATALOGUE).write_text('["not", "a", "mapping"]')


def damage_catalogue_fields(made: generation.Generation, data: Path) -> None:
    file = made.folder / generation.CATALOGUE
    raw = json.loads(file.read_text())
    file.write_text(json.dumps(raw | {"blocks": [], "files": [1]}))


def damage_stamp(made: generation.Generation, data: Path) -> None:
    file = made.folder / generation.CATALOGUE
    raw = json.loads(file.read_text())
    file.write_text(json.dumps(raw | {"stamp": "0 an older version"}))


def damage_text(made: generation.Generation, data: Path) -> None:
    overwrite(next((made.folder / generation.TEXT).iterdir()), b"short")


def lose_text(made: generation.Generation, data: Path) -> None:
    next((made.folder / generation.TEXT).iterdir()).unlink()


def lose_a_segment(made: generation.Generation, data: Path) -> None:
    next((made.folder / generation.ENGINE).rglob("*.seg")).unlink()


def cut_a_segment(made: generation.Generation, data: Path) -> None:
    segment = next((made.folder / generation.ENGINE).rglob("*.seg"))
    overwrite(segment, segment.read_bytes()[:100])


def lose_everything(made: generation.Generation, data: Path) -> None:
    for file in sorted(data.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()


@pytest.mark.parametrize(
    "harm",
    [
        damage_pointer,
        damage_pointer_bytes,
        damage_catalogue,
        damage_catalogue_shape,
        damage_catalogue_fields,
        damage_stamp,
        damage_text,
        lose_text,
        lose_a_segment,
        cut_a_segment,
        lose_everything,
    ],
)
def test_whatever_happens_to_the_index_the_next_run_makes_it_anew(
    archive: Settings, harm: Harm
) -> None:
    refresh(archive)
    harm(current(archive), archive.data)
    assert generation.current(archive.data) is None
    report = refresh(archive)
    assert (report.changed, report.rebuilt) == (3, True)
    assert found(archive, "鞦韆") == ["2018-01-02-紀錄1"]


@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_damage_that_only_shows_while_working_leads_to_a_new_index_too(
    archive: Settings, transcripts: Transcripts
) -> None:
    refresh(archive)
    for segment in (current(archive).folder / generation.ENGINE).rglob("*.seg"):
        overwrite(segment, b"\x00" * segment.stat().st_size)
    transcripts.write("2018-01-02-紀錄1.md", record("樹木與溜滑梯"))
    transcripts.write("2018-01-01-紀錄0.md", record("涼亭"))
    refresh(archive)
    gc.collect()  # Whoosh leaves the damaged file open
    assert found(archive, "溜滑梯") == ["2018-01-02-紀錄1"]


def test_nobody_writes_into_files_that_readers_have_mapped(
    archive: Settings, transcripts: Transcripts
) -> None:
    refresh(archive)
    transcripts.write("2018-01-01-紀錄0.md", record("涼亭"))
    refresh(archive)
    made = current(archive)
    assert {path.partition("/")[0] for path, *_ in made.stamps} >= {"text", "engine", "words.db"}
    for path, *_ in made.stamps:
        if not path.startswith("catalogue"):
            assert (made.folder / path).stat().st_mode & 0o222 == 0, path


def test_a_process_that_goes_on_finds_bits_that_a_disk_lost_without_telling(
    archive: Settings, transcripts: Transcripts
) -> None:
    refresh(archive)
    time.sleep(0.2)  # the files of an index count as settled after a tenth of a second
    made = current(archive)
    assert made.settled
    for file in (made.folder / generation.ENGINE).rglob("*"):
        if file.suffix in {".seg", ".toc"}:
            times = file.stat()
            overwrite(file, bytes(byte ^ 0x10 for byte in file.read_bytes()))
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert generation.current(archive.data) == made  # nothing tells of it
    transcripts.write("2018-01-01-紀錄0.md", record("涼亭"))
    assert refresh(archive).rebuilt
    assert found(archive, "鞦韆") == ["2018-01-02-紀錄1"]
    assert found(archive, "涼亭") == ["2018-01-01-紀錄0"]


def test_full_means_that_every_file_is_read(archive: Settings) -> None:
    refresh(archive)
    report = index.refresh(archive, full=True, jobs=1, now=NOW)
    assert (report.changed, report.rebuilt) == (3, True)


# --- whole at every moment


def test_a_reader_that_was_opened_before_goes_on_reading(
    archive: Settings, transcripts: Transcripts
) -> None:
    refresh(archive)
    before = Archive(archive).view(NOW)
    transcripts.write("2018-01-02-紀錄1.md", record("樹木與溜滑梯"))
    (transcripts.path / "2018-01-01-紀錄0.md").unlink()
    refresh(archive)
    assert [r.meeting.id for r in before.search(before.parse_query("鞦韆")).results] == [
        "2018-01-02-紀錄1"
    ]
    gone = before.meeting("2018-01-01-紀錄0")
    assert gone is not None
    assert "遮陽" in before.source(gone).decode()
    assert before.document(gone).items


def test_who_begins_to_read_while_all_is_made_anew_reads_what_was_there(
    archive: Settings, transcripts: Transcripts
) -> None:
    refresh(archive)
    transcripts.write("2018-01-02-紀錄1.md", record("樹木與溜滑梯"))
    seen: list[list[str]] = []

    def ask(_: generation.Generation) -> bool:
        seen.append(found(archive, "鞦韆"))
        return True

    index.refresh(archive, full=True, jobs=1, now=NOW, make_ready=ask)
    assert seen == [["2018-01-02-紀錄1"]]
    assert found(archive, "鞦韆") == []
    assert len(list(archive.data.glob("g*-*"))) == 1, "nothing of the old one is left"


def test_readers_never_see_half_of_anything_while_the_index_is_renewed(
    archive: Settings, transcripts: Transcripts
) -> None:
    refresh(archive)
    shared, stop, seen, wrong = Archive(archive), threading.Event(), set[str](), list[str]()

    def read() -> None:
        while not stop.is_set():
            for view in (shared.view(NOW), Archive(archive).view(NOW)):
                results = view.search(view.parse_query("版本"), limit=10)
                texts = {h.text for r in results.results for h in r.hits}
                if len(texts) > 1 or results.meetings not in {0, 3}:
                    wrong.append(f"{results.meetings} {texts}")
                seen.update(texts)

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for version in range(8):
                for number in range(3):
                    name = f"2018-01-0{number + 1}-紀錄{number}.md"
                    transcripts.write(name, record(f"版本{version}"))
                refresh(archive)
        finally:
            stop.set()
        for reader in readers:
            reader.result(PATIENCE)
    assert wrong == []
    assert found(archive, "版本7") == [f"2018-01-0{n + 1}-紀錄{n}" for n in range(3)]


RUN = "import sys\nfrom minutes import settings\nfrom pipeline.index import indexer\nif __name__ == '__main__':\n    indexer.refresh(settings.load(sys.argv[1], sys.argv[2]), jobs=int(sys.argv[3]))\n"


def run(archive: Settings, script: Path, jobs: int = 1) -> subprocess.Popen[bytes]:
    script.write_text(RUN)
    return subprocess.Popen(
        [sys.executable, str(script), str(archive.transcripts), str(archive.data), str(jobs)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def many(transcripts: Transcripts, words: str) -> None:
    for number in range(60):
        said = "".join(
            f"### 講者{n}：\n{words} 第{number}份第{n}段，說到公園與樹木。\n\n" for n in range(40)
        )
        transcripts.write(f"2018-01-01-多{number}.md", f"# 2018-01-01 多{number}\n\n{said}")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_is_killed_at_any_moment_leaves_the_last_whole_index(
    transcripts: Transcripts, tmp_path: Path, jobs: int
) -> None:
    many(transcripts, "舊版")
    archive = archive_settings.load(transcripts, tmp_path / "data")
    index.refresh(archive, jobs=1)
    chance = random.Random(jobs)
    for step in range(4):
        words = f"新版{step}"
        many(transcripts, words)
        before = current(archive).name
        process = run(archive, tmp_path / "run.py", jobs)
        time.sleep(chance.uniform(0.5, 2.2))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=PATIENCE)
        view = Archive(archive).view()
        whole = view.search(view.parse_query('"公園與樹木"'))
        assert (whole.meetings, whole.speeches) == (60, 2400), step
        assert view.search(view.parse_query(f'"{words}"')).meetings == (
            0 if current(archive).name == before else 60
        ), step
    index.refresh(archive, jobs=1)
    assert len(list(archive.data.glob("g-*"))) == 1
    assert found(archive, f"新版{step}")[:1]
    assert index.refresh(archive, jobs=1).changed == 0


def test_two_runs_at_once_wait_for_each_other(archive: Settings, tmp_path: Path) -> None:
    processes = [run(archive, tmp_path / f"run{n}.py") for n in range(3)]
    errors = [process.communicate(timeout=PATIENCE)[1] for process in processes]
    assert [p.returncode for p in processes] == [0, 0, 0], errors
    assert len(list(archive.data.glob("g-*"))) == 1
    assert found(archive, "鞦韆") == ["2018-01-02-紀錄1"]


def test_two_processes_make_the_index_that_one_makes(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    many(transcripts, "一樣")
    told: list[int] = []
    one, two = (archive_settings.load(transcripts, tmp_path / name) for name in ("one", "two"))
    index.refresh(one, jobs=1)
    report = index.refresh(two, jobs=2, progress=told.append, started=told.append)
    assert (told[0], sum(told[1:])) == (60, 60)
    assert report.changed == 60
    assert {m.id: m for m in current(one).meetings} == {m.id: m for m in current(two).meetings}
    assert found(one, "講者39")[:3] == found(two, "講者39")[:3]


def test_a_disk_that_is_full_is_told_with_its_place_and_nothing_half_made_stays(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh(archive)
    before = generation.named(archive.data)
    (archive.transcripts / "2026-03-09-參訪.md").write_text(
        "# 參訪\n\n### 王範例：\n話。\n", "utf-8"
    )
    tries: list[Path] = []

    def full(made: generation.Generation, _: object) -> None:
        tries.append(made.folder)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(generation.Generation, "save", full)
    with pytest.raises(OSError, match="No space") as told:
        refresh(archive)
    assert told.value.filename == str(archive.data)
    assert len(tries) == 1  # to build all of it anew would take more room, not less
    assert [folder.name for folder in archive.data.glob("g-*")] == [before]
    assert Archive(archive).view().public.meetings


def test_root_does_not_write_into_the_data_folder_of_another_account(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.data.mkdir()
    if os.geteuid() == 0:
        os.chown(archive.data, 12345, -1)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(generation.ForeignFolder, match="runuser"):
        refresh(archive)
    assert not any(archive.data.iterdir())
