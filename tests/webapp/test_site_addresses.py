"""Addresses: ours are for good, the older archive's lead to them, and no stranger's host name gets in."""

import re
from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from minutes.addresses.references import RESERVED
from tests.conftest import Transcripts
from tests.webapp.conftest import PARK
from webapp.links.building import Scope
from webapp.links.site_addresses import Addresses
from webapp.routes.pages import ROUTES
from webapp.serving.responses import readable

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    lambda s: (
        s not in {".", ".."} and not s.startswith("/") and "//" not in s and not s.endswith("/")
    )
)


def endpoint(app: Flask, address: str) -> tuple[str, dict[str, object]]:
    """Which view an address of ours leads to, as a server would see it."""
    path, _, _query = address.partition("?")
    name, values = app.url_map.bind("localhost").match(unquote(path, errors="replace"))
    return name.removeprefix("minutes."), dict(values)


@given(name=NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whatever_a_thing_is_called_its_address_leads_to_it(
    sample_app: Flask, lang: str, name: str
) -> None:
    at = Addresses("", lang)  # type: ignore[arg-type]  # one of the two languages
    plain = name.replace("/", "")
    if (
        plain
        and not plain.endswith((".md", ".an", ".bib", ".ris", ".csl.json", ".txt"))
        and plain not in {".", ".."}
    ):
        assert (
            endpoint(sample_app, at.meeting(f"2020-01-01-{plain}"))[1]["address"]
            == f"2020-01-01-{plain}"
        )
        assert endpoint(sample_app, at.markdown(f"2020-01-01-{plain}")) == (
            "markdown",
            {"address": f"2020-01-01-{plain}", "lang": "zh"},
        )
    assert endpoint(sample_app, at.speaker(name)) == ("speaker", {"name": name, "lang": lang})
    assert unquote(readable(at.speaker(name))) == unquote(at.speaker(name))


def test_every_kind_of_address_leads_to_its_view(sample_app: Flask) -> None:
    at = Addresses("", "en")
    expected = {
        at.home(): "home",
        at.about(): "about",
        at.meetings(): "meetings",
        at.meetings("monthly"): "tier",
        at.meetings("monthly", 2025, 2): "year",
        at.month(2025, 4): "month",
        at.months(): "months",
        at.speakers(): "speakers",
        at.speakers("a", 2): "speaker_group",
        at.agencies(): "agencies",
        at.agency("moi"): "agency",
        at.issues(): "issues",
        at.issue("x"): "issue",
        at.search("a b"): "search",
        at.withdrawals(): "withdrawals",
        at.speech("", "abc"): "speech",
        at.speech_in("m", "abc"): "speech",
        at.feed(): "feed",
        at.feed(Scope("tier", "monthly"), 2): "tier_feed",
        at.feed(Scope("speaker", "甲/乙")): "speaker_feed",
        at.feed(Scope("agency", "moi")): "agency_feed",
        at.feed(Scope("issue", "x")): "issue_feed",
        at.feed(Scope("search", "x")): "search_feed",
        at.calendar(): "calendar_file",
        at.coming(): "coming_file",
        at.opensearch(): "opensearch",
        at.sitemap(): "sitemaps",
        at.sitemap(3): "sitemap_part",
        at.citation("m", "bib"): "bibtex",
        at.citation("m", "ris"): "ris",
        at.citation("m", "csl.json"): "csl",
        at.printed("m", "apa"): "apa",
        at.printed("m", "chicago"): "chicago",
        at.attachment("m", "f.pdf"): "attachment",
        "/zh/about": "chosen",
        "/english/about": "chosen",
        at.static("minutes.css", "1"): "static",
    }
    assert {address: endpoint(sample_app, address)[0] for address in expected} == expected


def test_no_record_can_be_called_like_a_page() -> None:
    first = {path.split("/")[1] for route in ROUTES for path in route.paths}
    assert {word for word in first if word and "<" not in word} <= RESERVED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/speeches/", "/meetings"),
        ("/speeches", "/meetings"),
        ("/speakers/", "/speakers"),
        ("/rss.xml", "/feed.atom"),
        ("/feed.xml", "/feed.atom"),
        ("/index.html", "/"),
        ("/privacy", "/about"),
        ("/terms", "/about"),
        ("/search/?q=%E9%81%AE%E9%99%BD&p=3", "/search?q=%E9%81%AE%E9%99%BD"),
    ],
)
def test_the_older_archive_s_pages_lead_to_ours(client: FlaskClient, old: str, new: str) -> None:
    answer = client.get(old)
    assert (answer.status_code, answer.headers["Location"]) == (301, new)


def test_a_record_is_found_by_its_old_names(client: FlaskClient) -> None:
    own = Addresses("").meeting(PARK)
    for old in (f"/{PARK}.an", "/2025-04-10-公園遊具遮陽協作會議"):
        answer = client.get(old)
        assert (answer.status_code, answer.headers["Location"]) == (301, own), old
    walk = "2025-10-15-A-walk-through-the-sample-park"
    assert client.get(f"/{walk.lower()}").headers["Location"] == f"/{walk}"
    english = client.get("/en/2025-04-10-公園遊具遮陽協作會議")
    assert english.headers["Location"] == f"/en{own}"
    assert client.get("/2025-04-10-公園遊具遮陽協作會議.md").headers["Location"] == f"{own}.md"


