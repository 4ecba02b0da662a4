"""Rare words in a draft, a held, a future, a broken and a withdrawn record and in withdrawn speeches
are looked for in the bytes of every answer of the site, and in the index.

A route that is not listed in `canary_questions.py`, or has a parameter that is not, fails.
"""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote_plus

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from minutes.text.folding import fold, tokens
from pipeline.engines.protocol import Token
from pipeline.engines.registry import engine_named
from pipeline.index import generation
from tests.webapp.backstage_app import backstage_app
from tests.webapp.canary_questions import NEEDLES, requests
from tests.webapp.secrets_archive import (
    HELD,
    NOWHERE,
    OPEN_WORDS,
    PUBLIC,
    SECRETS,
    Secret,
    World,
    build,
    found_in,
    traces,
)
from webapp.commands.main import main
from webapp.pages.editing import prepare_page


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build(tmp_path_factory.mktemp("canary"))


@pytest.fixture(scope="module")
def app(world: World) -> Flask:
    return backstage_app(world.settings)


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def leaks(client: FlaskClient, address: str) -> set[str]:
    """The hidden words in the answer, those left out that stand in the question."""
    response = client.get(address)
    assert response.status_code < 500, f"{address}: {response.status_code}"
    headers = "\n".join(f"{k}: {v}" for k, v in response.headers).encode("utf-8", "replace")
    asked = unquote_plus(unquote_plus(address)).casefold()
    found = found_in(response.get_data(), NEEDLES) | found_in(headers, NEEDLES)
    response.close()  # a static file stays open otherwise
    return {needle for needle in found if needle not in asked}


def test_no_answer_of_any_route_holds_hidden_words(
    app: Flask, client: FlaskClient, world: World
) -> None:
    found = {}
    for _, address in requests(app, world):
        if told := leaks(client, address):
            found[unquote_plus(address)] = told
    assert found == {}


@pytest.mark.parametrize("secret", SECRETS, ids=lambda s: s.kind)
def test_nothing_that_is_sent_brings_hidden_words_back(world: World, secret: Secret) -> None:
    """What is sent to `/prepare` is checked without a look at the archive's records."""
    head = f"title: 甲\ndate: 2026-03-02\ntier: other\ntranslation_of: {secret.id}\nissue: {secret.kind}-issue\n"
    words = f"2026-03-02 月會\n{secret.ask}：大家好。\n李樣本：{secret.ask}好。\n"
    for text in (f"---\n{head}---\n# 甲\n\n### 乙：\n丙。\n", words):
        for name in (f"{secret.id}.md", "a.txt"):
            sheet = prepare_page.sheet_of(
                text.encode(), name, None, world.settings.transcripts, "zh"
            )
            assert found_in(repr(sheet).encode(), (secret.tell, secret.latin)) == set(), (
                text,
                name,
            )
            other, another = (w.replace(secret.ask, NOWHERE.ask) for w in (text, name))
            unknown = prepare_page.sheet_of(
                other.encode(), another, None, world.settings.transcripts, "zh"
            )
            assert [f.code for f in sheet.findings] == [f.code for f in unknown.findings], (
                text,
                name,
            )


def test_forms_and_messages_bring_no_hidden_words_back(client: FlaskClient) -> None:
    for secret in (HELD, SECRETS[4]):
        answer = client.post(
            "/prepare", data={"text": f"{secret.ask}：大家好。", "name": f"{secret.id}.md"}
        )
        assert found_in(answer.get_data(), (secret.tell, secret.latin)) == set()
    assert found_in(client.post("/hooks/git", data=b"x").get_data(), NEEDLES) == set()


def test_the_public_words_are_found_so_that_the_search_for_hidden_ones_means_something(
    client: FlaskClient,
) -> None:
    assert found_in(client.get(f"/{quote(PUBLIC)}").get_data(), [OPEN_WORDS]) == {OPEN_WORDS}
    assert found_in(client.get("/search?q=遮陽棚").get_data(), ["人人都可以讀"])


def same(text: str, secret: Secret) -> str:
    """An answer without what of the question it repeats, and without the time it took."""
    for word in (secret.id, secret.ask, secret.tell, secret.latin, f"{secret.kind}-issue"):
        for form in {word, word.lower(), word.upper()}:
            text = (
                text.replace(form, "?").replace(quote(form), "?").replace(quote(form).lower(), "?")
            )
            text = text.replace(form.replace("-", " "), "?")
            text = text.replace(form.encode("unicode_escape").decode(), "?")
    text = re.sub(r"/search/[a-z2-7]{12}", "", text)  # a feed's id is made from its question
    return re.sub(r'"took_ms": ?[\d.]+|\d+(?:\.\d+)? ?(?:ms|毫秒)', "", text)


