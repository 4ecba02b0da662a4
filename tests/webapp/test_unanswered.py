"""Searches that found nothing are counted; their words are forgotten after a week."""

import datetime as dt
import queue
import threading
import time
from pathlib import Path

import pytest

from minutes import clock
from minutes.settings import Settings, load
from pipeline.index import indexer
from pipeline.updates import after_indexing, unanswered, watch
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app
from webapp.routes.editors import LOCAL

DAY = dt.date(2026, 3, 2)


@pytest.fixture
def settings(transcripts: Transcripts, tmp_path: Path) -> Settings:
    transcripts.write("2026-03-02-參訪.md", "# 2026-03-02 參訪\n\n### 王範例：\n有話要說。\n")
    return load(transcripts, tmp_path / "data")


def test_words_are_counted_by_day_and_the_commonest_come_first(tmp_path: Path) -> None:
    for typed in ("獨角獸", " 獨角獸 ", "龍"):
        unanswered.note(tmp_path, typed, DAY)
    unanswered.note(tmp_path, "龍", DAY + dt.timedelta(1))
    told = unanswered.summary(tmp_path, DAY + dt.timedelta(1))
    assert told.days == (("2026-03-03", 1), ("2026-03-02", 3))
    assert told.words == (("獨角獸", 2), ("龍", 2))


def test_a_day_that_was_cut_off_within_a_letter_is_counted_all_the_same(tmp_path: Path) -> None:
    for typed in ("獨角獸", "龍"):
        unanswered.note(tmp_path, typed, DAY)
    (file,) = tmp_path.rglob(f"{DAY}.txt")
    file.write_bytes(file.read_bytes().rstrip()[:-1])
    assert unanswered.summary(tmp_path, DAY).days == ((str(DAY), 2),)


def test_after_a_week_the_number_is_left_and_no_word(tmp_path: Path) -> None:
    unanswered.note(tmp_path, "獨角獸", DAY)
    told = unanswered.summary(tmp_path, DAY + dt.timedelta(unanswered.KEPT_DAYS))
    assert (told.days, told.words) == ((("2026-03-02", 1),), ())
    files = [f for f in (tmp_path / unanswered.FOLDER).iterdir() if f.is_file()]
    assert not any("獨角獸".encode() in file.read_bytes() for file in files)


def test_whoever_indexes_forgets_them_too_and_makes_the_folder(settings: Settings) -> None:
    after_indexing.refresh(settings)
    folder = settings.data / unanswered.FOLDER
    assert folder.stat().st_mode & 0o077 == 0
    long_ago = clock.now().date() - dt.timedelta(unanswered.KEPT_DAYS)
    unanswered.note(settings.data, "獨角獸", long_ago)
    assert (folder / f"{long_ago}.txt").exists()
    after_indexing.refresh(settings)
    assert not (folder / f"{long_ago}.txt").exists()
    assert unanswered.summary(settings.data, long_ago).days == ((str(long_ago), 1),)


def test_who_watches_forgets_them_though_nothing_changes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_TICKS", 1)
    after_indexing.refresh(settings)
    stop, told = threading.Event(), queue.Queue[object]()
    watching = {"debounce": 60, "look_every": 100}
    runner = threading.Thread(target=watch.watch, args=(settings, told.put, stop), kwargs=watching)
    runner.start()
    told.get(timeout=60)  # the first look
    long_ago = clock.now().date() - dt.timedelta(unanswered.KEPT_DAYS)
    unanswered.note(settings.data, "獨角獸", long_ago)
    until = time.monotonic() + 60
    while unanswered.is_overdue(settings.data, clock.now().date()) and time.monotonic() < until:
        time.sleep(0.1)
    stop.set()
    runner.join(60)
    assert not unanswered.is_overdue(settings.data, clock.now().date())


def test_who_asks_without_end_fills_no_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unanswered, "MOST_BYTES", 100)
    for _ in range(50):
        unanswered.note(tmp_path, "x" * 1000, DAY)
    size = (tmp_path / unanswered.FOLDER / f"{DAY}.txt").stat().st_size
    assert size <= 100 + unanswered.LONGEST + 1


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    unanswered.note(tmp_path / "none", "獨角獸", DAY)
    assert unanswered.summary(tmp_path / "none", DAY).days == ()
    assert list(tmp_path.iterdir()) == []


def test_the_words_are_shown_on_this_machine_alone_and_the_number_to_all(
    settings: Settings,
) -> None:
    indexer.refresh(settings)
    app = backstage_app(settings)
    client = app.test_client()
    assert client.get("/search?q=獨角獸").status_code == 200
    assert client.get("/search?q=有話").status_code == 200
    page = client.get("/status").get_data(as_text=True)
    assert "沒有結果的搜尋" in page
    assert "獨角獸" not in page
    app.config[LOCAL] = True
    local = client.get("/status", base_url="http://127.0.0.1").get_data(as_text=True)
    assert "獨角獸" in local
    assert "有話" not in local
