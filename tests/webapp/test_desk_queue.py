"""Who comes to a full desk is told so, and may finish what they are saying."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from minutes.settings import load
from pipeline.index import indexer
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app
from webapp.pages.editing.forms import DESK
from webapp.serving import clients, desk_queue


def test_who_is_turned_away_while_sending_may_send_to_the_end_and_reads_why(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    """A proxy whose connection is closed before that tells of a fault (502) in the place of the answer."""
    settings = load(transcripts.path, tmp_path / "data")
    indexer.refresh(settings)
    client = backstage_app(settings, local=True).test_client()
    sent = io.BytesIO(b"text=" + b"x" * 700_000)
    here = "127.0.0.1"
    with DESK.place(here), DESK.place(here):
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


@pytest.mark.parametrize("is_shared", [True, False])
def test_whose_turn_was_long_comes_after_those_who_had_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_shared: bool
) -> None:
    monkeypatch.setenv(desk_queue.SHARED, str(tmp_path) if is_shared else "")
    monkeypatch.setattr(desk_queue, "LONG", 0.2)
    order = list[str]()

    def work(client: str, seconds: float, patience: float = 30) -> None:
        with desk_queue.turn_of(client, patience):
            order.append(client)
            time.sleep(seconds)

    dear, other = f"192.0.2.1{is_shared}", f"192.0.2.2{is_shared}"
    with ThreadPoolExecutor() as threads:
        asked = []
        for client, seconds in ((dear, 2), (dear, 0), (other, 0)):
            asked.append(threads.submit(work, client, seconds))
            time.sleep(0.3)
        for each in asked:
            each.result()
    assert order == [dear, other, dear]


def test_who_waits_for_nobody_but_themselves_is_turned_away_only_when_their_patience_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(desk_queue.SHARED, raising=False)
    monkeypatch.setattr(desk_queue, "LONG", 0.2)
    with desk_queue.turn_of("192.0.2.3", 1):
        time.sleep(0.5)
    with pytest.raises(desk_queue.Full), desk_queue.turn_of("192.0.2.3", 0.01):
        pass
    with desk_queue.turn_of("192.0.2.3", 5):
        pass
