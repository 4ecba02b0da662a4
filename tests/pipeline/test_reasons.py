"""A reason that somebody wrote by hand does not show what it is to explain the absence of."""

from pathlib import Path

import pytest

from pipeline.archive.archive import Archive
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_tombstones_know_records import name, record, row, said
from tests.webapp.command_line import Archive as CommandLine


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({f"{name(number)}.md": record(number) for number in (1, 2, 3)})
    made.index()
    return made


def reasons(archive: GitArchive) -> set[str]:
    return {
        row.reason for row in Archive(archive.settings).view().snapshot.catalogue.gate.withdrawals
    }


@pytest.mark.parametrize("whole", [True, False], ids=["a record", "a speech"])
@pytest.mark.parametrize("letters", [24, 30, 60])
def test_one_that_repeats_withdrawn_words_is_not_shown_and_told_to_who_keeps_the_archive(
    archive: GitArchive, whole: bool, letters: int
) -> None:
    told = row(name(1), 1, whole=whole)
    archive.commit({"withdrawn.yaml": told.replace("應請求", f"「{said(1)[:letters]}」要刪去")})
    archive.index()
    assert not any(said(1)[:8] in reason for reason in reasons(archive))
    doctor = CommandLine(archive.folder, archive.data).run("doctor")
    assert (doctor.exit_code, name(1) in doctor.output) == (1, True)
    assert said(1)[:8] not in doctor.output


@pytest.mark.parametrize(
    "why", ["應當事人請求", "依個人資料保護法第十一條第三項刪除", said(3)[:60]]
)
def test_one_in_other_words_is_shown(archive: GitArchive, why: str) -> None:
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=True).replace("應請求", why)})
    archive.index()
    assert reasons(archive) == {why}
