"""Checks of the words: characters, labels, stage directions, HTML, personal data."""

from pathlib import Path

import pytest

from pipeline.authoring.adoption import adopt
from pipeline.checks.rules.labels.lost_labels import labels_as_words
from pipeline.checks.rules.table import Subject
from pipeline.checks.validation import context_for
from pipeline.source.parser import parse
from tests.pipeline.findings import HEADING, NAME, NOW, codes, found, only

CONTEXT = context_for(None, NOW)

TALK = HEADING + "### 王範例：\n大家好，今天討論遊具的遮陽。\n\n"


def test_a_plain_transcript_has_nothing_wrong_with_it() -> None:
    assert found(TALK + "> （笑）\n\n我接著說。\n\n### Alex Sample:\nThank you.\n") == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("search.md", "reserved-name"),
        ("Meetings.md", "reserved-name"),
        ("會議紀錄.md", "file-name-form"),
        ("2025-4-10-會議.md", "file-name-form"),
        ("2025-13-01-會議.md", "file-name-date"),
        ("2025-04-10-cafe\u0301.md", "file-name-not-nfc"),
        ("2025-04-10-甲:乙.md", "file-name-characters"),
        ("2025-04-10-甲?.md", "file-name-characters"),
        ("2025-04-10-" + "長" * 90 + ".md", "file-name-long"),
    ],
)
def test_a_name_that_makes_a_bad_address_is_reported(name: str, code: str) -> None:
    assert code in codes(TALK, name)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("\ufeff" + TALK, "byte-order-mark", 1, 1),
        (TALK.replace("\n", "\r\n"), "carriage-return", 1, 18),
        (TALK + "多一格 \n", "trailing-space", 6, 4),
        (TALK + "段落結束  \n\n下一段\n", "trailing-space", 6, 5),
        (TALK + "cafe\u0301\n", "not-nfc", 6, 1),
        (TALK + "a\x97b", "control-character", 6, 2),
        (TALK + "ab\u202ecd", "text-direction", 6, 3),
        (TALK + "不\u200b可見", "invisible-character", 6, 2),
        (TALK + "上\u2028下", "line-separator", 6, 2),
        (TALK + "\ue000", "private-use-character", 6, 1),
        (TALK + "缺\ufffd", "replacement-character", 6, 2),
        (TALK + "公\u2f42", "look-alike-character", 6, 2),
    ],
)
def test_a_character_that_does_harm_unseen_is_reported_where_it_stands(
    text: str, code: str, line: int, column: int
) -> None:
    problem = only(text, code)
    assert (problem.line, problem.column) == (line, column)


@pytest.mark.parametrize(
    "words", ["👩\u200d🌾 在場", "می\u200cخواهم", "換行在此  \n下一行", "全形\u3000空格"]
)
def test_characters_that_belong_are_left_alone(words: str) -> None:
    assert codes(TALK + words + "\n") == set()


