"""What the stations of a trail are called: a ballot only where there was one, a proposal only before
the case was chosen."""

from pathlib import Path

import pytest

from minutes import settings
from pipeline.archive.archive import Archive
from pipeline.trails import case
from pipeline.trails.case import Case
from tests.conftest import Transcripts

MET = "2018-05-18-開放政府聯絡人第二十一次協作會議"
JUNE = "2018-06-04-開放政府-PO-第十六次月會"
CALL = "### 司儀：\n接著是歷次協作會議的摘要報告。\n\n### 司儀：\n接著是序號21遊具遮陽案，請文化部。\n\n### 李小華：\n修好了。\n"
MARCH, APRIL = "2018-03-05-開放政府-PO-第十三次月會", "2018-04-09-開放政府-PO-第十四次月會"
TALK = "\n\n".join(f"### 王小明：\n公園遊具的遮陽量測第{n}次" for n in range(6))
BY_VOTE = "### 主席：\n進行投票。\n\n### 投票結果：\n第一名：「公園遊具應有遮陽」\n"
WITHOUT = "### 主席：\n遊具遮陽是自提案，會直接過不用投票。\n"
PROPOSED = "### 主席：\n現在要進入月會投票，請國發會說明。\n\n### 李小華：\n公園遊具應有遮陽，鞦韆跟溜滑梯要量測，沙坑旁邊要有樹蔭。\n\n> （投票中）\n"
WHOLE = "\n\n".join(
    f"### 王小明：\n公園遊具的遮陽、鞦韆、溜滑梯、沙坑、樹蔭量測第{n}次" for n in range(9)
)
REMEMBERED = f"### 主持人：\n這個案子經過月會投票通過，才有今天的會議。\n\n{WHOLE}"
WORK, JULY = "2018-04-20-示範署-工作會議", "2018-07-02-開放政府-PO-第十七次月會"
OPENED = "### 主持人：\n今天是21案的第一次工作會議，示範署的同仁都到了。\n\n### 王小明：\n謝謝。\n"
RULED = "### 司儀：\n先處理上次季會的事。\n\n### 主席：\n公告看到了，第21案就正式解除列管。\n\n### 司儀：\n今天到此。\n"
LATER = "### 主席：\n接下來是遊具遮陽案，請文化部。\n\n### 李小華：\n公園遊具的遮陽量測，遊具遮陽案下個月開會。\n"
VOTES = """---
title: 開放政府 PO 第十三次月會
date: 2018-03-05
tier: monthly
votes:
  - cast: 30
    options:
      - {{title: 公園遊具應有遮陽, case: 21, votes: {votes}{result}}}
      - {{title: 步道照明, case: 22, votes: 25}}
---
"""


def found(transcripts: Transcripts, tmp_path: Path, **records: str) -> Case:
    heads = {MET: TALK, JUNE: CALL, **{globals()[name]: text for name, text in records.items()}}
    for name, body in heads.items():
        head, _, said = body.rpartition("---\n")
        title = f"# {name[:10]} {name[11:]}\n\n{said}"
        transcripts.write(f"{name}.md", f"{head}---\n{title}" if head else title)
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    told = case.case(view, 21)
    assert told is not None
    return told


@pytest.fixture
def earlier_months(transcripts: Transcripts) -> None:
    """So that the words of the case are rare."""
    for n in range(1, 7):
        name = f"2017-0{n}-03-開放政府-PO-第{n}次月會"
        transcripts.write(f"{name}.md", f"# {name[:10]} {name[11:]}\n\n### 主席：\n今天到此\n")


def stages(told: Case) -> dict[str, str]:
    return {entry.meeting: entry.stage for entry in told.trail.records}


@pytest.mark.usefixtures("earlier_months")
@pytest.mark.parametrize(
    ("month", "how", "stage"), [(BY_VOTE, "ballot", "voted"), (WITHOUT, "no_vote", "chosen")]
)
def test_a_case_is_voted_on_only_where_there_was_a_ballot(
    transcripts: Transcripts, tmp_path: Path, month: str, how: str, stage: str
) -> None:
    told = found(transcripts, tmp_path, APRIL=month)
    assert told.claims.chosen is not None
    assert told.claims.chosen.how == how
    assert stages(told)[APRIL] == stage


@pytest.mark.usefixtures("earlier_months")
@pytest.mark.parametrize(("own", "how"), [(REMEMBERED, "ballot"), (WHOLE, None)])
def test_a_ballot_whose_result_nobody_reads_out_is_known_where_the_case_remembers_it(
    transcripts: Transcripts, tmp_path: Path, own: str, how: str | None
) -> None:
    told = found(transcripts, tmp_path, APRIL=PROPOSED, MET=own)
    chosen = told.claims.chosen
    assert (chosen.how if chosen else None) == how, stages(told)
    assert chosen is None or (chosen.meeting, chosen.evidence and chosen.evidence.meeting) == (
        APRIL,
        MET,
    )


