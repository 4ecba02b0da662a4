"""A tombstone that names an id of yesterday hides the speech as it is today."""

import datetime as dt
from pathlib import Path

import pytest

from minutes import clock
from pipeline.archive.archive import Archive
from pipeline.checks.commit_changes import changes
from pipeline.checks.inspection import CheckScope, Inspection
from pipeline.checks.validation import validate_archive
from pipeline.index import indexer
from pipeline.publishing.withdrawal import withdraw
from pipeline.source import withdrawn_speeches
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, THIRD, ident, mended, text
from webapp import create_app

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
LATEST = mended(FIRST, 2)


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    for words in (FIRST, mended(FIRST, 1), LATEST):
        made.commit({FILE: text(words, SECOND, THIRD)})
    return made


def tombstone(archive: GitArchive, speech: str) -> None:
    row = f"{{meeting: {NAME}, speech: {speech}, date: 2026-02-20, reason: 當事人要求}}"
    archive.write("withdrawn.yaml", f"- {row}\n")


def everything(archive: GitArchive) -> str:
    """What the site says of the record, under every address that its speeches had."""
    site = create_app(archive.settings).test_client()
    ids = [ident(words) for words in (FIRST, mended(FIRST, 1), LATEST)]
    asked = [f"/{NAME}", f"/{NAME}.md", f"/{NAME}/history", *(f"/speech/{i}" for i in ids)]
    answers = [site.get(path, follow_redirects=True) for path in asked]
    assert [a.status_code for a in answers[3:]] == [410, 410, 410]
    return "\n".join(answer.text for answer in answers)


def kept(archive: GitArchive) -> str:
    files = [f.read_bytes() for f in archive.data.rglob("*") if f.is_file()]
    return b"\n".join(files).decode("utf-8", "replace")


@pytest.mark.parametrize("indexed", [True, False])
def test_the_speech_is_hidden_and_its_words_leave_the_index(
    archive: GitArchive, indexed: bool
) -> None:
    if indexed:
        archive.index()
    tombstone(archive, ident(FIRST))
    archive.index()
    assert "遊具" not in everything(archive)
    assert "遊具" not in kept(archive)
    gate = Archive(archive.settings).view().snapshot.catalogue.gate
    assert withdrawn_speeches.idle_tombstones(archive.folder, gate) == ()


def test_the_check_knows_what_an_old_id_became_with_the_files_alone(archive: GitArchive) -> None:
    tombstone(archive, ident(FIRST))
    found = [p.code for p in validate_archive(archive.folder, now=NOW)]
    assert "withdraws-nothing" not in found
    archive.commit()
    archive.write(FILE, text(SECOND, THIRD))
    inspection = Inspection(archive.folder)
    scope = CheckScope(changed=changes(archive.folder))
    assert "speech-gone-without-note" not in [p.code for p in inspection.run(scope)]
    tombstone(archive, ident(THIRD + SECOND))
    assert "withdraws-nothing" in [p.code for p in validate_archive(archive.folder, now=NOW)]
    assert "speech-gone-without-note" in [p.code for p in inspection.run(scope)]


def test_a_later_mending_does_not_bring_it_back(archive: GitArchive) -> None:
    tombstone(archive, ident(FIRST))
    archive.index()
    archive.commit({FILE: text(LATEST.replace("預算", "經費"), SECOND, THIRD)})
    archive.index()
    assert "遊具" not in everything(archive)
    assert "遊具" not in kept(archive)


def test_what_was_written_in_the_archive_leads_on_without_git(archive: GitArchive) -> None:
    rows = f"{ident(FIRST)}\trevised\t{ident(LATEST)}\t2026-02-07\n"
    archive.write(f".ids/{NAME}.tsv", rows)
    (archive.folder / ".git").rename(archive.folder / "not-git")
    tombstone(archive, ident(FIRST))
    archive.index()
    site = create_app(archive.settings).test_client()
    assert "遊具" not in site.get(f"/{NAME}").text


def test_the_command_withdraws_a_speech_by_an_id_that_it_had_once(archive: GitArchive) -> None:
    archive.index()
    withdraw(archive.settings, NAME, "當事人要求", clock.now(), speech=ident(FIRST))
    assert "遊具" not in (archive.folder / FILE).read_text(encoding="utf-8")


def test_a_split_speech_is_hidden_in_all_its_parts(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST + SECOND, THIRD)})
    archive.commit({FILE: text(FIRST, SECOND, THIRD)})
    tombstone(archive, ident(FIRST + SECOND))
    archive.index()
    page = create_app(archive.settings).test_client().get(f"/{NAME}").text
    assert "遊具" not in page
    assert "圖書館" not in page
    assert THIRD in page


def test_a_withdrawn_speech_that_is_reworded_before_a_commit_is_hidden_and_the_index_comes_to_an_end(
    tmp_path: Path,
) -> None:
    archive = GitArchive.new(tmp_path)
    tombstone(archive, ident(FIRST))
    archive.commit({FILE: text(FIRST, SECOND, THIRD)})
    archive.index()
    reworded = FIRST.replace("遊具", "滑滑梯").replace("請各機關說明", "所以要請大家一一說明")
    archive.write(FILE, text(reworded, SECOND, THIRD))
    archive.index()
    assert "滑滑梯" not in kept(archive)
    assert not indexer.refresh(archive.settings, jobs=1).made_anything


@pytest.mark.parametrize("committed", [True, False])
def test_a_tombstone_by_hand_beside_words_that_were_taken_out_is_understood(
    archive: GitArchive, committed: bool
) -> None:
    archive.write(FILE, text(SECOND, THIRD))
    tombstone(archive, ident(LATEST))
    if committed:
        archive.commit()
    found = {p.code: p.severity for p in validate_archive(archive.folder, now=NOW)}
    assert "withdraws-nothing" not in found
    assert found["withdrawn-speech-gone"] == "info"
    archive.index()
    gate = Archive(archive.settings).view().snapshot.catalogue.gate
    assert withdrawn_speeches.idle_tombstones(archive.folder, gate) == ()
    assert "遊具" not in everything(archive)
    changed = CheckScope(changed=changes(archive.folder))
    told = [p.code for p in Inspection(archive.folder).run(changed)]
    assert "speech-gone-without-note" not in told
