"""Tombstones in what was pushed count while a run is at work, and none goes because a merge lost it."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from minutes.publication import gate
from minutes.settings import Settings, load
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.updates import merging, pull
from pipeline.updates.pull import Outcome
from tests.pipeline.git_archive import GitArchive

RECORD = (
    "---\ntitle: {0}\ndate: {1}\ntier: other\n---\n# {1} {0}\n\n### 王範例：\n第一句話在這裡。\n"
)
FIRST, SECOND, THIRD = "2026-03-02-甲", "2026-03-03-乙", "2026-03-04-丙"
LIST = "withdrawn.yaml"


def row(meeting: str, reason: str = "應當事人請求") -> str:
    return f"- meeting: {meeting}\n  date: 2026-04-01\n  reason: {reason}\n"


@pytest.fixture
def author(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path / "author")
    names = ((name, *reversed(name.rsplit("-", 1))) for name in (FIRST, SECOND, THIRD))
    made.commit({f"{name}.md": RECORD.format(title, day) for name, title, day in names})
    return made


@pytest.fixture
def site(author: GitArchive, tmp_path: Path) -> Settings:
    clone = ["git", "clone", "--quiet", str(author.folder), str(tmp_path / "site")]
    subprocess.run(clone, check=True)
    settings = load(tmp_path / "site", tmp_path / "data")
    indexer.refresh(settings, jobs=1)
    return settings


def pulled(site: Settings) -> Outcome:
    return pull.pull(site) or pytest.fail("no run")


def public(site: Settings) -> set[str]:
    return {meeting.id for meeting in Archive(site).view().public.meetings}


def merge(author: GitArchive, left: str, *words: str) -> None:
    """Merge the branch `side`; the list of tombstones is as `left` says then."""
    author.git("merge", "--quiet", "--no-ff", "--no-commit", "-s", "ours", *words, "side")
    author.commit({LIST: left})


def begin(author: GitArchive, site: Settings) -> None:
    """A row is in use that a branch from before does not have."""
    author.commit({LIST: row(FIRST)})
    author.git("branch", "side")
    author.commit({LIST: row(FIRST) + row(SECOND)})
    assert pulled(site).ok
    assert public(site) == {THIRD}


def test_a_row_that_a_merge_lost_is_refused_and_stays_in_use(
    author: GitArchive, site: Settings
) -> None:
    begin(author, site)
    author.git("checkout", "--quiet", "side")
    author.commit({LIST: row(FIRST) + row(THIRD)})
    author.git("checkout", "--quiet", "main")
    merge(author, row(FIRST) + row(THIRD))
    outcome = pulled(site)
    assert (outcome.step, f"{SECOND}: a merge lost its row" in outcome.what) == ("look", True)
    assert public(site) == set()  # the new row counts all the same
    author.commit({LIST: row(FIRST) + row(THIRD) + row(SECOND)})
    assert pulled(site).ok
    assert public(site) == set()


def test_so_is_one_that_was_lost_where_the_published_line_became_a_side_branch(
    author: GitArchive, site: Settings
) -> None:
    begin(author, site)
    author.git("checkout", "--quiet", "side")
    author.commit({"notes.txt": "x"})
    author.git("merge", "--quiet", "-s", "ours", "-m", "Ours", "main")
    author.git("checkout", "--quiet", "main")
    author.git("merge", "--quiet", "--ff-only", "side")
    assert pulled(site).step == "look"
    assert public(site) == {THIRD}


def test_a_row_that_a_commit_of_its_own_takes_out_is_gone_also_where_that_is_merged(
    author: GitArchive, site: Settings
) -> None:
    begin(author, site)
    author.git("checkout", "--quiet", "-B", "side")
    author.commit({LIST: row(FIRST)})
    author.git("checkout", "--quiet", "main")
    author.commit({"notes.txt": "x"})
    merge(author, row(FIRST))
    assert pulled(site).ok
    assert public(site) == {SECOND, THIRD}


def test_a_row_that_a_merge_words_anew_is_not_lost(author: GitArchive, site: Settings) -> None:
    begin(author, site)
    author.git("checkout", "--quiet", "side")
    author.commit({"notes.txt": "x"})
    author.git("checkout", "--quiet", "main")
    merge(author, row(FIRST) + row(f"/{SECOND}.md", "當事人來信"))
    assert pulled(site).ok
    assert public(site) == {THIRD}


def test_the_lock_of_a_fetch_that_was_killed_keeps_no_row_waiting(
    author: GitArchive, site: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "ALIVE", 0)
    lock = site.transcripts / ".git/refs/remotes/origin/main.lock"
    lock.write_text("")
    author.commit({LIST: row(FIRST)})
    assert pulled(site).ok
    assert (public(site), lock.exists()) == ({SECOND, THIRD}, False)


def test_a_row_that_is_pushed_while_a_run_is_at_work_counts_at_once(
    author: GitArchive, site: Settings
) -> None:
    with ThreadPoolExecutor() as pool:
        with FileLock(site.data / "pull.lock"):  # an index takes long
            author.commit({LIST: row(FIRST)})
            waits = pool.submit(pull.pull, site)
            while FIRST in public(site):
                assert not waits.done()
            author.commit({LIST: row(FIRST) + row(SECOND)})
            assert pull.pull(site) is None  # the one that waits takes it over
            assert public(site) == {THIRD}
            assert gate.good_rows(site.transcripts) == ()
        assert (waits.result() or pytest.fail("no run")).ok
    assert public(site) == {THIRD}
    assert [one.meeting for one in gate.good_rows(site.transcripts)] == [FIRST, SECOND]
