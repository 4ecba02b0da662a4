"""The surroundings of the tests themselves: closed to the network, the same for everyone."""

import asyncio
import os
import socket
from pathlib import Path

import pytest
from hypothesis import settings

from tests.conftest import Transcripts
from webapp.commands.options import default_lang


def test_asyncio_is_free_for_use() -> None:
    async def answer() -> int:
        await asyncio.sleep(0)
        return 42

    assert asyncio.run(answer()) == 42


def test_no_test_reaches_another_machine() -> None:
    with (
        socket.socket() as outside,
        pytest.raises(RuntimeError, match=r"192\.0\.2\.1"),
    ):
        outside.connect(("192.0.2.1", 80))


def test_no_setting_of_the_person_who_runs_the_tests_is_seen() -> None:
    assert [name for name in os.environ if name.startswith("MINUTES_")] == []
    assert default_lang() == "en"


def test_generated_examples_are_the_same_on_every_run() -> None:
    assert settings().derandomize
    assert settings().deadline is None


def test_a_transcript_is_written_byte_for_byte(transcripts: Transcripts) -> None:
    file = transcripts.write("2025/2025-01-02-a.md", "# 2025-01-02 甲\r\n\n無換行")
    assert file == transcripts.path / "2025" / "2025-01-02-a.md"
    assert file.read_bytes() == "# 2025-01-02 甲\r\n\n無換行".encode()
    assert Path(transcripts) == transcripts.path
