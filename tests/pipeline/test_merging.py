"""A merge that was killed stands in no later one's way, and nothing that somebody wrote is lost for it."""

import dataclasses
import json
from pathlib import Path

import pytest

from minutes.settings import Settings
from pipeline.updates import merging, pull
from tests.pipeline.test_pull import RECORD, Push, found, git, push, site

__all__ = ["push", "site"]

MANY = {f"m/{number}.txt": f"{number}\n" for number in range(300)}


def killed_while_merging(site: Settings, push: Push) -> str:
    """A push of many files, of which a merge that was killed has written some; the commit."""
    push({**MANY, "2026-03-02-示範參訪.md": RECORD.format("改過的話在這裡。"), "x.md": None})
    folder = site.transcripts
    git(folder, "fetch", "--quiet")
    before, after = (git(folder, "rev-parse", name).strip() for name in ("HEAD", "@{upstream}"))
    git(folder, "checkout", "--quiet", after, "--", "m/1.txt", "2026-03-02-示範參訪.md")
    git(
        folder, "reset", "--quiet", "--mixed", before
    )  # the files are there, and git's index is old
    begun = merging.Unfinished(str(folder), before, after)
    (site.data / merging.NOTE).write_text(json.dumps(dataclasses.asdict(begun)))
    (folder.parent / ".git/index.lock").touch()
    return after


def test_a_merge_that_was_killed_stands_in_no_later_ones_way(
    site: Settings, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "ALIVE", 0)
    push({"x.md": "# 一\n", "y.md": "# 二\n", "z.md": "# 三\n"})
    assert pull.pull(site) is not None
    folder = site.transcripts
    killed_while_merging(site, push)
    (folder / "x.md").unlink()  # as the merge does
    (folder / "m/2.txt").write_text("")  # begun to be written
    for name in ("notes.txt", "y.md"):
        (folder / name).write_text("還沒提交")
    (folder / "z.md").unlink()
    row = "- {meeting: 2026-03-02-示範參訪, date: 2026-04-01, reason: 應當事人請求}\n"
    push({"withdrawn.yaml": row, "m/2.txt": None, "m/3.txt": "別的\n"})
    outcome = pull.pull(site)
    assert outcome is not None
    assert outcome.ok, outcome.what
    assert (folder / "withdrawn.yaml").read_text("utf-8") == row
    assert not (folder / "x.md").exists()
    status = git(folder, "status", "--porcelain").split("\n")
    assert sorted(line.replace("transcripts/", "") for line in status if line) == [
        " D z.md",
        " M y.md",
        "?? notes.txt",
    ]
    assert (folder / "y.md").read_text() == "還沒提交"
    assert not (site.data / merging.NOTE).exists()


def test_what_cannot_be_written_out_is_put_back_so_that_a_mended_push_is_merged(
    site: Settings, push: Push, tmp_path: Path
) -> None:
    author = tmp_path / "author"
    blob = git(author, "hash-object", "-w", str(author / "transcripts/2026-03-02-示範參訪.md"))
    long = "長" * 90  # 270 bytes: git keeps such a name, and no disk does
    for name in ("transcripts/a.md", f"transcripts/{long}.md"):
        git(author, "update-index", "--add", "--cacheinfo", f"100644,{blob.strip()},{name}")
    git(author, "commit", "--quiet", "--message", "x")
    git(author, "push", "--quiet", "origin", "HEAD:main")
    outcome = pull.pull(site)
    assert outcome is not None
    assert outcome.step == "merge"
    assert not (site.transcripts / "a.md").exists()
    git(author, "rm", "--quiet", "--cached", "transcripts/a.md", f"transcripts/{long}.md")
    git(author, "commit", "--quiet", "--message", "mended")
    git(author, "push", "--quiet", "origin", "HEAD:main")
    outcome = pull.pull(site)
    assert outcome is not None
    assert outcome.ok, outcome.what


