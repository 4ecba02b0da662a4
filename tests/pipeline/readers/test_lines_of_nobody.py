"""Lines that programs, forms and stenographers put between speeches, and labels that look like remarks or verbs."""

import pytest

from pipeline.readers.reading import read
from tests.pipeline.readers.test_layouts import speeches, text, told, word
from tests.pipeline.readers.word_files import para, run

SAID = [(who, f"我說第{n}件事，謝謝。") for n, who in enumerate(["王示範", "李範例"] * 3)]


@pytest.mark.parametrize(
    "line",
    [
        "Transcription ended after 01:02:03",
        "【第二段錄音檔開始　00:58:12】",
        "錄影中斷",
        "發言序號：3",
        "陳樣本 已開始謄寫",
        "陳樣本 已停止聽寫",
        "讚　回覆　52 週",
        "Like · Reply · 2 w · Edited",
    ],
)
def test_what_a_program_or_form_writes_is_nobodys_and_told(line: str) -> None:
    rows = [f"{who}：{words}" for who, words in SAID]
    result = text("站牌討論", "", *rows[:3], line, *rows[3:], line)
    assert speeches(result) == SAID
    assert line in told(result, "times")


@pytest.mark.parametrize("line", ["（錄影中斷）", "（錄音結束）", "（第二段錄音開始 00:58:12）"])
def test_a_remark_of_the_stenographer_on_the_recording_stays_as_one(line: str) -> None:
    rows = [f"{who}：{words}" for who, words in SAID]
    result = text("站牌討論", "", *rows[:3], line, *rows[3:], line)
    assert speeches(result) == SAID
    assert result.markdown.count(f"> {line}") == 2


@pytest.mark.parametrize("line", ["出席委員　王委員示範　李委員範例", "列席人員\t陳樣本、林測試"])
def test_attendance_without_a_colon_is_no_label(line: str) -> None:
    rows = [f"{who}：{words}" for who, words in SAID]
    assert {who for who, _ in speeches(text("站牌討論", line, "", *rows)) if who} == {
        "王示範",
        "李範例",
    }


@pytest.mark.parametrize("mark", ["（女）", "(男聲)", "【某女】"])
def test_whom_only_a_voice_tells_is_not_the_one_before(mark: str) -> None:
    rows = ["王示範：大家好。", f"{mark}：經費有多少？", "李範例：還不知道。"] * 2
    said = {words: who for who, words in speeches(text("站牌討論", "", *rows))}
    assert said["經費有多少？"] not in ("王示範", "李範例")


def test_who_asks_and_answers_in_a_court_is_named_without_the_verb() -> None:
    order = ["審判長問", "證人王示範答", "審判長問", "檢察官問", "證人王示範答", "通譯答"]
    rows = [row for n, who in enumerate(order * 2) for row in (who, f"　　這是第{n}件事，謝謝。")]
    names = {who for who, _ in speeches(text("準備程序筆錄", "", *rows)) if who}
    assert names == {"審判長", "證人王示範", "檢察官", "通譯"}


def test_a_name_that_only_a_highlighter_sets_off_is_a_label() -> None:
    mark = '<w:highlight w:val="cyan"/>'
    order = [*SAID, ("盛驊", "我補充一點，謝謝。")]
    blocks = [block for who, words in order for block in (para(run(who, extra=mark)), words)]
    assert [(who, words) for who, words in speeches(word("站牌討論", *blocks)) if who] == order


def test_a_title_with_a_wide_space_is_no_label() -> None:
    rows = [f"{who}　　{words}" for who, words in SAID]
    result = text("示範組織第十六次會議　　逐字紀錄", "", *rows)
    assert {who for who, _ in speeches(result) if who} == {"王示範", "李範例"}


def test_a_remark_and_a_title_in_the_type_of_names_are_no_labels() -> None:
    colour = '<w:color w:val="0000FF"/>'
    title = para(run("示範組織第四次會議", extra=colour))
    blocks = [b for who, words in SAID for b in (para(run(who, extra=colour)), words)]
    remark = para(run("（播放影片）", extra=colour))
    result = word(title, "時間：113年5月17日", *blocks, remark, "影片結束，謝謝。")
    assert {who for who, _ in speeches(result) if who} == {"王示範", "李範例"}


@pytest.mark.parametrize("sign", ["△", "▲ ", "※", "　◎", "□"])
def test_a_remark_behind_the_sign_of_a_list_is_nobodys_and_stands_in_brackets(sign: str) -> None:
    lines = ("◎王示範", "大家好。", "◎李範例", "請坐。")
    result = text("會議紀錄", "", *lines, f"{sign}（全體起立）", *lines)
    said = [("王示範", "大家好。"), ("李範例", "請坐。")]
    assert speeches(result) == [*said, *said]
    assert "\n> （全體起立）\n" in result.markdown


def test_a_remark_among_the_signed_quotations_of_a_list_is_nobodys_and_no_label() -> None:
    rows = [
        "- > 開始表決。",
        "  > [name=王示範]",
        "- （表決中）",
        "- > 通過。",
        "  > [name=王示範]",
    ]
    result = read("\n".join(["# 會議", "", *rows, *rows]).encode(), "會議.md")
    assert "\n> （表決中）\n" in result.markdown
    assert not told(result, "not-a-speaker")


def test_an_entry_in_brackets_belongs_to_the_list_in_which_it_stands() -> None:
    rows = ["**王示範**：有三點。", "", "- 第一點", "- （第二點還沒想好）", "- 第三點"]
    result = read("\n".join(["# 會議", "", *rows]).encode(), "會議.md")
    assert "- 第一點\n- （第二點還沒想好）\n- 第三點" in result.markdown


@pytest.mark.parametrize(
    "line", ["紀　錄　陳樣本", "紀錄　陳樣本", "記　　錄　　陳樣本", "紀 錄 陳樣本"]
)
def test_who_kept_the_record_says_nothing_in_a_head_without_colons(line: str) -> None:
    rows = [f"{who}　　{words}" for who, words in SAID]
    result = text("站牌討論　逐字紀錄", "時　間　113年5月17日", "主　席　王示範", line, "", *rows)
    assert {who for who, _ in speeches(result) if who} == {"王示範", "李範例"}


@pytest.mark.parametrize(
    "line", ["主席：王示範", "主　席：王示範", "主持人: 王示範", "壹、主席：王示範"]
)
def test_who_is_in_the_chair_is_no_title_on_the_first_line(line: str) -> None:
    rows = [f"{who}：{words}" for who, words in SAID]
    result = text(line, "紀　錄：陳樣本", "", *rows)
    assert told(result, "title") == ""
    assert "王示範" in told(result, "attendee-from-head")
    assert speeches(result)[-len(SAID) :] == SAID
