"""The search page: its address is its whole state, every link in it keeps its promise."""

import re
from collections.abc import Callable
from html import unescape
from xml.etree import ElementTree as ET

import html5lib
from flask.testing import FlaskClient

from tests.conftest import Transcripts
from tests.webapp.conftest import PARK

ATOM = "{http://www.w3.org/2005/Atom}"


def count(page: str) -> int:
    found = re.search(r'class="count"><b>(\d+) 場會議', page)
    assert found
    return int(found.group(1))


def links(page: str, part: str) -> list[tuple[str, int]]:
    """The links with counts in the facet `part`."""
    section = page[page.index(f"<h2>{part} <small>") :]
    section = section[: section.index("</section>")]
    rows = re.findall(r'<a href="([^"]+)">[^<]*<small>(\d+)</small>', section)
    return [(unescape(href), int(number)) for href, number in rows]


def test_a_facet_s_count_is_what_its_link_finds(client: FlaskClient) -> None:
    page = client.get("/search?q=我們").text
    for part in ("層級", "類型", "機關", "發言者"):
        found = links(page, part)
        assert found, part
        for href, number in found[:5]:
            assert count(client.get(href).text) == number, href


def test_the_years_of_the_histogram_filter_and_can_be_taken_back(client: FlaskClient) -> None:
    page = client.get("/search?q=我們").text
    years = re.findall(r'<a href="(/search\?[^"]*year=(\d{4}))"><?', page)
    assert years
    filtered = client.get(unescape(years[0][0])).text
    assert 0 < count(filtered) < count(page)
    back = re.search(r'<ul class="chips on"><li><a href="([^"]+)"', filtered)
    assert back
    assert count(client.get(unescape(back.group(1))).text) == count(page)


def test_sort_and_filters_survive_each_other(client: FlaskClient) -> None:
    page = client.get("/search?q=遊具&tier=monthly&sort=date").text
    dates = re.findall(r'<p class="meta"><time datetime="([\d-]+)"', page)
    assert dates == sorted(dates, reverse=True)
    assert 'name="tier" value="monthly"' in page
    assert 'name="sort" value="date"' in page


def test_all_passages_of_one_meeting_are_a_page_of_their_own_in_order(client: FlaskClient) -> None:
    page = client.get("/search?q=遊具").text
    link = re.search(r'<a href="(/search\?[^"]*meeting=[^"]+)">本場會議全部 (\d+) 則', page)
    assert link
    within = client.get(unescape(link.group(1))).text
    assert f"{link.group(2)} 段" in within
    ids = re.findall(r'<a href="[^"#]+#s(\w+)"', within)
    assert len(ids) == int(link.group(2))
    meeting = client.get(f"/{PARK}").text
    if all(f"id=s{i}" in meeting for i in ids):
        places = [meeting.index(f"id=s{i}") for i in ids]
        assert places == sorted(places)


def test_a_name_in_the_query_is_offered_with_its_records(client: FlaskClient) -> None:
    page = client.get("/search?q=王範例").text
    offers = page[page.index('class="offers"') :]
    assert "/speaker/" in offers[:600]
    case = client.get("/search?q=第901案").text
    assert "/issue/playground-shade" in case[case.index('class="offers"') :][:300]
    issue = client.get("/search?q=遮陽棚").text
    assert "/issue/playground-shade" in issue