ASKED_LIKE: tuple[Callable[[Secret], str], ...] = (
    lambda s: f"/{quote(s.id)}",
    lambda s: f"/en/{quote(s.id)}",
    lambda s: f"/{quote(s.id)}.md",
    lambda s: f"/{quote(s.id)}.an",
    lambda s: f"/{quote(s.id)}.bib",
    lambda s: f"/{quote(s.id)}.csl.json",
    lambda s: f"/en/{quote(s.id)}.apa.txt",
    lambda s: f"/attachments/{quote(s.id)}/file.pdf",
    lambda s: f"/search?q={quote(s.ask)}",
    lambda s: f"/search?q={quote(s.words)}",
    lambda s: f"/search?q={s.latin}",
    lambda s: f"/search?q=我們&meeting={quote(s.id)}",
    lambda s: f"/search?q=遮陽棚&speaker={quote(s.words)}代表",
    lambda s: f"/search/feed.atom?q={quote(s.ask)}",
    lambda s: f"/speaker/{quote(s.words)}代表",
    lambda s: f"/speech/abcdefghijkl?in={quote(s.id)}",
    lambda s: f"/preview/{quote(s.id)}",
    lambda s: f"/desk/draft/{quote(s.id)}",
    lambda s: f"/desk/invite?draft={quote(s.id)}",
    lambda s: f"/api/v1/meetings/{quote(s.id)}",
    lambda s: f"/api/v1/meetings/{quote(s.id)}/speeches",
    lambda s: f"/api/v1/search?q={quote(s.ask)}",
    lambda s: f"/api/v1/search?q={s.latin}",
    lambda s: f"/api/v1/people/{quote(s.words)}代表",
    lambda s: f"/api/v1/meetings?speaker={quote(s.words)}代表",
    lambda s: f"/api/v1/records?url=http://localhost/{quote(s.id)}",
    lambda s: f"/oembed?url=http://localhost/{quote(s.id)}",
)


@pytest.mark.parametrize("address", ASKED_LIKE)
@pytest.mark.parametrize(
    "secret",
    [s for s in SECRETS if s.kind in {"held", "draft", "future", "barred"}],
    ids=lambda s: s.kind,
)
def test_what_is_held_back_answers_like_what_does_not_exist(
    client: FlaskClient, address: Callable[[Secret], str], secret: Secret
) -> None:
    there, nowhere = client.get(address(secret)), client.get(address(NOWHERE))
    assert there.status_code == nowhere.status_code
    assert same(there.get_data(as_text=True), secret) == same(
        nowhere.get_data(as_text=True), NOWHERE
    )


@pytest.mark.parametrize("path", ["/{}", "/en/{}", "/{}.md"])
def test_a_withdrawn_record_answers_410_with_reason_and_date(
    client: FlaskClient, path: str
) -> None:
    response = client.get(path.format(quote(SECRETS[4].id)))
    assert response.status_code == 410
    assert "應當事人的請求" in response.get_data(as_text=True)


def test_a_withdrawn_speech_answers_410_with_reason_and_date(
    client: FlaskClient, world: World
) -> None:
    told = [client.get(f"/speech/{i}") for i in world.speeches]
    gone = [r for r in told if r.status_code == 410]
    assert len(gone) == 2
    assert all("應當事人的請求" in r.get_data(as_text=True) for r in gone)
    assert {r.status_code for r in told} == {404, 410}


def test_the_file_of_a_record_with_a_withdrawn_speech_is_served_without_it(
    client: FlaskClient,
) -> None:
    for secret in SECRETS[5:]:
        text = client.get(f"/{quote(secret.id)}.md").get_data(as_text=True)
        assert "撤下。理由：應當事人的請求" in text, secret
        assert text.count("### 王範例：") == 1, secret
        assert "還有花圃" in text, secret


@pytest.mark.parametrize(
    "command",
    [
        ["show", "--all", "--json"],
        ["show", "--all"],
        ["search", "我們", "--json", "--limit", "1000"],
        ["search", HELD.ask, "--json"],
        ["search", "case:904"],
        ["doctor"],
    ],
    ids=" ".join,
)
def test_the_command_line_prints_public_records_only(world: World, command: list[str]) -> None:
    settings = world.settings
    run = CliRunner().invoke(
        main, [*command, "--transcripts", str(settings.transcripts), "--data", str(settings.data)]
    )
    assert run.exit_code == 0, run.output
    told = found_in(run.output.encode(), NEEDLES)
    assert {n for n in told if n not in command} == set()


def rare_pairs(secret: Secret) -> set[str]:
    """What stands in no other word: the pairs of its rare characters, its Latin word."""
    return {secret.tell, secret.words[1:3], secret.latin}


def test_no_file_of_a_public_build_holds_a_trace_of_hidden_words(tmp_path: Path) -> None:
    world = build(tmp_path, returned=False)
    pairs = {pair for secret in SECRETS for pair in rare_pairs(secret)}
    assert traces(world.settings.data, pairs) == []
    assert traces(world.settings.data, {"遮陽"}) != []


def test_the_lexicon_of_a_public_build_has_no_rare_pair(tmp_path: Path) -> None:
    world = build(tmp_path, returned=False)
    made = generation.current(world.settings.data)
    assert made is not None
    engine = engine_named(made.engine).reader(made.folder / generation.ENGINE)
    rare = [t for s in SECRETS for pair in rare_pairs(s) for t in tokens(fold(pair))]
    common = list(tokens(fold("遮陽")))
    assert list(map(dict, engine.candidates([Token(t) for t in rare]))) == [{}] * len(rare)
    assert all(engine.candidates([Token(t) for t in common]))
    engine.close()
