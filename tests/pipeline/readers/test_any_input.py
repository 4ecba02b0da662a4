"""Whatever the bytes are, `read` answers with a transcript or an ImportProblem."""

import io
import random
import sys
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.records.document import parse as document_of
from pipeline.readers.doubts.odd_speakers import nearly_same
from pipeline.readers.doubts.record import FinishedRecord
from pipeline.readers.reading import ImportProblem, read
from tests.bench.fuzz_readers import try_kind
from tests.bench.spoilt_files import seeds
from tests.growth import is_linear
from tests.pipeline.readers.test_akomantoso import debate
from tests.pipeline.readers.test_plaintext import PAD
from tests.pipeline.readers.word_files import document, para, run, table, word_file

NAMES = st.sampled_from(
    ["", "a.docx", "a.vtt", "a.srt", "a.md", "a.txt", "a.xml", "2024-05-17-a.an.xml", "a.pdf"]
)
MAIN = document(
    para("標題", style="Title"),
    para(run("王小明：", bold=True), "大家好。"),
    table(("甲", "乙"), ("丙", "丁")),
    para("項", numbered=1),
)
VALID = [
    debate('<speech by="#wang"><p>好<i>的</i></p></speech><narrative>（笑）</narrative>'),
    PAD.encode(),
    (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 王小明>好</v>\n\n00:02.000 --> 00:03.000\n<c>x\n"
    ).encode(),
    "1\n00:00:01,000 --> 00:00:02,000\nWang Ming: hi\n".encode("utf-16"),
    "月會\n日期：113年5月17日\n王小明：好。\n（笑）\n林大華：對。\n".encode("cp950"),
    word_file(main=MAIN),
]


def answers(data: bytes, name: str) -> None:
    try:
        result = read(data, name)
    except ImportProblem as caught:
        words = (caught.zh, caught.en)
    else:
        words = (result.markdown.strip(),)
    assert all(words)


@given(st.binary(max_size=400), NAMES)
def test_random_bytes(data: bytes, name: str) -> None:
    answers(data, name)


@given(st.text(max_size=300), NAMES)
def test_random_text(text: str, name: str) -> None:
    answers(text.encode("utf-8", "surrogatepass"), name)


def mutated(data: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    out = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(out) + 1)
        match chance.randrange(4):
            case 0:
                out[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del out[at : at + chance.randint(1, 30)]
            case 2:
                out[at:at] = out[: chance.randint(1, 60)]
            case _:
                out[at:at] = chance.choice([b"<", b">", b"&x;", b"\0", b"-->", b"---\n", b"\xff"])
    return bytes(out)


@settings(max_examples=150)
@given(st.sampled_from(VALID), st.integers(0, 2**32), NAMES)
def test_mutated_files(data: bytes, seed: int, name: str) -> None:
    answers(mutated(data, seed), name)


@given(st.integers(0, 2**32))
def test_a_word_file_whose_document_is_mutated(seed: int) -> None:
    out = io.BytesIO(word_file(main=MAIN))
    with zipfile.ZipFile(out) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts["word/document.xml"] = mutated(parts["word/document.xml"], seed)
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    answers(changed.getvalue(), "a.docx")


@pytest.mark.parametrize("depth", [300, 20_000])
@pytest.mark.slow
def test_absurd_nesting(depth: int) -> None:
    answers(debate("<debateSection>" * depth + "甲" + "</debateSection>" * depth), "a.xml")
    answers(debate("<speech>" + "<b>" * depth + "甲" + "</b>" * depth + "</speech>"), "a.xml")
    answers(("---\na: " + "[" * depth + "]" * depth + "\n---\n# a\n").encode(), "a.md")
    answers(("> " * depth + "甲").encode(), "a.md")
    deep = "<w:sdt><w:sdtContent>" * depth + para("甲") + "</w:sdtContent></w:sdt>" * depth
    answers(word_file(main=document(deep)), "a.docx")


@pytest.mark.parametrize(
    ("library", "data"),
    [("lxml", VALID[0]), ("lxml", VALID[-1])],
)
def test_a_library_that_is_not_installed_is_named_with_the_command_that_installs_it(
    library: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ImportProblem) as caught:
        read(data, "a")
    assert caught.value.code == "missing-library"
    assert "pip install 'minutes-archive[import]'" in caught.value.zh
    assert library in caught.value.en


@pytest.mark.parametrize("suffix", sorted(seeds()))
def test_mutated_files_of_each_kind_are_answered_and_never_by_a_slip_of_ours(suffix: str) -> None:
    tried = try_kind(suffix, seeds()[suffix], range(12), seed=7)
    assert tried.crashed == []
    assert tried.files == tried.read + tried.refused


PIECES = (
    "<!--",
    "[",
    "> ",
    " ",
    "王：",
    "\t",
    "王\n",
    "決議",
    "王示範\n9:08 AM\n",
    "S_0 = 王示範\n",
)


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_again_and_again_takes_linear_time(piece: str) -> None:
    assert is_linear(lambda text: answers(text.encode(), "a.txt"), piece, 60_000)


@pytest.mark.parametrize("piece", [" ", "\u3000", "- ", "——", "（李範例 "])
def test_a_long_run_among_what_somebody_says_takes_linear_time(piece: str) -> None:
    begun = "會議\n王示範：好。\n李範例：不好。\n王示範：（李範例"
    assert is_linear(lambda run: answers(f"{begun}{run}好。".encode(), "a.txt"), piece, 20_000)


def test_a_long_run_of_spaces_behind_a_time_takes_linear_time() -> None:
    def takes(run: str) -> None:
        answers(f"1\n00:00:01,000 --> 00:00:0{run}x，好。\n".encode(), "a.srt")

    assert is_linear(takes, " ", 2_000)


def test_a_long_run_of_spaces_in_what_was_decided_takes_linear_time() -> None:
    def takes(run: str) -> None:
        decided = f"決議：\n請教育部於{run}113年6月1日前{run}提供{run}資料（示範部）{run}。\n示範部：{run}於{run}前補。"
        answers(f"會議\n王示範：好。\n\n{decided}".encode(), "a.txt")

    assert is_linear(takes, "\u3000", 4_000)


def test_a_long_text_in_the_place_of_a_name_takes_a_few_times_its_length_of_memory() -> None:
    name = "王示範" * 2_000
    said = document_of(f"# 2026-06-18 討論\n\n### {name}：\n好。\n\n### 李範例：\n不好。\n")
    tracemalloc.start()
    assert list(nearly_same(FinishedRecord(said))) == []
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 500 * len(name)  # the square of its length would be twelve thousand times
