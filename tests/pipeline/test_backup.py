"""A backup holds the history of an archive, and an empty machine serves the same from it."""

import hashlib
import json
import shutil
import subprocess
from functools import partial
from pathlib import Path

import pytest

from minutes import settings
from minutes.errors import MinutesError
from pipeline.archive.archive import Archive
from pipeline.export import bulk
from pipeline.index import indexer
from pipeline.updates import backup
from tests.conftest import Transcripts

RECORD = "# 範例部會議\n\n### 王大明：\n大家好。\n"


@pytest.fixture
def repository(transcripts: Transcripts) -> Path:
    """An archive in a sub-folder of a repository, with one commit."""
    home = transcripts.path / "records"
    home.mkdir()
    (home / "2025-01-02-範例部會議.md").write_text(RECORD, encoding="utf-8")
    git = [
        "git",
        "-C",
        str(transcripts.path),
        "-c",
        "user.name=範例",
        "-c",
        "user.email=po@example.tw",
    ]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "一份紀錄"], check=True)
    return home


def exported(where: settings.Settings, folder: Path) -> dict[str, bytes]:
    indexer.refresh(where)
    files = bulk.write(Archive(where).view(), where.archive, folder)
    return {file.name: file.read_bytes() for file in files}


def test_an_empty_machine_serves_the_same_bytes_again(repository: Path, tmp_path: Path) -> None:
    before = exported(settings.load(repository, tmp_path / "data"), tmp_path / "before")
    folder, made = backup.back_up(settings.load(repository, tmp_path / "data"), tmp_path / "kept")
    assert made.repositories["transcripts"].below == "records/"
    parts = backup.restore(folder, tmp_path / "anew")
    after = exported(settings.load(parts["transcripts"], tmp_path / "data2"), tmp_path / "after")
    assert after == before


def test_what_is_in_no_commit_is_counted(repository: Path, tmp_path: Path) -> None:
    (repository / "new.md").write_text(RECORD, encoding="utf-8")
    _, made = backup.back_up(settings.load(repository, tmp_path / "data"), tmp_path / "kept")
    assert made.repositories["transcripts"].unsaved == 1


def test_a_backup_with_one_byte_changed_is_refused(repository: Path, tmp_path: Path) -> None:
    folder, _ = backup.back_up(settings.load(repository, tmp_path / "data"), tmp_path / "kept")
    bundle = folder / "transcripts.bundle"
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(data)
    with pytest.raises(backup.BackupFailed, match="SHA-256"):
        backup.restore(folder, tmp_path / "anew")
    assert not (tmp_path / "anew").exists()


@pytest.mark.parametrize(
    "told",
    [
        {"bundle": "../evil.bundle"},
        {"bundle": "/etc/passwd"},
        {"bundle": "drafts.bundle"},
        {"bundle": 5},
        {"below": "/etc"},
        {"below": "../../elsewhere/"},
    ],
    ids=str,
)
def test_a_list_that_leads_elsewhere_is_refused(
    repository: Path, tmp_path: Path, told: dict[str, object]
) -> None:
    folder, _ = backup.back_up(settings.load(repository, tmp_path / "data"), tmp_path / "kept")
    manifest = folder / backup.MANIFEST
    made = json.loads(manifest.read_bytes())
    made["repositories"]["transcripts"] |= told
    manifest.write_text(json.dumps(made), encoding="utf-8")
    with pytest.raises(backup.BackupFailed):
        backup.restore(folder, tmp_path / "anew")


@pytest.mark.parametrize("repositories", [[], {}, None])
def test_a_list_of_nothing_is_refused(tmp_path: Path, repositories: object) -> None:
    told = {"format": backup.FORMAT, "made": "2026-01-01", "repositories": repositories}
    (tmp_path / backup.MANIFEST).write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(backup.BackupFailed, match="備份清單"):
        backup.read(tmp_path)


def test_a_file_that_names_another_repository_is_no_bundle(
    repository: Path, tmp_path: Path
) -> None:
    folder, _ = backup.back_up(settings.load(repository, tmp_path / "data"), tmp_path / "kept")
    names = f"gitdir: {repository.parent / '.git'}\n".encode()
    (folder / "transcripts.bundle").write_bytes(names)
    manifest = folder / backup.MANIFEST
    told = json.loads(manifest.read_bytes())
    told["repositories"]["transcripts"]["sha256"] = hashlib.sha256(names).hexdigest()
    manifest.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(backup.BackupFailed, match="git bundle"):
        backup.restore(folder, tmp_path / "anew")


