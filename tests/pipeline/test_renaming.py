"""A record gets another name, day or title, and loses none of its addresses."""

import datetime as dt
from pathlib import Path

import pytest

from minutes import settings as archive_settings
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.publishing import renaming
from pipeline.publishing.publisher import publish
from pipeline.publishing.renaming import RenameRefused

OLD = "2026-01-02-公園參訪"
BODY = "# 2026-01-02 公園參訪\n\n### 王範例：\n今天談公園裡遊具的遮陽設施，請各機關說明。\n"
HEAD = "---\ntitle: 公園參訪  # 暫名\ndate: 2026-01-02\ntier: other\nkind: visit\n---\n"
NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for name in ("records", "drafts"):
        (tmp_path / name).mkdir()
    (tmp_path / "records" / f"{OLD}.md").write_text(HEAD + BODY, encoding="utf-8")
    return archive_settings.load(tmp_path / "records", tmp_path / "data", tmp_path / "drafts")


def resolved(settings: Settings, address: str) -> str | None:
    indexer.refresh(settings, jobs=1, now=NOW)
    return Archive(settings).view(NOW).public.resolve(address)


def test_another_title_stands_in_head_heading_and_name(settings: Settings) -> None:
    made = renaming.rename(settings, OLD, title="公園走讀")
    assert made.file.name == "2026-01-02-公園走讀.md"
    text = made.file.read_text(encoding="utf-8")
    assert "title: 公園走讀\n" in text
    assert "# 2026-01-02 公園走讀\n" in text
    assert text.count("公園參訪") == 0
    assert resolved(settings, OLD) == "2026-01-02-公園走讀"


def test_another_day_stands_in_head_heading_and_name(settings: Settings) -> None:
    made = renaming.rename(settings, f"{OLD}.md", day=dt.date(2026, 1, 3))
    assert made.file.name == "2026-01-03-公園參訪.md"
    text = made.file.read_text(encoding="utf-8")
    assert "date: 2026-01-03\n" in text
    assert "# 2026-01-03 公園參訪\n" in text
    assert resolved(settings, OLD) == "2026-01-03-公園參訪"


def test_a_heading_alone_is_enough_and_other_lines_stay(settings: Settings) -> None:
    place = settings.transcripts / f"{OLD}.md"
    place.write_text(BODY.replace("\n", "\r\n"), encoding="utf-8", newline="")
    made = renaming.rename(settings, OLD, OLD, title="走讀")
    assert made.changed == (place,)
    assert place.read_bytes().decode() == BODY.replace("公園參訪", "走讀", 1).replace("\n", "\r\n")


def test_the_table_of_twins_follows(settings: Settings) -> None:
    table = settings.transcripts / ".alternates"
    table.write_text(f"{OLD}.md\tpark-visit.md\n甲\t乙\n", encoding="utf-8")
    renaming.rename(settings, OLD, "2026-01-02-新名")
    assert table.read_text(encoding="utf-8") == "2026-01-02-新名.md\tpark-visit.md\n甲\t乙\n"


def test_the_same_call_ends_what_was_begun_and_does_nothing_twice(settings: Settings) -> None:
    (settings.transcripts / ".redirects").write_text(f"{OLD}  2026-01-02-新名", encoding="utf-8")
    renaming.rename(settings, OLD, "2026-01-02-新名")
    before = sorted(p.read_bytes() for p in settings.transcripts.rglob("*") if p.is_file())
    assert renaming.rename(settings, OLD, "2026-01-02-新名").changed == ()
    after = sorted(p.read_bytes() for p in settings.transcripts.rglob("*") if p.is_file())
    assert after == before
    with pytest.raises(RenameRefused):
        renaming.rename(settings, "2026-01-09-沒有", "2026-01-02-新名")


def test_a_draft_takes_the_addresses_of_its_earlier_names_along(settings: Settings) -> None:
    assert settings.drafts is not None
    head = HEAD.replace("kind: visit\n", "kind: visit\nedit: {hold_until: 2026-03-01}\n")
    (settings.drafts / "2026-02-02-暫名.md").write_text(
        head.replace("2026-01-02", "2026-02-02") + BODY.replace("2026-01-02", "2026-02-02"),
        encoding="utf-8",
    )
    renaming.rename(settings, "2026-02-02-暫名", title="定名")
    assert not (settings.transcripts / ".redirects").exists()  # nobody may know of it yet
    [made] = publish(settings, NOW)
    assert [file.name for file in made.beside] == [".redirects"]
    assert resolved(settings, "2026-02-02-暫名") == "2026-02-02-定名"


@pytest.mark.parametrize("row", ["{} {}", "{}  {}", "{} -> {}", "{} → {}", "{}\t{}", "{}　{}"])
def test_a_row_typed_by_hand_may_be_parted_in_several_ways(settings: Settings, row: str) -> None:
    typed = row.format("2025-12-31-舊名", OLD)
    (settings.transcripts / ".redirects").write_text(f"{typed}\n", encoding="utf-8")
    assert resolved(settings, "2025-12-31-舊名") == OLD


def test_an_archive_of_one_record_lets_it_be_renamed(settings: Settings) -> None:
    assert resolved(settings, OLD) == OLD
    renaming.rename(settings, OLD, title="公園走讀")
    assert resolved(settings, OLD) == "2026-01-02-公園走讀"
