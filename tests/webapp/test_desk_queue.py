"""Who comes to a full desk is told so, and may finish what they are saying."""

import io
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from minutes.settings import load
from pipeline.index import indexer
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app
from webapp.pages.editing import prepare_page
from webapp.pages.editing.forms import DESK, DESK_OF_KEEPERS
from webapp.serving import clients, desk_queue
from webapp.serving.desk_queue import Turns


def test_who_is_turned_away_while_sending_may_send_to_the_end_and_reads_why(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    """A proxy whose connection is closed before that tells of a fault (502) in the place of the answer."""
    settings = load(transcripts.path, tmp_path / "data")
    indexer.refresh(settings)
    client = backstage_app(settings, local=True).test_client()
    sent = io.BytesIO(b"text=" + b"x" * 700_000)
    here = "127.0.0.1"
    with DESK_OF_KEEPERS.place(here), DESK_OF_KEEPERS.place(here):
        told = client.post(
            "/prepare",
            input_stream=sent,
            content_type="application/x-www-form-urlencoded",
            headers={"Content-Length": str(len(sent.getbuffer()))},
        )
    assert (told.status_code, told.headers["Retry-After"]) == (429, "60")
    assert "請過一分鐘再試" in told.text
    assert sent.read() == b""


def test_two_who_come_again_and_again_leave_a_place_to_a_third() -> None:
    queue = desk_queue.DeskQueue(desk_queue.PLACES, desk_queue.EACH)
    with ExitStack() as inside:
        for client in ("192.0.2.1", "192.0.2.2") * desk_queue.PLACES:
            with suppress(desk_queue.Full):
                inside.enter_context(queue.place(client))
        inside.enter_context(queue.place("192.0.2.3"))
        with pytest.raises(desk_queue.Full):
            inside.enter_context(queue.place("192.0.2.1"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::1", True),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("unknown", "unknown", True),
    ],
)
def test_all_addresses_of_one_subscriber_are_one_client(one: str, other: str, same: bool) -> None:
    told = {clients.address({"REMOTE_ADDR": address}) for address in (one, other)}
    assert (len(told) == 1) == same


@pytest.fixture(params=[True, False], ids=["shared", "of one process"])
def turns(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Turns:
    monkeypatch.setenv(desk_queue.SHARED, str(tmp_path) if request.param else "")
    monkeypatch.setattr(desk_queue, "FREE", 0.1)
    return Turns(f"test-{uuid4()}")


def waits(turns: Turns, client: str, order: list[str]) -> None:
    with turns.of(client, 30):
        order.append(client)


def test_whoever_had_least_lately_has_the_next_turn(turns: Turns) -> None:
    dear, others = "192.0.2.1", ("192.0.2.2", "192.0.2.3")
    order = list[str]()
    with turns.of(dear, 1):
        time.sleep(1.5)
    with ThreadPoolExecutor() as threads:
        with turns.of("192.0.2.4", 1):
            asked = []
            for client in (dear, dear, *others):
                asked.append(threads.submit(waits, turns, client, order))
                time.sleep(0.2)
        for each in asked:
            each.result()
    assert order == [*others, dear, dear]


def test_who_waits_for_nobody_has_a_turn_at_once_whatever_they_had(turns: Turns) -> None:
    for _ in range(2):
        with turns.of("192.0.2.3", 0.01):
            time.sleep(0.6)


def test_who_waits_too_long_is_told_so_and_keeps_nobody_waiting(turns: Turns) -> None:
    with turns.of("192.0.2.3", 1), pytest.raises(desk_queue.Full), turns.of("192.0.2.4", 0.1):
        pass
    with turns.of("192.0.2.5", 0.01):
        pass


def test_who_waited_in_a_process_that_was_killed_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(desk_queue.SHARED, str(tmp_path))
    words = """if True:
        import os, time
        from webapp.serving.desk_queue import Turns
        now = time.time
        time.time = lambda: now() - 118  # it came so long ago; 120 are the most that anybody waits
        turns = Turns("turn")
        turns._taken = lambda: os._exit(9)  # as it is about to have its turn
        with turns.of("192.0.2.3", 5): pass"""
    assert subprocess.run([sys.executable, "-c", words], check=False).returncode == 9
    with Turns("turn").of("192.0.2.4", 60):
        pass


def test_keepers_wait_for_keepers_alone() -> None:
    with (
        ExitStack() as inside,
        prepare_page.turn("192.0.2.1"),
        prepare_page.turn("192.0.2.2", keeper=True),
    ):
        for _ in range(desk_queue.PLACES):
            inside.enter_context(DESK.place(f"192.0.2.{_}"))
        with pytest.raises(desk_queue.Full), DESK.place("192.0.2.9"):
            pass
        inside.enter_context(DESK_OF_KEEPERS.place("192.0.2.9"))


def test_those_who_had_much_leave_half_of_the_places_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(desk_queue.SHARED, str(tmp_path))
    monkeypatch.setattr(desk_queue, "MUCH", 0.5)
    monkeypatch.setattr(desk_queue, "FREE", 0.1)
    dear = [f"192.0.2.{number}" for number in range(3)]
    for client in dear:
        with desk_queue.TURNS.of(client, 1):
            time.sleep(1.3)
    queue = desk_queue.DeskQueue(4, 2)
    with ExitStack() as inside:
        for client in dear[:2]:
            inside.enter_context(queue.place(client))
        with pytest.raises(desk_queue.Full):
            inside.enter_context(queue.place(dear[2]))
        for client in ("198.51.100.1", "198.51.100.2"):
            inside.enter_context(queue.place(client))


def test_who_sends_small_files_as_often_as_they_like_has_had_nothing(turns: Turns) -> None:
    for _ in range(5):
        with turns.of("192.0.2.3", 1):
            pass
    assert turns.seconds("192.0.2.3") == 0
