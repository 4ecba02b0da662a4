"""What is said in other common words is understood alike: each kind of statement in several natural forms, and
beside them what sounds alike and decides nothing (all invented)."""

import datetime as dt

import pytest

from minutes.recognition import ballot_results, named_rulings
from minutes.recognition.agenda import headings, held_meetings
from minutes.recognition.agenda import items as agenda_items
from minutes.recognition.passages import compared, sentences
from minutes.recognition.proposals import numbering
from minutes.recognition.statements import (
    asked_agencies,
    corrections,
    host_statements,
    short_names,
    unvoted,
    verdicts,
)
from minutes.records.case_numbers import find_bare
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, Line, record

PROPOSALS: Line = ("司儀", "這次有「公園遊具應有遮陽」、「圖書館夜間還書箱」兩則。")
SHADE, RETURNS = map(fold, ("公園遊具應有遮陽", "圖書館夜間還書箱"))


def said_of_release(text: str) -> str | None:
    """What the last sentence of a text that says anything of a release says of it."""
    told = [verdicts.of(one[0]) for one in sentences(compared(text))]
    return next(filter(None, reversed(told)), None)


@pytest.mark.parametrize(
    "said",
    [
        "這案我們就不再追蹤了。",
        "這案之後就不用再來報告了，謝謝。",
        "以後就不用再進到這張表裡面了。",
        "可以，那就結掉。",
        "我們這邊就不列管了。",
        "我想909可以先解管，但是上線的時候，要再回來月會報告一次。",
        "那就解除列管，以後不用再報告。",
    ],
)
def test_a_release_is_known_in_other_words(said: str) -> None:
    assert said_of_release(said) == "granted"


@pytest.mark.parametrize(
    "said",
    [
        "是不是月底前把時程補上去，補上去就解管，下個月就不用再報告。",
        "月底前補上去就可以解管。",
        "回應登出來的那天，就算解管。",
    ],
)
def test_what_is_asked_to_be_done_first_is_the_condition_of_a_release(said: str) -> None:
    assert said_of_release(said) == "on_condition"


@pytest.mark.parametrize(
    "said",
    [
        "解除列管，但是下個月要再來報告。",
        "是不是這個月就可以解除列管。",
        "下個月再列回列管。",
        "那就再放回列管。",
    ],
)
def test_what_is_asked_or_put_back_releases_nothing(said: str) -> None:
    assert said_of_release(said) not in {"granted", "on_condition"}


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("not_held", "那我們就不開協作會議了。"),
        ("not_held", "這案的協作會議確定不開。"),
        ("not_held", "協作會議決定不辦。"),
        ("not_held", "這案就不用再開協作會議了。"),
        ("not_held", "那就取消這場協作會議。"),
        ("self_run", "本案由示範署自辦。"),
        ("self_run", "這案就由示範署自行辦理。"),
        ("self_run", "所以這案就從協作的清單裡面拿掉，由示範署自行辦理，成果可以開放。"),
        ("paused", "這一案先凍結。"),
        ("tracked", "909案重新列管。"),
        ("tracked", "那就再放回列管。"),
        (None, "協作會議先不開，等規格有草案。"),
        (None, "是不是不用再開協作會議？"),
        (None, "不能不開協作會議。"),
        (None, "工作會議由示範署自行辦理。"),
    ],
)
def test_an_end_is_known_in_other_words(outcome: str | None, said: str) -> None:
    assert verdicts.ending(compared(said)) == outcome


