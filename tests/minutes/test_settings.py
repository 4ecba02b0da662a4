"""What an archive says of itself, and where its folders lie."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from minutes import settings
from minutes.errors import SettingsError
from tests.conftest import Transcripts


def test_an_archive_without_settings_has_the_defaults(transcripts: Transcripts) -> None:
    found = settings.load(transcripts).archive
    assert found == settings.ArchiveSettings()
    assert found.zone == ZoneInfo("Asia/Taipei")
    assert found.licence == "CC0-1.0"
    assert found.base_url is None


def test_settings_are_read_from_the_folder(transcripts: Transcripts) -> None:
    transcripts.write(
        "archive.yaml",
        "\ufeffname: {zh: 範例檔案館, en: Sample archive}\nbase_url: https://minutes.example.tw/a/\n"
        "publisher: 範例部\ncontact: minutes@example.tw\nlicence: CC-BY-4.0\ntimezone: Europe/Berlin\nlanguages: [zh]\n",
    )
    found = settings.load(transcripts).archive
    assert (found.name.zh, found.name.en) == ("範例檔案館", "Sample archive")
    assert found.base_url == "https://minutes.example.tw/a"
    assert found.publisher.zh == found.publisher.get("en") == "範例部"
    assert (found.licence, found.timezone, found.languages) == (
        "CC-BY-4.0",
        "Europe/Berlin",
        ("zh",),
    )


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("name: x\nnmae: y\n", 2, "nmae"),
        ("timezone: Asia/Nowhere\n", 1, "timezone"),
        ("timezone: ../../etc/passwd\n", 1, "timezone"),
        ("\nbase_url: minutes.example.tw\n", 2, "base_url"),
        ("base_url: javascript:alert(1)\n", 1, "base_url"),
        ("base_url: https://example.tw/?a=b\n", 1, "base_url"),
        ("name: [\n", 2, "missing"),
        ("languages: [de]\n", 1, "languages"),
        ("languages: []\n", 1, "languages"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_with_file_and_line(
    transcripts: Transcripts, text: str, line: int, word: str
) -> None:
    file = transcripts.write("archive.yaml", text)
    with pytest.raises(SettingsError, match=word) as refused:
        settings.load(transcripts)
    assert str(refused.value).startswith(f"{file}:{line}:")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"- a\n- b\n", b"just words\n"])
def test_a_settings_file_that_is_no_mapping_is_refused(
    transcripts: Transcripts, data: bytes
) -> None:
    transcripts.write("archive.yaml", data)
    with pytest.raises(SettingsError):
        settings.load(transcripts)


def test_a_folder_that_does_not_exist_is_refused_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no such folder.*找不到"):
        settings.load(tmp_path / "nothing")


def test_arguments_count_before_the_surroundings(
    transcripts: Transcripts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINUTES_TRANSCRIPTS", str(transcripts.path))
    monkeypatch.setenv("MINUTES_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MINUTES_DRAFTS", str(tmp_path / "drafts"))
    (tmp_path / "drafts").mkdir()
    found = settings.load()
    assert (found.transcripts, found.data, found.drafts) == (
        transcripts.path,
        tmp_path / "data",
        tmp_path / "drafts",
    )
    other = tmp_path / "other"
    other.mkdir()
    assert settings.load(other, tmp_path / "else").transcripts == other
    assert settings.load(other, tmp_path / "else").data == tmp_path / "else"


@pytest.mark.parametrize(
    ("drafts", "told"),
    [
        ("nothing", "make it first.*請先建立"),
        ("file", "not a folder.*不能是檔案"),
        ("transcripts", "folder of their own.*之外"),
        ("transcripts/drafts", "folder of their own.*之外"),
        (".", "folder of their own.*之外"),
    ],
)
def test_drafts_need_a_folder_of_their_own(
    transcripts: Transcripts, tmp_path: Path, drafts: str, told: str
) -> None:
    (tmp_path / "file").write_text("")
    (transcripts.path / "drafts").mkdir()
    with pytest.raises(SettingsError, match=told):
        settings.load(transcripts.path, tmp_path / "data", tmp_path / drafts)


def test_every_archive_has_a_data_folder_of_its_own(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "transcripts", tmp_path / "b" / "transcripts"
    for folder in (first, second):
        folder.mkdir(parents=True)
    assert settings.load(first).data != settings.load(second).data
    assert settings.load(first).data == settings.load(first).data
    assert settings.load(first).data.name.startswith("transcripts-")


def test_the_sample_archive_has_settings_that_can_be_used(sample: Path) -> None:
    found = settings.load(sample).archive
    assert found.name.zh
    assert found.name.en
