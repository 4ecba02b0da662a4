"""oEmbed, cards, and the headers under which other sites may show them."""

from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import html5lib
import pytest
from flask.testing import FlaskClient

from tests.conftest import ROOT, Transcripts
from tests.webapp.outward_sites import BASE, client_of, record, site
from tests.webapp.records import NASTY

STEM = "2026-01-05-示範會議"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return client_of(site(ROOT / "transcripts", tmp_path_factory.mktemp("data")))


def asked(client: FlaskClient, url: str, more: str = "") -> str:
    return f"/oembed?url={quote(url, safe='')}{more}"


def speech_of(client: FlaskClient) -> dict[str, str]:
    meeting = client.get("/api/v1/meetings?case=901&kind=main&limit=1").json["items"][0]["id"]
    items = client.get(f"/api/v1/meetings/{meeting}/speeches?type=speech").json["items"]
    found: dict[str, str] = next(i for i in items if len(i["text"]) > 30)
    return found


def test_a_speech_is_quoted_with_its_own_words_in_the_markup(client: FlaskClient) -> None:
    speech = speech_of(client)
    for address in (speech["url"], speech["short_url"], speech["context_url"]):
        answer = client.get(asked(client, address)).json
        assert answer["type"] == "rich", address
        assert answer["version"] == "1.0", address
        assert answer["author_name"] == speech["speaker"], address
        tree = html5lib.parseFragment(answer["html"], namespaceHTMLElements=False)
        words = "".join("".join(p.itertext()) for p in tree.iter("p"))
        assert words == speech["text"].replace("\n", ""), address
        assert tree.find("blockquote").get("cite") == speech["short_url"], address
        assert not list(tree.iter("script")), address


def test_xml_says_the_same_as_json(client: FlaskClient) -> None:
    address = client.get("/api/v1/cases/901").json["short_url"]
    told = client.get(asked(client, address)).json
    answer = client.get(asked(client, address, "&format=xml"))
    assert answer.mimetype == "text/xml"
    root = ET.fromstring(answer.data)  # noqa: S314 (our own output)
    assert {e.tag: e.text for e in root} == {k: str(v) for k, v in told.items()}


def test_the_wished_size_is_kept(client: FlaskClient) -> None:
    address = speech_of(client)["url"]
    wide = client.get(asked(client, address)).json
    small = client.get(asked(client, address, "&maxwidth=240&maxheight=160")).json
    assert small["width"] <= 240 < wide["width"]
    assert small["height"] <= 160
    assert len(small["html"]) <= len(wide["html"])


@pytest.mark.parametrize("form", ["json", "xml"])
def test_an_answer_has_all_that_the_standard_asks_of_the_type_rich(
    client: FlaskClient, form: str
) -> None:
    answer = client.get(asked(client, speech_of(client)["url"], f"&format={form}"))
    told = answer.json if form == "json" else {e.tag: e.text for e in ET.fromstring(answer.data)}  # noqa: S314 (our own output)
    assert (told["type"], told["version"]) == ("rich", "1.0")
    assert {"html", "width", "height", "title", "provider_name", "provider_url"} <= told.keys()
    assert {"author_name", "author_url", "cache_age"} <= told.keys()
    assert all(str(told[name]).isdigit() for name in ("width", "height", "cache_age"))
    assert answer.mimetype == {"json": "application/json", "xml": "text/xml"}[form]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("wish", "width"),
    [("1", 1), ("600", 600), ("601", 600), ("2147483647", 600), ("", 600), ("007", 7)],
)
def test_any_width_that_is_a_number_can_be_wished(
    client: FlaskClient, wish: str, width: int
) -> None:
    answer = client.get(asked(client, speech_of(client)["url"], f"&maxwidth={wish}"))
    assert answer.json["width"] == width


@pytest.mark.parametrize("wish", ["0", "-5", "300.5", "wide", "１００", "1" * 21, "%20"])
def test_what_is_no_width_is_refused(client: FlaskClient, wish: str) -> None:
    answer = client.get(asked(client, speech_of(client)["url"], f"&maxwidth={wish}"))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("http://minutes.example.tw/2026-01-05-示範會議", 200),
        ("https://minutes.example.tw:443/2026-01-05-示範會議", 200),
        ("https://MINUTES.example.tw/en/2026-01-05-示範會議?x=1#top", 200),
        ("https://minutes.example.tw:8443/2026-01-05-示範會議", 404),
        ("https://minutes.example.tw.evil.example/2026-01-05-示範會議", 404),
        ("https://minutes.example.tw@evil.example/2026-01-05-示範會議", 404),
        ("https://minutes.example.tw:x/2026-01-05-示範會議", 404),
        ("ftp://minutes.example.tw/2026-01-05-示範會議", 404),
        ("https://minutes.example.tw/", 404),
        ("https://minutes.example.tw/2040-01-05-還在校對", 404),
        ("https://minutes.example.tw/2026-01-07-撤下", 404),
    ],
)
def test_only_what_this_archive_shows_can_be_embedded(
    transcripts: Transcripts, tmp_path: Path, address: str, status: int
) -> None:
    transcripts.write("archive.yaml", f"base_url: {BASE}\n")
    transcripts.write(f"{STEM}.md", record("示範會議", "2026-01-05", tier="other"))
    transcripts.write("2040-01-05-還在校對.md", record("還在校對", "2040-01-05", tier="monthly"))
    transcripts.write("2026-01-07-撤下.md", record("撤下", "2026-01-07", tier="other"))
    transcripts.write(
        "withdrawn.yaml", "- {meeting: 2026-01-07-撤下, date: 2026-02-01, reason: 個資}\n"
    )
    client = client_of(site(transcripts.path, tmp_path / "data"))
    for form in ("json", "xml"):
        assert client.get(asked(client, address, f"&format={form}")).status_code == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?url=https%3A%2F%2Felsewhere.example.org%2Fx", 404),
        ("?url=http%3A%2F%2Flocalhost%2Fnothing", 404),
        ("?url=http%3A%2F%2F%5B", 404),
        ("?url=http%3A%2F%2Flocalhost%2Fc%2F901&format=yaml", 501),
        ("?url=http%3A%2F%2Flocalhost%2Fc%2F901&maxwidth=wide", 400),
    ],
)
def test_what_cannot_be_embedded_has_the_status_of_the_standard(
    client: FlaskClient, query: str, status: int
) -> None:
    answer = client.get(f"/oembed{query}")
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_pages_tell_where_their_oembed_form_is_and_it_is_there(client: FlaskClient) -> None:
    meeting = client.get("/api/v1/meetings?limit=1").json["items"][0]["url"]
    for page in (
        speech_of(client)["url"],
        "http://localhost/issue/playground-shade",
        meeting,
        "http://localhost/en/issue/playground-shade",
        "http://localhost/case/904",
    ):
        links = [v for v in client.get(page).headers.getlist("Link") if "oembed" in v]
        assert len(links) == 2, page
        for link in links:
            answer = client.get(link.partition(">")[0].removeprefix("<"))
            assert answer.status_code == 200, link


