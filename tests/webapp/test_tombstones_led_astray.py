"""A row of old ids that is wrong or forged leads a tombstone to a speech that nobody withdrew: whoever looks is told."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from minutes.records.document import parse
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_tombstones_know_records import name, record, reworded, row, said, text
from webapp.commands.main import main

FILE = f"{name(1)}.md"


def ident(words: str, *beside: str) -> str:
    return next(i.id for i in parse(text(words, *beside)).items if i.text == words)


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({FILE: record(1)})
    made.index()
    made.commit({"withdrawn.yaml": row(name(1), 1, whole=False)})
    made.index()
    return made


def doctor(archive: GitArchive) -> str:
    archive.index()
    words = ["doctor", "--transcripts", str(archive.folder), "--data", str(archive.data)]
    return CliRunner().invoke(main, words).output


def led(archive: GitArchive, words: str) -> None:
    """The record says something else, to which a row leads from the withdrawn speech."""
    new = ident(words, said(101))
    rows = f"{ident(said(1), said(101))}\trevised\t{new}\t2026-05-01\n"
    archive.commit({FILE: text(words, said(101)), f".ids/{name(1)}.tsv": rows})


def test_an_innocent_speech_to_which_a_row_leads_is_told(archive: GitArchive) -> None:
    led(archive, said(5))
    told = doctor(archive)
    assert f"{FILE}:" in told
    assert ".ids" in told


def test_the_withdrawn_speech_reworded_is_where_the_row_belongs(archive: GitArchive) -> None:
    led(archive, reworded(said(1)))
    assert ".ids" not in doctor(archive)
