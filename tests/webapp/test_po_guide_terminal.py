"""The guide to the terminal for POs, run from nothing as it is written, in both languages: from
a Word file to a record that waits, is public on its day, and loses a speech."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from minutes import clock
from minutes.settings import load
from pipeline.archive.archive import Archive
from tests.conftest import ROOT
from tests.pipeline.readers.word_files import para, word_file
from webapp.commands.main import main

GUIDE = (ROOT / "docs/po-terminal.md").read_text(encoding="utf-8")
PARTS = {"zh": "用終端機整理紀錄", "en": "Records in a terminal"}
NAME = "2026-03-02-開放政府第901案協作會議"
SECRET = "這一段之後要撤下，因為提到了不該公開的獨角獸計畫。"  # noqa: S105 (words, not a password)
TAIPEI = dt.timezone(dt.timedelta(hours=8))
_FENCED = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.M | re.S)
# What a test cannot do: install, reach other machines, serve until somebody presses Ctrl+C.
_LEFT_OUT = ("pip install", "git push", "git clone")
_SERVES = "minutes preview"


def steps(lang: str) -> list[tuple[str, list[str]]]:
    """The fenced blocks of one language, in order: their kind and their lines."""
    part = GUIDE.split(f"# {PARTS[lang]}\n", 1)[1].split("\n---\n", 1)[0]
    return [
        (kind, [line.strip() for line in body.splitlines() if line.strip()])
        for kind, body in _FENCED.findall(part)
    ]


@dataclass
class Desk:
    """A new PO's computer: a home folder, what the shell remembers, and what was printed."""

    home: Path
    lang: str
    here: Path
    variables: dict[str, str] = field(default_factory=dict)
    said: list[Result] = field(default_factory=list)

    def expand(self, word: str) -> str:
        for name, value in {**self.variables, "HOME": str(self.home)}.items():
            word = word.replace(f"${name}", value)
        return f"{self.home}{word[1:]}" if word.startswith("~") else word

    def run(self, line: str) -> None:
        """One line of the guide, as the shell would."""
        if line.startswith(_LEFT_OUT) or line == _SERVES:
            return
        words = [self.expand(word) for word in shlex.split(line, comments=True)]
        match words:
            case ["export", setting]:
                name, _, value = setting.partition("=")
                self.variables[name] = self.expand(value)
            case ["mkdir", "-p", folder]:
                Path(folder).mkdir(parents=True)
            case ["cd", folder]:
                self.here = Path(folder)
            case ["git", *rest]:
                own = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
                own += ["-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"]
                command = ["git", *own, "-C", str(self.here), *rest]
                subprocess.run(command, check=True, capture_output=True)
            case ["minutes", *rest]:
                self.minutes(*rest)
            case _:
                raise AssertionError(line)

    def minutes(self, *words: str) -> Result:
        locale = {"zh": "zh_TW.UTF-8", "en": "C.UTF-8"}[self.lang]
        environment = {"LANG": locale, "LC_ALL": "", "LANGUAGE": "", **self.variables}
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.here)
            result = CliRunner(env=environment).invoke(main, list(words))
        self.said.append(result)
        assert result.exit_code == 0, f"{words}: {result.output}"
        return result

    @property
    def public(self) -> Path:
        return Path(self.variables["MINUTES_TRANSCRIPTS"])

    @property
    def drafts(self) -> Path:
        return Path(self.variables["MINUTES_DRAFTS"])


