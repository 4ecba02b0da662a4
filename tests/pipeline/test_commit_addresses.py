"""What `minutes check --changed` says of the addresses of speeches."""

import datetime as dt
from pathlib import Path

import pytest

from minutes.findings.problem import Problem
from minutes.publication.gate import conceal
from pipeline.checks.commit_addresses import address_problems
from pipeline.checks.commit_changes import changes
from pipeline.checks.validation import context_for
from pipeline.history import written
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, THIRD, ident, mended, text

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
NOTE = "---\ncorrections:\n  - {date: 2026-03-01, what: 更正, asked_by: host}\n---\n"


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({FILE: text(FIRST, SECOND, THIRD)})
    return made


def found(archive: GitArchive) -> list[Problem]:
    folder = archive.settings.transcripts
    return list(address_problems(folder, changes(folder), context_for(folder, NOW)))


def codes(archive: GitArchive) -> list[str]:
    return [problem.code for problem in found(archive)]


def test_a_mended_speech_tells_its_old_and_new_address_and_how_to_keep_them(
    archive: GitArchive,
) -> None:
    archive.write(FILE, text(mended(FIRST), SECOND, THIRD))
    [told] = found(archive)
    assert (told.path, told.code, told.severity) == (FILE, "speech-addresses-move", "info")
    for lang in ("zh", "en"):
        said = told.message(lang)  # type: ignore[arg-type]  # one of the two
        assert f"{ident(FIRST)} → {ident(mended(FIRST))}" in said, lang
        assert "minutes ids --write" in said, lang


def test_where_the_archive_keeps_the_ledger_already_nobody_is_asked_to_write_it(
    archive: GitArchive,
) -> None:
    archive.write(FILE, text(mended(FIRST), SECOND, THIRD))
    book = archive.index()
    for file, rows in written.pending(archive.folder, book, lambda *_: False, dt.UTC):
        written.write(file, rows)
    [told] = found(archive)
    assert "minutes ids" not in told.message("en")


def test_a_speech_that_vanishes_wants_a_note_or_a_tombstone(archive: GitArchive) -> None:
    archive.write(FILE, text(FIRST, THIRD))
    [told] = found(archive)
    assert (told.code, told.severity) == ("speech-gone-without-note", "error")
    assert ident(SECOND) in told.message("zh")
    archive.write(FILE, text(FIRST, THIRD, head=NOTE))
    assert codes(archive) == ["speech-addresses-end"]
    archive.write(FILE, text(FIRST, THIRD))
    row = f"{{meeting: {NAME}, speech: {conceal(ident(SECOND))}, date: 2026-03-01, reason: 誤植}}"
    archive.write("withdrawn.yaml", f"- {row}\n")
    assert codes(archive) == []


def test_a_record_under_another_name_is_looked_at_too(archive: GitArchive) -> None:
    archive.git("rm", "-q", FILE)
    archive.write("2026-01-02-公園走讀.md", text(FIRST, THIRD))
    archive.write(".redirects", f"{NAME} -> 2026-01-02-公園走讀\n")
    assert codes(archive) == ["speech-gone-without-note"]


def test_what_nobody_could_read_yet_and_what_only_moved_say_nothing(tmp_path: Path) -> None:
    head = "---\ntier: monthly\ndate: 2026-03-30\n---\n"
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SECOND), "2026-03-30-二.md": text(FIRST, THIRD, head=head)})
    archive.write("2026-03-30-二.md", text(FIRST, head=head))
    archive.write(FILE, text(SECOND, FIRST))
    assert codes(archive) == []
