"""Slips in a head that would publish too early: each holds the record back and is an error."""

import dataclasses
import datetime as dt

import msgspec
import pytest

from minutes.publication.waivers import agrees
from minutes.records.model import Meeting
from pipeline.checks.validation import context_for, validate
from pipeline.source.parser import parse

NOW = dt.datetime(2026, 11, 22, 4, tzinfo=dt.UTC)
NAME = "2026-11-02-測試會議.md"
HEAD = "---\ntitle: 測試會議\ndate: 2026-11-02\ntier: other\n{}---\n"
BODY = "# 2026-11-02 測試會議\n\n### 王範例：\n大家好。\n"


def looked_at(text: str) -> tuple[str, set[str]]:
    """Where the record stands, and the codes of its errors."""
    parsed = parse(text.encode(), NAME)
    context = context_for(None, NOW)
    problems = validate(parsed, context)
    errors = {problem.code for problem in problems if problem.severity == "error"}
    return context.gate.state(parsed.meeting, NOW), errors


def test_without_a_slip_the_same_record_is_public() -> None:
    assert looked_at(HEAD.format("") + BODY) == ("public", set())
    waived = HEAD.format("edit: {waiver_reason: 所有與會者都已確認}\n") + BODY
    assert looked_at(waived) == ("public", set())


@pytest.mark.parametrize(
    "text",
    [
        "尚未確認",
        "不提早公開",
        "還沒",
        "還沒有全部確認",
        "與會者不同意",
        "未確認",
        "待主席核定",
        "等主席回覆",
        "先等大家看完",
        "確認中",
        "暫不公開",
        "部分與會者已確認",
        "是否已確認？",
        "預計下週確認",
        "如果大家同意",
        "沒有人同意",
        "交通部反對，其他機關均無意見",
        "not yet",
        "No, not before the law has passed",
        "we haven't asked",
        "waiting for the chair",
        "to be confirmed",
        "ＮＯＴ ＹＥＴ",
        "依規定十個工作日後公開",
        "全體與會者同意後公開",
        "提早公開的理由",
        "(空白)",
        "主席裁示提早公開",
        "逾期未回覆視同同意",
        "各機關均已確認",
        "王大明",
        "as usual",
    ],
)
def test_a_waiver_that_does_not_say_that_all_have_agreed_holds_the_record_back(text: str) -> None:
    head = HEAD.format(f'edit: {{waiver_reason: "{text}"}}\n')
    assert looked_at(head + BODY) == ("held", {"waiver-unagreed"})


@pytest.mark.parametrize(
    "text",
    [
        "所有與會者都已確認",
        "全體同意提前公開",
        "與會者均無意見，同意提早公開",
        "沒有要修改的地方，與會者均已確認",
        "未涉及個人資料，全體同意",
        "Everyone has confirmed.",
        "All have confirmed, no further changes",
        "nobody objected",
    ],
)
def test_a_reason_in_plain_words_is_one(text: str) -> None:
    assert agrees(text)
    assert looked_at(HEAD.format(f'edit: {{waiver_reason: "{text}"}}\n') + BODY) == (
        "public",
        set(),
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("延後到這一天公開: 2026-12-31\n", "window-misnamed"),
        ("延後公開: 115年12月31日\n", "window-misnamed"),
        ("預計公開日: 115/12/31\n", "window-misnamed"),
        ("提早公開的理由: 都同意\n", "window-misnamed"),
        ("訂正期限: 2026-12-31\n", "window-misnamed"),
        ("until: 2026-12-31\n", "window-misnamed"),
        ("Publish not before: 2026-12-31\n", "window-misnamed"),
        ("holduntil: 2026-12-31\n", "window-misnamed"),
        ("hold-until: 2026-12-31\n", "window-misnamed"),
        ("Hold Until: 2026-12-31\n", "window-misnamed"),
        ("ｈｏｌｄ＿ｕｎｔｉｌ: 2026-12-31\n", "window-misnamed"),
        ("hold_until: 2026-12-31\n", "window-misnamed"),
        ("embargo: true\n", "window-misnamed"),
        ("edit: {延後: 2026-12-31}\n", "window-misnamed"),
        ("record: {hold_until: 2026-12-31}\n", "window-misnamed"),
        ("到期: 2026-12-31\n", "unknown-day"),
        ("status: 未公開\n", "window-misnamed"),
        ("狀態: draft\n", "window-misnamed"),
        ("record: {status: private}\n", "window-misnamed"),
        ("tiers: monthly\n", "unknown-field"),
        ("ＴＩＥＲ: monthly\n", "unknown-field"),
        ("edit: {hold_until: 下週五}\n", "bad-date"),
        ("edit: {hold_until: 2026-12-32}\n", "bad-date"),
    ],
)
def test_a_field_of_the_window_under_another_name_holds_the_record_back(
    line: str, code: str
) -> None:
    assert looked_at(HEAD.format(line) + BODY) == ("held", {code})


