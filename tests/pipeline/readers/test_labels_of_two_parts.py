"""Labels of an office and a name, of two scripts, of numbers, and a second label within a line."""

import pytest

from tests.pipeline.readers.test_layouts import SAID, speeches, text, told

LONG = [*SAID[:3], ("陳樣本", "我補充一點。"), *SAID[1:3], ("陳樣本", "謝謝。"), SAID[0]]


def test_two_of_one_office_set_off_by_wide_spaces_are_two_speakers() -> None:
    offices = {"王示範": "主席", "李範例": "科長", "陳樣本": "科長"}
    result = text(*(f"{offices[name]}　{name}　{words}" for name, words in LONG))
    assert speeches(result) == [(f"{offices[name]} {name}", words) for name, words in LONG]


def test_a_name_in_both_scripts_is_one_speaker() -> None:
    both = {"王示範": "王示範 Wang Sample", "李範例": "Lee Example 李範例"}
    result = text(*(f"{both[name]}: {words}" for name, words in SAID[:3]))
    assert speeches(result) == [(both[name], words) for name, words in SAID[:3]]


def test_speakers_with_numbers_on_lines_of_their_own_are_told_to_be_unknown() -> None:
    numbers = {"王示範": "講者 1", "李範例": "講者 2", "陳樣本": "講者 3"}
    result = text(*(f"{numbers[name]}\n{words}\n" for name, words in LONG))
    assert speeches(result) == [(numbers[name], words) for name, words in LONG]
    assert "講者 1" in told(result, "account")


def test_another_who_begins_to_speak_within_a_line_is_told() -> None:
    result = text("王示範：大家好。 李範例：我反對。", "王示範：請說明。", "陳樣本：好的。")
    assert "李範例" in told(result, "not-a-speaker")
    nobody = text("王示範：他說得對。結論：我們再議。", "李範例：好。", "王示範：謝謝。")
    assert told(nobody, "not-a-speaker") == ""


OFFICES = {"王示範": "交通部 專門委員", "李範例": "財政部 簡任技正", "陳樣本": "特派員"}


@pytest.mark.parametrize("parted", ["\n", "\n\n"])
def test_the_office_below_a_name_is_told_and_is_no_second_speaker(parted: str) -> None:
    rows = (parted.join((name, OFFICES[name], words, "")) for name, words in LONG)
    result = text("公園會議", "", *rows)
    assert speeches(result) == LONG
    assert "李範例（財政部 簡任技正）" in told(result, "roles-below")
    assert "特派員" not in result.markdown


def test_a_line_below_a_name_that_says_something_else_each_time_stays() -> None:
    lines = ("散會", "公園案", "議程", "休息", "提案", "謝謝", "公告", "附件")
    rows = (f"{name}\n{lines[at]}\n{words}\n" for at, (name, words) in enumerate(LONG))
    result = text("公園會議", "", *rows)
    assert not told(result, "roles-below")
    assert all(line in result.markdown for line in lines)


@pytest.mark.parametrize("left_out", ["○○", "〇", "ＯＯ", "××", "○明", "**"])
@pytest.mark.parametrize("lead", ["{}. ", "（{}）", ""])
def test_a_name_of_which_something_is_left_out_is_a_name(left_out: str, lead: str) -> None:
    names = {name: f"{name[0]}{left_out} 委員" for name, _ in LONG}
    rows = [f"{lead.format(n)}{names[name]}：{words}" for n, (name, words) in enumerate(LONG, 1)]
    assert speeches(text("公園會議", "", *rows)) == [(names[name], words) for name, words in LONG]
