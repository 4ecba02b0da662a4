"""Every kind of page: it answers, says what it is in both languages, and is kept rightly."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import quote

import html5lib
import pytest
from flask.testing import FlaskClient

import webapp
from minutes import settings
from minutes.publication.gate import conceal
from pipeline.index import indexer
from tests.conftest import Transcripts
from tests.webapp.conftest import PARK

PAGES = (
    "/", "/meetings", "/meetings/monthly", "/meetings/monthly/2025", "/meetings/monthly/2025/1", "/speakers",
    "/speakers/11", "/speaker/王範例", "/agencies", "/agency/demo-agency", "/calendar/2025/04", "/issues",
    "/issue/playground-shade", "/search", "/search?q=遮陽", "/search?q=zzzz", f"/search?q=遮陽&meeting={PARK}",
    "/search?by=王範例&year=2025", "/about", "/withdrawals", f"/{PARK}",
)  # fmt: skip
SPEECH = re.compile(r"<p id=s([a-z0-9]{12})[ >]")


def first_speech(client: FlaskClient) -> str:
    """The id of a speech of the sample record."""
    found = SPEECH.search(client.get(f"/{PARK}").text)
    assert found
    return found.group(1)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["", "/en"])
def test_every_page_answers_with_valid_html_in_its_language(
    client: FlaskClient, path: str, lang: str
) -> None:
    answer = client.get(f"{lang}{path}", headers={"Accept-Language": "zh"})
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    html5lib.HTMLParser(strict=True).parse(answer.text)
    assert f'<html lang="{"en" if lang else "zh-Hant-TW"}"' in answer.text
    ids = re.findall(r'\bid=["\']?([^"\'\s>]+)', answer.text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "path", [*PAGES, "/feed.atom", "/calendar/meetings.ics", f"/{PARK}.md", "/robots.txt"]
)
def test_a_page_that_has_not_changed_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    mark = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": mark})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == mark
    head = client.head(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", mark)


@pytest.mark.parametrize(
    "path",
    [*PAGES, "/nothing-here", "/feed.atom", "/rss.xml", "/static/minutes.css", f"/{PARK}.md"],
)
def test_every_answer_has_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in headers
    assert "Cache-Control" in headers


def test_static_files_are_kept_for_a_year_under_an_address_that_changes_with_them(
    client: FlaskClient,
) -> None:
    address = re.search(r'href="(/static/minutes\.css\?v=\w+)"', client.get("/about").text)
    assert address
    assert (
        client.get(address.group(1), buffered=True).headers["Cache-Control"]
        == "public, max-age=31536000, immutable"
    )
    assert "no-cache" in client.get("/static/minutes.css", buffered=True).headers["Cache-Control"]


def test_a_meeting_shows_what_its_front_matter_says(client: FlaskClient) -> None:
    page = client.get(f"/{PARK}").text
    for words in (
        "範例院第901案協作會議：公園遊具的遮陽",
        "民國114年",
        "主辦機關",
        "協辦機關",
        "何旁聽",
        "決議",
        "待辦",
        "更正",
        "心智圖",
    ):
        assert words in page
    assert "推定" not in page.split("詞彙")[0]
    assert 'class="mark' not in page


def test_an_inferred_value_is_marked_and_an_absent_summary_is_not_made_up(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    transcripts.write(
        "2017-05-08-開放政府-PO-第三次月會.md",
        "# 2017-05-08 開放政府 PO 第三次月會\n\n### 甲：\n大家好，我們開始今天的月會。\n",
    )
    page = site_of(transcripts).get("/2017-05-08-開放政府-PO-第三次月會").text
    assert page.count("推定") == 1
    assert "由檔名與內文推定：層級、會議類型、日期、與會者。" in page
    assert "重點" not in page


def test_speeches_of_one_speaker_in_a_row_stand_under_one_name(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    transcripts.write(
        "2020-01-01-會.md",
        "# 會\n\n### 甲：\n一一一\n\n二二二\n\n> （笑）\n\n### 甲：\n三三三\n\n### 乙：\n四四四\n",
    )
    page = site_of(transcripts).get("/2020-01-01-會").text
    body = page[page.index('id="transcript"') :]
    assert re.findall(r"<h3[^>]*>(.)</h3>", body) == ["甲", "乙"]
    assert re.search(r"<p id=s\S+ class=n>（笑）", body)


def test_words_that_nobody_is_named_for_do_not_seem_to_be_said_by_the_last_speaker(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    transcripts.write("2020-01-01-會.md", "# 會\n\n### 甲：\n一一一\n\n### 空保處\n\n無主的話\n")
    page = site_of(transcripts).get("/2020-01-01-會").text
    assert re.search(r"<h3 class=h id=s\w+>空保處</h3><p id=s\w+>無主的話", page)


def test_each_piece_says_its_language(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    transcripts.write(
        "2020-01-01-會.md",
        "# 會\n\n### 甲：\n大家好，今天有外賓來訪，我們先請他說幾句話，再請各機關回應，最後開放大家提問。\n\n### John Doe:\nThank you all for having me here today.\n",
    )
    page = site_of(transcripts).get("/en/2020-01-01-會").text
    assert '<html lang="en"' in page
    assert re.search(r'<article class="record"[^>]* lang="zh-Hant', page)
    assert re.search(r'<p id=s\w+ lang="en">Thank you', page)
    assert re.search(r"<p id=s\w+>大家好，今天有外賓", page)


@pytest.mark.parametrize(
    ("lang", "word", "reason"),
    [("", "不召開", "颱風停班，議題併入九月的月會"), ("/en", "not held", "Offices were closed for a typhoon")],
)  # fmt: skip
def test_a_meeting_that_was_not_held_is_shown_with_its_reason(
    client: FlaskClient, lang: str, word: str, reason: str
) -> None:
    tier = client.get(f"{lang}/meetings/monthly").text
    assert re.search(rf'<td class="not_held"[^>]*>\s*<a [^>]*>{word}</a></td>', tier)
    assert tier.count('<td class="not_held"') == 2
    assert reason in tier[tier.index('id="not-held"') :]
    month = client.get(f"{lang}/calendar/2025/08").text
    assert reason in month
    assert word in month
    whole = client.get(f"{lang}/calendar/2026/01").text
    assert {"": "當月舉辦聯絡人共識營", "/en": "The officers met for their camp"}[lang] in whole


def test_the_first_page_says_what_is_called_off_before_its_day_and_for_a_while_after(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    today = dt.datetime.now(dt.UTC).date()
    days = {
        name: today + dt.timedelta(days=n) for name, n in (("明", 9), ("昨", -9), ("去年", -400))
    }
    transcripts.write(
        "schedule.yaml",
        "".join(
            f"- {{date: {day}, tier: monthly, title: {name}月會, join: https://example.org/x, not_held: {name}颱風}}\n"
            for name, day in days.items()
        ),
    )
    transcripts.write("2020-01-01-會.md", "# 會\n\n### 甲：\n大家好。\n")
    page = site_of(transcripts).get("/").text
    assert "明颱風" in page
    assert "昨颱風" in page
    assert "去年" not in page
    assert "等候紀錄" not in page
    assert "https://example.org/x" not in page


def test_the_place_of_a_meeting_says_its_language(client: FlaskClient) -> None:
    assert '<span lang="zh-Hant-TW">範例院第二會議室</span>' in client.get("/en/").text


def test_issues_that_are_still_open_stand_apart_from_those_that_are_closed(
    client: FlaskClient,
) -> None:
    page = client.get("/").text
    followed, closed = page.index("追蹤中的議題"), page.index("最近結束的議題")
    assert followed < page.index("候車亭座椅高度") < closed < page.index("圖書館夜間還書", closed)


@pytest.mark.parametrize(
    ("record", "words"),
    [("2025-06-24-範例院第902案協作會議會前會", ("第 902 案的前一場", "第 902 案的後一場")),
     ("2025-09-02-範例院114年9月開放政府聯絡人工作推動會議", ("上一次", "下一次"))],
)  # fmt: skip
def test_a_record_leads_to_those_before_and_after_it_in_its_case_or_series(
    client: FlaskClient, record: str, words: tuple[str, str]
) -> None:
    page = client.get(f"/{record}").text
    links = re.findall(r'<a rel="(prev|next)" href="([^"]+)"><small>([^<]+)</small>', page)
    assert [rel for rel, _, _ in links] == ["prev", "next"]
    for (_, link, said), word in zip(links, words, strict=True):
        assert word in said
        assert client.get(link).status_code == 200


def test_records_are_browsed_by_their_language(client: FlaskClient) -> None:
    page = client.get("/meetings").text
    link = re.search(r'<a href="([^"]*lang%3Aen[^"]*)">英文 <small>1</small>', page)
    assert link
    assert "A walk through the sample park" in client.get(unescape(link[1])).text


@pytest.mark.parametrize(
    "path", [f"/{PARK}", "/issue/playground-shade", "/en/issue/playground-shade", "/case/905"]
)
def test_a_page_names_its_form_for_other_sites_and_where_to_get_links(
    client: FlaskClient, path: str
) -> None:
    page = client.get(path).text
    found = re.search(
        r'<link rel="alternate" type="application/json\+oembed"[^>]* href="([^"]+)"', page
    )
    assert found
    answer = client.get(unescape(found[1]).removeprefix("http://localhost"))
    assert answer.get_json()["type"] == "rich"
    link = re.search(r'href="((?:/en)?/[mci]/[^"]+/link)"', page)
    assert link
    assert client.get(link[1]).status_code == 200


def test_the_foot_of_a_page_leads_to_data_api_and_withdrawals(client: FlaskClient) -> None:
    for lang in ("", "/en"):
        foot = client.get(f"{lang}/about").text.split("<footer")[1]
        for place in ("/data", "/api", "/withdrawals", "/feed.atom"):
            assert f'href="{lang}{place}"' in foot
            assert client.get(f"{lang}{place}").status_code == 200
        assert "/prepare" not in foot, lang


def test_nobody_who_did_not_speak_is_linked_to_a_page_that_is_not_there(
    client: FlaskClient,
) -> None:
    page = client.get("/agency/example-ministry").text
    assert "簡沉默" in page
    links = [unescape(x) for x in re.findall(r'href="(/speaker/[^"]+)"', page)]
    assert links
    assert {client.get(link).status_code for link in links} == {200}


def test_what_may_stand_in_no_html_page_is_replaced(client: FlaskClient) -> None:
    page = client.get("/search?q=%00%07%EF%BF%BF").data.decode()
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f\uffff]", page)


def test_the_markdown_is_served_byte_for_byte(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    source = "# 會\r\n\r\n### 甲：\r\n字\u2028字 &amp; \\*\n".encode() + b"\n\n"
    transcripts.write("2020-01-01-會.md", source)
    answer = site_of(transcripts).get("/2020-01-01-會.md")
    assert answer.data == source
    assert answer.content_type.startswith("text/markdown")


def test_a_speech_has_a_page_with_its_surroundings_and_citations(client: FlaskClient) -> None:
    ident = first_speech(client)
    page = client.get(f"/speech/{ident}").text
    for style in ("BibTeX", "RIS", "CSL-JSON", "Markdown"):
        assert style in page
    assert f"#s{ident}" in page
    assert client.get(f"/speech/{ident}?in={quote(PARK)}").status_code == 200
    assert client.get(f"/speech/{ident}?in=elsewhere").status_code == 404


def test_the_same_words_in_several_records_are_all_listed(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    words = "各位早安，我們準時開始今天的會議，請大家把麥克風打開再說話。"
    for day in ("2020-01-01", "2020-02-02"):
        transcripts.write(f"{day}-會.md", f"# {day} 會\n\n### 甲：\n{words}\n")
    client = site_of(transcripts)
    ident = SPEECH.search(client.get("/2020-01-01-會").text)
    assert ident
    page = client.get(f"/speech/{ident.group(1)}").text
    assert "相同的話也出現在" in page
    assert f"in={quote('2020-01-01-會')}" in page
    chosen = client.get(f"/speech/{ident.group(1)}?in=2020-01-01-會").text
    assert f"in={quote('2020-02-02-會')}" in chosen


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/speech/123456", "/speech/aaaaaaaaaaaa", "/meetings/nothing", "/meetings/monthly/1999/1",
     "/meetings/monthly/2025/9", "/meetings/monthly/2025/0", "/speakers/zz", "/speakers/11/99", "/speaker/nobody",
     "/agency/none", "/calendar/2025/13", "/calendar/1850/01", "/issue/none", "/search?q=遮陽&page=999",
     "/search?q=遮陽&page=0", "/search?q=遮陽&page=x", "/feed.atom?page=77", "/a/b/c", "/attachments/x/y.pdf",
     f"/attachments/{PARK}/../../archive.yaml", f"/attachments/{PARK}/archive.yaml"],
)  # fmt: skip
def test_what_is_not_there_answers_404_with_a_search_box(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert 'name="q"' in answer.text
    assert "noindex" in answer.text


def test_an_attachment_is_served_only_where_its_record_names_it(client: FlaskClient) -> None:
    answer = client.get(f"/attachments/{PARK}/mindmap.png")
    assert (answer.status_code, answer.content_type) == (200, "image/png")
    assert client.get(f"/attachments/{PARK}/suggestions.pdf").status_code == 404


def test_other_methods_are_refused_politely(client: FlaskClient) -> None:
    answer = client.post("/meetings")
    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert "Content-Security-Policy" in answer.headers


def test_an_old_archive_s_numbers_resolve_only_from_its_table(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    transcripts.write(
        "2020-01-01-會.md",
        "# 會\n\n### 甲：\n這一則發言有一個舊的號碼，所以要能夠找得到，不然引用就斷了。\n",
    )
    client = site_of(transcripts)
    ident = SPEECH.search(client.get("/2020-01-01-會").text)
    assert ident
    assert client.get("/speech/4711").status_code == 404
    transcripts.write("old-ids.tsv", f"4711\t2020-01-01-會#s{ident.group(1)}\n")
    answer = client.get("/speech/4711")
    assert answer.status_code == 301
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get("/speech/4712").status_code == 404


def test_a_withdrawn_record_says_so_and_a_withdrawn_speech_leaves_a_mark(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    taken = "這一段話後來撤回了，所以任何人都不應該再看得到它的內容才對。"
    transcripts.write(
        "2020-01-01-會.md",
        f"# 會\n\n### 甲：\n留下的話在這裡，這一段是公開的，大家都可以看到。\n\n{taken}\n",
    )
    transcripts.write("2020-02-02-私.md", "# 私\n\n### 乙：\n整份撤下。\n")
    chosen = settings.load(transcripts.path, tmp_path / "data")
    indexer.refresh(chosen, jobs=1)
    client = webapp.create_app(chosen).test_client()
    page = client.get("/2020-01-01-會").text
    ident = re.search(rf"<p id=s(\w+)>{taken}", page)
    assert ident
    address = f"/speech/{ident.group(1)}"
    assert client.get(address).status_code == 200
    concealed = conceal(ident.group(1))
    transcripts.write(
        "withdrawn.yaml",
        "- {meeting: 2020-02-02-私, date: 2024-05-06, reason: 當事人請求}\n"
        f"- {{meeting: 2020-01-01-會, speech: {concealed}, date: 2024-05-07, reason: 涉及個資}}\n",
    )
    gone = client.get("/2020-02-02-私")
    assert gone.status_code == 410
    assert "當事人請求" in gone.text
    assert "2024年5月6日" in re.sub("<[^>]+>", "", gone.text)
    page = client.get("/2020-01-01-會").text
    assert taken not in page
    assert re.search(r"撤下[^<]*涉及個資", page)
    indexer.refresh(chosen, jobs=1)
    assert taken not in client.get("/2020-01-01-會").text
    assert client.get(address).status_code == 410
    assert "當事人請求" in client.get("/withdrawals").text