def test_where_somebody_went_elsewhere_meanwhile_nothing_is_finished(
    site: Settings, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "ALIVE", 0)
    killed_while_merging(site, push)
    lock = site.transcripts.parent / ".git/index.lock"
    lock.unlink()
    git(site.transcripts, "checkout", "--quiet", "--force", "-B", "main", "HEAD")
    git(site.transcripts, "commit", "--quiet", "--allow-empty", "--message", "mine")
    mine = git(site.transcripts, "rev-parse", "HEAD")
    merging.put_back(site.data, [site.transcripts])
    assert git(site.transcripts, "rev-parse", "HEAD") == mine
    assert not (site.data / merging.NOTE).exists()


def test_what_takes_a_killed_merge_away_leaves_what_anybody_else_wrote(
    site: Settings, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "ALIVE", 0)
    row = "- {meeting: 2026-01-01-別的, date: 2026-04-01, reason: 應當事人請求, file: removed}\n"
    push({"withdrawn.yaml": row, "x.md": "# 一\n"})
    assert pull.pull(site) is not None
    killed_while_merging(site, push)
    mine = f"{row}- {{meeting: 2026-03-02-示範參訪, date: 2026-04-02, reason: 應當事人請求}}\n"
    (site.transcripts / "withdrawn.yaml").write_text(mine, encoding="utf-8")
    (site.transcripts / "m").joinpath("2.txt").write_text("")  # begun, and not written yet
    outcome = pull.pull(site)
    assert outcome is not None
    assert outcome.ok, outcome.what
    assert (site.transcripts / "withdrawn.yaml").read_text("utf-8") == mine
    assert (site.transcripts / "m/2.txt").read_text() == "2\n"


def test_a_killed_merge_of_a_commit_that_is_unknown_or_of_another_folder_stops_no_later_one(
    site: Settings, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "ALIVE", 0)
    for begun in (
        merging.Unfinished(str(site.transcripts), "0" * 40, "1" * 40),
        merging.Unfinished("/nowhere/transcripts", "0" * 40, "1" * 40),
    ):
        (site.data / merging.NOTE).write_text(json.dumps(dataclasses.asdict(begun)))
        push({"x.md": f"# {begun.folder}\n"})
        outcome = pull.pull(site)
        assert outcome is not None, begun.folder
        assert outcome.ok, (begun.folder, outcome.what)
        assert not (site.data / merging.NOTE).exists(), begun.folder


def test_a_merge_that_git_refuses_leaves_no_note(site: Settings, push: Push) -> None:
    push({"2026-03-02-示範參訪.md": RECORD.format("改過的話在這裡。")})
    (site.transcripts / "2026-03-02-示範參訪.md").write_text("還沒提交")
    outcome = pull.pull(site)
    assert outcome is not None
    assert outcome.step == "merge"
    assert not (site.data / merging.NOTE).exists()
    assert (site.transcripts / "2026-03-02-示範參訪.md").read_text() == "還沒提交"


OLDER = "- {meeting: 2026-01-01-別的, date: 2026-04-01, reason: 應當事人請求, file: removed}\n"
MINE = "- {meeting: 2026-03-02-示範參訪, date: 2026-04-02, reason: 應當事人請求}\n"


@pytest.mark.parametrize("before", ["", OLDER])
def test_a_withdrawal_made_here_and_pushed_as_well_is_taken_over(
    site: Settings, push: Push, before: str
) -> None:
    push({"withdrawn.yaml": before or None, "x.md": "# 一\n"})
    assert pull.pull(site) is not None
    push({"withdrawn.yaml": before + MINE, "x.md": None, "y.md": "# 二\n"})
    (site.transcripts / "withdrawn.yaml").write_text(before + MINE, encoding="utf-8")
    (site.transcripts / "x.md").unlink()
    outcome = pull.pull(site)
    assert outcome is not None
    assert outcome.ok, outcome.what
    assert (site.transcripts / "withdrawn.yaml").read_text("utf-8") == before + MINE
    assert git(site.transcripts, "status", "--porcelain") == ""


