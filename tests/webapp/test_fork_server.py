"""What strangers send is worked on in copies of a waiting process, which end."""

import contextlib
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from webapp.pages.editing import fork_server
from webapp.pages.editing.fork_server import Broken, Ended, ForkServer

ROOT = Path(__file__).parents[2]
SECONDS = 120  # beside a load of ten, two of the processor are twenty of the clock


@pytest.fixture(scope="module")
def forks() -> ForkServer:
    return ForkServer("tests.webapp.forked")


def told(forks: ForkServer, task: str, seconds: float = SECONDS) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(forks.answer(task.encode(), seconds))
    return answer


def test_each_task_gets_a_copy_that_has_seen_no_other(forks: ForkServer) -> None:
    first, second = told(forks, "甲"), told(forks, "乙")
    assert (first["seen"], second["seen"]) == (1, 1)
    assert first["parent"] == second["parent"] != os.getpid()


def test_many_tasks_at_once_each_get_their_own_answer(forks: ForkServer) -> None:
    tasks = [f"第 {number} 件" for number in range(24)]
    with ThreadPoolExecutor(8) as threads:
        assert [
            each["task"] for each in threads.map(lambda task: told(forks, task), tasks)
        ] == tasks


def test_a_large_task_arrives_whole(forks: ForkServer) -> None:
    assert told(forks, "x" * 5_000_000)["length"] == 5_000_000


@pytest.mark.parametrize("task", ["sleep", "spin", "eat"])
def test_a_copy_that_reaches_a_bound_ends_and_the_next_task_is_answered(
    forks: ForkServer, task: str
) -> None:
    before = told(forks, "甲")
    began = time.monotonic()
    with pytest.raises(Ended):
        forks.answer(task.encode(), 0.5 if task == "sleep" else SECONDS)
    assert time.monotonic() - began < SECONDS
    assert told(forks, "乙")["parent"] == before["parent"]


def test_what_nobody_foresaw_is_told_by_its_kind_alone(forks: ForkServer) -> None:
    with pytest.raises(Broken) as broken:
        forks.answer(b"fail", SECONDS)
    assert str(broken.value) == "LookupError"


def test_no_secret_of_the_site_reaches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINUTES_DESK_KEY", "a secret")
    known = {"PATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "PYTHONPATH", "PYTHONUTF8"}
    assert set(told(ForkServer("tests.webapp.forked"), "甲")["environment"]) <= known


def test_a_server_that_was_killed_is_started_again(forks: ForkServer) -> None:
    before = told(forks, "甲")["parent"]
    with contextlib.suppress(Ended):
        forks.answer(b"die", SECONDS)
    _gone(before)
    assert told(forks, "乙")["parent"] != before


def test_it_ends_with_the_site() -> None:
    site = """
from tests.webapp.test_fork_server import told, ForkServer
print(told(ForkServer("tests.webapp.forked"), "甲")["parent"])
"""
    done = subprocess.run(
        [sys.executable, "-c", site], cwd=ROOT, capture_output=True, check=True, timeout=60
    )
    _gone(int(done.stdout))


def test_where_no_process_can_be_copied_a_new_one_answers_the_same(
    forks: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fork_server, "_COPIES", False)
    assert told(forks, "甲")["parent"] == os.getpid()
    with pytest.raises(Broken, match=r"^LookupError$"):
        forks.answer(b"fail", SECONDS)
    with pytest.raises(Ended):
        forks.answer(b"sleep", 1)


def _gone(process: int) -> None:
    """Waits until a process has ended; fails where it has not within some seconds."""
    until = time.monotonic() + SECONDS
    while _is_there(process):
        assert time.monotonic() < until, process
        time.sleep(0.05)


def _is_there(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    with contextlib.suppress(OSError):
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    return False
