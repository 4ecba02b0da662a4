"""A record is prepared: read, filled in from a form, checked; nothing that was typed is lost."""

import datetime as dt
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.records import document
from minutes.records.front_matter_edit import UneditableHead
from pipeline.authoring import form as headform
from pipeline.authoring.desk_form import SentForm
from pipeline.authoring.form import FORM_FIELDS, field_of
from pipeline.authoring.preparation import Prepared, prepare
from pipeline.readers.reading import ImportProblem
from pipeline.source.parser import parse
from tests.pipeline.readers.word_files import table, word_file, zipped

NOW = dt.datetime(2026, 3, 10, 4, tzinfo=dt.UTC)
WORDS = "2026-03-02 示範月會\n王範例：大家好，今天談三件事。\n李樣本：我先說第一件。\n王範例：謝謝。\n李樣本：再來是第二件。\n"
FILE = "---\ntitle: 甲\ndate: 2026-03-02\ntier: monthly\n{more}---\n# 2026-03-02 甲\n\n### 王範例：\n好。\n"


def made(data: str | bytes, name: str = "", folder: Path | None = None) -> Prepared:
    return prepare(data.encode() if isinstance(data, str) else data, name, None, folder, NOW)


@cache
def example() -> Prepared:
    """What the example words become, worked out once for all that is tried with them: it is only looked at."""
    return made(WORDS)


def again(before: Prepared, text: str | None = None, **changes: str) -> Prepared:
    """The next round, as the page sends it: the form with changes; or the text edited, for which the page
    shows no form."""
    if text is not None:
        return prepare(text.encode(), before.name, SentForm(), None, NOW)
    form = replace(before.form, **changes)
    return prepare(before.text.encode(), before.name, SentForm(form), None, NOW)


def front(prepared: Prepared) -> dict[str, object]:
    raw = prepared.parsed.document.front
    assert raw is not None
    assert raw.error is None
    return raw.data


def beside(prepared: Prepared) -> dict[str, str]:
    """Field → the code of the finding that stands beside it."""
    found = {field_of(p, prepared.parsed): p.code for p in prepared.problems}
    return {field: code for field, code in found.items() if field}


# --- the window -----------------------------------------------------------------------------------


def test_what_is_set_and_cleared_again_leaves_no_trace() -> None:
    first = made(FILE.format(more=""), "2026-03-02-甲.md")
    held = again(first, hold_until="2026-12-30", waiver_reason="都已確認")
    assert front(held)["edit"] == {"hold_until": "2026-12-30", "waiver_reason": "都已確認"}
    half = again(held, waiver_reason="")
    assert front(half)["edit"] == {"hold_until": "2026-12-30"}
    clear = again(half, hold_until="")
    assert "edit" not in front(clear)
    assert not clear.due.withheld
    assert again(clear).text == clear.text


def test_clearing_a_field_keeps_the_rest_of_its_block() -> None:
    block = "edit:\n  closes: 2026-04-01\n  hold_until: 2026-12-30\n"
    first = made(FILE.format(more=block), "2026-03-02-甲.md")
    assert front(again(first, hold_until=""))["edit"] == {"closes": "2026-04-01"}


def test_another_tier_keeps_its_empty_block_which_holds_it_back() -> None:
    text = FILE.format(more="edit:\n  hold_until: 2026-12-30\n").replace("monthly", "other")
    clear = again(made(text, "2026-03-02-甲.md"), hold_until="")
    assert front(clear)["edit"] is None
    assert clear.due.reason == "window"


@pytest.mark.parametrize(
    "block",
    ["edit:\n  hold_until: {}\n", "edit: {{hold_until: '{}'}}\n", "hold_until: {}\n", "edit: {}\n"],
)
@pytest.mark.parametrize("raw", ["2026/12/30", "115年12月30日"])
def test_a_day_in_the_file_in_other_words_is_shown_and_put_right(block: str, raw: str) -> None:
    first = made(FILE.format(more=block.format(raw)), "2026-03-02-甲.md")
    assert first.form.hold_until == raw
    elsewhere = not block.startswith("edit:\n") and "hold_until: '" not in block
    told = beside(first)["hold_until"]
    assert elsewhere or told == "read-as", told
    assert first.due.withheld or first.due.reason == "hold_until"
    cured = again(first)
    assert front(cured)["edit"] == {"hold_until": "2026-12-30"}
    assert "hold_until" not in front(cured)
    assert beside(cured) == {}


