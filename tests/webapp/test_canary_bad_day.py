"""Hidden words stay hidden on a bad day: pushed links, look-alike names, a folder that goes away, a page
that is kept at the wrong moment, a second process that read the archive earlier."""

import datetime as dt
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pipeline.archive.archive import Archive
from pipeline.index import indexer
from tests.webapp.backstage_app import backstage_app
from tests.webapp.canary_questions import NEEDLES
from tests.webapp.secrets_archive import (
    GONE,
    HELD,
    NOW,
    PUBLIC,
    SECRETS,
    World,
    build,
    found_in,
)
from webapp.operating import shared_pages
from webapp.pages.records import meeting as meeting_page

DRAFT_FILE = f"{SECRETS[1].id}.md"
ASKED = (
    f"/{quote(PUBLIC)}",
    f"/{quote(PUBLIC)}.md",
    f"/{quote(GONE.id)}",
    "/issue/evil",
    "/issue/shade",
    "/issues",
    "/search?q=" + quote("我們要說的是"),
    "/api/v1/issues",
    "/api/v1/meetings",
    "/data/issues.jsonl",
    "/data/meetings.jsonl",
    "/feed.atom",
    "/status",
    "/prepare",
    "/previews",
    "/speakers",
    f"/attachments/{quote(PUBLIC)}/evil.pdf",
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build(tmp_path, returned=False)


def leaks(app: Flask) -> dict[str, set[str]]:
    client: FlaskClient = app.test_client()
    found = {}
    for address in ASKED:
        response = client.get(address)
        if told := found_in(response.get_data(), NEEDLES):
            found[address] = told
        response.close()
    return found


def withdraw_by_hand(world: World) -> None:
    with (world.settings.transcripts / "withdrawn.yaml").open("a", encoding="utf-8") as file:
        file.write(f"- {{meeting: {PUBLIC}, date: 2026-04-01, reason: 應當事人請求}}\n")


def test_pushed_links_show_nothing(world: World) -> None:
    public, drafts = world.settings.transcripts, world.settings.drafts
    assert drafts is not None
    (public / "issues" / "evil.md").symlink_to(drafts / DRAFT_FILE)
    (public / "2026-01-09-連結.md").symlink_to(public / f"{HELD.id}.md")
    (public / "attachments" / PUBLIC).symlink_to(drafts / "attachments" / SECRETS[1].id)
    for name in ("agencies.yaml", "people.yaml", "schedule.yaml", ".alternates"):
        (public / name).unlink(missing_ok=True)
        (public / name).symlink_to(drafts / DRAFT_FILE)
    indexer.refresh(world.settings, now=NOW)
    assert leaks(backstage_app(world.settings)) == {}


def test_a_pushed_link_in_the_place_of_the_issues_folder_shows_nothing(world: World) -> None:
    public, drafts = world.settings.transcripts, world.settings.drafts
    assert drafts is not None
    shutil.rmtree(public / "issues")
    (public / "issues").symlink_to(drafts)
    indexer.refresh(world.settings, now=NOW)
    assert leaks(backstage_app(world.settings)) == {}


def test_a_withdrawn_record_does_not_come_back_under_a_look_alike_name(world: World) -> None:
    public = world.settings.transcripts
    text = (public / f"{GONE.id}.md").read_bytes()
    for name in (
        f"{GONE.id} (1)",
        GONE.id.replace("-", "\u2010"),
        GONE.id.replace("2026", "２０２６"),
    ):
        (public / f"{name}.md").write_bytes(text)
    indexer.refresh(world.settings, now=NOW)
    assert leaks(backstage_app(world.settings)) == {}


@pytest.mark.parametrize("empty", [True, False])
def test_a_folder_that_goes_away_brings_nothing_back(world: World, empty: bool) -> None:
    app = backstage_app(world.settings)
    assert leaks(app) == {}
    world.settings.transcripts.rename(world.settings.transcripts.with_name("away"))
    if empty:
        world.settings.transcripts.mkdir()
    assert leaks(app) == {}
    assert app.test_client().get("/status").status_code == 503


@pytest.mark.parametrize("is_shared", [False, True])
def test_a_page_that_is_kept_after_its_record_was_withdrawn_is_never_served(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_shared: bool
) -> None:
    """The withdrawal comes after the page was made and before it is kept; neither by the worker that kept
    it nor by one that shares what is kept, and read the archive earlier."""
    if is_shared:
        (tmp_path / "pages").mkdir(mode=0o700)
        monkeypatch.setenv(shared_pages.VARIABLE, str(tmp_path / "pages"))
    app, other = (backstage_app(world.settings) for _ in range(2))
    client = app.test_client()
    assert other.test_client().get("/about").status_code == 200
    address = f"/{quote(PUBLIC)}"
    made = meeting_page.meeting

    def slow(visit: object, **values: object) -> object:
        page = made(visit, **values)  # type: ignore[arg-type]  # as it was called
        withdraw_by_hand(world)
        assert (
            app.test_client().get("/about").status_code == 200
        )  # another reader sees the new state
        return page

    from webapp.routes import pages

    route = next(r for r in pages.ROUTES if r.name == "meeting")
    assert route.view is made
    monkeypatch.setattr(meeting_page, "meeting", slow)
    object.__setattr__(route, "view", slow)
    try:
        client.get(address)
    finally:
        object.__setattr__(route, "view", made)
    assert client.get(address).status_code == 410
    assert other.test_client().get(address).status_code == 410
    assert leaks(other) == {}


def test_a_second_process_that_read_the_archive_earlier_sees_a_withdrawal_at_once(
    world: World,
) -> None:
    first, second = Archive(world.settings), Archive(world.settings)
    now = dt.datetime.now(dt.UTC)
    assert first.view(now).meeting(PUBLIC) is not None
    assert second.view(now).meeting(PUBLIC) is not None
    withdraw_by_hand(world)
    assert first.view(now).meeting(PUBLIC) is None
    assert second.view(now).meeting(PUBLIC) is None
