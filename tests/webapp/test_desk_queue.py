"""Who comes to a full desk is told so, and may finish what they are saying."""

import io
from pathlib import Path

from minutes.settings import load
from pipeline.index import indexer
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app
from webapp.pages.editing.forms import DESK


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
