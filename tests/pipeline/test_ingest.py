"""Which files of a folder are meetings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.source import files
from pipeline.source.side_files import load_issues
from tests.conftest import Transcripts


def paths(transcripts: Transcripts) -> list[str]:
    return [f.path for f in files.find(transcripts.path)]


def test_meetings_are_all_markdown_files_below_the_folder_in_the_order_of_their_paths(
    transcripts: Transcripts,
) -> None:
    for name in ("b.md", "a/2018/x.md", "a/issues/y.md", "2018-01-01-會議.md"):
        transcripts.write(name, "x")
    assert paths(transcripts) == ["2018-01-01-會議.md", "a/2018/x.md", "a/issues/y.md", "b.md"]


@pytest.mark.parametrize(
    "name",
    [
        "issues/a.md",
        "_draft.md",
        ".hidden.md",
        "_drafts/a.md",
        ".git/a.md",
        "a/.b/c.md",
        "README.md",
        "readme.md",
        "AGENTS.md",
        "2018/README.md",
        "README.zh.md",
        "readme_en.md",
        "README.zh-TW.md",
        "contributing-en.md",
        "TODO.md",
        "index.md",
        "PULL_REQUEST_TEMPLATE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE.md",
        "a.txt",
        "a.MD",
        "a.md.bak",
        ".md",
        "archive.yaml",
        "attachments/x/a.png",
        "attachments/x/notes.md",
        "attachments/notes.md",
        "Attachments/x/notes.md",
        "2026/attachments/x/notes.md",
        "附件/x/notes.md",
        "Issues/a.md",
    ],
)
def test_other_files_are_none(transcripts: Transcripts, name: str) -> None:
    transcripts.write(name, "x")
    assert paths(transcripts) == []


def test_a_folder_whose_name_ends_like_a_file_is_walked_and_is_no_meeting(
    transcripts: Transcripts,
) -> None:
    transcripts.write("a.md/b.md", "x")
    assert paths(transcripts) == ["a.md/b.md"]


def test_links_are_left_out_wherever_they_lead(transcripts: Transcripts, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("x")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "a.md").write_text("x")
    transcripts.write("real.md", "x")
    (transcripts.path / "out.md").symlink_to(secret)
    (transcripts.path / "in.md").symlink_to(transcripts.path / "real.md")
    (transcripts.path / "gone.md").symlink_to(tmp_path / "nothing")
    (transcripts.path / "folder").symlink_to(folder)
    (transcripts.path / "round").symlink_to(transcripts.path)
    assert paths(transcripts) == ["real.md"]


def test_what_is_no_file_is_no_meeting(transcripts: Transcripts) -> None:
    os.mkfifo(transcripts.path / "pipe.md")
    assert paths(transcripts) == []


def test_a_name_that_is_not_utf8_is_left_out(transcripts: Transcripts) -> None:
    (Path(os.fsdecode(os.fsencode(transcripts.path) + b"/\xff\xfe.md"))).write_text("x")
    transcripts.write("a.md", "x")
    assert paths(transcripts) == ["a.md"]


@pytest.mark.parametrize(
    "name",
    [
        "a b.md",
        "甲：乙「丙」.md",
        "a\nb.md",
        "a\tb.md",
        "'a'.md",
        "a%20b.md",
        "🙂.md",
        "e\u0301.md",
    ],
)
def test_odd_names_are_names(transcripts: Transcripts, name: str) -> None:
    transcripts.write(name, "x")
    (found,) = files.find(transcripts.path)
    assert found.id == name.removesuffix(".md")


def test_of_two_files_with_one_stem_the_first_path_counts(transcripts: Transcripts) -> None:
    for name in ("b/x.md", "a/x.md", "c/x.md", "y.md"):
        transcripts.write(name, "x")
    first, twice = files.unique(files.find(transcripts.path))
    assert [f.path for f in first] == ["a/x.md", "y.md"]
    assert [(later.path, one.path) for later, one in twice] == [
        ("b/x.md", "a/x.md"),
        ("c/x.md", "a/x.md"),
    ]


@given(st.text(max_size=30))
def test_whether_a_path_is_a_meetings_can_be_asked_of_any_text(path: str) -> None:
    assert files.is_meeting(path) in {True, False}


def test_issue_files_are_those_right_in_their_folder(transcripts: Transcripts) -> None:
    for name in (
        "issues/b.md",
        "issues/a.md",
        "issues/_x.md",
        "issues/README.md",
        "issues/deep/c.md",
        "d.md",
    ):
        transcripts.write(name, "x")
    assert files.find_issues(transcripts.path) == ["issues/a.md", "issues/b.md"]


def test_an_issue_file_is_parsed_again_only_when_it_says_something_else(tmp_path: Path) -> None:
    (tmp_path / "issues").mkdir()
    for name in ("甲", "乙"):
        (tmp_path / "issues" / f"{name}.md").write_text(
            f"---\ntitle: {{zh: {name}}}\n---\n", "utf-8"
        )
    before = {issue.slug: issue for issue in load_issues(tmp_path)}
    (tmp_path / "issues" / "甲.md").write_text("---\ntitle: {zh: 丙}\n---\n", "utf-8")
    after = {issue.slug: issue for issue in load_issues(tmp_path)}
    assert after["乙"] is before["乙"]
    assert (before["甲"].front.title.zh, after["甲"].front.title.zh) == ("甲", "丙")
    (tmp_path / "issues" / "乙.md").unlink()
    assert [issue.slug for issue in load_issues(tmp_path)] == ["甲"]