def test_one_kind_of_odd_character_is_told_only_so_often() -> None:
    problems = found(TALK + "\u200b" * 500)
    assert sum(p.code == "invisible-character" for p in problems) == 20


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("### 空保處\n這段話沒有人說。\n", "label-without-colon"),
        ("### 王範例：大家好\n", "label-with-text"),
        ("#### 王範例：\n大家好。\n", "label-level"),
        ("## 王範例:\n大家好。\n", "label-level"),
        ("### 陳示範：\n好。\n\n陳示範：我再補充。\n", "label-as-text"),
        ("### 陳示範：\n好。\n陳示範：我再補充。\n", "label-as-text"),
        ("副署長李樣本：我補充。\n", "lost-label"),
        ("李樣本：\n我補充。\n", "lost-label"),
        ("**李樣本**：我補充。\n", "lost-label"),
        ("我說完了。\n李樣本：我補充。\n", "lost-label"),
        ("主席：我們繼續。\n", "lost-label"),
        ("遠山電信李樣本：我補充。\n", "lost-label"),
        ("Audrey Sample: Thank you all.\n", "lost-label"),
        ("### 陳示範:\n好。\n", "label-colon"),
        ("### 陳示範 ：\n好。\n", "label-colon"),
        ("### Wang 範例：\n好。\n\n### Wang範例：\n好。\n", "label-in-two-spellings"),
        ("### 主持人：\n開始。\n", "label-names-nobody"),
        ("### 陳示範：\n\n### 王範例：\n好。\n", "label-without-words"),
        ("## 討論\n\n誰說的？\n", "words-without-speaker"),
        ("###陳示範：\n好。\n", "heading-without-space"),
        ("##我們準時開始。\n", "heading-without-space"),
        ("# 另一個標題\n", "extra-title"),
        ("> （播放影片\n", "bracket-not-closed"),
        ("> （笑）然後我們繼續。\n", "words-after-bracket"),
        ("### 陳示範：\n以下不記錄。這是秘密。\n", "words-after-off-record"),
        ("### 陳示範：\n以下不记录。这是秘密。\n", "words-after-off-record"),
        ("### 陳示範：\n[OFF THE RECORD]\n\nThis is a secret.\n", "words-after-off-record"),
        ("### 陳示範：\n（以下不紀錄）\n\n這是秘密。\n", "words-after-off-record"),
        ('<iframe src="https://example.org/v"></iframe>\n', "embed-becomes-link"),
        ("<script>alert(1)</script>\n", "html-removed"),
        ('<b onclick="x()">粗</b>\n', "html-removed"),
        ("<!--\n### 陳示範：\n藏起來的話\n-->\n", "comment-hides-speech"),
        ("這裡 <!-- 沒關\n", "comment-not-closed"),
    ],
)
def test_what_would_give_words_to_the_wrong_person_or_hide_them_is_reported(
    body: str, code: str
) -> None:
    assert code in codes(TALK + body)


@pytest.mark.parametrize(
    "body",
    [
        "> （播放影片）（連結：[影片](https://example.org/a_(1))）\n",
        "### 陳示範：\n以下不記錄。\n\n### 王範例：\n我們繼續。\n",
        "### 陳示範：\n我可以說「以下不記錄」，之後再恢復。\n",
        "> （不紀錄）\n\n我們繼續。\n",
        "## 第一段\n\n### 陳示範：\n好。\n",
        "### Alex Sample：\n好。\n",
        "### 陳示範：\n他說：好。\n",
        "優點：便宜。\n\n方案：先試辦。\n\n結論如下：\n",
        "李樣本：「我反對。」\n",
        "sli.do：「還要多久？」\n",
        "提案人：李樣本\n",
        "方位：朝南。\n",
        "Recent Articles:\n",
        "Bubble Tea Crisis: Will the Ban Turn Vendors Away\n",
        "From 10:00 to 11:00 we talk.\n",
        "1 < 2 而 3 > 2，`<script>` 是標籤，\\<script> 也是。\n",
        "<b>粗</b>與<i>斜</i>，<br>換行。\n",
        "#1 的提案\n",
    ],
)
def test_what_is_usual_in_transcripts_is_not_reported(body: str) -> None:
    assert codes(TALK + body) == set()


def test_a_label_without_colon_is_told_with_its_line_and_name() -> None:
    problem = only(TALK + "### 空保處\n這段話。\n", "label-without-colon")
    assert (problem.line, dict(problem.values)["name"]) == (6, "空保處")
    assert "### 空保處：" in problem.message("zh")
    assert problem.severity == "error"


def test_labels_that_were_all_typed_as_words_are_told_once_a_name() -> None:
    body = "時間：2025年4月10日\n地點：第一會議室\n主席：王範例\n\n李樣本：大家好。\n陳示範：好。\n李樣本：開始。\n"
    lost = [p for p in found(HEADING + body) if p.code == "lost-label"]
    assert [(p.line, dict(p.values)["name"], dict(p.values)["count"]) for p in lost] == [
        (7, "李樣本", "2"),
        (8, "陳示範", ""),
    ]
    assert "共 2 處" in lost[0].message("zh")
    assert "處" not in lost[1].message("zh")
    assert {p.severity for p in lost} == {"warning"}


def test_on_real_records_what_is_called_a_lost_label_is_one(corpus: Path) -> None:
    told = [
        (path.stem[:10], problem.line)
        for path in sorted(corpus.glob("*.md"))[::3]
        for problem in labels_as_words(Subject(parse(path.read_bytes(), path.name)), CONTEXT)
    ]
    # Each was read: somebody's words stand below the label of somebody else.
    assert told == [
        ("2016-11-14", 82),
        ("2017-05-06", 347),
        ("2017-05-06", 362),
        ("2017-05-06", 486),
        ("2018-10-22", 332),
        ("2018-11-26", 527),
    ]


