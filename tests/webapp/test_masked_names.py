"""A name that was masked in a record and still stands in an issue file is told: by the check, and on the desk."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest

from minutes.findings.problem import Problem
from minutes.publication import preview_links
from pipeline.checks import masked_names
from pipeline.checks.commit_changes import changes
from pipeline.checks.inspection import Inspection
from pipeline.checks.validation import context_for
from pipeline.history.withheld.known_names import KnownNames
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, text
from tests.webapp.backstage_app import backstage_app

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
ISSUE = "issues/park.md"
NAMED = FIRST.replace("各機關", "王大明科長")
BY_HIM = text(NAMED, SECOND).replace("王範例", "王大明", 1)


def issue(words: str) -> str:
    return f"---\ntitle: 公園遊具\nbackground: {words}\n---\n"


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({FILE: BY_HIM, ISSUE: issue("由王大明提出")})
    return made


def masked(old: str, new: str) -> str:
    return BY_HIM.replace(old, new)


MASKED = {
    "a letter": masked("王大明", "王○明"),
    "all of it": masked("王大明", "○○○"),
    "made nameless": masked("王大明：", "與會者：").replace("王大明科長", "科長"),
    "the family name stays": masked("王大明", "王女士"),
    "left out": text(
        SECOND, head="---\ncorrections: [{date: 2026-02-08, what: 依當事人請求移除}]\n---\n"
    ),
}


def known(folder: Path) -> KnownNames:
    return KnownNames.of_archive(folder, context_for(folder, NOW).people)


def told_of(problems: list[Problem]) -> list[tuple[str, int, str]]:
    """Where a masked name stands, and whose record masked it."""
    own = [p for p in problems if p.code == "masked-name-stands"]
    return [(p.path, p.line, masked_names.record(p)) for p in own]


@pytest.mark.parametrize("how", MASKED)
def test_a_change_that_masks_a_name_tells_where_it_still_stands(
    archive: GitArchive, how: str
) -> None:
    archive.write(FILE, MASKED[how])
    folder = archive.settings.transcripts
    found = masked_names.change_problems(folder, changes(folder), known(folder))
    assert told_of(list(found)) == [(ISSUE, 3, NAME)]


@pytest.mark.parametrize("how", MASKED)
@pytest.mark.parametrize("is_committed", [True, False])
def test_the_check_of_an_indexed_archive_tells_it_later_as_well(
    archive: GitArchive, how: str, is_committed: bool
) -> None:
    archive.index()
    archive.write(FILE, MASKED[how])
    if is_committed:
        archive.commit()
    archive.index()
    inspection = Inspection(archive.settings.transcripts, data=archive.data)
    assert told_of(inspection.run(inspection.scope())) == [(ISSUE, 3, NAME)]
    archive.write(ISSUE, issue("由民眾提出"))
    assert told_of(inspection.run(inspection.scope())) == []


PLAIN: Mapping[str, str] = {
    "a letter is mended": masked("王大明", "王大銘"),
    "other words": masked("遮陽", "遮雨"),
}


@pytest.mark.parametrize("how", PLAIN)
def test_a_plain_edit_tells_nothing(archive: GitArchive, how: str) -> None:
    archive.write(FILE, PLAIN[how])
    folder = archive.settings.transcripts
    found = masked_names.change_problems(folder, changes(folder), known(folder))
    assert told_of(list(found)) == []


def test_a_name_by_which_somebody_speaks_elsewhere_may_stand_there(archive: GitArchive) -> None:
    archive.commit({"2026-01-05-別場.md": text(SECOND).replace("王範例", "王大明")})
    archive.commit({FILE: MASKED["all of it"]})
    archive.index()
    inspection = Inspection(archive.settings.transcripts, data=archive.data)
    assert told_of(inspection.run(inspection.scope())) == []


def test_the_desk_tells_it_beside_the_record(
    archive: GitArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "a key for tests alone, 32 letters"
    monkeypatch.setenv(preview_links.KEY_VARIABLE, key)
    archive.commit({FILE: MASKED["all of it"]})
    archive.index()
    site = backstage_app(archive.settings).test_client()
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    site.set_cookie("minutes_desk", preview_links.sign_desk(key, later))
    page = site.get("/desk").text
    assert f"{ISSUE}:3" in page
    assert "王大明" not in page
