"""A pushed row counts at once also where it calls its record by a name that only the push knows: all that may be meant
wait until the push is taken over."""

from pathlib import Path

import pytest
from filelock import FileLock

from minutes.addresses.short_ids import code
from minutes.records import document
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.updates import pull
from tests.pipeline import test_pushed_rows
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_pushed_rows import (
    BROKEN,
    FIRST,
    LIST,
    RECORD,
    SECOND,
    THIRD,
    public,
    pulled,
    row,
)

author, site = test_pushed_rows.author, test_pushed_rows.site
NEW, NEWER = "2026-03-02-新", "2026-03-02-更新"
NESTED = (("2026-03-02", "甲"), ("2026-03-03", "乙"))


def rename(author: GitArchive, old: str, new: str) -> None:
    author.git("mv", f"{old}.md", f"{new}.md")


def seen(*archives: Archive) -> list[set[str]]:
    return [{meeting.id for meeting in archive.view().public.meetings} for archive in archives]


@pytest.mark.parametrize("together", [True, False], ids=["with the rename", "after it"])
@pytest.mark.parametrize("name", [NEW, f"m/{code(NEW)[:8]}"])
def test_a_record_that_a_push_renames_waits_where_its_row_has_the_new_name(
    author: GitArchive, site: Settings, name: str, together: bool
) -> None:
    running = Archive(site)
    assert seen(running) == [{FIRST, SECOND, THIRD}]
    rename(author, FIRST, NEW)
    if not together:
        author.commit(BROKEN)
    author.commit({LIST: row(name), **BROKEN})
    assert not pulled(site).ok
    assert seen(running, Archive(site)) == [{SECOND, THIRD}] * 2
    assert running.view().snapshot.catalogue.gate.withdrawn(FIRST) is None  # it only waits
    author.commit({"archive.yaml": None})
    assert pulled(site).ok
    assert seen(running, Archive(site)) == [{SECOND, THIRD}] * 2
    assert running.view().snapshot.catalogue.gate.withdrawn(NEW) is not None


def test_a_record_that_a_push_renames_waits_where_a_speech_of_it_is_withdrawn(
    author: GitArchive, site: Settings
) -> None:
    text = RECORD.format("甲", "2026-03-02")
    speech = next(item.id for item in document.parse(text).items if item.type == "speech")
    rename(author, FIRST, NEW)
    author.commit({LIST: f"{row(NEW)}  speech: {speech}\n", **BROKEN})
    assert not pulled(site).ok
    assert public(site) == {SECOND, THIRD}
    author.commit({"archive.yaml": None})
    assert pulled(site).ok
    assert public(site) == {NEW, SECOND, THIRD}


def test_a_record_waits_to_which_an_address_leads_that_the_push_gives_it(
    author: GitArchive, site: Settings
) -> None:
    author.commit({LIST: row("old-name"), ".redirects": f"/old-name\t/{SECOND}\n", **BROKEN})
    assert not pulled(site).ok
    assert public(site) == {FIRST, THIRD}


def test_a_record_waits_that_gives_its_name_to_another_one(
    author: GitArchive, site: Settings
) -> None:
    first, second = (author.folder / f"{name}.md" for name in (FIRST, SECOND))
    texts = first.read_text(encoding="utf-8"), second.read_text(encoding="utf-8")
    author.commit({first.name: texts[1], second.name: texts[0]})
    author.commit({LIST: row(SECOND), **BROKEN})
    assert not pulled(site).ok
    assert public(site) == {THIRD}


def test_a_row_with_a_new_name_counts_while_another_run_indexes_what_was_pushed_before(
    author: GitArchive, site: Settings
) -> None:
    running = Archive(site)
    seen(running)
    rename(author, FIRST, NEW)
    author.commit()
    GitArchive(site.transcripts, site.data).git("pull", "--quiet", "--ff-only")
    rename(author, NEW, NEWER)
    author.commit({LIST: row(NEWER)})
    with FileLock(site.data / "pull.next.lock"), FileLock(site.data / "pull.lock"):
        assert pull.pull(site) is None
        assert seen(running, Archive(site)) == [{SECOND, THIRD}] * 2
    assert pulled(site).ok
    assert seen(running, Archive(site)) == [{SECOND, THIRD}] * 2


def test_a_row_with_a_new_name_counts_where_a_site_keeps_its_last_good_state(
    author: GitArchive, site: Settings
) -> None:
    running = Archive(site)
    seen(running)
    (site.transcripts / "workdays.yaml").write_text("[\n")
    rename(author, FIRST, NEW)
    author.commit({LIST: row(NEW), **BROKEN})
    assert not pulled(site).ok
    assert seen(running) == [{SECOND, THIRD}]
    assert running.trouble


def test_no_record_waits_for_a_row_by_a_name_that_is_known_or_that_renames_nothing(
    author: GitArchive, site: Settings
) -> None:
    rename(author, FIRST, NEW)
    author.commit({LIST: row(SECOND), **BROKEN})
    assert not pulled(site).ok
    assert public(site) == {FIRST, THIRD}


def test_what_waits_is_shown_again_where_the_push_takes_its_row_back(
    author: GitArchive, site: Settings
) -> None:
    author.commit({LIST: row(THIRD)})
    assert pulled(site).ok
    rename(author, FIRST, NEW)
    author.commit({LIST: row(THIRD) + row(NEW), **BROKEN})
    assert not pulled(site).ok
    indexer.refresh(site, jobs=1)
    assert public(site) == {SECOND}
    author.commit({LIST: row(THIRD)})
    assert not pulled(site).ok
    assert public(site) == {FIRST, SECOND}


def test_drafts_that_are_away_keep_no_row_waiting(
    author: GitArchive, site: Settings, tmp_path: Path
) -> None:
    away = Settings(transcripts=site.transcripts, data=site.data, drafts=tmp_path / "drafts")
    rename(author, FIRST, NEW)
    author.commit({LIST: row(NEW), **BROKEN})
    assert not pulled(away).ok
    assert public(site) == {SECOND, THIRD}


def test_it_is_the_same_in_an_archive_that_is_one_folder_of_its_repository(tmp_path: Path) -> None:
    author = GitArchive.new(tmp_path / "author", inside="archive")
    texts = {f"{day}-{title}.md": RECORD.format(title, day) for day, title in NESTED}
    author.commit(texts)
    site = author.site(tmp_path)
    author.git("mv", f"archive/{FIRST}.md", f"archive/{NEW}.md")
    author.commit({LIST: row(NEW), **BROKEN})
    assert not pulled(site).ok
    assert public(site) == {SECOND}