def test_a_value_that_means_nothing_stays_in_its_field_until_somebody_puts_it_right() -> None:
    first = made(FILE.format(more=""), "2026-03-02-甲.md")
    bad = again(first, hold_until="明年春天", case="十二、甲")
    assert (bad.form.hold_until, bad.form.case) == ("明年春天", "12、甲")
    assert beside(bad) == {"hold_until": "bad-date", "case": "bad-value"}
    same = again(bad)
    assert (same.form, same.text) == (bad.form, bad.text)
    good = again(same, hold_until="2026.12.30", case="12")
    assert beside(good) == {}
    assert front(good)["case"] == 12


def test_an_empty_reason_in_the_file_no_longer_holds_the_record() -> None:
    first = made(FILE.format(more="edit:\n  waiver_reason:\n"), "2026-03-02-甲.md")
    assert first.due.withheld
    assert not again(first).due.withheld


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ("case: 遮陽案\n", "case"),
        ("lang: 台語文字\n", "lang"),
        ("kind: 茶會\n", "kind"),
        ("title2: x\n", "title"),
        ("host_agency: {a: b}\n", "host_agency"),
        ("summary: [甲, 乙]\n", "summary_zh"),
        ("summary:\n  en: [x]\n", "summary_en"),
        ("edit:\n  closes: 2026-04-01\n  waiver_reason: [x]\n", "waiver_reason"),
        ("edit: [x]\n", "hold_until"),
    ],
)
def test_every_unreadable_value_stands_beside_its_finding(more: str, field: str) -> None:
    first = made(FILE.format(more=more), "2026-03-02-甲.md")
    assert field in beside(first)
    assert asdict(first.form)[field]
    mended = {
        "case": "10",
        "lang": "zh-Hant-TW",
        "kind": "pre_meeting",
        "host_agency": "國發會",
        "waiver_reason": "都同意了",
        "hold_until": "2026-12-30",
        "summary_zh": "甲",
        "summary_en": "x",
    }
    if field in mended:
        assert field not in beside(again(first, **{field: mended[field]}))


def test_words_for_a_tier_or_kind_become_its_name() -> None:
    text = FILE.format(more="kind: 會前會\n").replace("monthly", "協作會議")
    first = made(text, "2026-03-02-甲.md")
    assert (first.form.tier, first.form.kind) == ("協作會議", "會前會")
    assert (again(first).form.tier, again(first).form.kind) == ("collaborative", "pre_meeting")


# --- day, title and name --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["2026/12/30", "2026.12.30", "115年12月30日", "民國115年12月30日"]
)
def test_another_day_goes_into_head_heading_and_name(written: str) -> None:
    moved = again(made(WORDS), date=written)
    assert front(moved)["date"] == "2026-12-30"
    assert "\n# 2026-12-30 示範月會\n" in moved.text
    assert moved.name == "2026-12-30-示範月會.md"
    assert "date-mismatch" not in beside(moved).values()


def test_a_name_that_somebody_chose_keeps_its_words_and_follows_the_day() -> None:
    first = made(FILE.format(more=""), "2026-03-02-自己取的.md")
    assert again(first, title="乙").name == "2026-03-02-自己取的.md"
    assert again(first, date="2026-03-03").name == "2026-03-03-自己取的.md"


def test_a_heading_of_another_day_or_other_words_stays() -> None:
    text = FILE.format(more="").replace("# 2026-03-02 甲", "# 2026-02-01 別的標題")
    moved = again(made(text, "2026-03-02-甲.md"), date="2026-03-05", title="乙")
    assert "# 2026-02-01 別的標題\n" in moved.text
    assert beside(moved)["date"] == "date-mismatch"


def test_the_title_in_the_heading_follows_and_its_signs_stay_signs() -> None:
    named = again(made(WORDS), title="重點 *一* #2")
    heading = named.parsed.document.heading
    assert heading == "2026-03-02 重點 *一* #2"
    assert named.name == "2026-03-02-重點-一-2.md"


def test_a_heading_with_a_day_of_the_republic_follows_too() -> None:
    text = FILE.format(more="").replace("# 2026-03-02 甲", "# 115年3月2日 甲")
    assert "# 2026-03-05 甲\n" in again(made(text, "2026-03-02-甲.md"), date="2026-03-05").text