def test_the_older_archive_s_files_and_parts_lead_to_the_record_and_the_speech(
    client: FlaskClient,
) -> None:
    own = Addresses("").meeting(PARK)
    assert client.get(f"/{PARK}/1").headers["Location"] == own
    assert client.get("/2025-04-10-公園遊具遮陽協作會議/開場").headers["Location"] == own
    assert client.get("/no-such-record/1").status_code == 404
    found = re.search(r"<p id=s([a-z0-9]{12})[ >]", client.get(f"/{PARK}").text)
    assert found
    for end in ("md", "an"):
        answer = client.get(f"/speech/{found[1]}.{end}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/speech/{found[1]}"), end
        assert client.get(f"/speech/4711.{end}").status_code == 404


def test_a_label_of_a_person_leads_to_the_person(client: FlaskClient) -> None:
    for label in ("王範例政委", "王範例-3"):
        answer = client.get(f"/speaker/{label}")
        assert answer.status_code == 301, label
        assert unquote(answer.headers["Location"]) == "/speaker/王範例", label
    assert client.get("/speaker/無此人-3").status_code == 404
    assert "王範例政委" in client.get("/speaker/王範例").text


@pytest.mark.parametrize(
    "name", ["「」《》？，、'會", "a#b?c d%20e&f=g", "會議: 第:次", "emoji_1f4c5:", "x‑y", "..會"]
)
def test_a_record_of_any_name_is_linked_and_served(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient], name: str
) -> None:
    stem = f"2020-01-01-{name}"
    transcripts.write(
        f"{stem}.md", f"# 2020-01-01 {name}\n\n### 甲：\n大家好，這是一段可以連結的發言。\n"
    )
    client = site_of(transcripts)
    page = client.get("/meetings/other/2020/1").text
    link = re.search(r'<p class="t"><a href="([^"]+)"', page)
    assert link
    record = client.get(link.group(1))
    assert record.status_code == 200
    assert record.text.count("<h1") == 1
    assert client.get(f"{link.group(1)}.md").status_code == 200
    assert client.get(Addresses("", "en").meeting(stem)).status_code == 200


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize(
    "page", ["about", "meetings", "speakers", "issues", "quarter", "data", "following", quote(PARK)]
)
def test_a_page_has_one_address_with_or_without_a_slash(
    client: FlaskClient, lang: str, page: str
) -> None:
    answer = client.get(f"{lang}/{page}/?x=%E7%94%B2")
    if not (page == "speakers" and not lang):  # that one's address was the older archive's
        assert answer.headers["Location"] == f"{lang}/{page}?x=%E7%94%B2"
    assert answer.status_code == 301
    assert client.get(f"{lang}/{page}").status_code == 200


LEAKS = (
    "/",
    "/en/",
    f"/{PARK}",
    "/search?q=遮陽",
    "/feed.atom",
    "/calendar/meetings.ics",
    "/sitemap.xml",
    "/robots.txt",
    "/opensearch.xml",
    "/nothing",
    "/about/",
    "/zh/",
    "/zh//evil.example",
    "/english//evil.example",
    "/speeches",
    "/sitemaps/1.xml",
    f"/{PARK}.bib",
    "//evil.example/x",
    "/speaker/王範例政委",
)


@pytest.mark.parametrize("path", LEAKS)
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example"]
)
def test_a_stranger_s_host_header_is_nowhere_repeated(
    client: FlaskClient, path: str, host: str
) -> None:
    answer = client.get(path.replace("//evil.example/x", "/x"), headers={"Host": host})
    seen = answer.text + str(answer.headers)
    assert host not in seen
    assert f"http://{host}" not in seen
    location = answer.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")


def test_absolute_links_are_given_on_a_loopback_address_and_from_the_setting(
    client: FlaskClient, transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    assert '<link rel="canonical" href="http://localhost/' in client.get(f"/{PARK}").text
    transcripts.write("archive.yaml", "base_url: https://minutes.example.tw/po\n")
    transcripts.write("2020-01-01-會.md", "# 會\n\n### 甲：\n大家好。\n")
    page = site_of(transcripts).get("/2020-01-01-會", headers={"Host": "evil.example"}).text
    assert '<link rel="canonical" href="https://minutes.example.tw/po/2020-01-01-會">' in page
    assert 'hreflang="en" href="https://minutes.example.tw/po/en/2020-01-01-會"' in page


def test_the_first_page_follows_the_reader_s_language_and_then_their_choice(
    sample_app: Flask,
) -> None:
    client = sample_app.test_client()
    english = {"Accept-Language": "en-GB,en;q=0.9,zh;q=0.2"}
    answer = client.get("/", headers=english)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/")
    assert client.get("/", headers={"Accept-Language": "zh-TW,en;q=0.8"}).status_code == 200
    assert client.get("/").status_code == 200
    assert client.get("/meetings", headers=english).status_code == 200
    chosen = client.get("/zh/")
    assert (chosen.status_code, chosen.headers["Location"]) == (302, "/")
    assert client.get("/", headers=english).status_code == 200
    chosen = client.get("/english/?page=2")
    assert (chosen.status_code, chosen.headers["Location"]) == (302, "/en/?page=2")
    assert client.get("/", headers={"Accept-Language": "zh-TW"}).headers["Location"] == "/en/"


def test_the_language_link_keeps_the_page_and_its_state(client: FlaskClient) -> None:
    page = client.get("/search?q=遮陽&tier=monthly&sort=date").text
    link = re.search(r'hreflang="en" href="([^"]+)"', page)
    assert link
    assert (
        unquote(link.group(1)).replace("&amp;", "&") == "/en/search?q=遮陽&tier=monthly&sort=date"
    )


def test_an_address_is_written_with_all_that_can_be_seen_and_leads_to_the_same_page() -> None:
    own = "/2020-01-01-甲、乙「丙」%3F%E2%80%8B%E7"
    assert readable(quote("/2020-01-01-甲、乙「丙」?\u200b") + "%E7") == own