def test_the_finding_shows_the_line_to_write_instead() -> None:
    parsed = parse((HEAD.format("until: 115年12月31日\n") + BODY).encode(), NAME)
    (found,) = parsed.problems
    assert (found.line, "edit: {hold_until: 2026-12-31}" in found.message("zh")) == (5, True)


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("暫緩公開: 草案通過後", "edit: {hold: 草案通過後}"),
        ("hold: 115年12月31日", "edit: {hold_until: 2026-12-31}"),
    ],
)
def test_what_waits_for_words_or_for_a_day_is_told_which_field_that_is(
    line: str, instead: str
) -> None:
    parsed = parse((HEAD.format(f"{line}\n") + BODY).encode(), NAME)
    (found,) = parsed.problems
    assert instead in found.message("zh")


@pytest.mark.parametrize(
    ("hold", "codes"),
    [
        ("hold: 草案通過後", set()),
        ("hold: until the bill has passed", set()),
        ("hold: 無", set()),
        ("hold: 2026-12-31", set()),
        ("hold:", set()),
        ("hold: ''", set()),
        ("hold: false", {"bad-value"}),
        ("hold_until:", {"bad-date"}),
        ("hold_until: ''", {"bad-date"}),
        ("{hold: 草案通過後, hold_until: 2026-12-31}", set()),
        ("{hold: 草案通過後, waiver_reason: 所有與會者都已確認}", set()),
    ],
)
def test_a_record_that_waits_for_words_waits_for_ever_and_says_for_what(
    hold: str, codes: set[str]
) -> None:
    edit = f"edit: {hold}\n" if hold.startswith("{") else f"edit:\n  {hold}\n"
    assert looked_at(HEAD.format(edit) + BODY) == ("held", codes)


@pytest.mark.parametrize(
    ("below", "line"),
    [
        ("edit:\n  hold_until: 2026-12-31\n---\n", 6),
        ("edit:\n  hold_until: 2026-12-31\n", 6),
        ("\nedit: {hold_until: 2026-12-31}\n\n", 7),
        ("# 2026-11-02 測試會議\nedit:\n  hold_until: 2026-12-31\n", 7),
        ("hold_until: 2026-12-31\n", 6),
        ("ｅｄｉｔ：\n", 6),
        ("延後到這一天公開：2026-12-31\n", 6),
        ("tier: monthly\n", 6),
        ("kind: main\nhost_agency: 範例部\n", 6),
        ("---\nedit:\n  hold_until: 2026-12-31\n---\n", 6),
    ],
)
def test_a_head_that_was_closed_too_early_holds_the_record_back(below: str, line: int) -> None:
    text = HEAD.format("") + below + BODY
    assert looked_at(text)[0] == "barred"
    parsed = parse(text.encode(), NAME)
    assert [(p.code, p.line) for p in parsed.problems] == [("unreadable-front-matter", line)]


def test_a_field_of_the_window_within_the_words_of_another_holds_the_record_back() -> None:
    line = "summary: |\n  兩三句話\n  edit:\n    hold_until: 2026-12-31\n"
    assert looked_at(HEAD.format(line) + BODY) == ("barred", {"unreadable-front-matter"})


