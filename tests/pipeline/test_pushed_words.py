"""A pushed row withdraws words. Where its name is of the push alone, what holds these words here waits until the push is
taken over, wherever the push puts them and whatever it is called there."""

import os
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from unittest.mock import patch

import pytest
from filelock import FileLock

from minutes.records.document import parse
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import generation, indexer
from pipeline.source import git, traces
from pipeline.updates import pull, pushed_changes
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_pushed_rows import BROKEN
from tests.pipeline.test_tombstones_know_records import name, record, reworded, row, said, text
from tests.webapp.backstage_app import backstage_app
from tests.webapp.command_line import Archive as CommandLine

LIST, NEW = "withdrawn.yaml", "2026-03-09-另一份"
THIS, OTHER = name(1), name(2)
STUB = text("這份紀錄已移到另一份。")
Push = Callable[[GitArchive], object]


@pytest.fixture
def author(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path / "author")
    made.commit({f"{name(number)}.md": record(number) for number in (1, 2, 3)})
    return made


@pytest.fixture
def site(author: GitArchive, tmp_path: Path) -> Settings:
    return author.site(tmp_path)


def pulled(site: Settings) -> bool:
    return (pull.pull(site) or pytest.fail("no run")).ok


def words(site: Settings) -> str:
    return shown_by(Archive(site))


def shown_by(archive: Archive) -> str:
    view = archive.view()
    return "\n".join(view.source(one).decode() for one in view.public.meetings)


def is_hidden(site: Settings) -> bool:
    """Whether the first record's words are, and those of the others are not."""
    shown = words(site)
    return said(1) not in shown and said(3) in shown


def speeches(text: str) -> list[str]:
    """The ids of those of a record."""
    return [item.id for item in parse(text).items if item.type == "speech"]


def put(*files: tuple[str, str | None], row_of: str = NEW, whole: bool = True) -> Push:
    """A push of some files, then of a row."""

    def push(author: GitArchive) -> None:
        author.commit({f"{record}.md": text for record, text in files})
        author.commit({LIST: row(row_of, 1, whole=whole)})

    return push


def undone(author: GitArchive) -> None:
    author.git("mv", f"{THIS}.md", f"{NEW}.md")
    author.commit({LIST: row(NEW, 1, whole=True)})
    author.git("mv", f"{NEW}.md", f"{THIS}.md")
    author.commit()


def deleted_with_its_row(author: GitArchive) -> None:
    author.commit({f"{THIS}.md": STUB, f"{NEW}.md": record(1)})
    author.commit({f"{NEW}.md": None, LIST: row(NEW, 1, whole=True)})


PUSHES: dict[str, Push] = {
    "cut in two": put((THIS, text(said(101))), (NEW, text(said(1)))),
    "cut in two, with more beside it": put(
        (THIS, text(said(101))), (NEW, text(said(1), *map(said, range(11, 16))))
    ),
    "cut in two and edited": put((THIS, text(said(101))), (NEW, text(reworded(said(1))))),
    "a speech of what was cut off": put(
        (THIS, text(said(101))), (NEW, text(said(4), said(1))), whole=False
    ),
    "a stub is left": put((THIS, STUB), (NEW, f"---\ntitle: 另一份\n---\n{record(1)}")),
    "names are swapped, with a letter more": put(
        (THIS, record(2)), (OTHER, f"{record(1)}完\n"), row_of=OTHER
    ),
    "a speech is moved": put(
        (THIS, text(said(101))), (OTHER, text(said(2), said(1))), row_of=OTHER, whole=False
    ),
    "copied": put((NEW, record(1))),
    "renamed and back": undone,
    "deleted with its row": deleted_with_its_row,
}


@pytest.mark.parametrize("push", PUSHES.values(), ids=PUSHES)
def test_the_record_waits_whose_words_a_pushed_row_withdraws(
    author: GitArchive, site: Settings, push: Push
) -> None:
    running = Archive(site)
    assert said(1) in words(site)
    author.commit(BROKEN)
    push(author)
    assert not pulled(site)
    assert is_hidden(site)
    assert THIS not in {meeting.id for meeting in running.view().public.meetings}