def test_guessed_front_matter_is_reported_until_its_comment_is_gone() -> None:
    bare = HEADING + "### 王範例：\n大家好。\n"
    adopted = adopt(NAME, bare.encode()).decode()
    problem = only(adopted, "unconfirmed-front-matter")
    assert adopted.split("\n")[problem.line - 1].startswith("#")
    confirmed = "\n".join(line for line in adopted.split("\n") if not line.startswith("# "))
    assert "unconfirmed-front-matter" not in codes(confirmed)


def test_a_record_without_words_is_reported() -> None:
    assert "empty-record" in codes(HEADING)
    assert codes("### 王範例：\n大家好。\n") == {"missing-title"}


@pytest.mark.parametrize(
    ("words", "code", "column"),
    [
        ("身分證 A123456789 號", "identity-number", 5),
        ("居留證 A800000014", "identity-number", 5),
        ("舊式居留證 AC01234567", "identity-number", 7),
        ("全形 Ａ１２３４５６７８９", "identity-number", 4),
        ("手機 0912-345-678", "mobile-number", 4),
        ("手機 +886 912 345 678", "mobile-number", 4),
        ("手機 ０９１２３４５６７８", "mobile-number", 4),
        ("信箱 someone@mail.tw 找我", "e-mail-address", 4),
        ("我住文心路五段12巷3號4樓", "postal-address", 1),
        ("匯款帳號 012-345678-901", "bank-account", 6),
    ],
)
def test_personal_data_is_reported_with_its_place_and_never_with_its_value(
    words: str, code: str, column: int
) -> None:
    problem = only(TALK + words + "\n", code)
    assert (problem.line, problem.column) == (6, column)
    value = words[column - 1 : column + 8]
    for told in (problem.message("zh"), problem.message("en"), repr(problem)):
        assert value not in told
        assert "345" not in told


@pytest.mark.parametrize(
    "words",
    [
        "編號 A123456788",  # the checksum is wrong
        "電話 02-2341-2345",
        "在仁愛路三段99號開會",
        "https://example.org/0912345678",
        "信箱 minutes@example.org",
        "預算 0912 萬元",
    ],
)
def test_public_numbers_and_places_are_not_taken_for_personal_data(words: str) -> None:
    assert codes(TALK + words + "\n") == set()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("[簡報](https:/ttps://issuu.com/x/docs/y)", "broken-link"),
        ("見 https://https://example.org/a", "broken-link"),
        ("[網站](example.org)", "broken-link"),
        ("http://localhost:8000/x", "local-link"),
        ("[內部](http://192.168.1.5/x)", "local-link"),
    ],
)
def test_an_address_that_nobody_outside_can_open_is_reported(words: str, code: str) -> None:
    assert codes(TALK + words + "\n") == {code}


@pytest.mark.parametrize(
    "words",
    [
        "[a](https://example.org/a?b=c#d)",
        "見 https://example.org/路徑。",
        "[信](mailto:a@example.org)",
        "[段](#s1)",
    ],
)
def test_ordinary_addresses_are_not_reported(words: str) -> None:
    assert codes(TALK + words + "\n") == set()


def test_a_file_that_is_not_utf8_is_one_error() -> None:
    problem = only(TALK.encode() + "中文".encode("big5"), "not-utf8")
    assert problem.line == 6


def test_nothing_is_said_of_a_hostile_file_but_findings() -> None:
    for text in (
        "[" * 9000,
        "<!--" * 3000,
        "> （" * 3000,
        "#" * 9000,
        "http://" * 3000,
        "`" * 5001,
    ):
        assert isinstance(found(text), list)


@pytest.mark.parametrize("text", ["### 王範例 A123456789\n好。\n", "# 手機 0912-345-678\n"])
def test_no_message_repeats_what_looks_personal(text: str) -> None:
    for problem in found(TALK + text):
        for told in (problem.message("zh"), problem.message("en"), repr(problem)):
            assert "345" not in told


def test_footnotes_at_the_end_need_no_speaker() -> None:
    assert "words-without-speaker" not in codes(TALK + "## 附註\n\n\\[1\\] 騎樓是什麼。\n")
