"""Tombstones in what was pushed count while a run is at work, and none goes because a merge lost it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from minutes.publication import gate
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.updates import merging, pull, pushed_rows
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
    return author.site(tmp_path)


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
    assert (
        outcome.step,
        f"{SECOND}: a merge or a rewritten history lost its row" in outcome.what,
    ) == ("look", True)
    assert public(site) == set()  # the new row counts all the same
    author.commit({LIST: row(FIRST) + row(THIRD) + row(SECOND)})
    assert pulled(site).ok
    assert public(site) == set()


def test_a_row_is_told_as_lost_where_the_published_line_became_a_side_branch(
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


BROKEN = {"archive.yaml": "engine: [\n"}


def have_heeded(author: GitArchive, site: Settings) -> None:
    """A row counts that was pushed with settings which keep the push from being taken over."""
    author.commit({LIST: row(THIRD)})
    assert pulled(site).ok
    author.commit({LIST: row(THIRD) + row(FIRST), **BROKEN})
    assert not pulled(site).ok
    assert public(site) == {SECOND}


def take_over_as_side(author: GitArchive, side: str, **files: str | None) -> None:
    """A branch from before keeps nothing of what was published, and is published in its place."""
    author.git("checkout", "--quiet", "-B", "side", side)
    author.commit({"notes.txt": "x", **files})
    author.git("merge", "--quiet", "-s", "ours", "-m", "Ours", "main")
    author.git("checkout", "--quiet", "main")
    author.git("merge", "--quiet", "--ff-only", "side")


def test_a_row_that_is_pushed_together_with_the_merge_that_lost_it_counts_and_is_told(
    author: GitArchive, site: Settings
) -> None:
    author.commit({LIST: row(FIRST)})
    take_over_as_side(author, "HEAD~1")
    outcome = pulled(site)
    assert (outcome.step, FIRST in outcome.what) == ("look", True)
    assert public(site) == {SECOND, THIRD}


@pytest.mark.parametrize("left", ["- [}\n", None, "", row("2026-03-02-誤").replace("date", "day")])
def test_a_row_that_counts_goes_on_counting_when_the_list_that_is_pushed_next_is_broken(
    author: GitArchive, site: Settings, left: str | None
) -> None:
    have_heeded(author, site)
    author.commit({LIST: left})
    assert not pulled(site).ok
    assert public(site) == {SECOND}


@pytest.mark.parametrize("settings", [BROKEN, {"archive.yaml": None}], ids=["broken", "mended"])
def test_a_row_that_counts_goes_on_counting_when_a_merge_loses_it_before_it_is_in_use(
    author: GitArchive, site: Settings, settings: dict[str, str | None]
) -> None:
    author.commit({LIST: row(THIRD)})
    assert pulled(site).ok
    author.commit(BROKEN)
    author.commit({LIST: row(THIRD) + row(FIRST)})
    assert not pulled(site).ok
    take_over_as_side(author, "HEAD~1", **settings)
    assert not pulled(site).ok
    assert public(site) == {SECOND}


def test_a_row_that_counts_goes_on_counting_when_history_is_rewritten_until_a_commit_takes_it_out(
    author: GitArchive, site: Settings
) -> None:
    have_heeded(author, site)
    author.git("reset", "--quiet", "--hard", "HEAD~1")
    author.commit({"notes.txt": "y"})
    assert not pulled(site).ok
    assert public(site) == {SECOND}
    author.commit({LIST: row(THIRD) + row(FIRST)})
    author.commit({LIST: row(THIRD)})
    assert pulled(site).ok
    assert public(site) == {FIRST, SECOND}


def test_a_row_that_is_taken_out_and_put_back_is_no_less_lost_by_a_merge(
    author: GitArchive, site: Settings
) -> None:
    begin(author, site)
    author.git("checkout", "--quiet", "-B", "side")
    author.commit({LIST: row(FIRST)})
    author.commit({LIST: row(FIRST) + row(SECOND)})
    author.git("checkout", "--quiet", "main")
    author.commit({"notes.txt": "x"})
    merge(author, row(FIRST))
    assert pulled(site).step == "look"
    assert public(site) == {THIRD}


def test_a_row_that_came_and_went_on_a_branch_which_never_had_the_one_in_use_is_no_less_lost(
    author: GitArchive, site: Settings
) -> None:
    author.git("branch", "side")
    author.commit({LIST: row(FIRST) + row(SECOND)})
    assert pulled(site).ok
    author.git("checkout", "--quiet", "side")
    author.commit({LIST: row(FIRST) + row(SECOND)})
    author.commit({LIST: row(FIRST)})
    author.git("checkout", "--quiet", "main")
    merge(author, row(FIRST))
    assert pulled(site).step == "look"
    assert public(site) == {THIRD}


SLIP = "- meeting: 2026-03-05-丁\n  date: 2026-04-01\n"


@pytest.mark.parametrize("beside", [SLIP, f"{SLIP}  reason: x\n  by: 某人\n"], ids=["none", "more"])
def test_a_row_that_stands_beside_a_slip_is_no_less_lost_by_the_merge_that_comes_with_it(
    author: GitArchive, site: Settings, beside: str
) -> None:
    author.commit({LIST: beside + row(FIRST)})
    take_over_as_side(author, "HEAD~1")
    outcome = pulled(site)
    assert (outcome.step, FIRST in outcome.what) == ("look", True)
    assert public(site) == {SECOND, THIRD}


def test_a_row_in_use_that_stands_beside_a_slip_is_no_less_lost_by_a_merge(
    author: GitArchive, site: Settings
) -> None:
    author.commit({LIST: SLIP + row(FIRST)})
    running = Archive(site)
    running.view()
    assert not pulled(site).ok
    GitArchive(site.transcripts, site.data).git("reset", "--quiet", "--hard", "@{upstream}")
    (site.data / "pushed" / LIST).unlink()
    take_over_as_side(author, "HEAD~1")
    assert pulled(site).step == "look"
    assert {meeting.id for meeting in running.view().public.meetings} == {SECOND, THIRD}


def test_a_commit_that_mends_a_slip_may_take_out_the_row_beside_it(
    author: GitArchive, site: Settings
) -> None:
    author.commit({LIST: SLIP + row(FIRST)})
    assert not pulled(site).ok
    author.commit({LIST: row(SECOND)})
    assert pulled(site).ok
    assert public(site) == {FIRST, THIRD}


def test_a_row_that_a_merge_alone_brings_is_lost_by_no_later_merge_either(
    author: GitArchive, site: Settings
) -> None:
    author.git("checkout", "--quiet", "-b", "old")
    author.commit({"notes.txt": "x"})
    author.git("branch", "side")
    author.git("checkout", "--quiet", "main")
    author.commit({"more.txt": "x"})
    merge(author, row(FIRST))
    take_over_as_side(author, "old")
    outcome = pulled(site)
    assert (outcome.step, FIRST in outcome.what) == ("look", True)
    assert public(site) == {SECOND, THIRD}


def test_a_row_that_a_merge_alone_brings_may_be_taken_out_by_a_commit(
    author: GitArchive, site: Settings
) -> None:
    author.git("checkout", "--quiet", "-b", "side")
    author.commit({"notes.txt": "x"})
    author.git("checkout", "--quiet", "main")
    author.commit({"more.txt": "x"})
    merge(author, row(FIRST) + row(SECOND))
    author.commit({LIST: row(FIRST)})
    assert pulled(site).ok
    assert public(site) == {SECOND, THIRD}


def test_more_edits_of_the_list_than_are_looked_at_are_too_much_for_one_push(
    author: GitArchive, site: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushed_rows, "MOST_EDITS", 3)
    author.commit({LIST: row(FIRST)})
    for number in range(3):
        author.commit({LIST: row(FIRST) + row(SECOND) + f"# {number}\n"})
    outcome = pulled(site)
    assert (outcome.step, "too much was pushed at once" in outcome.what) == ("look", True)
    assert public(site) == {THIRD}
    (site.data / "pushed" / LIST).unlink()
    take_over_as_side(author, "HEAD~4")  # which has no row
    assert pulled(site).step == "look"
    assert public(site) == {THIRD}


def test_a_row_counts_and_the_next_is_fetched_while_what_was_lost_is_looked_for(
    author: GitArchive, site: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []
    look = vars(pushed_rows)["_lost"]

    def slow(*told: object) -> object:
        seen.append(public(site))
        if len(seen) == 1:
            author.commit({LIST: row(FIRST) + row(SECOND)})
            pushed_rows.fetch_and_heed(site)
        return look(*told)

    monkeypatch.setattr(pushed_rows, "_lost", slow)
    author.commit({LIST: row(FIRST)})
    pushed_rows.fetch_and_heed(site)
    assert seen == [{SECOND, THIRD}, {THIRD}]
    assert public(site) == {THIRD}
