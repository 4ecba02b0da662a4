"""What the site needs to run day and night: compressed answers, health, figures, a log that keeps
nobody's questions."""

import gzip
import json
import logging
import os
import re
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

import webapp
from minutes import settings
from pipeline.index import indexer
from tests.conftest import ROOT
from tests.webapp.conftest import PARK, in_memory
from webapp.operating import metrics, request_log

PAGE = f"/{PARK}"
PATIENCE = 60  # seconds: a busy machine needs that long to start two workers


@pytest.mark.parametrize(
    ("accepted", "named", "read"),
    [("gzip", "gzip", gzip.decompress), ("gzip, br", "br", brotli.decompress)],
)
def test_a_page_is_compressed_as_the_reader_takes_it(
    client: FlaskClient, accepted: str, named: str, read: object
) -> None:
    plain = client.get(PAGE)
    small = client.get(PAGE, headers={"Accept-Encoding": accepted})
    assert small.headers["Content-Encoding"] == named
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert callable(read)
    assert read(small.data) == plain.data
    assert len(small.data) < len(plain.data) / 2


def test_who_has_the_compressed_page_already_is_told_so(client: FlaskClient) -> None:
    asked = {"Accept-Encoding": "br"}
    tag = client.get(PAGE, headers=asked).headers["ETag"]
    assert client.get(PAGE, headers={**asked, "If-None-Match": tag}).status_code == 304
    assert client.get(PAGE, headers={"If-None-Match": tag}).status_code == 200


def test_static_files_and_exports_are_compressed_too(client: FlaskClient) -> None:
    for path in ("/static/minutes.css", "/data/items.jsonl", "/feed.atom"):
        answer = client.get(path, headers={"Accept-Encoding": "br"})
        assert (path, answer.status_code) == (path, 200)
        assert (path, answer.headers.get("Content-Encoding")) == (path, "br")
        assert brotli.decompress(answer.data) == client.get(path).data


@pytest.mark.parametrize("encoding", ["br", "gzip"])
@pytest.mark.parametrize("path", ["/static/minutes.css", "/static/minutes.js", "/data/LICENCE.txt"])
def test_who_asks_for_a_part_of_a_file_does_not_shorten_it_for_those_who_come_after(
    client: FlaskClient, path: str, encoding: str
) -> None:
    whole = client.get(path).data
    asked = {"Accept-Encoding": encoding}
    part = client.get(path, headers={**asked, "Range": "bytes=0-599"})
    if part.status_code == 206:
        assert part.data == whole[:600]
        assert "Content-Encoding" not in part.headers
    after = client.get(path, headers=asked)
    read = {"br": brotli.decompress, "gzip": gzip.decompress}.get(
        after.headers.get("Content-Encoding", ""), bytes
    )
    assert after.status_code == 200
    assert read(after.data) == whole