@pytest.mark.parametrize("settled", [True, False], ids=["mended", "not mended"])
@pytest.mark.parametrize("how", ["a later push", "a rewritten history", "a merge", "undone"])
def test_it_goes_on_waiting_whatever_is_pushed_next(
    author: GitArchive, site: Settings, how: str, settled: bool
) -> None:
    first = author.made[-1]
    author.git("mv", f"{THIS}.md", f"{NEW}.md")
    author.commit(BROKEN)
    author.commit({LIST: row(NEW, 1, whole=True)})
    assert not pulled(site)
    assert is_hidden(site)
    if how == "a later push":
        author.commit({f"{THIS}.md": STUB, f"{NEW}.md": f"{record(1)}完\n"})
    elif how == "a rewritten history":
        author.git("reset", "--quiet", "--hard", first)
        author.commit({"notes.txt": "x", **BROKEN})
    elif how == "a merge":
        author.git("checkout", "--quiet", "-b", "side", first)
        author.git("merge", "--quiet", "-s", "ours", "-m", "Ours", "main")
        author.git("branch", "--quiet", "--force", "main", "side")
        author.git("checkout", "--quiet", "main")
    else:
        author.git("mv", f"{NEW}.md", f"{THIS}.md")
        author.commit()
    if settled:
        there = (author.folder / "archive.yaml").exists()
        author.commit({"archive.yaml": None} if there else {})
    pull.pull(site)
    assert is_hidden(site)
    pull.pull(site)
    assert is_hidden(site)


EDITS = {
    "a word": said(1).replace(said(1)[40:44], "別的話語"),
    "cut short": said(1)[:60],
    "a sentence before": f"補充說明。{said(1)}",
    "redacted": f"{said(1)[:30]}○○○{said(1)[40:]}",
}


@pytest.mark.parametrize("edited", EDITS.values(), ids=EDITS)
def test_a_record_waits_for_a_speech_that_the_push_edits_however_often_it_is_indexed(
    author: GitArchive, site: Settings, edited: str
) -> None:
    author.commit({f"{THIS}.md": text(edited, said(101)), **BROKEN})
    speech = speeches(text(edited, said(101)))[0]
    author.commit({LIST: row(THIS, 1, whole=True).replace("}", f", speech: {speech}}}")})
    assert not pulled(site)
    assert is_hidden(site)
    (site.transcripts / f"{OTHER}.md").write_text(record(2) + "補充。\n", encoding="utf-8")
    indexer.refresh(site, jobs=1)
    assert is_hidden(site)
    assert not pulled(site)
    assert is_hidden(site)


def test_a_folder_that_stands_for_millions_of_files_is_read_once(
    author: GitArchive, site: Settings
) -> None:
    put((THIS, STUB), (NEW, record(1)))(author)
    blob = author.git("hash-object", "-w", f"{OTHER}.md")
    tree = _tree(author, f"100644 blob {blob}\tx.md\n")
    for _ in range(8):
        tree = _tree(author, "".join(f"040000 tree {tree}\t{at}\n" for at in range(10)))
    listed = author.git("ls-tree", "HEAD")
    top = _tree(author, f"{listed}\n040000 tree {tree}\tzz\n")
    author.git(
        "reset", "--quiet", "--soft", author.git("commit-tree", top, "-p", "HEAD", "-m", "x")
    )
    assert not pulled(site)
    assert is_hidden(site)
    assert traces.untold_by_push(site.data) == {}


def _tree(author: GitArchive, listed: str) -> str:
    words = ["git", "-C", str(author.folder), "mktree"]
    made = subprocess.run(words, input=listed.encode(), capture_output=True, check=True)
    return made.stdout.decode().strip()


def test_a_file_whose_name_is_no_text_is_in_nobodys_way(author: GitArchive, site: Settings) -> None:
    (author.folder / os.fsdecode(b"\xff.md")).write_text(record(4), encoding="utf-8")
    author.commit(BROKEN)
    put((THIS, STUB), (NEW, record(1)))(author)
    pull.pull(site)
    assert is_hidden(site)
    assert traces.untold_by_push(site.data) == {}


def test_a_slip_in_a_row_hides_nothing_and_one_of_a_known_record_that_alone(
    author: GitArchive, site: Settings
) -> None:
    author.commit({f"{NEW}.md": record(4), **BROKEN})
    author.commit({LIST: row("2026-01-01-沒有", 1, whole=True)})
    assert not pulled(site)
    assert all(said(number) in words(site) for number in (1, 2, 3))
    author.commit({LIST: row(THIS, 1, whole=True)})
    assert not pulled(site)
    assert is_hidden(site)
    assert said(2) in words(site)


