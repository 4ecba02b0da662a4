"""Attendance in the forms of real heads, and the proposals that minutes without speeches give."""

import pytest

from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.test_layouts import speeches, text, told, word
from tests.pipeline.readers.word_files import table

SAID = ["王示範：大家好，開始吧。", "李範例：好，謝謝。", "王示範：散會。"]


def here_and_away(result: Imported) -> tuple[str, str]:
    return told(result, "attendee-from-head"), told(result, "absent-from-head")


@pytest.mark.parametrize(
    "head",
    [
        (
            "肆、出席單位及人員：",
            "一、範例部：王示範科長、李範例專員。",
            "二、示範局：陳樣本。",
            "伍、請假單位：示範署。",
        ),
        ("出席委員：王委員示範、李委員範例、陳委員樣本（視訊）、示範署（請假）", "請假：示範署"),
        ("出席：", "- 範例部：王示範、李範例", "- 示範局：陳樣本（線上）", "請假：示範署"),
    ],
)
def test_a_head_tells_who_was_there_and_who_was_not(head: tuple[str, ...]) -> None:
    notes = ("# 會議", "", *(f"- {line}" for line in head), "", *SAID)
    for result in (
        text("會議", *head, "", *SAID),
        read("\n".join(notes).encode(), "2024-05-17-會.md"),
    ):
        here, away = here_and_away(result)
        assert all(name in here for name in ("王示範", "李範例", "陳樣本")), result.markdown
        assert "示範署" in away, result.markdown
        assert {who for who, _ in speeches(result) if who} == {"王示範", "李範例"}, result.markdown


@pytest.mark.parametrize("heading", ["## 與會者", "與會者", "出席人員："])
def test_names_below_a_heading_of_those_present_speak_only_above_their_words(heading: str) -> None:
    people = (
        "- 王示範",
        "- 李範例（示範大學）",
        "- @sample",
        "- 示範公會",
        "    - 示範部 陳樣本 科長",
    )
    head = ("# 會議", "", heading, "", *people, "", "## 逐字稿", "", *SAID)
    for result in (read("\n".join(head).encode(), "2024-05-17-會.md"), text(*head)):
        assert {who for who, _ in speeches(result) if who} == {"王示範", "李範例"}, result.markdown
        assert "@sample" not in [words for who, words in speeches(result) if who], result.markdown
        assert "陳樣本（示範部 科長）" in here_and_away(result)[0], result.markdown


def test_an_agency_that_sent_nobody_does_not_end_the_list_below() -> None:
    result = text(
        "會議", "出席：", "示範部：（請假）", "範例部：李科長範例", "財示部：略", "", *SAID
    )
    assert {who for who, _ in speeches(result)} == {None, "王示範", "李範例"}
    here, away = here_and_away(result)
    assert "李範例（範例部 科長）" in here
    assert "示範部" in away


def test_somebody_marked_as_absent_within_a_list_is_not_present() -> None:
    here, away = here_and_away(
        text("會議", "出席：王示範、陳樣本（請假）、李範例（線上）", "", *SAID)
    )
    assert "陳樣本" not in here.split(" 取自")[0]
    assert "陳樣本" in away
    assert "李範例" in here


def test_a_table_of_signatures_may_have_two_blocks_and_several_people_in_a_cell() -> None:
    blocks = [("機關", "姓名", "機關", "姓名"), ("範例部", "王示範", "示範局", "陳樣本")]
    cells = [
        ("出（列）席機關", "職稱姓名", "備註"),
        ("範例部", "科長 王示範\n專員 陳樣本", ""),
        ("示範署", "（請假）", ""),
    ]
    for rows in (blocks, cells):
        result = word("會議", table(*rows), *SAID)
        here = here_and_away(result)[0]
        assert "王示範" in here, result.markdown
        assert "陳樣本" in here, result.markdown
    assert "示範署" in here_and_away(result)[1]


@pytest.mark.parametrize(
    "agency", ["機關（單位）", "單位／機關", "機關(構)名稱", "服務機關", "出席單位名稱", "機關全銜"]
)
def test_the_agencies_of_a_table_of_signatures_are_read_however_their_column_is_called(
    agency: str,
) -> None:
    head = ("編號", agency, "職　稱", "姓　名", "簽　到", "用餐")
    rows = [
        ("1", "範例部", "科長", "王示範", "", "素"),
        ("2", "示範署", "專員", "陳樣本", "", "葷"),
    ]
    result = word("會議", table(head, *rows), *SAID)
    assert "王示範（範例部 科長）" in here_and_away(result)[0]
    assert "用餐" in told(result, "columns")


@pytest.mark.parametrize(
    ("row", "proposed"),
    [
        ("請人事室於2月底前完成考核。", "{task: 完成考核, agency: [人事室], due: 2025-02-28}"),
        ("8/1前由里幹事發放通知單。", "{task: 發放通知單, agency: [里幹事], due: 2024-08-01}"),
        ("示範署將於115年8月1日前上線。", "agency: [示範署], due: 2026-08-01}"),
        ("請各科室於每週五下班前更新進度。", "agency: [各科室]}"),
        ("請會計室協助。", "{task: 協助, agency: [會計室]}"),
    ],
)
def test_a_task_of_an_office_is_proposed_with_its_day(row: str, proposed: str) -> None:
    assert proposed in told(text("會議紀錄", "決議：", f"一、{row}"), "proposal-actions")