def test_what_is_compressed_already_is_left_alone(client: FlaskClient) -> None:
    answer = client.get("/data/markdown.zip", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers


def test_the_largest_real_record_is_small_on_the_wire(corpus_app: Flask) -> None:
    view = corpus_app.extensions["minutes"]["minutes"].archive.view()
    largest = max(view.public.meetings, key=lambda m: m.chars)
    answer = corpus_app.test_client().get(f"/{largest.id}", headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert len(answer.data) <= 100 * 1024, largest.id


def test_health_is_told_in_booleans_and_an_age(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"alive": True}
    told = client.get("/readyz")
    assert told.status_code == 200
    assert told.json == {
        "generation_age": None,
        "generation_current": True,
        "generation_open": True,
        "engine_reachable": True,
        "transcripts_readable": True,
    }
    assert told.headers["Cache-Control"] == "no-store"


def test_an_archive_without_an_index_is_alive_but_not_ready(sample: Path, tmp_path: Path) -> None:
    client = webapp.create_app(settings.load(sample, tmp_path / "data")).test_client()
    assert client.get("/healthz").status_code == 200
    told = client.get("/readyz")
    assert (told.status_code, told.headers["Retry-After"]) == (503, "10")
    assert told.json is not None
    assert not told.json["generation_open"]
    assert str(sample) not in told.text


@pytest.mark.parametrize("form", ["plain", "json"])
def test_the_log_has_routes_and_no_words_of_readers(
    sample: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    form: str,
) -> None:
    monkeypatch.setenv(request_log.VARIABLE, form)
    client = in_memory(sample, tmp_path / "data").test_client()
    with caplog.at_level(logging.INFO, logger="minutes.requests"):
        answer = client.get(
            "/search?q=獨角獸",
            headers={"X-Request-ID": "from-the-proxy-1", "X-Forwarded-For": "192.0.2.7"},
        )
    assert answer.headers["X-Request-ID"] == "from-the-proxy-1"
    (line,) = caplog.messages
    assert "from-the-proxy-1" in line
    assert "/search" in line
    assert "200" in line
    assert not re.search(r"獨角獸|%E7|192\.0\.|127\.0\.", line)
    if form == "json":
        assert json.loads(line)["status"] == 200


def test_a_request_id_that_could_forge_a_line_is_replaced(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(request_log.VARIABLE, "plain")
    client = in_memory(sample, tmp_path / "data").test_client()
    given = client.get("/", headers={"X-Request-ID": "a status=200"}).headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{16}", given)


def test_workers_that_are_restarted_take_the_place_that_is_free(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    conf = gunicorn_conf(monkeypatch, tmp_path)
    server = SimpleNamespace(WORKERS={})
    given = []
    for pid in range(500):
        worker = SimpleNamespace()
        conf["pre_fork"](server, worker)
        given.append(worker.place)
        server.WORKERS[pid] = worker
        if len(server.WORKERS) > 2:  # the oldest has ended
            server.WORKERS.pop(min(server.WORKERS))
    assert set(given) == {0, 1, 2}


def gunicorn_conf(monkeypatch: pytest.MonkeyPatch, folder: Path) -> dict[str, Any]:
    monkeypatch.setenv("MINUTES_PAGES", str(folder))  # it makes no folder of its own
    return runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))


def test_a_program_that_cannot_be_read_anew_leaves_the_site_as_it_was(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    before, modules = object(), dict(sys.modules)
    app = SimpleNamespace(callable=before, load=lambda: 1 // 0)
    log = SimpleNamespace(exception=said.append)
    gunicorn_conf(monkeypatch, tmp_path)["on_reload"](SimpleNamespace(app=app, log=log))
    assert app.callable is before
    assert sys.modules == modules
    assert len(said) == 1


def test_pages_of_a_master_that_was_killed_are_removed_and_those_of_others_are_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    for master in (ended.pid, os.getppid()):
        (tmp_path / f"minutes-pages-{master}-x").mkdir()
    monkeypatch.setenv("MINUTES_PAGES", "")
    monkeypatch.delenv("MINUTES_PAGES")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    is_dir = Path.is_dir  # on a machine without /dev/shm
    monkeypatch.setattr(Path, "is_dir", lambda path: is_dir(path) and path.name != "shm")
    conf = runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))
    own = Path(os.environ["MINUTES_PAGES"])
    assert own.stat().st_mode & 0o777 == 0o700
    assert {*tmp_path.iterdir()} == {own, tmp_path / f"minutes-pages-{os.getppid()}-x"}
    conf["forget_pages"]()
    assert not own.exists()


@pytest.fixture
def running(tmp_path: Path, sample: Path) -> Iterator[tuple[str, int, Path]]:
    """The site under gunicorn: its address, the master's process id, the folder of its figures."""
    where = settings.load(sample, tmp_path / "data")
    indexer.refresh(where)
    folder = tmp_path / "figures"
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {
        "MINUTES_TRANSCRIPTS": str(sample),
        "MINUTES_DATA": str(where.data),
        "MINUTES_BIND": f"127.0.0.1:{port}",
        metrics.FOLDER: str(folder),
        request_log.VARIABLE: "plain",
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "deploy/gunicorn.conf.py",
        "webapp:create_app()",
    ]
    log = tmp_path / "log"
    with (
        log.open("wb") as written,
        subprocess.Popen(command, cwd=ROOT, env=env, stderr=written) as process,
    ):
        try:
            yield f"http://127.0.0.1:{port}", process.pid, folder
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def answered(address: str) -> int:
    """The status of an address, asked until the site answers or patience ends."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 (this machine)
                return int(answer.status)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_the_site_is_reloaded_without_losing_a_request_and_its_figures_stay_few(
    running: tuple[str, int, Path], sample: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address, master, folder = running
    search = f"/search?q={quote('公園')}"
    assert answered(f"{address}/readyz") == 200
    assert [answered(f"{address}{search}") for _ in range(6)] == [200] * 6
    os.kill(master, signal.SIGHUP)
    assert [answered(f"{address}{search}") for _ in range(6)] == [200] * 6
    assert answered(f"{address}/healthz") == 200
    with pytest.raises(HTTPError):
        urllib.request.urlopen(urllib.request.Request(address, method="INVENTED"))  # noqa: S310 (this machine)
    # Places of the old and the new workers of one reload, whose lives overlap.
    workers = {re.findall(r"\d+", file.stem)[-1] for file in folder.glob("*.db")}
    assert workers <= {"0", "1", "2", "3"}
    monkeypatch.setenv(metrics.FOLDER, str(folder))
    from prometheus_client import generate_latest

    told = generate_latest(metrics.registry(settings.load(sample, tmp_path / "data"))).decode()
    assert re.search(
        r'minutes_requests_total\{method="GET",route="/search",status="200"\} \d', told
    )
    assert "minutes_records_indexed" in told
    assert "公園" not in told
    assert 'method="other"' in told
    assert "INVENTED" not in told


def test_under_gunicorn_each_request_leaves_a_line_and_no_reader_s_words(
    running: tuple[str, int, Path], tmp_path: Path
) -> None:
    address, _, _ = running
    assert answered(f"{address}/search?q={quote('公園')}") == 200
    port = int(address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as raw:
        raw.sendall("GET /search?q=獨角獸 HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert raw.recv(4096).startswith(b"HTTP/1.1 400")
    log = (tmp_path / "log").read_text("utf-8", errors="replace")
    assert re.search(r"^id=\w+ method=GET route=/search status=200 bytes=\d+ ms=", log, re.M), log
    assert "Invalid request" in log
    of_readers = [line for line in log.splitlines() if "Listening at" not in line]
    assert not re.search("127\\.0\\.0\\.1|q=|獨|%E5", "\n".join(of_readers))


def test_a_folder_of_transcripts_that_is_not_mounted_is_not_readable(
    sample: Path, tmp_path: Path
) -> None:
    mounted = tmp_path / "mounted"
    shutil.copytree(sample, mounted)
    where = settings.load(mounted, tmp_path / "data")
    indexer.refresh(where)
    client = webapp.create_app(where).test_client()
    assert client.get("/readyz").status_code == 200
    mounted.rename(tmp_path / "elsewhere")
    mounted.mkdir()
    told = client.get("/readyz")
    assert told.status_code == 503
    assert told.json is not None
    assert told.json["transcripts_readable"] is False


def test_figures_that_cannot_be_written_hold_up_no_reader(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(metrics.FOLDER, str(tmp_path / "gone"))
    assert in_memory(sample, tmp_path / "data").test_client().get("/").status_code == 200


def test_a_monitor_that_begins_before_the_site_sees_its_figures_and_what_was_not_found(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prometheus_client import generate_latest

    folder = tmp_path / "figures"
    monkeypatch.setenv(metrics.FOLDER, str(folder))
    where = settings.load(sample, tmp_path / "data")
    indexer.refresh(where)
    told = metrics.registry(where)
    assert b"minutes_requests_total{" not in generate_latest(told)
    folder.mkdir()
    client = webapp.create_app(where).test_client()
    assert client.get("/search?q=獨角獸").status_code == 200
    seen = generate_latest(told).decode()
    assert 'minutes_requests_total{method="GET",route="/search",status="200"} 1.0' in seen
    assert "minutes_searches_unanswered_total 1.0" in seen
    assert "獨角獸" not in seen


@pytest.mark.parametrize(
    ("page", "lang"),
    [("/", "zh-Hant-TW"), ("/status", "zh-Hant-TW"), ("/en/status", "en"), ("/nope", "zh-Hant-TW")],
)
def test_every_page_says_in_which_language_it_is(client: FlaskClient, page: str, lang: str) -> None:
    assert client.get(page).headers.getlist("Content-Language") == [lang]


def test_minutes_serve_writes_down_no_question_either(sample: Path, tmp_path: Path) -> None:
    minutes = Path(sys.executable).with_name("minutes")
    where = ["--transcripts", str(sample), "--data", str(tmp_path / "data")]
    log = tmp_path / "log"
    with (
        log.open("wb") as written,
        subprocess.Popen(
            [minutes, "serve", "--port", "0", *where],
            env=os.environ | {request_log.VARIABLE: "json"},
            stderr=written,
        ) as process,
    ):
        try:
            until = time.monotonic() + PATIENCE
            while not (told := re.search(r"http://\S+", log.read_text("utf-8"))):
                assert time.monotonic() < until
                time.sleep(0.1)
            assert answered(f"{told[0]}search?q={quote('公園')}") == 200
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)
    lines = log.read_text("utf-8").replace(told[0], "")
    assert '"route": "/search"' in lines
    assert not re.search(r"127\.0\.0\.1|q=|公園|%E5", lines)
