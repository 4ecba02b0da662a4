"""Labels of agencies and people together, in signs and pictures, in notes, captions and answers; and what looks
like labels in the same layouts and is none."""

import pytest

from minutes.records.speaker_labels import calling
from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.test_layouts import speeches, text, told, word
from tests.pipeline.readers.word_files import para, run, table

WHO = ["王示範", "李範例", "王示範", "陳樣本", "李範例", "陳樣本"]
SAID = [f"這是第{number}點，請大家看。" for number in range(1, 7)]
SPOKEN = list(zip(WHO, SAID, strict=True))


def note(*lines: str) -> Imported:
    return read("\n".join(lines).encode(), "2024-05-17-會議.md")


@pytest.mark.parametrize(
    "form",
    [
        "**範例部｜{name}**\n{words}",
        "#### 🎤 {name}（科長）\n{words}",
        "> **{name}**\n>\n> {words}\n",
        "**{name}** *14:30*\n{words}",
        "<details><summary>{name}</summary>\n\n{words}\n\n</details>",
        "@{name} ：{words}",
    ],
)
def test_a_note_names_speakers_in_each_of_its_ways(form: str) -> None:
    rows = [form.format(name=name, words=words) + "\n" for name, words in SPOKEN]
    spoken = [one for one in speeches(note("# 會議", "", *rows)) if one[0]]
    assert [words for _, words in spoken] == SAID
    assert all(name in (who or "") for name, (who, _) in zip(WHO, spoken, strict=True))


def test_an_outcome_in_a_note_is_not_said_by_whoever_spoke_before() -> None:
    found = speeches(
        note("# 會議", "", "**王示範**：好。", "", "決議：照案通過。", "", "**李範例**：謝謝。")
    )
    assert ("王示範", "照案通過。") not in found
    assert (None, "照案通過。") in found


@pytest.mark.parametrize("form", ["【範例部】{name}", "〔範例部〕{name}", "範例部｜{name}"])
def test_an_agency_beside_a_name_alone_on_a_line_belongs_to_the_name(form: str) -> None:
    bare = text("會議", "", *(f"{form.format(name=name)}\n{words}" for name, words in SPOKEN))
    bold = word(
        "會議", *(p for name, words in SPOKEN for p in _bold(form.format(name=name), words))
    )
    for result in (bare, bold):
        spoken = [one for one in speeches(result) if one[0]]
        assert spoken == [(f"{name}（範例部）", words) for name, words in SPOKEN], result.markdown


def _bold(name: str, words: str) -> list[str]:
    return [para(run(name, bold=True)), para(run(words))]


def test_an_office_in_bold_type_speaks_where_agencies_with_names_do() -> None:
    lines = [*SPOKEN[:3], ("手語翻譯員", "我代為說明。")]
    result = word(
        "會議",
        *(
            p
            for name, words in lines
            for p in _bold(f"〔範例部〕{name}".replace("〔範例部〕手", "手"), words)
        ),
    )
    assert speeches(result)[-1] == ("手語翻譯員", "我代為說明。")


@pytest.mark.parametrize("line", ["**【】**", "### 🎤", "@ ：", "> ****", "：", "〔〕"])
def test_a_mark_without_any_name_is_read_as_words(line: str) -> None:
    rows = [f"**{name}**：{words}" for name, words in SPOKEN]
    assert [one for one in speeches(note("# 會議", line, *rows)) if one[0]][-6:] == SPOKEN
    assert read(f"會議\n{line}\n大家好。\n{line}\n".encode(), "2024-05-17-會議.txt").markdown


@pytest.mark.parametrize("mark", ["◎", "◆", "★", "👤 ", "🗣️ "])
def test_signs_and_pictures_may_touch_a_name(mark: str) -> None:
    lines = [f"{mark}{name}：{words}" for name, words in SPOKEN]
    assert speeches(text("會議", "", *lines)) == SPOKEN
    unknown = text("會議", "", *lines[:3], f"{mark}？？？：我不同意。")
    assert speeches(unknown)[-1] == ("不明發言者", "我不同意。")


def test_several_who_speak_at_once_are_a_speaker_of_their_own_and_told() -> None:
    result = text("會議", "", "王示範：好。", "李範例、陳樣本：沒有這回事！", "王示範：好。")
    assert speeches(result)[1] == ("李範例、陳樣本", "沒有這回事！")
    assert "李範例、陳樣本" in told(result, "speaker-once")