@pytest.mark.usefixtures("earlier_months")
def test_a_record_that_begins_by_saying_whose_meeting_it_is_belongs_to_that_case(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    told = found(transcripts, tmp_path, WORK=OPENED)
    (entry,) = [one for one in told.trail.records if one.meeting == WORK]
    assert (entry.stage, entry.found) == ("working", "automatic")
    assert entry.evidence is not None
    assert entry.evidence.words == "今天是21案的第一次工作會議，示範署的同仁都到了。"


@pytest.mark.usefixtures("earlier_months")
def test_a_meeting_that_does_no_more_than_rule_on_a_case_is_a_record_of_it(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    told = found(transcripts, tmp_path, JULY=RULED)
    assert stages(told)[JULY] == "released"
    assert told.claims.status.value == "released"


@pytest.mark.usefixtures("earlier_months")
def test_a_case_that_is_called_and_not_reported_on_has_no_record_there(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    put_off = "### 司儀：\n接著是列管的案子。序號21維持暫停，不報告。\n\n### 主席：\n今天到此。\n"
    assert JULY not in stages(found(transcripts, tmp_path, JULY=put_off))


@pytest.mark.usefixtures("earlier_months")
def test_a_remembered_ballot_shows_what_was_put_to_the_vote_that_day_and_its_meeting_as_proposing(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    told = found(transcripts, tmp_path, APRIL=PROPOSED, MET=REMEMBERED)
    chosen = told.claims.chosen
    assert chosen is not None
    words = [(one.meeting, one.words) for one in chosen.grounds()]
    assert [meeting for meeting, _ in words] == [MET, APRIL]
    assert "公園遊具" in words[1][1]
    assert "投票" in words[1][1]
    assert stages(told)[APRIL] == "proposed"


@pytest.mark.usefixtures("earlier_months")
def test_a_remembered_ballot_has_no_day_where_no_meeting_tells_of_a_vote(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    silent = "".join(line for line in PROPOSED.splitlines(keepends=True) if "投票" not in line)
    told = found(transcripts, tmp_path, APRIL=silent, MET=REMEMBERED)
    assert told.claims.chosen is None


def test_what_is_said_of_a_case_after_it_was_chosen_proposes_it_no_more(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    assert stages(found(transcripts, tmp_path, MARCH=WITHOUT, APRIL=LATER)) == {
        MARCH: "chosen",
        APRIL: "monthly",
        MET: "main",
        JUNE: "monthly",
    }


@pytest.mark.parametrize(
    ("votes", "result", "chosen", "share"),
    [
        (20, "", True, "66.7%"),
        (5, "", False, None),
        (5, ", result: selected", True, "16.7%"),
        (20, ", result: not_selected", False, None),
        (15, ", result: tie", False, None),
        (15, ", result: withdrawn", False, None),
    ],
)
def test_a_declared_ballot_chooses_only_what_passed(
    transcripts: Transcripts,
    tmp_path: Path,
    votes: int,
    result: str,
    chosen: bool,
    share: str | None,
) -> None:
    told = found(transcripts, tmp_path, MARCH=VOTES.format(votes=votes, result=result) + BY_VOTE)
    claim = told.claims.chosen
    assert (claim is not None, claim and claim.share) == (chosen, share)


@pytest.mark.parametrize(
    ("votes", "result", "status"),
    [
        (20, "", "preparing"),
        (5, "", "proposed"),
        (20, ", result: not_selected", "not_selected"),
        (15, ", result: tie", "proposed"),
        (15, ", result: withdrawn", "unknown"),
    ],
)
def test_what_a_declared_ballot_did_not_choose_is_not_prepared(
    transcripts: Transcripts, tmp_path: Path, votes: int, result: str, status: str
) -> None:
    head = VOTES.format(votes=votes, result=result)
    transcripts.write(f"{MARCH}.md", f"{head}# 2018-03-05 開放政府 PO 第十三次月會\n\n{BY_VOTE}")
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    told = case.case(view, 21)
    assert told is not None
    assert told.claims.status.value == status


@pytest.mark.usefixtures("earlier_months")
def test_the_heading_of_a_result_takes_no_part_in_a_case(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    told = found(transcripts, tmp_path, APRIL=BY_VOTE)
    assert APRIL in stages(told)
    assert "投票結果" not in {one.name for one in told.network.people}
