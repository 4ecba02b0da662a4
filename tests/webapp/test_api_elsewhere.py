"""How addresses of pages elsewhere are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.api.elsewhere import addresses_in, normalised

IDEA = "a1b2c3d4-0000-4000-8000-1234567890ab"


@pytest.mark.parametrize(
    "written",
    [
        "https://example.org/page",
        "http://example.org/page/",
        "https://www.example.org/page#part",
        "HTTPS://EXAMPLE.ORG:443/page?utm_source=a&utm_medium=b",
        "example.org/page?fbclid=1",
        "//example.org/page",
        "https://example.org./page",
    ],
)
def test_one_page_written_in_many_ways_is_one_page(written: str) -> None:
    assert normalised(written) == "example.org/page"


@pytest.mark.parametrize(
    "written",
    [
        f"https://join.gov.tw/idea/detail/{IDEA}",
        f"http://www.join.gov.tw/idea/detail/{IDEA.upper()}/",
        f"https://join.gov.tw/idea/detail/{IDEA}?fbclid=2#comments",
        f"https://join.gov.tw/idea/export/endorse/{IDEA}",
    ],
)
def test_an_idea_of_join_is_known_by_its_id(written: str) -> None:
    assert normalised(written) == f"join.gov.tw/{IDEA}"


def test_different_pages_stay_different() -> None:
    pages = ["example.org/a", "example.org/b", "example.org/A", "example.org/a?id=1", "example.org/a?id=2",
             "sub.example.org/a", "example.org:8080/a", f"example.org/idea/detail/{IDEA}"]  # fmt: skip
    assert len({normalised(p) for p in pages}) == len(pages)


def test_parameters_may_stand_in_any_order_and_letters_may_be_encoded() -> None:
    assert normalised("example.org/x?b=2&a=1") == normalised("example.org/x?a=1&b=2")
    assert normalised("https://example.org/議題") == normalised(
        "https://example.org/%E8%AD%B0%E9%A1%8C"
    )
    assert normalised("https://例子.tw/") == normalised("https://xn--fsqu00a.tw")


@pytest.mark.parametrize("other", ["", "javascript:alert(1)", "ftp://example.org/x", "mailto:a@example.org", "x y",
                                   "https://", "https://[", "https://example.org:99999/"])  # fmt: skip
def test_what_is_no_page_has_no_form(other: str) -> None:
    assert normalised(other) == ""


@given(st.text(max_size=60))
def test_any_text_is_taken_without_an_error_and_the_form_is_final(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once


def test_an_address_ends_where_chinese_punctuation_begins() -> None:
    text = "請看 https://example.org/a，以及（http://example.org/b）。"
    assert list(addresses_in(text)) == ["https://example.org/a", "http://example.org/b"]
