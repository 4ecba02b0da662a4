"""What is withdrawn stays so under every name that the same file has since, whoever renames it and how."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from minutes.addresses.short_ids import code
from pipeline.archive.archive import Archive
from pipeline.checks.validation import validate_archive
from pipeline.history import ledger
from pipeline.history.present_names import present_names
from pipeline.index import indexer
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, THIRD, ident, mended, text
from webapp import create_app

NEW = "2026-01-02-走讀"
SHORT = f"/m/{code(NAME)[:8]}"
Way = Callable[[GitArchive], object]


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({FILE: text(FIRST, SECOND, THIRD), "2026-01-05-別的.md": text("別的話。" * 9)})
    return made


def withdrawn(archive: GitArchive, record: str = NAME, speech: str = "") -> None:
    """Commit a row as somebody writes it on the repository's page: the words stay in the file."""
    said = f", speech: {speech}" if speech else ""
    row = f"- {{meeting: {record}, date: 2026-02-06, reason: 當事人要求{said}}}\n"
    archive.commit({"withdrawn.yaml": row})


def renamed(archive: GitArchive) -> None:
    archive.git("mv", FILE, f"{NEW}.md")
    archive.commit()


def renamed_twice(archive: GitArchive) -> None:
    archive.git("mv", FILE, "2026-01-02-中間.md")
    archive.commit()
    archive.git("mv", "2026-01-02-中間.md", f"{NEW}.md")
    archive.commit()


def renamed_elsewhere(archive: GitArchive) -> None:
    archive.git("checkout", "-q", "-b", "work")
    renamed(archive)
    archive.git("checkout", "-q", "main")
    archive.commit({"2026-01-06-又一次.md": text("又一次的話。" * 9)})
    archive.git("merge", "-q", "--no-ff", "-m", "merge", "work")


def renamed_and_corrected(archive: GitArchive) -> None:
    archive.git("mv", FILE, f"{NEW}.md")
    archive.commit({f"{NEW}.md": text(mended(FIRST), SECOND, THIRD)})


def copied(archive: GitArchive) -> None:
    shutil.copy(archive.folder / FILE, archive.folder / f"{NEW}.md")
    archive.commit()


def uploaded_anew_then_deleted(archive: GitArchive) -> None:
    copied(archive)
    archive.commit({FILE: None})


def deleted_then_uploaded_anew(archive: GitArchive) -> None:
    there = (archive.folder / FILE).read_text(encoding="utf-8")
    archive.commit({FILE: None})
    archive.commit({f"{NEW}.md": there})


def uploaded_over_another(archive: GitArchive) -> None:
    shutil.copy(archive.folder / FILE, archive.folder / "2026-01-05-別的.md")
    archive.commit()


WAYS: tuple[Way, ...] = (
    renamed,
    renamed_twice,
    renamed_elsewhere,
    renamed_and_corrected,
    copied,
    uploaded_anew_then_deleted,
    deleted_then_uploaded_anew,
    uploaded_over_another,
)


def shown(archive: GitArchive) -> str:
    """What the site shows of its records, their files and their history."""
    site = create_app(archive.settings).test_client()
    view = Archive(archive.settings).view()
    pages = [f"/{m.id}{end}" for m in view.public.meetings for end in ("", ".md", "/history")]
    pages += [f"/{m.id}@{r.name}" for m in view.public.meetings for r in view.revisions(m).shown]
    return "\n".join(site.get(page, follow_redirects=True).text for page in [*pages, "/feed.atom"])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("name", "seen_before"), [(NAME, True), (SHORT, False)])
def test_a_withdrawn_record_stays_withdrawn_under_another_name(
    archive: GitArchive, way: Way, name: str, seen_before: bool
) -> None:
    withdrawn(archive, name)
    if seen_before:
        archive.index()
    way(archive)
    archive.index()
    assert "遊具" not in shown(archive)
    assert "圖書館" not in shown(archive)


@pytest.mark.parametrize("way", [w for w in WAYS if w is not renamed_and_corrected])
def test_a_withdrawn_speech_stays_withdrawn_in_a_record_that_is_renamed(
    archive: GitArchive, way: Way
) -> None:
    withdrawn(archive, SHORT if way is renamed else NAME, ident(FIRST))
    way(archive)
    archive.index()
    assert "遊具" not in shown(archive)
    assert "圖書館" in shown(archive)


def test_the_check_follows_a_renamed_record_with_the_files_alone(archive: GitArchive) -> None:
    withdrawn(archive, speech=ident(FIRST))
    renamed(archive)
    assert "withdraws-nothing" not in {p.code for p in validate_archive(archive.folder)}
    withdrawn(archive)
    assert "withdraws-nothing" not in {p.code for p in validate_archive(archive.folder)}


def test_a_withdrawn_speech_of_a_record_that_is_renamed_and_corrected_stays_withdrawn(
    archive: GitArchive,
) -> None:
    withdrawn(archive, speech=ident(FIRST))
    archive.index()
    renamed_and_corrected(archive)
    archive.index()
    assert "遊具" not in shown(archive)


