"""The page of an issue or case: where it stands, its trail, its votes, who took part, what is public."""

import re
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

import webapp
from minutes import settings
from pipeline.archive.archive import Archive
from tests.conftest import Transcripts
from tests.webapp.records import read_xml
from webapp.drawings.bar_charts import Pace, share
from webapp.drawings.trail_drawing import LEAST, DrawnStation, TrailPicture, across

NIGHT = "/issue/library-night-return"
ATOM = "{http://www.w3.org/2005/Atom}"
MAIN = """---
title: 第71案協作會議：涼亭
date: 2025-04-10
tier: collaborative
kind: main
case: 71
host_agency: {host}
record: {{video: none}}
---
# 2025-04-10 第71案協作會議：涼亭

### 甲：
涼亭的屋頂需要修理，大家希望明年完工。
"""


def test_an_issue_page_says_first_where_it_stands(client: FlaskClient) -> None:
    page = client.get(NIGHT).text
    standing = page[page.index('class="standing"') : page.index('id="trail"')]
    assert "解除列管" in standing
    assert "2025年11月4日" in re.sub("<[^>]+>", "", standing)
    assert "國立範例圖書館" in standing
    assert "https://join.example.org/idea/902/reply" in standing


def test_a_case_that_is_spoken_of_after_its_release_stays_released(client: FlaskClient) -> None:
    page = client.get("/issue/playground-shade").text
    standing = page[page.index('class="standing"') : page.index('id="trail"')]
    assert "解除列管" in standing
    assert "2025年9月2日" in re.sub("<[^>]+>", "", standing)


def test_the_trail_goes_from_the_vote_to_the_release_in_order(client: FlaskClient) -> None:
    page = client.get(NIGHT).text
    steps = re.findall(r'<li id="t\d+" class="(\w+)', page)
    for before, after in [("voted", "working"), ("working", "main"), ("main", "released")]:
        assert steps.index(before) < steps.index(after)
    days = re.findall(r'<p class="step"><b>[^<]+</b> <time datetime="([\d-]+)"', page)
    assert days == sorted(days)


def test_a_vote_is_shown_with_its_threshold_and_shares(client: FlaskClient) -> None:
    page = client.get(NIGHT).text
    ballot = page[page.index('class="ballot ') :][:3000]
    assert "達 50% 通過" in ballot
    assert "90.0%" in ballot
    assert 'class="half"' in ballot
    assert "通過" in ballot


def test_every_speech_that_an_issue_page_links_to_is_there(client: FlaskClient) -> None:
    page = client.get(NIGHT).text
    links = set(re.findall(r'href="/([^"#]+#s[^"]+)"', page))
    assert len(links) > 10
    for link in links:
        meeting, _, anchor = link.partition("#")
        assert re.search(rf'id="?{anchor}["> ]', client.get(f"/{meeting}").text), link


def test_what_was_found_by_words_is_marked_as_such(client: FlaskClient) -> None:
    assert "自動尋得" in client.get("/case/903").text


