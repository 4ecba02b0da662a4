"""Has it really been said? What stands in a record, what stood in it once, and what nobody may be told."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from minutes import clock
from pipeline.history.wordings import former_words
from pipeline.publishing.withdrawal import withdraw
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, THIRD, ident, mended, text
from webapp import create_app
from webapp.lookup import verification

NOTE = "---\ncorrections:\n  - {date: 2026-02-07, what: 刪除重複的段落}\n---\n"
OTHER = "2026-01-03-二.md"


def site(archive: GitArchive) -> FlaskClient:
    archive.index()
    return create_app(archive.settings).test_client()


def answer(client: FlaskClient, words: str, speech: str = "") -> dict[str, Any]:
    within = f"&speech={speech}" if speech else ""
    told: dict[str, Any] = client.get(f"/api/v1/verify?text={quote(words)}{within}").get_json()
    return told


@pytest.fixture
def taken_out(tmp_path: Path) -> GitArchive:
    """A record of which the first speech was taken out, with a note, on 7 February."""
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SECOND, THIRD), OTHER: text(THIRD)})
    archive.commit({FILE: text(SECOND, THIRD, head=NOTE)})
    return archive


def test_a_speech_that_was_taken_out_stood_in_the_record_until_that_day(
    taken_out: GitArchive,
) -> None:
    client = site(taken_out)
    told = answer(client, FIRST[5:30])
    assert (told["verdict"], told["verbatim"], told["whole"]) == ("removed", False, True)
    [place] = told["places"]
    assert (place["removed"], place["until"]) == (True, "2026-02-07")
    assert place["speech"] == ident(FIRST)
    assert place["url"] == f"{place['revision_url']}#s{ident(FIRST)}"
    then = client.get(place["revision_url"])
    assert f"id=s{ident(FIRST)}" in then.text
    assert FIRST in then.text
    page = client.get(f"/verify?text={quote(FIRST)}").text
    assert "到 2026年2月7日 為止在紀錄裡，現在已不在。" in re.sub("<[^>]+>", "", page)
    assert f"#s{ident(FIRST)}" in page


def test_who_asks_for_the_speech_that_was_taken_out_hears_the_same(taken_out: GitArchive) -> None:
    client = site(taken_out)
    assert answer(client, FIRST, ident(FIRST))["verdict"] == "removed"
    assert answer(client, THIRD, ident(FIRST))["verdict"] == "not_found"
    assert answer(client, FIRST, ident(THIRD))["verdict"] == "not_found"


def test_altered_words_were_never_in_a_record(taken_out: GitArchive) -> None:
    client = site(taken_out)
    for altered in (FIRST.replace("遊具", "玩具"), FIRST[-12:] + SECOND[:12], FIRST[1:] + "我"):
        assert answer(client, altered) == {
            "text": altered,
            "verbatim": False,
            "verdict": "not_found",
            "places": [],
            "whole": True,
        }


def test_a_negation_that_is_left_out_is_told_of_what_is_gone_too(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(SECOND, f"我們不同意{FIRST}")})
    archive.commit({FILE: text(SECOND, head=NOTE)})
    told = answer(site(archive), f"同意{FIRST}")
    assert (told["verdict"], told["places"][0]["cut"]) == ("cut", "不")


def test_words_that_were_corrected_are_led_to_what_the_speech_says_now(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: text(mended(FIRST), SECOND)})
    archive.commit({FILE: text(mended(FIRST), mended(SECOND), THIRD)})
    [place] = answer(site(archive), FIRST)["places"]
    assert (place["speech"], place["until"]) == (ident(mended(FIRST)), "2026-02-07")
    assert place["revision_url"].endswith(archive.made[0][:12])
    assert answer(site(archive), SECOND)["verdict"] == "revised"


def test_what_still_stands_somewhere_was_said(taken_out: GitArchive) -> None:
    taken_out.commit({OTHER: text(FIRST, THIRD)})
    told = answer(site(taken_out), FIRST)
    assert (told["verdict"], told["places"][0]["meeting"]) == ("said", "2026-01-03-二")


def test_what_was_changed_and_not_committed_is_compared_with_what_was(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST)})
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.write(FILE, text(SECOND, head=NOTE))
    [place] = answer(site(archive), FIRST)["places"]
    assert (place["removed"], place["until"]) == (True, None)


def test_nothing_is_told_of_a_speech_that_was_withdrawn_since(taken_out: GitArchive) -> None:
    client = site(taken_out)
    assert answer(client, FIRST)["verdict"] == "removed"
    row = f"- {{meeting: {NAME}, date: 2026-02-09, reason: 誤植, speech: {ident(FIRST)}}}\n"
    taken_out.write("withdrawn.yaml", row)  # as somebody writes it; no index is made
    assert answer(client, FIRST)["verdict"] == "not_found"


def test_nothing_is_told_of_what_was_withdrawn_redacted_or_held(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    hidden = f"{FIRST}電話是0912-345-678。"
    archive.commit({FILE: text(FIRST, SECOND), OTHER: text(hidden, THIRD)})
    archive.commit({FILE: text(FIRST, SECOND, THIRD), OTHER: text(THIRD)})
    withdraw(archive.settings, NAME, "當事人要求", clock.now(), speech=ident(FIRST))
    archive.commit()
    client = site(archive)
    assert answer(client, FIRST)["verdict"] == "not_found"
    assert answer(client, hidden)["verdict"] == "not_found"
    held = "---\nedit: {hold_until: 2999-01-01}\n---\n"
    archive.commit({FILE: text(THIRD, head=held)})
    assert answer(site(archive), SECOND)["verdict"] == "not_found"


def test_what_could_not_be_looked_through_is_said(
    taken_out: GitArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_out.commit({FILE: text(mended(SECOND, 9), head=NOTE)})  # which nothing has read yet
    client = site(taken_out)
    with monkeypatch.context() as hurried:
        hurried.setattr(verification, "SECONDS", 0)
        told = answer(client, SECOND)
        assert (told["verdict"], told["whole"]) == ("not_found", False)
        assert "來不及查完" in client.get(f"/verify?text={quote(SECOND)}").text
    assert answer(client, SECOND)["verdict"] == "revised"


def test_a_version_that_is_too_long_to_be_looked_through_is_said(
    taken_out: GitArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_out.commit({FILE: text(THIRD, head=NOTE)})
    monkeypatch.setattr(former_words, "LONGEST", 10)
    told = answer(site(taken_out), f"{SECOND}嗎")
    assert (told["verdict"], told["whole"]) == ("not_found", False)