@pytest.mark.parametrize("before", ["", OLDER])
def test_a_withdrawal_made_here_that_is_the_beginning_of_the_pushed_list_stays(
    site: Settings, push: Push, before: str
) -> None:
    push({"withdrawn.yaml": before or None, "x.md": "# 一\n"})
    assert pull.pull(site) is not None
    push(
        {
            "withdrawn.yaml": f"{before}{MINE}- {{meeting: 2026-03-03-二, date: 2026-04-02, reason: 其他}}\n"
        }
    )
    (site.transcripts / "withdrawn.yaml").write_text(before + MINE, encoding="utf-8")
    outcome = pull.pull(site)
    assert outcome is not None
    assert outcome.step == "merge"
    assert (site.transcripts / "withdrawn.yaml").read_text("utf-8") == before + MINE


def test_a_tombstone_that_a_killed_merge_brought_counts_until_the_next_one(
    site: Settings, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "ALIVE", 0)
    killed_while_merging(site, push)
    (site.transcripts / "withdrawn.yaml").write_text(MINE, encoding="utf-8")
    note = site.data / merging.NOTE
    push({"withdrawn.yaml": "no list\n"})
    outcome = pull.pull(site)
    assert outcome is not None
    assert outcome.step == "look"
    assert (site.transcripts / "withdrawn.yaml").read_text("utf-8") == MINE
    assert note.exists()


def test_a_record_that_was_taken_away_here_is_not_brought_back_by_a_push(
    site: Settings, push: Push
) -> None:
    push({"2026-03-03-二.md": RECORD.format("二。")})
    assert pull.pull(site) is not None
    file = site.transcripts / "2026-03-02-示範參訪.md"
    file.unlink()
    push({file.name: RECORD.format("另一個人改了。")})
    for _ in range(2):
        outcome = pull.pull(site)
        assert outcome is not None
        assert outcome.step == "merge"
        assert file.name in outcome.what
        assert not file.exists()
        assert found(site, "另一個人改了") == 0
    git(site.transcripts, "checkout", "--quiet", "--", file.name)
    mended = pull.pull(site)
    assert mended is not None
    assert mended.ok, mended.what
    assert found(site, "另一個人改了") == 1


@pytest.mark.parametrize("left", [None, ""], ids=["deleted", "emptied"])
def test_what_was_taken_away_here_after_a_merge_was_killed_is_not_brought_back_either(
    site: Settings, push: Push, monkeypatch: pytest.MonkeyPatch, left: str | None
) -> None:
    monkeypatch.setattr(merging, "ALIVE", 0)
    killed_while_merging(site, push)
    file = site.transcripts / "2026-03-02-示範參訪.md"
    file.unlink() if left is None else file.write_text(left)
    for _ in range(2):
        outcome = pull.pull(site) or pytest.fail("no run")
        assert outcome.step == "merge", outcome
        told = file.name if left is None else "local changes"
        assert told in outcome.what
        assert file.exists() == (left is not None)
        assert not file.exists() or file.read_text() == left
    git(site.transcripts, "checkout", "--quiet", "--", file.name)
    mended = pull.pull(site) or pytest.fail("no run")
    assert mended.ok, mended.what
    assert found(site, "改過的話") == 1


def test_a_record_that_was_taken_away_here_and_by_the_push_is_gone(
    site: Settings, push: Push
) -> None:
    name = "2026-03-03-二.md"
    push({name: RECORD.format("二。")})
    assert pull.pull(site) is not None
    (site.transcripts / name).unlink()
    push({name: None})
    outcome = pull.pull(site)
    assert outcome is not None
    assert outcome.ok, outcome.what
    assert git(site.transcripts, "status", "--porcelain") == ""


def test_a_lock_that_was_left_while_an_edit_was_taken_over_stops_only_one_pull(
    site: Settings, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "ALIVE", 0)
    same = RECORD.format("兩邊都這樣改。")
    (site.transcripts / "2026-03-02-示範參訪.md").write_text(same, "utf-8")
    push({"2026-03-02-示範參訪.md": same})
    (site.transcripts.parent / ".git/index.lock").touch()
    first, second = pull.pull(site), pull.pull(site)
    assert first is not None
    assert second is not None
    assert not first.ok
    assert second.ok, second.what
    assert found(site, "兩邊都這樣改") == 1
