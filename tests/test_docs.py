"""The documents say what is so: commands run as written, lists are whole, links lead somewhere."""

import dataclasses
import datetime as dt
import os
import re
import runpy
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
import yaml
from click.testing import CliRunner

from minutes import settings
from minutes.publication.office_calendar import load_calendar
from minutes.publication.schedule import SCHEDULED, Scheduled
from minutes.settings import ArchiveSettings
from pipeline.archive.archive import Archive
from pipeline.checks.validation import validate_archive
from tests import rooms_table
from tests.conftest import ROOT
from webapp.commands.main import main
from webapp.commands.manual import manual

README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")])
_LINK = re.compile(r"(?<!`)\[[^\]\n]*\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a page in this language."""
    return [body for name, body in _FENCED.findall(text) if name == language]


def section(text: str, heading: str) -> str:
    """The words of a page below one heading, up to the next of the same level."""
    return text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def cells(text: str) -> list[str]:
    """What stands as code in the first column of the tables of a page."""
    return [
        word
        for row in re.findall(r"^\| ([^|]+) \|", text, re.M)
        for word in re.findall(r"`([^`]+)`", row)
    ]


def anchors(page: Path) -> set[str]:
    """The names that a link can lead to within a page, as code hosts make them from headings."""
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    made = set()
    for heading in re.findall(r"^#+ +(.+?)\s*$", text, re.M):
        made.add(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-"))
    return made | set(re.findall(r'<a (?:id|name)="([^"]+)"', text))


# --- pages that are made from the code -------------------------------------------------------


def test_the_page_of_commands_is_made_from_the_commands() -> None:
    written = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    assert written == manual(), "run: python -m webapp.commands.manual > docs/cli.md"


def test_the_table_of_rooms_is_made_from_the_tested_one() -> None:
    written = rooms_table.PAGE.read_text(encoding="utf-8")
    assert written == rooms_table.page(), "run: python -m tests.rooms_table"


def test_every_command_says_what_it_does() -> None:
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None, name
        assert command.help, name


def test_every_setting_of_an_archive_is_explained_in_both_languages() -> None:
    table = section(SETTINGS, "archive.yaml")
    assert cells(table) == [field.name for field in dataclasses.fields(ArchiveSettings)]
    for row in re.findall(r"^\| `.*$", SETTINGS, re.M):
        assert re.search(r"[\u4e00-\u9fff]{2}", row), row
        assert re.search(r"[a-z]{2,} [a-z]{2,}", row), row


def test_every_field_of_the_schedule_is_explained_and_the_example_is_one() -> None:
    told = section(SETTINGS, "schedule.yaml")
    assert {*cells(told)} >= {field.name for field in dataclasses.fields(Scheduled)}
    rows = re.findall(r"^\| `(\w+)`", told, re.M)
    assert sorted(rows) == sorted(field.name for field in dataclasses.fields(Scheduled))
    (example,) = blocks(told, "yaml")
    assert [SCHEDULED.validate_python(e).is_called_off for e in yaml.safe_load(example)] == [
        True
    ] * 2


@pytest.mark.parametrize("name", ["licence", "timezone", "public_repository"])
def test_the_defaults_that_are_told_are_the_defaults(name: str) -> None:
    row = next(r for r in SETTINGS.split("\n") if r.startswith(f"| `{name}` "))
    default = yaml.safe_dump(getattr(ArchiveSettings(), name)).split("\n")[0]
    assert f"| `{default}` |" in row


def test_every_variable_that_the_code_reads_is_explained() -> None:
    used = {
        found
        for part in ("minutes", "pipeline", "webapp")
        for file in (ROOT / part).rglob("*.py")
        for found in re.findall(r"\bMINUTES_[A-Z_]*[A-Z]\b", file.read_text(encoding="utf-8"))
    }
    assert used <= set(re.findall(r"`(MINUTES_[A-Z_]+)`", SETTINGS))
    assert {name for name in cells(SETTINGS) if name.startswith("MINUTES_")} <= used


def test_the_inputs_of_the_workflow_are_those_that_it_has() -> None:
    file = ROOT / ".github/workflows/minutes-check.yml"
    inputs = yaml.safe_load(file.read_text(encoding="utf-8"))[True]["workflow_call"]["inputs"]
    table = section(SETTINGS, "自動檢查 Checks that run by themselves")
    assert cells(table) == list(inputs)
    for name, told in inputs.items():
        if "default" in told:
            default = str(told["default"]).lower()
            assert re.search(rf"^\| `{name}` \| `{re.escape(default)}` ", table, re.M), name


# --- links --------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_documents_leads_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", _FENCED.sub("", page.read_text(encoding="utf-8")))
    for target in _LINK.findall(text):
        if re.match(r"[a-z]+:|/", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.is_relative_to(ROOT), target
        assert other.exists(), f"{page.name}: {target}"
        if anchor and other.suffix == ".md":
            assert anchor.lower() in anchors(other), f"{page.name}: {target}"


# --- for another government ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "head", "last_day"),
    [
        ("city", "title: 範例市第1案協作會議\nhost_agency: 公園處\n", dt.date(2026, 6, 1)),
        ("county", "title: Lights\nhost_agency: Parks\nlang: en\n", dt.date(2026, 6, 2)),
    ],
)
def test_another_government_needs_no_more_than_the_files_that_its_page_shows(
    tmp_path: Path, place: str, head: str, last_day: dt.date
) -> None:
    page = (ROOT / "docs/adopting.md").read_text(encoding="utf-8")
    example = page.split(f"<!-- example: {place} -->")[1].split("\nA county elsewhere")[0]
    for text in blocks(example, "yaml"):
        name = text.split("\n", 1)[0].removeprefix("# ")
        (tmp_path / name).write_text(text, encoding="utf-8")
    head = f"---\n{head}date: 2026-05-18\ntier: collaborative\nkind: main\ncase: 1\n---\n"
    (tmp_path / "2026-05-18-Lights.md").write_text(
        f"{head}# 2026-05-18 Lights\n\n### Alex Sample:\nMore of them.\n", encoding="utf-8"
    )
    assert validate_archive(tmp_path) == []
    assert load_calendar(tmp_path).nth_working_day_after(dt.date(2026, 5, 18), 10) == last_day


# --- the README ---------------------------------------------------------------------------------


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 150


def test_the_transcript_in_the_readme_is_a_good_one(tmp_path: Path) -> None:
    (text,) = blocks(README, "markdown")
    (tmp_path / "agencies.yaml").write_text("- {id: demo, name: 範例部}\n", encoding="utf-8")
    (tmp_path / "2025-04-10-範例部第901案協作會議.md").write_text(text, encoding="utf-8")
    assert [p.code for p in validate_archive(tmp_path) if p.severity == "error"] == []
    (meeting,) = (
        Archive(settings.load(tmp_path, tmp_path / "data"), in_memory=True).view().public.meetings
    )
    assert (meeting.tier, meeting.front.case, meeting.speeches) == ("collaborative", (901,), 2)


def test_every_search_in_the_readme_is_understood(sample: Path, tmp_path: Path) -> None:
    view = Archive(settings.load(sample, tmp_path), in_memory=True).view()
    typed = [word for word in cells(section(README, "Search")) if "…" not in word]
    assert len(typed) > 8
    for words in typed:
        query = view.parse_query(f"{words}報稅" if words.endswith((":", "：")) else words)
        assert view.search(query, limit=1).meetings >= 0, words


@pytest.mark.slow
def test_the_commands_in_the_readme_are_commands_and_run(sample: Path, tmp_path: Path) -> None:
    home = tmp_path / "transcripts"
    shutil.copytree(sample, home)
    fill = {"QUERY": "公園", "[PATH…]": str(home), "MEETING…": next(home.glob("*.md")).stem}
    where = {"MINUTES_TRANSCRIPTS": str(home), "MINUTES_DATA": str(tmp_path / "data")}
    runner = CliRunner(env={"LANG": "C", "LC_ALL": "", **where})
    rows = [word.split() for word in cells(section(README, "The command"))]
    named = [row for row in rows if row[0] == "minutes"]
    assert len(named) > 4
    for _, name, *rest in named:
        words = [fill.get(word, word) for word in rest]
        assert runner.invoke(main, [name, "--help"]).exit_code == 0
        if name != "serve":  # that one is `make serve`, tried below
            result = runner.invoke(main, [name, *words])
            assert result.exit_code == 0, f"{name}: {result.output}"


@pytest.mark.slow
def test_the_python_in_the_readme_mounts_the_archive(sample: Path, tmp_path: Path) -> None:
    (code,) = blocks(section(README, "Mount it in a Flask site"), "python")
    home = tmp_path / "transcripts"
    shutil.copytree(sample, home)
    where = {"MINUTES_TRANSCRIPTS": str(home), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in where.items():
            patch.setenv(name, value)
        assert CliRunner().invoke(main, ["index"]).exit_code == 0
        example = tmp_path / "example.py"
        example.write_text(code.replace("/path/to/transcripts", str(home)), encoding="utf-8")
        app = runpy.run_path(str(example), run_name="__main__")["app"]
        answer = app.test_client().get("/minutes/")
    assert answer.status_code == 200


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the repository with an environment that is ready: that of these tests."""
    folder = tmp_path / "copy"
    parts = shutil.ignore_patterns(".*", "__pycache__", "tests", "node_modules")
    shutil.copytree(ROOT, folder, ignore=parts)
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    (folder / ".venv").mkdir()
    home = Path(sys.executable).parent.parent
    for name in ("bin", "lib"):
        (folder / ".venv" / name).symlink_to(home / name)
    shutil.copy(home / "pyvenv.cfg", folder / ".venv")
    # The real path, since that is what `make` compares with; written last, since it compares times.
    (folder / ".venv/.ready").write_text(f"{folder.resolve()}\n", encoding="utf-8")
    return folder


def commands() -> list[str]:
    """The lines of shell in the README, without their comments."""
    lines = "\n".join(blocks(README, "sh")).splitlines()
    return [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]


@pytest.mark.skipif(sys.platform == "win32", reason="make is for POSIX systems")
@pytest.mark.parametrize("line", [line for line in commands() if line.startswith("make serve")])
@pytest.mark.slow
def test_make_serve_serves_as_the_readme_says(checkout: Path, sample: Path, line: str) -> None:
    mine = checkout.parent / "mine"
    shutil.copytree(sample, mine)
    # The last word counts: the port that is told may be taken on this machine; 0 is any free one.
    words = [*line.replace("/path/to/transcripts", str(mine)).split(), "PORT=0"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    environment["MINUTES_DATA"] = str(checkout.parent / "data")
    running = subprocess.Popen(
        words, cwd=checkout, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        assert b"<html" in fetched(running)
    finally:
        running.terminate()
        output = running.communicate(timeout=120)[0]
    assert b"Traceback" not in output


def fetched(running: subprocess.Popen[bytes]) -> bytes:
    """What stands at the address that the server tells when it is up."""
    assert running.stdout is not None
    told: list[bytes] = []
    for line in running.stdout:  # it ends with the server
        told.append(line)
        if address := re.search(rb"http://127\.0\.0\.1:\d+/", line):
            with urllib.request.urlopen(address[0].decode(), timeout=60) as answer:  # noqa: S310 (our own server)
                return bytes(answer.read())
    raise AssertionError(b"".join(told).decode())


@pytest.mark.skipif(sys.platform == "win32", reason="make is for POSIX systems")
def test_every_other_line_of_shell_in_the_readme_is_a_target_of_make(checkout: Path) -> None:
    for line in commands():
        tool, *words = line.split()
        assert tool == "make", line
        told = subprocess.run(
            [tool, "-n", *words], cwd=checkout, capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stderr
    assert (
        "pytest"
        in subprocess.run(
            ["make", "-n", "test"], cwd=checkout, capture_output=True, text=True, check=True
        ).stdout
    )
