"""The ledger over git history: every id that was public leads somewhere, and nothing is guessed."""

import datetime as dt
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from minutes.addresses.short_ids import code
from minutes.publication.gate import Gate
from minutes.records.document import parse
from pipeline.archive.archive import Archive
from pipeline.history import ledger, tombstones
from pipeline.history.resolution import Resolved
from pipeline.index import indexer
from pipeline.source import withdrawn_speeches
from tests.conftest import ROOT
from tests.pipeline.git_archive import GitArchive

NAME = "2026-01-02-公園參訪"
FILE = f"{NAME}.md"
FIRST = "今天我們要討論的是公園裡遊具的遮陽設施，請各機關說明目前辦理的情形與預算。"
SECOND = "圖書館夜間還書的動線已經與管理單位確認，下週可以開始試辦三個據點。"
THIRD = "步道里程牌的材質採用再生塑膠，這部分請林業單位提供去年的維護紀錄。"


def text(*words: str, head: str = "") -> str:
    return f"{head}# 2026-01-02 公園參訪\n\n" + "".join(f"### 王範例：\n{w}\n\n" for w in words)


def ident(words: str, *all_words: str) -> str:
    items = parse(text(*(all_words or (words,)))).items
    return next(i.id for i in items if i.text == words)


def resolve(archive: GitArchive, name: str, old: str) -> Resolved | None:
    view = Archive(archive.settings).view()
    meeting = view.meeting(name)
    assert meeting is not None
    return view.resolve(meeting, old)


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    return GitArchive.new(tmp_path)


def mended(words: str, times: int = 1) -> str:
    return words.replace("，", f"，第{times}次訂正後，", 1)


def test_a_speech_corrected_three_times_and_renamed_is_found_by_every_id_it_had(
    archive: GitArchive,
) -> None:
    wordings = [FIRST, *(mended(FIRST, n) for n in (1, 2, 3))]
    for words in wordings:
        archive.commit({FILE: text(words, SECOND)})
    archive.git("mv", FILE, "2026-01-02-公園走讀.md")
    archive.commit()
    archive.index()
    last = ident(wordings[-1])
    for words in wordings[:-1]:
        found = resolve(archive, "2026-01-02-公園走讀", ident(words))
        assert found is not None, words
        assert (found.kind, found.ids) == ("revised", (last,)), words
    assert Archive(archive.settings).view().public.resolve(NAME) == "2026-01-02-公園走讀"


def test_one_new_commit_gives_the_same_ledger_as_all_at_once(archive: GitArchive) -> None:
    for number in range(4):
        archive.commit({FILE: text(mended(FIRST, number), SECOND), "2026-01-03-二.md": text(THIRD)})
        grown = archive.index()
    shutil.rmtree(archive.data)
    assert archive.index() == grown
    assert len(grown.lives) == 2


@pytest.mark.parametrize("name", [NAME, f"/m/{code(NAME)[:8]}", "2026-01-02-舊名"])
def test_a_tombstone_taken_back_is_found_in_one_new_commit_as_in_all_at_once(
    archive: GitArchive, name: str
) -> None:
    row = f"- {{meeting: {name}, date: 2026-02-09, reason: 誤植}}\n"
    archive.commit({FILE: text(FIRST, SECOND), ".redirects": f"2026-01-02-舊名\t{NAME}\n"})
    for listed in (row, "- [broken", "withdrawn: none\n"):
        archive.commit({"withdrawn.yaml": listed, FILE: text(mended(FIRST), SECOND)})
        if listed != "- [broken":
            grown = archive.index(may_remove=True)
    shutil.rmtree(archive.data)
    assert archive.index() == grown
    assert grown.lives[0].versions[-1].cut


