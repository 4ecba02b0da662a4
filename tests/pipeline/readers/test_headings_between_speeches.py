"""What stands between two speeches: a heading, a remark, or the end of a list."""

from minutes.records.document import parse
from tests.pipeline.readers.test_layouts import sections, speeches, text, told, word
from tests.pipeline.readers.word_files import para, run


def test_a_numbered_line_between_two_speeches_is_a_heading_and_the_end_of_a_list_is_none() -> None:
    result = text(
        "王示範：有兩點。",
        "一、甲案",
        "二、乙案",
        "李範例：好。",
        "三、公園案例分享",
        "王示範：開始。",
    )
    assert sections(result) == ["三、公園案例分享"]
    assert "二、乙案" in " ".join(words for who, words in speeches(result) if who == "王示範")


def test_a_heading_is_one_though_a_remark_stands_before_the_next_label() -> None:
    result = text(
        "王示範：我們直接分組。",
        "",
        "三、分組討論與報告",
        "",
        "（分組討論）",
        "",
        "李範例：大家拿起手機。",
    )
    assert sections(result) == ["三、分組討論與報告"]
    assert speeches(result) == [("王示範", "我們直接分組。"), ("李範例", "大家拿起手機。")]
    assert "不算「王示範」的發言" in told(result, "section")


def test_a_remark_between_two_labels_is_no_heading_however_it_is_set_off() -> None:
    result = word(
        para(run("王示範：", bold=True), run("謝謝大家。")),
        para(run("（掌聲）", bold=True)),
        para(run("李範例：", bold=True), run("大家好。")),
        para(run("（與會者交談）", bold=True)),
    )
    assert sections(result) == []
    assert speeches(result) == [("王示範", "謝謝大家。"), ("李範例", "大家好。")]
    narratives = [i.text for i in parse(result.markdown).items if i.type == "narrative"]
    assert narratives == ["（掌聲）", "（與會者交談）"]
