"""Sites for the tests of what goes out to other sites: the sample archive, and small ones."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from minutes import settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from webapp import create_app

BASE = "https://minutes.example.tw"


class Frozen(Archive):
    """An archive in memory as it is at one moment."""

    moment: dt.datetime | None = None

    def view(self, now: dt.datetime | None = None) -> View:
        return super().view(now or self.moment)


def site(folder: Path, data: Path, moment: dt.datetime | None = None) -> Flask:
    """A site of a small folder of transcripts, read into memory."""
    told = settings.load(folder, data)
    archive = Frozen(told, in_memory=True)
    archive.moment = moment
    return create_app(told, archive)


def client_of(app: Flask) -> FlaskClient:
    """A client on this machine."""
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = "localhost"
    return client


def record(
    title: str, day: str, body: str = "### 甲：\n\n大家好，今天開始開會。\n", **front: str
) -> str:
    """A transcript with a head."""
    lines = [f"title: {title}", f"date: {day}", *(f"{k}: {v}" for k, v in front.items())]
    return "---\n" + "\n".join(lines) + f"\n---\n\n# {title}\n\n{body}"