def test_a_withdrawn_record_that_is_renamed_in_git_stays_withdrawn_and_is_told(
    archive: GitArchive,
) -> None:
    other = "2026-01-02-走讀.md"
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({"withdrawn.yaml": f"- {{meeting: {NAME}, date: 2026-02-09, reason: 誤植}}\n"})
    archive.index()
    archive.git("mv", FILE, other)
    archive.commit()
    for _ in range(2):
        told = indexer.refresh(archive.settings, jobs=1)
        codes = {p.code for p in told.problems if p.path == other}
        assert codes == {"withdrawn-under-another-name"}
        public = Archive(archive.settings).view().public
        assert not public.meetings
        assert public.tombstone(NAME) is not None
    assert withdrawn_speeches.idle_tombstones(archive.folder, _gate(archive)) == ()


def test_a_record_that_took_the_name_of_a_renamed_one_is_withdrawn_alone(
    archive: GitArchive,
) -> None:
    other = "2026-01-02-走讀"
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.git("mv", FILE, f"{other}.md")
    archive.commit()
    archive.commit({FILE: text(THIRD)})
    archive.commit({"withdrawn.yaml": f"- {{meeting: {NAME}, date: 2026-02-20, reason: 誤植}}\n"})
    archive.commit({FILE: None})
    archive.index()
    public = Archive(archive.settings).view().public
    assert [m.id for m in public.meetings] == [other]
    assert public.tombstone(NAME) is not None


def test_a_record_that_takes_the_free_name_later_does_not_free_the_withdrawn_one(
    archive: GitArchive,
) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({"withdrawn.yaml": f"- {{meeting: {NAME}, date: 2026-02-07, reason: 誤植}}\n"})
    archive.git("mv", FILE, "2026-01-02-走讀.md")
    archive.commit()
    archive.commit({FILE: text(THIRD)})
    archive.index()
    assert not Archive(archive.settings).view().public.meetings


def _gate(archive: GitArchive) -> Gate:
    return tombstones.side_files_of(archive.settings).gate(archive.settings.archive.zone, ())


def test_what_is_not_committed_yet_resolves_too(archive: GitArchive) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.write(FILE, text(mended(FIRST), SECOND))
    archive.index()
    found = resolve(archive, NAME, ident(FIRST))
    assert found is not None
    assert found.ids == (ident(mended(FIRST)),)


def test_a_speech_that_was_put_back_is_itself_again(archive: GitArchive) -> None:
    for words in (FIRST, mended(FIRST), FIRST):
        archive.commit({FILE: text(words, SECOND)})
    archive.index()
    found = resolve(archive, NAME, ident(mended(FIRST)))
    assert found is not None
    assert found.ids == (ident(FIRST),)


@pytest.mark.parametrize("between", ["in another encoding", "taken away"])
@pytest.mark.parametrize("often", ["at once", "commit by commit"])
def test_an_id_leads_on_over_a_version_that_nobody_could_read(
    archive: GitArchive, between: str, often: str
) -> None:
    public = [text(FIRST, SECOND), text(mended(FIRST), SECOND)]
    archive.commit({FILE: public[0]})
    archive.commit({FILE: public[1]})
    if between == "taken away":
        archive.commit({FILE: None})
    else:
        (archive.folder / FILE).write_bytes(public[1].encode("utf-16"))
        archive.commit()
    if often == "commit by commit":
        archive.index()
    archive.commit({FILE: text(mended(FIRST, 2), mended(SECOND))})
    archive.index()
    now = text(mended(FIRST, 2), mended(SECOND))
    ids = {i.text: i.id for i in parse(now).items}
    for old, new in ((FIRST, mended(FIRST, 2)), (SECOND, mended(SECOND))):
        found = resolve(archive, NAME, ident(old, FIRST, SECOND))
        assert found is not None, old
        assert (found.kind, found.ids) == ("revised", (ids[new],)), old


def test_a_branch_that_was_merged_is_one_step_and_its_own_steps_were_never_public(
    archive: GitArchive,
) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.git("checkout", "-q", "-b", "work")
    archive.commit({FILE: text(mended(FIRST, 7), SECOND)})
    archive.commit({FILE: text(mended(FIRST, 8), SECOND)})
    archive.git("checkout", "-q", "main")
    archive.commit({"2026-01-03-二.md": text(THIRD)})
    archive.git("merge", "-q", "--no-ff", "-m", "merge", "work")
    archive.commit()
    archive.index()
    assert resolve(archive, NAME, ident(mended(FIRST, 7))) is None
    found = resolve(archive, NAME, ident(FIRST))
    assert found is not None
    assert found.ids == (ident(mended(FIRST, 8)),)


