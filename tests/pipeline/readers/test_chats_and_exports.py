"""How chats and programmes for meetings set off who speaks: two lines, times in other forms, keys at the foot, events."""

import pytest

from minutes.records.document import parse
from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.test_layouts import speeches, text, told

WORDS = [
    ("王示範", "站牌的燈壞了三座"),
    ("李範例", "哪三座？"),
    ("王示範", "第二、第五、第七座"),
    ("李範例", "好，我去報修"),
    ("阿貓", "謝謝"),
    ("阿貓", "我也看到了"),
]


def _narratives(result: Imported) -> str:
    return "\n".join(item.text for item in parse(result.markdown).items if item.type == "narrative")


MANY = [(who, f"{words}，第{time}次") for time in range(4) for who, words in WORDS]


@pytest.mark.parametrize(
    "form",
    [
        "{who}\n  9:{n:02} AM\n{words}",
        "{who}\n下午 2:{n:02}\n{words}",
        "19:{n:02}:18\t 從  {who}  到  所有人:\n\t{words}",
        "19:{n:02}:18 From {who} to Everyone: {words}",
        "{who} — 2026/6/2 下午 8:{n:02}\n{words}",
        "〔{n}'01\"〕{who}：{words}",
        "00:{n:02}:54 - {who} - {words}",
        "{who} 00:{n:02}:21　{words}",
        "🎤 **{who}** ▸ {words}",
        "〈{who}〉{words}",
        "｛{who}｝{words}",
    ],
)
def test_each_turn_of_a_chat_comes_back_under_who_wrote_it(form: str) -> None:
    rows = [form.format(who=who, words=words, n=n) for n, (who, words) in enumerate(MANY, 10)]
    found = [
        (who, " ".join(words.split()))
        for who, words in speeches(text("站牌群組", "", *rows))
        if who
    ]
    assert found == MANY


def test_each_of_several_brackets_sets_a_name_off() -> None:
    around = {"王示範": "〈〉", "李範例": "《》", "陳樣本": "｛｝"}
    said = [(who.replace("阿貓", "陳樣本"), words) for who, words in MANY]
    rows = [f"{around[who][0]}{who}{around[who][1]}{words}" for who, words in said]
    assert [one for one in speeches(text("站牌群組", "", *rows)) if one[0]] == said


@pytest.mark.parametrize("at_foot", [True, False])
def test_a_key_to_the_codes_of_a_programme_names_who_speaks(*, at_foot: bool) -> None:
    codes = {"王示範": "SPEAKER_00", "李範例": "SPEAKER_01", "阿貓": "SPEAKER_02"}
    key = ["---", "語者對照", "SPEAKER_00 = 王示範", "SPEAKER_01 = 李範例", "SPEAKER_02 = ？", ""]
    rows = [
        f"[00:00:{n:02}.000 --> 00:00:{n + 1:02}.000] {codes[w]}: {s}"
        for n, (w, s) in enumerate(WORDS)
    ]
    result = text("站牌討論", "", *([*rows, "", *key] if at_foot else [*key[2:], *rows]))
    assert [who for who, _ in speeches(result) if who][:4] == ["王示範", "李範例"] * 2
    assert "SPEAKER_00＝王示範（2 處）" in told(result, "legend")
    assert not any("對照" in words or "王示範" in words for who, words in speeches(result) if who)
    assert "王示範" not in dict(result.speakers) or "SPEAKER_02" in told(result, "account")


@pytest.mark.parametrize(
    "event",
    [
        "陳樣本加入聊天",
        "陳樣本已收回訊息",
        "李範例 對「站牌的燈…」回應了👍",
        "回覆「站牌的燈壞了三座」",
    ],
)
def test_what_a_chat_says_of_people_stays_as_nobodys_words(event: str) -> None:
    rows = [f"{who}：{words}。" for who, words in WORDS]
    result = text("站牌群組", "", *rows[:3], event, *rows[3:])
    assert event in _narratives(result)
    assert not any(event in words for who, words in speeches(result) if who)


@pytest.mark.parametrize("line", ["3 則回覆", "（已編輯）", ":eyes:", "新訊息"])
def test_what_a_chat_shows_beside_words_is_told_and_left_out(line: str) -> None:
    rows = [f"{who}：{words}。" for who, words in WORDS]
    result = text("站牌群組", "", *rows[:3], line, *rows[3:])
    assert line not in result.markdown
    assert line in told(result, "times")


@pytest.mark.parametrize("sound", ["[笑聲]", "♪ 月琴聲 ♪", "（鼓掌）"])
def test_sounds_in_captions_are_nobodys(sound: str) -> None:
    cues = ["王示範：你吃飽沒？", "李範例：吃飽了。", sound, "王示範：好。"]
    srt = "\n\n".join(
        f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{c}" for n, c in enumerate(cues, 1)
    )
    result = read(srt.encode(), "a.srt")
    assert sound.strip("（）") in _narratives(result)
    assert [who for who, _ in speeches(result)] == ["王示範", "李範例", "王示範"]


def test_a_remark_that_fills_several_captions_is_nobodys() -> None:
    cues = ["王示範：燈修好了。", "（會後補充：第三座", "已於六月修好。）", "李範例：好。"]
    srt = "\n\n".join(
        f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{c}" for n, c in enumerate(cues, 1)
    )
    assert "第三座已於六月修好" in _narratives(read(srt.encode(), "a.srt"))


def test_the_words_of_a_folded_list_of_a_note_are_no_code() -> None:
    note = "# 站牌討論\n\n**王示範**\n\n開始。\n\n- 後半\n\n    **李範例**\n\n    燈修好了。\n\n    **王示範**\n\n    *（眾人點頭）*\n\n    好。\n"
    result = read(note.encode(), "a.md")
    assert [(w, s) for w, s in speeches(result) if s == "燈修好了。"] == [("李範例", "燈修好了。")]
    assert "    " not in result.markdown
    assert "（眾人點頭）" in _narratives(result)