@pytest.mark.parametrize(
    "call",
    [
        "往下是909，示範署主辦的遊具遮陽。",
        "再下來是909遊具遮陽，示範署。",
        "議題909，示範署。",
        "909，遊具遮陽案，請示範署說明。",
        "接下來輪到示範署，909案。",
    ],
)
def test_a_case_is_called_up_in_other_words(call: str) -> None:
    passages = record(
        ("司儀", "歷次協作會議摘要報告，第一個是序號908案，有關於長椅汰換，請公園處。"),
        ("高", "公園處報告，長椅汰換已經完成採購，會持續辦理。"),
        ("主席", "好，謝謝。"),
        ("司儀", call),
        ("陳", "示範署報告，各地的遮陽設施正在施工，相關的回應也在整理。"),
        ("主席", "好，謝謝。"),
        ("司儀", "下一案是序號910案，有關於步道照明，請圖書館。"),
    )
    own = [one for one in agenda_items.read(passages, BODIES) if 909 in one.numbers]
    assert [one.bodies for one in own] == [(fold("示範署"),)]
    assert fold("正在施工") in own[0].text(passages)


@pytest.mark.parametrize(
    "told",
    [
        ("", "（計票結果：公園遊具應有遮陽，35票）"),
        ("", "（結果：公園遊具應有遮陽 61%；圖書館夜間還書箱 30%）"),
        ("", "（線上投票，結果為「公園遊具應有遮陽」過半）"),
        ("司儀", "票選結果是「公園遊具應有遮陽」。"),
        ("司儀", "這個月選出的是「公園遊具應有遮陽」。"),
        ("司儀", "那就是「公園遊具應有遮陽」過半。"),
        ("司儀", "好，開票了，公園遊具應有遮陽28票，圖書館夜間還書箱12票。"),
    ],
)
def test_a_result_is_known_in_other_words(told: Line) -> None:
    passages = record(PROPOSALS, ("主席", "那就請大家投票。"), told, ("主席", "謝謝大家。"))
    assert [one.name for one in ballot_results.winners(passages)] == [SHADE]


@pytest.mark.parametrize(
    "told",
    [
        "「公園遊具應有遮陽」沒有過半。",
        "「公園遊具應有遮陽」過半的話就辦。",
        "上個月選出的是「公園遊具應有遮陽」。",
        "投票結果是「公園遊具應有遮陽」、「圖書館夜間還書箱」都沒有過半。",
    ],
)
def test_what_is_no_result_of_this_vote_chooses_nothing(told: str) -> None:
    passages = record(PROPOSALS, ("主席", "那就請大家投票。"), ("司儀", told), ("主席", "謝謝。"))
    assert not ballot_results.winners(passages)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("那遊具就是我們的第88案。", {88: SHADE}),
        ("61%，那就是公園遊具，示範署這案編號88。", {88: SHADE}),
        ("那就兩案，遊具先，編號88，還書箱後，編號89。", {88: SHADE, 89: RETURNS}),
        ("遊具編號88，圖書館那案89。", {88: SHADE, 89: RETURNS}),
    ],
)
def test_a_number_is_given_in_other_words(said: str, expected: dict[int, str]) -> None:
    result = ("", "（投票結果：1. 公園遊具應有遮陽，44票；2. 圖書館夜間還書箱，41票）")
    passages = record(PROPOSALS, ("主席", "請投票。"), result, ("主席", said), ("司儀", "散會。"))
    given = numbering.read(passages, ballot_results.winners(passages))
    assert {one.number: one.proposal.name for one in given} == expected


@pytest.mark.parametrize(
    ("said", "is_agreed"),
    [
        ("這次只有一案，就不用表決，直接辦理，這案先給88。", False),
        ("自提的只有一案，按規則就直接成案，編號88。", False),
        ("這一案不經投票，直接納入，編號88。", False),
        ("既然只有一案，我們就直接進入協作，編號88。", False),
        ("沒有人反對的話，部會自提這一案就直接同意，編號88。", True),
    ],
)
def test_that_no_vote_is_needed_is_known_in_other_words(said: str, is_agreed: bool) -> None:
    passages = record(
        ("主席", "接下來是協作議題，部會自提。"),
        ("陳", "示範署提的是「公園遊具應有遮陽」，各地都很熱。"),
        ("主席", said),
        ("司儀", "好，散會。"),
    )
    given = list(numbering.read(passages, ballot_results.winners(passages)))
    assert {one.number: one.proposal.name for one in given} == {88: SHADE}
    told = unvoted.exemption(passages, given[0].span)
    assert told is not None
    assert told[1] == is_agreed


