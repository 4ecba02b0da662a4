"""`minutes trail` and `minutes link` as a person or a script runs them."""

import json
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from pipeline.checks.validation import validate_archive
from webapp.commands import trails


@pytest.fixture
def copy(sample: Path, tmp_path: Path) -> Path:
    """The sample archive in a folder that may be written to."""
    return Path(shutil.copytree(sample, tmp_path / "transcripts"))


def run(command: click.Command, folder: Path, *args: str) -> Result:
    place = ["--transcripts", str(folder), "--data", str(folder.parent / "data")]
    return CliRunner().invoke(command, [*args, *place])


def test_a_trail_is_printed_for_people_and_for_programs(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "zh_TW")
    chinese = run(trails.trail, copy, "901").stdout
    assert chinese.startswith("第901案  ")
    assert "（自動尋得）" in chinese
    monkeypatch.setenv("LANGUAGE", "en")
    shown = run(trails.trail, copy, "901")
    assert shown.exit_code == 0
    assert "公園遊具的遮陽" in shown.stdout
    assert shown.stdout.startswith("case 901  ")
    assert "(found automatically)" in shown.stdout
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


def test_a_whole_issue_file_is_proposed_with_its_evidence_and_never_overwrites(
    copy: Path, tmp_path: Path
) -> None:
    shown = run(trails.link, copy, "--case", "906")
    assert shown.exit_code == 0, shown.output
    assert "# 「" in shown.stdout
    assert not (copy / "issues" / "case-906.md").exists()
    file = copy / "issues" / "case-906.md"
    assert run(trails.link, copy, "--case", "906", "--write").exit_code == 0
    assert file.read_text("utf-8") == shown.stdout
    again = run(trails.link, copy, "--case", "906", "--write")
    assert (again.exit_code, file.read_text("utf-8")) == (2, shown.stdout)
    assert run(trails.link, copy, "--case", "901").exit_code == 2  # it has its issue file


def test_a_proposed_issue_is_heeded_and_passes_the_check_once_it_is_accepted(copy: Path) -> None:
    run(trails.link, copy, "--case", "906", "--write")
    file = copy / "issues" / "case-906.md"

    def findings() -> set[str]:
        return {p.code for p in validate_archive(copy) if p.path.endswith(file.name)}

    def issue() -> object:
        return json.loads(run(trails.trail, copy, "906", "--json").stdout)["issue"]

    assert (findings(), issue()) == ({"unconfirmed-front-matter"}, None)
    lines = file.read_text("utf-8").splitlines(keepends=True)
    kept = (
        line
        for line in lines
        if "請逐項確認後刪除本行" not in line and "delete this one" not in line
    )
    file.write_text("".join(kept), "utf-8")
    assert (findings(), issue()) == (set(), "case-906")
