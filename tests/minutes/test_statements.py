"""Statements that decide nothing claim nothing: what is denied, supposed, asked, planned or told of
somebody else; and plain ones are read in the words that people use."""

import datetime as dt

import pytest

from minutes.recognition import ballot_results, called_names, rulings
from minutes.recognition.agenda import items as agenda_items
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Passages
from minutes.recognition.statements import asked_agencies, host_statements, replies, unvoted
from minutes.records.case_numbers import find_counted
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, Line, record

START = (
    ("主席", "接下來是歷次協作會議的摘要報告。"),
    ("主席", "首先請序號901遊具遮陽案，請示範署說明。"),
    ("陳", "遊具的遮陽棚已經裝好了。"),
)
END = (
    ("主席", "謝謝，接下來請序號903步道照明案，請公園處。"),
    ("高", "步道的路燈還在採購。"),
    ("主席", "謝謝，今天會議就到這裡。"),
)
ON = dt.date(2023, 5, 8)


def reported(*lines: Line) -> tuple[Passages, list[AgendaItem]]:
    passages = record(*START, *lines, *END)
    return passages, [i for i in agenda_items.read(passages, BODIES) if 901 in i.numbers]


def outcome(*lines: Line) -> str:
    """What is ruled on case 901: how it ended, with a + where a condition is told."""
    passages, items = reported(*lines)
    found = [r for i in items if (r := rulings.ruling(passages, i))]
    return found[-1].outcome + "+" * bool(found[-1].condition) if found else ""


@pytest.mark.parametrize(
    ("told", "names", "is_formal"),
    [
        ("公園遊具的遮陽、圖書館夜間還書", ["公園遊具的遮陽", "圖書館夜間還書"], False),
        ("1. 公園遊具的遮陽、2. 圖書館夜間還書", ["公園遊具的遮陽", "圖書館夜間還書"], True),
        ("公園遊具的遮陽（滑梯、鞦韆優先）", ["公園遊具的遮陽（滑梯、鞦韆優先）"], True),
    ],
)
def test_names_that_a_result_strings_together_are_told_apart_and_are_no_titles(
    told: str, names: list[str], is_formal: bool
) -> None:
    found = ballot_results.winners(record(("主席", "請大家想一想"), ("", f"（投票結果：{told}）")))
    assert [winner.name for winner in found] == list(map(fold, names))
    assert {winner.is_formal for winner in found} == {is_formal}


@pytest.mark.parametrize(
    "said",
    [
        "好，那這一案就結案，謝謝示範署。",
        "那這一案就可以從列管清單拿掉了。",
        "我看這一案就不用再追了，謝謝。",
        "大家沒有意見的話，這案就解管。",
        "上次說還不能解除列管，現在回應都上網了，這次就解除列管。",
        "像這樣就可以解除列管了。",
        "恭喜大家，這案畢業了，解除列管。",
        "這一案我看就到這裡，解管。",
        "好，這案結案。",
        "這樣的話，這一案就改為由示範署自行追蹤，不用再報告了。",
    ],
)
def test_a_release_is_read_in_many_words(said: str) -> None:
    assert outcome(("主席", said)) == "released"


@pytest.mark.parametrize(
    "said",
    [
        "這個我不同意解管。",
        "這個就暫時不解除列管，我們就看執行狀況。",
        "好的，謝謝說明，但是這案還不能解。",
        "解管還太早，再看一次。",
        "再不解管遮陽棚都要換新的了。",
        "開玩笑地說，遊具都壞了當然就可以解管了。",
        "假設今天解管了，民眾還是會來問。",
        "像去年夜間開放那個案子，就是這樣解除列管的。",
        "提案人他們希望解除列管。",
        "我不確定這一案能否解除列管，會後再確認。",
        "下一季可以考慮解管。",
        "很多人在問會不會解管。",
        "我再說一次，解除列管是要提案人收到回覆。",
        "解管清單請圖書館整理一下。",
        "除了序號902以外，其他都解除列管。",
        "剛剛說可以解管的不是這一案。",
        "這不代表可以解除列管。",
        "離解除列管還有一段距離。",
        "我知道大家都很想解管，再撐一下。",
        "誰要提解除列管的請舉手。",
        "與其解除列管，不如換一個做法。",
        "我們討論一下解除列管這件事。",
        "說到解除列管，我想到一個故事。",
        "解除列管的提案我先保留。",
        "說明會辦完以後，再提請解除列管。",
        "之前那個標案結案了，謝謝。",
        "同意前三項解除追蹤，後兩項繼續。",
    ],
)
def test_what_is_denied_supposed_planned_or_told_of_others_releases_nothing(said: str) -> None:
    assert not outcome(("主席", said))


