"""What the words of an item are worth for a case (all invented)."""

import pytest

from minutes.recognition.agenda import worths
from minutes.recognition.case_profile import CaseProfile
from minutes.text.folding import fold


@pytest.mark.parametrize(
    ("heading", "is_about"),
    [("接著請圖書館。", True), ("接著有關於廣告物的管理規則，我們請圖書館。", False)],
)
def test_a_heading_that_names_another_matter_is_about_no_case_by_the_words_behind_it(
    heading: str, is_about: bool
) -> None:
    told = dict.fromkeys(map(fold, ("遊具", "遮陽", "量測", "溫度")), 3.0)
    profile = CaseProfile(frozenset({21}), told, frozenset(told), frozenset())
    said = fold("遊具的遮陽量測，溫度低了三度")
    item = worths.ItemWords(said, fold(heading), fold(heading), is_report=True)
    assert worths.of(item, profile).is_about == is_about
