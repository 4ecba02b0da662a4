"""A case whose meeting calls it up by a slip, turns from it for a question, or merges it: what was meant counts."""

from pathlib import Path

import pytest

from minutes import settings
from pipeline.archive.archive import Archive
from pipeline.trails import case
from tests.conftest import Transcripts
from tests.pipeline.test_endings import CALL, status

SHADE = (
    "遊具要遮陽的棚架。",
    "這裡的遮陽不夠，遊具太燙，棚架太小。",
    "棚架換了，遊具的遮陽再說。",
    "遮陽有用，棚架也是，遊具不燙。",
)
LIGHT = (
    "步道要照明的燈桿。",
    "這裡的照明不夠，步道太暗，燈桿太少。",
    "燈桿修了，步道的照明再說。",
    "照明有用，燈桿也是，步道不暗。",
)
ASKED = "### 李小華：\n遊具的遮陽已經換新，是不是可以解除列管？\n\n### 主席：\n回應還沒有改到？\n\n"


def test_what_is_asked_for_is_granted_behind_a_question_to_who_reported(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    opened = CALL[: CALL.index("### 李小華")] + ASKED
    between = "### 陳大文：\n我想問一下李小華，為什麼是修改？\n\n### 李小華：\n我們不清楚。\n\n"
    month = opened + between + "### 主席：\n沒關係，這個就解除列管。\n"
    silent = ("2018-07-02-開放政府-PO-第十七次月會", "### 主席：\n今天沒有要報告的。\n")
    told = status(transcripts, tmp_path, ("2018-06-04-開放政府-PO-第十六次月會", month), silent)
    assert told == ("released", "2018-06-04")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("下一案是22案，遊具遮陽的棚架，我們請文化部。", ("released", "2018-06-04")),
        ("下一案是22案，步道照明的燈桿，我們請文化部。", ("met", "2018-05-18")),
        ("下一案是22案，我們請文化部。", ("met", "2018-05-18")),
    ],
)
def test_a_case_that_is_called_up_by_its_name_and_another_ones_number_is_the_named_one(
    transcripts: Transcripts, tmp_path: Path, call: str, expected: tuple[str, str]
) -> None:
    light = "\n\n".join(f"### 王小明：\n{said}" for said in LIGHT)
    shade = "\n\n".join(f"### 王小明：\n{said}" for said in SHADE)
    words = f"### 司儀：\n接著是歷次協作會議的摘要報告。{call}\n\n### 李小華：\n棚子已經裝好。\n\n### 主席：\n這案解管。\n"
    others = [
        (f"{year}-{n:02}-05-開放政府-PO-月會", f"### 王小明：\n{year}年第{n}個月的事\n")
        for year in (2016, 2017)
        for n in range(1, 13)
    ]
    records = (
        *others,
        ("2018-05-18-開放政府聯絡人第二十一次協作會議", shade),
        ("2018-05-25-開放政府聯絡人第二十二次協作會議", light),
        ("2018-06-04-開放政府-PO-第十六次月會", words),
    )
    assert status(transcripts, tmp_path, *records) == expected


@pytest.mark.parametrize(("merged", "gaps"), [("(併入第36次)", 0), ("", 1)])
def test_of_a_case_that_was_merged_with_another_one_no_meeting_is_expected(
    transcripts: Transcripts, tmp_path: Path, merged: str, gaps: int
) -> None:
    talk = "\n\n".join(f"### 王小明：\n遊具的遮陽量測第{n}次" for n in range(6))
    call = f"### 司儀：\n接著是歷次協作會議的摘要報告，請序號21「公園遊具的遮陽{merged}」，請文化部。\n\n### 李小華：\n遊具的遮陽還在量測。\n"
    for name, body in (
        ("2018-05-18-開放政府聯絡人第二十一次協作會議會前會", talk),
        ("2018-06-04-開放政府-PO-第十六次月會", call),
    ):
        transcripts.write(f"{name}.md", f"# {name[:10]} {name[11:]}\n\n{body}\n")
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    found = case.case(view, 21)
    assert found is not None
    assert sum(gap.is_only_expected for gap in found.trail.gaps) == gaps


@pytest.mark.parametrize(
    ("ruled", "expected"),
    [("很好，就列管，等試辦的結果。", "tracked"), ("很好，謝謝。", "met")],
)
def test_a_case_that_who_presides_keeps_on_the_list_is_tracked_though_a_later_meeting_only_hears_of_it(
    transcripts: Transcripts, tmp_path: Path, ruled: str, expected: str
) -> None:
    talk = "\n\n".join(f"### 王小明：\n遊具的遮陽量測第{n}次" for n in range(6))
    met = "### 李小華：\n文化部報告，21案5月28日的協作會議辦完了，遊具的遮陽要試辦。\n\n"
    call = CALL[: CALL.index("### 李小華")]
    records = {
        "2018-05-18-開放政府聯絡人第二十一次協作會議會前會": talk,
        "2018-06-04-開放政府-PO-第十六次月會": f"{call}{met}### 主席：\n{ruled}\n",
        "2018-07-02-開放政府-PO-第十七次月會": f"{call}### 李小華：\n遊具的遮陽還在試辦。\n\n### 主席：\n好。\n",
    }
    for name, body in records.items():
        transcripts.write(f"{name}.md", f"# {name[:10]} {name[11:]}\n\n{body}\n")
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    found = case.case(view, 21)
    assert found is not None
    assert found.claims.status.value == expected