@pytest.mark.parametrize(
    "said",
    [
        "俟預告期滿即解除列管。",
        "待示範署回覆提案人後同意解管。",
        "同意在資料公開上網後解除列管。",
        "等公告完成後就結案。",
        "同意解除列管，但要先通知提案人。",
        "可以解除列管，前提是網站要更新。",
        "同意解管，不過要先把懶人包放上網站。",
        "簽核完成、回應上架之後，這案就自動解除列管。",
        "一週內有在平臺回應的話就解管，沒有的話下次再報。",
        "那就9月18日系統上線，901就解除列管；沒有上線就自動留著。",
    ],
)
def test_a_condition_is_told_in_many_words_and_also_after_the_release(said: str) -> None:
    assert outcome(("主席", said)) == "released+"


@pytest.mark.parametrize(
    ("asked", "answers", "expected"),
    [
        ("建議本案解除列管。", ["好，同意。"], "released"),
        ("這一案能不能解除列管？", ["沒有問題。"], "released"),
        ("建請解除列管。", ["大家有沒有意見？沒有的話就同意。"], "released"),
        ("建請解除列管。", ["謝謝，這一案我們還是繼續追蹤。"], ""),
        ("建議解除列管。", ["謝謝。請問一下，通知提案人了嗎？"], ""),
        ("建議解除列管。", ["可以理解，但是我想先看到回應。"], ""),
        ("這一案要不要解除列管？", ["不要好了，再一個月。"], ""),
        ("是否解除列管，尊重主席裁示。", ["我們先放著。"], ""),
        ("本案擬請同意解除列管。", ["先緩一緩。"], ""),
        ("我想請教解除列管要走什麼流程？", ["好，請圖書館說明。"], ""),
        ("是否可以延到年底再解除列管？", ["可以。"], ""),
        ("是否可以解除列管？畫面看得到嗎？", ["可以，看得到。請繼續。"], ""),
    ],
)
def test_a_request_is_granted_by_who_agrees_and_not_by_thanks_that_go_on_to_object(
    asked: str, answers: list[str], expected: str
) -> None:
    assert outcome(("陳", asked), *(("主席", answer) for answer in answers)) == expected


@pytest.mark.parametrize(
    "said",
    [
        "這個路段的災害警戒已經解除列管，遊具的部分還在做。",
        "地方政府的部分是由他們自行列管。",
        "我們預計六月底可以解除列管。",
    ],
)
def test_who_reports_releases_nothing_of_their_own(said: str) -> None:
    assert not outcome(("陳", said))


def test_a_conclusion_of_who_reports_is_a_request() -> None:
    said = ("陳", "所以我們認為可以解除列管。")
    assert not outcome(said, ("主席", "這個要問提案人，我們再追一個月。"))
    assert outcome(said, ("主席", "沒有問題。")) == "released"


def test_a_decision_that_a_stage_direction_tells_counts() -> None:
    assert outcome(("", "（決議：本案解除列管。）")) == "released"
    assert not outcome(("", "（投影片：解除列管案件一覽）"))


def test_each_of_several_cases_in_one_sentence_has_the_ruling_that_follows_its_number() -> None:
    passages = record(
        *START, ("主席", "謝謝，序號901繼續列管，建議序號902解除列管，序號903也解管。"), *END
    )
    ruled = {
        item.numbers: found.outcome
        for item in agenda_items.read(passages, BODIES)
        if (found := rulings.ruling(passages, item))
    }
    assert (901,) not in ruled
    assert ruled[(903,)] == "released"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("提案人已經同意，所以提案撤回，協作會議就不召開了。", "not_held"),
        ("那這案先停，等母法三讀以後再恢復追蹤。", "paused"),
        ("好，那就先暫停，等降級以後再說，不用每個月報告。", "paused"),
        ("那我們先暫停，大家休息十分鐘。", ""),
        ("那協作會議就不要開了，示範署自己做，901從表上拿掉。", "self_run"),
        ("那協作會議就不要開了。", "not_held"),
        ("第三期的工程先停，等颱風過了再說。", ""),
        ("如果提案撤回的話，會議就白準備了。", ""),
    ],
)
def test_a_case_that_stops_says_so_of_itself(said: str, expected: str) -> None:
    assert outcome(("主席", said)) == expected


