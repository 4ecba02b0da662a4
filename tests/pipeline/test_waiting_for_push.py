"""A pushed row whose name only the push knew once, or of too few words, keeps all waiting that the push changes; where it
is lost who waits, nothing is shown that was not."""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest

from minutes.errors import SettingsError
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.source import safe_write
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_pushed_rows import BROKEN
from tests.pipeline.test_pushed_words import (
    LIST,
    NEW,
    OTHER,
    STUB,
    THIS,
    Push,
    author,
    is_hidden,
    pulled,
    put,
    shown_by,
    site,
    speeches,
    words,
)
from tests.pipeline.test_tombstones_know_records import record, row, said, text
from tests.webapp.backstage_app import backstage_app
from tests.webapp.command_line import Archive as CommandLine

__all__ = ["author", "site"]


def renamed_and_back(author: GitArchive) -> None:
    author.git("mv", f"{THIS}.md", f"{NEW}.md")
    author.commit()
    author.git("mv", f"{NEW}.md", f"{THIS}.md")
    author.commit()


def renamed_on_a_branch_that_is_merged_over(author: GitArchive) -> None:
    author.git("checkout", "--quiet", "-b", "side")
    author.git("mv", f"{THIS}.md", f"{NEW}.md")
    author.commit()
    author.git("checkout", "--quiet", "main")
    author.git("merge", "--quiet", "--no-ff", "-s", "ours", "-m", "Ours", "side")


def renamed_twice_and_its_name_given_away(author: GitArchive) -> None:
    author.git("mv", f"{THIS}.md", f"{NEW}.md")
    author.commit()
    author.git("mv", f"{NEW}.md", "2026-03-10-第三個名字.md")
    author.commit({f"{THIS}.md": record(4)})


def every_eighth_letter_changed(author: GitArchive) -> None:
    changed = "".join("某" if at % 8 == 7 else letter for at, letter in enumerate(said(1)))
    author.commit({f"{THIS}.md": text(said(101)), f"{NEW}.md": text(changed)})


@pytest.mark.parametrize(
    "before",
    [
        renamed_and_back,
        renamed_on_a_branch_that_is_merged_over,
        renamed_twice_and_its_name_given_away,
        every_eighth_letter_changed,
    ],
)
def test_a_row_by_a_name_that_only_the_push_knew_keeps_all_waiting_that_the_push_changes(
    author: GitArchive, site: Settings, before: Push
) -> None:
    author.commit(BROKEN)
    before(author)
    author.commit({LIST: row(NEW, 1, whole=True)})
    assert not pulled(site)
    assert is_hidden(site)
    assert said(2) in words(site)
    status = backstage_app(site).test_client().get("/en/status")
    assert (status.status_code, "1 of them are not shown" in status.text) == (503, True)
    assert THIS in CommandLine(site.transcripts, site.data).run("doctor").output


def test_all_waits_that_a_push_changes_where_the_name_in_a_row_is_an_old_address_here(
    author: GitArchive, site: Settings
) -> None:
    author.commit({".redirects": f"/{NEW} /{OTHER}\n"})
    assert pulled(site)
    author.commit(BROKEN)
    author.git("mv", f"{THIS}.md", f"{NEW}.md")
    author.commit({LIST: row(NEW, 1, whole=True)})
    assert not pulled(site)
    assert is_hidden(site)


def test_a_short_speech_waits_that_is_moved_and_withdrawn_where_it_stands_now(
    author: GitArchive, site: Settings
) -> None:
    short = "零九一二三四五六七八"
    author.commit({f"{THIS}.md": text(said(1), short)})
    assert pulled(site)
    there = text(said(2), short)
    author.commit({f"{THIS}.md": text(said(1)), f"{OTHER}.md": there, **BROKEN})
    speech = speeches(there)[-1]
    author.commit({LIST: row(OTHER, 1, whole=True).replace("}", f", speech: {speech}}}")})
    assert not pulled(site)
    assert short not in words(site)


