"""A merged branch counts as what its commits did, though none but the merge was ever published: whose name one of
them took out is named in no version from before, whatever the others did to the speech, the label or the file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, SECOND, THIRD, mended, text
from tests.webapp.test_history_comes_and_goes import NAMED
from tests.webapp.test_history_pages import CANARY, NOTE, everywhere
from tests.webapp.test_history_reworded import on_a_branch, shown

NAMELESS = NAMED.replace(CANARY, "匿名者")
WITHOUT = text(SECOND)
BESIDE = {f"2026-01-1{n}-別{n}.md": text(mended(THIRD, n)) for n in range(4)}
ELSEWHERE = "2026-01-02-暫時的名字.md"
Step = dict[str, str | None]

PLANTS: dict[str, list[Step]] = {
    "nameless, then the speech gone": [{FILE: NAMELESS}, {FILE: WITHOUT}],
    "nameless, then reworded, then gone": [
        {FILE: NAMELESS},
        {FILE: NAMELESS.replace(FIRST, mended(FIRST))},
        {FILE: WITHOUT},
    ],
    "nameless, named again, then gone": [{FILE: NAMELESS}, {FILE: NAMED}, {FILE: WITHOUT}],
    "gone, back without the name, then gone": [{FILE: WITHOUT}, {FILE: NAMELESS}, {FILE: WITHOUT}],
    "under another name for a while": [
        {FILE: None, ELSEWHERE: NAMELESS},
        {FILE: WITHOUT, ELSEWHERE: None},
    ],
    "the file gone and added nameless": [{FILE: None}, {FILE: NAMELESS}, {FILE: WITHOUT}],
    "a note that came and went": [
        {FILE: text(SECOND, head=NOTE % "依當事人請求移除")},
        {FILE: WITHOUT},
    ],
}


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit(BESIDE)
    made.commit({FILE: NAMED})
    return made


@pytest.mark.parametrize("steps", PLANTS.values(), ids=PLANTS)
@pytest.mark.parametrize("is_indexed", [False, True], ids=["at once", "indexed before"])
def test_a_name_that_a_branch_took_out_stands_in_no_earlier_version(
    archive: GitArchive, steps: list[Step], *, is_indexed: bool
) -> None:
    if is_indexed:
        archive.index()
    on_a_branch(archive, *steps)
    assert CANARY not in everywhere(archive)


def of_a_name_that_the_line_never_had(archive: GitArchive) -> str:
    first = archive.commit({FILE: text(SECOND)})
    on_a_branch(archive, {FILE: NAMED}, {FILE: NAMELESS})
    return first


def of_a_passing_draft_under_another_name(archive: GitArchive) -> str:
    first = archive.commit({FILE: text(FIRST, SECOND)})
    other = text(THIRD).replace("王範例", "匿名者")
    on_a_branch(archive, {ELSEWHERE: other}, {FILE: text(mended(FIRST)), ELSEWHERE: None})
    return first


@pytest.mark.parametrize(
    "plant", [of_a_name_that_the_line_never_had, of_a_passing_draft_under_another_name]
)
def test_a_branch_hides_nothing_that_was_published_before_it(
    tmp_path: Path, plant: Callable[[GitArchive], str]
) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit(BESIDE)
    assert shown(archive, plant(archive))