def test_one_field_in_two_languages_is_not_guessed() -> None:
    assert looked_at(HEAD.format("層級: 月會\n") + BODY)[0] == "barred"


@pytest.mark.parametrize(
    "words", ["Edit: I meant this.\n", "日期：11 月 2 日\n地點：會議室\n", "tier one\n"]
)
def test_words_below_a_head_that_only_look_like_fields_stay_words(words: str) -> None:
    assert looked_at(HEAD.format("") + words + BODY)[0] == "public"


@pytest.mark.parametrize("hold", ["無", "2026-12-31", "no", ""])
def test_a_hold_that_does_not_say_for_what_is_told_so(hold: str) -> None:
    parsed = parse((HEAD.format(f"edit: {{hold: '{hold}'}}\n") + BODY).encode(), NAME)
    found = validate(parsed, context_for(None, NOW))
    assert [p.code for p in found if p.line < 7] == ["hold-without-reason"]


@pytest.mark.parametrize("edit", ["{}", "{hold: 草案通過後}", "{closes: 2026-12-01}"])
def test_a_record_comes_out_of_the_index_as_it_went_in(edit: str) -> None:
    meeting = parse((HEAD.format(f"edit: {edit}\n") + BODY).encode(), NAME).meeting
    assert msgspec.json.decode(msgspec.json.encode(meeting), type=Meeting) == meeting


SOON = dt.datetime(2026, 11, 4, 4, tzinfo=dt.UTC)  # two days after the meeting


def state_of(fields: str, title: str, now: dt.datetime = SOON) -> str:
    text = (
        f"---\ntitle: {title}\ndate: 2026-11-02\n{fields}---\n# {title}\n\n### 王範例：\n大家好。\n"
    )
    meeting = parse(text.encode(), f"2026-11-02-{title}.md").meeting
    return context_for(None, now).gate.state(meeting, now)


@pytest.mark.parametrize(
    "title",
    [
        "第901案協作會議",
        "115年11月開放政府聯絡人工作推動會議",
        "第901案協作會議會前會",
        "115年第4季開放政府政策協調聯繫會議",
    ],
)
@pytest.mark.parametrize("fields", ["tier: other\n", "tier: 其他\n", "tier: other\nkind: main\n"])
def test_a_tier_that_the_title_denies_waits_as_long_as_the_title_asks_for(
    title: str, fields: str
) -> None:
    assert state_of(fields, title) == "held"
    assert state_of(fields, title, NOW) == "public"
    waived = fields + "edit: {waiver_reason: 全體與會者均已確認}\n"
    assert state_of(waived, title) == "public"


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ("tier: other\nkind: press\n", "開放政府聯絡人協作會議一週年記者會"),
        ("tier: other\nkind: training\n", "協作會議教育訓練"),
        ("tier: other\n", "總統盃黑客松工作會議"),
        ("tier: other\n", "公園參訪"),
    ],
)
def test_what_is_only_about_such_a_meeting_need_not_wait(fields: str, title: str) -> None:
    assert state_of(fields, title) == "public"


@pytest.mark.parametrize(
    "fields",
    [
        "edit: {published: 2026-11-03}\n",
        "edit: {closes: 2026-11-02}\n",
        "edit: {hold_until: 2026-11-02}\n",
        "edit: {hold_until: 2020-01-01}\n",
        "edit: {hold: 已解除}\n",
        "edit: {hold: ''}\n",
        "edit: {hold: false}\n",
        "edit: none\n",
        "edit: {}\n",
        "sessions: [{date: 2020-01-01}]\n",
        "session: 2020-01-01\n",
        "draft: false\n",
        "public: true\n",
        "status: published\n",
        "release: now\n",
    ],
)
@pytest.mark.parametrize("tier", ["tier: collaborative\n", "tier: monthly\n", ""])
def test_no_other_field_publishes_before_the_ten_working_days(fields: str, tier: str) -> None:
    assert state_of(tier + fields, "第901案協作會議") in {"held", "barred"}


