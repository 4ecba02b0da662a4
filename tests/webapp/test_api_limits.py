"""How often a client may ask."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.webapp.outward_sites import client_of, site
from webapp.api import limits
from webapp.serving import clients


@pytest.fixture
def app(sample: Path, tmp_path: Path) -> Flask:
    made = site(sample, tmp_path)
    if not any("flask_limiter" in str(type(e)) for e in made.extensions.values()):
        assert limits.limit(made, "minutes")
    return made


def statuses(
    app: Flask, times: int, address: str, path: str = "/api/v1/nothing", **headers: str
) -> list[int]:
    client = client_of(app)
    return [
        client.get(path, environ_base={"REMOTE_ADDR": address}, headers=headers).status_code
        for _ in range(times)
    ]


def test_who_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up(
    app: Flask,
) -> None:
    assert statuses(app, 125, "192.0.2.1")[-5:] == [429] * 5
    answer = client_of(app).get("/api/v1/cases", environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert answer.status_code == 429
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert 0 <= int(answer.headers["Retry-After"]) <= 60
    assert statuses(app, 1, "192.0.2.2", "/api/v1/cases") == [200]


def test_files_of_the_whole_archive_are_fetched_less_often_than_answers(app: Flask) -> None:
    found = statuses(app, 12, "192.0.2.4", "/data/LICENCE.txt")
    assert found == [200] * 10 + [429] * 2
    assert statuses(app, 2, "192.0.2.4", "/oembed?url=http://localhost/c/901") == [200, 200]
    assert statuses(app, 2, "192.0.2.4", "/data") == [200, 200]


def test_reading_pages_is_never_limited(app: Flask) -> None:
    assert set(statuses(app, 130, "192.0.2.3", "/m/00000000")) == {404}


def test_behind_a_known_proxy_each_client_counts_for_itself(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(clients.PROXIES, "1")
    forwarded = {"X-Forwarded-For": "203.0.113.9, 192.0.2.7"}
    assert 429 in statuses(app, 125, "127.0.0.1", **forwarded)
    assert 429 not in statuses(app, 5, "127.0.0.1", **{"X-Forwarded-For": "203.0.113.9, 192.0.2.8"})
    invented = {"X-Forwarded-For": "198.51.100.1, 192.0.2.7"}
    assert set(statuses(app, 3, "127.0.0.1", **invented)) == {429}


def test_this_machine_is_not_limited(app: Flask) -> None:
    assert 429 not in statuses(app, 130, "127.0.0.1")
