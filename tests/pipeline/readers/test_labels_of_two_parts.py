"""Labels of an office and a name, of two scripts, of numbers, and a second label within a line."""

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
