"""Single fields of a head change, and no other line."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.records import document, front_matter_edit
from minutes.records.front_matter_edit import UneditableHead

HEAD = "---\ntitle: 甲\n# 註解\ndate: 2026-03-02\n{edit}tier: monthly\n---\n# 甲\n\n### 王範例：\n好。\n"
BLOCK = "edit:\n  # 期限\n  closes: 2026-04-01  # 可改晚\n  waiver_reason: |\n    都確認了\n    # 不是註解\n  published: 2026-05-01\n"
DAY = dt.date(2026, 6, 1)


def edit_of(text: str) -> object:
    front = document.split_front(text)[1]
    assert front is not None
    assert front.error is None
    return front.data.get("edit")


def test_an_entry_that_is_added_and_taken_away_leaves_the_file_as_it_was() -> None:
    for block in (BLOCK, "edit:\n    closes: 2026-04-01\n"):
        text = HEAD.format(edit=block)
        more = front_matter_edit.add_to_block(text, "edit", "hold_until", DAY)
        assert dict(edit_of(more) or {})["hold_until"] == "2026-06-01", block  # type: ignore[call-overload]  # it is a mapping
        assert front_matter_edit.take_from_block(more, "edit", "hold_until") == text, block


def test_a_value_of_several_lines_is_replaced_and_removed_whole() -> None:
    text = HEAD.format(edit=BLOCK)
    said = front_matter_edit.add_to_block(text, "edit", "waiver_reason", "全體同意 # 真的")
    assert edit_of(said) == {
        "closes": "2026-04-01",
        "waiver_reason": "全體同意 # 真的",
        "published": "2026-05-01",
    }
    assert "不是註解" not in said
    gone = front_matter_edit.take_from_block(text, "edit", "waiver_reason")
    assert edit_of(gone) == {"closes": "2026-04-01", "published": "2026-05-01"}
    assert "# 期限" in gone


def test_a_comment_beside_an_entry_stays_and_a_mark_within_a_value_is_none() -> None:
    text = HEAD.format(edit='edit:\n  waiver_reason: "見 #5"  # 主席說的\n')
    said = front_matter_edit.add_to_block(text, "edit", "waiver_reason", "都同意")
    assert "  waiver_reason: 都同意  # 主席說的\n" in said
    quoted = HEAD.format(edit='edit:\n  waiver_reason: "見 #5"\n')
    assert "#5" not in front_matter_edit.add_to_block(quoted, "edit", "waiver_reason", "都同意")


@pytest.mark.parametrize(
    "block",
    [
        "edit: {closes: 2026-04-01, waiver_reason: 好了}\n",
        "edit:\n  {closes: 2026-04-01,\n   waiver_reason: 好了}\n",
        'edit: {"closes": 2026-04-01, waiver_reason: "好了"}  # 一行\n',
    ],
)
def test_a_block_on_one_line_can_be_changed_too(block: str) -> None:
    text = HEAD.format(edit=block)
    assert edit_of(front_matter_edit.take_from_block(text, "edit", "waiver_reason")) == {
        "closes": "2026-04-01"
    }
    assert edit_of(front_matter_edit.add_to_block(text, "edit", "hold_until", DAY)) == {
        "closes": "2026-04-01",
        "waiver_reason": "好了",
        "hold_until": "2026-06-01",
    }


def test_an_emptied_block_stays_for_whoever_knows_what_it_means() -> None:
    text = HEAD.format(edit="edit:\n  hold_until: 2026-06-01\n")
    gone = front_matter_edit.take_from_block(text, "edit", "hold_until")
    assert edit_of(gone) is None
    assert "\nedit:\n" in gone
    assert not front_matter_edit.holds_anything(gone, "edit")
    assert front_matter_edit.holds_anything(HEAD.format(edit="edit:  # 別刪\n"), "edit")


def test_line_ends_of_another_system_are_kept() -> None:
    text = HEAD.format(edit="edit:\n  closes: 2026-04-01\n").replace("\n", "\r\n")
    more = front_matter_edit.add_to_block(text, "edit", "hold_until", DAY)
    assert "\n" not in more.replace("\r\n", "")
    assert front_matter_edit.take_from_block(more, "edit", "hold_until") == text


def test_what_cannot_be_changed_says_why_in_both_languages() -> None:
    for head in ("{title: 甲, edit: {}}", "title: [", "title: 甲\nedit: 2026-04-01", "title: 甲"):
        with pytest.raises(UneditableHead) as error:
            front_matter_edit.add_to_block(f"---\n{head}\n---\n", "edit", "hold_until", DAY)
        assert error.value.zh != error.value.en, head
        assert error.value.en.isascii(), head


@given(
    st.dictionaries(
        st.sampled_from(["closes", "hold_until", "published", "waiver_reason"]),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30),
        min_size=1,
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30),
)
def test_whatever_is_written_is_read_back(entries: dict[str, str], value: str) -> None:
    text = HEAD.format(edit="edit:\n")
    for name, said in entries.items():
        text = front_matter_edit.add_to_block(text, "edit", name, said)
    text = front_matter_edit.add_to_block(text, "edit", "waiver_reason", value)
    assert edit_of(text) == entries | {"waiver_reason": value}
    for name in entries | {"waiver_reason": ""}:
        text = front_matter_edit.take_from_block(text, "edit", name)
    assert text == HEAD.format(edit="edit:\n")
