"""Bulk files that were made beforehand are sent as they lie: whole, in parts, compressed, or not at all."""

import errno
import gzip
import shutil
from pathlib import Path

import brotli
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import webapp
from minutes import settings
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.export import bulk, kept_files
from tests.conftest import Transcripts
from tests.pipeline.withdrawn_visit import HEAD, ID, SECRET, body
from tests.webapp.conftest import in_memory
from webapp.commands.main import main

ITEMS = "/data/items.jsonl"


@pytest.fixture
def told(transcripts: Transcripts, tmp_path: Path) -> Settings:
    transcripts.write(f"{ID}.md", f"{HEAD}---\n{body()}")
    told = settings.load(transcripts, tmp_path / "data")
    folders = ("--transcripts", str(transcripts.path), "--data", str(told.data))
    made = CliRunner().invoke(main, ["index", "--exports", *folders])
    assert made.exit_code == 0, made.output
    return told


@pytest.fixture
def client(told: Settings) -> FlaskClient:
    return webapp.create_app(told).test_client()


def whole(told: Settings, name: str) -> bytes:
    view = Archive(told).view()
    (export,) = (e for e in (*bulk.FILES, bulk.SUMS_FILE) if e.name == name)
    return b"".join(export.write(view, told.archive))


@pytest.mark.parametrize("name", [e.name for e in (*bulk.FILES, bulk.SUMS_FILE)])
def test_what_was_made_beforehand_is_what_would_be_made_now(
    client: FlaskClient, told: Settings, name: str
) -> None:
    answer = client.get(f"/data/{name}")
    assert answer.data == whole(told, name)
    assert answer.last_modified is not None
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("accepted", "named", "read"),
    [
        ("gzip", "gzip", gzip.decompress),
        ("br, gzip", "br", brotli.decompress),
        ("gzip, deflate, br, zstd", "br", brotli.decompress),  # as browsers ask
        ("*", "br", brotli.decompress),
        ("br;q=0.5, gzip", "gzip", gzip.decompress),
        ("br;q=0, *", "gzip", gzip.decompress),
    ],
)
def test_it_is_compressed_once_for_all_who_ask(
    client: FlaskClient, told: Settings, accepted: str, named: str, read: object
) -> None:
    answer = client.get(ITEMS, headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == named
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert callable(read)
    assert read(answer.data) == whole(told, "items.jsonl")
    folder = kept_files.keep(Archive(told).view(), told.archive, told.data)
    assert (folder / f"items.jsonl{'.br' if named == 'br' else '.gz'}").read_bytes() == answer.data


def test_a_download_goes_on_where_it_was_broken_off(client: FlaskClient, told: Settings) -> None:
    text = whole(told, "items.jsonl")
    first = client.get(ITEMS, headers={"Range": "bytes=0-99"})
    rest = client.get(ITEMS, headers={"Range": "bytes=100-", "If-Range": first.headers["ETag"]})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.data + rest.data == text
    assert client.get(ITEMS, headers={"Range": f"bytes={len(text)}-"}).status_code == 416


def test_who_has_it_is_told_so_by_its_mark_or_its_time(client: FlaskClient) -> None:
    answer = client.get(ITEMS)
    assert client.get(ITEMS, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    known = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert client.get(ITEMS, headers=known).status_code == 304


def test_a_withdrawal_takes_the_files_of_the_state_before_out_of_sight(
    client: FlaskClient, transcripts: Transcripts
) -> None:
    assert SECRET in client.get(ITEMS).text
    tombstone = f"- {{meeting: {ID}, date: 2026-04-01, reason: 應當事人請求}}\n"
    transcripts.write("withdrawn.yaml", tombstone)
    for name in (e.name for e in (*bulk.FILES, bulk.SUMS_FILE)):
        answer = client.get(f"/data/{name}")
        assert SECRET.encode() not in answer.data, name
        assert "Last-Modified" not in answer.headers, name


def test_nothing_is_made_to_tell_how_a_file_would_be_sent(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = in_memory(sample, tmp_path / "data").test_client()
    asked.get("/")  # what the first page of a process takes

    def made(*_: object) -> bytes:
        raise AssertionError("it was made")

    monkeypatch.setattr(bulk, "sums", made)
    for name in (bulk.SUMS, "items.jsonl", "markdown.zip"):
        answer = asked.head(f"/data/{name}")
        assert (name, answer.status_code) == (name, 200)


def test_downloads_that_find_no_room_leave_none_taken(
    told: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(told.data / kept_files.FOLDER)

    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kept_files, "_compress", full)
    folders = ("--transcripts", str(told.transcripts), "--data", str(told.data))
    asked = ["index", "--exports", *folders]
    made = CliRunner().invoke(main, asked, env={"LANGUAGE": "zh_TW"})
    assert made.exit_code == 2
    assert str(told.data / kept_files.FOLDER) in made.stderr
    assert "磁碟空間不足" in made.stderr
    assert "make room" in CliRunner().invoke(main, asked, env={"LANGUAGE": "en"}).stderr
    assert not any((told.data / kept_files.FOLDER).iterdir())