@pytest.fixture(params=["zh", "en"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    home = tmp_path / "home"
    home.mkdir()
    (home / {"zh": "速錄檔.docx", "en": "notes.docx"}[request.param]).write_bytes(
        word_file(
            para("2026-03-02 開放政府第901案協作會議", style="Title"),
            "王範例：",
            "大家好，今天我們談公園遊具的遮陽，請各機關先說明目前的作法。",
            "李樣本：",
            SECRET,
        )
    )
    data = {"MINUTES_DATA": str(tmp_path / "data"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    return Desk(
        home, request.param, home, {**data, "MINUTES_PREVIEW_KEY": "a key for tests, 32 letters"}
    )


def fill_in(file: Path, lines: list[str]) -> None:
    """What the guide tells a person to write: each field in the place of the one that is there."""
    text = file.read_text(encoding="utf-8")
    head, mark, body = text.partition("\n---\n") if text.startswith("---\n") else (text, "", "")
    for line in lines:
        name = line.partition(":")[0]
        if re.search(rf"(?m)^{name}:.*$", head):
            head = re.sub(rf"(?m)^{name}:.*$", line, head)
        else:
            head = f"{head.rstrip()}\n{line}" + ("" if mark else "\n")
    # As the guide says, the lines that ask for the check go when it has been made.
    head = re.sub(r"(?m)^# .*(?:請逐項確認後刪除本行|check each line, then delete).*\n", "", head)
    file.write_text(head + mark + body, encoding="utf-8")


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """The clock on the wall, in Taipei."""
    now = dt.datetime.fromisoformat(moment).replace(tzinfo=TAIPEI)
    monkeypatch.setattr(clock, "now", lambda: now)


def titles(desk: Desk, moment: str) -> list[str]:
    """What the public sees."""
    where = load(desk.public, desk.variables["MINUTES_DATA"], desk.drafts)
    now = dt.datetime.fromisoformat(moment).replace(tzinfo=TAIPEI)
    return [m.id for m in Archive(where, in_memory=True).view(now).public.meetings]


def test_the_guide_to_the_terminal_runs_from_nothing_to_a_withdrawn_speech(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "2026-03-03T09:00")
    todo = iter(steps(desk.lang))

    def follow(until: str) -> Result:
        """Do what is written up to the block that holds `until`, and that block."""
        for kind, lines in todo:
            if kind == "yaml":
                file = desk.drafts / f"{NAME}.md"
                fill_in(file if file.exists() else desk.public / "archive.yaml", lines)
                continue
            for line in lines:
                desk.run(line)
            if any(until in line for line in lines):
                return desk.said[-1]
        raise AssertionError(until)

    follow("minutes init")
    subprocess.run(["git", "init", "-q", str(desk.public)], check=True)
    imported = follow("minutes import")
    assert Path(imported.stdout.strip()) == desk.drafts / f"{NAME}.md"
    assert "$schema=.schema/meeting.json" in (desk.drafts / f"{NAME}.md").read_text("utf-8")
    made = follow("minutes new")
    assert made.stderr == ""  # it lies among the drafts
    checked = follow("minutes check --fix")
    assert "host-missing" not in checked.stdout
    settings = yaml.safe_load((desk.public / "archive.yaml").read_text(encoding="utf-8"))
    assert settings["public_repository"] is True

    link = follow("--days 14")
    assert link.stdout.startswith("https://minutes.example.tw/preview/")
    assert link.stderr == ""

    waiting = follow("minutes publish --list")
    assert f"2026-03-17  {NAME}" in waiting.stdout
    assert titles(desk, "2026-03-16T23:59") == []
    assert titles(desk, "2026-03-17T00:00") == [NAME]

    # A minute too early nothing is moved.
    at(monkeypatch, "2026-03-16T23:59")
    desk.minutes("publish")
    assert not (desk.public / f"{NAME}.md").exists()
    at(monkeypatch, "2026-03-17T00:00")
    published = follow("minutes publish")
    assert published.stdout == f"{desk.public / NAME}.md\n"
    assert "published: 2026-03-17" in (desk.public / f"{NAME}.md").read_text(encoding="utf-8")
    follow("git commit")
    log = ["git", "-C", str(desk.public), "log", "--name-only", "--format="]
    told = subprocess.run(log, check=True, capture_output=True, text=True)
    assert f"{NAME[:10]}" in told.stdout

    (kind, lines), *rest = todo
    assert (kind, rest) == ("sh", [])
    at(monkeypatch, "2026-04-01T12:00")
    show, withdraw = lines
    desk.run(show)
    ident = re.search(rf"^\[(\S+)\] 李樣本: {SECRET}", desk.said[-1].stdout, re.M)
    assert ident is not None
    desk.run(re.sub(r"--speech \S+", f"--speech {ident[1]}", withdraw))
    assert "獨角獸" not in (desk.public / f"{NAME}.md").read_text(encoding="utf-8")
    assert "attendees" in desk.said[-1].stderr
    desk.minutes("check")
    assert titles(desk, "2026-04-01T12:00")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_guide_says_of_waiting_are_the_words_of_the_command(lang: str) -> None:
    part = GUIDE.split(f"# {PARTS[lang]}\n", 1)[1].split("\n---\n", 1)[0]
    head = {"zh": "在等什麼", "en": "It waits"}[lang]
    rows = part.split(f"| {head} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    source = "".join(
        (ROOT / path).read_text(encoding="utf-8")
        for path in ("pipeline/publishing/publisher.py", "webapp/commands/publishing.py")
    )
    for row in rows:
        assert row.split(" | ")[0].removeprefix("| ") in source


def test_both_languages_of_the_guide_tell_the_same_commands() -> None:
    def bare(lang: str) -> list[tuple[str, str]]:
        return [
            (kind, re.split(r"=|~| [^ ]*\.docx", " ".join(line.split()[:2]))[0])
            for kind, lines in steps(lang)
            for line in lines
        ]

    assert bare("zh") == bare("en")