def test_a_pause_with_its_time_in_brackets_is_nobodys_name() -> None:
    result = text("會議", "", "王示範：好。", "（15:40 休息十分鐘）", "李範例：繼續。")
    assert {who for who, _ in speeches(result) if who} == {"王示範", "李範例"}


def test_topics_in_bold_type_are_no_speakers_and_are_told() -> None:
    lines = [
        para(run("王示範：", bold=True), run("大家好。")),
        para(run("李範例：", bold=True), run("好。")),
    ]
    item = para(run("停放區計畫的進度：", bold=True), run("已經公開。"))
    head = para(run("優點：", bold=True), run("便宜。"))
    result = word("會議", *lines, item, head)
    assert {who for who, _ in speeches(result) if who} == {"王示範", "李範例"}
    assert "停放區計畫的進度" in told(result, "not-a-speaker")
    assert "優點" in told(result, "not-a-speaker")
    assert {
        who
        for who, _ in speeches(note("# 摘要", "", "- **預算：** 三百萬。", "- **期程：** 七月。"))
    } <= {None}


OPINIONS = ["（一）範例部：同意。", "（二）示範局：建議改道。", "（三）Maria Sample 講師：謝謝。"]


def test_opinions_with_numbers_below_a_discussion_are_speeches_and_told() -> None:
    result = text(
        "會議紀錄", "五、綜合討論：", *OPINIONS, "六、結論：", "（一）範例部：於六月底前完成。"
    )
    spoken = speeches(result)
    assert [one for one in spoken if one[0]] == [
        ("範例部", "同意。"),
        ("示範局", "建議改道。"),
        ("Maria Sample 講師", "謝謝。"),
    ]
    assert "示範局" in told(result, "speaker-once")


def test_tasks_with_numbers_below_an_outcome_are_no_speeches() -> None:
    result = text("會議紀錄", "六、決議：", *OPINIONS[:2])
    assert {who for who, _ in speeches(result)} <= {None}


def test_answers_beside_opinions_in_a_table_are_said_by_those_who_answer() -> None:
    rows = [
        ("編號", "發言單位／人員", "發言內容", "機關回應"),
        ("1", "王示範", "資料沒有收到。", "範例局：將再寄一次。"),
        ("2", "李範例", "請放寬標準。", "同意另訂標準。"),
    ]
    spoken = [one for one in speeches(word(table(*rows))) if one[0]]
    assert spoken == [
        ("王示範", "資料沒有收到。"),
        ("範例局", "將再寄一次。"),
        ("李範例", "請放寬標準。"),
        ("機關回應", "同意另訂標準。"),
    ]


def test_captions_may_name_who_speaks_in_their_identifiers() -> None:
    cues = [
        f'{i} "{name}" (379254{i})\n00:0{i}:01.000 --> 00:0{i}:40.000\n{words}\n'
        for i, (name, words) in enumerate(SPOKEN)
    ]
    result = read("\n".join(["WEBVTT\n", *cues]).encode(), "2024-05-17-會議.vtt")
    assert speeches(result) == SPOKEN
    bracketed = [
        f"{i + 1}\n00:0{i}:01,000 --> 00:0{i}:40,000\n（{name}）{words}\n"
        for i, (name, words) in enumerate(SPOKEN[:5])
    ]
    assert speeches(read("\n".join(bracketed).encode(), "2024-05-17-會議.srt")) == SPOKEN[:5]


@pytest.mark.parametrize(
    ("words", "kind"),
    [("Maria Sample講師", "person"), ("阿布‧示例專員", "person"), ("ABC代表", "office")],
)
def test_an_office_may_stand_behind_a_name_of_another_language(words: str, kind: str) -> None:
    assert calling(words) == kind


@pytest.mark.parametrize(
    "form",
    [
        "登記發言{number}號 {name}先生：{words}",
        "第{number}位發言人{name}：{words}",
        "A（{name}）：{words}",
        "{name} | {words}",
        "2026/6/18 下午3:2{number} - {name}: {words}",
        "[2026/6/18 下午3:2{number}:05] {name}: {words}",
        "{name} — 今天 下午3:2{number}\n{words}",
        "{name}  3:2{number} PM\n{words}",
        "發言人：{name}\n單位職稱：範例部科長\n發言內容：\n{words}",
    ],
)
def test_slips_chats_and_orders_of_speech_name_their_speakers(form: str) -> None:
    said = enumerate(SPOKEN, 1)
    rows = [form.format(number=number, name=name, words=words) for number, (name, words) in said]
    spoken = speeches(text("會議紀錄", "", *rows))
    assert [words for _, words in spoken] == SAID
    assert all(name in (who or "") for name, (who, _) in zip(WHO, spoken, strict=True))


