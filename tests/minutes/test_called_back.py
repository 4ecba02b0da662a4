"""A meeting comes back to what it called up before: by a name that was given there, or with an answer to
who told of several cases in one turn."""

import pytest

from minutes.recognition import rulings
from minutes.recognition.agenda import called_back
from minutes.recognition.passages import Passages
from tests.minutes.spoken_records import BODIES, Line, record

START = (
    ("司儀", "接下來是歷次協作會議的辦理情形報告。"),
    ("司儀", "首先請第131案，露營場用地限制，請示範署。"),
)
BOTH = (
    *START,
    ("林", "露營場的回應已經上網了。"),
    ("司儀", "接著請第132案，飲水機水質公開，請公園處。"),
    ("高", "水質資料還在盤點。"),
)


def rulings_of(*lines: Line) -> dict[int, str]:
    """What is ruled on each case: how it ended, with a + where a condition is told."""
    passages = record(*lines)
    return {n: told for n, told in _rulings(passages) if told}


def _rulings(passages: Passages) -> list[tuple[int, str]]:
    items = called_back.read(passages, BODIES)
    told = [(item, rulings.ruling(passages, item)) for item in items]
    return [
        (number, found.outcome + "+" * bool(found.condition))
        for item, found in told
        if found
        for number in item.numbers
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("謝謝。剛剛露營場那一案既然回應了，就解管。", {131: "released"}),
        ("露營場那案既然回應了，就解管。", {131: "released"}),
        ("剛剛露營場那一案就解管，飲水機的部分我們再看一次。", {131: "released"}),
        ("好。回到露營場用地限制，我看回應已經上線了，可以解除列管。", {131: "released"}),
        ("剛剛露營場用地不管怎麼改，有綜整的回應的話，就可以解管。", {131: "released+"}),
        ("這案可以解除列管。", {132: "released"}),
        ("有關於這案，處理得很好，可以解除列管。", {132: "released"}),
        ("對於這一案沒有意見，可以解除列管。", {132: "released"}),
        ("剛剛講到的這案可以解除列管。", {132: "released"}),
    ],
)
def test_who_comes_back_to_a_case_by_its_name_rules_on_that_one(
    said: str, expected: dict[int, str]
) -> None:
    assert rulings_of(*BOTH, ("主席", said)) == expected


ADDED = "露營場用地已經預告修法。另外補充第128案友善農耕標章的部分，目前還在盤點。"
ASKED = "露營場用地已經預告修法，建議解除列管。另外補充第128案友善農耕標章，目前還在盤點。"


@pytest.mark.parametrize(
    ("told", "answer", "expected"),
    [
        (ADDED, "露營場用地這樣處理很好，這案就解管。", {131: "released"}),
        (ADDED, "友善農耕標章這樣處理很好，這案就解管。", {128: "released"}),
        (ASKED, "辛苦了，這案就解管。", {131: "released"}),
        (ADDED, "謝謝，辛苦了。", {}),
    ],
)
def test_who_told_of_two_cases_is_answered_for_the_one_that_is_named_or_was_asked_for(
    told: str, answer: str, expected: dict[int, str]
) -> None:
    assert rulings_of(*START, ("林", told), ("主席", answer)) == expected


def test_what_is_taken_up_again_holds_what_was_said_before_and_nothing_twice() -> None:
    passages = record(*BOTH, ("主席", "剛剛露營場那一案，就解管。"), ("司儀", "請第133案。"))
    again = [i for i in called_back.read(passages, BODIES) if i.numbers == (131,)]
    assert [item.passages for item in again] == [(1, 2), (1, 2, 5)]


def test_a_name_that_two_cases_share_leads_back_to_neither() -> None:
    lines = (
        ("司儀", "首先請第131案，露營場用地限制，請示範署。"),
        ("林", "已經回應了。"),
        ("司儀", "接著請第132案，露營場水質公開，請公園處。"),
        ("高", "還在盤點。"),
        ("司儀", "接著請第133案，步道照明，請圖書館。"),
        ("王", "還在採購。"),
        ("主席", "剛剛露營場那一案就解管。"),
    )
    assert not rulings_of(*lines).keys() & {131, 132}
