"""`minutes check`, `init`, `new`, `schema` and `adopt` as a person runs them."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import Transcripts
from webapp.commands.main import main

HEADING = "# 2025-04-10 測試會議\n\n"
GOOD = HEADING + "### 王範例：\n大家好。\n"
BAD = GOOD + "\n### 空保處\n這段話。\n"
NAME = "2025-04-10-測試會議.md"


def run(*words: str | Path, **settings: str) -> Result:
    """One command, by its name and words."""
    told = CliRunner(env={"LANG": "C", "LC_ALL": "", **settings})
    return told.invoke(main, list(map(str, words)))


@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (BAD, 1), (HEADING, 0)])
def test_check_ends_with_one_where_there_are_errors(
    transcripts: Transcripts, text: str, code: int
) -> None:
    transcripts.write(NAME, text)
    result = run("check", "--transcripts", transcripts.path)
    assert result.exit_code == code, result.output


def test_warnings_count_as_errors_when_asked(transcripts: Transcripts) -> None:
    transcripts.write(NAME, HEADING)
    assert run("check", "--strict", "--transcripts", transcripts.path).exit_code == 1


def test_json_goes_to_stdout_and_the_summary_to_stderr(transcripts: Transcripts) -> None:
    transcripts.write(NAME, BAD)
    result = run("check", "--format", "json", "--transcripts", transcripts.path)
    (entry,) = json.loads(result.stdout)
    assert (entry["path"], entry["line"], entry["code"]) == (NAME, 6, "label-without-colon")
    assert "1 error" in result.stderr


def test_the_language_is_that_of_the_person_or_as_asked(transcripts: Transcripts) -> None:
    transcripts.write(NAME, BAD)
    at = ("--transcripts", transcripts.path)
    assert "沒有冒號" in run("check", *at, LANG="zh_TW.UTF-8").stdout
    assert "no colon" in run("check", *at).stdout
    assert "沒有冒號" in run("check", "--lang", "zh", *at).stdout


def test_the_environment_names_the_folder(transcripts: Transcripts) -> None:
    transcripts.write(NAME, BAD)
    assert run("check", MINUTES_TRANSCRIPTS=str(transcripts.path)).exit_code == 1


def test_wrong_use_ends_with_two(transcripts: Transcripts, tmp_path: Path) -> None:
    assert run("check", "--transcripts", tmp_path / "gone").exit_code == 2
    assert run("check", tmp_path / "gone.md").exit_code == 2
    assert run("check", "--format", "html").exit_code == 2
    assert run("check", "--changed", "--transcripts", transcripts.path).exit_code == 2
    assert run("new", "--transcripts", transcripts.path).exit_code == 2
    assert run("new", "monthly", "--date", "x", "--transcripts", transcripts.path).exit_code == 2
    assert run("adopt", tmp_path / "gone.md").exit_code == 2


def test_paths_may_be_files_folders_and_files_of_no_archive(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    transcripts.write(NAME, GOOD)
    transcripts.write("2025/2025-05-06-乙.md", BAD)
    other = tmp_path / "2025-04-10-丙.md"
    other.write_text(BAD, encoding="utf-8")

    def found(*paths: Path) -> list[str]:
        told = run("check", *paths, "--format", "json", "--transcripts", transcripts.path)
        return [entry["path"] for entry in json.loads(told.stdout) if entry["severity"] == "error"]

    assert found(transcripts.path / NAME) == []
    assert set(found(transcripts.path / "2025")) == {"2025/2025-05-06-乙.md"}
    assert found(other) == [other.as_posix()]
    assert set(found(transcripts.path, other)) == {"2025/2025-05-06-乙.md", other.as_posix()}


def test_a_bad_settings_file_is_a_finding_and_no_refusal(transcripts: Transcripts) -> None:
    transcripts.write("archive.yaml", "timezone: Nowhere\n")
    result = run("check", "--format", "json", "--transcripts", transcripts.path)
    assert [entry["code"] for entry in json.loads(result.stdout)] == ["bad-value"]
    assert result.exit_code == 1


def test_drafts_are_checked_with_the_archive_and_never_as_published(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    transcripts.write("archive.yaml", "public_repository: true\n")
    transcripts.write("agencies.yaml", "- {id: demo, name: 示範署}\n")
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    head = "---\ntitle: 110年8月月會\ndate: 2040-04-10\ntier: monthly\nhost_agency: 示範署\n---\n"
    (drafts / "2040-04-10-月會.md").write_text(
        head + GOOD.replace("2025", "2040"), encoding="utf-8"
    )
    result = run("check", "--format", "json", "--drafts", drafts, "--transcripts", transcripts.path)
    assert {e["code"] for e in json.loads(result.stdout)} == {"date-to-come", "calendar-too-short"}


def test_fix_repairs_and_then_checks(transcripts: Transcripts) -> None:
    file = transcripts.write(NAME, "\ufeff" + GOOD.replace("\n", "\r\n") + "### 王範例\n再說。\n")
    result = run("check", "--fix", "--transcripts", transcripts.path)
    assert result.exit_code == 0, result.output
    assert file.read_bytes().decode() == GOOD + "### 王範例：\n再說。\n"
    assert NAME in result.stderr
    assert NAME not in run("check", "--fix", "--transcripts", transcripts.path).stderr


def test_changed_looks_at_what_differs_and_what_vanished(transcripts: Transcripts) -> None:
    transcripts.write(NAME, GOOD)
    transcripts.write("2025-04-10-乙.md", BAD)

    def git(*words: str) -> None:
        own = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(
            ["git", *own, "-C", transcripts.path, *words], check=True, capture_output=True
        )

    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "records")
    at = ("--changed", "--format", "json", "--transcripts", transcripts.path)
    assert json.loads(run("check", *at).stdout) == []
    (transcripts.path / NAME).unlink()
    transcripts.write("2025-04-10-丙.md", BAD)
    told = {(e["path"], e["code"]) for e in json.loads(run("check", *at).stdout)}
    assert told == {(NAME, "published-file-gone"), ("2025-04-10-丙.md", "label-without-colon")}
    assert run("check", "--changed", "nowhere", "--transcripts", transcripts.path).exit_code == 2


def test_an_archive_is_made_filled_and_checked(tmp_path: Path) -> None:
    home = tmp_path / "archive"
    assert run("init", home).exit_code == 0
    assert run("init", home).exit_code == 2
    made = run(
        "new",
        "collaborative",
        "--date",
        "2025-04-10",
        "--case",
        "901",
        "--host",
        "財政部",
        "--transcripts",
        home,
    )
    assert made.exit_code == 0, made.output
    assert Path(made.stdout.strip()).is_file()
    issue = run("new", "issue", "--slug", "shade", "--title", "遮陽", "--transcripts", home)
    assert issue.exit_code == 0, issue.output
    result = run("check", "--format", "json", "--transcripts", home)
    assert [e["code"] for e in json.loads(result.stdout)] == ["empty-record"]
    assert result.exit_code == 0


def test_a_new_record_can_be_made_among_the_drafts_or_printed(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    words = ("new", "monthly", "--date", "2025-05-06", "--transcripts", transcripts.path)
    assert run(*words, "--stdout").stdout.startswith("---\n")
    assert list(transcripts.path.iterdir()) == []
    missing = run(*words, "--drafts", tmp_path / "drafts")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "make it first" in missing.stderr
    (tmp_path / "drafts").mkdir()
    assert run(*words, "--drafts", tmp_path / "drafts").exit_code == 0
    assert len(list((tmp_path / "drafts").glob("2025-05-06-*.md"))) == 1
    assert run(*words, "--drafts", transcripts.path / "drafts").exit_code == 2


@pytest.mark.parametrize(("lang", "words"), [("C", "Careful"), ("zh_TW.UTF-8", "注意")])
def test_a_new_record_in_a_public_folder_is_warned_of(
    transcripts: Transcripts, tmp_path: Path, lang: str, words: str
) -> None:
    transcripts.write("archive.yaml", "public_repository: true\n")
    (tmp_path / "drafts").mkdir()
    new = ("new", "monthly", "--transcripts", transcripts.path)
    made = run(*new, "--date", "2999-05-07", LANG=lang)
    assert made.exit_code == 0
    assert words in made.stderr
    assert "--drafts" in made.stderr
    for quiet in (
        run(*new, "--date", "2999-05-08", "--drafts", tmp_path / "drafts"),
        run(*new, "--date", "2017-05-08"),
        run("new", "issue", "--slug", "shade", "--transcripts", transcripts.path),
    ):
        assert (quiet.exit_code, quiet.stderr) == (0, "")


def test_a_record_learns_of_the_schema_that_lies_above_it(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    run("init", transcripts.path)
    file = transcripts.write(f"2025/{NAME}", GOOD)
    assert run("adopt", file).exit_code == 0
    head = file.read_text(encoding="utf-8").splitlines()[1]
    assert head == "# yaml-language-server: $schema=../.schema/meeting.json"
    alone = tmp_path / NAME
    alone.write_text(GOOD, encoding="utf-8")
    assert run("adopt", alone).exit_code == 0
    assert "yaml-language-server" not in alone.read_text(encoding="utf-8")


def test_the_schema_is_printed() -> None:
    assert json.loads(run("schema").stdout)["required"] == ["title", "date", "tier"]
    assert "highlights" in json.loads(run("schema", "--issue").stdout)["properties"]


def test_adopt_shows_first_and_writes_then(transcripts: Transcripts) -> None:
    file = transcripts.write(NAME, GOOD)
    shown = run("adopt", "--dry-run", transcripts.path)
    assert "+title: 測試會議" in shown.stdout
    assert file.read_text(encoding="utf-8") == GOOD
    assert run("adopt", transcripts.path).exit_code == 0
    adopted = file.read_bytes()
    assert adopted.endswith(GOOD.encode())
    assert "nothing to do" in run("adopt", transcripts.path).stderr
    assert file.read_bytes() == adopted
    assert run("check", "--transcripts", transcripts.path).exit_code == 0


def test_where_there_is_nothing_to_adopt_the_command_that_reads_notes_is_named(
    tmp_path: Path,
) -> None:
    assert "no .md file" in run("adopt", tmp_path).stderr
    note = tmp_path / "note.md"
    note.write_text("---\ntags: 會議\n---\n\n**王範例**：大家好。\n", encoding="utf-8")
    told = run("adopt", note)
    assert (told.stdout, "minutes import" in told.stderr) == ("", True)
    assert "已經有檔頭" in run("adopt", note, LANG="zh_TW.UTF-8").stderr


@pytest.mark.parametrize(("lang", "words"), [("C", "Careful"), ("zh_TW.UTF-8", "注意")])
def test_a_draft_whose_day_has_passed_is_warned_of_before_a_site_shows_it(
    transcripts: Transcripts, tmp_path: Path, lang: str, words: str
) -> None:
    (tmp_path / "drafts").mkdir()
    new = ("new", "monthly", "--transcripts", transcripts.path, "--drafts", tmp_path / "drafts")
    made = run(*new, "--date", "2017-05-19", LANG=lang)
    assert words in made.stderr
    assert "2017-06-06" in made.stderr
    assert "hold_until" in made.stderr
