"""The foot of a transcript, keys to colours, names in the margin, and heads and verbs that look like names."""

import pytest

from minutes.records.document import parse
from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.open_documents import odt_file, odt_line
from tests.pipeline.readers.test_layouts import speeches, text, told, word
from tests.pipeline.readers.word_files import para, run, word_file

SAID = [(who, f"我說第{n}件事，謝謝大家。") for n, who in enumerate(["王示範", "李範例"] * 4)]
ROWS = [f"{who}：{words}" for who, words in SAID]


def _under_speakers(result: Imported) -> str:
    return "\n".join(words for who, words in speeches(result) if who)


@pytest.mark.parametrize(
    "foot",
    [
        ["主席　王示範（印）", "紀錄　李範例（簽章）"],
        ["紀錄：陳樣本　　校對：林測試"],
        ["以上筆錄經受訪人閱覽無訛後簽名。", "受訪人：　王示範　（簽名）"],
        ["— 由 範例聽打 產生 —"],
        ["會議在 00:06:58 後結束", "這份可編輯的轉錄稿由電腦產生，可能有錯。"],
        ["----", "王示範 = 甲組", "聯絡：範例部"],
    ],
)
def test_what_stands_below_the_last_speech_is_nobodys_and_told(foot: list[str]) -> None:
    result = text("站牌討論", "", *ROWS, *foot)
    assert not any(line in _under_speakers(result) for line in foot)
    assert speeches(result)[: len(SAID)] == SAID
    assert foot[0][:20] in told(result, "foot")


def test_an_outcome_below_the_last_speech_is_a_section_all_the_same() -> None:
    result = text("站牌討論", "", *ROWS, "紀錄：陳樣本", "", "決議：", "一、照案通過。")
    assert ("section", "決議") in [(item.type, item.text) for item in parse(result.markdown).items]


@pytest.mark.parametrize(
    "last", ["紀錄：我們都有留，謝謝。", "我再說一次：\n主席，紀錄要改，謝謝。"]
)
def test_what_the_last_speaker_says_stays_theirs(last: str) -> None:
    assert last.split("\n")[-1] in _under_speakers(text("站牌討論", "", *ROWS, f"王示範：{last}"))


@pytest.mark.parametrize(
    "key",
    [
        "說明：黑字：王示範　藍字：李範例",
        "（藍色為李範例，黑色為王示範）",
        "藍字＝李範例、黑字＝王示範、灰字＝現場",
    ],
)
def test_a_key_to_colours_names_who_speaks(key: str) -> None:
    colours = {"王示範": "", "李範例": '<w:color w:val="0070C0"/>'}
    blocks = [para(run(words, extra=colours[who])) for who, words in SAID]
    grey = para(run("有人敲門", extra='<w:color w:val="7F7F7F"/>'))
    result = word("站牌討論", key, *blocks, grey)
    assert [one for one in speeches(result) if one[0]] == SAID
    assert "藍＝李範例（4 段）" in told(result, "colour-key")


def test_names_in_boxes_beside_the_paragraphs_are_their_speakers() -> None:
    box = '<draw:frame text:anchor-type="paragraph"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>'
    lines = [odt_line(words, inner=box.format(who)) for who, words in SAID]
    result = read(odt_file(odt_line("站牌討論"), *lines), "a.odt")
    assert [one for one in speeches(result) if one[0]] == SAID
    assert "8 個文字方塊是姓名" in told(result, "names-beside")


def test_a_box_with_a_picture_and_its_title_is_nobodys() -> None:
    box = "<draw:frame><draw:text-box><text:p>圖一　站牌</text:p></draw:text-box></draw:frame>"
    lines = [
        odt_line(words, bold=f"{who}：", inner=box * (n == 2))
        for n, (who, words) in enumerate(SAID)
    ]
    result = read(odt_file(odt_line("站牌討論"), *lines), "a.odt")
    assert "圖一" not in _under_speakers(result)


@pytest.mark.parametrize("verb", ["發言", "表示", "說明"])
def test_a_number_before_and_a_verb_behind_are_no_part_of_the_name(verb: str) -> None:
    order = ["里長伯王示範", "民眾甲", "里長伯王示範", "民眾乙", "民眾甲", "縣府代表"] * 2
    rows = [f"（{n}）{who}{verb}：這是第{n}件事，謝謝。" for n, who in enumerate(order, 1)]
    assert [who for who, _ in speeches(text("站牌說明會", "", *rows)) if who] == order


def test_where_each_speech_is_one_line_another_is_an_outcome() -> None:
    rows = [f"（{n}）民眾{'甲乙丙'[n % 3]}發言：這是第{n}件事，謝謝。" for n in range(1, 13)]
    result = text("站牌說明會", "", *rows, "結論：改設在對面。")
    assert "改設在對面" not in _under_speakers(result)


@pytest.mark.parametrize("field", ["案　　由：站牌訪查", "時　間：114年3月4日", "地　　點：範例里"])
def test_a_field_that_is_written_apart_is_no_label_where_wide_spaces_set_names_off(
    field: str,
) -> None:
    rows = [f"{who}　{words}" for who in ("問", "答") for words in ("請說明經過，謝謝。",)] * 6
    names = {who for who, _ in speeches(text("訪查紀錄", field, "", *rows)) if who}
    assert names == {"問", "答"}


@pytest.mark.parametrize("day", ["（2026-05-17）", " 115年5月17日", "　2026/5/17"])
def test_a_day_behind_the_title_stands_once_in_the_heading(day: str) -> None:
    result = text(f"站牌照明討論{day}", "", *ROWS, name="a.txt")
    assert result.markdown.startswith("# 2026-05-17 站牌照明討論\n")


def test_a_bold_line_above_bold_names_is_the_title_and_the_day_below_it_is_read() -> None:
    blocks = [block for who, words in SAID for block in (para(run(who, bold=True)), words)]
    lines = [para(run("站牌照明座談會", bold=True)), "日期：2026年5月7日", *blocks]
    result = read(word_file(*lines), "a.docx")
    assert (result.title, str(result.date)) == ("站牌照明座談會", "2026-05-07")


def test_two_people_in_a_bold_title_are_nobody_who_speaks() -> None:
    blocks = [f"〔{who}〕{words}" for who, words in SAID * 2]
    result = word(para(run("王發言人及李政委與記者茶敘", bold=True)), "二〇二四年五月六日", *blocks)
    assert {who for who, _ in speeches(result) if who} == {"王示範", "李範例"}


def test_a_form_feed_parts_pages_whose_heads_and_feet_are_no_words() -> None:
    pages = [[f"{who}：{words}" for who, words in SAID] for _ in range(4)]
    whole = "\n\f\n".join(
        "\n".join(["站牌討論逐字稿", "", *page, "", "範例聽打社"]) for page in pages
    )
    result = read(whole.encode(), "a.txt")
    assert "範例聽打社" not in result.markdown
    assert "8 行" in told(result, "page-ends")


def test_whoever_asks_and_signs_below_the_words_asks() -> None:
    signed = [("問", "站牌有幾座？"), ("王示範", "一共七座。")] * 4
    rows = [row for who, words in signed for row in (words, f"　　　　──{who}", "")]
    assert [one for one in speeches(text("站牌訪談", "", *rows)) if one[0]] == signed