@pytest.mark.parametrize(
    "told",
    [
        "示範署為主辦機關，公園處為協辦機關。",
        "權責單位為示範署，公園處為協辦。",
        "由示範署主辦，公園處協辦。",
        "主責示範署，協力公園處。",
    ],
)
def test_hosts_are_known_in_other_words(told: str) -> None:
    passages = record(("", ""), ("國發會", f"第一則「公園遊具應有遮陽」，{told}"))
    stated = {(one.role, one.body) for one in host_statements.read(passages, BODIES, "ballot")}
    assert stated == {("host", fold("示範署")), ("co_host", fold("公園處"))}


def test_who_misspeaks_a_number_in_other_words_is_still_heard_on_the_case() -> None:
    assert corrections.is_slip([93], compared("示範署報告第94案，不好意思，唸錯了，是93案。"), [])
    assert not corrections.is_slip([93], compared("示範署報告第94案，那個部分做錯了。"), [])


def test_a_number_said_to_stay_on_the_list_is_held() -> None:
    passages = record(("主席", "接下來。"), ("主席", "民眾還不知道找誰，所以100案繼續列管。"))
    assert [(sorted(n), r.outcome) for n, r in named_rulings.read(passages)] == [([100], "held")]


def test_votes_that_are_read_out_are_no_numbers_of_cases() -> None:
    passages = record(
        ("司儀", "歷次協作會議，先是第89案，請公園處。"),
        PROPOSALS,
        ("", "（投票中）"),
        ("主席", "時間到。公園遊具二十七、夜間還書箱十九。遊具就是第90案。"),
        ("主席", "謝謝。"),
    )
    winners = ballot_results.winners(passages)
    assert {one.number for one in numbering.read(passages, winners)} == {90}


def test_numbers_in_the_order_of_votes_go_to_what_was_read_out() -> None:
    passages = record(
        PROPOSALS,
        ("", "（投票進行中）"),
        (
            "主席",
            "好，收。公園遊具三十六，夜間還書箱三十三，後照鏡八。我想就兩案都進，編號94、95。",
        ),
        ("司儀", "散會。"),
    )
    given = numbering.read(passages, ballot_results.winners(passages))
    assert {one.number: one.proposal.name for one in given} == {94: SHADE, 95: RETURNS}


def test_one_winner_is_not_given_either_of_two_numbers_in_a_row() -> None:
    passages = record(
        PROPOSALS,
        ("", "（投票結果：公園遊具應有遮陽61%）"),
        ("主席", "那就是兩個機關的兩案，序號98、99。"),
        ("司儀", "散會。"),
    )
    assert not list(numbering.read(passages, ballot_results.winners(passages)))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("四十三票，今年最高，那就是103案了。", 103),
        ("沒有人反對，鼓個掌，正式成為我們第一百案。", 100),
        ("還書箱是92案，示範署剛剛那個往後排，93案。", 93),
    ],
)
def test_what_is_read_out_is_numbered_as_people_say_it(said: str, number: int) -> None:
    passages = record(
        ("陳", "各位夥伴好，示範署提的題目是「公園遊具應有遮陽」，各地都很熱。"),
        ("主席", "自提的只有一案，就不用投了。"),
        ("林", "我們的「圖書館夜間還書箱」也請支持。"),
        ("", "（投票結果：「公園遊具應有遮陽」43票）"),
        ("主席", said),
        ("司儀", "散會。"),
    )
    given = {
        one.number: one.proposal.name
        for one in numbering.read(passages, ballot_results.winners(passages))
    }
    assert number in given


