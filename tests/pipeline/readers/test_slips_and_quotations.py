"""Who speaks as fields of a slip, beside a bar, below a quotation of a page, or by a nickname say it."""

import pytest

from tests.pipeline.readers.test_labels_beside_names import SAID, SPOKEN
from tests.pipeline.readers.test_layouts import speeches, text, told
from tests.pipeline.readers.test_pages import page, turns

NICKNAMES = ["小王", "小陳", "小王", "阿美", "小陳", "阿美"]


@pytest.mark.parametrize(
    "slip",
    [
        "發言單位：範例部\n發言人：{name}\n{words}\n",
        "發言人：{name}\n服務單位：範例部\n{words}\n",
        "單位：範例部\n姓名：{name}\n職稱：科長\n意見：{words}\n",
        "發言順序：3\n單位｜範例部\n講者｜{name}\n內容｜{words}\n",
    ],
)
def test_of_a_slip_the_name_speaks_and_not_where_somebody_works(slip: str) -> None:
    result = text(
        "公聽會紀錄", "", *(slip.format(name=name, words=words) for name, words in SPOKEN)
    )
    assert speeches(result) == SPOKEN
    assert "範例部" in told(result, "slips")


def test_an_agency_on_a_slip_without_a_name_speaks_for_itself() -> None:
    slip = "發言單位：範例部\n電話：02-0000\n發言內容：{words}\n"
    spoken = speeches(text("公聽會紀錄", "", *(slip.format(words=words) for words in SAID)))
    assert spoken == [("範例部", words) for words in SAID]


def test_who_was_there_in_fields_below_each_other_says_nothing() -> None:
    there = [f"姓名：{name}\n單位：範例部" for name in ("王示範", "李範例", "陳樣本")]
    result = text("會議紀錄", "", *there, "", "今天很多人來，謝謝大家。")
    assert {who for who, _ in speeches(result)} <= {None}


@pytest.mark.parametrize("sign", ["｜", " | ", "／"])
def test_a_bar_stands_behind_the_word_for_who_speaks(sign: str) -> None:
    rows = (f"講者{sign}{name}\n{words}\n" for name, words in SPOKEN)
    assert speeches(text("討論紀錄", "", *rows)) == SPOKEN


@pytest.mark.parametrize("gap", ["　　", "　", "\t"])
def test_nicknames_are_set_off_as_names_are_and_told(gap: str) -> None:
    said = list(zip(NICKNAMES, SAID, strict=True))
    result = text("討論紀錄", "", *(f"{name}{gap}{words}" for name, words in said))
    assert speeches(result) == said
    assert "小王" in told(result, "speaker-once")
    assert told(result, "near-name") == ""


def test_words_that_are_set_off_and_only_begin_as_nicknames_do_name_nobody() -> None:
    rows = ["小計　　三百元，含稅。", "小組　　每組五人，抽籤。", "老師　　免費，請先登記。"]
    assert {who for who, _ in speeches(text("費用說明", "", *rows))} == {None}


@pytest.mark.parametrize(
    "quotation",
    [
        "<blockquote><p>{words}</p><cite>{name}</cite></blockquote>",
        "<blockquote>{words}<footer>— <cite>{name}</cite></footer></blockquote>",
        "<blockquote><p>{words}</p><p>— <cite>{name}</cite></p></blockquote>",
        "<figure><blockquote><p>{words}</p></blockquote><figcaption>{name}</figcaption></figure>",
    ],
)
def test_who_is_named_with_each_quotation_of_a_page_says_it(quotation: str) -> None:
    made = page("<h1>討論</h1>", *(quotation.format(name=n, words=w) for n, w in SPOKEN))
    assert turns(made) == SPOKEN
    assert "引文" in told(made, "names-behind")


def test_a_quotation_within_the_words_of_another_stays_theirs() -> None:
    cited = "<blockquote><p>不要怕。</p><cite>張別人</cite></blockquote>"
    lines = (f"<p>{name}：{words}</p>" for name, words in SPOKEN)
    assert ("張別人", "不要怕。") not in turns(page(*lines, cited))
