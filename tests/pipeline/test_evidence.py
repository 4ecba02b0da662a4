"""The words beside a claim bear it out by themselves: they say what is claimed, and of which case."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from minutes import settings
from minutes.cases.claims import Claims
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.trails import case
from pipeline.trails.case_library import case_library
from pipeline.trails.reading import agendas
from tests.conftest import Transcripts

MET = "2018-05-18-開放政府聯絡人第二十一次協作會議"
CALL = "### 司儀：\n接著是序號21遊具遮陽案，請文化部。\n\n"
VOTE = "### 投票結果：\n第一名：「公園遊具應有遮陽」\n\n"


def archive(transcripts: Transcripts, tmp_path: Path, month: str, vote: str = "") -> View:
    talk = "\n\n".join(f"### 王小明：\n公園遊具的遮陽量測第{n}次" for n in range(6))
    records = {
        MET: talk,
        "2018-04-09-開放政府-PO-第十四次月會": f"### 主席：\n進行投票。\n\n{vote}",
        "2018-06-04-開放政府-PO-第十六次月會": f"### 司儀：\n接著是歷次協作會議的摘要報告。\n\n{month}",
    }
    for name, body in records.items():
        transcripts.write(f"{name}.md", f"# {name[:10]} {name[11:]}\n\n{body}\n")
    return Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()


def claims(transcripts: Transcripts, tmp_path: Path, month: str, vote: str = "") -> Claims:
    found = case.case(archive(transcripts, tmp_path, month, vote), 21)
    assert found is not None
    return found.claims


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "### 李小華：\n已經修好，是不是可以解除列管？\n\n### 主席：\n沒有問題。",
            "接著是序號21遊具遮陽案，請文化部。……已經修好，是不是可以解除列管？……沒有問題。",
        ),
        (
            "### 李小華：\n已經修好。\n\n### 主席：\n辛苦了，這案可以解除列管。",
            "接著是序號21遊具遮陽案，請文化部。……辛苦了，這案可以解除列管。",
        ),
        (
            "### 李小華：\n已經修好。\n\n### 主席：\n遊具遮陽這案可以解除列管。",
            "遊具遮陽這案可以解除列管。",
        ),
        (
            "### 李小華：\n目前還在量測，這個案子是否暫時先不報告？\n\n### 主席：\n可以。",
            "接著是序號21遊具遮陽案，請文化部。……目前還在量測，這個案子是否暫時先不報告？……可以。",
        ),
    ],
    ids=["asked and answered", "ruled on after a call", "by its name", "paused"],
)
def test_a_ruling_is_shown_with_its_answer_and_with_the_case(
    transcripts: Transcripts, tmp_path: Path, said: str, words: str
) -> None:
    found = claims(transcripts, tmp_path, CALL + said).status.evidence
    assert found is not None
    assert found.words == words


def test_a_long_sentence_is_cut_so_that_what_decides_is_seen(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    long = "我看了一下這次的回應，" * 20
    said = f"### 李小華：\n已經修好。\n\n### 主席：\n{long}花了2,000元，這案可以解除列管，謝謝。"
    found = claims(transcripts, tmp_path, CALL + said).status.evidence
    assert found is not None
    before, _, after = found.words.partition("……")
    assert before == "接著是序號21遊具遮陽案，請文化部。"
    assert after.startswith("我看了一下")
    assert "花了2,000元，這案可以解除列管" in after


def test_a_host_is_shown_by_the_call_that_names_the_case_and_not_by_the_first_word_of_it(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    said = "### 司儀：\n請文化部先。\n\n### 李小華：\n文化部報告，已經修好。\n\n"
    (host,) = claims(transcripts, tmp_path, said + CALL + "### 李小華：\n修好了。").hosts
    assert host.evidence is not None
    assert host.evidence.words == "接著是序號21遊具遮陽案，請文化部。"


def test_a_choice_is_shown_with_the_heading_of_the_result(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    for n in range(1, 7):  # so that the words of the case are rare
        name = f"2017-0{n}-03-開放政府-PO-第{n}次月會"
        transcripts.write(f"{name}.md", f"# {name[:10]} {name[11:]}\n\n### 主席：\n今天到此\n")
    found = claims(transcripts, tmp_path, CALL + "### 李小華：\n修好了。", VOTE)
    assert found.chosen is not None
    assert found.chosen.evidence is not None
    assert found.chosen.evidence.words == "投票結果：第一名：「公園遊具應有遮陽」"
    assert found.title is not None
    assert found.title.text == "公園遊具應有遮陽"


def test_a_record_is_shown_by_the_words_that_first_call_the_case_up_there(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    goes_on = "### 李小華：\n修好了。\n\n### 司儀：\n接下來遊具遮陽案請內政部補充。\n\n### 李小華：\n公園遊具的遮陽量測也做完了。"
    view = archive(transcripts, tmp_path, f"{CALL}{goes_on}")
    found = case.case(view, 21)
    assert found is not None
    entry = found.entry("2018-06-04-開放政府-PO-第十六次月會")
    assert entry is not None
    assert entry.evidence is not None
    assert entry.evidence.words == "接著是序號21遊具遮陽案，請文化部。"


PRESIDES = 3 * "### 主席：\n請。\n\n### 司儀：\n好。\n\n"
SHADE = (
    "遊具要遮陽。",
    "這裡的遮陽不夠，遊具太燙。",
    "遊具換了，遮陽再說。",
    "遮陽有用，遊具不燙。",
)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("接著是工作坊的案子。", "遊具的遮陽換新了，也量過。"),
        (
            "接著是公園的部分，請文化部。",
            "接著是公園的部分，請文化部。……遊具的遮陽換新了，也量過。",
        ),
    ],
)
def test_a_call_of_something_else_does_not_stand_beside_the_words_that_name_a_case(
    transcripts: Transcripts, tmp_path: Path, call: str, words: str
) -> None:
    month = "2018-06-04-開放政府-PO-第十六次月會"
    said = "### 李小華：\n遊具的遮陽換新了，也量過。\n\n### 主席：\n謝謝。"
    records = {
        f"{year}-{n:02}-05-開放政府-PO-月會": f"### 王小明：\n{year}年第{n}個月的事"
        for year in (2016, 2017)
        for n in range(1, 13)
    }
    records[MET] = "\n\n".join(f"### 王小明：\n{line}" for line in SHADE)
    opened = f"### 司儀：\n接著是歷次協作會議的摘要報告。\n\n{PRESIDES}"
    records[month] = f"{opened}### 司儀：\n{call}\n\n{said}"
    for name, body in records.items():
        transcripts.write(f"{name}.md", f"# {name[:10]} {name[11:]}\n\n{body}\n")
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    found = case.case(view, 21)
    assert found is not None
    entry = found.entry(month)
    assert entry is not None
    assert entry.evidence is not None
    assert entry.evidence.words == words


def test_a_state_that_no_sentence_gives_is_shown_by_the_record_that_led_to_it(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    month = f"{CALL}### 李小華：\n還在修。\n\n### 主席：\n那就繼續列管。"
    found = case.case(archive(transcripts, tmp_path, month), 21)
    assert found is not None
    tracked, _ = found.state(dt.date(2018, 6, 30))
    assert tracked is not None
    assert found.ground_of(tracked) == found.claims.status
    # What a later meeting says of it is of another day than that on which it came to stand so.
    later = replace(
        found,
        claims=replace(
            found.claims, status=replace(found.claims.status, since=dt.date(2018, 6, 20))
        ),
    )
    assert later.ground_of(tracked) == found.entry("2018-06-04-開放政府-PO-第十六次月會")
    met = replace(tracked, status="met", changed=dt.date(2018, 5, 18))
    assert found.ground_of(met) == found.entry(MET)
    assert found.ground_of(replace(tracked, status="paused")) is None


def test_who_answers_to_a_proposal_for_the_next_vote_tells_of_no_older_case(
    corpus_view: View,
) -> None:
    meeting = corpus_view.meeting("2017-10-02-開放政府-PO-第八次月會")
    assert meeting is not None
    library = case_library(corpus_view)
    said = library.passages(meeting)
    answer = next(
        n for n, text in enumerate(said.texts) if text.startswith("第二案是「建議全國高中職")
    )
    report = next(
        n for n, text in enumerate(said.texts) if text.startswith("跟敎育部有關的是序號15")
    )
    met = dt.date(2017, 4, 28)
    assert agendas.is_proposal(library, meeting, said.ids[answer], met)
    assert not agendas.is_proposal(library, meeting, said.ids[report], met)
