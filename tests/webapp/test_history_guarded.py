"""What was taken out to protect somebody, wherever and however an archive came to know of it, may be committed
again: whatever loses it then, in plain words, hides what is older."""

from collections.abc import Callable
from pathlib import Path

import pytest

from minutes.addresses.short_ids import code
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, THIRD, mended, text
from tests.webapp.test_history_pages import CANARY, OTHER, SECRET, client, everywhere

MASKED = SECRET.replace(CANARY, "○○○○")
HELD = "---\nedit: {hold: 待確認}\n---\n"
BROKEN = "---\ntitle: [\n---\n"
BESIDE = {f"2026-01-1{n}-別{n}.md": text(mended(THIRD, n)) for n in range(4)}


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    return GitArchive.new(tmp_path)


def plain(words: str) -> str:
    return words.replace(CANARY, "某個單位管理")


def seen(archive: GitArchive, words: str | None, name: str = FILE) -> None:
    """An index is made while a file lies there so (None: not at all), and no commit is."""
    (archive.folder / name).unlink(missing_ok=True) if words is None else archive.write(name, words)
    archive.index()


def mended_in_a_commit_before_a_hold_was_seen(archive: GitArchive) -> None:
    archive.index()
    archive.commit({FILE: text(SECRET, mended(SECOND))})
    seen(archive, text(SECRET, mended(SECOND), head=HELD))
    archive.commit({FILE: text(plain(SECRET), mended(SECOND))})


def mended_in_a_commit_before_the_file_was_away(archive: GitArchive) -> None:
    archive.index()
    archive.commit({FILE: text(SECRET, mended(SECOND))})
    seen(archive, None)
    archive.commit({FILE: text(plain(SECRET), mended(SECOND))})


def held_before_anything_was_indexed(archive: GitArchive) -> None:
    seen(archive, text(SECRET, SECOND, head=HELD))
    archive.commit({FILE: text(plain(SECRET), SECOND)})


def away_mended_elsewhere_and_made_plain(archive: GitArchive) -> None:
    archive.index()
    seen(archive, None)
    seen(archive, text(SECRET, mended(SECOND)))
    archive.commit({FILE: text(plain(SECRET), mended(SECOND))})


def masked_without_a_commit_and_put_back(archive: GitArchive) -> None:
    archive.index()
    seen(archive, text(MASKED, SECOND))
    seen(archive, text(SECRET, SECOND))
    archive.commit({FILE: text(SECRET, mended(SECOND))})
    archive.commit({FILE: text(plain(SECRET), mended(SECOND))})


def masked_put_back_and_mended(archive: GitArchive) -> None:
    archive.commit({FILE: text(MASKED, SECOND)})
    for words in (SECRET, mended(SECRET), plain(mended(SECRET))):
        archive.commit({FILE: text(words, SECOND)})


def masked_without_a_commit_put_back_and_mended(archive: GitArchive) -> None:
    archive.index()
    seen(archive, text(MASKED, SECOND))
    seen(archive, text(SECRET, SECOND))
    for words in (mended(SECRET), plain(mended(SECRET))):
        archive.commit({FILE: text(words, SECOND)})


def pushed_back_by_force_and_mended_elsewhere(archive: GitArchive) -> None:
    archive.commit({FILE: text(MASKED, SECOND)})
    archive.index()
    archive.git("reset", "-q", "--hard", archive.made[1])
    archive.index()
    archive.commit({FILE: text(SECRET, mended(SECOND))})
    archive.commit({FILE: text(plain(SECRET), mended(SECOND))})


def pushed_back_by_force_to_before_it_came(archive: GitArchive) -> None:
    archive.commit({FILE: text(MASKED, SECOND)})
    archive.index()
    archive.git("reset", "-q", "--hard", archive.made[0])
    archive.index()
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.index()
    archive.commit({FILE: text(plain(SECRET), SECOND)})


def back_by_force_under_another_name(archive: GitArchive) -> None:
    archive.commit({FILE: text(MASKED, SECOND)})
    archive.index()
    archive.git("reset", "-q", "--hard", archive.made[0])
    archive.commit({OTHER: text(SECRET, SECOND)})
    archive.commit({OTHER: text(plain(SECRET), SECOND)})


def back_under_another_name(archive: GitArchive) -> None:
    archive.commit({FILE: text(MASKED, SECOND)})
    archive.commit({FILE: None})
    archive.commit({OTHER: text(SECRET, SECOND)})
    archive.commit({OTHER: text(plain(SECRET), SECOND)})


PLANTS: list[Callable[[GitArchive], None]] = [
    mended_in_a_commit_before_a_hold_was_seen,
    mended_in_a_commit_before_the_file_was_away,
    held_before_anything_was_indexed,
    away_mended_elsewhere_and_made_plain,
    masked_without_a_commit_and_put_back,
    masked_put_back_and_mended,
    masked_without_a_commit_put_back_and_mended,
    pushed_back_by_force_and_mended_elsewhere,
    pushed_back_by_force_to_before_it_came,
    back_by_force_under_another_name,
    back_under_another_name,
]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: str(plant.__name__))
def test_what_was_taken_out_once_hides_what_is_older_when_it_goes_in_plain_words(
    archive: GitArchive, plant: Callable[[GitArchive], None]
) -> None:
    archive.commit(BESIDE)
    archive.commit({FILE: text(SECRET, SECOND)})
    plant(archive)
    assert CANARY not in everywhere(archive)


def shown(archive: GitArchive, number: int) -> bool:
    """Whether the version of the record that a commit made is shown."""
    page = f"/m/{code(NAME)[:8]}@{archive.made[number][:12]}"
    return client(archive).get(page).status_code == 200


@pytest.mark.parametrize("slip", [None, text(FIRST, SECOND, head=BROKEN)])
def test_a_file_that_was_away_or_broken_and_is_as_it_was_again_keeps_its_history(
    archive: GitArchive, slip: str | None
) -> None:
    archive.commit({FILE: text(FIRST, SECOND), **BESIDE})
    archive.index()
    for _ in range(2):
        seen(archive, slip)
    seen(archive, text(FIRST, SECOND))
    archive.commit({FILE: text(mended(FIRST), SECOND)})
    assert shown(archive, 0)


def test_a_redacted_speech_that_is_corrected_later_keeps_its_history(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(MASKED, SECOND)})
    archive.index()
    archive.commit({FILE: text(mended(MASKED), SECOND)})
    assert (shown(archive, 0), shown(archive, 1)) == (False, True)


def test_a_record_that_only_waits_for_its_day_without_a_commit_is_not_taken_away(
    archive: GitArchive,
) -> None:
    waits = text(FIRST, SECOND, head="---\npublish_after: 2030-01-01\n---\n")
    archive.commit({FILE: waits, **BESIDE})
    archive.index()
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.index()
    archive.commit({FILE: text(mended(FIRST), SECOND)})
    assert shown(archive, 1)
