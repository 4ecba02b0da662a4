"""A case has ended where plain words of who presides say so, and nothing behind takes it back: what is denied,
put off, asked, quoted, told of another case or of a part of it ends nothing (all invented)."""

import pytest

from minutes.recognition import named_rulings, rulings
from minutes.recognition.agenda import called_back
from minutes.recognition.statements import release_clauses, verdicts
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, Line, record

BEFORE: tuple[Line, ...] = (
    ("司儀", "歷次協作會議摘要報告，我們依序號。第一個是序號908案，有關於長椅汰換，請公園處。"),
    ("高", "公園處報告，長椅汰換已經完成採購，會持續辦理。"),
    ("主席", "好，謝謝。"),
    ("司儀", "接著是序號909案，有關於遊具遮陽，請示範署。"),
    ("陳", "示範署報告，各地的遮陽設施正在施工，相關的回應也在整理。"),
)
AFTER: tuple[Line, ...] = (
    ("司儀", "下一案是序號910案，有關於步道照明，請圖書館。"),
    ("林", "圖書館報告，步道照明的規劃還在進行。"),
    ("主席", "好，謝謝。"),
)


def outcome(*said: Line) -> str:
    """How case 909 ended, with a + where on a condition; "" where no plain words say that it did."""
    passages = record(*BEFORE, *said, *AFTER)
    items = [one for one in called_back.read(passages, BODIES) if 909 in one.numbers]
    found = [ruling for one in items if (ruling := rulings.ruling(passages, one))]
    return found[-1].outcome + "+" * bool(found[-1].condition) if found else ""


@pytest.mark.parametrize(
    "said",
    [
        "好，這案解除列管。",
        "既然已經回應了，這案就不用再列管了。",
        "從前年年底到現在，一年多，三讀、公布、回應都有了，今天就解除列管。",
        "就照示範署的建議，解除列管。",
        "感謝示範署，這案就到這裡，解除列管。",
        "雖然提案人不滿意，但該回應的都回應了，所以解除列管。",
        "沒有意見的話就解除列管。",
        "這樣應該在我們這邊就可以解管，謝謝。",
        "解除列管，由示範署自行追蹤。",
        # since a day that is over
        "這案從去年底談到現在，辛苦示範署了，解管。",
        "遮陽上個月底都裝好了，那就解除列管。",
    ],
)
def test_who_presides_releases_a_case_in_plain_words(said: str) -> None:
    assert outcome(("主席", said)) == "released"


@pytest.mark.parametrize(
    "said",
    [
        "同意解除列管，惟請示範署於兩週內在平台回應。",
        "同意解除列管，但請先把回應放上平台。",
        "回應一上去就解除列管。",
        "完成公告即解除列管。",
        "平台回應後解除列管。",
        "俟提案人收到回復後解除列管。",
        "有回應的話就解管，不用再報。",
        "那就請示範署在八月底以前把圖換掉，更新了就解除列管。",
        "請示範署年底前補上圖說，公開了就解管。",
    ],
)
def test_what_has_to_be_done_for_a_release_is_its_condition(said: str) -> None:
    assert outcome(("主席", said)) == "released+"


@pytest.mark.parametrize(
    "said",
    [
        # denied
        "解除列管恐怕不妥。",
        "我不認為回應貼上去就等於可以解除列管。",
        "這案要解除列管還需要一點時間。",
        "離解除列管還有一段距離。",
        # put off
        "下一次的月會應該就可以解除列管。",
        "解除列管我們下次處理。",
        "再一個月就可以解除列管了。",
        "年底就可以解除列管了。",
        "下個月底應該可以解除列管。",
        "應該很快就可以解除列管。",
        "過年後再解除列管。",
        "那下個月報告完，就解除列管。",
        # taken back in the same breath
        "原本可以解除列管，但是平台還沒有回應，所以先留著。",
        "照理可以解除列管，只是數字還沒出來，所以再列一次。",
        "可以解除列管了，不過我看附件還沒上，那還是下次好了。",
        "好，解除列管。不對，這案還有一個回應沒上去，那就再列一個月。",
        # asked, quoted, told of the past or of another case
        "文化部認為可以解除列管了嗎？我想先看看回應。",
        "會議紀錄寫「解除列管」是寫錯的，請更正。",
        "這案之前就解管了，謝謝示範署來更新。",
        "前一案解除列管，這一案請繼續。",
        "院列管的那一件解除列管了，跟我們這裡的列管不一樣。",
        # a part of it, or what comes instead
        "會前會就由示範署自己辦，協作會議我們一起辦。",
        "七月的協作會議不召開，延到八月。",
        "提案人撤回附議的那一則，不是這一案。",
        "這案不併入910案。",
        "這案和910案併案討論，但分開列管。",
        "這次報告的時候併入910案說明。",
    ],
)
def test_words_that_are_not_plain_end_no_case(said: str) -> None:
    assert outcome(("主席", said)) == ""


