"""Markdown blocks as HTML and as words: what is searched is what is shown, and nothing else."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.text.markup import is_plain, text_of, to_html, to_text

BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "tr", "dl", "dt", "dd", "div"}
SAFE_TAGS = BLOCKS | {
    "a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s",
    "small", "span", "strong", "sub", "sup", "tbody", "td", "th", "thead", "u",
}  # fmt: skip
PIECES = [
    "公園", "遮陽 ", "shade ", " ", "  ", "\n", "\u3000", "\u00a0", "\u2028", "。", "**", "*", "_", "`", "``", "~~",
    "\\", "\\*", "&", "&amp;", "&lt;b&gt;", "&nbsp;", "&#x41;", "&bogus;", "<b>", "</b>", "<br>", "<p>", "</p>",
    "<div>", "</div>", "<td>", "<table>", "<pre>", "</pre>", "<a href='https://example.org'>", "</a>", "<!-- 註 -->",
    "<!--", "-->", "<script>", "</script>", "<style>", "</style>", "<svg>", "<王小明>", "< 3", "https://example.org/a_b",
    "https://example.org/（甲）", "[連結](https://example.org)", "[連結](javascript:alert(1))", "![圖](https://example.org/a.png)",
    "<https://example.org>", "mailto:a@example.org", "\n> ", "\n- ", "\n1. ", "1914. ", "\n|a|b|\n|-|-|\n|c|d|", "```\n",
    "\n```", "#", "=", "---", "\t", "\r", "\x00", "\x02", "\x03", "\x0b", "klzzwxh:0000", "wzxhzdk:0", "🙂", "é", "e\u0301",
    "onclick=alert(1)", "<img src=x onerror=alert(1)>", "<iframe src='https://example.org/v'></iframe>", "]]>", "<![CDATA[",
    "<?php ?>", "<select><option>", "<textarea>", "<math><mi>", "<noscript>", "{: .a}", "^", "[^1]", "[a]: https://example.org",
]  # fmt: skip
blocks = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=14).map("".join)


def tree(html: str) -> Element:
    return html5lib.parseFragment(html, namespaceHTMLElements=False)


def shown(html: str) -> str:
    """The words that a browser shows, by another parser and another walk than the code's own."""
    lines = [""]

    def write(text: str | None, *, pre: bool) -> None:
        first, *others = (text or "").split("\n") if pre else [text or ""]
        lines[-1] += first
        lines.extend(others)

    def walk(element: Element, *, pre: bool) -> None:
        if element.tag in BLOCKS or element.tag == "br":
            lines.append("")
        if element.tag in {"td", "th"}:
            lines[-1] += " "
        inside = pre or element.tag == "pre"
        write(element.text, pre=inside)
        for child in element:
            walk(child, pre=inside)
            write(child.tail, pre=inside)
        if element.tag in BLOCKS:
            lines.append("")

    walk(tree(html), pre=False)
    even = (re.sub(r"[ \t\n\r\f]+", " ", line).strip(" ") for line in lines)
    return "\n".join(line for line in even if line)


# --- the words


@given(blocks)
def test_the_text_of_a_block_is_what_its_html_shows(block: str) -> None:
    assert to_text(block) == shown(to_html(block))


