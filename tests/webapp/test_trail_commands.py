"""`minutes trail` and `minutes link` as a person or a script runs them."""

import json
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from webapp.commands import trails


@pytest.fixture
def copy(sample: Path, tmp_path: Path) -> Path:
    """The sample archive in a folder that may be written to."""
    return Path(shutil.copytree(sample, tmp_path / "transcripts"))


def run(command: click.Command, folder: Path, *args: str) -> Result:
    place = ["--transcripts", str(folder), "--data", str(folder.parent / "data")]
    return CliRunner().invoke(command, [*args, *place])


def test_a_trail_is_printed_for_people_and_for_programs(copy: Path) -> None:
    shown = run(trails.trail, copy, "901")
    assert shown.exit_code == 0
    assert "公園遊具的遮陽" in shown.stdout
    assert "自動尋得" in shown.stdout
    assert "Demonstration Agency" in shown.stdout.splitlines()[1]
    told = json.loads(run(trails.trail, copy, "playground-shade", "--json").stdout)
    assert (told["case"], told["issue"]) == (901, "playground-shade")
    assert "released" in {e["stage"] for e in told["records"]}


def test_an_unknown_case_is_wrong_use(copy: Path) -> None:
    refused = run(trails.trail, copy, "12345", "--json")
    assert refused.exit_code == 2
    assert refused.stdout == ""


def test_links_are_proposed_and_written_only_when_asked_for(copy: Path) -> None:
    before = {f: f.read_bytes() for f in copy.rglob("*.md")}
    proposed = run(trails.link, copy, "902", "--json")
    lines = [json.loads(line) for line in proposed.stdout.splitlines()]
    assert lines
    assert {f: f.read_bytes() for f in copy.rglob("*.md")} == before
    assert run(trails.link, copy, "902", "--write").exit_code == 0
    changed = {f for f in copy.rglob("*.md") if f.read_bytes() != before[f]}
    assert {f.relative_to(copy).as_posix() for f in changed} == {line["path"] for line in lines}
    for file in changed:
        heading = before[file].index(b"# 20")
        assert file.read_bytes().endswith(before[file][heading:])
    assert run(trails.link, copy, "902", "--json").stdout == ""