def test_a_condition_that_is_the_ground_itself_is_said_once(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    talk = "\n\n".join(f"### 王小明：\n遊具的遮陽量測第{n}次" for n in range(6))
    granted = "如果在平台回應的話就可以解除列管。"
    for name, body in (
        ("2018-05-18-開放政府聯絡人第二十一次協作會議", talk),
        (
            "2018-06-04-開放政府-PO-第十六次月會",
            "### 司儀：\n接著是歷次協作會議的摘要報告，請序號21遊具遮陽案，請文化部。\n\n"
            f"### 李小華：\n遊具的遮陽已經修好\n\n### 主席：\n{granted}\n",
        ),
    ):
        transcripts.write(f"{name}.md", f"# {name[:10]} {name[11:]}\n\n{body}\n")
    where = settings.load(transcripts, tmp_path / "data")
    page = (
        webapp.create_app(where, Archive(where, in_memory=True)).test_client().get("/case/21").text
    )
    standing = page[page.index('class="standing"') : page.index('class="facts"')]
    assert standing.count("如果在平台回應的話") == 1
    assert standing.index("附帶條件：") < standing.index("如果在平台回應的話")


def test_a_case_was_last_spoken_of_where_its_trail_ends(client: FlaskClient) -> None:
    page = client.get("/case/901", follow_redirects=True).text
    standing = page[page.index('class="standing"') : page.index('id="trail"')]
    assert 'datetime="2026-02-03"' in standing
    assert 'datetime="2026-02-03"' in page[page.index('id="trail"') :]


def test_who_took_part_stands_in_circles_around_the_host(client: FlaskClient) -> None:
    page = client.get(NIGHT).text
    circles = page[page.index('id="network"') :]
    for name in ("inside", "vertical", "horizontal", "outside", "convening"):
        assert f'class="circle {name}"' in circles
    inside = circles[circles.index('class="circle inside"') :]
    assert "林試寫" in inside[: inside.index("</section>")]
    outside = circles[circles.index('class="circle outside"') :]
    assert "夜班護理師" in outside[: outside.index("</section>")]


def test_what_is_public_of_a_meeting_is_linked_or_said_to_be_missing(
    site_of: Callable[[Transcripts], FlaskClient], transcripts: Transcripts
) -> None:
    transcripts.write("2025-04-10-第71案協作會議.md", MAIN.format(host="moi"))
    page = site_of(transcripts).get("/case/71").text
    public = page[page.index('class="public"') :]
    assert re.search(r'<tr class="missing"><th scope="row">簡報</th>', public)
    assert re.search(r'<tr class="withheld"><th scope="row">影片</th>.*?未錄影', public)
    assert re.search(r'<tr class="linked"><th scope="row">逐字稿</th>', public)


def test_an_issue_without_a_host_says_so(client: FlaskClient) -> None:
    assert "尚無主辦機關" in client.get("/issue/bus-stop-seats").text
    assert "No host yet" in client.get("/en/issue/bus-stop-seats").text


def test_a_case_with_an_issue_file_leads_to_its_issue(client: FlaskClient) -> None:
    answer = client.get("/case/902")
    assert answer.headers["Location"] == NIGHT
    assert client.get("/en/case/902").headers["Location"] == f"/en{NIGHT}"
    assert client.get("/c/903").headers["Location"] == "/case/903"


@pytest.mark.parametrize("path", ["/case/1", "/case/999999999999", "/issue/nothing", "/case/x"])
def test_an_unknown_case_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_gap_in_the_trail_is_shown(
    site_of: Callable[[Transcripts], FlaskClient], transcripts: Transcripts
) -> None:
    transcripts.write("2025-04-10-第71案協作會議.md", MAIN.format(host="moi"))
    transcripts.write(
        "issues/pavilion.md",
        "---\ntitle: 涼亭\ncase: 71\nhost_agency: moi\nstatus:\n"
        "  - {status: preparing, date: 2025-02-04}\n  - {status: met, date: 2025-04-10}\n---\n涼亭。\n",
    )
    page = site_of(transcripts).get("/issue/pavilion").text
    assert re.search(r'<li id="t1" class="chosen gone">.*?2025年2月4日', page, re.S)
    assert page.count("沒有公開的紀錄") >= 2  # in the list, and named in the picture


def test_hostile_words_of_an_issue_stay_words(
    site_of: Callable[[Transcripts], FlaskClient], transcripts: Transcripts
) -> None:
    evil = "<script>alert(1)</script>"
    transcripts.write("2025-04-10-第71案協作會議.md", MAIN.format(host=f'"{evil}"'))
    transcripts.write(
        "issues/pavilion.md",
        f'---\ntitle: "{evil}"\ncase: 71\nhost_agency: "{evil}"\nurls: ["javascript:alert(1)"]\n'
        f'links: [{{type: slides, url: "javascript:alert(2)", label: "{evil}"}}]\n'
        f'response: {{url: "javascript:alert(3)"}}\nstatus: [{{status: met, date: 2025-03-01, note: "{evil}"}}]\n'
        f"---\n{evil}\n",
    )
    client = site_of(transcripts)
    for path in ("/issue/pavilion", "/following", "/quarter/2025/2", "/issues"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert evil not in page.text, path
        assert 'href="javascript' not in page.text, path


def test_the_feed_of_an_issue_holds_its_trail_with_the_stages(client: FlaskClient) -> None:
    root = read_xml(client.get(f"{NIGHT}/feed.atom").data)
    told = [e.findtext(f"{ATOM}summary") or "" for e in root.iter(f"{ATOM}entry")]
    assert len(told) >= 8
    assert any(t.startswith("票選") for t in told)
    assert any(t.startswith("解除列管") for t in told)
    case = read_xml(client.get("/en/case/903/feed.atom").data)
    assert list(case.iter(f"{ATOM}entry"))


def test_a_search_for_a_case_number_leads_to_its_issue_first(client: FlaskClient) -> None:
    for words in ("第902案", "902", "case:902"):
        page = client.get(f"/search?q={quote(words)}").text
        offers = page[page.index('class="offers"') :]
        assert re.search(r'href="([^"]+)"', offers)[1] == NIGHT, words  # type: ignore[index]  # there is one


def test_stations_of_a_picture_never_coincide() -> None:
    places = across([None, None, None])
    assert [round(b - a) for a, b in pairwise(places)] == [round(LEAST)] * 2


def test_a_picture_says_what_its_points_are_and_escapes_it() -> None:
    svg = TrailPicture((DrawnStation("main", "<b>", "#t1"),), ("a", "b", "c", "<d>"), '"x"').svg()
    assert "&lt;b&gt;" in svg
    assert "<b>" not in svg
    assert "&lt;d&gt;" in svg
    assert 'width="100"' in share(50, 50)
    assert share(None, 50).count("<rect") == 2
    assert Pace((), 2).svg().startswith("<svg")


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize(
    "path",
    [
        NIGHT,
        "/issue/bus-stop-seats",
        "/case/903",
        "/following",
        "/following/demo-agency",
        "/quarter",
        "/quarter/2025/2",
        "/issues",
        "/agency/demo-agency",
        "/agency/trial-council",
    ],
)
def test_a_page_about_cases_is_valid_and_asks_for_nothing_twice(
    client: FlaskClient, path: str, lang: str
) -> None:
    answer = client.get(f"{lang}{path}")
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    ids = re.findall(r'\bid=["\']?([^"\'\s>]+)', answer.text)
    assert len(ids) == len(set(ids))
    again = client.get(f"{lang}{path}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("lang", ["", "/en"])
def test_no_page_about_cases_grows_with_the_archive(corpus_app: Flask, lang: str) -> None:
    client = corpus_app.test_client()
    for path in ("/case/7", "/case/12", "/case/38", "/following", "/quarter/2018/2", "/issues"):
        answer = client.get(lang + path)
        assert answer.status_code == 200, path
        assert len(zlib.compress(answer.data, 6)) <= 60 * 1024, path


def test_cases_of_a_large_archive_are_told_from_its_words(corpus_app: Flask) -> None:
    page = corpus_app.test_client().get("/case/12").text
    assert "空勤" in page
    steps = re.findall(r'<li id="t\d+" class="(\w+)', page)
    assert steps[0] == "voted"
    assert "monthly" in steps
    assert "自動尋得" in page


def test_a_link_with_a_chinese_name_is_read_aloud_in_chinese(client: FlaskClient) -> None:
    page = client.get("/en/issue/playground-shade").text
    assert '<span lang="zh-Hant-TW">提案頁</span></a>' in page
    assert '<span lang="zh-Hant-TW">提案頁' not in client.get("/issue/playground-shade").text


def test_a_month_without_a_meeting_tells_its_reason_in_the_trail(client: FlaskClient) -> None:
    for path, said in [(NIGHT, "颱風停班"), (f"/en{NIGHT}", "Offices were closed for a typhoon")]:
        page = client.get(path).text
        gone = page[page.index('class="monthly gone"') :]
        assert said in gone[: gone.index("</li>")]
        assert "2025-08-05" in gone[: gone.index("</li>")], (path, said)


def test_an_issue_without_a_host_says_so_and_gets_none_inferred(client: FlaskClient) -> None:
    page = client.get("/issue/bus-stop-seats").text
    standing = page[page.index('class="standing"') : page.index('id="trail"')]
    assert "尚無主辦機關" in standing
    assert "推定" not in standing
    assert 'class="kicker">·' not in page
    assert "座椅規格研訂中" in standing
    assert 'datetime="2026-02-03"' in standing


def test_the_list_of_issues_counts_the_records_of_each_trail(client: FlaskClient) -> None:
    page = client.get("/issues").text
    trail = client.get(NIGHT).text
    stations = len(re.findall(r'<li id="t\d+" class="\w+">', trail))
    row = page[page.index(NIGHT) :]
    assert f"{stations} 份紀錄" in row[: row.index("</li>")]


def test_many_cases_are_listed_page_by_page(
    site_of: Callable[[Transcripts], FlaskClient], transcripts: Transcripts
) -> None:
    for number in range(1, 53):
        transcripts.write(
            f"2025-04-10-第{number}案協作會議.md",
            f"# 2025-04-10 第{number}案協作會議\n\n### 甲：\n第{number}案。\n",
        )
    client = site_of(transcripts)
    first, second = client.get("/issues").text, client.get("/issues/2").text
    assert first.count('href="/case/') == 50
    assert second.count('href="/case/') == 2
    assert 'href="/issues/2"' in first
    assert 'href="/issues"' in second
    assert client.get("/issues/3").status_code == 404
    assert client.get("/issues/0").status_code == 404


def test_an_issue_of_which_no_record_tells_has_a_page_that_says_so(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    transcripts.write("issues/bench.md", "---\ntitle: 步道座椅\n---\n還沒有會議。\n")
    site = site_of(transcripts)
    for page, words in (("/issue/bench", "沒有公開的紀錄"), ("/en/issue/bench", "No record")):
        answer = site.get(page)
        assert (answer.status_code, words in answer.text) == (200, True), page