@pytest.mark.parametrize(
    "name", ["未完成-2026-03-02-甲.md", "unfinished-2026-03-02-甲.md", "2026-03-02-甲 (1).md"]
)
def test_a_file_that_was_downloaded_before_has_its_own_name_again(name: str) -> None:
    assert made(FILE.format(more=""), name).name == "2026-03-02-甲.md"


# --- the whole file, where its head cannot be read ---------------------------------------------------


BROKEN = [
    ("title: 示範月會", "title: 示範: 月會"),
    ("---\n# 2026", "# 2026"),
    ("tier: monthly", "tier monthly"),
    ("lang: zh-Hant-TW", 'lang: "zh'),
    ("kind: main", "\tkind: main"),
]


@pytest.mark.parametrize(("right", "wrong"), BROKEN)
def test_a_slip_in_the_head_loses_nothing_of_the_file(right: str, wrong: str) -> None:
    first = made(WORDS)
    assert right in first.text
    broken = again(first, first.text.replace(right, wrong, 1))
    assert isinstance(broken.head, UneditableHead)
    assert broken.text == first.text.replace(right, wrong, 1)
    assert broken.state == "barred"
    mended = again(broken, first.text)
    assert (mended.head, mended.text, mended.form) == (None, first.text, first.form)


def test_a_form_that_meets_a_head_that_cannot_be_read_is_kept() -> None:
    first = made(WORDS)
    broken = first.text.replace("title: ", "title: 甲: ", 1)
    form = replace(first.form, title="新的標題")
    met = prepare(broken.encode(), first.name, SentForm(form), None, NOW)
    assert isinstance(met.head, UneditableHead)
    assert (met.form.title, met.text) == ("新的標題", broken)


def test_a_file_with_a_broken_head_loses_nothing_when_it_is_mended_in_the_text() -> None:
    good = FILE.format(more="hold: x\nedit:\n  hold_until: 2026-12-30\n").replace("hold: x\n", "")
    first = made(good.replace("title: 甲", "title: 甲: 乙"), "2026-03-02-甲.md")
    assert first.state == "barred"
    assert "hold_until: 2026-12-30" in first.text
    mended = again(first, good)
    assert front(mended) == front(made(good, "2026-03-02-甲.md"))


def test_a_head_without_its_closing_line_is_no_reason_to_drop_it() -> None:
    first = made(
        "---\ntitle: 甲\nedit:\n  hold_until: 2099-01-01\n# 2026-03-02 甲\n\n### 王：\n好。\n",
        "2026-03-02-甲.md",
    )
    assert "hold_until: 2099-01-01" in first.text
    assert first.state == "barred"


def test_a_summary_longer_than_the_form_is_not_cut() -> None:
    text = FILE.format(more=f"summary: {'長' * 3900}\n")
    assert again(made(text, "2026-03-02-甲.md"), case="3").form.summary_zh == "長" * 3900


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)


@given(st.dictionaries(st.sampled_from(FORM_FIELDS), texts))
@pytest.mark.slow
def test_whatever_is_typed_a_second_round_changes_nothing_more(typed: dict[str, str]) -> None:
    once = again(example(), **typed)
    assert once.head is None
    twice = again(once)
    assert (twice.text, twice.name, twice.form) == (once.text, once.name, once.form)
    body = document.parse(once.text).body.partition("\n### ")[2]
    assert body == document.parse(example().text).body.partition("\n### ")[2]


@given(st.text(max_size=200), st.dictionaries(st.sampled_from(FORM_FIELDS), texts))
@pytest.mark.slow
def test_no_text_in_the_box_breaks_the_page(text: str, typed: dict[str, str]) -> None:
    for whole in (text or "x", f"---\n{text}\n---\n# 2026-03-02 甲\n"):
        form = replace(example().form, **typed)
        prepare(whole.encode(), "a.md", SentForm(form), None, NOW)


# --- when it is public ----------------------------------------------------------------------------


def test_the_gate_says_what_is_told_of_publication() -> None:
    held = made(WORDS)
    assert (held.state, held.due.reason, str(held.due.day)) == ("held", "window", "2026-03-17")
    waived = again(held, waiver_reason="全體都已確認")
    assert (waived.state, waived.due.reason) == ("public", "waiver")
    later = again(waived, hold_until="2026-12-30")
    assert (later.state, later.due.reason) == ("held", "hold_until")
    assert made("王範例：沒有日期。\n李樣本：對。\n").due.withheld
    assert (
        made(FILE.format(more="").replace("date: 2026-03-02", "date: 春天"), "a.md").state
        == "barred"
    )


