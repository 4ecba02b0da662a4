"""Nothing of the desk is seen without its key, and not even the key brings back what was withdrawn."""

import datetime as dt
import re
from urllib.parse import quote, unquote, urlsplit

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from minutes.publication import preview_links
from pipeline.publishing import corrections
from pipeline.publishing.corrections import WishedCorrection
from tests.webapp.backstage_app import backstage_app
from tests.webapp.canary_questions import IDS, NEEDLES
from tests.webapp.secrets_archive import BACK, CUT, DRAFT, GONE, HELD, World, build, found_in
from webapp.routes import editors

KEY = "a key for tests alone, 32 letters"
WITHDRAWN = tuple(n for s in (GONE, CUT, BACK) for n in s.needles)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build(tmp_path_factory.mktemp("desk-canary"))


@pytest.fixture
def client(world: World, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv(preview_links.KEY_VARIABLE, KEY)
    return backstage_app(world.settings).test_client()


def later() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=1)


def pages(prefix: str) -> list[str]:
    return [
        f"{prefix}/desk",
        *(f"{prefix}/desk?agency={quote(a)}" for a in ("ndc", "-", "沒有的機關")),
        f"{prefix}/desk/handover",
        f"{prefix}/desk/corrections",
        *(f"{prefix}/desk/draft/{quote(i)}" for i in IDS),
        *(f"{prefix}/desk/invite?draft={quote(i)}" for i in IDS),
    ]


def others(prefix: str) -> list[str]:
    """What those who make the archive use besides, of which a part is open to everybody."""
    return [
        f"{prefix}/prepare",
        f"{prefix}/prepare/issue",
        *(f"{prefix}/prepare?record={quote(i)}" for i in IDS),
        *(f"{prefix}/prepare/issue?case={quote(i)}" for i in (*IDS, "901", "904")),
        f"{prefix}/preview",
        *(f"{prefix}/preview/{quote(i)}" for i in IDS),
    ]


ALONE = ["/status", "/en/status", "/hooks/git"]


def told(answer: TestResponse, address: str) -> bytes:
    """What a page says beside what it was asked."""
    question = unquote(address.partition("=")[2])
    return answer.get_data().replace(question.encode(), b"") if question else answer.get_data()


def test_every_address_of_those_who_make_the_archive_is_asked_here() -> None:
    app, blueprint = Flask(__name__), Blueprint("editors", __name__)
    editors.register(blueprint, lambda _: pytest.fail("no page is asked for"))
    app.register_blueprint(blueprint)
    ways = app.url_map.bind("localhost")
    known = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"}
    asked = {
        ways.match(urlsplit(address).path, method=method, return_rule=True)[0].rule
        for prefix in ("", "/en")
        for address in (*pages(prefix), *others(prefix), *ALONE)
        for method in ("POST" if address == "/hooks/git" else "GET",)
    }
    assert asked == known


@pytest.mark.parametrize("way", ["", "/en", "alone"])
def test_without_the_key_nothing_is_told_of_drafts_where_pages_are_open(
    client: FlaskClient, way: str
) -> None:
    for address in ALONE if way == "alone" else others(way):
        answers = (client.get(address), client.post(address, data={"list": "x", "do": "look"}))
        for answer in answers:
            assert found_in(told(answer, address), NEEDLES) == set(), address
    ident = quote(DRAFT.id)
    assert client.get(f"/prepare?record={ident}").status_code == 404
    assert client.post(f"/desk/draft/{ident}", data={"speech": "x"}).status_code == 404


def test_an_issue_that_refers_to_what_is_not_public_opens_with_the_key_alone(
    client: FlaskClient,
) -> None:
    for address in ("/prepare/issue?case=904", "/prepare/issue?issue=shade"):
        refused = client.get(address)
        assert (refused.status_code, "工作桌的鑰匙" in refused.text) == (403, True), address
    client.get(f"/desk?key={preview_links.sign_desk(KEY, later())}")
    opened = client.get("/prepare/issue?case=904")
    assert found_in(opened.get_data(), HELD.needles)


def test_with_the_key_a_draft_is_opened_without_what_was_withdrawn(client: FlaskClient) -> None:
    client.get(f"/desk?key={preview_links.sign_desk(KEY, later())}")
    for address in others(""):
        answer = client.get(address)
        assert found_in(answer.get_data(), WITHDRAWN) == set(), address
    assert found_in(client.get(f"/prepare?record={quote(DRAFT.id)}").get_data(), DRAFT.needles)
    for ident in IDS:
        shown = client.post(f"/desk/draft/{quote(ident)}", data={"list": "x", "speech": "y"})
        assert found_in(shown.get_data(), WITHDRAWN) == set(), ident


def sent(client: FlaskClient, ident: str, old: str) -> bytes:
    """What becomes of a wish about a record, down to the file that is made of it."""
    text = corrections.written([WishedCorrection(ident, "x", old, "改過的話，請大家看。")], "zh")
    answers = [
        client.post("/desk/corrections", data={"list": text, "do": do, "accept-0": "yes"})
        for do in ("look", "apply", "file")
    ]
    return b"".join(a.get_data().replace(old.encode(), b"") for a in answers)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_without_the_key_the_desk_tells_nothing(client: FlaskClient, prefix: str) -> None:
    for address in pages(prefix):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert found_in(answer.get_data(), NEEDLES) == set(), address
    for ident in IDS:
        assert found_in(sent(client, ident, HELD.words), NEEDLES) == set(), ident


def test_the_link_to_one_draft_shows_nothing_of_another(client: FlaskClient) -> None:
    token = preview_links.sign(KEY, DRAFT.id, later())
    others = tuple(n for n in NEEDLES if n not in DRAFT.needles)
    shown = client.get(f"/preview/{token}").get_data()
    assert found_in(shown, DRAFT.needles)
    assert found_in(shown, others) == set()
    client.set_cookie("minutes_desk", token)
    for address in pages(""):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_with_the_key_drafts_are_seen_and_what_was_withdrawn_is_not(
    client: FlaskClient, prefix: str
) -> None:
    client.get(f"/desk?key={preview_links.sign_desk(KEY, later())}")
    for address in pages(prefix):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "no-store", address
        assert found_in(answer.get_data(), WITHDRAWN) == set(), address
    leading = re.findall(r'href="([^"]+agency=[^"#]*)"', client.get(f"{prefix}/desk").text)
    desk = b"".join(client.get(place).get_data() for place in leading)
    assert found_in(desk, [HELD.ask, DRAFT.ask]) == {HELD.ask, DRAFT.ask}


def test_a_correction_brings_no_withdrawn_word_back(client: FlaskClient) -> None:
    client.get(f"/desk?key={preview_links.sign_desk(KEY, later())}")
    for ident in IDS:
        told = sent(client, ident, "這一段人人都可以讀")
        assert found_in(told, WITHDRAWN) == set(), ident
    assert "改過的話".encode() in sent(client, BACK.id, "這一段人人都可以讀")