plain_blocks = st.text(
    alphabet=st.one_of(
        st.sampled_from("公園遮陽。，「」 \n\u3000\u00a0'\".!?;/{}@$%^abcXYZ019é🙂-+#:="),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
).filter(lambda block: is_plain(block) and not re.search(r"\n[ \t\r]*\n", block.strip("\n")))


@given(plain_blocks)
def test_plain_words_come_out_as_markdown_would_have_them(block: str) -> None:
    """A comment in the block is never shown, and forces the long way."""
    if block.strip():
        long = f"{block} <!-- -->"
        assert to_text(block) == to_text(long).strip()
        assert shown(to_html(block)) == shown(to_html(long)).strip()


escaped_blocks = st.lists(
    st.sampled_from(
        ["公園", "。", " ", "a", "1", "(", ".", "-", "\\[", "\\]", "\\_", "\\*", "\\\\", "*", "_"]
    ),
    max_size=9,
).map("".join)


@given(escaped_blocks)
def test_escaped_signs_come_out_as_markdown_would_have_them(block: str) -> None:
    """A comment in the block is never shown, and forces the long way."""
    block = f"公{block}園"
    assert to_html(block) == to_html(f"{block}<!-- -->")
    assert to_text(block) == to_text(f"{block}<!-- -->")


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ("公園\n遮陽", "公園 遮陽"),
        ("\\*星\\* \\_底線\\_ \\#井", "*星* _底線_ #井"),
        ("\\！\\甲", "\\！\\甲"),
        ("\\[笑\\] \\_", "[笑] _"),
        ("- \\[ \\]", "[ ]"),
        ("&amp; &lt;b&gt; &copy; &nbsp;完", "& <b> © \u00a0完"),
        ("R&D，AT&T", "R&D，AT&T"),
        ("2 < 3 & 4 > 1", "2 < 3 & 4 > 1"),
        ("**粗**體與*斜*體", "粗體與斜體"),
        ("snake_case_name", "snake_case_name"),
        ("甲<br>乙", "甲\n乙"),
        ("甲<br/>乙  \n丙", "甲\n乙\n丙"),
        ("`<b>` 與 ``a`b``", "<b> 與 a`b"),
        ("1914. 那一年", "1914. 那一年"),
        ("1) 第一點", "1) 第一點"),
        ("a<sup>2</sup>", "a2"),
        ("王<小明>說", "王<小明>說"),
        ("<!-- 註 -->詞", "詞"),
        ("詞<!-- 沒有收尾", "詞<!-- 沒有收尾"),
        ("甲 <script>alert(1)</script> 乙", "甲 乙"),
        ("甲 <script> 乙", "甲 <script> 乙"),
        ("`<script>` 標籤", "<script> 標籤"),
        ("不斷行\u00a0空白", "不斷行\u00a0空白"),
        ("一\u2028二", "一\u2028二"),
        ("[字](https://example.org)", "字"),
        ("![圖](https://example.org/a.png)", "圖"),
        ("|甲|乙|\n|-|-|\n|一|二|", "甲 乙\n一 二"),
        ("> 引文\n> 第二行", "引文 第二行"),
        ("```\n*a*\n\nb\n```", "*a*\nb"),
        ("", ""),
        ("  \n", ""),
        ("\x00甲\x02乙", "甲乙"),
    ],
)
def test_words_as_people_read_them(block: str, text: str) -> None:
    assert to_text(block) == text


@given(blocks)
def test_text_holds_no_double_spaces_and_no_blank_lines(block: str) -> None:
    text = to_text(block)
    assert "  " not in text
    assert "\n\n" not in text
    assert text.strip("\n") == text


# --- links


@pytest.mark.parametrize(
    ("block", "targets"),
    [
        ("見https://example.org/a，還有", ["https://example.org/a"]),
        ("（https://example.org/a）", ["https://example.org/a"]),
        ("(https://example.org/a_(b))。", ["https://example.org/a_(b)"]),
        ("(見 https://example.org/a).", ["https://example.org/a"]),
        ("https://example.org/?a=1&b=2_c_d", ["https://example.org/?a=1&b=2_c_d"]),
        ("https://example.org/a.", ["https://example.org/a"]),
        ("**https://example.org/a**", ["https://example.org/a"]),
        ("<https://example.org/a>", ["https://example.org/a"]),
        ("[https://example.org/a](https://example.org/b)", ["https://example.org/b"]),
        ('<a href="https://example.org/b">https://example.org/a</a> https://example.org/c',
         ["https://example.org/b", "https://example.org/c"]),
        ("[![圖](https://example.org/a.png)](https://example.org/b)", ["https://example.org/b"]),
        ("見https://example.org/a\\_b\\_c。", ["https://example.org/a_b_c"]),
        ("https://example.org/?a=1&amp;b=2", ["https://example.org/?a=1&b=2"]),
        ("&lt;https://example.org/a&gt;", ["https://example.org/a"]),
        ("`https://example.org`", []),
        ("a@https://example.org", []),
        ("www.example.org", []),
        ("[](https://example.org)", []),
    ],
)  # fmt: skip
def test_addresses_become_links(block: str, targets: list[str]) -> None:
    assert [a.get("href") for a in tree(to_html(block)).iter("a")] == targets


@pytest.mark.parametrize(
    "block",
    [
        '<iframe src="https://www.youtube-nocookie.com/embed/a_b_c?x=1&amp;y=2" width="560"></iframe>',
        "看<iframe width=560 src='https://www.youtube-nocookie.com/embed/a_b_c?x=1&amp;y=2'></iframe>片",
        '<video src="https://www.youtube-nocookie.com/embed/a_b_c?x=1&y=2"></video>',
        '<IMG alt="" SRC=https://www.youtube-nocookie.com/embed/a_b_c?x=1&y=2>',
        '<iframe src="//www.youtube-nocookie.com/embed/a_b_c?x=1&amp;y=2"></iframe>',
    ],
)
def test_what_would_be_fetched_from_elsewhere_becomes_a_link_to_it(block: str) -> None:
    (link,) = tree(to_html(block)).iter("a")
    assert link.get("href") == "https://www.youtube-nocookie.com/embed/a_b_c?x=1&y=2"
    assert "https://www.youtube-nocookie.com/embed/a_b_c?x=1&y=2" in to_text(block)