def test_where_git_gives_no_answer_what_was_known_stays_and_all_may_be_meant_until_it_does(
    author: GitArchive, site: Settings
) -> None:
    author.commit(BROKEN)
    put((THIS, STUB), (NEW, record(1)))(author)
    with patch.object(git.Objects, "read", side_effect=git.GitFailed("no answer")):
        assert not pulled(site)
    assert words(site) == ""
    assert not pulled(site)
    assert is_hidden(site)
    with patch.object(git.Objects, "read", side_effect=git.GitFailed("no answer")):
        assert not pulled(site)
    assert words(site) == ""
    author.commit({"archive.yaml": None})
    assert pulled(site)
    assert is_hidden(site)
    assert traces.untold_by_push(site.data) == {}


def test_git_is_asked_again_that_gives_no_answer_once(author: GitArchive, site: Settings) -> None:
    author.commit({LIST: row(THIS, 1, whole=True), **BROKEN})
    read, failures = git.Objects.read, [git.GitFailed("killed")]

    def dies_once(objects: git.Objects, name: str, most: int) -> bytes:
        if failures:
            raise failures.pop()
        return read(objects, name, most)

    with patch.object(git.Objects, "read", dies_once):
        assert not pulled(site)
    assert is_hidden(site)


@pytest.mark.parametrize(
    "late",
    [
        patch.object(pushed_changes, "SECONDS", -1),
        patch("pipeline.updates.pushed_files.MOST_BYTES", 10),
        patch("pipeline.source.tree_sizes.MOST_LISTED", 10),
        patch.object(pushed_changes, "MOST_PUSHED", 0),
    ],
    ids=["time", "a file", "a folder", "commits"],
)
def test_what_is_too_much_to_tell_is_no_reason_to_show_it(
    author: GitArchive, site: Settings, late: AbstractContextManager[object]
) -> None:
    author.commit(BROKEN)
    put((THIS, STUB), (NEW, record(1)))(author)
    with late:
        assert not pulled(site)
    assert said(1) not in words(site)
    assert traces.untold_by_push(site.data) or is_hidden(site)


def test_it_is_told_without_names_on_the_page_and_with_the_row_by_doctor(
    author: GitArchive, site: Settings
) -> None:
    author.commit(BROKEN)
    put((THIS, STUB), (NEW, record(1)))(author)
    with patch.object(pushed_changes, "SECONDS", -1):
        assert not pulled(site)
    status = backstage_app(site).test_client().get("/en/status")
    assert (status.status_code, "3 records are not shown until" in status.text) == (503, True)
    assert "另一份" not in status.text
    told = CommandLine(site.transcripts, site.data).run("doctor").output
    assert (NEW in told, "pipeline.updates.pull" in told) == (True, True)


def test_no_other_run_waits_while_words_are_looked_for(author: GitArchive, site: Settings) -> None:
    author.commit(BROKEN)
    put((THIS, STUB), (NEW, record(1)))(author)
    held: list[bool] = []

    def waiting(*told: object) -> pushed_changes.HeldForPush:
        with FileLock(site.data / "pushed.lock", timeout=0) as lock:
            held.append(lock.is_locked)
        return pushed_changes.HeldForPush()

    with patch.object(pushed_changes, "waiting", waiting):
        assert not pulled(site)
    assert held


def test_settings_are_not_taken_over_while_nobody_can_tell_what_they_repeat(
    author: GitArchive, site: Settings
) -> None:
    author.commit({LIST: row(THIS, 1, whole=True)})
    assert pulled(site)
    (site.data / traces.RECORDS).unlink()
    author.commit({"archive.yaml": "description: 開會的紀錄\n"})
    assert not pulled(site)
    assert "minutes index" in (pull.last(site) or pytest.fail("no run")).what
    indexer.refresh(site, jobs=1)
    assert pulled(site)


def test_the_words_of_what_waits_leave_the_data_folder_and_are_shown_again_at_once(
    author: GitArchive, site: Settings
) -> None:
    author.git("mv", f"{THIS}.md", f"{NEW}.md")
    author.commit({LIST: row(OTHER, 2, whole=True) + row(NEW, 1, whole=True), **BROKEN})
    assert not pulled(site)
    assert said(1) in stored(site)
    indexer.refresh(site, jobs=1)
    assert said(1) not in stored(site)
    assert not indexer.refresh(site, jobs=1).rebuilt
    author.commit({LIST: row(OTHER, 2, whole=True)})
    assert not pulled(site)
    assert said(1) in words(site)
    indexer.refresh(site, jobs=1)
    assert said(1) in stored(site)


def stored(site: Settings) -> str:
    """What stands in clear in the files of the texts that are served."""
    current = generation.current(site.data) or pytest.fail("no index")
    files = (current.folder / generation.TEXT).iterdir()
    return "".join(file.read_bytes().decode("utf-8", "replace") for file in files)
