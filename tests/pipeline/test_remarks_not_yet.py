"""Remarks by which people say that something is not public yet: alone on a line before the first speech, in a comment of
the head, in what is no field, or in an issue file, they hold it back; what a meeting is about does not."""

import datetime as dt
from pathlib import Path

import pytest

from minutes.publication import not_yet
from pipeline.authoring import scaffold
from pipeline.checks.validation import validate_archive
from pipeline.source.side_files import load_issues
from tests.pipeline.test_early_publication import BODY, HEAD, looked_at

REMARKS = [
    *(
        "> 不公開",
        "（本次會議不公開）",
        "**草稿**",
        "本紀錄為初稿",
        "（待確認）",
        "機密",
        "限閱",
        "【密】",
    ),
    *(
        "未經發言人確認",
        "本稿尚待與會者確認",
        "校對中",
        "⚠️ 校稿中",
        "整理中",
        "待部長同意",
        "暫不對外",
    ),
    *("本逐字稿於 12 月 31 日後公開", "將於下週一後公開", "預計於 12/31 公開", "待主席核定後公開"),
    *(
        "請於 12 月 5 日前提供修正意見，逾期視為同意",
        "備註：尚未經與會者確認",
        "狀態：草稿",
        "內部文件",
    ),
    *(
        "僅供同仁參考",
        "閉門會議",
        "本次會議為閉門會議，不對外公開",
        "這份逐字稿還沒有經過與會者確認，有些地方會改",
    ),
    *(
        "與會者尚未確認，請勿流傳",
        "嚴禁外流",
        "先別公開喔",
        "未校稿",
        "ＤＲＡＦＴ",
        "暫緩發布",
        "不宜公開。",
        "第三次會議紀錄（草稿）",
        "| 狀態 | 草稿 |",
        "紀錄：王範例（草稿）",
        "本紀錄將於 2026 年 12 月 5 日公開",
        "本紀錄將於民國 115 年 12 月 5 日公開",
        "預定 12 月 5 日公開",
        "機密等級：密",
        "請與會者於下週五前提供修正意見",
        "Draft, please do not quote",
        "Transcript (draft)",
    ),
    *(
        "DRAFT",
        "# 草稿",
        "## Draft",
        "CONFIDENTIAL",
        "Confidential – not for distribution",
        "_Draft only_",
    ),
    *(
        "<!--不公開-->",
        "<!-- draft -->",
        "<!-- hold -->",
        "<!--\n先不要公開\n-->",
        "hold: true",
        "embargo",
    ),
    *(
        "hold until the bill has passed",
        "public: no",
        "status: draft",
        "公開：否",
        "private",
        "Internal use only",
    ),
    *(
        "not for release",
        "Not yet approved",
        "Awaiting approval by the minister",
        "to be confirmed",
    ),
    *(
        "This is a draft.",
        "Uncorrected transcript",
        "work in progress",
        "Under review",
        "off the record",
    ),
    *("Please send your corrections by 5 December.", "NOTE: pending confirmation", "do not quote"),
]
SUBJECTS = [
    *(
        "討論政府資訊不公開的範圍",
        "（簡報公開網址：https://example.org/a）",
        "（106年3月28日公開）",
        "草案",
    ),
    *(
        "本紀錄經全體與會者確認內容後公開：https://example.org/b",
        "主席：王範例",
        "記錄：李範例",
        "確認前次會議紀錄",
    ),
    *(
        "待議事項",
        "待辦事項：無",
        "保密協定之研議",
        "密雲計畫",
        "初稿競賽頒獎",
        "校對人員：陳範例",
        "公開徵求意見",
    ),
    *(
        "未來審查的方向",
        "內部稽核會議",
        "僅供參考",
        "等於沒有公布",
        "公開：將於106年5月15日，公開於 https://example.org",
    ),
    *("Draft Act on public records", "Private sector partners", "Review of the confidential files"),
    *(
        "First published in the newsletter",
        "Final report",
        "Internal audit",
        "Held at the Executive Yuan",
    ),
    # What is said of papers that belong to it, of a law, or to somebody else; what is public already; a title.
    *(
        "附件：政策白皮書（草稿）",
        "會議資料：1. 議程、2. 簡報（初稿）",
        "- [開放資料指引（草稿）](https://example.org/a.pdf)",
        "請各部會於 4 月 30 日前提供修正意見。",
        "決議：請各機關於 5 月 1 日前提出修正建議，下次再議。",
        "工作項目 | 負責單位 | 待確認",
        "主題：公部門，私部門，機密",
        "預定於 12 月 5 日公布",
        "新制將於 7 月 1 日起對外公開徵詢",
        "本紀錄已於 2026-11-21 公開",
        "《草稿》",
    ),
    *(
        "Sectors: public | private | civil",
        "Agenda: open data, sensitive data, restricted",
        "AI Basic Act (draft)",
        "Pending approval by the Legislative Yuan",
        "Released in 2019",
        "Please send your comments to the desk",
        "Don't use plastic",
    ),
    *(
        "## 草案討論",
        "## 不公開資料的範圍",
        "# 機密檔案解密政策",
        "Published on 3 May by the office",
    ),
]


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_alone_before_the_first_speech_holds_a_record_back(remark: str) -> None:
    body = BODY.replace("### ", f"{remark}\n\n### ")
    assert looked_at(HEAD.format("") + body) == ("held", {"not-yet-public"})


