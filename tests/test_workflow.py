"""The workflow that archives call: valid, the one that `minutes init` writes, and its steps run."""

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from minutes import __version__
from pipeline.authoring import installation
from pipeline.authoring.installation import Origin
from pipeline.authoring.new_archive_files import CHECK_WORKFLOW, starter_files
from pipeline.authoring.scaffold import init
from tests.conftest import ROOT
from tests.packaged import BAD, GOOD, commit, git, program

pytestmark = pytest.mark.slow

FILE = ROOT / ".github/workflows/minutes-check.yml"
NAME = "2025-04-10-測試會議.md"
WORKFLOW = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 (`on` stays a word)
INPUTS: dict[str, dict[str, str]] = WORKFLOW["on"]["workflow_call"]["inputs"]
JOB: dict[str, Any] = WORKFLOW["jobs"]["check"]


def lint(*files: Path) -> None:
    """GitHub's schema for workflows, as it comes with check-jsonschema."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    done = subprocess.run(
        [*command, "vendor.github-workflows", *files], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_is_valid_and_the_very_one_that_an_archive_gets(tmp_path: Path) -> None:
    assert FILE.read_text(encoding="utf-8") == CHECK_WORKFLOW, (
        "run: python -m pipeline.authoring.new_archive_files > .github/workflows/minutes-check.yml"
    )
    init(tmp_path)
    written = tmp_path / ".github/workflows"
    assert (written / FILE.name).read_text(encoding="utf-8") == CHECK_WORKFLOW
    lint(FILE, *written.iterdir())


def test_a_new_archive_calls_it_with_inputs_that_it_has() -> None:
    caller = yaml.safe_load(starter_files(Origin("x"))[".github/workflows/check.yml"])
    job = caller["jobs"]["check"]
    assert job["uses"] == f"./.github/workflows/{FILE.name}"
    assert set(job["with"]) <= set(INPUTS)
    needed = {name for name, told in INPUTS.items() if told.get("required") == "true"}
    assert needed <= set(job["with"])
    assert caller["permissions"] == {"contents": "read", "security-events": "write"}


def test_values_from_outside_reach_the_shell_as_variables_only() -> None:
    for step in JOB["steps"]:
        assert "${{" not in step.get("run", ""), step["name"]


def test_what_is_installed_is_what_this_program_came_from() -> None:
    commit_id = "1234567890" * 4
    told = {
        "url": "https://example.org/a/b.git",
        "vcs_info": {"vcs": "git", "commit_id": commit_id},
    }
    from_git = installation.read(json.dumps(told))
    assert from_git.requirement == f"minutes-archive @ git+https://example.org/a/b.git@{commit_id}"
    assert installation.read(None) == Origin(f"minutes-archive=={__version__}")
    here = {"url": "file:///home/somebody/program", "dir_info": {"editable": True}}
    for text in (
        json.dumps(here),
        "[]",
        "no",
        json.dumps({**told, "url": 'https://a/"\n- x: y'}),
        json.dumps({**told, "url": "https://name:password@example.org/a.git"}),
    ):
        assert installation.read(text) == Origin()


def value(expression: str, known: dict[str, str]) -> str:
    """What GitHub puts in the place of `${{ … }}`: of alternatives the first that is not empty."""

    def filled(match: re.Match[str]) -> str:
        for choice in match[1].split("||"):
            condition, _, then = choice.partition("&&")
            found = known.get(condition.strip(), "")
            if found and found != "false":
                return then.strip().strip("'") if then else found
        return ""

    return re.sub(r"\$\{\{(.*?)\}\}", filled, expression)


class Runner:
    """Runs the steps of the workflow in an archive, in the order and with the shell of GitHub."""

    def __init__(self, archive: Path, tools: Path, **known: str) -> None:
        self.archive, self.tools = archive, tools
        defaults = {f"inputs.{name}": told.get("default", "") for name, told in INPUTS.items()}
        self.known = {**defaults, **{n.replace("__", "."): v for n, v in known.items()}}
        self.codes: dict[str, int] = {}

    def step(self, name: str) -> str:
        """The output of one step; its exit code goes to `codes`."""
        (step,) = [s for s in JOB["steps"] if s.get("id") == name]
        given = {**JOB["env"], **step.get("env", {})}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.archive,
            env={
                **os.environ,
                **{key: value(told, self.known) for key, told in given.items()},
                "PATH": f"{self.tools}{os.pathsep}{os.environ['PATH']}",
                "RUNNER_TEMP": str(self.archive.parent),
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        self.codes[name] = done.returncode
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `python` and `pip` of an environment that holds what the package needs."""
    base = tmp_path_factory.mktemp("environment")
    home = base / "venv"
    # virtualenv comes with pre-commit and has a pip at hand; `venv` takes four seconds to install one.
    create = [sys.executable, "-m", "virtualenv", "--quiet", "--no-periodic-update"]
    subprocess.run([*create, "--app-data", base / "seed", home], check=True)
    where = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", "venv", where))
    dependencies = sysconfig.get_path("purelib")
    (site / "dependencies.pth").write_text(f"{dependencies}\n", encoding="utf-8")
    return Path(sysconfig.get_path("scripts", "venv", where))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A new archive with one record, committed."""
    folder = tmp_path / "archive"
    init(folder)
    (folder / NAME).write_text(GOOD, encoding="utf-8")
    commit(folder)
    return folder


def test_the_steps_install_check_and_report(archive: Path, tools: Path, tmp_path: Path) -> None:
    before = git(archive, "rev-parse", "HEAD")
    source = program(tmp_path / "program")
    runner = Runner(archive, tools, inputs__package=str(source), github__event__before=before)
    told = runner.step("install")
    assert runner.codes["install"] == 0, (
        f"pip could not build this package; can it reach the package index?\n{told[-3000:]}"
    )
    assert (tools / "minutes").exists()
    assert "檢查了 1 個檔案" in runner.step("archive")
    runner.step("changes")
    runner.step("sarif")
    assert set(runner.codes.values()) == {0}
    report = json.loads((tmp_path / "minutes.sarif").read_text(encoding="utf-8"))
    assert report["runs"][0]["results"] == []

    (archive / "2025-04-11-乙.md").write_text(BAD.replace("04-10", "04-11"), encoding="utf-8")
    (archive / NAME).unlink()
    commit(archive)
    assert "::error file=2025-04-11-乙.md,line=6,col=1,title=label-without-colon::" in runner.step(
        "archive"
    )
    assert "published-file-gone" in runner.step("changes")
    runner.step("sarif")
    assert (runner.codes["archive"], runner.codes["changes"], runner.codes["sarif"]) == (1, 1, 0)
    report = json.loads((tmp_path / "minutes.sarif").read_text(encoding="utf-8"))
    assert [r["ruleId"] for r in report["runs"][0]["results"]] == ["label-without-colon"]


def test_without_a_package_it_says_what_to_do_and_without_a_base_it_goes_on(archive: Path) -> None:
    here = Path(sys.executable).parent
    runner = Runner(archive, here, github__event__before="0" * 40, inputs__package="")
    assert "::error title=minutes check::請" in runner.step("install")
    assert runner.codes["install"] == 1
    assert "no earlier commit" in runner.step("changes")
    assert runner.codes["changes"] == 0


def test_strict_is_passed_on(archive: Path) -> None:
    (archive / NAME).write_text("# 2025-04-10 測試會議\n", encoding="utf-8")
    here = Path(sys.executable).parent
    codes = []
    for strict in ("false", "true"):
        runner = Runner(archive, here, inputs__strict=strict, inputs__lang="en")
        assert "empty-record" in runner.step("archive"), strict
        codes.append(runner.codes["archive"])
    assert codes == [0, 1]
