"""Where a meeting turns from its reports to proposals, and who goes on with a case (all invented)."""

import pytest

from minutes.recognition import rulings
from minutes.recognition.agenda import items as agenda_items
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Passages
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, Line, record

START = ("司儀", "接著是歷次協作會議的摘要報告，請序號901遊具遮陽案，請示範署。")


def reported(*lines: Line) -> tuple[Passages, list[AgendaItem]]:
    passages = record(START, *lines)
    return passages, [i for i in agenda_items.read(passages, BODIES) if i.part == "reports"]


@pytest.mark.parametrize(
    "said", ["綜整回應已經上了，這案就可以解除列管。", "更版公布了，901就正式解除列管。"]
)
def test_what_is_done_already_is_no_condition(said: str) -> None:
    passages, items = reported(("陳", "遮陽棚已經修好"), ("主席", said))
    found = rulings.ruling(passages, items[0])
    assert found is not None
    assert found.is_release(surely=True)


@pytest.mark.parametrize(
    "turn",
    [
        "接著是這個月的協作議題，部會自提有兩案。",
        "再來是本月的協作議題。自提兩案，請示範署。",
        "接下來議題的部分，這個月沒有自提。",
        "好，那進到本月的議題。第一個是示範署。",
    ],
)
def test_who_turns_to_the_months_proposals_leaves_the_reports_and_a_proposer_calls_none_up(
    turn: str,
) -> None:
    told = (
        "示範署說明，這個就是遮陽案的延續，我們的908案的棚子做完以後，長椅是另外一件，所以想整合。"
    )
    passages, items = reported(("陳", "修好了"), ("司儀", turn), ("陳", told), ("司儀", "好"))
    assert [one.numbers for one in items if one.numbers] == [(901,)]
    assert not [one for one in items if fold("長椅") in one.text(passages)]


def test_who_reported_and_adds_a_word_goes_on_with_the_same_case() -> None:
    more = "我補充一個小故事，" + 30 * "棚子下面很涼，"
    passages, items = reported(("陳", "修好了"), ("司儀", "很好。"), ("陳", more), ("司儀", "好"))
    (item,) = [one for one in items if fold("小故事") in one.text(passages)]
    assert (item.numbers, item.unsure) == ((901,), False)
