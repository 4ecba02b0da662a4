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
