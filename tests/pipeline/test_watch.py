"""Watching: a saved file is searchable a moment later, and a broken one stops nothing."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from minutes.errors import SettingsError
from minutes.settings import Settings, load
from pipeline.archive.archive import Archive
from pipeline.index.indexer import IndexReport
from pipeline.updates import watch
from tests.conftest import Transcripts

RECORD = "---\ntitle: 示範參訪\ndate: 2026-03-02\ntier: other\n---\n# 2026-03-02 示範參訪\n\n### 王範例：\n{}\n"
PATIENCE = 30  # seconds; what is saved is told within one
Told = queue.Queue[IndexReport | Exception]


@pytest.fixture
def settings(transcripts: Transcripts) -> Settings:
    transcripts.write("2026-03-02-示範參訪.md", RECORD.format("第一句話在這裡。"))
    return load(transcripts, transcripts.path.parent / "data")


@contextmanager
def watching(settings: Settings) -> Iterator[Told]:
    told: Told = queue.Queue()
    stop = threading.Event()
    runner = threading.Thread(
        target=watch.watch,
        args=(settings, told.put, stop),
        kwargs={"debounce": 60, "look_every": 200},
        daemon=True,
    )
    runner.start()
    try:
        yield told
    finally:
        stop.set()
        runner.join(PATIENCE)
    assert not runner.is_alive()


def test_a_saved_file_is_searchable_and_a_deleted_one_is_gone(
    settings: Settings, transcripts: Transcripts
) -> None:
    with watching(settings) as told:
        assert _holds(1)(told.get(timeout=PATIENCE))
        new = transcripts.write("2026/2026-03-03-第二場.md", RECORD.format("第二場說了別的事。"))
        assert _until(told, _holds(2))
        view = Archive(settings).view()
        assert view.search(view.parse_query("第二場說了")).meetings == 1
        new.unlink()
        assert _until(told, _holds(1))


def test_a_broken_small_file_is_told_and_the_next_change_is_heard(
    settings: Settings, transcripts: Transcripts
) -> None:
    with watching(settings) as told:
        told.get(timeout=PATIENCE)
        bad = transcripts.write("withdrawn.yaml", "- [\n")
        assert _until(told, lambda run: isinstance(run, Exception) and bad.name in str(run))
        bad.write_text("", encoding="utf-8")
        assert _until(told, _holds(1))


def _holds(meetings: int) -> Callable[[IndexReport | Exception], bool]:
    return lambda run: isinstance(run, IndexReport) and run.meetings == meetings


def _until(told: Told, wanted: Callable[[IndexReport | Exception], bool]) -> bool:
    """Whether one of the next runs is the wanted one; another may come between."""
    return any(wanted(told.get(timeout=PATIENCE)) for _ in range(20))


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("2026-03-02-a.md", True),
        ("2026/2026-03-02-a.md", True),
        ("issues/shade.md", True),
        ("withdrawn.yaml", True),
        (".redirects", True),
        (".git/index", False),
        ("README.md", False),
        ("a.md~", False),
        (".a.md.swp", False),
        ("attachments/x/a.pdf", False),
        ("2026年1月", True),
        ("2026.01", True),
        ("114.05", True),
        ("2026/v1.a", True),
        ("attachments/2026-03-02-a.b", True),
        (".cache/2026.01", False),
    ],
)
def test_only_what_the_archive_shows_is_worth_a_run(
    transcripts: Transcripts, path: str, wanted: bool
) -> None:
    assert watch.concerns(transcripts.path, str(transcripts.path / path)) is wanted
    assert watch.concerns(transcripts.path, f"/elsewhere/{path}") is False


@pytest.mark.parametrize("name", ["2026", "2026.01", "archive.old", "a.txt.d"])
def test_a_folder_is_worth_a_run_whatever_it_is_called_and_a_file_that_is_no_record_is_not(
    transcripts: Transcripts, name: str
) -> None:
    (transcripts.path / name).mkdir()
    assert watch.concerns(transcripts.path, str(transcripts.path / name))
    (transcripts.path / "notes.csv").write_text("x")
    assert not watch.concerns(transcripts.path, str(transcripts.path / "notes.csv"))


@pytest.mark.parametrize("name", ["2026年1月", "2026.01", "114.05"])
def test_a_folder_that_is_moved_away_takes_its_records_with_it_and_brings_them_back(
    settings: Settings, transcripts: Transcripts, name: str
) -> None:
    transcripts.write(f"{name}/2026-03-03-第二場.md", RECORD.format("第二場說了別的事。"))
    place, away = settings.transcripts / name, settings.transcripts.with_name("elsewhere")
    with watching(settings) as told:
        assert _until(told, _holds(2))
        place.rename(away)
        assert _until(told, _holds(1))
        away.rename(place)
        assert _until(told, _holds(2))


def test_a_folder_that_is_removed_and_made_again_ends_the_watch(settings: Settings) -> None:
    away = settings.transcripts.with_name("away")
    heard: list[object] = []

    def replace_the_folder(told: object) -> None:
        heard.append(told)
        if len(heard) == 1:
            settings.transcripts.rename(away)
            settings.transcripts.mkdir()

    with pytest.raises(SettingsError, match="請重新啟動"):
        watch.watch(settings, replace_the_folder, threading.Event(), debounce=50, look_every=50)