@pytest.mark.parametrize("kind", ["kind: main\n", "kind: other\n", "kind: pre_meeting\n", ""])
@pytest.mark.parametrize("case", ["case: 901\n", "case: 903\n", ""])
@pytest.mark.parametrize("tier", ["tier: collaborative\n", "tier: other\n", "tier: monthly\n"])
def test_a_record_that_its_title_calls_preparation_waits_for_the_meeting_of_that_case(
    kind: str, case: str, tier: str
) -> None:
    title = "第901案協作會議會前會"
    text = f"---\ntitle: {title}\ndate: 2026-10-02\n{tier}{kind}{case}---\n# {title}\n"
    meeting = parse(text.encode(), f"2026-10-02-{title}.md").meeting
    mains = ((901, dt.date(2026, 11, 20)), (903, dt.date(2026, 10, 20)))
    gate = dataclasses.replace(context_for(None, NOW).gate, mains=mains)
    assert gate.due(meeting).day == dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    "line",
    [
        *("corrections_until: 2027-01-01", "correction_until: 2027-01-01", "機密: true"),
        *("confidential: yes", "restricted: true", "unlisted: true", "noindex: true"),
        *("待確認: true", "已確認: 否", "approved: false", "confirmed: no", "ready: false"),
        *("final: false", "tags: [draft]", "tags: [會議, 不公開]", "comment: do not publish yet"),
        *("remark: 這份紀錄還在確認，請勿外傳", "更多: {說明: 主席說暫不公開}"),
    ],
)
def test_a_field_that_says_not_yet_in_its_name_or_value_holds_the_record_back(line: str) -> None:
    state, errors = looked_at(HEAD.format(f"{line}\n") + BODY)
    assert (state, bool(errors)) == ("held", True)


MARKED = [
    "測試會議（不公開）",
    "（草稿）測試會議",
    "測試會議-草稿",
    "測試會議.draft",
    "草稿 測試會議",
    "[DRAFT] 測試會議",
]


@pytest.mark.parametrize("name", MARKED)
def test_a_name_that_is_marked_as_not_public_yet_holds_the_record_back(name: str) -> None:
    title = HEAD.replace("title: 測試會議", f'title: "{name}"').format("") + BODY
    heading = f"# 2026-11-02 {name}\n\n### 王範例：\n大家好。\n"
    for text in (title, HEAD.format("").replace("title: 測試會議\n", "") + heading):
        state, errors = looked_at(text)
        assert (state, "not-yet-public" in errors) == ("held", True), text
    parsed = parse((HEAD.format("") + BODY).encode(), f"2026-11-02-{name}.md")
    assert "edit" in parsed.meeting.unreadable


@pytest.mark.parametrize(
    "lead",
    [
        *("<!-- 請勿公開 -->", "> 本紀錄尚在確認中，請勿引用或公開", "本紀錄於 2027-01-01 公開"),
        *("*Do not publish before the minister has spoken.*", "本逐字稿暫時不公開。", "（未定稿）"),
    ],
)
def test_a_remark_before_the_first_speech_that_says_not_yet_holds_the_record_back(
    lead: str,
) -> None:
    body = BODY.replace("### ", f"{lead}\n\n### ")
    assert looked_at(HEAD.format("") + body) == ("held", {"not-yet-public"})
    said = BODY.replace("大家好。", f"大家好。\n\n{lead}")
    assert "not-yet-public" not in looked_at(HEAD.format("") + said)[1]


@pytest.mark.parametrize(
    "name",
    [
        "偵查不公開原則",
        "政府資訊不公開的範圍",
        "尚未公開資料的盤點",
        "政府資訊不予公開之檢討",
        "Draft Act on records",
        "Public-Private-Partnership",
        "公開資料草案",
        "初稿競賽",
    ],
)
def test_what_a_meeting_is_about_is_no_mark(name: str) -> None:
    text = HEAD.replace("title: 測試會議", f"title: {name}").format("")
    body = f"# 2026-11-02 {name}\n\n討論{name}。\n\n### 王範例：\n大家好。\n"
    assert looked_at(text + body) == ("public", set())