@pytest.mark.parametrize("line", SUBJECTS)
def test_what_is_spoken_of_before_the_first_speech_holds_nothing_back(line: str) -> None:
    body = BODY.replace("### ", f"{line}\n\n### ")
    assert looked_at(HEAD.format("") + body)[0] == "public"


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_after_the_first_speech_is_what_somebody_said(remark: str) -> None:
    assert "not-yet-public" not in looked_at(HEAD.format("") + BODY + f"\n{remark}\n")[1]


@pytest.mark.parametrize(
    "comment",
    [
        *(
            "# hold: true",
            "#hold_until: 2026-12-31",
            "# 暫不公開",
            "## 草稿",
            "#  edit: {hold: 等部長}",
        ),
        *(
            "# draft",
            "lang: zh-Hant-TW # 先不要公開",
            "  # hold: 草案通過後",
            "# not for release yet",
        ),
        *(
            "# hold: 等部長同意  # 還不知道哪一天能公開時，寫在等什麼",
            "# hold_until: 2031-05-05  # 要更晚公開時填",
        ),
    ],
)
def test_a_comment_of_the_head_that_says_so_or_is_a_window_holds_a_record_back(
    comment: str,
) -> None:
    assert looked_at(HEAD.format(f"{comment}\n") + BODY) == ("held", {"not-yet-public"})


@pytest.mark.parametrize(
    "comment",
    [
        "# 主持人是王範例",
        "# 公開資料",
        "title: 測試 # 1",
        "# closes: 2026-12-31",
        "# see the register",
    ],
)
def test_any_other_comment_says_nothing(comment: str) -> None:
    assert not not_yet.is_in_comments(f"---\n{comment}\n---\n")


@pytest.mark.parametrize("tier", ["monthly", "collaborative", "seasonal", "other"])
def test_the_examples_in_a_new_record_hold_nothing_back(tier: str) -> None:
    _, text = scaffold.new(tier, dt.date(2026, 11, 2), title="測試會議")
    head = text.partition("\n---\n")[0]
    assert "# hold: " in head or tier == "other"
    assert not not_yet.is_in_comments(head)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "備註: 尚未經與會者確認",
            "備註: 待部長同意",
            "備註: 暫不對外",
            "版本: 初稿",
            "校稿: 進行中",
        ),
        *("閉門會議: 是", "會議屬性: 閉門", "publication: later", "show: false", "lock: true"),
        *("freeze: true", "remark: pending approval", "notes: [待確認]"),
    ],
)
def test_what_is_no_field_holds_a_record_back_by_its_words(line: str) -> None:
    state, errors = looked_at(HEAD.format(f"{line}\n") + BODY)
    assert (state, bool(errors)) == ("held", True)


