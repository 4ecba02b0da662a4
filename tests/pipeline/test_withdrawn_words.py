"""Withdrawn words that come back in the same record with a letter or a mark changed stay out, and are told."""

import random
import string
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from minutes.publication.gate import conceal
from minutes.publication.withdrawn_words import ONE_IN, SHORTEST, Traces
from minutes.settings import Settings, load
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.index.indexer import IndexReport
from pipeline.source import traces
from tests.conftest import Transcripts
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.withdrawn_visit import HEAD, ID, OTHER, SECRET, body, everything, ids
from webapp.commands.main import main

TEXT = f"{HEAD}---\n{body()}"
TOMBSTONE = f"- {{meeting: {ID}, date: 2026-04-01, reason: 應當事人請求, speech: {conceal(ids(TEXT)[SECRET])}}}\n"
RETURNED = {
    "a mark changed": SECRET.replace("，", "、"),
    "no mark left": SECRET.replace("，", "").replace("。", ""),
    "a letter changed": SECRET.replace("該", "應"),
    "more words around it": f"主席好。{SECRET}以上。",
    "within other words": OTHER + SECRET,
    "letters between": "a".join(SECRET),
    "sounds between": "ㄅ".join(SECRET),
    "accents on them": "\u0301".join(SECRET),
    "in an address": f"看 https://example.org/{quote(SECRET)}",
}
LETTERS = st.text(alphabet=string.ascii_lowercase + "提到不該公開的計畫細節", min_size=SHORTEST)


@pytest.fixture
def settings(transcripts: Transcripts, tmp_path: Path) -> Settings:
    transcripts.write(f"{ID}.md", TEXT)
    return load(transcripts, tmp_path / "data")


def shown(settings: Settings) -> str:
    view = Archive(settings).view()
    return view.source(view.meeting(ID)).decode()  # type: ignore[arg-type]  # it is public


def come_back(settings: Settings, transcripts: Transcripts, text: str) -> IndexReport:
    """What an index tells of a record that says something else after a speech of it was withdrawn."""
    indexer.refresh(settings, jobs=1)
    transcripts.write("withdrawn.yaml", TOMBSTONE)
    indexer.refresh(settings, jobs=1)
    transcripts.write(f"{ID}.md", text)
    return indexer.refresh(settings, jobs=1)


@pytest.mark.parametrize("words", RETURNED.values(), ids=RETURNED.keys())
def test_withdrawn_words_that_come_back_altered_stay_out_and_are_told(
    settings: Settings, transcripts: Transcripts, words: str
) -> None:
    report = come_back(settings, transcripts, TEXT.replace(SECRET, words))
    assert [p.code for p in report.problems] == ["like-withdrawn-speech"]
    assert "公開的" not in shown(settings)
    assert "應當事人請求" in shown(settings)
    # What the index holds beside the traces, which are marks.
    assert "公開的".encode() not in everything(settings.data)
    told = CliRunner().invoke(
        main, ["doctor", "--transcripts", str(transcripts.path), "--data", str(settings.data)]
    )
    assert told.exit_code == 1
    assert f"{ID}.md:" in told.output


def test_words_that_left_the_file_before_the_first_index_are_known_from_the_history(
    tmp_path: Path,
) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({f"{ID}.md": TEXT})
    archive.commit({f"{ID}.md": TEXT.replace(SECRET, "換了。"), "withdrawn.yaml": TOMBSTONE})
    archive.commit({f"{ID}.md": TEXT.replace(SECRET, RETURNED["a letter changed"])})
    archive.index()
    assert "公開的" not in shown(archive.settings)


def test_what_is_kept_of_withdrawn_words_goes_with_the_tombstone(
    settings: Settings, transcripts: Transcripts
) -> None:
    indexer.refresh(settings, jobs=1)
    transcripts.write("withdrawn.yaml", TOMBSTONE)
    indexer.refresh(settings, jobs=1)
    assert len(traces.load(settings.data).kept) == 1
    transcripts.write("withdrawn.yaml", "withdrawn: none\n")
    indexer.refresh(settings, jobs=1)
    assert not traces.load(settings.data).kept
    assert SECRET in shown(settings)


def kept(words: str, meeting: str = ID, *, others: str = "") -> Traces:
    empty = Traces(b"key")
    trace = empty.trace(meeting, "gone", words, [others])
    return Traces(b"key", (trace,) if trace else ())


