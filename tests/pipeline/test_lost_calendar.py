"""Office days of an archive's own that are lost publish nothing before its day."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from minutes.errors import SettingsError
from minutes.publication.office_calendar import load_calendar
from minutes.settings import Settings, load
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.updates import pull
from tests.conftest import Transcripts
from tests.pipeline.git_archive import GitArchive

DAYS = "workdays.yaml"
MAY = [dt.date(2026, 5, day) for day in (18, 19, 20, 21, 22)]
SOURCE = "source: https://www.dgpa.gov.tw/"
GOOD = "days:\n" + "".join(
    f"- {{date: {day}, working: false, why: 颱風停班, {SOURCE}}}\n" for day in MAY
)
ID = "2026-05-05-月會"
RECORD = f"---\ntitle: 月會\ndate: 2026-05-05\ntier: monthly\n---\n# {ID}\n\n### 李樣本：\n話。\n"


def gone(file: Path) -> None:
    file.unlink()


def empty(file: Path) -> None:
    file.write_bytes(b"")


def only_braces(file: Path) -> None:
    file.write_text("{}\n", encoding="utf-8")


def another_ending(file: Path) -> None:
    file.rename(file.with_suffix(".yml"))


def in_capitals(file: Path) -> None:
    file.rename(file.with_name("Workdays.yaml"))


SPOILT = [gone, empty, only_braces, another_ending, in_capitals]


@pytest.fixture
def settings(transcripts: Transcripts, tmp_path: Path) -> Settings:
    transcripts.write(f"{ID}.md", RECORD)
    transcripts.write(DAYS, GOOD)
    made = load(transcripts.path, tmp_path / "data")
    indexer.refresh(made, jobs=1)
    return made


def day_of(settings: Settings) -> dt.date | None:
    """The first day on which the record is public."""
    archive, first = Archive(settings), dt.datetime(2026, 5, 6, 4, tzinfo=dt.UTC)
    days = (first + dt.timedelta(days=number) for number in range(60))
    return next((day.date() for day in days if ID in archive.view(day).public.by_id), None)


@pytest.mark.parametrize("spoil", SPOILT)
def test_the_last_good_state_stays_and_nothing_is_indexed(
    settings: Settings, spoil: Callable[[Path], None]
) -> None:
    running, before = Archive(settings), day_of(settings)
    assert before is not None
    early = dt.datetime.combine(before, dt.time(4), dt.UTC) - dt.timedelta(days=1)
    assert ID not in running.view(early).public.by_id
    spoil(settings.transcripts / DAYS)
    assert ID not in running.view(early).public.by_id
    assert running.trouble
    with pytest.raises(SettingsError, match=r"workdays\.yaml"):
        indexer.refresh(settings, jobs=1)
    with pytest.raises(SettingsError, match=r"workdays\.yaml"):
        Archive(settings).view(early)


def test_that_there_are_none_has_to_be_said(settings: Settings) -> None:
    before = day_of(settings)
    assert before is not None
    (settings.transcripts / DAYS).write_text("days: []\n", encoding="utf-8")
    indexer.refresh(settings, jobs=1)
    now = day_of(settings)
    assert now is not None
    assert now < before
    (settings.transcripts / DAYS).unlink()
    assert day_of(settings) == now


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_push_that_loses_them_is_not_taken_over(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    author = GitArchive.new(tmp_path / "author")
    author.commit({f"{ID}.md": RECORD, DAYS: GOOD})
    site = author.site(tmp_path)
    spoil(author.folder / DAYS)
    author.commit()
    outcome = pull.pull(site) or pytest.fail("no run")
    assert (outcome.step, DAYS in outcome.what) == ("look", True)


def test_a_name_that_is_nearly_right_is_told_from_the_first(transcripts: Transcripts) -> None:
    transcripts.write("workdays.yml", GOOD)
    with pytest.raises(SettingsError, match=r"workdays\.yml"):
        load_calendar(transcripts.path)
