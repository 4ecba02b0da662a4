"""A site says when it should be sent no readers, and comes back by itself."""

import errno
import os
import time
from pathlib import Path

import pytest

import webapp
from minutes import settings
from pipeline.archive import archive
from pipeline.index import indexer
from tests.conftest import Transcripts

PATIENCE = 60  # seconds: a busy machine is slow


def test_an_index_that_could_not_be_opened_once_is_tried_again_and_readers_wait_elsewhere(
    transcripts: Transcripts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, text = (
        "2026-03-02-參訪",
        "---\ndate: 2026-03-02\ntier: other\n---\n### 王範例：\n有話要說。\n",
    )
    told = settings.load(transcripts, tmp_path / "data")
    transcripts.write(f"{name}.md", text)
    indexer.refresh(told)
    client = webapp.create_app(told).test_client()
    assert client.get(f"/{name}").status_code == 200
    transcripts.write(f"{name}.md", text.replace("---\n#", "edit: {hold: 再確認}\n---\n#"))
    indexer.refresh(told)
    with monkeypatch.context() as patched:
        patched.setattr(archive, "open_generation", _without_files_left)
        assert client.get("/readyz").status_code == 503
    assert client.get(f"/{name}").status_code == 200
    until = time.monotonic() + PATIENCE
    while client.get("/readyz").status_code != 200 and time.monotonic() < until:
        time.sleep(0.1)
    assert client.get(f"/{name}").status_code == 404


def _without_files_left(*_: object, **__: object) -> None:
    raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
