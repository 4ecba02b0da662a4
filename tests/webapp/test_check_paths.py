"""Paths of `minutes check` as people on other systems write them, and what a commit holds."""

import json
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest
from click.testing import CliRunner, Result

from pipeline.checks.commit_changes import changes
from pipeline.checks.inspection import Inspection
from tests.conftest import ROOT, Transcripts
from tests.packaged import BAD, GOOD, commit, git
from webapp.commands.main import main

NAME = "2025-04-10-測試會議.md"
INNER = "2025/2025-05-06-乙.md"


def check(*words: str | Path, cwd: Path) -> Result:
    """`minutes check` in the folder `cwd`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        return CliRunner(env={"LANG": "C", "LC_ALL": ""}).invoke(main, ["check", *map(str, words)])


@pytest.fixture
def home(transcripts: Transcripts) -> Path:
    """The folder that holds the folder of transcripts."""
    transcripts.write(NAME, GOOD)
    transcripts.write(INNER, BAD)
    return transcripts.path.parent


@pytest.mark.parametrize("given", ["transcripts/" + INNER, "transcripts/2025", "./transcripts"])
@pytest.mark.parametrize("form", ["text", "github", "sarif", "json"])
def test_a_path_with_backslashes_is_the_same_path_and_slashes_come_out(
    home: Path, given: str, form: str
) -> None:
    plain = check(given, "--format", form, cwd=home)
    windows = check(str(PureWindowsPath(given)), "--format", form, cwd=home)
    assert windows.exit_code == 1, windows.output
    assert windows.stdout == plain.stdout
    assert "2025\\" not in windows.stdout
    assert "label-without-colon" in windows.stdout


def test_the_folders_may_be_written_with_backslashes_too(home: Path) -> None:
    result = check("--transcripts", r".\transcripts", "--format", "json", cwd=home)
    assert {entry["path"] for entry in json.loads(result.stdout)} == {INNER}
    result = check("--transcripts", r".\nowhere", cwd=home)
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


def test_a_name_that_really_holds_a_backslash_is_that_file(home: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("no name holds a backslash there")
    (home / r"a\b.md").write_text(BAD, encoding="utf-8")
    (home / "a").mkdir()
    (home / "a/b.md").write_text(GOOD, encoding="utf-8")
    assert check(r"a\b.md", cwd=home).exit_code == 1


def test_what_is_written_is_utf8_whatever_the_terminal_reads(home: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from webapp.commands.main import main; main()",
            "check",
            "--lang",
            "zh",
            "--transcripts",
            home / "transcripts",
        ],
        env={"PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr.decode("cp1252", "replace")
    assert "沒有冒號" in done.stdout.decode("utf-8")


def test_staged_is_what_the_next_commit_holds_and_nothing_else(transcripts: Transcripts) -> None:
    transcripts.write(NAME, GOOD)
    transcripts.write(INNER, GOOD.replace("04-10", "05-06"))
    commit(transcripts.path)
    transcripts.write("2025-04-11-丙.md", BAD)
    transcripts.write("2025-04-12-丁.md", BAD)
    git(transcripts.path, "add", "2025-04-11-丙.md")
    git(transcripts.path, "rm", "-q", "--", INNER)
    (transcripts.path / NAME).unlink()
    found = changes(transcripts.path, staged=True)
    assert (found.present, found.edited, found.gone) == (("2025-04-11-丙.md",), (), (INNER,))


def test_staged_looks_at_the_files_that_it_is_given_and_leaves_others_out(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    bad = transcripts.write(INNER, BAD)
    readme = transcripts.write("README.md", "### 說明\n")
    elsewhere = tmp_path / "notes.md"
    elsewhere.write_text(BAD, encoding="utf-8")
    commit(transcripts.path)
    inspection = Inspection(transcripts.path)
    scope = inspection.scope([bad, readme, elsewhere], staged=True)
    assert {p.path for p in inspection.run(scope) if p.severity == "error"} == {INNER}
    assert inspection.run(inspection.scope(staged=True)) == []


def test_findings_while_indexing_speak_the_persons_language(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    transcripts.write(NAME, GOOD)
    transcripts.write(f"2025/{NAME}", GOOD)
    at = ["index", "--transcripts", str(transcripts.path), "--data", str(tmp_path / "data")]
    chinese = CliRunner(env={"LC_ALL": "zh_TW.UTF-8"}).invoke(main, [*at, "--full"])
    english = CliRunner(env={"LC_ALL": "C"}).invoke(main, [*at, "--full"])
    assert "同名" in chinese.stderr
    assert "is also the name of" in english.stderr
