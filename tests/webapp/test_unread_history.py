"""Where the history cannot be read up to what is published, no earlier version is shown: what was taken
out of it since is not known. The present text stays, and the page says why."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from minutes.addresses.short_ids import code
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, THIRD, ident, mended, text
from tests.webapp.test_history_pages import CANARY, client

WORDS = mended(FIRST).replace("遊具", CANARY)
MASKED = mended(FIRST).replace("遊具", "○○")


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    """Words that were public, and an index that knows them."""
    made = GitArchive.new(tmp_path)
    made.commit({FILE: text(WORDS, SECOND)})
    made.commit({FILE: text(WORDS, SECOND, THIRD)})
    made.index()
    return made


def lost_commit(archive: GitArchive) -> None:
    """An object of the history is gone: a bad disk, a clone that was cut short."""
    first = archive.made[0]
    (archive.folder / ".git/objects" / first[:2] / first[2:]).unlink()


def no_head(archive: GitArchive) -> None:
    """HEAD names nothing, though the objects are there."""
    (archive.folder / ".git/HEAD").write_text("ref: refs/heads/nowhere\n")


def no_repository(archive: GitArchive) -> None:
    (archive.folder / ".git").rename(archive.folder / "git-before")


BREAKS = [lost_commit, no_head, no_repository]


def addresses(archive: GitArchive) -> list[str]:
    here, short = f"/{quote(NAME)}", code(NAME)[:8]
    first, second = (commit[:12] for commit in archive.made[:2])
    return [
        f"{here}/history",
        f"{here}/history/feed.atom",
        f"{here}/history/{first}..{second}",
        f"{here}/timemap",
        f"{here}/timegate",
        f"/m/{short}@{first}",
        f"/m/{short}@{second}",
    ]


def test_before_the_redaction_the_words_are_in_the_history(archive: GitArchive) -> None:
    site = client(archive)
    told = [site.get(path, follow_redirects=True) for path in addresses(archive)]
    assert {answer.status_code for answer in told} == {200}
    assert any(CANARY in answer.text for answer in told)


@pytest.mark.parametrize("breaks", BREAKS)
def test_what_was_redacted_while_git_failed_is_shown_by_no_earlier_version(
    archive: GitArchive, breaks: Callable[[GitArchive], None]
) -> None:
    archive.commit({FILE: text(MASKED, SECOND, THIRD)})
    breaks(archive)
    site = client(archive)
    for path in addresses(archive):
        answer = site.get(path)
        assert (answer.status_code, CANARY in answer.text) == (503, False), path
        assert "現在的紀錄不受影響" in answer.text, path
        assert int(answer.headers["Retry-After"]) > 0, path
    english = site.get(f"/en/{quote(NAME)}/history").text
    assert "no earlier version is shown" in english


@pytest.mark.parametrize("breaks", BREAKS)
def test_the_present_text_stays_and_old_ids_lead_on_without_their_words(
    archive: GitArchive, breaks: Callable[[GitArchive], None]
) -> None:
    archive.commit({FILE: text(MASKED, SECOND, THIRD)})
    old = ident(WORDS, WORDS, SECOND, THIRD)
    breaks(archive)
    site = client(archive)
    page = site.get(f"/{quote(NAME)}")
    assert (page.status_code, "○○" in page.text, CANARY in page.text) == (200, True, False)
    assert CANARY not in site.get(f"/speech/{old}", follow_redirects=True).text
    asked = site.get("/api/v1/verify", query_string={"text": WORDS[:30]}).get_json()
    assert (asked["verdict"], asked["whole"]) == ("not_found", False)


def test_once_git_can_be_read_again_the_history_is_back_without_the_words(
    archive: GitArchive,
) -> None:
    archive.commit({FILE: text(MASKED, SECOND, THIRD)})
    no_repository(archive)
    client(archive)
    (archive.folder / "git-before").rename(archive.folder / ".git")
    site = client(archive)
    told = [site.get(path, follow_redirects=True) for path in addresses(archive)]
    assert site.get(f"/{quote(NAME)}/history").status_code == 200
    assert not any(CANARY in answer.text for answer in told)
