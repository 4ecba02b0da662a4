"""`/status` says whether the latest push is in use, and what broke, without telling secrets."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from minutes.settings import Settings, load
from pipeline.index import indexer
from pipeline.updates import pull
from tests.conftest import Transcripts
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_tombstones_know_records import said
from tests.pipeline.test_withdrawn_speech_elsewhere import with_a_speech_withdrawn
from tests.webapp.backstage_app import backstage_app
from tests.webapp.command_line import Archive

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
def client(settings: Settings) -> FlaskClient:
    return backstage_app(settings).test_client()


def ended(settings: Settings, outcome: pull.Outcome) -> None:
    (settings.data / pull.STATE_FILE).write_text(json.dumps(asdict(outcome)), encoding="utf-8")


def test_an_archive_that_was_never_pulled_is_well(client: FlaskClient) -> None:
    facts = client.get("/status?format=json").get_json()
    assert (facts["ok"], facts["records"], facts["pull"]) == (True, 1, None)
    assert "運作正常" in client.get("/status").get_data(as_text=True)
    assert "All is well" in client.get("/en/status").get_data(as_text=True)


def test_a_push_with_an_error_is_told_with_file_and_line(
    client: FlaskClient, settings: Settings
) -> None:
    ended(
        settings, pull.Outcome("2026-04-01T12:00:00+00:00", "look", "withdrawn.yaml:3: not a list")
    )
    response = client.get("/status")
    assert response.status_code == 503
    assert "withdrawn.yaml:3" in response.get_data(as_text=True)
    assert client.get("/status?format=json").get_json()["ok"] is False


def test_what_git_said_stays_with_the_archives_own_people(
    client: FlaskClient, settings: Settings
) -> None:
    told = "git fetch: https://someone:token@example.org/repo.git: no access"
    ended(settings, pull.Outcome("2026-04-01T12:00:00+00:00", "fetch", told))
    for path in ("/status", "/en/status", "/status?format=json"):
        page = client.get(path).get_data(as_text=True)
        assert "token" not in page, path
        assert "example.org" not in page, path


def test_nobody_keeps_the_state(client: FlaskClient) -> None:
    assert client.get("/status").headers["Cache-Control"] == "no-store"


def test_a_damaged_note_of_the_latest_run_counts_as_none(
    client: FlaskClient, settings: Settings
) -> None:
    (settings.data / pull.STATE_FILE).write_text("{", encoding="utf-8")
    assert client.get("/status").status_code == 200


def test_settings_that_repeat_withdrawn_words_are_told_and_shown_nowhere(tmp_path: Path) -> None:
    archive = with_a_speech_withdrawn(tmp_path)
    archive.write(
        "archive.yaml", f"name: 開會紀錄\ndescription: {said(1)}\nbase_url: https://a.example\n"
    )
    client = backstage_app(archive.settings).test_client()
    pages = [client.get(f"/{path}") for path in ("", "about", "en/", "opensearch.xml", "api/v1")]
    assert [said(1) in page.get_data(as_text=True) for page in pages] == [False] * len(pages)
    assert "開會紀錄" in pages[0].get_data(as_text=True)
    status = client.get("/en/status")
    assert (status.status_code, said(1) in status.text) == (503, False)
    assert "1 files of settings, registers, schedule or issues repeat" in status.text
    doctor = Archive(archive.folder, archive.data).run("doctor")
    assert (doctor.exit_code, "archive.yaml: " in doctor.output) == (1, True)


WORDS = "住在某路的當事人請求撤下的字句"


def astray(archive: GitArchive) -> None:
    archive.commit({f"withdrawn {WORDS}.yaml": "x: 1\n"})


def other_bytes(archive: GitArchive) -> None:
    archive.commit({".gitattributes": "*.txt ident\n", f"{WORDS}.txt": "1"})


def lost_row(archive: GitArchive) -> None:
    archive.git("checkout", "--quiet", "-b", "side")
    rows = (archive.folder / "withdrawn.yaml").read_text("utf-8")
    own = f"- {{meeting: 2026-01-03-{WORDS}, date: 2026-02-20, reason: 應請求}}\n"
    archive.commit({"withdrawn.yaml": rows + own})
    archive.git("checkout", "--quiet", "main")
    archive.git("merge", "--quiet", "--no-ff", "-s", "ours", "-m", "Ours", "side")


@pytest.mark.parametrize("push", [astray, other_bytes, lost_row])
def test_names_of_files_and_rows_in_a_refused_push_are_for_the_archives_own_people(
    tmp_path: Path, push: Callable[[GitArchive], None]
) -> None:
    archive = with_a_speech_withdrawn(tmp_path)
    archive.git("clone", "-q", str(archive.folder), str(tmp_path / "site"))
    site = Settings(transcripts=tmp_path / "site", data=archive.data)
    push(archive)
    outcome = pull.pull(site) or pytest.fail("no run")
    assert (outcome.step, WORDS in outcome.what, outcome) == ("look", True, pull.last(site))
    client = backstage_app(site).test_client()
    for path in ("/status", "/en/status", "/status?format=json"):
        page = client.get(path)
        assert (page.status_code, WORDS in page.text) == (503, False), path
    assert "…" in client.get("/status?format=json").get_json()["pull"]["what"]


def test_a_monitor_reads_json_also_where_there_is_no_index(sample: Path, tmp_path: Path) -> None:
    client = backstage_app(load(sample, tmp_path / "none")).test_client()
    told = client.get("/status?format=json")
    assert told.status_code == 503
    assert told.json is not None
    assert (told.json["ok"], told.json["index"], told.json["pull"]) == (False, None, None)
    assert told.json["faults"]
    assert client.get("/status").status_code == 503


def test_of_a_name_that_begins_with_another_nothing_is_told() -> None:
    refused = pull.Outcome("", "look", "人事: 人事案名單: 兩列", names=("人事", "人事案名單"))
    assert refused.shown == "…: …: 兩列"
