"""What readers of one language, on small screens, or with addresses from elsewhere meet."""

import html
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.conftest import Transcripts
from tests.webapp.conftest import PARK
from webapp.serving.responses import unbroken

WALK = "2025-10-15-A-walk-through-the-sample-park"
ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}
CHINESE = {"Accept-Language": "zh-TW,zh;q=0.9,en;q=0.5"}


def test_an_english_record_is_shown_in_english_to_who_asks_for_it(client: FlaskClient) -> None:
    shown = client.get(f"/{WALK}", headers=ENGLISH)
    assert (shown.status_code, shown.headers["Location"]) == (302, f"/en/{WALK}")
    assert {"Accept-Language", "Cookie"} <= set(shown.vary)
    page = client.get(f"/en/{WALK}", headers=ENGLISH)
    assert page.headers["Content-Language"] == "en"


@pytest.mark.parametrize(("record", "asked"), [(WALK, CHINESE), (PARK, ENGLISH), (WALK, {})])
def test_any_other_record_opens_as_its_address_says(
    client: FlaskClient, record: str, asked: dict[str, str]
) -> None:
    page = client.get(f"/{record}", headers=asked)
    assert (page.status_code, page.headers["Content-Language"]) == (200, "zh-Hant-TW")
    assert "Accept-Language" in page.vary


def test_who_chose_chinese_on_an_english_record_stays_with_it(client: FlaskClient) -> None:
    page = client.get(f"/en/{WALK}", headers=ENGLISH).text
    assert f'href="/zh/{WALK}"' in page
    chosen = client.get(f"/zh/{WALK}", headers=ENGLISH)
    assert (chosen.status_code, chosen.headers["Location"]) == (302, f"/{WALK}")
    assert client.get(f"/{WALK}", headers=ENGLISH).status_code == 200


@pytest.mark.parametrize("page", ["", "about", "case/901", f"{PARK}", "meetings/monthly?page=1"])
@pytest.mark.parametrize(
    ("own", "choice", "lang", "tag"),
    [("", "english", "en", "en"), ("en/", "zh", "zh", "zh-Hant-TW")],
)
def test_on_every_page_the_link_to_the_other_language_is_remembered(
    client: FlaskClient, page: str, own: str, choice: str, lang: str, tag: str
) -> None:
    there = client.get(f"/{own}{page}", follow_redirects=True)
    link = re.search(r'class="ghost tongue".*? href="([^"]+)"', there.text)
    assert link
    assert link[1].startswith(f"/{choice}/")
    chosen = client.get(html.unescape(link[1]))
    assert chosen.status_code == 302
    assert f"minutes_lang={lang};" in chosen.headers["Set-Cookie"]
    assert client.get(chosen.headers["Location"]).headers["Content-Language"] == tag


def test_a_kept_page_does_not_decide_for_the_next_reader(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    transcripts.write(
        "2025-01-02-a-talk.md", "---\nlang: en\n---\n# A talk\n\n### A:\nHello there.\n"
    )
    client = site_of(transcripts)
    for asked, status in ((CHINESE, 200), (ENGLISH, 302), (CHINESE, 200), (ENGLISH, 302)):
        assert client.get("/2025-01-02-a-talk", headers=asked).status_code == status, asked


@pytest.mark.parametrize(
    ("title", "kept_together"),
    [
        ("第46次協作會議", ["第46次"]),
        ("第四十六次協作會議", ["第四十六次"]),
        ("範例院第 901 案 第2季會議", ["第 901 案", "第2季"]),
        ("第一天", []),
        ("<b>第1次</b>", ["第1次"]),
    ],
)
def test_no_line_ends_between_a_number_and_its_counter(
    title: str, kept_together: list[str]
) -> None:
    html = unbroken(title)
    for piece in kept_together:
        assert f'<span class="nowrap">{piece}</span>' in html, piece
    assert html.count("<span") == len(kept_together)
    assert html.striptags() == title.replace("<b>", "").replace("</b>", "") or "&lt;b&gt;" in html


def test_every_page_has_the_search_behind_one_control(client: FlaskClient) -> None:
    for path in ("/meetings", f"/{PARK}", "/speakers", "/calendar", "/about"):
        page = client.get(path, follow_redirects=True).text
        assert 'for="open-find"' in page, path
        assert 'aria-label="顯示搜尋"' in page, path


@pytest.mark.parametrize(
    "path",
    [f"/{PARK}", f"/en/{PARK}.md", "/case/901", "/speaker/王範例", "/quarter/2025/2", "/search"],
)
@pytest.mark.parametrize("tail", ["。", "）", "),", "，", ".", "」", ">", "%E3%80%82"])
def test_an_address_with_the_marks_of_a_sentence_finds_its_page(
    client: FlaskClient, path: str, tail: str
) -> None:
    meant = client.get(path, follow_redirects=True)
    answer = client.get(f"{path}{tail}", follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (200, meant.request.path)


@pytest.mark.parametrize("path", [f"/{PARK}", "/speaker/王範例"])
def test_an_address_that_was_encoded_twice_finds_its_page(client: FlaskClient, path: str) -> None:
    answer = client.get(quote(quote(path)), follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (200, path)


def test_what_is_not_there_is_not_there_without_the_marks_of_a_sentence_either(
    client: FlaskClient,
) -> None:
    answer = client.get("/2025-01-01-nothing%20%E3%80%82", follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (404, "/2025-01-01-nothing")


@pytest.mark.parametrize("path", ["/about/", "/en/about/", "/meetings/", "/calendar/"])
def test_a_page_with_a_slash_too_many_is_that_page(client: FlaskClient, path: str) -> None:
    assert client.get(path, follow_redirects=True).status_code == 200


def test_a_film_of_another_site_is_a_card_that_loads_nothing(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    film = "https://video.example.org/embed/abc?start=90"
    transcripts.write(
        "2025-01-02-會議.md",
        f'# 會議\n\n### 甲：\n<iframe width="560" src="{film}"></iframe>\n\n請看 {film} 這一段。\n',
    )
    page = site_of(transcripts).get("/2025-01-02-會議").text
    assert page.count("data-embedded=") == 1
    assert 'data-embedded="原稿在這裡顯示 video.example.org 的內容；點選後離開本站"' in page
    assert page.count(f'href="{film}"') == 2
    assert "<iframe" not in page


def test_a_phone_can_keep_the_archive_on_its_home_screen(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'rel="manifest" href="/manifest.webmanifest"' in page
    told = client.get("/manifest.webmanifest")
    assert told.mimetype == "application/manifest+json"
    assert told.json is not None
    assert told.json["lang"] == "zh-Hant-TW"
    for icon in told.json["icons"]:
        size = int(icon["sizes"].split("x")[0])
        picture = client.get(icon["src"]).data
        assert picture[:8] == b"\x89PNG\r\n\x1a\n", icon
        assert int.from_bytes(picture[16:20]) == size, icon
    assert client.get("/favicon.ico").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/meetings",
        "/calendar/2025/04",
        "/agency/demo-agency",
        "/issues",
        "/issue/playground-shade",
    ],
)
@pytest.mark.parametrize("lang", ["", "/en"])
def test_a_page_on_paper_says_where_it_stands_and_under_which_licence(
    client: FlaskClient, path: str, lang: str
) -> None:
    printed = re.findall(r'<p class="imprint">([^<]+)</p>', client.get(f"{lang}{path}").text)
    assert len(printed) == 1
    assert path.rpartition("/")[2] in printed[0]
    assert printed[0].endswith(" · CC0-1.0")
