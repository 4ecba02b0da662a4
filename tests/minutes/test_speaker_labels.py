"""The tables of callings and of forms of labels: every row with its own example."""

import pytest

from minutes.records.head_lines import is_agenda_heading, is_head_field, outcome
from minutes.records.speaker_labels import RULES, CallingRule, LabelParts, parts, rule_of
from minutes.text.label_forms import FORMS, LabelForm, cuts


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_way_of_calling_a_speaker_has_an_example_that_it_fits(rule: CallingRule) -> None:
    assert rule.fits(rule.example)
    assert rule_of(rule.example).calling is not None


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_of_a_label_cuts_its_own_example(form: LabelForm) -> None:
    line = f"  {form.example}"
    cut = next(cuts(line))
    named = {
        "question or answer": "Q",
        "office and name, wide space": "主席　王示範",
        "spread name, space": "王 示 範",
        "nobody": "？",
    }
    assert (cut.form, cut.name) == (form, named.get(form.name, "王示範"))
    assert line[cut.at :] == cut.rest


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("交通部王示範", LabelParts("王示範", "交通部", "")),
        ("王示範專員", LabelParts("王示範", "", "專員")),
        ("勞動部王副司長示範", LabelParts("王示範", "勞動部", "副司長")),
        ("陳組長", None),
        ("財政部", None),
    ],
)
def test_a_calling_is_taken_apart_as_far_as_it_holds_a_full_name(
    words: str, told: LabelParts | None
) -> None:
    assert parts(words) == told


@pytest.mark.parametrize("words", ["王發言人及李政委與記者茶敘", "陳組長和林科員座談", "交通部API"])
def test_two_people_or_a_thing_are_no_calling_of_one_person(words: str) -> None:
    assert rule_of(words).calling != "person"


@pytest.mark.parametrize(
    ("words", "calling"),
    [("潘代表Sample‧Tipus", "person"), ("範例部 Ann Sample", "person"), ("民眾甲", "office")],
)
def test_a_name_in_other_letters_and_a_role_with_a_letter_call_somebody(
    words: str, calling: str
) -> None:
    assert rule_of(words).calling == calling


@pytest.mark.parametrize(
    "line", ["壹、報告事項", "案由一：公園遊具，提請討論。", "散會（下午3時）"]
)
def test_headings_of_an_agenda_are_known_by_their_words(line: str) -> None:
    assert is_agenda_heading(line)


@pytest.mark.parametrize("line", ["報告事項我來說明", "散會之後我們再談。", "討論事項的部分"])
def test_a_sentence_that_begins_like_a_heading_is_none(line: str) -> None:
    assert not is_agenda_heading(line)


@pytest.mark.parametrize("what", ["採訪", "訪談", "專訪", "座談", "拜會", "演講"])
@pytest.mark.parametrize("of", ["日期", "時間", "地點"])
def test_day_hour_and_place_of_any_kind_of_talk_are_fields_of_the_head(what: str, of: str) -> None:
    assert is_head_field(f"{what}{of}")
    assert not is_head_field(f"{what}者{of}")


def test_an_outcome_gives_its_heading_and_its_words() -> None:
    assert outcome("二、主席裁示：照案通過。") == ("主席裁示", "照案通過。")
    assert outcome("決議如下") is None
    assert is_head_field("出（列）席單位及人員")
