"""Where the push adds words to what its rows mean, or the rows mean something else than here, all waits that the push changes:
until it is taken over, and an index of it has ended."""

from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pytest

from minutes.errors import IndexMissing
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.source import git, traces
from pipeline.updates import after_indexing, pushed_changes
from pipeline.updates.records_in_use import RecordsInUse
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_pushed_rows import BROKEN
from tests.pipeline.test_pushed_words import (
    LIST,
    NEW,
    OTHER,
    STUB,
    THIS,
    Push,
    author,
    is_hidden,
    pulled,
    put,
    shown_by,
    site,
    speeches,
    words,
)
from tests.pipeline.test_tombstones_know_records import record, row, said, text
from tests.webapp.command_line import Archive as CommandLine

__all__ = ["author", "site"]
MOVED = text(said(2), said(1))
MARK = "> （本段發言已於 2026-02-20 撤下。理由：應請求）"
THERE = {f"{THIS}.md": text(said(101)), f"{OTHER}.md": MOVED}
BACK = {f"{THIS}.md": record(1), f"{OTHER}.md": record(2)}
OF_SPEECH = row(OTHER, 1, whole=True).replace("}", f", speech: {speeches(MOVED)[-1]}}}")
OF_RECORD = row(OTHER, 1, whole=True)


def one_after_the_other(*commits: dict[str, str | None]) -> Push:
    def push(author: GitArchive) -> None:
        for files in commits:
            author.commit(files)

    return push