@pytest.mark.parametrize(
    "lines",
    [
        (("主席", "好，解除列管。"), ("林", "主席，還有問題。"), ("主席", "那就下次再說。")),
        (
            ("主席", "這案解除列管。"),
            ("陳", "主席，可是公告還沒有出來。"),
            ("主席", "那等公告再說。"),
        ),
        (("主席", "可以解管了。"), ("林", "建議還是再看一季。"), ("主席", "好，那就再看一季。")),
        (("陳", "以上，建請解除列管。"), ("主席", "謝謝示範署的報告。")),
        (
            ("陳", "以上，建請解除列管。"),
            ("主席", "好，我知道了，這個我們帶回去看一下。"),
        ),
        (("陳", "以上，建請解除列管。"), ("林", "可以。"), ("主席", "我還沒看過，先列著。")),
        (("陳", "我們希望明年可以解除列管。"), ("主席", "好，加油。")),
        (("林", "我覺得可以解除列管。"), ("主席", "我再想一下。")),
        (("陳", "我們的業務單位說這案可以解除列管了。"), ("主席", "謝謝。")),
    ],
)
def test_a_release_that_is_objected_to_or_only_heard_is_none(lines: tuple[Line, ...]) -> None:
    assert outcome(*lines) == ""


@pytest.mark.parametrize(
    "lines",
    [
        (("陳", "以上，建請解除列管。"), ("主席", "好，同意。")),
        (("主席", "這案可以解除列管嗎？"), ("陳", "可以。"), ("主席", "好，謝謝。")),
        (("主席", "先不解管。"), ("陳", "回應昨天已經上去了。"), ("主席", "那就解除列管。")),
    ],
)
def test_a_release_that_is_agreed_to_is_one(lines: tuple[Line, ...]) -> None:
    assert outcome(*lines) == "released"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "我整理一下，908、909案解除列管，910案繼續列管。",
            {"released": {908, 909}, "held": {910}},
        ),
        ("908到910案，除第909案外，解除列管。", {"released": {908, 910}}),
        ("908至910案，除910案外，均解除列管。", {"released": {908, 909}}),
        ("909案請補件，910案同意解除列管。", {"released": {910}}),
        ("908案可以解除列管，909案的部分請示範署再補充。", {"released": {908}}),
        ("以上除909案外，都解除列管。", {"unclear": {908, 910}}),
        ("909案持續列管，其餘解除列管。", {"held": {909}, "unclear": {908, 910}}),
        ("今天解除列管的有908案、910案。", {"unclear": {908, 910}}),
        ("剛剛909案講太快了，我們還是留著。", {"unclear": {909}}),
        ("我最後更正一下，909案還是繼續列管。", {"held": {909}}),
        ("908案解除列管，909案改由示範署自辦。", {"released": {908}, "self_run": {909}}),
        ("910案併入909案，以909案為主。", {"merged": {910}}),
    ],
)
def test_a_summary_rules_on_each_case_that_it_names(
    said: str, expected: dict[str, set[int]]
) -> None:
    passages = record(*BEFORE, ("主席", "謝謝。"), *AFTER, ("主席", said))
    called = frozenset({908, 909, 910})
    found: dict[str, set[int]] = {}
    for numbers, ruling in named_rulings.read(passages, called, called):
        found.setdefault(ruling.outcome, set()).update(numbers)
    assert found == expected


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("（主席裁示：序號908、909解除列管，序號910持續列管。）", {908, 909}),
        ("（決議：908案持續列管、909案解除列管。）", {909}),
        ("（主席裁示：除序號909外，餘同意解除列管。）", set()),
        ("（裁示：序號909原建議解除列管，經討論後持續列管。）", set()),
        ("（裁示：序號909俟下次月會再行決定是否解除列管。）", set()),
    ],
)
def test_a_narrative_of_decisions_rules_on_each_case_that_it_names(
    said: str, numbers: set[int]
) -> None:
    passages = record(*BEFORE, *AFTER, ("", said))
    called = frozenset({908, 909, 910})
    found = named_rulings.read(passages, called, called)
    assert {n for told, ruling in found if ruling.ends() for n in told} == numbers


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("下個月再來解除列管。", "held"),
        ("可以解除列管，不過回應還沒上，還是再看一次。", "held"),
        ("這案先解管，等預算出來再說。", "unclear"),
        ("露營場案解除列管，飲水機的部分我們再看一次。", "granted"),
    ],
)
def test_what_follows_a_release_belongs_to_it_until_another_matter_is_spoken_of(
    said: str, verdict: str
) -> None:
    assert verdicts.of(fold(said)) == verdict


def test_words_that_leave_a_ruling_for_later_take_it_back() -> None:
    assert release_clauses.reopens(fold("那還是下次好了"))
    assert not release_clauses.reopens(fold("下個月就不用再報了"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("兩個部會做得很快，那163就解除列管。", "granted"),
        ("回應之後就解除列管，下次不用再列。", "on_condition"),
        ("下次解除列管。", "held"),
        ("有道理，那就收回，164繼續追蹤。", "held"),
    ],
)
def test_what_is_not_done_any_more_is_settled_now_and_what_went_fast_is_not_to_come(
    said: str, expected: str
) -> None:
    assert verdicts.of(fold(said)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("905就給號，示範署自行辦理，半年後來說。", "self_run"),
        ("編905，自行辦理，做好了回來看。", "self_run"),
        ("好，905就示範署自行辦理，我們這邊就不列管了。", "self_run"),
        ("905案雖然是我們自己辦，但是已經試過了。", None),
    ],
)
def test_a_number_and_who_runs_the_case_alone_end_it(said: str, expected: str | None) -> None:
    assert verdicts.ending(fold(said)) == expected


def test_a_sentence_may_tell_of_a_release_that_was_ruled_before() -> None:
    assert verdicts.tells_release(fold("依照去年10月的裁示，已經解除列管，跟大家報告。"))
    assert not verdicts.tells_release(fold("這一案就解除列管。"))