def with_a_bit_flipped(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 3] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize("file", ["waiting.json", "untold.json", LIST])
@pytest.mark.parametrize(
    "spoil",
    [
        Path.unlink,
        lambda file: file.write_bytes(file.read_bytes()[:-9]),
        with_a_bit_flipped,
        lambda file: shutil.rmtree(file.parent),
    ],
)
@pytest.mark.parametrize(
    "push",
    [
        put((THIS, STUB), (NEW, record(1))),
        lambda author: author.commit({LIST: row(THIS, 1, whole=True)}),
        lambda author: author.commit({LIST: row(THIS, 1, whole=False)}),
    ],
)
def test_where_it_is_lost_what_a_push_withdraws_nothing_is_shown_that_was_not_until_the_next_pull(
    author: GitArchive, site: Settings, push: Push, file: str, spoil: Callable[[Path], object]
) -> None:
    author.commit(BROKEN)
    push(author)
    assert not pulled(site)
    running = Archive(site)
    assert said(1) not in shown_by(running)
    spoil(site.data / "pushed" / file)
    assert (said(1) in shown_by(running), said(3) in shown_by(running)) == (False, True)
    with pytest.raises(SettingsError, match=r"pipeline\.updates\.pull"):
        Archive(site).view()
    assert not pulled(site)
    assert is_hidden(site)


MANY = "".join(row(OTHER, number, whole=False) for number in range(1_900))


@pytest.mark.parametrize(
    "beside", [MANY, row(OTHER, 1, whole=False).replace("應請求", r'"\x7f \x85 \uFFFE"')]
)
def test_a_row_counts_however_many_and_whatever_others_came_with_it(
    author: GitArchive, site: Settings, beside: str
) -> None:
    author.commit({LIST: beside + row(THIS, 1, whole=True), **BROKEN})
    assert not pulled(site)
    assert is_hidden(site)


def test_what_was_taken_over_is_kept_no_more_and_not_missed(
    author: GitArchive, site: Settings
) -> None:
    author.commit({LIST: row(THIS, 1, whole=True)})
    assert pulled(site)
    shutil.rmtree(site.data / "pushed")
    assert is_hidden(site)


def test_a_folder_in_the_place_of_what_is_kept_is_in_the_way_until_the_next_pull(
    author: GitArchive, site: Settings
) -> None:
    author.commit(BROKEN)
    put((THIS, STUB), (NEW, record(1)))(author)
    assert not pulled(site)
    running = Archive(site)
    assert said(1) not in shown_by(running)
    (site.data / "pushed" / LIST).unlink()
    (site.data / "pushed" / LIST / "below").mkdir(parents=True)
    assert said(1) not in shown_by(running)
    with pytest.raises(SettingsError, match="withdrawn"):
        Archive(site).view()
    assert not pulled(site)
    assert is_hidden(site)


def test_a_backup_says_that_rows_of_a_push_are_not_in_it(
    author: GitArchive, site: Settings, tmp_path: Path
) -> None:
    author.commit({LIST: row(THIS, 1, whole=True), **BROKEN})
    assert not pulled(site)
    told = CommandLine(site.transcripts, site.data).run("backup", str(tmp_path / "kept"))
    assert "1 row of withdrawn.yaml that was pushed" in told.stderr
    author.commit({"archive.yaml": None})
    assert pulled(site)
    told = CommandLine(site.transcripts, site.data).run("backup", str(tmp_path / "later"))
    assert "withdrawn.yaml" not in told.stderr


def test_a_full_disk_keeps_no_pushed_row_from_counting(author: GitArchive, site: Settings) -> None:
    assert pulled(site)
    write, room = safe_write.replace_file, site.data / "pushed.room"

    def on_a_full_disk(file: Path, data: bytes) -> None:
        if room.exists():
            raise OSError(errno.ENOSPC, "No space left on device", str(file))
        write(file, data)

    author.commit({LIST: row(THIS, 1, whole=True), **BROKEN})
    with patch.object(safe_write, "replace_file", on_a_full_disk):
        assert not pulled(site)
    assert is_hidden(site)
    assert not pulled(site)
    assert room.stat().st_size > len(LIST) * 1000