@given(words=LETTERS, chance=st.randoms(use_true_random=False))
def test_words_are_known_again_with_one_letter_in_twenty_changed(
    words: str, chance: random.Random
) -> None:
    letters = list(words)
    for place in chance.sample(range(len(letters)), len(letters) // ONE_IN):
        letters[place] = "界"
    altered = "".join(f"{letter}，" if chance.random() < 0.1 else letter for letter in letters)
    assert kept(words).find(altered, {"gone"}) == "gone"


@given(words=LETTERS, other=LETTERS)
def test_other_words_and_the_same_words_in_another_record_are_not_taken_for_them(
    words: str, other: str
) -> None:
    assert kept(words).find(words, {"a speech of another record"}) == ""
    if len(set(words) & set(other)) * 2 < len(set(words)):
        assert kept(words).find(other, {"gone"}) == ""


def test_what_many_say_is_no_trace_of_anybody() -> None:
    assert not kept("我沒意見。").kept
    # Too short for a letter to differ, and said by others: the same speech alone, not each in which it stands.
    said = kept("我沒有其他意見", others="主席，我沒有其他意見。")
    assert said.find("我，沒有其他意見！", {"gone"}) == "gone"
    assert said.find("我沒有其他意見，謝謝主席。", {"gone"}) == ""
    assert kept("我沒有其他意見").find("我沒有其他意見，謝謝主席。", {"gone"}) == "gone"


HEADS = {
    "a title": f"title: {SECRET}",
    "a summary of two lines": f"summary: |\n  首先說明：\n  {SECRET}",
    "a decision": f"decisions:\n  - text: 決議：{SECRET}",
    "a note": f"corrections:\n  - {{date: 2026-04-02, what: 刪去「{SECRET}」}}",
    "a head in braces": f"{{title: {SECRET}}}",
}
BODIES = {
    "a label": body().replace(SECRET, "").rstrip() + f"\n\n### {SECRET.rstrip('。')}：\n好。\n",
    "a link's title": body().replace(SECRET, f'見[這裡](https://example.org/ "{SECRET}")。'),
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_withdrawn_words_in_the_head_of_their_record_are_taken_out_and_told(
    settings: Settings, transcripts: Transcripts, head: str
) -> None:
    report = come_back(settings, transcripts, f"---\n{head}\n---\n{body().replace(SECRET, '')}")
    assert "公開的".encode() not in everything(settings.data)
    view = Archive(settings).view()
    if view.meeting(ID) is not None:
        assert "like-withdrawn-speech" in {p.code for p in report.problems}
        assert "公開的" not in shown(settings)


@pytest.mark.parametrize("said", BODIES.values(), ids=BODIES.keys())
def test_withdrawn_words_in_a_label_or_within_marks_are_taken_out(
    settings: Settings, transcripts: Transcripts, said: str
) -> None:
    come_back(settings, transcripts, f"{HEAD}---\n{said}")
    assert "公開的" not in shown(settings)
    assert "公開的".encode() not in everything(settings.data)


def test_a_hold_that_repeats_withdrawn_words_holds_still(
    settings: Settings, transcripts: Transcripts
) -> None:
    come_back(settings, transcripts, f"{HEAD}edit: {{hold: {SECRET}}}\n---\n{body()}")
    assert Archive(settings).view().meeting(ID) is None


def test_in_a_comment_of_the_head_they_hold_the_record_back(
    settings: Settings, transcripts: Transcripts
) -> None:
    report = come_back(
        settings, transcripts, TEXT.replace(f"{HEAD}---\n", f"{HEAD}# {SECRET}\n---\n")
    )
    assert Archive(settings).view().meeting(ID) is None
    assert "like-withdrawn-speech" in {problem.code for problem in report.problems}


def joined(settings: Settings, transcripts: Transcripts, words: str, whole: str) -> str:
    """What is shown of a record where a short speech was withdrawn and comes back in the words of somebody else."""
    transcripts.write(f"{ID}.md", whole)
    indexer.refresh(settings, jobs=1)
    speech = next(ident for said, ident in ids(whole).items() if said == words)
    transcripts.write(
        "withdrawn.yaml", TOMBSTONE.replace(conceal(ids(TEXT)[SECRET]), conceal(speech))
    )
    indexer.refresh(settings, jobs=1)
    transcripts.write(f"{ID}.md", whole.replace(words, "", 1).replace(OTHER, OTHER + words))
    indexer.refresh(settings, jobs=1)
    return shown(settings)


@pytest.mark.parametrize(
    "words",
    [
        "我住在龘靐齉爩路三段五號。",
        "我的電話是0912345678。",
        "0912-345-678",
        "A123456789",
        "jane.doe@example.com",
        "12 Elm Street",
        "我們會後再來談。",
    ],
)
def test_few_words_joined_to_what_somebody_else_says_stay_out_in_any_script(
    settings: Settings, transcripts: Transcripts, words: str
) -> None:
    assert words not in joined(settings, transcripts, words, TEXT.replace(SECRET, words))


def test_few_words_that_others_in_the_record_say_too_are_nobodys(
    settings: Settings, transcripts: Transcripts
) -> None:
    words = "我們會後再來談。"
    whole = TEXT.replace(SECRET, words) + f"\n### 陳示範：\n那件事{words}\n"
    assert f"那件事{words}" in joined(settings, transcripts, words, whole)


LONG = (
    "這一段提到了獨角獸計畫的細節，當事人請求撤下，因為裡面寫了他的病歷與住址，"
    "還有他的家人在哪裡工作、每天幾點回家，這些都不應該公開。"
)


def strewn(size: int, form: str) -> str:
    """Pieces of so many letters, each as a speech of its own, or as a name in the head."""
    pieces = (LONG[at : at + size] for at in range(0, len(LONG), size))
    return "".join(form.format(piece) for piece in pieces)


@pytest.mark.parametrize("size", [15, 12, 10, 7])
@pytest.mark.parametrize("in_head", [True, False])
def test_pieces_of_a_withdrawn_speech_hold_its_own_record_back(
    settings: Settings, transcripts: Transcripts, size: int, in_head: bool
) -> None:
    whole = TEXT.replace(SECRET, LONG)
    transcripts.write(f"{ID}.md", whole)
    indexer.refresh(settings, jobs=1)
    row = TOMBSTONE.replace(conceal(ids(TEXT)[SECRET]), conceal(ids(whole)[LONG]))
    transcripts.write("withdrawn.yaml", row)
    indexer.refresh(settings, jobs=1)
    said = "" if in_head else strewn(size, "### 李樣本：\n{}\n\n### 王範例：\n是的，我了解。\n\n")
    names = "attendees:\n" + strewn(size, '  - name: "{}"\n') if in_head else ""
    text = whole.replace(LONG, "").replace(HEAD, HEAD + names) + f"\n{said}"
    transcripts.write(f"{ID}.md", text)
    report = indexer.refresh(settings, jobs=1)
    assert Archive(settings).view().meeting(ID) is None
    assert "like-withdrawn-speech" in {problem.code for problem in report.problems}


def test_half_of_a_withdrawn_speech_that_others_said_too_holds_nothing_back(
    settings: Settings, transcripts: Transcripts
) -> None:
    whole = TEXT.replace(SECRET, LONG) + f"\n### 陳示範：\n{LONG[:26]}\n"
    transcripts.write(f"{ID}.md", whole)
    indexer.refresh(settings, jobs=1)
    row = TOMBSTONE.replace(conceal(ids(TEXT)[SECRET]), conceal(ids(whole)[LONG]))
    transcripts.write("withdrawn.yaml", row)
    indexer.refresh(settings, jobs=1)
    assert LONG[:26] in shown(settings)


def test_a_reason_that_repeats_them_is_not_shown(
    settings: Settings, transcripts: Transcripts
) -> None:
    come_back(settings, transcripts, TEXT)
    transcripts.write("withdrawn.yaml", TOMBSTONE.replace("應當事人請求", SECRET.strip("。")))
    indexer.refresh(settings, jobs=1)
    assert SECRET[:12] not in shown(settings)
    (row,) = Archive(settings).view().snapshot.catalogue.gate.withdrawals
    assert row.reason == "—"


def test_no_row_of_another_record_may_repeat_them_as_its_reason(
    settings: Settings, transcripts: Transcripts
) -> None:
    come_back(settings, transcripts, TEXT)
    other = f"- meeting: 2026-02-01-別的會議\n  date: 2026-04-02\n  reason: {SECRET.strip('。')}\n"
    transcripts.write("withdrawn.yaml", TOMBSTONE + other)
    assert SECRET[:12] not in shown(settings)
    rows = Archive(settings).view().snapshot.catalogue.gate.withdrawals
    assert [row.reason for row in rows] == ["應當事人請求", "—"]