def test_what_a_slip_holds_besides_name_and_words_is_told() -> None:
    rows = [f"發言人：{name}\n電話：02-0000\n發言內容：{words}" for name, words in SPOKEN]
    result = text("會議紀錄", "", *rows)
    assert speeches(result) == SPOKEN
    assert "電話：02-0000" in "\n".join(note.what_zh for note in result.dropped)


def test_who_asks_and_who_answers_are_named_without_those_words() -> None:
    lines = ["記者問：怎麼開始的？", "王示範答：在車庫裡。", "記者問：後來呢？", "王示範答：很忙。"]
    assert [who for who, _ in speeches(text("專訪", "", *lines))] == ["記者", "王示範"] * 2


def test_headings_with_numbers_of_several_parts_name_speakers() -> None:
    rows = [f"#### 1.{number} {name}\n{words}" for number, (name, words) in enumerate(SPOKEN, 1)]
    assert speeches(text("會議紀錄", "", *rows)) == SPOKEN


def test_times_that_lead_to_a_recording_are_times_and_told() -> None:
    link = "[00:0{number}:10](https://example.org/film?t={number})"
    rows = [f"- {link.format(number=i)} {name}：{words}" for i, (name, words) in enumerate(SPOKEN)]
    result = note("# 會議", "", *rows)
    assert [one for one in speeches(result) if one[0]] == SPOKEN
    assert [entry.code for entry in result.dropped] == ["time-links"]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read_and_told(codec: str) -> None:
    lines = "\n".join(f"{name}：一、{words}" for name, words in SPOKEN)
    result = read(f"會議紀錄\n\n{lines}\n".encode(codec), "2024-05-17-會議.txt")
    assert [who for who, _ in speeches(result)] == WHO
    assert "encoding" in [entry.code for entry in result.guessed]


def test_a_form_of_minutes_keeps_the_speeches_in_its_cells_apart() -> None:
    said = [f"{name}：{words}" for name, words in SPOKEN]
    rows = [
        ("時間", "113年5月17日"),
        ("主持人", "王示範里長"),
        ("討論內容", "\n".join(said)),
        ("決議", "照案通過。"),
    ]
    spoken = speeches(word("會議紀錄", table(*rows)))
    assert [one for one in spoken if one[0]] == SPOKEN
    assert (None, "照案通過。") in spoken


def test_times_of_a_programme_before_the_meeting_name_nobody() -> None:
    head = ["09:30-09:40 報到", "09:40-09:50 主持人致詞", "09:50-11:00 綜合討論"]
    lines = [f"{name}：{words}" for name, words in SPOKEN]
    assert [one for one in speeches(text("會議", *head, "", *lines)) if one[0]] == SPOKEN


def test_entries_of_a_list_within_a_speech_are_no_speakers_though_all_lines_bear_labels() -> None:
    lines = [f"{name}：{words}" for name, words in [*SPOKEN, *SPOKEN]]
    result = text("會議", "", *lines, "王示範：三件事。", "站位：校門口。", "票價：不變。")
    assert {who for who, _ in speeches(result)} == {"王示範", "李範例", "陳樣本"}
    assert "站位" in told(result, "not-a-speaker")


@pytest.mark.parametrize(
    "form", ["{name}──{words}", "{name}｜{words}", "[00:03] **{name}**\n{words}"]
)
def test_a_name_of_several_words_is_set_off_as_others_are(form: str) -> None:
    said = [(name.replace("陳樣本", "Hana Demo"), words) for name, words in SPOKEN]
    lines = [form.format(name=name, words=words) for name, words in said]
    assert speeches(text("會議", "", *lines)) == said


def test_bold_names_in_a_numbered_list_of_a_note_are_speakers() -> None:
    rows = [
        f"{number}. **{name}**（科長）：{words}" for number, (name, words) in enumerate(SPOKEN, 1)
    ]
    spoken = [one for one in speeches(note("# 會議", "", *rows)) if one[0]]
    assert [words for _, words in spoken] == SAID
