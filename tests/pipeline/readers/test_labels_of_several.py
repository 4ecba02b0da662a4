"""Labels that hold more than one name: several who speak as one, and those of whom a stenographer was not sure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from minutes.records.document import parse
from pipeline.readers.reading import Imported, read
from tests.bench.layouts import LAYOUTS, Layout

_WORDS = (
    "大家好，我們今天來談這個計畫的進度。",
    "我先說明目前的狀況，預算還沒有下來。",
    "我們都認為應該先做試辦，再來看成效。",
    "謝謝，那我們接下來看第二題，請各位表示意見。",
    "這一題比較複雜，我建議下次再談。",
    "我補充一點，這個要再看看。",
    "我也補充，時程要往後延。",
    "好的，我同意這個做法。",
)


def _page(write: Callable[[str, str], str]) -> Callable[[list[str]], bytes]:
    return lambda names: (
        "<html><head><title>範例座談</title></head><body><h1>範例座談</h1>"
        + "".join(map(write, names, _WORDS))
        + "</body></html>"
    ).encode()


def _text(write: Callable[[str, str], str]) -> Callable[[list[str]], bytes]:
    return lambda names: "\n\n".join(("# 範例座談", *map(write, names, _WORDS))).encode()


def _captions(names: list[str]) -> bytes:
    cues = (
        f"{at}\n00:00:0{at},000 --> 00:00:0{at},900\n{name}：{words}"
        for at, (name, words) in enumerate(zip(names, _WORDS, strict=False), 1)
    )
    return "\n\n".join(cues).encode()


_OTHER: tuple[tuple[str, Callable[[list[str]], bytes]], ...] = (
    (".html", _page(lambda name, words: f"<p><b>{name}：</b>{words}</p>")),
    (".html", _page(lambda name, words: f"<p>{name}：{words}</p>")),
    (".html", _page(lambda name, words: f"<dl><dt>{name}</dt><dd>{words}</dd></dl>")),
    (
        ".html",
        _page(lambda name, words: f'<div class="speaker">{name}</div><div>{words}</div>'),
    ),
    (".md", _text(lambda name, words: f"**{name}**：{words}")),
    (".md", _text(lambda name, words: f"- {name}：{words}")),
    (".md", _text(lambda name, words: f"{name}：\n{words}")),
    (".txt", _text(lambda name, words: f"{name} 00:01:20\n{words}")),
    (".srt", _captions),
)


def _in_layout(layout: Layout, names: list[str]) -> bytes:
    return layout.write(
        "範例座談", [(name, [words]) for name, words in zip(names, _WORDS, strict=False)]
    )


def _speakers(made: Imported) -> list[str]:
    items = [item for item in parse(made.markdown).items if item.type == "speech"]
    return [item.speaker or "" for item in items]


def _told(made: Imported) -> str:
    return "\n".join(note.what_zh for note in made.guessed if note.code == "speaker-once")


_SEVERAL = [
    "王示範",
    "李範例",
    "王示範、陳測試",
    "李範例",
    "陳測試",
    "王示範",
    "李範例？",
    "王示範",
]
_TOGETHER = (
    ["財政部", "勞動部", "財政部、勞動部", "勞動部", "財政部", "勞動部"],
    ["王示範", "李範例", "王示範和李範例", "李範例", "王示範", "李範例"],
    ["王示範", "李範例", "王示範＆李範例", "李範例", "王示範", "李範例"],
    ["王示範", "提問者", "王示範", "提問者？", "王示範", "提問者"],
    ["王示範", "主持人", "王示範", "記者？", "王示範", "主持人"],
)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_who_speaks_as_one_and_who_may_have_spoken_is_a_speaker_of_its_own_in_any_layout(
    layout: Layout,
) -> None:
    made = read(_in_layout(layout, _SEVERAL), f"a{layout.suffix}")
    assert _speakers(made) == _SEVERAL


@pytest.mark.parametrize("names", _TOGETHER, ids=lambda names: "、".join(dict.fromkeys(names)))
def test_who_is_called_in_any_way_may_speak_together(names: list[str]) -> None:
    made = read(_text(lambda name, words: f"{name}：{words}")(names), "a.txt")
    assert _speakers(made) == names


@pytest.mark.parametrize(("suffix", "write"), _OTHER)
def test_several_in_one_label_are_a_speaker_in_pages_notes_and_captions_too(
    suffix: str, write: Callable[[list[str]], bytes]
) -> None:
    names = ["王示範", "李範例", "王示範、李範例", "李範例", "王示範", "李範例？"]
    made = read(write(names), f"a{suffix}")
    assert _speakers(made) == names


def test_nicknames_that_speak_together_are_told_where_one_of_them_speaks_elsewhere() -> None:
    names = ["雨蒼", "馬克", "雨蒼、馬克", "雨蒼", "馬克", "雨蒼", "雨蒼、馬克", "馬克"]
    made = read(_text(lambda name, words: f"{name}：{words}")(names), "a.txt")
    assert _speakers(made) == names
    assert "雨蒼、馬克" in _told(made)


def test_people_called_by_a_word_and_a_letter_speak_together_as_others_do() -> None:
    names = ["同仁A", "同仁B", "同仁G、同仁H", "同仁A", "同仁G", "同仁H", "同仁B"]
    made = read(_in_layout(LAYOUTS[0], names), "a.docx")
    assert _speakers(made) == names


@pytest.mark.parametrize(
    "said",
    ["王示範、各位：我先說明。", "李範例？", "王示範、李範例剛才都說過了。", "王示範？我想請問。"],
)
def test_words_to_somebody_are_no_label_however_they_begin(said: str) -> None:
    lines = ["王示範：大家好。", "李範例：謝謝主席。", f"陳測試：我補充。\n{said}", "李範例：好。"]
    made = read("\n\n".join(("範例座談", *lines, "王示範：謝謝。")).encode(), "a.txt")
    assert _speakers(made).count("王示範") == 2
    assert not [name for name in _speakers(made) if "？" in name or "、" in name]


def test_a_list_of_people_before_the_first_speech_is_no_label() -> None:
    lines = ["範例座談", "王示範、李範例", "王示範：大家好。", "李範例：謝謝。", "王示範：好。"]
    made = read("\n\n".join(lines).encode(), "a.txt")
    assert "王示範、李範例" not in _speakers(made)


def test_a_question_mark_above_the_label_of_whoever_is_asked_names_nobody() -> None:
    lines = ["**王示範**", "請說明。", "**李範例？**", "**李範例**", "好，我說明。"]
    lines += ["**王示範**", "謝謝。", "**李範例**", "不客氣。"]
    made = read("\n\n".join(("# 範例座談", *lines)).encode(), "a.md")
    assert "李範例？" not in _speakers(made)
