"""Rich Text Format and the old Word format are counted on words that no reader of ours has taken."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest

from pipeline.readers.audit.old_word import old_word_passages
from pipeline.readers.audit.passages import CannotCount
from pipeline.readers.audit.report import passages_of
from pipeline.readers.formats import doc, rtf
from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.open_documents import odt_file

_SPEECHES = (
    "第一次範例會議",
    "王示範：大家好，café 開會。",
    "李範例：我不同意。",
    "王示範：那麼再談。",
)
_OLD_WORD = (
    Path(__file__).parent / "old_word.doc"
).read_bytes()  # the speeches and a table, saved by LibreOffice 7.4
_FONTS = r"{\fonttbl{\f0\fcharset136 PMingLiU;}{\f1\fcharset0 Arial;}}"


def rich_text(*blocks: str) -> bytes:
    """An RTF file of these paragraphs, in which plain words may stand among groups."""
    body = "".join(f"{block}\\par " for block in blocks)
    signs = "".join(one if ord(one) < 128 else escaped(one) for one in body)
    return f"{{\\rtf1\\ansi\\ansicpg950{_FONTS}\\pard\\f0 {signs}}}".encode("ascii")


def escaped(sign: str) -> str:
    units = sign.encode("utf-16-le")
    return "".join(
        f"\\u{int.from_bytes(units[at : at + 2], 'little', signed=True)}?"
        for at in range(0, len(units), 2)
    )


def lost(result: Imported) -> list[str]:
    assert result.count is not None
    return ["…".join(one.pieces) for one in result.count.lost]


def told(result: Imported, code: str) -> str:
    return "\n".join(n.what_zh for n in (*result.guessed, *result.dropped) if n.code == code)


def test_each_letter_of_rich_text_has_its_place() -> None:
    result = read(rich_text(*_SPEECHES), "a.rtf")
    assert result.count is not None
    assert (result.count.source, lost(result)) == (sum(map(str.isalnum, "".join(_SPEECHES))), [])


def test_words_that_the_reader_of_rich_text_drops_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        rtf._ACTIONS, "b", rtf._RtfReader._font_table
    )  # a fault: bold words are no words
    result = read(rich_text(*_SPEECHES, r"李範例：{\b 絕不同意}這一案。"), "a.rtf")
    assert lost(result) == ["絕不同意"]


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        (r"王示範：好。{\v 密語}再說。", "好。再說。"),
        (r"王示範：好。{\deleted 舊句}再說。", "好。再說。"),
        ("𠮷示範：好。", "𠮷示範"),
        (r"王示範：見{\field{\*\fldinst{HYPERLINK https://a.tw}}{\fldrslt 連結}}。", "見連結"),
        (r"王示範：\'a6n\f1 caf\'e9s", "好cafés"),
        (r"王示範：好。{\header 頁首}", "好。"),
    ],
)
def test_what_rich_text_leaves_out_is_no_loss(words: str, taken: str) -> None:
    result = read(rich_text(*_SPEECHES, words), "a.rtf")
    assert taken in result.markdown
    assert lost(result) == []


def test_hidden_words_of_rich_text_are_counted_by_passages() -> None:
    result = read(rich_text(*_SPEECHES, r"王示範：{\v 不公開的話}好。{\v 另一句}"), "a.rtf")
    assert "2 處隱藏文字" in told(result, "hidden-text")


@pytest.mark.parametrize(
    "box",
    [
        r"{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt\pard 保留備查\par}}{\shprslt{\*\do{\dptxbxtext 保留備查}}}}",
        r"{\shp{\*\shpinst{\shptxt 保留備查}}}",
    ],
)
def test_a_text_box_of_rich_text_is_nobody_s_words(box: str) -> None:
    result = read(rich_text(*_SPEECHES, f"李範例：同意{box}。"), "a.rtf")
    assert "同意。\n\n> （保留備查）\n" in result.markdown
    assert "1 個文字方塊" in told(result, "text-boxes")
    assert lost(result) == []


def test_a_table_in_a_table_of_rich_text_is_read_row_by_row() -> None:
    inner = "".join(
        rf"\itap2 {who}\nestcell {words}\nestcell{{\*\nesttableprops\nestrow}}"
        for who, words in (
            ("發言者", "內容"),
            ("王示範", "大家好。"),
            ("李範例", "我反對。"),
            ("王示範", "散會。"),
        )
    )
    result = read(
        rich_text(_SPEECHES[0], rf"\trowd\intbl 備註{inner}\pard\intbl\cell\row\pard"), "a.rtf"
    )
    assert result.speakers == (("王示範", 2), ("李範例", 1))
    assert lost(result) == []


def test_letters_that_the_library_cannot_take_are_said_to_be_uncounted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "striprtf.striprtf", None)
    result = read(rich_text(*_SPEECHES), "a.rtf")
    assert result.count is None
    assert "沒有另外核對" in told(result, "not-counted")


def test_the_words_of_an_old_word_file_are_taken_piece_by_piece() -> None:
    assert [one.words for one in old_word_passages(_OLD_WORD) if one.letters] == [
        *_SPEECHES[:3],
        *("議題", "說明", "甲案", "三天內辦理"),
        _SPEECHES[3],
    ]


def test_words_that_get_lost_on_the_way_through_libreoffice_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = odt_file(*_SPEECHES[:2], "議題 說明", "甲案 三天內辦理", _SPEECHES[3])
    monkeypatch.setattr(doc.shutil, "which", lambda name: name)
    monkeypatch.setattr(doc, "_converted", lambda _program, _data: made)
    assert lost(read(_OLD_WORD, "a.doc")) == ["李範例我不同意"]


@pytest.mark.parametrize("damage", [8_000, 600, 100])
def test_a_damaged_old_word_file_is_said_to_be_uncounted(
    damage: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doc.shutil, "which", lambda name: name)
    monkeypatch.setattr(doc, "_converted", lambda _program, _data: odt_file(*_SPEECHES))
    result = read(_OLD_WORD[:damage], "a.doc")
    assert result.count is None
    assert told(result, "not-counted")


@pytest.mark.parametrize(
    "piece", [r"\f1", r"{\fonttbl", r"{\field{\*\fldinst{", r"\f1\fcharset1", r"{\pict\bin"]
)
def test_rich_text_of_one_repeated_piece_is_counted_in_time_that_grows_with_it(piece: str) -> None:
    def seconds(times: int) -> float:
        begun = process_time()
        with suppress(CannotCount):
            list(passages_of(b"{\\rtf1" + piece.encode() * times))
        return process_time() - begun

    assert seconds(20_000) < 10 * seconds(4_000) + 0.5
