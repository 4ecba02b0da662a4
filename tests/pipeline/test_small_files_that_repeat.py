"""The small files of an archive are shown, too: what is withdrawn stands in none of their entries."""

import json
from pathlib import Path

import pytest

from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.checks.inspection import Inspection
from pipeline.index import indexer
from pipeline.source import side_files
from pipeline.updates import pull
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_tombstones_know_records import name, record, row, said
from tests.pipeline.test_withdrawn_speech_elsewhere import with_a_speech_withdrawn

SCHEDULE = "- {{date: 2027-01-05, tier: monthly, title: 月會, place: {}}}\n- {{date: 2027-02-05, tier: monthly, title: 二月月會}}\n"
PEOPLE = "- {{id: wang, name: 王範例, role: {}}}\n- {{id: li, name: 李樣本}}\n"
SETTINGS = "description: {}\n"
FILES = {"schedule.yaml": SCHEDULE, "people.yaml": PEOPLE, "archive.yaml": SETTINGS}


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    return with_a_speech_withdrawn(tmp_path)


@pytest.mark.parametrize("words", [said(1), json.dumps(said(1))], ids=["plain", "escaped"])
@pytest.mark.parametrize("file", FILES)
def test_it_is_told_and_the_entry_is_left_out(archive: GitArchive, file: str, words: str) -> None:
    archive.commit({file: FILES[file].format(words)})
    report = indexer.refresh(archive.settings, jobs=1)
    assert (file, "repeats-withdrawn") in [(p.path, p.code) for p in report.problems]
    snapshot = Archive(archive.settings).view().snapshot
    sides = side_files.SideFiles.of(archive.settings)
    shown = (*sides.schedule, *sides.people, *snapshot.schedule, *snapshot.catalogue.people)
    assert said(1) not in str(shown)
    left = {"schedule.yaml": ["二月月會"], "people.yaml": ["李樣本"], "archive.yaml": []}
    assert all(word in str(shown) for word in left[file])
    check = Inspection(archive.folder, data=archive.data)
    told = [(p.path, p.code) for p in check.run(check.scope())]
    assert (file, "repeats-withdrawn") in told


@pytest.mark.parametrize(
    "beside", [{}, {"withdrawn.yaml": row(name(2), 2, whole=True)}], ids=["alone", "row"]
)
@pytest.mark.parametrize("file", FILES)
def test_a_push_that_brings_it_is_left_where_it_is_and_a_row_beside_it_counts(
    archive: GitArchive, tmp_path: Path, file: str, beside: dict[str, str]
) -> None:
    rows = (archive.folder / "withdrawn.yaml").read_text("utf-8")
    beside = {each: rows + added for each, added in beside.items()}
    archive.git("clone", "-q", str(archive.folder), str(tmp_path / "site"))
    site = Settings(transcripts=tmp_path / "site", data=archive.data)
    assert (pull.pull(site) or pytest.fail("no run")).ok
    archive.commit({file: FILES[file].format(said(1)), **beside})
    outcome = pull.pull(site)
    assert outcome is not None
    assert (name(2) in Archive(site).view().public.by_id) == (not beside)
    assert (outcome.step, file in outcome.what, said(1) in outcome.what) == ("look", True, False)
    archive.commit({file: FILES[file].format("好")})
    assert (pull.pull(site) or pytest.fail("no run")).ok


def test_one_that_was_there_before_stands_in_the_way_of_no_later_push(
    archive: GitArchive, tmp_path: Path
) -> None:
    archive.commit({"schedule.yaml": SCHEDULE.format(said(1))})
    archive.git("clone", "-q", str(archive.folder), str(tmp_path / "site"))
    site = Settings(transcripts=tmp_path / "site", data=archive.data)
    archive.commit({f"{name(3)}.md": record(3)})
    assert (pull.pull(site) or pytest.fail("no run")).ok


@pytest.mark.parametrize("span", ["one commit", "two commits"])
@pytest.mark.parametrize("whole", [True, False], ids=["record", "speech"])
def test_a_row_is_known_before_the_settings_that_come_with_it_are_looked_at(
    tmp_path: Path, span: str, whole: bool
) -> None:
    archive, site = published(tmp_path)
    withdrawn = {"withdrawn.yaml": row(name(1), 1, whole=whole)}
    settings = {"archive.yaml": SETTINGS.format(said(1) + said(101) * whole)}
    for files in [withdrawn | settings] if span == "one commit" else [withdrawn, settings]:
        archive.commit(dict(files))
    outcome = pull.pull(site)
    assert outcome is not None
    assert (outcome.step, outcome.what.split(":")[0]) == ("look", "archive.yaml")
    assert not (site.transcripts / "archive.yaml").exists()
    archive.commit({"archive.yaml": SETTINGS.format("好")})
    assert (pull.pull(site) or pytest.fail("no run")).ok


def published(folder: Path) -> tuple[GitArchive, Settings]:
    """Two records, and the site that has taken them over."""
    archive = GitArchive.new(folder)
    archive.commit({f"{name(number)}.md": record(number) for number in (1, 2)})
    archive.git("clone", "-q", str(archive.folder), str(folder / "site"))
    site = Settings(transcripts=folder / "site", data=archive.data)
    assert (pull.pull(site) or pytest.fail("no run")).ok
    return archive, site
