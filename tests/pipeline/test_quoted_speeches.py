"""Under a case stands only what is plainly said of it: what names it, what who was called reports, and the answer."""

from pathlib import Path

import pytest

from minutes import settings
from pipeline.archive.archive import Archive
from pipeline.trails import case
from tests.conftest import Transcripts

MET = "2018-05-18-開放政府聯絡人第二十一次協作會議"
OTHER = "2018-05-25-開放政府聯絡人第二十二次協作會議"
MONTH = "2018-06-04-開放政府-PO-第十六次月會"
OPENED = (
    "### 司儀：\n接著是歷次協作會議的摘要報告。\n\n"
    + 3 * "### 主席：\n請。\n\n### 司儀：\n好。\n\n"
)
CALL = "### 司儀：\n接著是序號21遊具遮陽案，請文化部。\n\n"
REPORT = "### 李小華：\n棚子已經裝了三座。\n\n"
THANKS = "### 主席：\n很好，辛苦了。\n\n"


def quoted(transcripts: Transcripts, tmp_path: Path, month: str) -> list[str]:
    shade = "\n\n".join(f"### 王小明：\n公園遊具的遮陽量測第{n}次" for n in range(6))
    light = "\n\n".join(f"### 王小明：\n步道照明的燈桿第{n}座" for n in range(6))
    for name, body in ((MET, shade), (OTHER, light), (MONTH, OPENED + month)):
        transcripts.write(f"{name}.md", f"# {name[:10]} {name[11:]}\n\n{body}\n")
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    found = case.case(view, 21)
    assert found is not None
    said = {e.meeting: e.speeches for e in found.trail.records}.get(MONTH, ())
    meeting = view.meeting(MONTH)
    assert meeting is not None
    return [item.text for item in view.document(meeting).items if item.id in said]


@pytest.mark.parametrize(
    "later",
    [
        "### 主席：\n最後，下次的季會是視訊，請大家準備。\n\n### 陳大文：\n可以用自己的背景嗎？\n\n",
        "### 主席：\n剛才大家報告得都很順，請問步道那天有幾個人？\n\n### 陳大文：\n六十個人。\n\n",
        "### 主席：\n那92案有一句話要說，請。\n\n### 陳大文：\n我們下個月再說。\n\n",
        "### 主席：\n文化部等一下還有別的議題要說。\n\n### 李小華：\n已經準備好了。\n\n",
        "### 陳大文：\n我想請問下次的日期。\n\n### 主席：\n下個月四日。\n\n",
    ],
    ids=[
        "to the end",
        "to another question",
        "to another number",
        "what comes later",
        "somebody who was not called",
    ],
)
def test_nothing_is_quoted_after_who_presides_turned_to_another_matter(
    transcripts: Transcripts, tmp_path: Path, later: str
) -> None:
    told = quoted(transcripts, tmp_path, CALL + REPORT + THANKS + later)
    assert told == [
        "接著是序號21遊具遮陽案，請文化部。",
        "棚子已經裝了三座。",
        "很好，辛苦了。",
    ]


@pytest.mark.parametrize(
    "turns",
    [
        "### 主席：\n還有一個提醒，下個月起多一份純文字。\n\n",
        "### 主席：\n好，還有一件事想問大家，表格是不是太難寫？\n\n",
        "### 主席：\n報告事項第二案，是桌長的輪值表。\n\n",
        "### 主席：\n沒有別的，今天就到這裡。\n\n",
        "### 陳大文：\n國發會有一個報告案，平台的手機版下個月改版。\n\n",
        "### 陳大文：\n金管會想分享，我們去年也到過現場。\n\n",
        "### 陳大文：\n主席，經濟部想問，桌長下個月輪到誰？\n\n",
        "### 陳大文：\n抱歉打斷，國發會剛剛看到新聞，平臺現在登不進去。\n\n",
    ],
)
def test_who_takes_the_floor_for_another_matter_ends_the_words_on_a_case(
    transcripts: Transcripts, tmp_path: Path, turns: str
) -> None:
    asked = "### 主席：\n有沒有其他意見？\n\n"
    later = "### 主席：\n好。\n\n### 李小華：\n這個我也想知道。\n\n"
    told = quoted(transcripts, tmp_path, CALL + REPORT + asked + turns + later)
    assert told[:2] == ["接著是序號21遊具遮陽案，請文化部。", "棚子已經裝了三座。"]
    assert not {turns.split("：\n")[1].strip(), "這個我也想知道。"} & {*told}


