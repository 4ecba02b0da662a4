"""Pages outlive an indexing run that does not bear on them, and no others."""

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

import webapp
from minutes import settings
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.publishing.withdrawal import withdraw
from pipeline.updates import unanswered
from webapp.operating import shared_pages
from webapp.serving.site import Site

MEETING = "2025-04-10-範例院第901案協作會議-公園遊具遮陽"
LATER = ("2025-0[7-9]*", "2025-1*", "2026*")
NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
Change = Callable[[Settings], object]


@pytest.fixture
def archive(sample: Path, tmp_path: Path) -> Settings:
    """The records of one spring of the sample archive, indexed."""
    shutil.copytree(sample, tmp_path / "transcripts", ignore=shutil.ignore_patterns(*LATER))
    told = settings.load(tmp_path / "transcripts", tmp_path / "data")
    indexer.refresh(told)
    return told


def site_of(app: Flask) -> Site:
    site: Site = app.extensions["minutes"]["minutes"]
    return site


def addresses(archive: Settings) -> list[str]:
    """The pages of all records, some of them in English too, and of speeches."""
    view = Archive(archive).view()
    records = [f"/{quote(m.id)}" for m in view.public.meetings]
    speeches = [i.id for m in view.public.meetings for i in view.document(m).items if i.speaker]
    cited = [f"{record}.bib" for record in records[:2]]
    spoken = [f"/speech/{ident}" for ident in speeches[:: len(speeches) // 6]]
    return [*records, *cited, *spoken, *(f"/en{page}" for page in records[:2])]


def read(app: Flask, pages: list[str]) -> dict[str, tuple[int, bytes]]:
    client = app.test_client()
    answers = {page: client.get(page) for page in pages}
    return {page: (answer.status_code, answer.data) for page, answer in answers.items()}


def edit(name: str, pattern: str, by: str) -> Change:
    """A change of a file by a regular expression, which must be found in it."""

    def change(archive: Settings) -> None:
        file = archive.transcripts / name
        text = file.read_text("utf-8")
        new = re.sub(pattern, by, text, count=1)
        assert new != text, name
        file.write_text(new, "utf-8")

    return change


def take_out(archive: Settings) -> None:
    view = Archive(archive).view()
    spoken = next(
        i for i in view.document(view.public.by_id[MEETING]).items if i.type == "speech" and i.id
    )
    withdraw(archive, MEETING, "測試 test", NOW, speech=spoken.id)


def copy_with_case(archive: Settings) -> None:
    text = (archive.transcripts / f"{MEETING}.md").read_text("utf-8")
    other = archive.transcripts / "2025-06-02-範例院第901案會前會-又一次.md"
    other.write_text(text.replace("2025-04-10", "2025-06-02"), "utf-8")


CHANGES: dict[str, Change] = {
    "words": edit(f"{MEETING}.md", r"\Z", "\n\n> （補充一段。）\n"),
    "a speech withdrawn": take_out,
    "a title": edit(f"{MEETING}.md", r"(?m)^title: .*$", "title: 另一個標題"),
    "a record more": copy_with_case,
    "a record withdrawn": lambda archive: withdraw(archive, MEETING, "測試 test", NOW),
    "a registry": lambda archive: (archive.transcripts / "people.yaml").unlink(),
}

AT_ONCE = {"a speech withdrawn", "a record withdrawn"}  # before anything is indexed


@pytest.mark.slow
def test_a_kept_page_is_what_would_be_made_now_whatever_changes(
    archive: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one worker has kept, another one that read the archive before gives out."""
    (tmp_path / "pages").mkdir(mode=0o700)
    monkeypatch.setenv(shared_pages.VARIABLE, str(tmp_path / "pages"))
    app, other = webapp.create_app(archive), webapp.create_app(archive)
    for name, change in CHANGES.items():
        pages = addresses(archive)
        read(app, pages)
        read(other, pages[:1])
        change(archive)
        if name not in AT_ONCE:
            indexer.refresh(archive)
        kept = read(other, pages)
        site_of(app).pages.clear()
        assert kept == read(app, pages), name


def test_a_speech_is_asked_for_by_an_old_name_of_its_record_only_while_that_leads_there(
    archive: Settings,
) -> None:
    view = Archive(archive).view()
    spoken = next(i for i in view.document(view.public.by_id[MEETING]).items if i.speaker)
    client = webapp.create_app(archive).test_client()
    for target, status in ((MEETING, 200), (view.public.meetings[0].id, 404), (MEETING, 200)):
        (archive.transcripts / ".redirects").write_text(f"2025-04-10-舊名\t{target}\n", "utf-8")
        answer = client.get(f"/speech/{spoken.id}?in=2025-04-10-舊名")
        assert answer.status_code == status, target


@pytest.mark.slow
def test_the_pages_of_other_records_are_not_made_again_when_one_record_is_indexed(
    archive: Settings,
) -> None:
    app = webapp.create_app(archive)
    others = [
        f"/{quote(m.id)}"
        for m in Archive(archive).view().public.meetings
        if m.id != MEETING and m.tier != "seasonal"
    ]
    read(app, others)
    before = len(site_of(app).pages)
    CHANGES["words"](archive)
    indexer.refresh(archive)
    read(app, others)
    assert len(site_of(app).pages) == before == len(others)


def test_a_search_is_made_once_for_each_state_and_one_that_finds_nothing_is_noted_each_time(
    archive: Settings,
) -> None:
    app = webapp.create_app(archive)
    client, found = app.test_client(), f"/search?q={quote('遮陽')}"
    before = client.get(found).data
    assert len(site_of(app).pages) == 1
    assert client.get(found).data == before
    withdraw(archive, MEETING, "測試 test", NOW)
    after = client.get(found).data
    assert quote(MEETING).encode() in before
    assert quote(MEETING).encode() not in after
    kept = len(site_of(app).pages)
    for _ in range(2):
        client.get("/search?q=獨角獸")
    assert len(site_of(app).pages) == kept
    (noted,) = (archive.data / unanswered.FOLDER).glob("*.txt")
    assert noted.read_text("utf-8") == "獨角獸\n獨角獸\n"