def test_a_history_that_was_written_anew_is_noticed_and_its_ids_still_lead_on(
    archive: GitArchive,
) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: text(mended(FIRST, 1), SECOND)})
    assert archive.index().rewritten == ()
    archive.git("reset", "-q", "--hard", "HEAD~1")
    archive.commit({FILE: text(mended(FIRST, 2), SECOND)})
    book = archive.index()
    assert len(book.rewritten) == 1
    for words in (FIRST, mended(FIRST, 1)):
        found = resolve(archive, NAME, ident(words))
        assert found is not None, words
        assert found.ids == (ident(mended(FIRST, 2)),), words


def test_a_record_that_was_renamed_before_a_rewritten_history_was_seen_keeps_its_ids(
    archive: GitArchive,
) -> None:
    archive.commit({FILE: text(FIRST, SECOND), "2026-01-03-二.md": text(THIRD)})
    archive.commit({FILE: text(mended(FIRST, 1), SECOND)})
    archive.index()
    archive.git("reset", "-q", "--hard", "HEAD~1")
    archive.commit({FILE: text(mended(FIRST, 2), SECOND)})
    archive.git("mv", FILE, "2026-01-02-公園走讀.md")
    archive.commit()
    archive.index()
    found = resolve(archive, "2026-01-02-公園走讀", ident(mended(FIRST, 1)))
    assert found is not None
    assert found.ids == (ident(mended(FIRST, 2)),)


def test_a_record_that_was_taken_out_of_the_history_is_told_to_be_gone(archive: GitArchive) -> None:
    archive.commit({"2026-01-03-二.md": text(THIRD)})
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.index()
    archive.git("reset", "-q", "--hard", "HEAD~1")
    archive.commit({"2026-01-03-二.md": text(mended(THIRD))})
    archive.index()
    known = Archive(archive.settings).view().snapshot.known_ids
    gone = known.vanished(ident(FIRST))
    assert gone is not None
    assert gone[0] == NAME
    assert known.vanished(ident(THIRD)) is None


@pytest.mark.parametrize("inside", ["transcripts", "archive/records"])
def test_an_archive_that_moved_into_a_folder_keeps_its_history(
    archive: GitArchive, inside: str
) -> None:
    archive.commit({FILE: text(FIRST, SECOND), "2026-01-03-二.md": text(THIRD)})
    archive.commit({FILE: text(mended(FIRST, 1), SECOND)})
    (archive.folder / inside).mkdir(parents=True)
    archive.git("mv", FILE, "2026-01-03-二.md", inside)
    archive.inside = inside
    archive.commit()
    archive.commit({FILE: text(mended(FIRST, 2), SECOND)})
    book = archive.index()
    assert [len(life.versions) for life in book.lives] == [3, 1]
    found = resolve(archive, NAME, ident(FIRST))
    assert found is not None
    assert found.ids == (ident(mended(FIRST, 2)),)


def test_a_draft_that_is_published_begins_its_history_then(archive: GitArchive) -> None:
    archive.write("drafts/" + FILE, text(FIRST, SECOND))
    archive.inside = "transcripts"
    archive.write("archive.yaml", "name: {zh: 範例, en: Sample}\n")
    archive.commit()
    archive.git("mv", f"drafts/{FILE}", f"transcripts/{FILE}")
    archive.commit({FILE: text(mended(FIRST), SECOND)})
    book = archive.index()
    assert [len(life.versions) for life in book.lives] == [1]
    assert resolve(archive, NAME, ident(FIRST)) is None


