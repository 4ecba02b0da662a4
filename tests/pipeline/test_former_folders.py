"""Records that come from another folder: the archive itself was renamed, or they are published now."""

from pathlib import Path

import pytest

from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, ident, mended, resolve, text


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    return GitArchive.new(tmp_path)


@pytest.mark.parametrize(
    ("folder", "was_there", "known"),
    [
        ("minutes", False, 3),
        ("network", False, 3),
        ("紀錄", False, 3),
        *((name, False, 2) for name in ("drafts", "private", "未公開", "待校對", "my-working")),
        ("minutes", True, 2),
    ],
)
def test_records_of_another_folder_have_a_history_only_where_the_archive_itself_was_renamed(
    archive: GitArchive, folder: str, was_there: bool, known: int
) -> None:
    """What a private folder held before it was published, nobody has read."""
    if was_there:
        archive.commit({"transcripts/archive.yaml": "name: {zh: 範例, en: Sample}\n"})
    names = [FILE, "2026-01-03-二.md", "2026-01-04-三.md"]
    archive.commit({f"{folder}/{name}": text(FIRST, SECOND) for name in names})
    archive.commit({f"{folder}/{FILE}": text(mended(FIRST, 1), SECOND)})
    (archive.folder / "transcripts").mkdir(exist_ok=True)
    archive.git("mv", *(f"{folder}/{name}" for name in names), "transcripts")
    archive.inside = "transcripts"
    archive.commit()
    archive.commit({FILE: text(mended(FIRST, 2), SECOND)})
    book = archive.index()
    life = next(life for life in book.lives if NAME in life.stems)
    assert len(life.versions) == known
    assert (resolve(archive, NAME, ident(FIRST)) is not None) == (known > 2)
