"""Which engine keeps the index is one line of the settings; nothing else changes with it."""

from pathlib import Path

import pytest

from minutes import settings as archive_settings
from minutes.errors import SettingsError
from minutes.settings import EngineName, Settings
from pipeline.engines.registry import engine_named
from tests.conftest import Transcripts
from tests.pipeline.engines.present import PRESENT
from tests.pipeline.small_archive import (
    current,
    everything_below,
    found,
    record,
    refresh,
    three_records,
)

NAMES = [f"2018-01-0{number}-紀錄{number - 1}" for number in (1, 2, 3)]


@pytest.fixture(params=PRESENT)
def archive(request: pytest.FixtureRequest, transcripts: Transcripts, tmp_path: Path) -> Settings:
    transcripts.write("archive.yaml", f"engine: {request.param}\n")
    return three_records(transcripts, tmp_path / "data")


def test_the_whole_pipeline_works_with_every_engine(
    archive: Settings, transcripts: Transcripts
) -> None:
    assert refresh(archive).rebuilt
    assert current(archive).engine == archive.archive.engine
    assert found(archive, "遮陽棚") == [NAMES[0]]
    assert found(archive, "公園 -樹木") == [NAMES[0], NAMES[2]]
    assert found(archive, "speaker:王小明 圖書館 in:speech") == [NAMES[2]]

    transcripts.write(f"{NAMES[0]}.md", record("改說長椅"))
    transcripts.write("2018-01-09-後來.md", record("長椅與遮陽棚"))
    (transcripts.path / f"{NAMES[2]}.md").unlink()
    report = refresh(archive)
    assert (report.changed, report.removed, report.rebuilt) == (2, 1, False)
    assert found(archive, "遮陽棚") == ["2018-01-09-後來"]
    assert found(archive, "長椅") == [NAMES[0], "2018-01-09-後來"]
    assert found(archive, "圖書館") == []
    assert "圖書館" not in everything_below(archive.data).decode("utf-8", "ignore")


def test_a_second_run_has_nothing_to_do_with_any_engine(archive: Settings) -> None:
    refresh(archive)
    first = current(archive).name
    assert refresh(archive).changed == 0
    assert current(archive).name == first


def test_another_engine_takes_over_at_the_next_indexing(
    archive: Settings, transcripts: Transcripts
) -> None:
    refresh(archive)
    before = archive.archive.engine
    after = PRESENT[PRESENT.index(before) - 1]
    transcripts.write("archive.yaml", f"engine: {after}\n")
    changed = archive_settings.load(transcripts.path, archive.data)
    assert found(changed, "遮陽棚") == [NAMES[0]], "the old index answers until then"
    assert refresh(changed).rebuilt
    assert current(changed).engine == after
    assert found(changed, "遮陽棚") == [NAMES[0]]


@pytest.mark.parametrize("name", PRESENT)
def test_an_engine_without_any_meeting_answers_nothing(name: EngineName, tmp_path: Path) -> None:
    engine = engine_named(name)
    engine.writer(tmp_path / "0").commit()
    reader = engine.reader(tmp_path)
    assert list(reader.beginning("")) == []
    reader.close()


def test_an_engine_that_there_is_not_is_refused_in_both_languages(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    transcripts.write("archive.yaml", "name: 甲\nengine: whosh\n")
    with pytest.raises(SettingsError) as refused:
        archive_settings.load(transcripts.path, tmp_path / "data")
    told = str(refused.value)
    for words in ("archive.yaml:2", "“engine”", "「engine」", "whoosh, memory"):
        assert words in told, words