def test_nothing_is_restored_over_what_is_there(repository: Path, tmp_path: Path) -> None:
    folder, _ = backup.back_up(settings.load(repository, tmp_path / "data"), tmp_path / "kept")
    with pytest.raises(backup.BackupFailed, match="不是空的"):
        backup.restore(folder, repository)


def test_a_folder_in_no_repository_says_what_to_do(tmp_path: Path) -> None:
    home = tmp_path / "plain"
    home.mkdir()
    with pytest.raises(backup.BackupFailed, match="git init"):
        backup.back_up(settings.load(home, tmp_path / "data"), tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(
    ("words", "branch"),
    [
        (["checkout", "-q", "--detach"], ""),
        (["tag", "main"], "main"),
        (["checkout", "-q", "-b", "版本/一"], "版本/一"),
    ],
)
def test_whatever_is_checked_out_comes_back_as_it_was(
    repository: Path, tmp_path: Path, words: list[str], branch: str
) -> None:
    home = repository.parent
    subprocess.run(["git", "-C", str(home), *words], check=True)
    folder, made = backup.back_up(settings.load(repository, tmp_path / "data"), tmp_path / "kept")
    assert made.repositories["transcripts"].branch == branch
    parts = backup.restore(folder, tmp_path / "anew")
    assert (parts["transcripts"] / "2025-01-02-範例部會議.md").read_text("utf-8") == RECORD
    on = [
        subprocess.run(
            ["git", "-C", str(where), "symbolic-ref", "-q", "HEAD"],
            capture_output=True,
            check=False,
        ).stdout
        for where in (home, parts["transcripts"])
    ]
    assert on[0] == on[1]


def test_a_history_that_is_cut_off_says_what_to_do(repository: Path, tmp_path: Path) -> None:
    home = repository.parent
    git = ["git", "-C", str(home), "-c", "user.name=範例", "-c", "user.email=po@example.tw"]
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "二"], check=True)
    part = tmp_path / "part"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{home}", str(part)], check=True)
    with pytest.raises(backup.BackupFailed, match="unshallow"):
        backup.back_up(settings.load(part / "records", tmp_path / "data"), tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_a_backup_that_cannot_be_brought_back_is_not_kept(repository: Path, tmp_path: Path) -> None:
    """An object that the history needs is damaged on the disk, as nobody notices for years."""
    (tree,) = subprocess.run(
        ["git", "-C", str(repository), "ls-tree", "HEAD"], capture_output=True, check=True
    ).stdout.split()[2:3]
    ident = tree.decode()
    kept = tmp_path / "kept"
    file = repository.parent / ".git/objects" / ident[:2] / ident[2:]
    file.chmod(0o644)
    file.write_bytes(b"")
    with pytest.raises(MinutesError):
        backup.back_up(settings.load(repository, tmp_path / "data"), kept)
    assert list(kept.glob("*")) == []


def test_drafts_that_are_kept_or_brought_back_are_not_everybody_s(
    repository: Path, tmp_path: Path
) -> None:
    drafts = tmp_path / "drafts"
    shutil.copytree(repository.parent, drafts)
    where = settings.load(repository, tmp_path / "data", drafts)
    folder, _ = backup.back_up(where, tmp_path / "kept")
    parts = backup.restore(folder, tmp_path / "anew")
    for place in (folder, parts["drafts"]):
        assert not place.stat().st_mode & 0o007, place


@pytest.mark.parametrize("step", ["bundle", "clone", "checkout"])
def test_a_disk_that_is_full_is_told_with_the_place_and_nothing_half_done_stays(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    where = settings.load(repository, tmp_path / "data")
    kept, _ = backup.back_up(where, tmp_path / "kept")
    run = backup.git.run

    def full(folder: Path, *words: str, **limits: int) -> object:
        if words[0] == step:
            raise backup.git.GitFailed("git: fatal: No space left on device")
        return run(folder, *words, **limits)

    monkeypatch.setattr(backup.git, "run", full)
    made = tmp_path / "made"
    begin = partial(backup.back_up, where) if step == "bundle" else partial(backup.restore, kept)
    with pytest.raises(backup.BackupFailed, match="空間") as told:
        begin(made)
    assert str(made) in str(told.value)
    assert list(made.iterdir()) == []
