"""How a meeting's agenda is read: what is called up, by number, name and agency, and where it ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.recognition import ballot_results, called_names, rulings
from minutes.recognition.agenda import items as agenda_items
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Passages
from minutes.recognition.statements import asked_agencies, host_statements, unvoted
from minutes.records.case_numbers import find_counted
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, Line, record


def test_a_wrong_number_that_is_corrected_calls_nothing_up() -> None:
    slip = ("陳", "示範署報告，第906案遮陽棚修好了，請大家體諒。")
    right = ("司儀", "不好意思，是第901案。")
    found = agenda_items.read(record(START, slip, right, ("陳", "對，901。")), BODIES)
    assert [one.numbers for one in found if one.numbers] == [(901,)]
    other = agenda_items.read(record(START, slip, ("司儀", "謝謝。"), ("陳", "好。")), BODIES)
    assert (906,) in [one.numbers for one in other]


def test_an_agency_with_a_short_name_calls_the_next_case_up() -> None:
    talk = (
        START,
        ("陳", "修好了。"),
        ("司儀", "謝謝。"),
        ("司儀", "公園處，涼亭。"),
        ("林", "公園處報告。"),
    )
    found = agenda_items.read(record(*talk, ("司儀", "謝謝。")), BODIES)
    assert any(fold("涼亭") in one.heading.of(record(*talk)) for one in found)


START = ("司儀", "接著是歷次協作會議的摘要報告，請序號901遊具遮陽案，請示範署。")


def read(*lines: Line) -> tuple[Passages, list[AgendaItem]]:
    passages = record(*lines)
    return passages, [i for i in agenda_items.read(passages, BODIES) if i.part == "reports"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("序號四十六號有關漁港", [46]),
        ("序號第37，請示範署", [37]),
        ("編號33、36及37", [33, 36, 37]),
        ("請序號9跟序號44", [9, 44]),
        ("有關第9號的部分", [9]),
        ("第23項次的部分", [23]),
        ("第三十八個議題", [38]),
        ("從87案開始", [87]),
        ("序號第50案後續辦理情形", [50]),
        ("第13號頻道", []),
        ("三個案子", []),
        ("六十二案這次新增，請示範署", [62]),
        ("總共有三十案", []),
        ("列管項次一到三", []),
        ("再來131這一案", [131]),
        ("那131案解管", [131]),
        ("那2案解管", []),
        ("下一個是#131", [131]),
    ],
)
def test_a_heading_counts_cases_in_many_forms(text: str, numbers: list[int]) -> None:
    assert [c.number for c in find_counted(fold(text))] == numbers


def test_what_is_said_belongs_to_what_was_called_up_until_the_next_is() -> None:
    passages, items = read(
        START,
        ("陳", "遊具的遮陽棚修好了"),
        ("主席", "謝謝。接下來請序號902，夜間還書，請圖書館。"),
        ("林", "還書箱已經放好"),
        ("主席", "好，那就進下一案序號903步道案。"),
        ("高", "步道還在做"),
    )
    assert [(i.numbers, i.text(passages).count("\n")) for i in items] == [
        ((901,), 2),
        ((902,), 2),
        ((903,), 1),
    ]
    assert fold("謝謝") in items[0].text(passages)


def test_an_agency_that_is_asked_after_another_goes_on_with_a_case_of_several_hosts() -> None:
    _, items = read(
        START,
        ("陳", "修好了"),
        ("司儀", "接著是序號902，有兩個主辦機關，先請圖書館。"),
        ("林", "已經放好"),
        ("司儀", "請公園處。"),
        ("高", "我們也配合"),
    )
    assert [(i.numbers, i.goes_on) for i in items][1:] == [((902,), False), ((902,), True)]


def test_who_reports_without_being_called_may_speak_of_another_case() -> None:
    long = (
        "我們的步道上個月開過協作會議，針對三個題目討論，一個是扶手，一個是照明，另一個是坡度，大家都有共識，"
        * 2
    )
    _, items = read(START, ("陳", "修好了"), ("司儀", "好，請記得回應。"), ("高", long))
    assert [i.unsure for i in items] == [False, True]


def test_options_of_a_ballot_are_no_cases() -> None:
    _, items = read(
        START, ("陳", "好了"), ("司儀", "現在進入投票，請國發會說明議題。"), ("劉", "序號2是步道")
    )
    assert [i.numbers for i in items] == [(901,)]


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        ([("陳", "建議本案解除列管。"), ("主席", "沒有問題，謝謝。")], "released"),
        ([("主席", "這個案子當然可以解管。")], "released"),
        ([("陳", "這個案子是不是可以解除列管？")], None),
        (
            [("陳", "建議解除列管。"), ("主席", "還沒有公開，所以沒有辦法解除列管，下個月再報。")],
            None,
        ),
        ([("主席", "還是繼續列管，下次再看。")], None),
        ([("主席", "這個就繼續放著。")], None),
        ([("主席", "通常解列是提案人知道可以參與下一步，才會解列。")], None),
        ([("主席", "解除列管的意思是這邊不用報告。")], None),
        ([("主席", "等管理措施出來之後再解管。")], None),
        ([("高", "因為案情單純，所以不召開協作會議。")], "not_held"),
        ([("主席", "那901就不開，謝謝。")], "not_held"),
        ([("高", "這個案子暫時先不報告。")], "paused"),
        ([("主席", "我們就不排進本來協作會議的時程裡面。")], "not_held"),
        ([("高", "主持人表示原提案已經沒有必要再進行討論。")], "not_held"),
        ([("司儀", "公園處已經處理，就沒有另外召開協作會議。")], "not_held"),
        ([("高", "目前還沒有召開協作會議。")], None),
        ([("主席", "本案改由公園處自行辦理，不另外列入。")], "self_run"),
        ([("高", "我們部裡決定自行召開說明會來處理。")], "self_run"),
        ([("主席", "那就回歸公園處自辦，謝謝。")], "self_run"),
        ([("主席", "901示範署自辦，謝謝。")], "self_run"),
        ([("主席", "901就以自辦的方式結案。")], "self_run"),
        ([("主席", "那協作會議就不開了，901交給公園處自己辦，之後也不用在這個表上。")], "self_run"),
        ([("主席", "會前會交給公園處自己辦，901照常開。")], None),
        ([("高", "如果改由公園處自行辦理，經費從哪裡來？")], None),
        ([("主席", "要不要改由公園處自行辦理？")], None),
        ([("高", "我們不是決定自行召開說明會，是還在討論。")], None),
        ([("高", "公園處一直都自行辦理修剪。")], None),
        ([("高", "提案人已經撤案，我們尊重他的意思。")], "not_held"),
        ([("司儀", "這個案子後來撤回了，所以沒有排。")], "not_held"),
        ([("高", "聽說提案人撤案了。")], None),
        ([("高", "如果提案人撤案，後面怎麼辦？")], None),
        ([("高", "提案人有沒有撤案我們不知道。")], None),
        ([("高", "他們可以撤案，也可以不撤案。")], None),
    ],
)
def test_a_ruling_is_what_somebody_decides(lines: list[Line], outcome: str | None) -> None:
    passages, items = read(START, ("陳", "遮陽棚已經修好"), *lines)
    found = [r for i in items if (r := rulings.ruling(passages, i))]
    assert [r.outcome for r in found] == ([outcome] if outcome else [])


def test_who_comes_back_to_a_case_by_its_name_opens_it_again_and_its_agency_does_not() -> None:
    _, items = read(
        START,
        ("陳", "遊具的遮陽棚修好了"),
        ("司儀", "接下來請序號902，夜間還書，請圖書館。"),
        ("林", "還書箱已經放好"),
        ("主席", "剛剛步道照明那一案，回應得很清楚。"),
        ("主席", "示範署這一案也可以。"),
    )
    assert [(i.numbers, i.named) for i in items[1:]] == [((902,), False), ((), True)]


def test_who_was_called_on_and_turns_to_a_case_reports_for_the_agency_that_was_called() -> None:
    _, items = read(
        START,
        ("陳", "修好了"),
        ("主席", "謝謝。接下來是圖書館。"),
        ("林", "第一，有關夜間還書的案子，還書箱已經放好"),
        ("林", "序號903的步道，還在做"),
        ("主席", "謝謝，還有嗎？"),
    )
    assert [(i.numbers, i.called) for i in items[2:]] == [
        ((), (fold("圖書館"),)),
        ((903,), (fold("圖書館"),)),
    ]


def test_the_next_case_is_not_the_one_before_with_another_agency() -> None:
    _, items = read(START, ("陳", "修好了"), ("司儀", "下一案有關於圖書館的特展，請圖書館。"))
    assert [(i.numbers, i.unsure) for i in items[1:]] == [((), False)]


def test_a_turn_of_short_passages_may_begin_another_report_too() -> None:
    short = [("高", "公園的步道照明我們已經在上個月全部更新過一次了。")] * 5
    _, items = read(START, ("陳", "修好了"), ("司儀", "好，請記得回應。"), *short)
    assert [i.unsure for i in items] == [False, True]


def test_that_something_is_voted_on_later_does_not_turn_to_proposals() -> None:
    _, items = read(START, ("陳", "修好了"), ("司儀", "等一下大家可以投票決定。接著請圖書館說明。"))
    assert [i.part for i in items] == ["reports", "reports"]


def test_who_asks_for_several_cases_in_one_turn_is_answered_for_all() -> None:
    passages, items = read(
        START,
        ("陳", "遮陽棚已經修好，因此本案提請解除列管。"),
        ("陳", "第二案是有關於夜間還書，因此本案提請解除列管。"),
        ("主席", "沒有問題，謝謝。"),
    )
    assert [rulings.asks(passages, item) for item in items] == [True, True]
    assert rulings.ruling(passages, items[0]) is None
    assert rulings.is_within(passages, items[1], items[0])


@pytest.mark.parametrize(
    ("text", "hosts", "helpers"),
    [
        ("第一則是公園遊具遮陽，主辦機關為示範署、協辦機關為圖書館。", {"示範署"}, {"圖書館"}),
        ("第二則議題是夜間還書，這一個權責機關是圖書館。", {"圖書館"}, set()),
        ("遊具由示範署管理，主辦機關還沒有決定。", set(), set()),
        ("採購的權責是示範署。", set(), set()),
        ("第一件，公園遊具遮陽，主辦機關示範署，協辦圖書館。", {"示範署"}, {"圖書館"}),
        ("示範署提的是「公園遊具遮陽」，請圖書館協辦。", {"示範署"}, {"圖書館"}),
        ("示範署的案子是公園遊具遮陽，請示範署先說明。", {"示範署"}, set()),
        ("示範署的案子是什麼？", set(), set()),
        ("圖書館同意協辦。", set(), {"圖書館"}),
        ("圖書館這邊同意，協辦。", set(), {"圖書館"}),
        ("圖書館非常支持，我們人手夠，可以來協辦。", set(), {"圖書館"}),
        ("圖書館覺得可以，請公園處來想想怎麼做。", set(), set()),
        ("圖書館說明，協辦還在找。", set(), set()),
        ("圖書館這邊不列協辦。", set(), set()),
    ],
)
def test_hosts_are_read_where_they_are_said_outright(
    text: str, hosts: set[str], helpers: set[str]
) -> None:
    told = list(host_statements.read(record(("劉", text)), BODIES, "ballot"))
    assert {s.body for s in told if s.role == "host"} == {fold(h) for h in hosts}
    assert {s.body for s in told if s.role == "co_host"} == {fold(h) for h in helpers}


def test_each_proposal_of_a_list_has_the_host_that_is_told_after_it() -> None:
    text = "第一則是公園遊具遮陽，主辦機關為示範署；第二則是夜間還書，主辦機關為圖書館。"
    passages = record(("劉", text))
    told = list(host_statements.read(passages, BODIES, "ballot"))
    assert [fold("遮陽") in s.proposal.of(passages) for s in told] == [True, False]


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("遊具遮陽的部分，如果示範署有意願的話，即使不到50％也是可以約時間。", "agreed"),
        ("遊具遮陽這一案未過半，就請示範署自己回應。", ""),
        ("遊具遮陽是自提案，會直接過不用投票。", "no_vote"),
        ("上週討論過，將遊具遮陽的案子進入協作。", "no_vote"),
        ("遊具遮陽這一案不進入協作。", ""),
    ],
)
def test_what_is_taken_on_without_half_of_the_votes_is_said_to_be(said: str, how: str) -> None:
    passages = record(("主席", "開票結果如畫面。"), ("主席", said))
    found = {
        "agreed": unvoted.below_half(passages),
        "no_vote": unvoted.without_vote(passages),
    }
    assert {name for name, spans in found.items() if [*spans]} == ({how} if how else set())


@pytest.mark.parametrize(
    "said",
    [
        "這個回覆之後就自動解管，沒有問題。",
        "如果一個月內會在平台回應的話就可以解除列管。",
        "只要通知到參加的朋友，當然就可以解除列管。",
        "那綜整回應上了，這案就可以解除列管。",
    ],
)
def test_a_release_on_a_condition_says_the_condition(said: str) -> None:
    passages, items = read(START, ("陳", "遮陽棚已經修好"), ("主席", said))
    found = rulings.ruling(passages, items[0])
    assert found is not None
    assert found.condition is not None
    assert found.condition.of(passages) == fold(said)


def test_an_old_reason_is_no_condition_of_what_is_drawn_from_it() -> None:
    said = "如果沒有結論的話會拖很久，但是大家都說好了，所以這個案子就解管。"
    passages, items = read(START, ("陳", "遮陽棚已經修好"), ("主席", said))
    found = rulings.ruling(passages, items[0])
    assert found is not None
    assert found.condition is None


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([("", "（開票結果：「公園遊具遮陽」、「夜間還書」）")], ["公園遊具遮陽", "夜間還書"]),
        ([("", "（投票結果：1. 公園遊具遮陽；2. 夜間還書）")], []),
        (
            [
                ("", "（開票）"),
                ("", "（1.「公園遊具遮陽」：得票為73％）"),
                ("", "（2.「夜間還書」：得票為48％）"),
            ],
            ["公園遊具遮陽"],
        ),
        ([("", "（最高票、得票過半：「公園遊具遮陽」）")], ["公園遊具遮陽"]),
        (
            [("", "（開票結果）"), ("主席", "1.公園遊具的遮陽"), ("主席", "2.設立「夜間還書箱」")],
            ["公園遊具的遮陽", "設立「夜間還書箱」"],
        ),
        ([("投票結果", "第一名：「公園遊具的遮陽」")], ["公園遊具的遮陽"]),
        (
            [("主席", "兩案分別為：「公園遊具的遮陽」、「夜間還書」。")],
            ["公園遊具的遮陽", "夜間還書"],
        ),
        (
            [
                ("", "（投票中）"),
                ("主席", "可以來跟公園遊具遮陽及圖書館還書這兩案的主責部會討論。"),
            ],
            ["公園遊具遮陽", "圖書館還書"],
        ),
        (
            [("主席", "來看這個結果"), ("主席", "遊具遮陽案是13+50+10=73%，還書是20%。")],
            ["遊具遮陽案"],
        ),
    ],
)
def test_what_a_ballot_chose_is_read_from_speeches_and_stage_directions(
    lines: list[Line], names: list[str]
) -> None:
    found = ballot_results.winners(record(("主席", "請大家想一想"), *lines))
    if names:
        assert [w.name for w in found] == [fold(n) for n in names]


def test_a_list_far_from_any_result_chooses_nothing() -> None:
    assert ballot_results.winners(record(("王", "1.公園遊具的遮陽"), ("王", "2.夜間還書"))) == []


@pytest.mark.parametrize(
    ("heading", "name", "bodies"),
    [
        ("接著是序號902，「圖書館夜間還書」，請圖書館。", "圖書館夜間還書", {"圖書館"}),
        ("序號902是有關於夜間還書案，我們請圖書館。", "夜間還書", {"圖書館"}),
        ("序號902，有關於夜間還書標準的草案，請圖書館。", "夜間還書標準的草案", {"圖書館"}),
        ("序號902，請圖書館及公園處。", None, {"圖書館", "公園處"}),
        ("902案，夜還，上週剛開完，先請圖書館說明。", None, {"圖書館"}),
        ("902案，圖書館於8月來函表示，請圖書館。", None, {"圖書館"}),
        ("902案是圖書館的，夜間還書，上次有說要做問卷。", "夜間還書", {"圖書館"}),
        ("902案，夜間還書。", None, set()),
        ("902案，圖書館跟公園處。", None, {"圖書館", "公園處"}),
        ("902案，剛剛開完了，先請圖書館說明。", None, {"圖書館"}),
        ("902案，政委說一月再聽，請圖書館。", None, {"圖書館"}),
        ("序號902、903，請公園處。", None, {"公園處"}),
    ],
)
def test_a_heading_gives_name_and_agencies(
    heading: str, name: str | None, bodies: set[str]
) -> None:
    passages, items = read(START, ("陳", "好了"), ("司儀", heading), ("林", "還在做"))
    item = items[1]
    span = called_names.name(passages, item, item.numbers)
    assert (span.of(passages) if span else None) == (fold(name) if name else None)
    asked = asked_agencies.in_item(passages, item, BODIES)
    assert {a.body for a in asked if a.role == "asked"} == {fold(b) for b in bodies}


@given(
    st.lists(st.text("接下來請序號九901案示範署報告，。解除列管「」 a", max_size=40), max_size=12)
)
def test_every_character_of_a_meeting_belongs_to_exactly_one_item(texts: list[str]) -> None:
    passages = record(*((f"甲{n % 3}", t) for n, t in enumerate(texts)))
    items = agenda_items.read(passages, BODIES)
    covered = [(s.number, at) for i in items for s in i.spans for at in range(s.start, s.end)]
    assert covered == [(n, at) for n, t in enumerate(passages.texts) for at in range(len(t))]


def test_what_a_meeting_begins_with_stands_for_itself_where_nothing_calls_it_up() -> None:
    passages = record(("王", "遊具遮陽已經修好"), START)
    first = agenda_items.read(passages, BODIES)[0]
    assert (first.heading.of(passages), first.words.of(passages)) == ("", passages.texts[0])


@pytest.mark.parametrize(
    "told",
    [
        "目前已經解除列管的有序號902、903，不召開的有904。",
        "今天要報告的是序號902、903跟904，905還在暫停。",
        "序號902、903目前在工作會議的階段，這兩個是地方政府的。",
    ],
)
def test_a_list_of_how_cases_stand_is_no_call_and_what_follows_belongs_to_none(told: str) -> None:
    passages, items = read(START, ("陳", "遊具的遮陽棚修好了"), ("司儀", told), ("林", "另一件事"))
    assert not [i for i in items if i.numbers and "另一件事" in i.text(passages)]