def test_the_page_of_a_case_offers_the_page_that_links_to_it(client: FlaskClient) -> None:
    for page, link in (("/case/904", "/c/904/link"), ("/en/case/904", "/en/c/904/link")):
        assert f'href="{link}"' in client.get(page).text
        assert client.get(link).status_code == 200


def test_the_name_of_a_case_that_only_words_tell_takes_its_mark_along(client: FlaskClient) -> None:
    claim = client.get("/api/v1/cases/905").json["claims"]["title"]
    assert claim["found"] == "automatic"
    marked = f"Case 905: {claim['text']} (found automatically)"
    assert f"[{marked}](http://localhost/c/905)" in client.get("/en/c/905/link").text
    assert client.get(asked(client, "http://localhost/en/case/905")).json["title"] == marked
    assert "（自動尋得）" not in client.get("/c/901/link").text


def test_the_language_of_the_page_is_the_language_of_its_quotation(client: FlaskClient) -> None:
    chinese = client.get(asked(client, "http://localhost/issue/playground-shade")).json
    english = client.get(asked(client, "http://localhost/en/issue/playground-shade")).json
    assert "公園" in chinese["title"]
    assert english["title"] == "Case 901: Shade for playground equipment"


def test_only_cards_may_stand_in_a_frame_and_nothing_runs_in_them(client: FlaskClient) -> None:
    for path in ("/embed/c/901", "/embed/i/bus-stop-seats", "/embed/m/00000000"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "frame-ancestors *" in policy, path
        assert "default-src 'none'" in policy, path
        assert "script-src" not in policy, path
    for path in ("/", "/issue/playground-shade", "/c/901/link", "/api", "/oembed", "/data"):
        assert "frame-ancestors *" not in client.get(path).headers["Content-Security-Policy"]


def test_the_component_is_small_and_may_be_loaded_by_anybody(client: FlaskClient) -> None:
    with client.get("/static/minutes-embed.js") as answer:
        assert len(answer.data) <= 6 * 1024
        assert len(gzip.compress(answer.data)) <= 3 * 1024
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "innerHTML" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "nasty", [n for n in NASTY if n.strip() and "\r" not in n and "\n" not in n and n.isprintable()]
)
def test_words_of_strangers_stay_words_in_every_embed(
    transcripts: Transcripts, tmp_path: Path, nasty: str
) -> None:
    title = f"'題 {nasty.replace(chr(39), chr(39) * 2)}'"
    body = f"### 甲{nasty}：\n\n這一段話很長很長，裡面有 {nasty} 這些字。\n"
    transcripts.write("archive.yaml", f"base_url: {BASE}\n")
    transcripts.write(f"{STEM}.md", record(title, "2026-01-05", body, tier="other"))
    client = client_of(site(transcripts.path, tmp_path))
    meeting = client.get("/api/v1/meetings").json["items"][0]
    items = client.get(f"/api/v1/meetings/{meeting['id']}/speeches").json["items"]
    for address in (meeting["short_url"], *(i["short_url"] for i in items)):
        told = client.get(asked(client, address)).json
        tree = html5lib.parseFragment(told["html"], namespaceHTMLElements=False)
        assert {e.tag for e in tree.iter()} <= {
            "DOCUMENT_FRAGMENT",
            "blockquote",
            "p",
            "footer",
            "a",
        }, address
        assert client.get(asked(client, address, "&format=xml")).status_code == 200
        card = html5lib.parse(
            client.get(f"/embed{address.removeprefix(BASE)}").data, namespaceHTMLElements=False
        )
        assert not list(card.iter("script")), address


def test_a_page_template_can_offer_the_link_page_and_the_oembed_form(
    sample: Path, tmp_path: Path
) -> None:
    app = site(sample, tmp_path)
    with app.test_request_context("/issue/playground-shade", base_url="http://localhost"):
        app.preprocess_request()
        assert app.full_dispatch_request().status_code == 200
        context: dict[str, object] = {}
        app.update_template_context(context)
        assert context["link_issue"]("playground-shade") == "/i/playground-shade/link"  # type: ignore[operator]  # a function
        assert len(context["oembed"]()) == 2  # type: ignore[operator]  # a function
        address = context["link_this"]("2025-04-10-範例院第901案協作會議-公園遊具遮陽")  # type: ignore[operator]  # a function
    assert client_of(app).get(address).status_code == 200
