"""Words of another language within a sentence: marked where they plainly are, and nowhere else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.i18n.foreign_words import marked


@pytest.mark.parametrize(
    ("html", "run"),
    [
        ("<p>我們用 open source software 來做</p>", "open source software"),
        ("<p>他說「this is fine, thank you」就走了</p>", "this is fine, thank you"),
        ("<p>請看 <a href='x'>how to take part</a>。</p>", "how to take part"),
        ("<p>it’s not the end，對吧</p>", "it’s not the end"),
        ("<p>open the 3 boxes 之後</p>", "open the 3 boxes"),
        ("<p>R&amp;D of new tools 的預算</p>", "D of new tools"),
    ],
)
def test_english_in_a_chinese_sentence_is_marked(html: str, run: str) -> None:
    assert f"<i lang=en>{run}</i>" in marked(html, "zh-Hant-TW")


@pytest.mark.parametrize(
    "html",
    [
        "<p>Audrey Tang 與 PDIS 在 Social Innovation Lab</p>",
        "<p>用 API 與 JSON 交換，e-mail 另附</p>",
        "<p>寄到 our example.tw，或 some.one@example.invalid</p>",
        "<p>他說 à bientôt mes amis</p>",
        "<p>研究 &amp; 發展，a b c d</p>",
        '<p>見 <abbr title="open source software">OSS</abbr></p>',
        "<p>輸入 <code>git add and commit</code> 即可</p>",
    ],
)
def test_names_acronyms_addresses_and_code_are_left(html: str) -> None:
    assert marked(html, "zh-Hant-TW") == html


def test_chinese_in_an_english_sentence_is_marked_but_no_japanese_or_single_character() -> None:
    words = "<p>We call it 協作會議，議題 here, 中 alone, and 東京都の人 in Japan.</p>"
    told = marked(words, "en")
    assert re.findall("<i lang=zh-Hant-TW>(.*?)</i>", told) == ["協作會議，議題"]
    assert marked(words, "ja") == words


@given(st.text("ab <>&;é中文の，。'\"/=", max_size=40), st.sampled_from(["zh-Hant-TW", "en", "ja"]))
def test_nothing_is_added_to_what_is_read(html: str, lang: str) -> None:
    assert re.sub(r"<i lang=[A-Za-z-]+>|</i>", "", marked(html, lang)) == html