def test_a_name_is_offered_for_a_slip_in_it_and_not_for_words_that_share_letters(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    transcripts.write("2025-01-02-talk.md", "# Talk\n\n### Shing-Lo Chau:\nWe met.\n")
    client = site_of(transcripts)
    assert "/speaker/Shing-Lo" in client.get("/en/search?q=shing-lo chan").text
    assert "/speaker/Shing-Lo" not in client.get("/en/search?q=fishing harbour").text


def test_an_agency_s_other_names_are_searched_and_can_be_left_out(client: FlaskClient) -> None:
    page = client.get("/search?q=示範署").text
    assert "也搜尋了" in page
    only = client.get("/search?q=示範署&aliases=0").text
    assert "也搜尋了" not in only
    assert "未一併搜尋" in only


def test_nothing_found_shows_what_to_do_next(client: FlaskClient) -> None:
    page = client.get('/search?q="遊具一二三四五" 溜滑梯').text
    assert "沒有紀錄同時符合" in page
    steps = re.findall(r'<li><a href="(/search\?q=[^"]+)">[^<]+<small>(\d+)</small>', page)
    assert steps
    for href, number in steps:
        assert count(client.get(unescape(href)).text) == int(number)
    assert "拼" not in page
    assert "檢查用字" in page


def test_of_words_run_together_the_parts_are_offered_that_records_say(client: FlaskClient) -> None:
    page = client.get("/search?q=圖書館投票遮陽").text
    offered = re.findall(r'<li><a href="/search\?q=[^"]*">(\w+) <small>', page)
    assert offered[:3] == ["圖書館", "投票", "遮陽"]


def test_the_beginning_of_a_word_of_letters_is_offered_as_one(client: FlaskClient) -> None:
    page = client.get("/search?q=playgr").text
    assert re.search(r'<li><a href="/search\?q=playgr%2A">playgr\* <small>\d+</small>', page)
    for other in ("pla", "playgrx", "遊具遊具"):
        assert "%2A" not in client.get(f"/search?q={other}").text, other


def test_a_voice_is_searched_under_all_its_labels(client: FlaskClient) -> None:
    page = client.get("/search?by=王範例").text
    assert count(page) >= count(client.get('/search?q=speaker:"王範例政委"').text) > 0
    assert set(re.findall(r'class="hit"[^>]*><b>([^<]+)</b>', page)) <= {
        "王範例",
        "王範例政委",
        "Wang Fan-li",
    }


def test_every_result_page_has_a_feed_of_the_same_results(client: FlaskClient) -> None:
    page = client.get("/search?q=遊具&tier=monthly").text
    link = re.search(r'type="application/atom\+xml"[^>]*href="([^"]*search/feed[^"]+)"', page)
    assert link
    feed = ET.fromstring(client.get(unescape(link.group(1))).data)  # noqa: S314 (our own feed)
    assert len(feed.findall(f"{ATOM}entry")) == count(page)


def test_a_hostile_query_is_only_words(client: FlaskClient) -> None:
    for typed in (
        '"><script>alert(1)</script>',
        "' onfocus=alert(1) '",
        "{{7*7}}",
        "%00",
        "\u202e",
        "((((",
        '""',
        "a" * 3000,
    ):
        answer = client.get(
            "/search",
            query_string={"q": typed, "tier": typed, "by": typed if len(typed) < 40 else ""},
        )
        assert answer.status_code in {200, 404}, typed
        assert "<script>alert" not in answer.text, typed
        page = html5lib.parse(answer.text, namespaceHTMLElements=False)
        assert [
            e.tag for e in page.iter() if any(str(name).startswith("on") for name in e.attrib)
        ] == [], typed
        assert len(list(page.iter("script"))) == 2, typed


def test_latin_words_are_found_with_their_meeting_and_marked(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    transcripts.write(
        "2020-01-01-a.md", "# Meeting\n\n### A:\nIt's a plan for open <b>government</b> & more.\n"
    )
    page = site_of(transcripts).get("/en/search?q=government").text
    assert "<mark>government</mark>" in page
    assert "1 meeting" in page


def test_a_record_is_narrowed_to_one_speaker_without_scripts(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"meeting": PARK, "q": ""}).text
    only = re.search(r'<li><a href="([^"]+)">([^<]+) <small>(\d+)</small>', page)
    assert only
    narrowed = client.get(unescape(only.group(1))).text
    assert f"<b>{int(only.group(3))} 段</b>" in narrowed
    assert set(re.findall(r'<p class="hit"[^>]*><b>([^<]+)</b>', narrowed)) == {only.group(2)}
    everybody = re.search(r'<li><a href="([^"]+)">所有人</a>', narrowed)
    assert everybody
    assert "by=" not in everybody.group(1)
