"""The words of a file are counted without any reader, and what is in no record and in no note is told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

import pytest

from minutes.records.document import parse
from pipeline.readers.audit.alignment import unaccounted
from pipeline.readers.formats import odt
from pipeline.readers.formats.captions import _Captions
from pipeline.readers.formats.word.document import WordDocument
from pipeline.readers.formats.word.runs import Runs
from pipeline.readers.reading import Imported, read
from pipeline.readers.recognition import transcript
from tests.bench.layouts import LAYOUTS, Layout, Turn
from tests.pipeline.readers.open_documents import odt_file
from tests.pipeline.readers.word_files import para, run, table, word_file

_SPEECHES = (
    "會議紀錄",
    "王示範：大家好。",
    "李範例：我不同意。",
    "王示範：那麼再談。",
    "李範例：好。",
)
_SRT = "\n\n".join(
    f"{number}\n00:00:0{number},000 --> 00:00:0{number + 1},000\n{words}"
    for number, words in enumerate(_SPEECHES[1:], 1)
)


def lost(result: Imported) -> list[tuple[int, str]]:
    """The places with missing letters, and these."""
    assert result.count is not None
    return [(one.passage.place, "…".join(one.pieces)) for one in result.count.lost]


def said(result: Imported) -> str:
    return "\n".join(note.what_zh for note in result.dropped if note.code == "lost-words")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", word_file(*_SPEECHES)),
        ("a.odt", odt_file(*_SPEECHES)),
        ("a.txt", "\n".join(_SPEECHES).encode()),
        ("a.txt", "\n".join(_SPEECHES).encode("cp950")),
        ("a.txt", "\n".join(_SPEECHES).encode("utf-16")),
        ("a.md", "\n\n".join(_SPEECHES).encode()),
        ("a.html", f"<html><p>{'</p><p>'.join(_SPEECHES)}</p></html>".encode()),
        ("a.srt", _SRT.encode()),
        ("a.vtt", f"WEBVTT\n\n{_SRT}".replace(",000", ".000").encode()),
    ],
)
def test_each_letter_of_a_file_has_its_place(name: str, data: bytes) -> None:
    result = read(data, name)
    assert lost(result) == []
    assert "每個字都有去處" in next(n.what_zh for n in result.guessed if n.code == "characters")


@pytest.mark.parametrize("layout", LAYOUTS, ids=attrgetter("name"))
def test_words_that_look_like_a_tag_are_words_in_each_layout(layout: Layout) -> None:
    turns: list[Turn] = [
        ("王示範", ["<範例1>"]),
        ("李範例", ["<String> 是型別。"]),
        ("王示範", ["</a> 是結尾。"]),
        ("李範例", ["好。"]),
    ]
    result = read(layout.write("<會議>紀錄", turns), f"a{layout.suffix}")
    said = [(i.speaker, [i.text]) for i in parse(result.markdown).items if i.type == "speech"]
    assert said == turns


def _voiced(*cues: tuple[str, str]) -> bytes:
    timed = (
        f"00:{at:02}:00.000 --> 00:{at:02}:50.000\n<v {who}>{words}</v>"
        for at, (who, words) in enumerate(cues)
    )
    return "\n\n".join(["WEBVTT", *timed]).encode()


@pytest.mark.parametrize("again", ["我還不知道答案在哪裡，再查。", "我還不知道。我再查。"])
def test_words_that_somebody_begins_with_once_more_later_are_counted_where_they_stand(
    again: str,
) -> None:
    between = [("李範例", f"第{n}座站牌的燈壞了很久。") for n in range(40)]
    laughs = ("李範例", "（全場的人都笑了起來）")
    result = read(
        _voiced(
            ("王示範", "站牌有四十座，燈要換。"),
            ("王示範", "我還不知道"),
            laughs,
            *between,
            ("王示範", again),
            laughs,
        ),
        "a.vtt",
    )
    assert lost(result) == []


def test_a_short_answer_beside_a_longer_one_is_counted_where_it_stands() -> None:
    said = [
        ("王示範", "我想確認一下，"),
        ("王示範", "這樣講對不對？"),
        ("李範例", "這樣講是對的。"),
        ("王示範", "這樣講對不對呢？"),
        ("李範例", "不，這樣講是對的。"),
    ]
    assert lost(read(_voiced(*said), "a.vtt")) == []


# -- readers with a fault of their own: the count does not ask them --------------------------------


def _without(words: str, made: Iterable[Any]) -> Iterator[Any]:
    return (one for one in made if words not in one.text)


@pytest.mark.parametrize(
    ("module", "data", "place"),
    [
        ("docx", word_file(*_SPEECHES), "第 3 段"),
        ("odt", odt_file(*_SPEECHES), "第 3 段"),
        ("plaintext", "\n".join(_SPEECHES).encode(), "第 3 行"),
    ],
)
def test_a_paragraph_that_the_reader_drops_is_told_with_its_place(
    module: str, data: bytes, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = transcript.write
    monkeypatch.setattr(
        f"pipeline.readers.formats.{module}.write",
        lambda lines, *more: write(list(_without("不同意", lines)), *more),
    )
    result = read(data, "a.txt")
    assert lost(result) == [(3, "李範例我不同意")]
    assert place in said(result)


def test_a_run_that_the_reader_drops_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    spans = Runs.read
    monkeypatch.setattr(Runs, "read", lambda *given: _without("不", spans(*given)))
    result = read(
        word_file("會議紀錄", para("王示範：我", run("不", bold=True), "同意。")), "a.docx"
    )
    assert lost(result) == [(2, "不")]
    assert "有 1 個字沒有進入紀錄：「不」" in said(result)


def test_a_cell_that_the_reader_drops_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (
        ("發言者", "發言內容"),
        ("王示範", "大家好。"),
        ("李範例", "我不同意這樣做。"),
        ("王示範", "那麼再談。"),
    )
    row = WordDocument._row
    monkeypatch.setattr(
        WordDocument,
        "_row",
        lambda *given: row(*given)[:1] if "不同意" in _xml(given[1]) else row(*given),
    )
    result = read(word_file("會議紀錄", table(*rows)), "a.docx")
    assert [words for _, words in lost(result)][-1:] == ["我不同意這樣做"]


def test_a_heading_between_the_rows_of_a_table_that_the_reader_drops_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoken = [
        ("09:30", "王示範", "大家好。"),
        ("09:31", "李範例", "我不同意。"),
        ("09:32", "王示範", "再談。"),
    ]
    rows = [("時間", "發言者", "發言內容"), *spoken, ("二、討論事項", "", ""), *spoken]
    write = transcript.write
    data = word_file("會議紀錄", table(*rows))
    assert lost(read(data, "a.docx")) == []
    monkeypatch.setattr(
        "pipeline.readers.formats.docx.write",
        lambda lines, *more: write(list(_without("討論事項", lines)), *more),
    )
    assert [words for _, words in lost(read(data, "a.docx"))] == ["二討論事項"]


def _xml(element: Any) -> str:
    return "".join(element.itertext())


def test_a_span_that_the_reader_drops_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(odt, "_WITHIN", odt._WITHIN - {"span"})
    result = read(
        odt_file("會議紀錄", "<text:p>王示範：我<text:span>不</text:span>同意。</text:p>"), "a.odt"
    )
    assert lost(result) == [(2, "不")]


def test_a_caption_that_the_reader_drops_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    cues = _Captions.cues
    monkeypatch.setattr(_Captions, "cues", lambda *given: [*cues(*given)[:1], *cues(*given)[2:]])
    result = read(_SRT.encode(), "a.srt")
    assert lost(result) == [(7, "李範例我不同意")]


def test_words_said_twice_are_counted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other 好。 does not stand for the one that is missing."""
    write = transcript.write
    monkeypatch.setattr(
        "pipeline.readers.formats.docx.write", lambda lines, *more: write(lines[:-1], *more)
    )
    result = read(word_file(*_SPEECHES, "王示範：好。", "李範例：好。"), "a.docx")
    assert lost(result) == [(7, "李範例好")]


