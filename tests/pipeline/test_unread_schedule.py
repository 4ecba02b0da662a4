"""A record that prepares an announced meeting is published by no slip in the announcement: it waits until that can be read."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from minutes.settings import Settings, load
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app
from tests.webapp.command_line import Archive as CommandLine

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
ID = "2026-10-01-範例院第901案會前會"
RECORD = """---
title: 範例院第901案會前會
date: 2026-10-01
tier: collaborative
kind: pre_meeting
case: 901
---
# 2026-10-01 範例院第901案會前會

### 李樣本：
會前會說的話。
"""
OTHER = RECORD.replace("901", "902").replace("10-01", "10-02")
OTHER_ID = "2026-10-02-範例院第902案會前會"
GOOD = """- date: 2027-01-20
  tier: collaborative
  title: 範例院第901案協作會議
  case: 901
"""
NAMED = {
    "no such day": GOOD.replace("01-20", "01-32"),
    "no day": GOOD.replace("2027-01-20", "待定"),
    "a field that is none": f"{GOOD}  note: x\n",
    "no such time": f'{GOOD}  time: "25:00"\n',
    "a slip in its tier": GOOD.replace("collaborative", "colaborative"),
    "a slip in its kind": f"{GOOD}  kind: mian\n",
    "no title": GOOD.replace("  title: 範例院第901案協作會議\n", ""),
    "a word for yes": f"{GOOD}  not_held: 否\n",
    "case by its title": GOOD.replace("  case: 901\n", ""),
}
UNNAMED = {
    "a slip in the field of its case": GOOD.replace("case:", "cases:"),
    "broken": f"{GOOD}  x: [\n",
    "a field twice": f"{GOOD}  date: 2026-10-05\n",
    "no list": f"meetings:\n{GOOD}",
    "nothing": "",
    "comments": "# 沒有\n",
}


@pytest.fixture
def settings(transcripts: Transcripts, tmp_path: Path) -> Settings:
    for name, text in ((f"{ID}.md", RECORD), (f"{OTHER_ID}.md", OTHER), ("schedule.yaml", GOOD)):
        transcripts.write(name, text)
    made = load(transcripts.path, tmp_path / "data")
    indexer.refresh(made, jobs=1, now=NOW)
    return made


def public(settings: Settings) -> set[str]:
    before = set(Archive(settings).view(NOW).public.by_id)
    indexer.refresh(settings, jobs=1, now=NOW)
    after = set(Archive(settings).view(NOW).public.by_id)
    assert before <= after
    return after & {ID, OTHER_ID}


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED)
def test_those_wait_whose_case_it_names(settings: Settings, text: str) -> None:
    (settings.transcripts / "schedule.yaml").write_text(text, encoding="utf-8")
    assert public(settings) == {OTHER_ID}


def gone(file: Path) -> None:
    file.unlink()


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def another_name(file: Path) -> None:
    shutil.move(file, file.with_suffix(".yml"))


def in_big5(file: Path) -> None:
    file.write_bytes(GOOD.encode("big5"))


@pytest.mark.parametrize(
    "spoil",
    [
        *(lambda file, text=text: file.write_text(text, "utf-8") for text in UNNAMED.values()),
        gone,
        a_folder,
        another_name,
        in_big5,
    ],
    ids=[*UNNAMED, "gone", "a folder", "another name", "Big5"],
)
def test_all_wait_that_prepare_a_meeting_where_nobody_can_tell_its_case(
    settings: Settings, spoil: Callable[[Path], object]
) -> None:
    assert public(settings) == {OTHER_ID}
    spoil(settings.transcripts / "schedule.yaml")
    assert public(settings) == set()
    status = backstage_app(settings).test_client().get("/en/status")
    assert (status.status_code, "schedule.yaml is gone, or" in status.text) == (503, True)
    told = CommandLine(settings.transcripts, settings.data).run("doctor")
    assert (told.exit_code, "schedule.yaml" in told.output) == (1, True)


@pytest.mark.parametrize(
    "text", ["[]\n", GOOD.replace("901", "903"), f"{GOOD}  not_held: 改期\n"], ids=str
)
def test_a_meeting_that_is_taken_out_or_called_off_keeps_nobody_waiting(
    settings: Settings, text: str
) -> None:
    (settings.transcripts / "schedule.yaml").write_text(text, encoding="utf-8")
    assert public(settings) == {ID, OTHER_ID}


def test_a_slip_in_a_monthly_meeting_keeps_nobody_waiting(settings: Settings) -> None:
    other = "- date: 2027-01-32\n  tier: monthly\n  title: 月會\n"
    (settings.transcripts / "schedule.yaml").write_text(GOOD + other, encoding="utf-8")
    assert public(settings) == {OTHER_ID}


def test_nobody_waits_longer_than_a_meeting_can_be_announced_for(settings: Settings) -> None:
    (settings.transcripts / "schedule.yaml").unlink()
    later = dt.datetime(2027, 12, 1, tzinfo=dt.UTC)
    assert {ID, OTHER_ID} <= set(Archive(settings).view(later).public.by_id)
