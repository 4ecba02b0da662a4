"""A long word that no record holds: what of it the archive says as words, and nothing that only looks so."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from minutes import settings
from minutes.publication.gate import WITHDRAWALS_FILE
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from tests.conftest import Transcripts

# Invented. 車換 stands here and there, where a word ends and another begins; 電站 is always a piece of 發電站.
SAID = (
    "機車換過電池。他的機車很舊。",
    "坐火車換成機車。電動的機車。",
    "發電站在哪裡？發電站的水。",
    "這電動門很重，電動也好。",
    "什麼是區塊鏈，怎麼投票？",
    "區塊鏈可以記帳；投票用紙。",
    "投票有三票，他說區塊鏈。",
    "動機很好，有動機。",
    "十月開會，10月也開會，在10月。",
    "用iPhone看。",
    "第二案說過了。",
    "編號是5-01，還有7-01。",
)


def written(folder: Path) -> Transcripts:
    """Thirty records, each of which says one of the lines."""
    folder.mkdir()
    transcripts = Transcripts(folder)
    for month, (number, said) in product((1, 2, 3), enumerate(SAID, 1)):
        head = f"# 2025-0{month}-{number:02} 座談\n\n"
        transcripts.write(f"2025-0{month}-{number:02}-a.md", f"{head}### 甲：\n{said}\n")
    return transcripts


def view_of(transcripts: Transcripts) -> View:
    told = settings.load(transcripts.path, transcripts.path.parent / "data")
    return Archive(told, in_memory=True).view()


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return view_of(written(tmp_path_factory.mktemp("known") / "transcripts"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("電動機車換電站", ["電動", "機車"]),  # neither 車換 nor 動機, nor 電站
        ("區塊鏈投票", ["區塊鏈", "投票"]),  # 區塊 is hardly ever said without 鏈
        ("区块链投票", ["区块链", "投票"]),  # as it was typed
        ("海豚看區塊鏈", ["區塊鏈"]),
        ("海豚跳水", []),
        ("車換電站", []),
        ("10月投票", ["10月", "投票"]),  # a number stays with what it counts
        ("iPhone投票", ["iPhone", "投票"]),
        ("asdfgh投票", ["投票"]),
        ("111年3月", []),  # a part of a time means another time
        ("第10案", []),  # nor does a part of a number in a row
        ("第2案投票", ["第2案", "投票"]),  # but the whole of it
        ("第四十二案投票", ["投票"]),
        ("107-01", []),  # -01 would ask for what does not hold it
        ("投票-01", ["投票"]),
        ("投票的動機", ["投票", "動機"]),
        ("鏈", []),
        ("", []),
    ],
)
def test_words_end_where_the_records_end_them(view: View, typed: str, words: list[str]) -> None:
    assert view.known_words(typed) == words


def test_what_was_withdrawn_is_no_word_any_more(tmp_path: Path) -> None:
    transcripts = written(tmp_path / "transcripts")
    names = (f"2025-0{month}-{number:02}-a" for month, number in product((1, 2, 3), (5, 6, 7)))
    rows = (f"- {{meeting: {name}, date: 2025-04-01, reason: 例}}\n" for name in names)
    transcripts.write(WITHDRAWALS_FILE, "".join(rows))
    assert view_of(transcripts).known_words("電動投票") == ["電動"]


def test_a_whole_sentence_is_not_cut(view: View) -> None:
    assert view.known_words("海" * 12 + "投票") == ["投票"]
    assert view.known_words("海" * 13 + "投票") == []
