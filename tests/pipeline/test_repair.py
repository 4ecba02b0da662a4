"""What `--fix` may touch: marks and white space, never a word."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.records.document import parse
from pipeline.checks.repairs import fix
from tests.pipeline.findings import HEADING, codes

TALK = HEADING + "### 王範例：\n大家好。\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\ufeff" + TALK, TALK),
        (TALK.replace("\n", "\r\n"), TALK),
        (TALK + "行尾 \n\t\n", TALK + "行尾\n\n"),
        (TALK + "段落結束  \n\n檔案結束  \n", TALK + "段落結束\n\n檔案結束\n"),
        (TALK + "標題前  \n## 討論  \n", TALK + "標題前\n## 討論\n"),
        (TALK + "### 陳示範:\n好。\n", TALK + "### 陳示範：\n好。\n"),
        (TALK + "### 陳示範 ：\n好。\n", TALK + "### 陳示範：\n好。\n"),
        (TALK + "###陳示範：\n好。\n", TALK + "### 陳示範：\n好。\n"),
        (TALK + "### Alex Sample :\nFine.\n", TALK + "### Alex Sample:\nFine.\n"),
        (TALK + "### 王範例\n再說。\n", TALK + "### 王範例：\n再說。\n"),
        (TALK + "###王範例\n再說。\n", TALK + "### 王範例：\n再說。\n"),
    ],
)
def test_what_is_safe_is_repaired(before: str, after: str) -> None:
    assert fix(before) == after
    assert codes(after) == set()


@pytest.mark.parametrize(
    "text",
    [
        TALK + "換行在此  \n下一行\n",
        TALK + "### 空保處\n這是標題還是人？\n",
        TALK + "### Alex Sample：\nFine.\n",
        TALK + "cafe\u0301 與 \u200b 都不動\n",
        "---\ntitle: 甲\n---\n" + TALK,
        "",
    ],
)
def test_what_might_have_been_meant_stays(text: str) -> None:
    assert fix(text) == text


@given(st.text(alphabet="#: ：\n\r\t>`-王範例a\ufeff", max_size=120))
def test_repairing_twice_is_repairing_once_and_no_word_is_lost(text: str) -> None:
    once = fix(text)
    assert fix(once) == once
    kept = [c for c in text if c in "王範例a>`-#"]
    assert [c for c in once if c in "王範例a>`-#"] == kept


def test_real_records_keep_every_word_and_speaker(corpus: Path) -> None:
    for file in sorted(corpus.glob("*.md"))[::20]:
        text = file.read_bytes().decode("utf-8")
        before, after = parse(text).items, parse(fix(text)).items
        assert [(i.id, i.speaker) for i in before] == [(i.id, i.speaker) for i in after], file
