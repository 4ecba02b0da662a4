"""Names that nothing but their type sets off from the words that they touch: no bold, no colour, no colon."""

import pytest

from pipeline.readers.reading import read
from tests.pipeline.readers.open_documents import odt_file
from tests.pipeline.readers.test_layouts import speeches, word
from tests.pipeline.readers.word_files import para, run

PEOPLE = ["王示範", "李範例", "Mary Sample"] * 3
SAID = [(who, f"我們談第{n}件事，謝謝。") for n, who in enumerate(PEOPLE)]
TYPES = {
    "underlined": '<w:u w:val="single"/>',
    "small capitals": "<w:smallCaps/>",
    "larger": '<w:sz w:val="32"/>',
    "another font": '<w:rFonts w:eastAsia="標楷體" w:ascii="Sample Sans"/>',
}


@pytest.mark.parametrize("extra", TYPES.values(), ids=TYPES)
@pytest.mark.parametrize("gap", ["", " ", "  "])
def test_a_type_of_their_own_sets_names_off_in_a_word_file(extra: str, gap: str) -> None:
    blocks = [para(run(who, extra=extra), run(gap + words)) for who, words in SAID]
    assert [(who, words) for who, words in speeches(word("站牌討論", *blocks)) if who] == SAID


def test_underlined_words_within_speeches_are_no_names() -> None:
    blocks = [
        para(run("站牌的位置", extra=TYPES["underlined"]), run("還沒有決定，請看圖。")),
        para(run("經費", extra=TYPES["underlined"]), run("不夠，所以先做一半。")),
    ] * 3
    assert {who for who, _ in speeches(word("站牌討論", *blocks))} <= {None}


def test_a_type_of_their_own_sets_names_off_in_an_open_document() -> None:
    style = (
        '<style:style style:name="T2" style:family="text">'
        '<style:text-properties style:text-underline-style="solid"/></style:style>'
    )
    blocks = [
        f'<text:p><text:span text:style-name="T2">{who}</text:span> {words}</text:p>'
        for who, words in SAID
    ]
    result = read(odt_file("站牌討論", *blocks, styles=style), "2024-05-17-會議.odt")
    assert [(who, words) for who, words in speeches(result) if who] == SAID


@pytest.mark.parametrize("on", ["\\ul", "\\scaps", "\\fs32"])
def test_a_type_of_their_own_sets_names_off_in_an_rtf(on: str) -> None:
    rows = "".join(f"{{{on} {who}}} {words}\\par\n" for who, words in SAID)
    coded = "".join(
        c if ord(c) < 128 else f"\\u{(ord(c) + 0x8000) % 0x10000 - 0x8000}?" for c in rows
    )
    result = read(f"{{\\rtf1\\ansi {coded}}}".encode("ascii"), "2024-05-17-會議.rtf")
    assert [(who, words) for who, words in speeches(result) if who] == SAID
