"""New archives, records and issues, and the schema."""

import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from minutes.records.document import split_front
from minutes.yaml_text import reading
from pipeline.authoring.scaffold import (
    KINDS,
    ScaffoldError,
    init,
    new,
    new_issue,
    read_date,
    schema,
    write_new,
)
from pipeline.checks.validation import validate_archive
from pipeline.source.parser import parse
from tests.pipeline.findings import NOW

DAY = dt.date(2017, 5, 19)


def test_a_new_archive_has_nothing_wrong_with_it(tmp_path: Path) -> None:
    made = init(tmp_path / "new")
    assert {"archive.yaml", "agencies.yaml", "README.md", ".pre-commit-config.yaml"} <= set(made)
    assert validate_archive(tmp_path / "new", now=NOW) == []
    for name in (".pre-commit-config.yaml", ".github/workflows/check.yml"):
        assert yaml.safe_load((tmp_path / "new" / name).read_text(encoding="utf-8"))


def test_an_archive_is_never_made_over_another_and_files_that_are_there_stay(
    tmp_path: Path,
) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    init(tmp_path)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine"
    with pytest.raises(ScaffoldError):
        init(tmp_path)


@pytest.mark.parametrize("tier", ["seasonal", "monthly", "collaborative", "other"])
@pytest.mark.parametrize("kind", ["main", "pre_meeting", "rehearsal", "followup"])
def test_a_new_record_passes_but_for_its_missing_words(
    tmp_path: Path, tier: str, kind: str
) -> None:
    hosts = ("財政部",) if tier == "collaborative" else ()
    name, text = new(tier, DAY, kind=kind, cases=(7,) if hosts else (), hosts=hosts)
    write_new(tmp_path / name, text)
    assert {p.code for p in validate_archive(tmp_path, now=NOW)} == {"empty-record"}
    meeting = parse(text.encode(), name).meeting
    assert (meeting.tier, meeting.kind, meeting.date) == (tier, kind, DAY)
    assert name.startswith("2017-05-19-")


def test_the_correction_window_is_filled_in() -> None:
    _, text = new("monthly", DAY)
    meeting = parse(text.encode(), "a.md").meeting
    assert meeting.front.edit is not None
    assert meeting.front.edit.closes == dt.date(2017, 6, 5)
    assert "public from 2017-06-06" in text
    assert not parse(new("other", DAY)[1].encode(), "a.md").meeting.has_edit


def test_every_field_is_explained_in_both_languages_and_the_editor_finds_the_schema(
    tmp_path: Path,
) -> None:
    name, text = new("other", DAY)
    write_new(tmp_path / name, text)
    assert "# yaml-language-server: $schema=.schema/meeting.json" in text
    saved = json.loads((tmp_path / ".schema/meeting.json").read_text(encoding="utf-8"))
    assert saved == schema()
    for field, entry in schema()["properties"].items():
        assert f"{field}:" in text
        assert len(entry["description"].split("\n")) == 2


@pytest.mark.slow
def test_the_examples_in_a_new_record_can_be_used_as_they_are() -> None:
    _, text = new("other", DAY)
    lines = text.split("---\n")[1].split("\n")
    fields = "\n".join(line[2:] if _is_example(line) else line for line in lines)
    parsed = parse(f"---\n{fields}---\n# 2017-05-19 甲\n".encode(), "2017-05-19-甲.md")
    assert parsed.problems == ()
    jsonschema.validate(reading.load(fields).value, schema())


def _is_example(line: str) -> bool:
    name = line.removeprefix("# ").split(":")[0]
    return line.startswith("#   ") or (line.startswith("# ") and name in schema()["properties"])


def test_a_numbered_collaborative_meeting_wants_a_known_host() -> None:
    with pytest.raises(ScaffoldError, match="host"):
        new("collaborative", DAY, cases=(7,))
    with pytest.raises(ScaffoldError, match="財政部"):
        new("collaborative", DAY, cases=(7,), hosts=("財正部",))
    assert "\nhost_agency: 財政部\n" in new("collaborative", DAY, cases=(7,), hosts=("mof",))[1]


@pytest.mark.parametrize(
    "title", ["../../etc/passwd", "a: b # c", '"\n---\n', "C:\\x", "  ", "長" * 300]
)
def test_any_title_gives_a_safe_name_and_a_readable_head(tmp_path: Path, title: str) -> None:
    name, text = new("other", DAY, title=title)
    assert Path(name).name == name
    assert len(name.encode()) < 250
    parsed = parse(text.encode(), name)
    assert parsed.problems == ()
    write_new(tmp_path / name, text)


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    name, text = new("other", DAY)
    write_new(tmp_path / name, text)
    with pytest.raises(ScaffoldError):
        write_new(tmp_path / name, "else")
    assert (tmp_path / name).read_text(encoding="utf-8") == text


def test_a_new_issue_passes(tmp_path: Path) -> None:
    name, text = new_issue("playground-shade", title="遊具遮陽", cases=(901,), hosts=("mof",))
    write_new(tmp_path / name, text)
    assert name == "issues/playground-shade.md"
    assert (tmp_path / ".schema/issue.json").is_file()
    assert validate_archive(tmp_path, now=NOW) == []


@pytest.mark.parametrize("slug", ["Shade", "../x", "a b", "", "-a", "a" * 90])
def test_a_bad_issue_name_is_refused(slug: str) -> None:
    with pytest.raises(ScaffoldError):
        new_issue(slug)


@pytest.mark.parametrize("text", ["2025-13-01", "20250101", "2025-1-1", "today", ""])
def test_only_a_real_date_is_a_date(text: str) -> None:
    with pytest.raises(ScaffoldError):
        read_date(text)


@pytest.mark.parametrize("issue", [False, True])
def test_the_schema_is_a_schema(issue: bool) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(issue=issue))


@pytest.mark.slow
def test_the_schema_accepts_the_sample_and_what_the_parser_accepts(sample: Path) -> None:
    for file in sorted(sample.rglob("*.md")):
        _, front = split_front(file.read_text(encoding="utf-8"))
        if front is not None:
            jsonschema.validate(front.data, schema(issue=file.parent.name == "issues"))


@pytest.mark.parametrize(
    ("fields", "good"),
    [
        ({}, True),
        ({"host_agency": "mof"}, True),
        ({"host_agency": ["mof", "moi"]}, True),
        ({"host_agency": None}, True),
        ({"case": 901}, True),
        ({"summary": "一句話"}, True),
        ({"attendees": {"name": "甲"}}, True),
        ({"requests": [{"from": "mof", "what": "甲"}]}, True),
        ({"case": "遮陽"}, False),
        ({"titel": "甲"}, False),
        ({"kind": "mian"}, False),
        ({"attendees": [{"nmae": "甲"}]}, False),
        ({"votes": [{"options": [{"voters": ["甲"]}]}]}, False),
    ],
)
def test_the_schema_and_the_parser_agree(fields: dict[str, object], good: bool) -> None:
    data = {"title": "甲", "date": "2025-04-10", "tier": "other", **fields}
    text = f"---\n{yaml.safe_dump(data, allow_unicode=True)}---\n# 2025-04-10 甲\n"
    parsed = parse(text.replace("'2025-04-10'", "2025-04-10").encode(), "2025-04-10-甲.md")
    assert (parsed.problems == ()) is good
    assert jsonschema.Draft202012Validator(schema()).is_valid(data) is good


def test_the_kinds_are_those_of_the_schema() -> None:
    assert set(schema()["properties"]["kind"]["anyOf"][0]["enum"]) == set(KINDS)