def test_a_case_that_is_only_joined_with_the_open_one_is_not_called_up() -> None:
    assert outcome(("主席", "這一案併入第915案一起處理。")) == "merged"


@pytest.mark.parametrize(
    "said",
    [
        "所以不召開協作會議嗎？",
        "如果不召開協作會議，提案人可能會失望。",
        "我們不是不召開協作會議，只是時間還沒定。",
        "這個時候也可以來討論不召開協作會議。",
        "要不要併入第915案一起處理？",
        "第二期的工程因為缺料暫緩辦理。",
        "我們不會暫緩辦理。",
    ],
)
def test_what_is_asked_or_denied_ends_no_case(said: str) -> None:
    assert not outcome(("陳", said))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("從一百零二案開始", [102]),
        ("接下來 113、115 這兩案", [113, 115]),
        ("序號113到115一併說明", [113, 114, 115]),
        ("還有17案", [17]),
        ("今天列管的共有113案", []),
        ("今年收到的有113案", []),
        ("序號113，不是，是序號115", [115]),
        ("序號113，啊講錯了，應該是115", [115]),
        ("不是序號113是序號115", [115]),
        ("再來是一八〇案", [180]),
        ("序號113是不是要等第2次會議", [113]),
    ],
)
def test_numbers_are_told_from_amounts_and_corrected_as_the_speaker_does(
    text: str, numbers: list[int]
) -> None:
    assert [c.number for c in find_counted(fold(text))] == numbers


@pytest.mark.parametrize(
    "call",
    [
        "首先請序號902，圖書館，謝謝。",
        "首先序號902，不好意思我看一下，請圖書館說明。",
        "首先序號902已經三個月沒有進度，請圖書館說明。",
        "首先是序號902今天應該可以解管，請圖書館說明。",
    ],
)
def test_what_is_said_beside_a_number_is_no_name(call: str) -> None:
    passages = record(START[0], ("主席", call), ("林", "還在做"))
    (item,) = (i for i in agenda_items.read(passages, BODIES) if i.numbers)
    assert called_names.name(passages, item, item.numbers) is None


