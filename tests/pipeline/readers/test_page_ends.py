"""Transcripts with the ends of their pages in them: numbers, heads and feet are nobody's words."""

import pytest

from tests.pipeline.readers.test_layouts import speeches, text, told

SAID = [
    ("王示範", "站牌的位置請大家看圖，我們希望移到校門口旁邊，因為那裡最安全。"),
    ("李範例", "經費不夠，所以今年只能先做一半，其他的明年再說。"),
    ("王示範", "那麼先做東邊的三座，西邊的等明年，謝謝。"),
]
HEAD = "站牌討論會議紀錄　　　　主席：林樣本"
PAGES = {
    "dashes, form feed": ["", "　　　　－ {page} －", f"\f{HEAD}", ""],
    "page in words": ["", "第 {page} 頁，共 9 頁", "", HEAD, ""],
    "head with the number": ["", "- {page} -", "", f"{HEAD}　{{page}}", ""],
    "foot above the number": ["", HEAD, "Page {page} of 9", ""],
}


def wrapped(end: list[str]) -> list[str]:
    """The speeches, each broken by the end of a page in the midst of a sentence."""
    rows = ["站牌討論", ""]
    for page, (who, words) in enumerate(SAID, 1):
        rows += [f"{who}：{words[:14]}", *(row.format(page=page) for row in end), words[14:]]
    return rows


@pytest.mark.parametrize("end", PAGES.values(), ids=PAGES)
def test_a_sentence_goes_on_over_the_end_of_a_page(end: list[str]) -> None:
    result = text(*wrapped(end))
    assert [(who, "".join(words.split())) for who, words in speeches(result)] == SAID
    assert "頁碼" in told(result, "page-ends")


def test_a_label_that_stands_beside_the_ends_of_pages_is_no_head() -> None:
    rows = ["站牌討論", ""]
    for page, (who, words) in enumerate([*SAID, *SAID], 1):
        rows += [f"－ {page} －", "", f"{who}：", words]
    assert speeches(text(*rows)) == [*SAID, *SAID]


def test_numbers_that_count_no_pages_stay() -> None:
    rows = ["王示範：站牌有幾座？", "李範例：", "- 12 -", "王示範：還有呢？", "李範例：", "- 3 -"]
    said = "".join(words for _, words in speeches(text(*rows)))
    assert [number for number in ("12", "3") if number not in said] == []