@pytest.mark.parametrize(
    "line", ["show: 公視有話好說", "show: true", "publication: 行政院公報", "校稿: 王範例"]
)
def test_a_name_that_means_other_things_too_holds_nothing_back_alone(line: str) -> None:
    assert looked_at(HEAD.format(f"{line}\n") + BODY)[0] == "public"


@pytest.mark.parametrize(
    "name", ["測試會議（內部）", "測試會議-未校", "測試會議（未校稿）", "測試會議-內部"]
)
def test_a_name_that_says_whom_it_is_for_or_that_it_is_not_proofread_waits(name: str) -> None:
    assert not_yet.is_marked(name)


@pytest.mark.parametrize(
    "name", ["內部控制會議", "第二次-內部稽核-會議", "校務會議", "未校準的量測"]
)
def test_a_name_that_has_such_a_word_within_it_does_not(name: str) -> None:
    assert not not_yet.is_marked(name)


ISSUE = "---\ntitle: {{zh: 公園遊具{}, en: Playground}}\n{}---\n{}\n\n公園裡的遊具需要遮陽。\n"
ISSUES_THAT_WAIT = {
    "a": ("", "edit: {hold: 草案通過後}\n", ""),
    "b": ("", "edit: {hold_until: 2999-01-01}\n", ""),
    "c": ("", "hold: 草案通過後\n", ""),
    "d": ("", "embargo: 2999-01-01\n", ""),
    "e": ("", "draft: true\n", ""),
    "f": ("", "不公開: true\n", ""),
    "g": ("", "note: 先不要公開\n", ""),
    "h": ("", "# hold: true\n", ""),
    "i": ("（草稿）", "", ""),
    "j": ("", "", "請勿公開。"),
    "k": ("", "", "# Draft"),
    "k-draft": ("", "", ""),
    "k-draft-2": ("", "", ""),
    "草稿-電動車": ("", "", ""),
    "電動車-不公開-第二版": ("", "", ""),
    "l": ("", "", "本議題尚未公開，請先不要分享。"),
    "m": ("", "status: draft\n", ""),
    "n": ("", "狀態: 草稿\n", ""),
}
ISSUES_THAT_DO_NOT = {
    "draft-act": ("草案", "", "這個議題談草案與公開。"),
    "資訊不公開-範圍": ("", "", ""),
    "records": ("不公開資料", "case: 901\n", "討論資訊不公開的範圍，以及何時解密。"),
    "open": ("", "# 主辦機關還沒回覆\n", "公開：全部資料。"),
}


def written(folder: Path, files: dict[str, tuple[str, str, str]]) -> Path:
    (folder / "issues").mkdir()
    for name, parts in files.items():
        (folder / "issues" / f"{name}.md").write_text(ISSUE.format(*parts), encoding="utf-8")
    return folder


def test_an_issue_file_that_says_not_yet_is_not_shown_and_the_check_says_why(
    tmp_path: Path,
) -> None:
    folder = written(tmp_path, ISSUES_THAT_WAIT)
    assert [issue.slug for issue in load_issues(folder)] == []
    errors = {found.path for found in validate_archive(folder) if found.severity == "error"}
    assert errors >= {f"issues/{name}.md" for name in ISSUES_THAT_WAIT}


def test_an_issue_file_about_what_is_not_public_is_shown(tmp_path: Path) -> None:
    folder = written(tmp_path, ISSUES_THAT_DO_NOT)
    assert {issue.slug for issue in load_issues(folder)} == set(ISSUES_THAT_DO_NOT)
    codes = {found.code for found in validate_archive(folder)}
    assert "issue-not-yet-public" not in codes