def killed_in(site: Settings, module: ModuleType, name: str) -> None:
    """A pull that is killed where it calls a function of a module."""
    with (
        patch.object(module, name, side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        pulled(site)


def push_instead(author: GitArchive, before: str) -> None:
    """A push in which nothing is left of what was pushed since a commit."""
    author.git("reset", "--quiet", "--hard", before)
    author.commit({"note.txt": "又一次"})


def renamed_and_back(author: GitArchive) -> None:
    author.git("mv", f"{THIS}.md", f"{NEW}.md")
    author.commit()
    author.git("mv", f"{NEW}.md", f"{THIS}.md")
    author.commit({LIST: row(NEW, 1, whole=True)})


PUSHES = {
    "moved, and withdrawn by the command": one_after_the_other(
        THERE, {f"{OTHER}.md": f"{record(2)}\n{MARK}\n", LIST: OF_SPEECH}
    ),
    "moved, and taken out with its row": one_after_the_other(
        THERE, {f"{OTHER}.md": record(2), LIST: OF_SPEECH}
    ),
    "cut in two, and deleted with its row": one_after_the_other(
        {f"{THIS}.md": STUB, f"{NEW}.md": record(1)},
        {f"{NEW}.md": None, LIST: row(NEW, 1, whole=True)},
    ),
    "renamed and back": renamed_and_back,
    "moved and back before its row": one_after_the_other(THERE, BACK, {LIST: OF_SPEECH}),
    "moved and back after its row": one_after_the_other(THERE, {LIST: OF_SPEECH}, BACK),
    "moved and back before the row of all": one_after_the_other(THERE, BACK, {LIST: OF_RECORD}),
    "reworded by half": put((THIS, STUB), (NEW, text(said(1)[::2]))),
}


@pytest.mark.parametrize("push", PUSHES.values(), ids=PUSHES)
def test_what_waits_goes_on_waiting_until_an_index_of_what_was_taken_over_has_ended(
    author: GitArchive, site: Settings, push: Push
) -> None:
    author.commit(BROKEN)
    push(author)
    assert not pulled(site)
    assert is_hidden(site)
    author.commit({"archive.yaml": None})
    for _ in range(2):
        with patch.object(indexer, "refresh", side_effect=OSError("no space left")):
            assert not pulled(site)
        assert is_hidden(site)
    assert pulled(site)
    assert traces.waiting_for_push(site.data) == {}
    assert said(3) in words(site)


def test_an_index_that_began_before_the_push_was_taken_over_forgets_nothing(
    author: GitArchive, site: Settings
) -> None:
    author.commit(BROKEN)
    put((THIS, STUB), (NEW, record(1)))(author)
    assert not pulled(site)
    author.commit({"archive.yaml": None})
    refresh = indexer.refresh

    def meanwhile(*told: object, **options: object) -> object:
        with patch.object(indexer, "refresh", side_effect=OSError("no space left")):
            assert not pulled(site)
        return refresh(*told, **options)  # type: ignore[arg-type]  # as it was asked

    with patch.object(indexer, "refresh", meanwhile):
        after_indexing.refresh(site)
    assert is_hidden(site)
    assert traces.waiting_for_push(site.data)
    after_indexing.refresh(site)
    assert is_hidden(site)
    assert not traces.waiting_for_push(site.data)


@pytest.mark.parametrize("speech", ["", speeches(record(1))[0]], ids=["a record", "a speech"])
def test_a_row_that_the_command_writes_takes_nothing_else_away(
    author: GitArchive, site: Settings, tmp_path: Path, speech: str
) -> None:
    author.commit({f"{OTHER}.md": f"{record(2)}補充。\n"})
    of_speech = ("--speech", speech) if speech else ()
    office = CommandLine(author.folder, tmp_path / "office")
    assert office.run("withdraw", THIS, *of_speech, "--reason", "應請求").exit_code == 0
    author.commit(BROKEN)
    assert not pulled(site)
    assert traces.waiting_for_push(site.data) == {}
    assert is_hidden(site)
    assert said(2) in words(site)


def test_who_waits_is_looked_for_again_where_a_run_was_killed_whatever_is_pushed_next(
    author: GitArchive, site: Settings
) -> None:
    before = author.git("rev-parse", "HEAD")
    author.commit(BROKEN)
    put((THIS, STUB), (NEW, record(1)))(author)
    killed_in(site, pushed_changes, "waiting")
    push_instead(author, before)
    assert not pulled(site)
    assert is_hidden(site)
    assert not pulled(site)
    assert is_hidden(site)


def test_where_git_is_dead_all_waits_for_a_row_that_may_mean_another_record_there(
    author: GitArchive, site: Settings
) -> None:
    author.commit(BROKEN)
    author.commit({f"{THIS}.md": record(2), f"{OTHER}.md": record(1), LIST: OF_RECORD})
    with patch.object(git.Objects, "read", side_effect=git.GitFailed("no answer")):
        assert not pulled(site)
    assert words(site) == ""
    assert not pulled(site)
    assert is_hidden(site)


@pytest.mark.parametrize("short", ["零九一二", "某"])
def test_few_words_wait_as_well(author: GitArchive, site: Settings, short: str) -> None:
    author.commit({f"{THIS}.md": text(said(1), short)})
    assert pulled(site)
    there = text(said(2), short)
    author.commit({f"{THIS}.md": text(said(1)), f"{OTHER}.md": there, **BROKEN})
    author.commit(
        {LIST: OF_RECORD.replace("}", f", speech: {speeches(there)[-1]}}}")},
    )
    assert not pulled(site)
    assert is_hidden(site)


@pytest.mark.parametrize("error", [IndexMissing("damaged"), OSError("unreadable")])
def test_a_record_that_cannot_be_read_is_no_reason_to_show_what_it_may_have_in_common(
    author: GitArchive, site: Settings, error: Exception
) -> None:
    author.commit(BROKEN)
    author.commit({f"{THIS}.md": record(2), f"{OTHER}.md": record(1), LIST: OF_RECORD})
    with patch.object(RecordsInUse, "texts", side_effect=error):
        assert not pulled(site)
    assert is_hidden(site)


EDITED = f"{said(1)[:60]}補充說明。"
MEANT = {
    "renamed": ({f"{THIS}.md": None, f"{NEW}.md": record(1)}, row(NEW, 1, whole=True)),
    "cut in two": ({f"{THIS}.md": STUB, f"{NEW}.md": record(1)}, row(NEW, 1, whole=True)),
    "moved": (THERE, OF_SPEECH),
    "edited": (
        {f"{THIS}.md": text(EDITED, said(101))},
        row(THIS, 1, whole=True).replace("}", f", speech: {speeches(text(EDITED))[0]}}}"),
    ),
}


@pytest.mark.parametrize(("files", "told"), MEANT.values(), ids=MEANT)
def test_a_rewritten_history_that_keeps_a_row_and_drops_what_it_means_is_not_taken_over(
    author: GitArchive, site: Settings, files: dict[str, str | None], told: str
) -> None:
    before = author.git("rev-parse", "HEAD")
    author.commit({**files, **BROKEN})
    author.commit({LIST: told})
    assert not pulled(site)
    assert is_hidden(site)
    author.git("reset", "--quiet", "--hard", before)
    author.commit({LIST: told.replace("}", ", file: removed}")})
    for _ in range(2):
        assert not pulled(site)
        assert is_hidden(site)
    author.commit({LIST: row(THIS, 1, whole=True)})
    assert pulled(site)
    assert is_hidden(site)


def touched(author: GitArchive) -> None:
    author.commit({f"{THIS}.md": f"{record(1)}補充。\n", LIST: OF_NEW})


def copied_to_the_name_in_the_row(author: GitArchive) -> None:
    author.commit({f"{NEW}.md": record(1), LIST: OF_NEW})


def another_record_of_that_name(author: GitArchive) -> None:
    author.commit({f"{NEW}.md": record(4), LIST: OF_NEW})


def a_merge_that_undoes_it(author: GitArchive) -> None:
    first = author.git("rev-parse", "ORIG_HEAD")
    author.commit({LIST: OF_NEW})
    author.git("merge", "--quiet", "-s", "ours", "-m", "Ours", first)


OF_NEW = row(NEW, 1, whole=True)
AFTER = [
    touched,
    copied_to_the_name_in_the_row,
    another_record_of_that_name,
    a_merge_that_undoes_it,
]


@pytest.mark.parametrize("most", [pushed_changes.MOST_PUSHED, 2], ids=["told", "too much to tell"])
@pytest.mark.parametrize("after", AFTER)
def test_no_row_gets_another_meaning_by_a_rewritten_history(
    author: GitArchive, site: Settings, after: Push, most: int
) -> None:
    before = author.git("rev-parse", "HEAD")
    author.commit(BROKEN)
    author.git("mv", f"{THIS}.md", f"{NEW}.md")
    author.commit()
    author.commit({LIST: OF_NEW})
    with patch.object(pushed_changes, "MOST_PUSHED", most):
        assert not pulled(site)
        assert said(1) not in words(site)
        author.git("reset", "--quiet", "--hard", before)
        after(author)
        assert not pulled(site)
        assert said(1) not in words(site)


def test_a_branch_that_edits_a_record_and_withdraws_it_may_be_merged(
    author: GitArchive, site: Settings
) -> None:
    author.git("checkout", "--quiet", "-b", "side")
    author.commit({f"{THIS}.md": f"{record(1)}補充。\n", f"{OTHER}.md": f"{record(2)}補充。\n"})
    author.commit({f"{THIS}.md": record(1), LIST: row(THIS, 1, whole=True)})
    author.git("checkout", "--quiet", "main")
    author.commit({"note.txt": "x"})
    author.git("merge", "--quiet", "--no-ff", "-m", "Side", "side")
    author.commit({f"{THIS}.md": None})
    assert pulled(site)
    assert is_hidden(site)


def test_whoever_keeps_the_site_may_take_a_rewritten_history_over(
    author: GitArchive, site: Settings
) -> None:
    before = author.git("rev-parse", "HEAD")
    author.commit({f"{THIS}.md": STUB, f"{NEW}.md": record(1), LIST: OF_NEW, **BROKEN})
    assert not pulled(site)
    author.git("reset", "--quiet", "--hard", before)
    author.commit({f"{THIS}.md": STUB, f"{NEW}.md": record(1), LIST: OF_NEW})
    assert not pulled(site)
    GitArchive(site.transcripts, site.data).git("merge", "--quiet", "--ff-only", "@{upstream}")
    assert pulled(site)
    assert is_hidden(site)
    assert traces.waiting_for_push(site.data) == {}


FIRSTS = {
    "moved": (THERE, {f"{OTHER}.md": record(2), LIST: OF_SPEECH}),
    "renamed": (
        {f"{THIS}.md": None, f"{NEW}.md": record(1)},
        {f"{NEW}.md": None, LIST: OF_NEW},
    ),
}


@pytest.mark.parametrize(("first", "then"), FIRSTS.values(), ids=FIRSTS)
def test_what_is_taken_out_with_its_row_waits_where_an_earlier_push_moved_it_and_no_index_ended_since(
    author: GitArchive,
    site: Settings,
    first: dict[str, str | None],
    then: dict[str, str | None],
) -> None:
    for files in (first, then):
        author.commit(files)
        with patch.object(indexer, "refresh", side_effect=OSError("no space left")):
            assert not pulled(site), list(files)
    assert is_hidden(site)
    assert pulled(site)
    assert said(1) not in words(site)
    assert traces.waiting_for_push(site.data) == {}


def test_what_was_too_much_to_tell_waits_until_an_index_however_often_it_is_pulled(
    author: GitArchive, site: Settings
) -> None:
    author.commit(THERE)
    author.commit({f"{OTHER}.md": record(2), LIST: OF_SPEECH})
    with (
        patch.object(pushed_changes, "MOST_PUSHED", 1),
        patch.object(indexer, "refresh", side_effect=OSError("no space left")),
    ):
        for _ in range(2):
            assert not pulled(site)
            assert said(1) not in words(site)
    assert pulled(site)
    assert is_hidden(site)


def test_a_row_is_known_again_that_was_fetched_by_a_run_which_was_killed_before_it_kept_it(
    author: GitArchive, site: Settings
) -> None:
    before = author.git("rev-parse", "HEAD")
    put((THIS, STUB), (NEW, record(1)))(author)
    killed_in(site, traces, "keep_pushed")
    push_instead(author, before)
    assert not pulled(site)
    assert is_hidden(site)


def test_a_list_is_kept_however_long_it_becomes_where_it_is_kept(
    author: GitArchive, site: Settings
) -> None:
    long = "".join(row(f"2026-01-01-{at}", 1, whole=True) for at in range(400))
    author.commit({LIST: OF_NEW + long.replace("應請求", "\U0001f600" * 3_900), **BROKEN})
    assert not pulled(site)
    assert (site.data / "pushed" / LIST).stat().st_size > 2**24
    assert said(3) in words(site)


BESIDE = ['"x%2541"', "a.md.md", '"a%252Emd"']


@pytest.mark.parametrize("beside", BESIDE)
def test_a_row_whose_name_would_be_another_one_if_read_twice_is_in_no_others_way(
    author: GitArchive, site: Settings, beside: str
) -> None:
    author.commit(BROKEN)
    put((THIS, STUB), (NEW, record(1)))(author)
    odd = f'- {{meeting: {beside}, date: 2026-02-20, reason: "a\\x85b"}}\n'
    author.commit({LIST: row(NEW, 1, whole=True) + odd})
    assert not pulled(site)
    assert is_hidden(site)


def test_running_processes_go_on_reading_where_the_first_row_ever_comes_with_a_refused_push(
    author: GitArchive, site: Settings
) -> None:
    running = Archive(site)
    assert said(3) in shown_by(running)
    author.commit({LIST: row(THIS, 1, whole=True), **BROKEN})
    assert not pulled(site)
    assert said(1) not in shown_by(running)
    file = site.transcripts / f"{OTHER}.md"
    file.write_text(f"---\nedit: {{hold: 更正中}}\n---\n{record(2)}", "utf-8")
    indexer.refresh(site, jobs=1)
    assert said(2) not in shown_by(running)
    assert (running.trouble, said(3) in shown_by(running)) == ("", True)
