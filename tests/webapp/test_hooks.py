"""`POST /hooks/git`: only who knows the secret can have the site pull."""

import errno
import hashlib
import hmac
import os
import runpy
import shutil
import sys
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from minutes.settings import Settings, load
from pipeline.index import indexer
from pipeline.updates import pull
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app
from webapp.pages.editing import hooks

SECRET = "a secret for tests alone"  # noqa: S105 (it opens nothing)
BODY = b'{"ref": "refs/heads/main"}'
RECORD = (
    "---\ntitle: 參訪\ndate: 2026-03-02\ntier: other\n---\n# 參訪\n\n### 王範例：\n有話要說。\n"
)


@pytest.fixture
def settings(transcripts: Transcripts, tmp_path: Path) -> Settings:
    transcripts.write("2026-03-02-參訪.md", RECORD)
    settings = load(transcripts, tmp_path / "data")
    indexer.refresh(settings)
    return settings


@pytest.fixture
def client(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv(hooks.SECRET_VARIABLE, SECRET)
    return backstage_app(settings).test_client()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}


@pytest.mark.parametrize(
    "headers", [signed(BODY), {"X-Gitlab-Token": SECRET}], ids=["GitHub", "GitLab"]
)
def test_an_authentic_message_starts_a_pull_that_indexes(
    client: FlaskClient, settings: Settings, transcripts: Transcripts, headers: dict[str, str]
) -> None:
    transcripts.write("2026-03-03-第二場.md", RECORD.replace("03-02", "03-03"))
    response = client.post("/hooks/git", data=BODY, headers=headers)
    assert response.status_code == 202
    deadline = time.monotonic() + 60
    while pull.last(settings) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    outcome = pull.last(settings)
    assert outcome is not None
    assert (outcome.ok, outcome.meetings) == (True, 2)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(BODY, "another secret, as long"),
        signed(BODY + b" "),
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "sha1=00"},
        {"X-Gitlab-Token": "x"},
        {"X-Gitlab-Token": ""},
        {"X-Hub-Signature-256": "sha256=é", "X-Gitlab-Token": SECRET},
    ],
)
def test_any_other_message_is_refused(
    client: FlaskClient, settings: Settings, headers: dict[str, str]
) -> None:
    assert client.post("/hooks/git", data=BODY, headers=headers).status_code == 403
    assert pull.last(settings) is None


@pytest.mark.parametrize("secret", ["", "short"])
def test_without_a_good_secret_there_is_no_such_address(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv(hooks.SECRET_VARIABLE, secret)
    assert client.post("/hooks/git", data=BODY, headers=signed(BODY, secret)).status_code == 404


def test_a_ping_is_answered_and_nothing_is_pulled(client: FlaskClient, settings: Settings) -> None:
    headers = signed(BODY) | {"X-GitHub-Event": "ping"}
    assert client.post("/hooks/git", data=BODY, headers=headers).status_code == 200
    assert pull.last(settings) is None


def test_a_message_that_is_too_large_is_refused(client: FlaskClient) -> None:
    big = b"x" * (hooks.MAX_BODY + 1)
    assert client.post("/hooks/git", data=big, headers=signed(big)).status_code == 413


def test_nothing_else_answers_there(client: FlaskClient) -> None:
    assert client.get("/hooks/git").status_code in {404, 405}


def test_a_pull_that_ends_before_it_can_say_anything_is_told(
    client: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull.sys, "executable", shutil.which("false"))
    client.post("/hooks/git", data=BODY, headers=signed(BODY))
    deadline = time.monotonic() + 60
    while pull.last(settings) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    told = client.get("/status?format=json")
    assert told.status_code == 503
    assert told.json is not None
    assert told.json["pull"]["step"] == "ended"
    assert "沒有跑完" in client.get("/status").text


def test_a_pull_works_where_a_service_may_not_choose_its_priority(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(_: int) -> int:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "nice", forbidden)
    words = ["--transcripts", str(settings.transcripts), "--data", str(settings.data)]
    monkeypatch.setattr(sys, "argv", ["pull", *words])
    monkeypatch.delitem(sys.modules, pull.__name__)  # run as a program of its own
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("pipeline.updates.pull", run_name="__main__")
    assert ended.value.code == 0