def test_a_history_that_is_written_anew_does_not_free_a_record_that_was_renamed(
    archive: GitArchive,
) -> None:
    withdrawn(archive)
    renamed(archive)
    archive.index()
    archive.git("checkout", "-q", "--orphan", "anew")
    for _ in range(2):
        archive.commit()
        archive.index()
        assert "遊具" not in shown(archive)


def test_a_clone_that_is_cut_off_does_not_free_a_record_that_was_renamed(
    archive: GitArchive, tmp_path: Path
) -> None:
    withdrawn(archive)
    renamed(archive)
    archive.commit({"a.txt": "a"})
    archive.index()
    cut = tmp_path / "cut"
    asked = ["git", "clone", "-q", "--depth", "1", f"file://{archive.folder}", str(cut)]
    subprocess.run(asked, check=True, timeout=60)
    told = replace(archive.settings, transcripts=cut)
    indexer.refresh(told, jobs=1)
    assert [m.id for m in Archive(told).view().public.meetings] == ["2026-01-05-別的"]


def test_a_record_that_begins_as_the_same_empty_form_is_another(archive: GitArchive) -> None:
    form, other = "# 會議名稱\n\n### 發言者\n", "2026-01-07-丙.md"
    archive.commit({"2026-01-06-乙.md": form})
    archive.commit({"2026-01-06-乙.md": text(FIRST)})
    row = "- {meeting: 2026-01-06-乙, date: 2026-02-08, reason: 誤植}\n"
    archive.commit({"withdrawn.yaml": row})
    archive.commit({other: form})
    archive.commit({other: text(SECOND)})
    archive.index()
    shown_now = [m.id for m in Archive(archive.settings).view().public.meetings]
    assert "2026-01-07-丙" in shown_now
    assert "2026-01-06-乙" not in shown_now


def test_a_copy_from_before_the_withdrawal_is_a_record_of_its_own(archive: GitArchive) -> None:
    copied(archive)
    row = f"- {{meeting: {NAME}, date: 2026-02-20, reason: 重複}}\n"
    archive.commit({"withdrawn.yaml": row})
    archive.index()
    assert NEW in [m.id for m in Archive(archive.settings).view().public.meetings]


def test_a_speech_by_an_old_name_is_gone_for_whoever_has_its_old_address(
    archive: GitArchive,
) -> None:
    withdrawn(archive, speech=ident(FIRST))
    renamed(archive)
    archive.index()
    site = create_app(archive.settings).test_client()
    for name in (NAME, NEW):
        answer = site.get(f"/speech/{ident(FIRST)}?in={name}", follow_redirects=True)
        assert answer.status_code == 410, name
    assert site.get(f"/speech/{ident(FIRST)}").status_code == 410


def test_names_that_lead_round_in_histories_that_are_no_more_end(archive: GitArchive) -> None:
    withdrawn(archive)
    archive.index()
    book = replace(ledger.load(archive.data), renamed={"a": "B", "b": "A"})
    assert present_names(book, "a", book.count) == {"A", "B"}


@pytest.mark.parametrize("row_first", [False, True])
@pytest.mark.parametrize("speech", ["", ident(FIRST)])
def test_a_record_renamed_by_hand_waits_from_the_moment_of_its_row_on(
    archive: GitArchive, speech: str, row_first: bool
) -> None:
    archive.index()
    running = Archive(archive.settings)
    assert NAME in running.view().public.by_id
    said = f", speech: {speech}" if speech else ""
    row = f"- {{meeting: {NEW}, date: 2026-02-06, reason: 請求{said}}}\n"
    if row_first:  # as whatever copies a folder may do it
        archive.write("withdrawn.yaml", row)
        assert NAME in running.view().public.by_id
    (archive.folder / FILE).rename(archive.folder / f"{NEW}.md")
    if not row_first:
        archive.write("withdrawn.yaml", row)
    for one in (running, Archive(archive.settings)):
        assert set(one.view().public.by_id) == {"2026-01-05-別的"}


@pytest.mark.parametrize("speech", ["", ident(FIRST)])
@pytest.mark.parametrize("is_over_another", [False, True])
def test_it_waits_also_where_another_file_has_its_old_name_or_it_that_of_another(
    archive: GitArchive, speech: str, *, is_over_another: bool
) -> None:
    archive.commit({"2026-01-06-又一份.md": text("又一份的話。" * 9)})
    archive.index()
    running = Archive(archive.settings)
    assert NAME in running.view().public.by_id
    name = "2026-01-05-別的" if is_over_another else NEW
    (archive.folder / FILE).rename(archive.folder / f"{name}.md")
    if not is_over_another:
        archive.write(FILE, text("本件已移走。"))
    said = f", speech: {speech}" if speech else ""
    archive.write(
        "withdrawn.yaml", f"- {{meeting: {name}, date: 2026-02-06, reason: 請求{said}}}\n"
    )
    for one in (running, Archive(archive.settings)):
        assert NAME not in one.view().public.by_id
        assert "2026-01-06-又一份" in one.view().public.by_id
