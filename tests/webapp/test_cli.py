"""`minutes index`, `search`, `show`, `doctor` and `check` as a person or a script runs them."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT, Transcripts
from tests.webapp.command_line import NAME, RECORD, Archive
from webapp.commands.main import main


@pytest.fixture
def archive(transcripts: Transcripts, tmp_path: Path) -> Archive:
    transcripts.write(f"{NAME}.md", RECORD)
    return Archive(transcripts.path, tmp_path / "data")


# --- exit codes and streams


@pytest.mark.parametrize(
    "words",
    [
        ["index", "--transcripts", "/nothing/here"],
        ["search", "--transcripts", "/nothing/here", "x"],
        ["show", "--transcripts", "/nothing/here", "--all"],
        ["doctor", "--transcripts", "/nothing/here"],
        ["check", "--transcripts", "/nothing/here"],
        ["serve", "--transcripts", "/nothing/here"],
        ["index", "--jobs", "0"],
        ["index", "--bogus"],
        ["search"],
        ["search", "x", "--limit", "-1"],
        ["search", "x", "--sort", "size"],
        ["serve", "--port", "x"],
        ["serve", "--port", "70000"],
        ["check", "--format", "xml"],
        ["nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_two_with_words_on_stderr_only(words: list[str]) -> None:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_what_the_system_says_of_a_file_is_told_with_its_name_by_every_command(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a-file"
    file.write_text("", encoding="utf-8")
    done = CliRunner().invoke(main, ["restore", str(tmp_path), str(file / "anew")])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Error: " in done.stderr
    assert str(tmp_path / "manifest.json") in done.stderr
    made = CliRunner().invoke(main, ["init", str(file / "anew")])
    assert (made.exit_code, made.stdout) == (2, "")
    assert f"{file / 'anew'}: a part of the path is a file" in made.stderr


def test_show_without_a_record_is_wrong_use(archive: Archive) -> None:
    result = archive.run("show")
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_record_that_is_not_there_is_wrong_use_and_the_others_are_shown(archive: Archive) -> None:
    result = archive.run("show", "--json", "nothing", NAME)
    assert result.exit_code == 2
    assert json.loads(result.stdout)["id"] == NAME
    assert "nothing" in result.stderr


@pytest.mark.parametrize("name", ["archive.yaml", "withdrawn.yaml"])
def test_settings_that_cannot_be_read_are_wrong_use_for_every_command(
    archive: Archive, name: str
) -> None:
    (archive.transcripts / name).write_text("a: [")
    for words in (("index",), ("search", "x"), ("show", "--all")):
        result = archive.run(*words)
        assert (result.exit_code, result.stdout) == (2, ""), words
        assert f"{name}:" in result.stderr, words


def test_no_result_is_good(archive: Archive) -> None:
    result = archive.run("search", "沒有這個詞")
    assert result.exit_code == 0
    assert result.stdout.startswith("0 ")


def test_an_empty_archive_is_good(transcripts: Transcripts, tmp_path: Path) -> None:
    archive = Archive(transcripts.path, tmp_path / "data")
    assert archive.run("index").exit_code == 0
    assert archive.run("search", "x").exit_code == 0
    assert archive.run("show", "--all").stdout == ""
    assert archive.run("doctor").exit_code == 0


@pytest.mark.parametrize(
    "typed", ["", "   ", "((((", "OR", '"', "-", "*", "date:x", "\x00", "a" * 5000, "標題：", "🙂"]
)
def test_whatever_is_typed_is_a_query(archive: Archive, typed: str) -> None:
    assert archive.run("search", "--json", "--", typed).exit_code == 0


def test_problem_files_are_told_on_stderr_and_are_no_failure(
    archive: Archive, transcripts: Transcripts
) -> None:
    transcripts.write("2018-03-06-壞.md", "---\ntier: [\n---\n# x\n")
    transcripts.write("2018-03-07-壞.md", b"\xff\xfe")
    transcripts.write(f"z/{NAME}.md", RECORD)
    for words in (("index",), ("search", "公園"), ("show", "--all")):
        result = archive.run(*words)
        assert result.exit_code == 0, words
        assert NAME in result.stdout or words == ("index",)
        assert "壞" not in result.stdout, words
    assert "[duplicate-id]" in archive.run("index").stderr


def test_only_the_summary_of_indexing_is_on_stdout(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    for number in range(40):
        transcripts.write(f"2018-03-05-{number}.md", RECORD)
    result = Archive(transcripts.path, tmp_path / "data").run("index")
    assert result.exit_code == 0
    assert result.stdout == "40 meetings, 40 read, 0 removed, 0 held\n"
    assert "Indexing" in result.stderr


def test_indexing_again_reads_nothing_and_full_reads_all(archive: Archive) -> None:
    assert archive.run("index").stdout.startswith("1 meeting, 1 read")
    assert archive.run("index").stdout.startswith("1 meeting, 0 read")
    assert archive.run("index", "--full", "--jobs", "1").stdout.startswith("1 meeting, 1 read")


def test_check_ends_with_one_where_there_are_errors_and_doctor_where_there_is_no_index(
    archive: Archive,
) -> None:
    assert archive.run("check").exit_code == 1
    result = archive.run("doctor")
    assert result.exit_code == 1
    assert "minutes index" in result.stderr
    archive.run("index")
    assert archive.run("doctor").exit_code == 0
    (archive.transcripts / "2018-03-08-新.md").write_text(RECORD)
    assert archive.run("doctor").exit_code == 1


def test_doctor_says_that_the_index_is_one_of_another_engine(archive: Archive) -> None:
    archive.run("index")
    with (archive.transcripts / "archive.yaml").open("a", encoding="utf-8") as settings:
        settings.write("\nengine: memory\n")
    told = archive.run("doctor")
    assert told.exit_code == 1
    assert "whoosh" in told.stderr
    archive.run("index")
    assert archive.run("doctor").exit_code == 0


def test_a_port_that_is_taken_is_named_with_what_to_do(archive: Archive) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for command in ("metrics", "serve"):
            told = archive.run(command, "--port", port)
            assert told.exit_code == 2, command
            assert f"127.0.0.1:{port}: taken" in told.stderr, command
            assert "try another --port" in told.stderr, command


def test_folders_may_be_named_by_the_surroundings(archive: Archive) -> None:
    env = {"MINUTES_TRANSCRIPTS": str(archive.transcripts), "MINUTES_DATA": str(archive.data)}
    result = CliRunner(env=env).invoke(main, ["index"])
    assert result.exit_code == 0
    assert (archive.data / "CURRENT").exists()


# --- show


def test_show_gives_one_object_a_line_in_ascii(archive: Archive) -> None:
    result = archive.run("show", "--all", "--json")
    assert result.stdout.isascii()
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""


def test_show_gives_the_record_as_it_is_understood(archive: Archive) -> None:
    (shown,) = archive.show(NAME)
    assert list(shown) == [
        "id",
        "title",
        "date",
        "tier",
        "kind",
        "host_agency",
        "case",
        "inferred",
        "items",
    ]
    assert (shown["id"], shown["title"], shown["date"]) == (
        NAME,
        "開放政府 PO 第十三次月會",
        "2018-03-05",
    )
    assert (shown["tier"], shown["kind"]) == ("monthly", "main")
    assert (shown["host_agency"], shown["case"]) == ([], [])
    assert shown["inferred"] == ["attendees", "date", "kind", "lang", "term", "tier", "title"]
    assert [list(i) for i in shown["items"]] == [
        ["type", "id", "speaker", "text", "source", "line"]
    ] * 7
    assert [(i["type"], i["speaker"], i["text"], i["line"]) for i in shown["items"]] == [
        ("heading", None, "2018-03-05 開放政府 PO 第十三次月會", 1),
        ("narrative", None, "（上午十時）", 3),
        ("speech", "王小明", "大家好，*今天* 談 R&D 與公園。", 6),
        ("section", None, "報告", 8),
        ("speech", "Alex Sample", "", 10),
        ("heading", None, "李小華", 12),
        ("speech", None, "我反對。", 13),
    ]
    assert "".join(i["source"] for i in shown["items"]) == RECORD


def test_a_single_host_and_a_single_case_are_lists(
    archive: Archive, transcripts: Transcripts
) -> None:
    head = "---\ntitle: 題\ndate: 2018-03-09\ntier: collaborative\nhost_agency: 範例部\ncase: 42\n---\n"
    transcripts.write("2018-03-09-題.md", head + "一\n")
    (shown,) = archive.show("2018-03-09-題")
    assert (shown["host_agency"], shown["case"]) == (["範例部"], [42])
    assert "title" not in shown["inferred"]
    assert shown["items"][0]["line"] == 8
    assert "".join(i["source"] for i in shown["items"]) == "一\n"


def test_a_record_without_a_date_has_none(archive: Archive, transcripts: Transcripts) -> None:
    transcripts.write("漫談.md", "一\n")
    (shown,) = archive.show("漫談")
    assert (shown["date"], shown["tier"], shown["kind"], shown["title"]) == (
        None,
        "other",
        "other",
        "漫談",
    )


def test_show_needs_no_index_and_makes_none(archive: Archive) -> None:
    archive.show("--all")
    assert not archive.data.exists()


def test_what_is_held_or_withdrawn_is_not_shown(archive: Archive, transcripts: Transcripts) -> None:
    today = dt.datetime.now(tz=dt.UTC).date()
    transcripts.write(
        f"{today}-月會.md", f"---\ntitle: 月會\ndate: {today}\ntier: monthly\n---\n祕密\n"
    )
    transcripts.write("2018-03-09-題.md", "祕密\n")
    transcripts.write(
        "withdrawn.yaml", "- {meeting: 2018-03-09-題, date: 2018-04-01, reason: 請求}\n"
    )
    assert [m["id"] for m in archive.show("--all")] == [NAME]
    for name in (f"{today}-月會", "2018-03-09-題"):
        result = archive.run("show", name)
        assert result.exit_code == 2, name
        assert "祕密" not in result.output, name


def test_a_withdrawn_speech_is_not_shown(archive: Archive, transcripts: Transcripts) -> None:
    from minutes.publication.gate import conceal

    (before,) = archive.show(NAME)
    gone = next(i for i in before["items"] if "公園" in i["text"])
    transcripts.write(
        "withdrawn.yaml",
        f"- {{meeting: {NAME}, date: 2018-04-01, reason: 請求, speech: {conceal(gone['id'])}}}\n",
    )
    result = archive.run("show", NAME, "--json")
    assert result.exit_code == 0
    assert gone["id"] not in result.stdout
    assert "公園" not in json.loads(result.stdout.encode())["items"].__repr__()


def test_show_speaks_to_people_too(archive: Archive) -> None:
    result = archive.run("show", NAME)
    assert result.exit_code == 0
    assert "王小明: 大家好，*今天* 談 R&D 與公園。" in result.stdout


# --- the sample archive


def test_the_sample_archive_is_shown_whole(sample: Path, tmp_path: Path) -> None:
    shown = Archive(sample, tmp_path / "data").show("--all")
    assert len(shown) >= 12
    for meeting in shown:
        (file,) = sample.rglob(f"{meeting['id']}.md")
        assert file.read_text(encoding="utf-8").endswith(
            "".join(i["source"] for i in meeting["items"])
        ), meeting
    assert {m["tier"] for m in shown} >= {"seasonal", "monthly", "collaborative"}
    assert [m["id"] for m in shown] == sorted(m["id"] for m in shown)


def test_the_command_runs_as_a_program_of_its_own(sample: Path, tmp_path: Path) -> None:
    program = shutil.which("minutes", path=str(Path(sys.executable).parent))
    assert program is not None
    result = subprocess.run(
        [
            program,
            "search",
            "遮陽",
            "--json",
            "--transcripts",
            str(sample),
            "--data",
            str(tmp_path / "data"),
        ],
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": ""},
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["meetings"] > 0


def test_a_reader_that_goes_away_is_no_crash(sample: Path) -> None:
    program = shutil.which("minutes", path=str(Path(sys.executable).parent))
    command = f"'{program}' show --all --json --transcripts '{sample}' | head -c 100"
    result = subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT, check=False)
    assert b"Traceback" not in result.stderr


def test_a_port_that_is_taken_is_told_with_what_to_do(archive: Archive) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        for command in ("serve", "preview"):
            refused = archive.run(command, "--port", taken)
            assert refused.exit_code == 2, command
            assert "--port" in refused.stderr, command


def test_each_speech_is_shown_and_found_with_the_id_that_withdraw_takes(archive: Archive) -> None:
    (shown,) = archive.show(NAME)
    speech = next(i for i in shown["items"] if i["type"] == "speech" and i["text"])
    assert f"[{speech['id']}] {speech['speaker']}: " in archive.run("show", NAME).stdout
    assert f"[{speech['id']}]" in archive.run("search", "公園").stdout
