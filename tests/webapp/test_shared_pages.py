"""Workers of one site share what they have made: never what somebody else may write, never an old state."""

import os
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

import webapp
from minutes import settings
from minutes.settings import Settings
from pipeline.index import indexer
from tests.webapp.conftest import PARK
from webapp.operating import shared_pages
from webapp.operating.shared_pages import SharedPages
from webapp.serving.site import Site

PAGES = (f"/{PARK}", f"/en/{PARK}", "/meetings", f"/search?q={quote('公園')}")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that workers share, named as it is for them."""
    made = tmp_path / "pages"
    made.mkdir(mode=0o700)
    monkeypatch.setenv(shared_pages.VARIABLE, str(made))
    return made


@pytest.fixture(scope="module")
def archive(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    told = settings.load(sample, tmp_path_factory.mktemp("data"))
    indexer.refresh(told)
    return told


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def read(app: Flask) -> list[bytes]:
    return [app.test_client().get(page, headers={"Accept-Encoding": "br"}).data for page in PAGES]


def test_what_one_worker_has_made_another_one_serves(archive: Settings, folder: Path) -> None:
    made = read(webapp.create_app(archive))
    before = files(folder)
    assert len(before) == 2 * len(PAGES)  # as they are, and compressed
    assert read(webapp.create_app(archive)) == made
    assert files(folder) == before


def test_a_program_that_was_changed_takes_nothing_from_its_former_self(
    archive: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(webapp.create_app(archive))
    before = files(folder)
    monkeypatch.setattr(shared_pages, "distributions", list)
    read(webapp.create_app(archive))
    assert len(files(folder)) == 2 * len(before)


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_folder_that_others_may_open_is_not_shared(
    archive: Settings, folder: Path, mode: int
) -> None:
    folder.chmod(mode)
    read(webapp.create_app(archive))
    assert files(folder) == set()


def test_a_link_in_the_place_of_the_folder_is_not_followed(archive: Settings, folder: Path) -> None:
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to(elsewhere)
    read(webapp.create_app(archive))
    assert files(elsewhere) == set()


def test_a_folder_that_goes_away_costs_the_pages_only_time(archive: Settings, folder: Path) -> None:
    app = webapp.create_app(archive)
    made = read(app)
    shutil.rmtree(folder)
    assert read(app) == made


def test_a_folder_that_goes_away_is_not_looked_through_for_room(folder: Path) -> None:
    store = SharedPages(folder, "edition", limit=64_000)
    shutil.rmtree(folder)
    for number in range(10):
        store.put(f"{number}", bytes(1000))
    assert store.get("0") is None


def test_who_has_the_page_that_another_worker_made_is_told_so(
    archive: Settings, folder: Path
) -> None:
    page = f"/{PARK}"
    tag = webapp.create_app(archive).test_client().get(page).headers["ETag"]
    client = webapp.create_app(archive).test_client()
    assert client.get(page, headers={"If-None-Match": tag}).status_code == 304
    whole, head = client.get(page), client.head(page)
    assert head.headers["Content-Length"] == whole.headers["Content-Length"] == str(len(whole.data))


def test_the_store_stays_within_its_limit_and_keeps_what_is_used(folder: Path) -> None:
    store = SharedPages(folder, "edition", limit=64_000)
    store.put("asked for", b"x" * 1000)
    for number in range(200):
        store.put(f"{number}", bytes(1000))
        os.utime(folder / next(iter(files(folder))))
        assert store.get("asked for") == b"x" * 1000, number
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 64_000 + 64_000 // 16 + 1000
    assert store.get("0") is None
    store.put("as large as a third", bytes(20_000))
    assert store.get("as large as a third") is None


def test_two_processes_name_the_same_state_alike_and_another_one_otherwise(
    sample: Path, tmp_path: Path
) -> None:
    """Each by the clock of its own, and whatever it has read before."""
    shutil.copytree(sample, tmp_path / "transcripts")
    told = settings.load(tmp_path / "transcripts", tmp_path / "data")
    indexer.refresh(told)
    first, second = (webapp.create_app(told) for _ in range(2))
    states = [state(first)]
    for change in ("people.yaml", "agencies.yaml", "withdrawn.yaml"):
        with (told.transcripts / change).open("a", encoding="utf-8") as file:
            file.write("\n")
        states.append(state(first))
        assert state(second) == states[-1], change
    assert len({*states}) == len(states)


def state(app: Flask) -> str:
    site: Site = app.extensions["minutes"]["minutes"]
    return site.derived(site.archive.view()).state