@pytest.mark.parametrize(
    ("told", "replied"),
    [
        ("4/20已在平台綜整回應。", True),
        ("我們在4月2日開完會以後，4月20日在平台上有回應。", True),
        ("已於112年4月20日於參與平台書面回覆提案人。", True),
        ("4月20日網友在平台回應說不滿意。", False),
        ("提案人4月20日在平台回應了我們。", False),
        ("如果4月20日在平台回應的話就好了。", False),
        ("到4月20日為止尚未在平台回應。", False),
        ("我們應該在4月20日就在平台回應，可是漏掉了。", False),
        ("4月20日有在平台回應嗎？", False),
        ("目前本案在4月20日的時候，已經在平台上做正式回應。", True),
        ("本案已在4月20日彙整意見並給予正式回應。", True),
        ("正式回應也在4月20日公布於參與平臺。", True),
        ("資料在4月2日公開，綜整回應4月20日上Join。", True),
        ("已經於4月20日在平台上，針對協作會議提出的兩項訴求正式回應。", True),
        ("綜整回應已於4月20日上傳參與平臺。", True),
        ("本案業於4月20日正式回應，屬於部分參採。", True),
        ("本案4月20日綜整回應，部分參採。", True),
        ("4月20日是綜整回應的期限。", False),
        ("4月20日已將正式回應初稿送出去。", False),
        ("將於4月20日給予正式回應。", False),
        ("協作會議已於4月20日辦理完竣，預計7月上線，屆時再於平臺回應。", False),
        ("4月20日完成草稿，正式回應五月再上。", False),
        ("4月20日開了協作會議，正式回應已經在寫了。", False),
    ],
)
def test_a_reply_is_one_that_an_agency_gave(told: str, *, replied: bool) -> None:
    passages, items = reported(("陳", told))
    days = [r.date for i in items for r in replies.read(passages, i, ON)]
    assert days == [dt.date(2023, 4, 20)] * replied


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([("", "（投票結果：公園遊具遮陽，72%；圖書館還書，31%）")], ["公園遊具遮陽"]),
        ([("", "（投票結果：「公園遊具遮陽」通過，「圖書館還書」未通過）")], ["公園遊具遮陽"]),
        ([("", "（開票結果：「公園遊具遮陽」、「圖書館還書」同票）")], []),
        ([("", "（投票結果：「公園遊具遮陽」、「圖書館還書」皆未過半）")], []),
        ([("", "（經投票，選出「公園遊具遮陽」為本次協作議題）")], ["公園遊具遮陽"]),
        ([("主席", "這次最高票的是公園遊具遮陽，得票率68%。")], ["公園遊具遮陽"]),
        ([("主席", "投票結果是公園遊具遮陽過半，恭喜示範署。")], ["公園遊具遮陽"]),
        ([("", "（投票結果：公園遊具遮陽，同意9%；圖書館還書，同意71%）")], ["圖書館還書"]),
        (
            [
                (
                    "主席",
                    "結果是「公園遊具遮陽」56%、「圖書館還書」49%，過半的只有「公園遊具遮陽」。",
                )
            ],
            ["公園遊具遮陽"],
        ),
        (
            [
                ("主席", "有人連不進去，重新投票。"),
                ("", "（重新投票結果：「圖書館還書」）"),
            ],
            ["圖書館還書"],
        ),
        ([("主席", "我猜開票結果是公園遊具遮陽過半。")], []),
        ([("", "（線上投票結果：公園遊具遮陽，72%；圖書館還書，38%）")], ["公園遊具遮陽"]),
        (
            [("", "（聊天室投票結果：一、公園遊具遮陽 41票；二、圖書館還書 12票）")],
            ["公園遊具遮陽"],
        ),
        ([("主席", "投票結束，由「公園遊具遮陽」獲選為本月議題。")], ["公園遊具遮陽"]),
        ([("主席", "開票結果，第一名是「圖書館還書」，謝謝。")], ["圖書館還書"]),
        ([("主席", "大家投票，選項有「公園遊具遮陽」、「圖書館還書」。")], []),
        ([("主席", "上個月最高票的是公園遊具遮陽，這個月還沒開。")], []),
        ([("主席", "如果投票結果是公園遊具遮陽過半，示範署可以接嗎？")], []),
        ([("主席", "要投的兩案分別為：「公園遊具遮陽」、「圖書館還書」，請大家投票。")], []),
        (
            [
                ("主席", "現在投票決定午餐吃什麼。"),
                ("", "（開票結果：「公園遊具旁邊的便當店」）"),
            ],
            [],
        ),
        (
            [
                ("", "（開票結果：「公園遊具遮陽」）"),
                ("主席", "有人重複投，作廢，我們重新投票。"),
                ("", "（開票結果：「圖書館還書」）"),
            ],
            ["圖書館還書"],
        ),
    ],
)
def test_a_ballot_chose_what_its_last_result_says_and_nothing_that_lost(
    lines: list[Line], names: list[str]
) -> None:
    found = ballot_results.winners(record(("主席", "請大家想一想"), *lines))
    assert [w.name for w in found] == [fold(n) for n in names]


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("遊具遮陽雖然沒有過半，但是示範署願意接，那就一起做協作會議。", "agreed"),
        ("遊具遮陽沒有過半，示範署也不願意，那就不處理。", ""),
        ("遊具遮陽雖然沒有過半，示範署有意願嗎？", ""),
        ("遊具遮陽大家都沒有意見，就不投票，直接列入協作。", "no_vote"),
        ("遊具遮陽這一案不能不用投票就進入協作。", ""),
        ("遊具遮陽這一案是不是不用投票？", ""),
        ("建議遊具遮陽直接進入協作，不用投票。", ""),
    ],
)
def test_a_wish_a_doubt_or_a_refusal_takes_nothing_on(said: str, how: str) -> None:
    passages = record(("主席", "開票結果如畫面。"), ("主席", said))
    found = {
        "agreed": unvoted.below_half(passages),
        "no_vote": unvoted.without_vote(passages),
    }
    assert {name for name, spans in found.items() if [*spans]} == ({how} if how else set())


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("停車架汰換案由示範署主責，圖書館協助。", {"示範署"}),
        ("停車架汰換，主責機關是示範署嗎？", set()),
        ("停車架汰換原本主辦機關是示範署，後來改了。", set()),
        ("停車架汰換如果由示範署主責，會更快。", set()),
    ],
)
def test_a_host_that_is_asked_about_or_supposed_is_none(text: str, hosts: set[str]) -> None:
    told = host_statements.read(record(("劉", text)), BODIES, "ballot")
    assert {s.body for s in told} == {fold(h) for h in hosts}


def test_who_does_not_help_is_no_helper() -> None:
    passages, items = reported(("陳", "圖書館沒有協辦，是我們自己做。"))
    asked = asked_agencies.in_item(passages, items[0], BODIES)
    assert "co_host" not in {a.role for a in asked}
