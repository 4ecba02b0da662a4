"""What a commit does to records that were public."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from minutes.publication.gate import conceal
from minutes.records.document import parse
from pipeline.checks.commit_changes import change_problems, changes
from pipeline.checks.validation import context_for
from pipeline.source.git import GitFailed
from tests.conftest import Transcripts
from tests.pipeline.findings import BASIC, HEADING, NOW, front

TALK = (
    HEADING + "### 王範例：\n大家好，今天討論遊具的遮陽。\n\n### 陳示範：\n謝謝，我們準備好了。\n"
)
NAME = "2025-04-10-測試會議.md"


@pytest.fixture
def repository(transcripts: Transcripts) -> Transcripts:
    """A git repository with one published record, its transcripts in the folder below its top."""
    transcripts.write(NAME, TALK)
    git(transcripts.path.parent, "init", "-q")
    commit(transcripts)
    return transcripts


def git(folder: Path, *words: str) -> None:
    settings = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *settings, "-C", folder, *words], check=True, capture_output=True)


def commit(transcripts: Transcripts) -> None:
    git(transcripts.path.parent, "add", "-A")
    git(transcripts.path.parent, "commit", "-q", "-m", "records", "--allow-empty")


def found(folder: Path, base: str = "HEAD", now: dt.datetime = NOW) -> list[tuple[str, str]]:
    context = context_for(folder, now)
    problems = change_problems(folder, changes(folder, base), context)
    return [(problem.path, problem.code) for problem in problems]


def test_names_of_changed_files_come_as_they_are(repository: Transcripts) -> None:
    repository.write("2025/2025-05-06-新的 一場「會議」.md", TALK)
    repository.write(NAME, TALK + "多一句。\n")
    told = changes(repository.path)
    assert told.present == ("2025-04-10-測試會議.md", "2025/2025-05-06-新的 一場「會議」.md")
    assert told.gone == ()


def test_before_the_first_commit_every_file_is_new(transcripts: Transcripts) -> None:
    transcripts.write(NAME, TALK)
    git(transcripts.path, "init", "-q")
    assert changes(transcripts.path).present == (NAME,)


def test_an_older_commit_can_be_the_base(repository: Transcripts) -> None:
    repository.write("2025-05-06-乙.md", TALK)
    commit(repository)
    assert changes(repository.path).present == ()
    assert changes(repository.path, "HEAD~1").present == ("2025-05-06-乙.md",)


@pytest.mark.parametrize("base", ["no-such-branch", "--output=/tmp/x", ""])
def test_an_unknown_base_is_an_error_and_never_an_option(
    repository: Transcripts, base: str
) -> None:
    with pytest.raises(GitFailed):
        changes(repository.path, base)


def test_a_folder_outside_of_any_repository_is_an_error(transcripts: Transcripts) -> None:
    with pytest.raises(GitFailed):
        changes(transcripts.path)


def test_a_published_file_that_vanished_without_a_trace_is_an_error(
    repository: Transcripts,
) -> None:
    (repository.path / NAME).unlink()
    assert found(repository.path) == [(NAME, "published-file-gone")]


def test_a_moved_a_redirected_and_a_withdrawn_file_left_a_trace(repository: Transcripts) -> None:
    (repository.path / NAME).unlink()
    repository.write(f"2025/{NAME}", TALK)
    assert found(repository.path) == []
    (repository.path / "2025" / NAME).rename(repository.path / "2025-04-10-新名.md")
    assert found(repository.path) == [(NAME, "published-file-gone")]
    repository.write(".redirects", "2025-04-10-測試會議\t2025-04-10-新名\n")
    assert found(repository.path) == []
    (repository.path / "2025-04-10-新名.md").unlink()
    assert found(repository.path) == [(NAME, "published-file-gone")]
    repository.write(
        "withdrawn.yaml", "- {meeting: 2025-04-10-測試會議, date: 2025-05-05, reason: 當事人要求}\n"
    )
    assert found(repository.path) == []


def test_a_draft_that_was_never_public_may_vanish(transcripts: Transcripts) -> None:
    transcripts.write(NAME, front(BASIC.replace("other", "monthly")))
    git(transcripts.path, "init", "-q")
    git(transcripts.path, "add", "-A")
    git(transcripts.path, "commit", "-q", "-m", "draft")
    (transcripts.path / NAME).unlink()
    before = dt.datetime(2025, 4, 20, tzinfo=dt.UTC)
    assert found(transcripts.path, now=before) == []
    assert found(transcripts.path) == [(NAME, "published-file-gone")]


@pytest.mark.parametrize(
    "edited",
    [
        TALK.replace("遮陽", "遮雨"),
        TALK.replace("### 陳示範：", "### 林試寫："),
        TALK + "\n多一句。\n",
    ],
)
def test_words_that_change_after_publication_want_a_note(
    repository: Transcripts, edited: str
) -> None:
    repository.write(NAME, edited)
    assert found(repository.path) == [(NAME, "edit-without-note")]
    noted = BASIC + "corrections: [{date: 2025-05-20, what: 更正, asked_by: host}]"
    repository.write(NAME, f"---\n{noted}\n---\n{edited}")
    assert found(repository.path) == []


def test_a_new_head_white_space_and_a_repaired_label_are_no_change_of_words(
    repository: Transcripts,
) -> None:
    repository.write(NAME, f"---\n{BASIC}---\n" + TALK.replace("\n\n", "\n\n\n"))
    assert found(repository.path) == []


def test_a_withdrawn_speech_wants_no_note(repository: Transcripts) -> None:
    ident = next(i.id for i in parse(TALK).items if i.text.startswith("大家好"))
    repository.write(NAME, TALK.replace("大家好，今天討論遊具的遮陽。", "> （此段已撤下）"))
    tombstone = f"- {{meeting: 2025-04-10-測試會議, speech: {conceal(ident)}, date: 2025-05-05, reason: 當事人要求}}\n"
    repository.write("withdrawn.yaml", tombstone)
    assert found(repository.path) == []
    repository.write(NAME, HEADING + "> （此段已撤下）\n")
    assert found(repository.path) == [(NAME, "edit-without-note")]