# -- what is left out on purpose is told, and is not missing ---------------------------------------


def test_hidden_and_deleted_words_are_left_out_and_not_missing() -> None:
    hidden, deleted = (
        run("秘密", extra="<w:vanish/>"),
        "<w:del><w:r><w:delText>刪</w:delText></w:r></w:del>",
    )
    result = read(word_file("會議紀錄", para("王示範：我同意。", hidden, deleted)), "a.docx")
    assert lost(result) == []
    assert {"hidden-text", "deletions"} <= {note.code for note in result.dropped}


def test_heads_of_pages_and_tables_of_contents_of_an_odt_are_told() -> None:
    styles = "<style:header><text:p>機密</text:p></style:header>"
    contents = "<text:table-of-content><text:index-body><text:p>壹、報告</text:p></text:index-body></text:table-of-content>"
    result = read(odt_file("會議紀錄", contents, "王示範：好。", named=styles), "a.odt")
    assert lost(result) == []
    assert {"headers", "contents"} <= {note.code for note in result.dropped}


# -- the alignment itself --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passages", "record", "left_out", "pieces"),
    [
        (["大家好", "我同意"], "大家好我同意", [], []),
        (["大家早安", "我也同意"], "我也同意大家早安", [], []),
        (["大家好", "我不同意"], "大家好我同意", [], ["不"]),
        (["好", "好", "好"], "好好", [], ["好"]),
        (["王示範大家好", "王示範再見"], "王示範大家好再見", ["王示範"], []),
        (["第一段很長的話", "第二段很長的話"], "第二段很長的話", [], ["第一段很長的話"]),
        (["0930王示範範例部", "好"], "王示範好", ["0930", "範例部"], []),
    ],
)
def test_letters_are_found_once_each(
    passages: list[str], record: str, left_out: list[str], pieces: list[str]
) -> None:
    assert [piece for found in unaccounted(passages, record, left_out) for piece in found] == pieces


# -- words that a file holds twice ------------------------------------------------------------------

PIECES = [{"start": n, "speaker": f"S{n % 2}", "text": f"這是第{n}點，謝謝。"} for n in range(6)]
SINGLE = [
    {"start": p["start"], "speaker": p["speaker"], "word": w}
    for p in PIECES
    for w in str(p["text"])
]
WHOLE = "".join(str(piece["text"]) for piece in PIECES)


@pytest.mark.parametrize(
    "held",
    [
        {"segments": PIECES, "word_segments": SINGLE},
        {"text": WHOLE, "segments": PIECES, "words": SINGLE},
        {"results": {"transcripts": [{"transcript": WHOLE}], "segments": PIECES, "items": SINGLE}},
    ],
)
def test_words_that_json_holds_as_pieces_and_one_by_one_are_counted_once(held: object) -> None:
    count = read(json.dumps(held, ensure_ascii=False).encode(), "a.json").count
    assert count
    assert count.letters == 0
    assert count.source <= len(PIECES) * len("這是第0點謝謝S0")


def test_words_that_somebody_says_twice_are_counted_twice() -> None:
    held = {"segments": PIECES + PIECES}
    count = read(json.dumps(held, ensure_ascii=False).encode(), "a.json").count
    assert count
    assert count.source == 2 * len(PIECES) * len("這是第0點謝謝S0")
