"""Labels as they are printed: a village before a name, a number before a name in brackets, the page that ends in a
speech, signs typed wrongly."""

from itertools import cycle

import pytest

from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.open_documents import odt_file, odt_line
from tests.pipeline.readers.test_labels_beside_names import note
from tests.pipeline.readers.test_layouts import speeches, text, told, word
from tests.pipeline.readers.word_files import para, run

SAID = [f"這是第{number}點，請大家看。" for number in range(1, 7)]


def _in_turn(names: list[str]) -> list[tuple[str, str]]:
    return list(zip(cycle(names), SAID, strict=False))


def _spoken(result: Imported) -> list[tuple[str, str]]:
    return [(who.replace(" ", "\u3000"), words) for who, words in speeches(result) if who]


@pytest.mark.parametrize(
    "names",
    [
        ["範例里\u3000王示範里長", "樣本里\u3000李範例理事長", "範例里\u3000陳樣本里長"],
        ["試辦村\u3000林示範村長", "示例村\u3000吳範例村長", "試辦村\u3000高樣本總幹事"],
        ["示範大學\u3000張範例教授", "樣本協會\u3000周示例理事長", "示範大學\u3000何樣本教授"],
        ["民眾\u3000某先生", "範例局\u3000王示範科長", "樣本里\u3000李範例里長"],
    ],
)
@pytest.mark.parametrize("bold", [True, False])
def test_a_place_and_a_name_with_a_wide_space_between_stay_as_they_are_printed(
    names: list[str], bold: bool
) -> None:
    said = _in_turn(names)
    paragraphs = [p for who, words in said for p in (para(run(who, bold=bold)), para(words))]
    assert _spoken(word("座談會", *paragraphs)) == said


@pytest.mark.parametrize("mark", ["肆、出席人員：詳簽到簿", "出席者：王示範、李範例", "與會人員："])
def test_who_speaks_first_is_no_part_of_the_list_of_those_present(mark: str) -> None:
    said = _in_turn(["範例里\u3000王示範里長", "樣本里\u3000李範例里長", "試辦里\u3000陳樣本里長"])
    lines = [odt_line("", bold=who) + odt_line(words) for who, words in said]
    result = read(odt_file("座談會", mark, "伍、意見：", *lines), "座談會.odt")
    assert _spoken(result) == said


def test_a_label_that_was_put_together_is_told() -> None:
    result = text(
        "會議", "", *(f"【範例部】{who}\n{words}" for who, words in _in_turn(["王示範", "李範例"]))
    )
    assert "王示範（範例部）" in told(result, "label-composed")


@pytest.mark.parametrize(
    "number", ["講者{n}（{name}）", "語者{n}（{name}）", "發言者{n}（{name}）"]
)
def test_a_number_and_the_name_in_brackets_behind_it_are_one_label(number: str) -> None:
    said = _in_turn(
        [number.format(n=n, name=name) for n, name in enumerate(["王示範", "李範例", "陳樣本"])]
    )
    rows = [row for who, words in said for row in (f"**{who}：** {words}", "")]
    assert _spoken(note("# 會議", "", *rows)) == said


@pytest.mark.parametrize("mark", ["- ", "* ", "+ "])
def test_one_speech_with_the_mark_of_a_list_is_a_speech_where_others_have_none(mark: str) -> None:
    said = _in_turn(["王示範", "李範例", "陳樣本"]) * 2
    rows = [f"{mark * (at == 7)}**{who}：** {words}" for at, (who, words) in enumerate(said)]
    spaced = [line for row in rows for line in (row, "")]
    assert _spoken(note("# 會議", "", *spaced)) == said


@pytest.mark.parametrize("label", ["都市發展局{}", "就業服務處{}", "都會公園管理處{}"])
def test_an_agency_whose_name_holds_a_word_of_sentences_is_one(label: str) -> None:
    said = _in_turn([label.format(who) for who in ("王科長示範", "李視察範例", "陳副處長樣本")])
    paragraphs = [para(run(f"{who}：", bold=True), words) for who, words in said]
    assert _spoken(word("會議", *paragraphs)) == said


@pytest.mark.parametrize("foot", ["- {} -", "第 {} 頁", "— {} —"])
def test_the_number_and_the_head_of_a_page_in_a_word_file_divide_no_speech(foot: str) -> None:
    pages = [
        line
        for page, name in enumerate(["王示範", "李範例", "陳樣本"], 1)
        for line in (
            f"\u3000\u3000{name}：這一段很長，到了",
            foot.format(page),
            "範例會議\u3000逐字紀錄",
            "下一頁才說完。",
        )
    ]
    result = word("範例會議紀錄", *pages, "\u3000\u3000王示範：謝謝。")
    whole = [words for _, words in _spoken(result)]
    assert whole == ["這一段很長，到了 下一頁才說完。"] * 3 + ["謝謝。"], result.markdown
    assert "逐字紀錄" not in result.markdown
    assert any(note.code == "page-ends" for note in result.dropped)


@pytest.mark.parametrize(
    ("who", "sign"), [("王示範", "::"), ("王示範", "：："), ("Sample", "；"), ("王?", "：")]
)
def test_a_sign_typed_wrongly_behind_a_name_is_that_of_a_label(who: str, sign: str) -> None:
    rows = [f"{name}：{words}" for name, words in _in_turn(["王示範", "Sample", "陳樣本"])]
    found = speeches(text("會議", "", *rows, f"{who}{sign}我補充。", "陳樣本：好。"))
    assert (who, "我補充。") in found
