"""Whatever strangers ask the search: an answer with a sentence, and with nothing hidden."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app
from tests.webapp.hard_questions import HARD
from tests.webapp.secrets_archive import SECRETS, build, found_in


def asked(client: FlaskClient, typed: str, path: str = "/search", more: str = "") -> str:
    answer = client.get(f"{path}?q={quote(typed.encode('utf-8', 'surrogatepass'))}{more}")
    assert answer.status_code == 200, typed[:80]
    return answer.text


@given(
    typed=st.text(max_size=80)
    | st.text(st.characters(max_codepoint=0xA0), max_size=20)
    | st.text(st.sampled_from('的政府a*"「-() :：OR講者date9'), max_size=60)
)
def test_any_text_is_answered_with_a_page(sample_app: Flask, typed: str) -> None:
    client = sample_app.test_client()
    html5lib.HTMLParser(strict=True).parse(asked(client, typed))
    feed = client.get(f"/search/feed.atom?q={quote(typed.encode('utf-8', 'surrogatepass'))}")
    assert feed.status_code in {200, 301}  # nothing asked: the feed of all records
    if feed.status_code == 200:
        ET.fromstring(feed.data)  # noqa: S314 (our own feed)


@pytest.mark.parametrize("typed", HARD, ids=lambda typed: ascii(typed[:12]))
def test_a_hard_question_is_answered_over_a_large_archive(corpus_app: Flask, typed: str) -> None:
    asked(corpus_app.test_client(), typed)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ("page=-1", 404),
        ("page=1000000000", 404),
        ("page=x", 404),
        ("page=", 200),
        ("page=１", 404),
        ("page=1&page=x", 200),
        ("sort=x", 200),
        ("sort=date&sort=x", 200),
        ("year=x", 200),
        ("tier=%00", 200),
        ("tier=&tier=x", 200),
        ("meeting=x", 200),
        ("by=" + "a" * 5000, 200),
        ("aliases=x", 200),
        ("q=b", 200),
        ("agency=zzz", 200),
        ("&".join(["x=1"] * 500), 200),
    ],
    ids=lambda value: str(value)[:12],
)
def test_odd_parameters_are_answered_with_a_sentence(
    client: FlaskClient, more: str, status: int
) -> None:
    for path in ("/search", "/en/search"):
        answer = client.get(f"{path}?q=我們&{more}")
        assert answer.status_code == status, path
        assert "<h1" in answer.text, path


def record(transcripts: Transcripts, name: str, front: str, words: str) -> None:
    head = f"---\ntitle: {name}\ndate: {name[:10]}\n{front}---\n"
    transcripts.write(f"{name}.md", f"{head}# {name}\n\n### 發言者甲：\n{words}\n")


@pytest.mark.parametrize(
    ("typed", "sentence", "english"),
    [
        ("agency:財政部", "都沒有註明主辦機關", "says which agency hosted it"),
        ("tier:月會", "都沒有註明會議層級", "says which tier it belongs to"),
        ("case:42", "都沒有註明案號", "gives the number of a case"),
        ("issue:報稅", "都沒有歸入議題", "belongs to an issue"),
        ("kind:訪談", "沒有紀錄符合", "fits"),
        ("speaker:某人", "沒有紀錄符合", "fits"),
    ],
)
def test_a_field_that_no_record_has_is_said_and_its_word_offered(
    transcripts: Transcripts,
    site_of: Callable[[Transcripts], FlaskClient],
    typed: str,
    sentence: str,
    english: str,
) -> None:
    record(transcripts, "2020-01-01-甲", "tier: other\n", "財政部、月會、42、報稅、訪談與某人。")
    client = site_of(transcripts)
    page = asked(client, typed)
    assert sentence in page
    value = typed.partition(":")[2]
    assert (
        f'<a href="/search?q={quote(value)}">改以一般字詞搜尋「{value}」</a> <small>1</small>'
        in page
    )
    assert english in asked(client, typed, "/en/search")


def test_a_field_that_some_records_have_says_only_that_none_fits(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    record(transcripts, "2020-01-01-甲", "host_agency: 範例部\n", "好。")
    page = asked(site_of(transcripts), "agency:財政部")
    assert "沒有紀錄符合「agency:財政部」" in page
    assert "改以一般字詞" not in page


def test_a_search_for_a_time_that_has_no_such_meeting_is_offered_without_it(
    client: FlaskClient,
) -> None:
    page = asked(client, "前年的記者會")
    assert "記者會" in page.split('class="chips on understood"')[1].split("</ul>")[0]
    page = asked(client, "前年的協作會議")
    assert "沒有紀錄符合「前年」" in page
    assert f"/search?q={quote('協作會議')}" in page.split("以下查詢找得到結果")[1]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("109年上半年", "2020年1月至2020年6月"),
        ("2018年11月到2019年1月", "2018年11月至2019年1月"),
        ("2018年4月到6月", "2018 年第 2 季"),
    ],
)
def test_a_stretch_of_time_is_told_from_its_first_month_to_its_last(
    client: FlaskClient, typed: str, told: str
) -> None:
    assert told in asked(client, typed)


def test_an_unknown_field_is_named_with_those_that_exist(client: FlaskClient) -> None:
    page = asked(client, "foo:遊具")
    assert "「foo:」不是搜尋欄位" in page
    assert "speaker agency tier" in page
    assert 'href="/search?q=%E9%81%8A%E5%85%B7"' in page
    assert "不是搜尋欄位" not in asked(client, "12:30 https://example.org")


def test_the_histogram_stays_with_a_chosen_year(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    for year, tier in ((2018, "monthly"), (2019, "monthly"), (2020, "other")):
        record(transcripts, f"{year}-01-01-甲", f"tier: {tier}\n", "公園。")
    client = site_of(transcripts)
    page = asked(client, "公園", more="&year=2019")
    picture = page[page.index("<svg") : page.index("</svg>")] if '<svg class="bars"' in page else ""
    assert picture.count("<a href=") == 3
    assert 'aria-label="2019: 1" aria-current="true"' in picture
    assert picture.count("aria-current") == 1
    assert 'href="/search?q=%E5%85%AC%E5%9C%92" aria-label="2019: 1"' in picture
    narrowed = asked(client, "公園", more="&year=2019&tier=monthly")
    assert 'aria-label="2018: 1"' in narrowed
    assert 'aria-label="2020' not in narrowed


def test_words_that_were_meant_are_offered_with_the_filters_kept(client: FlaskClient) -> None:
    page = asked(client, "遊俱", more="&tier=collaborative")
    assert "你是不是要找" not in page  # two characters may mean anything
    page = asked(client, "遮楊棚", more="&sort=date")
    meant = page[page.index('class="meant"') :][:200]
    assert f'href="/search?q={quote("遮陽棚")}&amp;sort=date"' in meant


def test_an_address_that_is_shown_is_found_and_one_behind_words_is_not(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    words = "請看 https://park.example.org/plan ，以及[名單](https://hidden.example.net/list)。"
    record(transcripts, "2020-01-01-甲", "", words)
    client = site_of(transcripts)
    assert "1 場會議" in asked(client, "park.example.org")
    assert "1 場會議" in asked(client, "名單")
    assert "0 場會議" in asked(client, "hidden.example.net")


def test_slips_near_hidden_words_are_answered_without_them(tmp_path: Path) -> None:
    client = backstage_app(build(tmp_path).settings).test_client()
    needles = [n for s in SECRETS for n in s.needles]
    for secret in SECRETS:
        for typed in (
            f"{secret.words[:-1]}花",
            f"花{secret.words[1:]}",
            f"{secret.latin[:-1]}z",
            f"{secret.latin}s",
        ):
            page = asked(client, typed)
            assert {
                n for n in found_in(page.encode(), needles) if n not in typed.casefold()
            } == set(), (secret, typed)
