"""Captions: voices, prefixes, paragraphs, and what falls away."""

import pytest

from minutes.records.document import parse
from pipeline.readers.reading import Imported, read


def imported(text: str, name: str = "2024-05-17-訪談.vtt") -> Imported:
    return read(text.encode(), name)


def speeches(result: Imported) -> list[tuple[str | None, str]]:
    return [(i.speaker, i.text) for i in parse(result.markdown).items if i.type == "speech"]


def codes(result: Imported) -> set[str]:
    return {note.code for note in (*result.guessed, *result.dropped)}


def test_voices_become_labels_and_consecutive_cues_one_paragraph() -> None:
    result = imported(
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000 align:start\n<v 王小明>大家好，\n\n"
        "00:00:03.100 --> 00:00:05.000\n<v 王小明>今天開始。</v>\n\n"
        "00:00:05.200 --> 00:00:07.000\n<v.loud Lin Dahua>Thank you,\n\n"
        "00:00:07.000 --> 00:00:08.000\n<v Lin Dahua>all of you.\n"
    )
    assert speeches(result) == [
        ("王小明", "大家好，今天開始。"),
        ("Lin Dahua", "Thank you, all of you."),
    ]
    assert {"times", "position", "paragraphs"} <= codes(result)


def test_two_voices_in_one_cue_are_two_speeches() -> None:
    result = imported("WEBVTT\n\n00:01.000 --> 00:02.000\n<v A B>Yes.</v> <v C D>No.</v>\n")
    assert speeches(result) == [("A B", "Yes."), ("C D", "No.")]


def test_a_cue_without_voice_in_a_file_with_voices_is_nobodys() -> None:
    result = imported(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 王小明>好。\n\n00:02.000 --> 00:03.000\n不好。\n"
    )
    assert [who for who, _ in speeches(result)] == ["王小明", "不明發言者"]
    assert "unknown-speaker" in codes(result)


def test_a_pause_ends_a_paragraph_and_so_does_a_breath_after_a_sentence() -> None:
    result = imported(
        "1\n00:00:01,000 --> 00:00:02,000\n王小明：第一句。\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\n第二句\n\n"
        "3\n00:00:04,100 --> 00:00:05,000\n還沒完\n\n"
        "4\n00:00:09,000 --> 00:00:10,000\n久久之後\n",
        "2024-05-17-訪談.srt",
    )
    assert [t for _, t in speeches(result)] == ["第一句。", "第二句還沒完", "久久之後"]
    assert result.speakers == (("王小明", 3),)


def test_srt_is_known_by_its_content_whatever_its_suffix() -> None:
    srt = "1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>Hello</i> &amp; welcome\r\n"
    assert speeches(imported(srt, "a.txt")) == [(None, "Hello & welcome")]


def test_what_looks_like_a_tag_but_is_none_stays_words() -> None:
    result = imported("WEBVTT\n\n00:01.000 --> 00:02.000\na <b and 3 <4 or <x-y> c\n")
    assert speeches(result) == [(None, "a <b and 3 <4 or <x-y> c")]


def test_rolling_captions_are_not_said_twice() -> None:
    result = imported(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n\nhello<00:01.500><c> there</c>\n\n"
        "00:02.000 --> 00:02.010\nhello there\n\n"
        "00:02.010 --> 00:03.000\nhello there\nmy<00:02.5><c> friend</c>\n"
    )
    assert speeches(result) == [(None, "hello there my friend")]
    assert "repeated-line" in codes(result)


def test_the_same_word_said_twice_is_kept_in_other_captions() -> None:
    result = imported("WEBVTT\n\n00:01.000 --> 00:02.000\n對。\n\n00:02.000 --> 00:03.000\n對。\n")
    assert speeches(result) == [(None, "對。對。")]


def test_remarks_and_styles_are_reported_and_empty_lines_in_a_caption_survive() -> None:
    result = imported(
        "WEBVTT - 公聽會\n\nNOTE made by hand\n\nSTYLE\n::cue{}\n\n"
        "00:01.000 --> 00:02.000\n甲\n\n乙\n"
    )
    assert speeches(result) == [(None, "甲乙")]
    dropped = [note.what_en for note in result.dropped]
    assert any("公聽會" in words for words in dropped)
    assert any("made by hand" in words for words in dropped)