@given(blocks)
def test_every_link_has_words_and_vouches_for_nothing(block: str) -> None:
    for link in tree(to_html(block)).iter("a"):
        assert "".join(link.itertext()) != "" or len(link)
        assert link.get("rel") == ("nofollow noopener" if link.get("href") else None)


@pytest.mark.parametrize("address", ["audreyt.org", "//evil.example/x", "page.html", "x:y"])
def test_an_address_without_a_host_leads_to_no_page_of_ours_that_is_not_there(address: str) -> None:
    assert to_html(f"看[這裡]({address})") == "<p>看<a>這裡</a></p>"


@pytest.mark.parametrize("address", ["2017-05-08-record", "/2017-05-08-record", "#s1"])
def test_a_record_may_name_another_record(address: str) -> None:
    assert f'href="{address}"' in to_html(f"[前次]({address})")


# --- hostile input


def assert_harmless(html: str) -> None:
    for element in tree(html).iter():
        if not isinstance(element.tag, str):
            raise AssertionError(f"a comment: {html}")
        assert element.tag in SAFE_TAGS | {"DOCUMENT_FRAGMENT"}, html
        for name, value in element.attrib.items():
            assert name in {"href", "rel", "start", "title", "colspan", "rowspan"}, html
            if name == "href":
                scheme = re.match(r"[\s\x00-\x20]*([a-zA-Z][a-zA-Z0-9+.-]*):", value)
                assert scheme is None or scheme[1].lower() in {"http", "https", "mailto"}, html


@given(blocks)
def test_nothing_harmful_survives(block: str) -> None:
    assert_harmless(to_html(block))


HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//example.org/x.js></sCrIpT >",
    "<script>alert(1)",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>script>alert(1)<</script>/script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<a href="javascript:alert(1)">a</a>',
    '<a href=" java\tscript:alert(1)">a</a>',
    '<a href="&#106;avascript:alert(1)">a</a>',
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "<javascript:alert(1)>",
    "![a](javascript:alert(1))",
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="https://example.org/x.swf"></object>',
    '<embed src="https://example.org/x.swf">',
    '<meta http-equiv=refresh content="0;url=https://example.org">',
    "<base href=https://example.org>",
    "<link rel=stylesheet href=https://example.org/a.css>",
    "<style>@import 'https://example.org/a.css'</style>",
    '<p style="background:url(https://example.org)">a</p>',
    "<form action=https://example.org><input name=a><button>送出</button></form>",
    "<details ontoggle=alert(1) open>",
    "<b onmouseover=alert(1)>a</b>",
    "<p id=content class=hidden>a</p>",
    "</p></div></main></body></html>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><x>",
    "<plaintext>",
    "<textarea><script>alert(1)</script>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><script>alert(1)</script></xmp>",
    "<template><script>alert(1)</script></template>",
    "`<script>alert(1)</script>`",
    "\x02wzxhzdk:0\x03<script>alert(1)</script>",
    "<iframe src='https://example.org/\"><script>alert(1)</script>'>",
    'https://example.org/"onmouseover=alert(1)',
    '<https://example.org/"onmouseover=alert(1)>',
]


@pytest.mark.parametrize("block", HOSTILE)
def test_known_tricks_come_to_nothing(block: str) -> None:
    for text in (
        block,
        f"甲 {block} 乙",
        f"**{block}**",
        f"> {block}",
        f"- {block}\n- b",
        f"[{block}](https://example.org)",
    ):
        html = to_html(text)
        assert_harmless(html)
        assert to_text(text) == shown(html)


def test_an_element_that_is_never_closed_ends_with_its_block() -> None:
    html = to_html("<b>甲 <div>乙")
    assert html.count("<b>") == html.count("</b>")
    assert html.count("<div>") == html.count("</div>")


@pytest.mark.parametrize(
    "block",
    ["[" * 30_000, "*" * 30_000, "<a " * 20_000, "<!--" * 20_000, "<script>" * 9_000, "_a" * 20_000, "`" * 30_000,
     "> " * 20_000, "- " * 20_000, "https://" * 9_000, "&" * 30_000, "<img src=http://x " * 3_000, "[](" * 10_000,
     "|" * 3_000 + "\n" + "|-" * 3_000, "((((" * 9_000 + "https://a" + ")" * 30_000, "<div>" * 9_000],
    ids=lambda block: block[:8],
)  # fmt: skip
def test_no_block_takes_more_than_a_moment(block: str) -> None:
    assert to_text(block) == shown(to_html(block)) or len(block) > 60_000


def test_words_of_any_safe_html_are_read() -> None:
    assert text_of("<ul><li>甲</li><li>乙 <b>丙</b></li></ul>") == "甲\n乙 丙"