# --- odd files ------------------------------------------------------------------------------------


def test_every_encoding_and_line_end_gives_the_same_record() -> None:
    plain = made(WORDS, "a.txt")
    for data in (
        WORDS.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + WORDS.encode(),
        WORDS.encode("utf-16"),
        WORDS.encode("big5"),
        WORDS.replace("\n", "\r").encode(),
    ):
        assert made(data, "a.txt").text == plain.text


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.docx", "empty"),
        (b" \n", "", "empty"),
        ("只有一行".encode(), "", "empty"),
        (b"%PDF-1.7 x", "a.docx", "damaged"),
        (zipped({"word/document.xml": " " * 50_000_000}), "a.docx", "too-large"),
        (zipped({"a": "b"}), "a.docx", "unknown-format"),
        (word_file("王：好。")[:300], "a.docx", "damaged"),
        (b"\x00\x01\x00\x02\x01\x00", "a.txt", "unknown-encoding"),
        (b"<!DOCTYPE html><p>x</p>", "", "unknown-format"),
        (b"<svg><p>x</p></svg>", "a.html", "unknown-format"),
        (b"{\\rtf1 }", "a.rtf", "empty"),
        (b"\x89PNG\r\n\x1a\n", "a.docx", "unknown-format"),
    ],
)
def test_what_is_no_transcript_is_refused_with_a_reason_in_both_languages(
    data: bytes, name: str, code: str
) -> None:
    with pytest.raises(ImportProblem) as refused:
        made(data, name)
    assert refused.value.code == code
    assert refused.value.zh != refused.value.en


@pytest.mark.parametrize("extension", ["doc", ""])
def test_an_old_word_file_says_what_to_do_where_there_is_no_libreoffice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, extension: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ImportProblem, match=r"\.docx") as refused:
        made(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), f"a.{extension}")
    assert refused.value.code == "unknown-format"


def test_a_word_file_is_read_with_its_day_of_the_republic() -> None:
    data = word_file(
        "範例部第907案協作會議",
        "時間：民國115年3月2日（一）下午2時",
        "王範例：大家好。",
        "李樣本：您好。",
        "王範例：謝謝。",
    )
    prepared = made(data, "速錄檔.docx")
    assert prepared.name == "2026-03-02-範例部第907案協作會議.md"
    assert (prepared.form.case, prepared.form.tier) == ("907", "collaborative")
    assert beside(prepared) == {"host_agency": "missing-host"}


def test_a_day_that_only_the_table_at_the_top_tells_is_in_the_name_of_the_file() -> None:
    rows = table(
        ("會議名稱", "公園遊具案", "時間", "民國115年3月2日"), ("主席", "王範例", "地點", "一樓")
    )
    data = word_file("公園遊具協作會議", rows, "李樣本：您好。", "王範例：謝謝。")
    prepared = made(data, "速錄檔.docx")
    assert (prepared.form.date, prepared.name) == ("2026-03-02", "2026-03-02-公園遊具協作會議.md")
    assert "file-name-form" not in {p.code for p in prepared.problems}


def test_the_file_and_the_form_are_one_in_what_they_say() -> None:
    text = FILE.format(
        more="summary: {zh: 摘要, en: Summary}\ncase: [3, 4]\nhost_agency: [國發會, 內政部]\n"
    )
    form = made(text, "2026-03-02-甲.md").form
    assert (form.summary_zh, form.summary_en) == ("摘要", "Summary")
    assert (form.case, form.host_agency) == ("3、4", "國發會、內政部")
    assert headform.fill(parse(text.encode(), "2026-03-02-甲.md"), replace(form, lang="")) == text


def test_the_heading_follows_the_day_also_after_a_day_that_could_not_be_read() -> None:
    first = made(FILE.format(more=""), "2026-03-02-甲.md")
    odd = again(first, date="2026-02-30")
    assert "bad-date" in {p.code for p in odd.problems}
    assert "file-name-form" not in {p.code for p in odd.problems}
    right = again(odd, date="2026-11-20")
    assert "\n# 2026-11-20 甲\n" in right.text
    assert right.name == "2026-11-20-甲.md"
    assert "date-mismatch" not in {p.code for p in right.problems}