@pytest.mark.parametrize(
    ("heading", "named"),
    [
        ("再來是電池交換站，經濟部請。", "電池交換站"),
        ("騎樓退出的部分，內政部。", "騎樓退出"),
        ("下一個，游泳池，教育部。", "游泳池"),
        ("夜市支付那一案，上次有裁示。", "夜市支付"),
    ],
)
def test_a_short_call_gives_the_name_by_which_a_case_is_known(heading: str, named: str) -> None:
    assert fold(named) in list(short_names.calling(compared(heading)))


@pytest.mark.parametrize(
    "said", ["第90案就可以從表上拿下來了。", "那90案就可以從表上拿下來了，辛苦了。"]
)
def test_what_is_taken_off_the_list_is_released(said: str) -> None:
    assert said_of_release(said) == "granted"


def test_a_case_that_is_kept_is_held() -> None:
    assert said_of_release("三個都交齊了再說，這案我們留著，下次再報告。") == "held"


def test_a_case_is_handed_over_to_the_one_agency_before_the_comma() -> None:
    passages = record(
        ("主席", "接下來是歷次協作會議的摘要報告。"),
        ("主席", "好，那103案的主辦改成示範署，公園處改協辦，今天紀錄就這樣寫。"),
        ("主席", "謝謝。"),
    )
    item = next(one for one in agenda_items.read(passages, BODIES) if 103 in one.numbers)
    told = asked_agencies.in_item(passages, item, BODIES, {103})
    assert {one.body for one in told if one.role == "moved"} == {fold("示範署")}


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("示範署報告，7月8日協作會議開完，來了六個議會。", ["2022-07-08"]),
        ("協作會議5月17日開完了，共識是兩頁的懶人包。", ["2022-05-17"]),
        ("7月2日在桃園的移工中心開協作會議，大家都來了。", ["2022-07-02"]),
        ("協作會議原訂7月2日開。", []),
        ("7月2日開過工作會議，協作會議還沒有開。", []),
        ("11月18日要開協作會議。", []),
    ],
)
def test_the_day_on_which_a_case_was_met_is_told_in_a_report(said: str, days: list[str]) -> None:
    passages = record(
        ("司儀", "歷次協作會議摘要報告，第一個是序號909案，遊具遮陽，請示範署。"),
        ("陳", said),
        ("主席", "好，那就等回應。"),
    )
    item = next(one for one in agenda_items.read(passages, BODIES) if 909 in one.numbers)
    told = held_meetings.read(passages, item, dt.date(2022, 8, 1))
    assert [day.isoformat() for day, _ in told] == days


@pytest.mark.parametrize(
    "said",
    [
        "接著108，不對，107，遊具遮陽，示範署。",
        "接著是108，不對，108已經回應了，是107案，遊具遮陽，請示範署。",
    ],
)
def test_a_number_that_is_put_right_in_the_same_breath_calls_nobody_up(said: str) -> None:
    text = compared(said)
    named = find_bare(text, {107, 108}, [])
    assert [one.number for one in named if not headings.is_mentioned(text, one)] == [107]


def test_several_cases_are_ended_in_one_word() -> None:
    said = "那我看112跟113都做到了，兩個議題都結案，謝謝示範署。"
    passages = record(("司儀", "第112案、第113案請示範署。"), ("主席", said), ("主席", "謝謝。"))
    told = named_rulings.read(passages, frozenset({112, 113}), frozenset({112, 113}))
    assert [(sorted(numbers), one.outcome) for numbers, one in told] == [([112, 113], "released")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("我把編號講一下，免得對不起來：公園遊具是104，圖書館的還書箱是105。", {104, 105}),
        ("議題編號111就是公園遊具，112是還書箱。", {111, 112}),
        ("不過我這邊已經把遊具打成109了。", {109}),
    ],
)
def test_a_number_is_given_in_whatever_words_stand_around_it(said: str, expected: set[int]) -> None:
    result = ("", "（投票結果：「公園遊具應有遮陽」61%）")
    passages = record(PROPOSALS, ("主席", "請投票。"), result, ("主席", said), ("司儀", "散會。"))
    given = numbering.read(passages, ballot_results.winners(passages))
    assert {one.number for one in given} == expected
