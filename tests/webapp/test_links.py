"""Addresses survive any name, and lead where they say."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.webapp.records import BASE, hostile
from webapp.links.building import (
    BaseLinks,
    Scope,
    alternates,
    host_of,
    marked,
    segment,
    text_fragment,
)

ZH = BaseLinks("https://minutes.example.tw/")
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(words)
def test_a_segment_holds_unreserved_characters_only_and_means_the_same(text: str) -> None:
    assert re.fullmatch(r"(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*", segment(text))
    assert unquote(segment(text)) == text


@given(hostile)
def test_every_address_is_plain_ascii_below_the_base_whatever_is_named(name: str) -> None:
    for links in (BaseLinks(BASE), BaseLinks(BASE, "en")):
        found = [
            links.meeting(name),
            links.markdown(name),
            links.passage(name, name),
            links.speech(name, name),
            links.speaker(name),
            links.agency(name),
            links.issue(name),
            links.search(name),
            links.feed(Scope("search", name), 3),
            links.feed(Scope("speaker", name)),
        ]
        for address in found:
            assert address.startswith(f"{BASE}/")
            assert re.fullmatch(r"[!-~]+", address)
            assert urlsplit(address).hostname == "minutes.example.tw"


@given(words.filter(bool))
def test_a_name_stays_one_part_of_its_address(name: str) -> None:
    path = urlsplit(ZH.speaker(name)).path.split("/")
    assert path[:2] == ["", "speaker"]
    assert [unquote(part) for part in path[2:]] == [name]
    assert parse_qs(urlsplit(ZH.search(name)).query) == {"q": [name]}


def test_chinese_pages_have_the_bare_address_and_english_ones_stand_below_en() -> None:
    en = ZH.in_language("en")
    assert (ZH.home(), en.home()) == (
        "https://minutes.example.tw/",
        "https://minutes.example.tw/en/",
    )
    assert en.meeting("2026-01-05-a") == "https://minutes.example.tw/en/2026-01-05-a"
    assert en.markdown("2026-01-05-a") == ZH.markdown("2026-01-05-a")
    assert en.sitemap() == ZH.sitemap()


def test_a_page_names_all_its_languages_and_a_default() -> None:
    assert alternates(ZH.in_language("en"), lambda at: at.issue("x")) == [
        ("zh-Hant-TW", "https://minutes.example.tw/issue/x"),
        ("en", "https://minutes.example.tw/en/issue/x"),
        ("x-default", "https://minutes.example.tw/issue/x"),
    ]


@pytest.mark.parametrize(
    ("base", "host"),
    [
        ("https://a.example/x", "a.example"),
        ("http://[::1]:5000", "localhost"),
        ("http://127.0.0.1:80", "127.0.0.1"),
    ],
)
def test_ids_are_made_with_the_name_of_the_host_alone(base: str, host: str) -> None:
    assert host_of(BaseLinks(base)) == host


def test_a_short_selection_is_linked_by_all_its_words() -> None:
    link = text_fragment("https://a.example/m#sabc", "  大家午安，\u3000我們 A-B & C ")
    assert link == (
        "https://a.example/m#sabc:~:text="
        "%E5%A4%A7%E5%AE%B6%E5%8D%88%E5%AE%89%EF%BC%8C%20%E6%88%91%E5%80%91%20A%2DB%20%26%20C"
    )


def test_a_long_selection_is_linked_by_its_two_ends_cut_between_words() -> None:
    text = "We begin with the figures that everybody has asked for since last spring.\n" * 3
    link = text_fragment("https://a.example/m", text)
    start, end = map(unquote, link.partition("#:~:text=")[2].split(","))
    line = text.split("\n")[0]
    assert line.startswith(start)
    assert line.endswith(end)
    assert line[len(start)] == " "
    assert line[-len(end) - 1] == " "


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_where_no_word_is_selected_there_is_no_text_directive(text: str) -> None:
    assert text_fragment("https://a.example/m#sabc", text) == "https://a.example/m#sabc"


@given(words)
def test_a_text_directive_has_no_bare_dash_comma_or_ampersand(text: str) -> None:
    assume(text.split())
    start = "https://a.example/m#sabc:~:text="
    link = text_fragment("https://a.example/m#sabc", text)
    assert link.startswith(start)
    parts = link.removeprefix(start).split(",")
    flat = " ".join(text.split())
    assert 1 <= len(parts) <= 2
    assert not any(c in part for part in parts for c in "-&")
    assert flat.startswith(unquote(parts[0]))
    assert flat.endswith(unquote(parts[-1]))
    assert len(link) < 3_000


def test_nothing_selected_leaves_the_link_as_it_is() -> None:
    assert text_fragment("https://a.example/m", " \n ") == "https://a.example/m"


@pytest.mark.parametrize(
    ("snippet", "fragment"),
    [
        ("公園，我們要<mark>遮陽</mark>設施。", "我們要-,遮陽,-設施"),
        ("…太長了<mark>遮陽</mark>，好", "遮陽,-，好"),
        ("大家說：「<mark>遮陽</mark>」…", "大家說：「-,遮陽"),
        ("<mark>遮陽</mark>", ""),
        ("…<mark>遮陽</mark>…", ""),
        ("a &amp; b the <mark>well-known</mark> shade is", "b the-,well%2Dknown,-shade is"),
        ("沒有標記", ""),
        ("<mark>甲</mark>乙<mark>丙</mark>", "甲,-乙丙"),
    ],
)
def test_a_result_leads_to_its_words_and_what_stands_around_them(
    snippet: str, fragment: str
) -> None:
    found = unquote(marked("/x#sabc", snippet).replace("%2D", "%252D"))
    assert found == ("/x#sabc" + (f":~:text={fragment}" if fragment else ""))