def test_a_caption_in_brackets_is_a_narrative() -> None:
    result = imported(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n王小明：好。\n\n00:02.000 --> 00:03.000\n（掌聲）\n"
    )
    assert [i.text for i in parse(result.markdown).items if i.type == "narrative"] == ["（掌聲）"]


def test_captions_without_full_stops_still_make_paragraphs() -> None:
    cues = "".join(f"00:{i:02}.000 --> 00:{i:02}.900\n{'x' * 90}\n\n" for i in range(60))
    assert len(speeches(imported("WEBVTT\n\n" + cues))) == 5


def test_a_dash_before_a_name_goes_and_one_within_words_stays() -> None:
    result = imported("WEBVTT\n\n00:01.000 --> 00:02.000\n- 王小明：甲-乙\n- 林大華：丙\n")
    assert speeches(result) == [("王小明", "甲-乙"), ("林大華", "丙")]


@pytest.mark.parametrize("arrows", ["", ">> "])
@pytest.mark.parametrize("between", [">> Does it?", ">> Does\n  it?"])
def test_arrows_without_a_name_are_somebody_unknown_where_others_have_names(
    arrows: str, between: str
) -> None:
    said = [
        f"{arrows}ANN SAMPLE: It works.",
        between,
        f"{arrows}BOB MODEL: It does.",
        f"{arrows}ANN SAMPLE: Good.",
    ]
    cues = "".join(f"00:0{n}.000 --> 00:0{n}.900\n{words}\n\n" for n, words in enumerate(said))
    result = imported(f"WEBVTT\n\n{cues}")
    assert [who for who, _ in speeches(result)] == [
        "ANN SAMPLE",
        "Unknown speaker",
        "BOB MODEL",
        "ANN SAMPLE",
    ]
    assert "unknown-speaker" in codes(result)


def test_arrows_behind_words_begin_the_words_of_somebody_else() -> None:
    cues = "00:01.000 --> 00:02.000\n王小明：甲案如何？ >> 我反對。\n\n00:03.000 --> 00:04.000\n林大華：丙\n"
    result = imported(f"WEBVTT\n\n{cues}")
    assert speeches(result) == [
        ("王小明", "甲案如何？"),
        ("不明發言者", "我反對。"),
        ("林大華", "丙"),
    ]
    plain = imported("WEBVTT\n\n00:01.000 --> 00:02.000\na >> b\n")
    assert "a >> b" in plain.markdown.replace("\\", "")


def _zoom(*said: tuple[str, str]) -> Imported:
    cues = [
        f"{n}\n00:00:{n:02}.000 --> 00:00:{n + 1:02}.000\n{who}: {words}"
        for n, (who, words) in enumerate(said)
    ]
    return imported("\n\n".join(["WEBVTT", *cues]))


def test_a_display_name_before_each_cue_is_who_speaks_whatever_signs_it_holds() -> None:
    names = ["範例部：王示範", "[評審] 李範例", "陳樣本，中經院", "林測試(政委)/行政院"]
    said = [(names[n % 4], f"這是第{n}點，謝謝。") for n in range(12)]
    assert speeches(_zoom(*said)) == said


def test_words_with_a_colon_in_cues_without_display_names_are_words() -> None:
    words = [(f"第{n}件事是這樣", "要先講清楚。") for n in range(12)]
    assert {who for who, _ in speeches(_zoom(*words))} == {None}


def test_words_that_stand_behind_the_times_of_a_cue_are_kept() -> None:
    vtt = (
        "WEBVTT\n\n00:00.000 --> 00:02.000 align:start position:0% <v 王示範>大家好。\n"
        "\n00:02.000 --> 00:04.000<v 李範例>不同意。\n"
    )
    result = read(vtt.encode(), "a.vtt")
    assert [(s.speaker, s.text) for s in parse(result.markdown).items if s.speaker] == [
        ("王示範", "大家好。"),
        ("李範例", "不同意。"),
    ]
