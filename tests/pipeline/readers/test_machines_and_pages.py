"""What programmes and printers write around words: JSON of recognised speech, times said once more, heads of pages, menus of
the web; tables of which one column holds all that is said; offices with the name left out."""

import json

import pytest

from minutes.records.speaker_labels import calling
from pipeline.readers.reading import Imported, ImportProblem, read
from tests.pipeline.readers.test_labels_beside_names import SAID, SPOKEN
from tests.pipeline.readers.test_layouts import speeches, text, told, word
from tests.pipeline.readers.test_pages import page, turns
from tests.pipeline.readers.word_files import table

PIECES = [
    {"start": 5.0 * at, "end": 5.0 * at + 4, "text": words, "speaker": name}
    for at, (name, words) in enumerate(SPOKEN)
]


def lost(result: Imported) -> str:
    return told(result, "lost-words")


@pytest.mark.parametrize(
    "written",
    [
        json.dumps({"language": "zh", "segments": PIECES}, ensure_ascii=False),
        json.dumps(PIECES),
        "\n".join(json.dumps(piece, ensure_ascii=False) for piece in PIECES),
    ],
)
def test_json_of_a_programme_that_recognises_speech_says_who_speaks(written: str) -> None:
    result = read(written.encode(), "2024-05-17-會議.json")
    assert speeches(result) == SPOKEN
    assert lost(result) == ""


@pytest.mark.parametrize(
    "written", ['{"a": 1}', '["王示範", "李範例"]', '{"text": 5}', "[[[[[1]]]]]"]
)
def test_json_that_is_no_transcript_is_refused(written: str) -> None:
    with pytest.raises(ImportProblem):
        read(written.encode(), "a.json")


def test_a_name_with_its_time_once_more_below_both_is_one_label() -> None:
    rows = [
        f"{name}\n{at} 分 3 秒\n{at}:03\n{name} {at} 分 3 秒\n{words}"
        for at, (name, words) in enumerate(SPOKEN)
    ]
    result = text("轉錄", "", *rows)
    assert speeches(result) == SPOKEN
    assert lost(result) == ""


@pytest.mark.parametrize(
    ("code", "head"),
    [("R1-{0:03}", ("編號", "逐字稿", "備註")), ("{0}", ("項次", "討論內容 Discussion", "決議"))],
)
def test_of_a_table_the_column_in_which_names_stand_before_words_is_what_is_said(
    code: str, head: tuple[str, ...]
) -> None:
    rows = [(code.format(at), f"{name}：{words}", "") for at, (name, words) in enumerate(SPOKEN, 1)]
    rows[2] = (*rows[2][:2], "照案通過")
    result = word("會議紀錄", table(head, *rows))
    assert [one for one in speeches(result) if one[0]] == SPOKEN
    assert f"（{head[2]}：照案通過）" in result.markdown
    assert lost(result) == ""


def test_a_table_of_what_was_said_and_answered_with_names_in_both_columns_is_speeches() -> None:
    rows = [(f"{name}：{words}", f"範例局：{words}") for name, words in SPOKEN]
    spoken = speeches(word("會議紀錄", table(("意見", "回應"), *rows)))
    assert {who for who, _ in spoken} >= {"範例局", *(name for name, _ in SPOKEN)}


def printed(*pages: str) -> bytes:
    """A PDF of pages of words in Latin letters."""
    made = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for words in pages:
        shown = " T* ".join(f"({line}) Tj" for line in words.split("\n"))
        drawn = f"BT /F 10 Tf 12 TL 40 800 Td {shown} ET".encode()
        made.append(b"<</Length %d>>stream\n%b\nendstream" % (len(drawn), drawn))
        leads = f"/Parent 2 0 R/Contents {len(made)} 0 R/Resources<</Font<</F 3 0 R>>>>"
        made.append(f"<</Type/Page/MediaBox[0 0 600 850]{leads}>>".encode())
    kids = " ".join(f"{5 + 2 * at} 0 R" for at in range(len(pages)))
    made[1] = f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode()
    written, table_of_objects = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, one in enumerate(made, 1):
        table_of_objects += b"%010d 00000 n \n" % len(written)
        written += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    size = len(made) + 1
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(written))
    return written + b"xref\n0 %d\n" % size + table_of_objects + end


def test_a_sentence_that_a_page_of_a_pdf_divides_goes_on_below_the_head_of_the_next() -> None:
    line = "We talk about the lamp posts of the park and about nothing else, as you"
    pages = [
        f"Sample Gazette, volume {at}\nAnn Sample: {line}\n{line}\n- {at} -" for at in range(1, 5)
    ]
    pages = [
        f"{one}".replace("Ann Sample: ", "" if at else "Ann Sample: ")
        for at, one in enumerate(pages)
    ]
    result = read(printed(*pages), "2024-05-17-gazette.pdf")
    assert "Gazette" not in result.markdown.split("\n", 1)[1]
    assert "Sample Gazette" in told(result, "page-ends")
    assert len(speeches(result)) == 1


def test_menu_and_foot_of_a_page_are_said_to_be_left_out_and_the_way_past_them_is_no_title() -> (
    None
):
    lines = (f"<p>{who}：{words}</p>" for who, words in SPOKEN)
    skip = "<a href='#main'>跳到主要內容區塊</a>"
    result = page(skip, "<nav>回首頁</nav>", "<h1>站牌</h1>", *lines, "<footer>更新日期</footer>")
    assert turns(result) == SPOKEN
    assert result.markdown.startswith("# 2026-05-17 站牌")
    assert "3 處" in told(result, "page-around")
    assert lost(result) == ""


@pytest.mark.parametrize("name", ["○委員○○", "工務局○總工程司○○", "○市長"])
def test_an_office_around_which_the_name_is_left_out_calls_a_person(name: str) -> None:
    assert calling(name) == "person"


@pytest.mark.parametrize(
    "line", ["END 10:05 A.M. CST", "9:30 A.M. CST", "Audio source: a.m4a", "採訪整理／王示範"]
)
def test_what_stands_beside_times_and_makers_of_a_transcript_names_nobody(line: str) -> None:
    rows = (f"{name}：{words}" for name, words in SPOKEN)
    spoken = {who for who, _ in speeches(text("會議紀錄", "", line, *rows))}
    assert spoken - {None} == {name for name, _ in SPOKEN}


def test_people_whom_tabs_part_in_the_head_say_nothing() -> None:
    there = ["主席：唐召集人範\t\t記錄：王專員", "出席人員：", "林委員範例\t蔡委員樣本\t黃委員示範"]
    spoken = speeches(text("會議紀錄", "", *there, "", *(f"林委員範例：{words}" for words in SAID)))
    assert {who for who, _ in spoken} - {None} == {"林委員範例"}
