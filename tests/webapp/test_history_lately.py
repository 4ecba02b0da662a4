"""Who protects somebody may do it in several commits: take all of a speech away and put it back without the name, or
write only afterwards why words went. It hides what one commit would hide."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from minutes.addresses.short_ids import code
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, THIRD, mended, text
from tests.webapp.test_history_pages import CANARY, NOTE, SECRET, client, everywhere

HEAD = "---\ntitle: 公園參訪\n---\n"
NAMED = text(FIRST, SECOND).replace("王範例", f"{CANARY[:2]}明", 1)
NAMELESS = NAMED.replace(f"### {CANARY[:2]}明", "### 匿名者")
NOTED = NOTE % "應當事人要求刪除個資"
AWAY = {
    "the file is empty": "",
    "the file is a stub": f"{HEAD}# 2026-01-02 公園參訪\n",
    "the record says that it is edited": text("本紀錄整理中。"),
    "the speech is away": text(SECOND),
    "the label is away": NAMED.replace(f"### {CANARY[:2]}明：\n", ""),
}
Forms = list[str]


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    return GitArchive.new(tmp_path)


def committed(archive: GitArchive, *forms: str) -> None:
    for form in forms:
        archive.commit({FILE: form})


def of_these_days(archive: GitArchive) -> None:
    """What is not committed is compared by the clock."""
    archive.day = dt.datetime.now(dt.UTC) - dt.timedelta(days=6)


def is_first_shown(archive: GitArchive) -> bool:
    first = archive.made[0][:12]
    return client(archive).get(f"/m/{code(NAME)[:8]}@{first}").status_code == 200


@pytest.mark.parametrize("after", [NAMELESS, NAMELESS.replace("預算", "經費")])
@pytest.mark.parametrize("between", AWAY.values(), ids=AWAY)
def test_a_name_that_is_away_for_a_version_and_comes_back_as_nobody_s_is_hidden(
    archive: GitArchive, between: str, after: str
) -> None:
    committed(archive, NAMED, between, after)
    assert not is_first_shown(archive)


def test_it_is_hidden_whether_or_not_an_index_was_made_between_and_before_the_last_is_committed(
    archive: GitArchive,
) -> None:
    of_these_days(archive)
    committed(archive, NAMED)
    archive.index()
    committed(archive, text(SECOND), text(mended(SECOND)))
    archive.index()
    archive.write(FILE, NAMELESS)
    assert not is_first_shown(archive)
    archive.commit()
    assert not is_first_shown(archive)


def words_that_come_back_masked() -> Forms:
    return [text(SECRET, SECOND), text(SECOND), text(SECRET.replace(CANARY, "○○○○"), SECOND)]


def words_that_were_masked_and_come_back_bare_and_go() -> Forms:
    masked = text(SECRET.replace(CANARY, "○○○○"), SECOND)
    plain = text(SECRET.replace(CANARY, "某個單位管理"), SECOND)
    return [masked, text(SECOND), text(SECRET, SECOND), plain]


def a_title_that_comes_back_masked() -> Forms:
    told = text(SECOND, head=f"---\ntitle: {CANARY}陳情\n---\n")
    return [told, text(SECOND), told.replace(CANARY, "○○○○")]


def a_heading_that_comes_back_masked() -> Forms:
    told = text(SECOND).replace("公園參訪\n", f"公園參訪\n\n## {CANARY}的陳情案\n", 1)
    return [told, text(SECOND), told.replace(CANARY, "○○○○")]


def a_narrative_that_comes_back_masked() -> Forms:
    told = text(SECOND).replace(
        "公園參訪\n", f"公園參訪\n\n（{CANARY}進入會場，並遞交陳情書）\n", 1
    )
    return [told, text(SECOND), told.replace(CANARY, "○○○○")]


def someone_who_attends_and_comes_back_masked() -> Forms:
    told = text(SECOND, head=f"---\nattendees:\n  - {CANARY}\n---\n")
    return [told, text(SECOND), told.replace(CANARY, "○○○○")]


def a_note_after_the_words_went() -> Forms:
    return [text(SECRET, SECOND), text(SECOND), text(SECOND, head=NOTED)]


def a_note_after_another_edit() -> Forms:
    edited = text(mended(SECOND))
    return [text(SECRET, SECOND), text(SECOND), edited, text(mended(SECOND), head=NOTED)]


def a_note_after_words_gave_way() -> Forms:
    plain = text(SECRET.replace(CANARY, "某個單位管理"), SECOND)
    return [text(SECRET, SECOND), plain, plain.replace("# 2026", f"{NOTED}# 2026", 1)]


def a_note_after_a_heading_went() -> Forms:
    told = text(SECOND).replace("公園參訪\n", f"公園參訪\n\n## {CANARY}的陳情案\n", 1)
    return [told, text(SECOND), text(SECOND, head=NOTED)]


@pytest.mark.parametrize(
    "forms",
    [
        words_that_come_back_masked,
        words_that_were_masked_and_come_back_bare_and_go,
        a_title_that_comes_back_masked,
        a_heading_that_comes_back_masked,
        a_narrative_that_comes_back_masked,
        someone_who_attends_and_comes_back_masked,
        a_note_after_the_words_went,
        a_note_after_another_edit,
        a_note_after_words_gave_way,
        a_note_after_a_heading_went,
    ],
)
def test_what_several_commits_take_out_is_hidden_as_if_one_had(
    archive: GitArchive, forms: Callable[[], Forms]
) -> None:
    committed(archive, *forms())
    assert CANARY not in everywhere(archive)


def test_a_note_hides_what_went_before_it_when_the_file_was_renamed_between(
    archive: GitArchive,
) -> None:
    committed(archive, text(SECRET, SECOND, THIRD), text(SECOND, THIRD))
    new = "2026-01-02-公園走讀"
    archive.git("mv", FILE, f"{new}.md")
    archive.commit()
    archive.commit({f"{new}.md": text(SECOND, THIRD, head=NOTED)})
    page = client(archive).get(f"/m/{code(new)[:8]}@{archive.made[0][:12]}")
    assert page.status_code == 404


def test_a_note_that_is_not_committed_yet_hides_what_went_before_it(archive: GitArchive) -> None:
    of_these_days(archive)
    committed(archive, text(SECRET, SECOND), text(SECOND))
    archive.write(FILE, text(SECOND, head=NOTED))
    assert not is_first_shown(archive)


@pytest.mark.parametrize(
    "forms",
    [
        [text(FIRST, SECOND), "", text(FIRST, mended(SECOND))],
        [NAMED, text(SECOND), NAMED.replace("預算", "經費")],
        [text(FIRST, SECOND), text(SECOND), text(SECOND, THIRD)],
        [text(FIRST, SECOND), text(SECOND), text(SECOND, head=NOTE % "更正錯字")],
        [text(SECOND), text(SECOND, THIRD), text(SECOND, THIRD, head=NOTED)],
    ],
    ids=["mended", "with its name", "another one", "a plain note", "nothing went"],
)
def test_what_comes_back_or_is_noted_and_protects_nobody_hides_nothing(
    archive: GitArchive, forms: Forms
) -> None:
    committed(archive, *forms)
    assert is_first_shown(archive)


@pytest.mark.parametrize("last", [NAMELESS, text(SECOND, head=NOTED)])
def test_after_two_weeks_what_went_is_not_asked_for_any_more(
    archive: GitArchive, last: str
) -> None:
    committed(archive, NAMED, text(SECOND))
    archive.wait(days=15)
    archive.commit({FILE: last})
    assert is_first_shown(archive)