def test_a_shallow_clone_says_so_and_resolves_what_it_has(
    archive: GitArchive, tmp_path: Path
) -> None:
    for number in range(4):
        archive.commit({FILE: text(mended(FIRST, number), SECOND)})
    shallow = GitArchive(tmp_path / "shallow", tmp_path / "shallow-data")
    subprocess.run(
        ["git", "clone", "-q", "--depth", "2", f"file://{archive.folder}", str(shallow.folder)],
        check=True,
        timeout=60,
    )
    assert shallow.index().shallow
    found = resolve(shallow, NAME, ident(mended(FIRST, 2)))
    assert found is not None
    assert found.ids == (ident(mended(FIRST, 3)),)
    assert resolve(shallow, NAME, ident(mended(FIRST, 1))) is None


def test_a_record_that_old_addresses_say_was_renamed_keeps_its_ids(archive: GitArchive) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: None})
    archive.commit(
        {
            "2026-01-02-全新.md": text(mended(FIRST), THIRD),
            ".redirects": f"{NAME}\t2026-01-02-全新\n",
        }
    )
    archive.index()
    found = resolve(archive, "2026-01-02-全新", ident(FIRST))
    assert found is not None
    assert found.ids == (ident(mended(FIRST)),)


def test_an_id_from_before_publication_is_as_unknown_as_any(archive: GitArchive) -> None:
    head = "---\ntier: monthly\ndate: 2026-01-02\n---\n"
    archive.day = dt.datetime(2026, 1, 5, 4, tzinfo=dt.UTC)
    archive.commit({FILE: text(FIRST, SECOND, head=head)})
    archive.commit({FILE: text(mended(FIRST), SECOND, head=head)})
    archive.index()
    assert resolve(archive, NAME, ident(FIRST)) is None


def test_without_git_the_ledger_that_the_archive_keeps_is_enough(archive: GitArchive) -> None:
    new = mended(FIRST)
    archive.write(FILE, text(new, SECOND))
    archive.write(f".ids/{NAME}.tsv", f"{ident(FIRST)}\trevised\t{ident(new)}\t2026-02-03\n")
    (archive.folder / ".git").rename(archive.folder / "not-git")
    archive.index()
    found = resolve(archive, NAME, ident(FIRST))
    assert found is not None
    assert (found.ids, str(found.day)) == ((ident(new),), "2026-02-03")


def test_git_that_refuses_leaves_the_ledger_as_it_was_and_says_why(archive: GitArchive) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    known = archive.index()
    (archive.folder / ".git" / "HEAD").write_text("nonsense\n")
    book = archive.index()
    assert book.lives == known.lives
    assert book.trouble


def test_nothing_that_the_repository_names_is_run(archive: GitArchive, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {trap}\ncat\n")
    program.chmod(0o755)
    archive.write(".gitattributes", "*.md diff=evil\n")
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: text(mended(FIRST), SECOND)})
    for name in (
        "diff.evil.textconv",
        "diff.external",
        "core.fsmonitor",
        "gpg.program",
        "core.pager",
    ):
        archive.git("config", name, str(program))
    archive.git("config", "log.showSignature", "true")
    trap.unlink(missing_ok=True)
    assert len(archive.index().lives[0].versions) == 2
    assert not trap.exists()


SAVE = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from pipeline.history import ledger

data, left = Path(sys.argv[1]), int(sys.argv[2])
book = ledger.load(data)
def count(event, told):
    global left
    is_step = event in {"open", "os.rename", "os.remove", "os.chmod", "os.link"}
    left -= is_step and str(data) in str(told[0])
    if is_step and not left:
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(count)
ledger.save(data, replace(book, head="another"))
"""


def test_a_kill_at_any_step_while_the_ledger_is_written_loses_nothing(archive: GitArchive) -> None:
    for number in range(3):
        archive.commit({FILE: text(mended(FIRST, number), SECOND)})
    book, steps, ended = archive.index(), 0, -signal.SIGKILL
    while ended == -signal.SIGKILL:
        steps += 1
        command = [sys.executable, "-c", SAVE, str(archive.data), str(steps)]
        ended = subprocess.run(command, cwd=ROOT, timeout=120, check=False).returncode
        assert ledger.load(archive.data) in (book, replace(book, head="another")), steps
        ledger.save(archive.data, book)
    assert ended == 0
    assert steps > 6  # each file is opened, written and renamed
