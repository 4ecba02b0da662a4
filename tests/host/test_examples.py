"""The examples of `docs/api.md`, each run as it stands there against a site."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.conftest import ROOT
from tests.host.examples import example, names
from tests.webapp.outward_sites import site

pytestmark = pytest.mark.slow


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Leaves the output to the tests."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of the sample archive on this machine."""
    app = site(ROOT / "transcripts", tmp_path_factory.mktemp("data"))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    serve = {"target": server.serve_forever, "kwargs": {"poll_interval": 0.02}}
    thread = Thread(**serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(15)
    server.server_close()


def run(name: str, address: str, folder: Path) -> str:
    """What the example prints."""
    code = example("api.md", name, address)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_guide_has_five_examples() -> None:
    assert names("api.md") == ["journalist", "researcher", "host", "reader", "mirror"]


def test_a_journalist_finds_what_is_overdue_with_its_source(address: str, tmp_path: Path) -> None:
    lines = run("journalist", address, tmp_path).splitlines()
    assert lines[-1] == f"{len(lines) - 1} overdue"
    assert all(address in line for line in lines[:-1])


def test_a_researcher_has_a_table_of_speakers_by_tier(address: str, tmp_path: Path) -> None:
    text = run("researcher", address, tmp_path)
    assert "collaborative" in text
    assert "張假名" in text
    assert len(text.splitlines()) >= 10


def test_a_feed_reader_lists_the_entries_and_asks_again_cheaply(
    address: str, tmp_path: Path
) -> None:
    lines = run("reader", address, tmp_path).splitlines()
    assert len(lines) > 10
    assert lines[-1] == "unchanged"


def test_a_mirror_takes_everything_checks_it_and_takes_nothing_twice(
    address: str, tmp_path: Path
) -> None:
    first = run("mirror", address, tmp_path).splitlines()
    assert all(line.endswith(" checked") for line in first)
    assert (tmp_path / "mirror" / "markdown.zip").is_file()
    again = run("mirror", address, tmp_path).splitlines()
    assert again == [line.replace("checked", "unchanged") for line in first]
