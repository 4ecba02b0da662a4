"""Whatever is asked for, no answer leads to another host, and no address breaks the site."""

from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import Rule

from minutes.settings import Settings
from tests.webapp.backstage_app import backstage_app

HERE = "http://localhost"
# Steps of an address that some program or other takes for the beginning of another host.
STEPS = (
    "%09",
    "%0a",
    "%0d",
    "%00",
    "%7f",
    "%C2%85",
    "%E2%80%A8",
    "%5c",
    "%2f",
    "%2f%2f",
    "\\",
    "",
    "evil.com",
    "@evil.com",
    "http:",
    "http%3a",
    "javascript:alert(1)",
    "..",
    ".",
    ";",
    "%20",
    "%E2%80%8B",
    "%FF",
    "%",
    "?",
    "%23",
    "{}",
    "會議",
    "%25%30%39",
)
steps = st.lists(st.sampled_from(STEPS), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def app(sample_settings: Settings) -> Flask:
    return backstage_app(sample_settings)


def leads_here(location: str, address: str) -> bool:
    """Whether a browser stays on this host: it drops tabs and line breaks, and `\\` is `/` for it."""
    seen = "".join(c for c in location if c not in "\t\n\r").replace("\\", "/")
    return urlsplit(urljoin(f"{HERE}{address}", seen)).netloc == "localhost"


def look(app: Flask, address: str) -> None:
    path, _, query = address.partition("?")
    # As a server hands it over; the client would take `//` at the beginning for a host.
    asked = {
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": quote(query, safe="%=&"),
    }
    response = app.test_client().get("/", environ_overrides=asked)
    assert response.status_code < 500, (address, response.status_code)
    location = response.headers.get("Location")
    assert location is None or leads_here(location, address), (address, location)
    response.close()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "before", ["/zh/", "/", "/en/", "/m/", "/speaker/", "/speech/", "/search?q="]
)
def test_no_step_behind_a_route_leads_away(app: Flask, before: str, step: str) -> None:
    look(app, f"{before}{step}/evil.com")


@pytest.mark.parametrize("control", ["%09", "%0a", "%0d", "%00", "%1b", "%7f", "%C2%9f"])
@pytest.mark.parametrize("before", ["/zh/", "/en/", "/", "/speech/"])
def test_an_address_with_a_control_character_is_no_page(
    app: Flask, before: str, control: str
) -> None:
    assert app.test_client().get(f"{before}{control}/evil.com").status_code == 404


def filled(rule: Rule, values: list[str]) -> str:
    """A rule's path with these steps in the place of its parameters."""
    path = ""
    for is_parameter, text in rule._trace:
        path += f"{values[len(path) % len(values)]}" if is_parameter else text.replace("|", "")
    return path


@given(values=steps, tail=steps)
def test_every_route_answers_hostile_addresses_and_stays_here(
    app: Flask, values: list[str], tail: list[str]
) -> None:
    rules = [r for r in app.url_map.iter_rules() if "GET" in (r.methods or ())]
    turn = sum(map(len, (*values, *tail)))
    for rule in rules[turn % 7 :: 7]:
        if rule.endpoint.endswith("static"):
            continue
        look(app, quote(filled(rule, values), safe="/%?;@:\\{}") + "/" + "/".join(tail))
        look(app, quote(filled(rule, values), safe="/%?;@:\\{}"))