def test_a_question_that_who_reported_answers_is_quoted(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    asked = "### 主席：\n有沒有其他意見？\n\n### 陳大文：\n法務部想問，經費誰出？\n\n"
    answer = "### 李小華：\n文化部出。\n\n"
    told = quoted(transcripts, tmp_path, CALL + REPORT + asked + answer + THANKS)
    assert "法務部想問，經費誰出？" in told
    assert "文化部出。" in told


def test_a_number_in_quotes_is_spoken_of_and_calls_nothing_up(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    said = "### 陳大文：\n速錄師會打「21 案」跟「21 專線」，不會只打數字。\n\n"
    assert quoted(transcripts, tmp_path, said + "### 主席：\n好。\n\n") == []


def test_of_a_list_each_case_has_its_own_line(transcripts: Transcripts, tmp_path: Path) -> None:
    told = quoted(
        transcripts,
        tmp_path,
        "### 司儀：\n接著是序號22步道照明案，請研究員。\n\n"
        "### 陳大文：\n21還在等預告，書面。\n\n### 陳大文：\n還有……表上寫22。\n\n"
        "### 李小華：\n我其實喜歡這個表。\n\n",
    )
    assert told == ["21還在等預告，書面。"]


def test_a_question_to_who_reported_and_its_answer_are_quoted(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    asked = "### 主席：\n那要多少錢？\n\n### 李小華：\n三萬元。\n\n" + THANKS
    told = quoted(transcripts, tmp_path, CALL + REPORT + asked)
    assert told[-3:] == ["那要多少錢？", "三萬元。", "很好，辛苦了。"]


def test_what_others_say_is_quoted_where_the_case_is_named_after_it(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    asked = "### 主席：\n有沒有要補充？\n\n### 陳大文：\n我想補充經費。\n\n"
    told = quoted(transcripts, tmp_path, CALL + REPORT + asked + THANKS)
    assert "我想補充經費。" not in told
    named = "### 主席：\n好，遊具遮陽的經費再談。\n\n"
    told = quoted(transcripts, tmp_path, CALL + REPORT + asked + named)
    assert told[-2:] == ["我想補充經費。", "好，遊具遮陽的經費再談。"]


def test_what_who_presides_goes_on_to_say_after_naming_a_case_is_not_said_of_it(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    opening = "### 主席：\n這一季開了遊具遮陽案。\n\n### 主席：\n行動方案請大家親自出席。\n\n"
    told = quoted(transcripts, tmp_path, opening + CALL + REPORT)
    assert "行動方案請大家親自出席。" not in told


def test_who_reported_and_digresses_to_another_matter_of_theirs_is_not_quoted(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    more = "### 李小華：\n藉機補充一下上禮拜五有關於步道要不要點燈的案件，回應下週才寫。\n\n"
    told = quoted(transcripts, tmp_path, CALL + REPORT + more + THANKS)
    assert not [text for text in told if "步道" in text]
    assert "棚子已經裝了三座。" in told


def test_a_report_that_goes_on_to_another_case_by_its_name_is_not_quoted(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    transcripts.write("issues/lamps.md", "---\ntitle: {zh: 步道照明}\ncase: 22\n---\n")
    both = REPORT + "### 李小華：\n另外步道照明的部分，燈桿已經驗收。\n\n"
    told = quoted(transcripts, tmp_path, CALL + both + THANKS)
    assert told == ["接著是序號21遊具遮陽案，請文化部。", "棚子已經裝了三座。"]


def test_what_is_said_under_the_call_of_another_case_is_not_quoted(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    other = "### 司儀：\n接著是序號22步道照明案，請文化部。\n\n"
    compared = "### 李小華：\n公園遊具的遮陽量測也是這樣做的。\n\n"
    assert quoted(transcripts, tmp_path, other + compared + THANKS) == []


@pytest.mark.parametrize(
    "said",
    [
        "我借21案當例子，說明線上會議怎麼開。",
        "資料夾裡21案的簡報好像放錯了。",
        "剛剛21案說「解列」，那是什麼意思？",
        "21先保留給還在釐清的那一個。",
    ],
)
def test_a_number_that_is_only_an_example_calls_nothing_up(
    transcripts: Transcripts, tmp_path: Path, said: str
) -> None:
    other = "### 司儀：\n接著是序號22步道照明案，請研究員。\n\n"
    aside = f"### 陳大文：\n{said}\n\n### 主席：\n可以，大家看一下手冊。\n\n"
    assert "可以，大家看一下手冊。" not in quoted(transcripts, tmp_path, other + aside)


def test_laughter_belongs_to_a_report_where_an_answer_follows(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    laughter, other = "> （笑）\n\n", "### 司儀：\n接著是序號22步道照明案，請研究員。\n\n"
    told = quoted(transcripts, tmp_path, CALL + REPORT + laughter + THANKS)
    assert told[-2:] == ["（笑）", "很好，辛苦了。"]
    told = quoted(transcripts, tmp_path, CALL + REPORT + laughter + other)
    assert told[-1] == "棚子已經裝了三座。"


SEASON = "2018-08-09-開放政府107年第2季會議"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("### 主席：\n謝謝大家。\n", []),
        ("### 主席：\n21案的棚子呢？請文化部。\n\n### 李小華：\n棚子已經裝了三座。\n", [SEASON]),
    ],
)
def test_a_list_that_somebody_reads_out_in_a_seasonal_meeting_is_no_report(
    transcripts: Transcripts, tmp_path: Path, answer: str, expected: list[str]
) -> None:
    turns = OPENED + 4 * "### 主席：\n請繼續。\n\n### 司儀：\n好的。\n\n"
    listed = "### 陳大文：\n接下來是辦理情形。自行辦理的是20案；暫停的是21案；22案持續辦理。\n\n"
    transcripts.write(f"{SEASON}.md", f"# 2018-08-09 {SEASON[11:]}\n\n{turns}{listed}{answer}")
    quoted(transcripts, tmp_path, CALL + REPORT)
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    found = case.case(view, 21)
    assert found is not None
    assert [e.meeting for e in found.trail.records if e.meeting == SEASON] == expected
