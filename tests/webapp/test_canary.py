"""Rare words in a draft, a held, a future, a broken and a withdrawn record and in withdrawn speeches
are looked for in the bytes of every answer of the site, and in the index.

A route that is not listed in `ASKED`, or has a parameter that `VALUES` does not know, fails.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote_plus

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

import webapp
from minutes.fold import fold, tokens
from minutes.shortlinks import code
from pipeline import generation
from pipeline.engines import Token
from pipeline.engines.whoosh import WhooshEngine
from tests.webapp.secrets_archive import (
    HELD,
    NOWHERE,
    OLD_ADDRESS,
    OPEN_WORDS,
    PUBLIC,
    SECRETS,
    Secret,
    World,
    build,
    found_in,
    traces,
)
from webapp.cli import main

NEEDLES = tuple(n for s in SECRETS for n in s.needles)
IDS = (PUBLIC, *dict.fromkeys(s.id for s in SECRETS))
ADDRESSES = (*IDS, OLD_ADDRESS, HELD.id.upper(), HELD.id.lower()[:50], f"{HELD.id}.md")
WORDS = (*NEEDLES, *(s.words for s in SECRETS), "遮陽棚", "我們", "rest")
SHORTS = tuple(code(i) for i in (*IDS, OLD_ADDRESS))
NAMES = ("王範例", *(f"{s.words}代表" for s in SECRETS), *(f"{s.latin} Smith" for s in SECRETS))
DAYS = ("2026-03-02", "2026-01-05", "2999-03-04")
FILES = (*(f"{s.kind}.pdf" for s in SECRETS), "records.jsonl", "records.csv", "speeches.csv", "records.zip")


def questions(world: World) -> dict[str, tuple[dict[str, str], ...]]:
    """The queries to put to each route beside the plain one; a route without any has ()."""
    search = (
        *({"q": w} for w in WORDS),
        *({"q": f'"{w}"'} for w in NEEDLES[:6]),
        *({"q": "我們", "meeting": i} for i in IDS),
        *({"q": HELD.ask, "meeting": i} for i in IDS),
        *({"q": "遮陽棚", "speaker": n} for n in NAMES),
        *({"q": f'speaker:"{n}"'} for n in NAMES),
        {"q": "case:904", "sort": "date"},
        {"q": "title:會議"},
        {"q": "agency:國發會", "aliases": "0"},
        {"q": "in:speech 我們", "tier": "monthly"},
        {"q": "的", "year": "2026", "page": "2"},
        {"q": "", "kind": "main", "agency": "ndc"},
    )
    addresses = tuple({"url": f"http://localhost/{quote(i)}"} for i in IDS) + tuple(
        {"url": f"http://localhost/speech/{s}"} for s in world.speeches
    )
    within = tuple({"in": i} for i in IDS)
    pages = ({"page": "1"}, {"page": "2"})
    everything = (*search[:20], *addresses[:6], *pages, {"fields": "title,text"}, {"limit": "100"})
    return {
        **dict.fromkeys(
            "static home chinese meetings tier year speakers speaker_group speaker agencies agency months "
            "month calendar_file issues issue about withdrawals opensearch sitemaps sitemap_part attachment "
            "old_feed old_speeches old_speeches_too old_speakers old_search markdown akoma_ntoso bibtex ris csl "
            "meeting robots sitemap missing short_meeting short_speech short_case short_issue "
            "link_meeting link_speech link_case link_issue qr_meeting qr_speech qr_case qr_issue "
            "card_meeting card_speech card_case card_issue data data_file "
            "prepare prepare_file preview hooks_git status".split(),
            (),
        ),
        **dict.fromkeys(("feed", "tier_feed", "speaker_feed", "agency_feed", "issue_feed"), pages),
        "search": search,
        "search_feed": search,
        "speech": within,
        "oembed": (*addresses, *({**a, "format": "xml"} for a in addresses)),
        **dict.fromkeys(API, everything),
    }


API = ()  # the endpoints of the API


def values(world: World) -> dict[str, tuple[object, ...]]:
    """What to put into the parameters of addresses, by name or by (route, name)."""
    references = [f"{code(i)}.{s}" for i in IDS for s in world.speeches[:4]]
    return {
        "address": ADDRESSES,
        "short": (*SHORTS, *DAYS),
        **{(r, "short"): tuple(references) for r in ("short_speech", "link_speech", "qr_speech", "card_speech")},  # type: ignore[dict-item]  # either form of key
        "number": (1, 2, 904),
        "tier": ("seasonal", "monthly", "collaborative", "other", HELD.ask),
        "year": ("2026", "2999", "undated"),
        ("month", "year"): (2026, 2999),  # type: ignore[dict-item]
        ("month", "number"): (1, 3),  # type: ignore[dict-item]
        "group": ("A", "x", "4", "16", "other"),
        "name": NAMES,
        "ident": (*world.speeches, world.open_speech, "ndc"),
        "slug": ("shade", *(f"{s.kind}-issue" for s in SECRETS)),
        "file": FILES,
        "part": (1, 2),
        "rest": ("", HELD.id),
        "filename": ("minutes.css", "minutes.js"),
        "token": ("x", *IDS),
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build(tmp_path_factory.mktemp("canary"))


@pytest.fixture(scope="module")
def app(world: World) -> Flask:
    return webapp.create_app(world.settings)


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def requests(app: Flask, world: World) -> Iterator[tuple[str, str]]:
    """(route, address) of everything that there is to ask."""
    asked, known = questions(world), values(world)
    static = [p.name for p in Path(webapp.__file__).with_name("static").iterdir() if p.is_file()]
    known["filename"] = tuple(static)
    for rule in app.url_map.iter_rules():
        name = rule.endpoint.rpartition(".")[2] if rule.endpoint.startswith("minutes.") else rule.endpoint
        assert name in asked, f"list the route {name} ({rule.rule}) in `questions`"
        for path in addresses(rule, name, known):
            yield name, path
        for path in itertools.islice(addresses(rule, name, known), 6):
            for query in asked[name]:
                yield name, f"{path}?" + "&".join(f"{k}={quote(v)}" for k, v in query.items())


def addresses(rule: Rule, name: str, known: dict[str, tuple[object, ...]]) -> Iterator[str]:
    arguments = sorted(a for a in rule.arguments if a != "lang")
    for argument in arguments:
        assert argument in known, f"what to put into <{argument}> of {rule.rule}? list it in `values`"
    choices = [known.get((name, a), known[a]) for a in arguments]  # type: ignore[call-overload]
    for chosen in itertools.product(*choices):
        path = rule.rule
        for argument, value in zip(arguments, chosen, strict=True):
            pattern = rf"<(?:[a-z]+:)?{argument}>"
            path = re.sub(pattern, lambda _, v=value: quote(str(v), safe=""), path)
        yield path


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


def test_the_public_words_are_found_so_that_the_search_for_hidden_ones_means_something(
    client: FlaskClient,
) -> None:
    assert found_in(client.get(f"/{quote(PUBLIC)}").get_data(), [OPEN_WORDS]) == {OPEN_WORDS}
    assert found_in(client.get("/search?q=遮陽棚").get_data(), ["人人都可以讀"])


def same(text: str, secret: Secret) -> str:
    """An answer without what of the question it repeats, and without the time it took."""
    for word in (secret.id, secret.ask, secret.tell, secret.latin, f"{secret.kind}-issue"):
        for form in {word, word.lower(), word.upper()}:
            text = text.replace(form, "?").replace(quote(form), "?").replace(quote(form).lower(), "?")
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
    lambda s: f"/attachments/{quote(s.id)}/file.pdf",
    lambda s: f"/search?q={quote(s.ask)}",
    lambda s: f"/search?q={quote(s.words)}",
    lambda s: f"/search?q={s.latin}",
    lambda s: f"/search?q=我們&meeting={quote(s.id)}",
    lambda s: f"/search?q=遮陽棚&speaker={quote(s.words)}代表",
    lambda s: f"/search/feed.atom?q={quote(s.ask)}",
    lambda s: f"/speaker/{quote(s.words)}代表",
    lambda s: f"/speech/abcdefghijkl?in={quote(s.id)}",
)


@pytest.mark.parametrize("address", ASKED_LIKE)
@pytest.mark.parametrize("secret", [s for s in SECRETS if s.kind in {"held", "draft", "future", "barred"}], ids=lambda s: s.kind)
def test_what_is_held_back_answers_like_what_does_not_exist(
    client: FlaskClient, address: Callable[[Secret], str], secret: Secret
) -> None:
    there, nowhere = client.get(address(secret)), client.get(address(NOWHERE))
    assert there.status_code == nowhere.status_code
    assert same(there.get_data(as_text=True), secret) == same(nowhere.get_data(as_text=True), NOWHERE)


@pytest.mark.parametrize("path", ["/{}", "/en/{}", "/{}.md"])
def test_a_withdrawn_record_answers_410_with_reason_and_date(client: FlaskClient, path: str) -> None:
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


def test_the_file_of_a_record_with_a_withdrawn_speech_is_served_without_it(client: FlaskClient) -> None:
    for secret in SECRETS[5:]:
        text = client.get(f"/{quote(secret.id)}.md").get_data(as_text=True)
        assert "撤下。理由：應當事人的請求" in text
        assert text.count("### 王範例：") == 1
        assert "還有花圃" in text


@pytest.mark.parametrize(
    "command",
    [["show", "--all", "--json"], ["show", "--all"], ["search", "我們", "--json", "--limit", "1000"],
     ["search", HELD.ask, "--json"], ["search", "case:904"], ["doctor"]],
    ids=" ".join,
)  # fmt: skip
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
    engine = WhooshEngine(made.folder / generation.ENGINE)
    rare = {t for s in SECRETS for pair in rare_pairs(s) for t in tokens(fold(pair))}
    common = {t for t in tokens(fold("遮陽"))}
    assert {t for t in rare if engine.candidates(Token(t))} == set()
    assert {t for t in common if engine.candidates(Token(t))} == common
    engine.close()