def test_what_nobody_is_asked_for_is_no_task() -> None:
    rows = ["一、照案通過。", "二、下次會議訂於115年4月14日召開。", "三、餘洽悉。"]
    assert not told(text("會議紀錄", "決議：", *rows), "proposal-actions")


def test_votes_may_be_counted_in_people() -> None:
    result = text("會議紀錄", "決議：經舉手表決，同意6人，不同意8人，未過半數。")
    assert "{votes: 6, result: not_selected}" in told(result, "proposal-votes")


def test_headings_with_stems_and_outcomes_behind_arrows_are_nobodys_words() -> None:
    rows = [
        "乙、討論事項",
        "1. 普渡地點",
        "→ 結論：改在公園，由第5鄰負責。",
        "丙、臨時動議",
        "丁、散會（13時40分）",
    ]
    result = text("會議紀錄", *rows)
    assert {who for who, _ in speeches(result)} <= {None}
    assert "改在公園" in told(result, "proposal-decisions")
    assert "臨時動議" not in told(result, "proposal-decisions")


TASKS = (
    ("項次", "辦理事項", "主辦單位", "預定完成日期"),
    ("1", "盤點人行道", "示範部、範例署", "111年6月30日"),
    ("2", "修正施行細則", "範例署", ""),
)


def test_each_row_of_a_table_of_tasks_is_an_action() -> None:
    result = word("2022-05-20 追蹤會議", "會議結論：", table(*TASKS))
    actions = told(result, "proposal-actions")
    assert "{task: 盤點人行道, agency: [示範部, 範例署], due: 2022-06-30}" in actions
    assert "{task: 修正施行細則, agency: [範例署]}" in actions
    assert "項次" not in told(result, "proposal-decisions")


def test_a_list_of_what_is_to_be_done_gives_actions_with_the_office_before_or_behind() -> None:
    rows = (
        "- [ ] 示範部：提供文件，6/15 前",
        "- [x] 資料於 6 月 30 日前補齊（範例署）",
        "- [ ] 寄出通知",
    )
    for name in ("2024-05-14-會.md", "會.md"):
        note = "\n".join(("# 2024-05-14 諮詢會議", "", "## 待辦事項", "", *rows))
        result = read(note.encode(), name)
        actions = told(result, "proposal-actions")
        assert "{task: 提供文件, agency: [示範部], due: 2024-06-15}" in actions, name
        assert "agency: [範例署], due: 2024-06-30}" in actions, name
        assert "提供文件" not in told(result, "proposal-decisions"), name
        assert {who for who, _ in speeches(result)} == {None}, name


def test_a_case_among_the_reports_is_reported_whatever_its_heading_begins_with() -> None:
    lines = ("貳、報告事項", "第2案：第140案（機車路考）辦理情形。", "決議：解除列管。")
    result = text("2024-05-14 月會", *lines, "參、討論事項", "第1案：第141案票選。", "決議：通過。")
    assert "{case: 140, status: released}" in told(result, "proposal-reports")
    assert "141" not in told(result, "proposal-reports")


@pytest.mark.parametrize("away", ["請假", "未派員", "未派代表", "未與會"])
def test_an_agency_from_which_nobody_came_says_nothing_behind_a_tab(away: str) -> None:
    head = ("出席人員：", "範例部\t王示範科長、李範例專員", f"示範署\t{away}")
    result = text("會議", *head, "", *SAID)
    assert {who for who, _ in speeches(result) if who} == {"王示範", "李範例"}
    assert "示範署" in here_and_away(result)[1]


@pytest.mark.parametrize("away", ["請假", "未派員", "未派代表"])
def test_a_row_of_a_sign_in_table_without_a_name_is_an_agency_that_was_absent(away: str) -> None:
    rows = [
        ("機關", "職稱", "姓名", "備註"),
        ("範例部", "科長", "王示範", ""),
        ("示範署", "", "", away),
    ]
    result = word("會議", table(*rows), *SAID)
    assert "示範署" in here_and_away(result)[1]
    assert result.count is not None
    assert result.count.lost == ()


@pytest.mark.parametrize(
    "head",
    [
        ("主　席：陳樣本", "紀　錄：林測試"),
        ("主　席：陳樣本　　　　紀　錄：林測試",),
        ("主　　席：陳樣本科長", "出　席：李範例、王示範"),
    ],
)
def test_fields_that_are_drawn_out_to_one_length_tell_who_was_there(head: tuple[str, ...]) -> None:
    result = text("站牌討論會議", "時　間：113年5月17日", *head, "", *SAID)
    here = here_and_away(result)[0]
    assert "陳樣本" in here
    assert "紀" not in here.split("取自")[0]
    assert {who for who, _ in speeches(result) if who} == {"王示範", "李範例"}
