"""What is withheld in one record stands in the history of no other one; and what it does not hide."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from minutes import clock
from minutes.addresses.short_ids import code
from pipeline.publishing.withdrawal import withdraw
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, THIRD, ident, mended, text
from tests.webapp.test_history_pages import CANARY, NOTE, OTHER, ROW, SECRET, client, everywhere

LOST = SECRET.replace("遮陽設施", "遮陽棚與座椅").replace("請各機關說明", "麻煩各單位報告")
"""The secret in other words: 0.7 alike."""
SHORT = f"我是{CANARY}的媽媽。"
HELD = "---\nedit: {hold: 待確認}\n---\n"
THANKS = "好，謝謝。"
OTHER_NAME = OTHER.removesuffix(".md")


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    return GitArchive.new(tmp_path)


def moved(archive: GitArchive, old: str, new: str) -> None:
    """A speech leaves one record and comes to another one, in other words, in one commit."""
    archive.commit({FILE: text(SECOND, old, THIRD)})
    archive.commit({FILE: text(SECOND, THIRD), OTHER: text(new, mended(THIRD, 7))})


def withdraw_speech(archive: GitArchive, words: str, *around: str) -> None:
    archive.index()
    what = ident(words, *around)
    withdraw(archive.settings, OTHER_NAME, "當事人要求", clock.now(), speech=what)
    archive.commit()


def reworded_while_it_moved(archive: GitArchive) -> None:
    moved(archive, SECRET, LOST)
    withdraw_speech(archive, LOST)


def reworded_while_it_moved_and_after(archive: GitArchive) -> None:
    moved(archive, SECRET, LOST)
    archive.commit({OTHER: text(mended(LOST, 3), THIRD)})
    withdraw_speech(archive, mended(LOST, 3))


def moved_and_withdrawn_by_hand(archive: GitArchive) -> None:
    moved(archive, SECRET, LOST)
    archive.index()
    row = f"{ROW.replace(NAME, OTHER)[:-2]}, speech: {ident(LOST)}}}\n"
    archive.write("withdrawn.yaml", row)


def reworded_while_it_moved_and_withdrawn_with_its_record(archive: GitArchive) -> None:
    moved(archive, SECRET, LOST)
    archive.commit({"withdrawn.yaml": ROW.replace(NAME, OTHER)})


def withdrawn_with_its_record_that_went(archive: GitArchive) -> None:
    moved(archive, SECRET, LOST)
    archive.index()
    row = ROW.replace(NAME, OTHER).replace("}", ", file: removed}")
    archive.commit({"withdrawn.yaml": row, OTHER: None})


def short_and_moved(archive: GitArchive) -> None:
    moved(archive, SHORT, SHORT)
    withdraw_speech(archive, SHORT, SHORT, mended(THIRD, 7))


def short_reworded_and_moved(archive: GitArchive) -> None:
    new = SHORT.replace("的媽媽", "他媽媽")
    moved(archive, SHORT, new)
    withdraw_speech(archive, new, new, mended(THIRD, 7))


def short_and_moved_in_two_commits(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SHORT, THIRD)})
    archive.commit({FILE: text(SECOND, THIRD)})
    archive.commit({OTHER: text(SHORT, mended(THIRD, 7))})
    withdraw_speech(archive, SHORT, SHORT, mended(THIRD, 7))


def joined_to_another_speech(archive: GitArchive) -> None:
    joined = f"{mended(SECOND, 8)}{LOST}"
    archive.commit({FILE: text(SECRET, SECOND, THIRD)})
    archive.commit({FILE: text(THIRD), OTHER: text(joined)})
    withdraw_speech(archive, joined)


def cut_out_of_a_longer_speech(archive: GitArchive) -> None:
    archive.commit({FILE: text(f"{mended(SECOND, 8)}{SECRET}{mended(THIRD, 8)}", SECOND)})
    archive.commit({FILE: text(mended(SECOND, 8), SECOND), OTHER: text(SECRET, THIRD)})
    withdraw_speech(archive, SECRET)


def held_since(archive: GitArchive) -> None:
    moved(archive, SECRET, LOST)
    archive.commit({OTHER: text(LOST, THIRD, head=HELD)})


def moved_to_a_held_record(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD)})
    archive.commit({FILE: text(SECOND, THIRD), OTHER: text(SECRET, head=HELD)})


def moved_to_a_held_record_without_a_commit(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD)})
    archive.write(FILE, text(SECOND, THIRD))
    archive.write(OTHER, text(SECRET, head=HELD))


def moved_and_redacted(archive: GitArchive) -> None:
    moved(archive, SECRET, SECRET)
    archive.commit({OTHER: text(SECRET.replace(CANARY, "○○○"), THIRD)})


def moved_and_redacted_without_a_commit(archive: GitArchive) -> None:
    moved(archive, SECRET, SECRET)
    archive.write(OTHER, text(SECRET.replace(CANARY, "○○○"), THIRD))


def moved_and_made_nameless(archive: GitArchive) -> None:
    named = text(FIRST).replace("王範例", CANARY)
    archive.commit({FILE: f"{named}\n{text(SECOND).partition('訪')[2]}"})
    archive.commit({FILE: text(SECOND), OTHER: named})
    archive.commit({OTHER: named.replace(CANARY, "與會者")})


def moved_withdrawn_mended_and_back(archive: GitArchive) -> None:
    moved(archive, SECRET, SECRET)
    row = f"{ROW.replace(NAME, OTHER)[:-2]}, speech: {ident(SECRET)}}}\n"
    archive.commit({"withdrawn.yaml": row})
    archive.commit({OTHER: text(mended(SECOND, 9), THIRD)})
    archive.commit({OTHER: text(mended(SECOND, 9), mended(THIRD))})
    archive.commit({"withdrawn.yaml": "withdrawn: none\n"})


def heading_moved(archive: GitArchive, words: str = f"{CANARY}的陳情案") -> None:
    section = f"\n## {words}\n\n{text(THIRD).partition('訪')[2].strip()}\n"
    archive.commit({FILE: text(SECOND) + section})
    archive.commit({FILE: text(SECOND), OTHER: text(mended(SECOND, 9)) + section})


def heading_moved_and_redacted(archive: GitArchive) -> None:
    heading_moved(archive)
    redacted = (archive.folder / OTHER).read_text(encoding="utf-8").replace(CANARY, "○○○")
    archive.commit({OTHER: redacted})


def short_heading_moved_and_withdrawn_with_its_record(archive: GitArchive) -> None:
    heading_moved(archive, CANARY)
    archive.commit({"withdrawn.yaml": ROW.replace(NAME, OTHER)})


def title_of_a_head_moved_to_a_held_record(archive: GitArchive) -> None:
    title = f"{CANARY}的陳情案"
    archive.commit({FILE: text(SECOND, head=f"---\ntitle: {title}\n---\n")})
    archive.commit({FILE: text(SECOND, head="---\ntitle: 陳情案\n---\n")})
    archive.commit(
        {OTHER: text(THIRD, head=f"---\ntitle: '{title}'\nedit: {{hold: 待確認}}\n---\n")}
    )


def decision_of_a_head_moved_to_a_withdrawn_record(archive: GitArchive) -> None:
    decided = f"decisions:\n  - text: 請{CANARY}補件\n"
    archive.commit({FILE: text(SECOND, head=f"---\ntier: other\n{decided}---\n")})
    archive.commit({FILE: text(SECOND), OTHER: text(THIRD, head=f"---\n{decided}---\n")})
    archive.commit({"withdrawn.yaml": ROW.replace(NAME, OTHER)})


def gone_while_its_record_was_held(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD)})
    archive.commit({FILE: text(SECOND, THIRD), OTHER: text(SECRET, THIRD, head=HELD)})
    archive.commit({OTHER: text(THIRD)})


def gone_while_its_record_was_pulled_back(archive: GitArchive) -> None:
    moved(archive, SECRET, LOST)
    archive.commit({OTHER: text(LOST, THIRD, head=HELD)})
    archive.commit({OTHER: text(THIRD, head=HELD)})
    archive.commit({OTHER: text(THIRD)})


def moved_and_undone(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD), OTHER: text(FIRST)})
    archive.commit({FILE: text(SECOND, THIRD), OTHER: text(FIRST, SECRET)})
    archive.commit({OTHER: text(FIRST)})


MASKED = SECRET.replace(CANARY, "○○○")


def moved_and_masked_at_once(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD), OTHER: text(FIRST)})
    archive.commit({FILE: text(SECOND, THIRD), OTHER: text(FIRST, MASKED)})


def cut_off_and_masked_at_once(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD)})
    archive.commit({FILE: text(SECOND), OTHER: text(MASKED, THIRD)})


def masked_copy_before_it_went(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD)})
    archive.commit({OTHER: text(FIRST, MASKED)})
    archive.index()
    archive.commit({FILE: text(SECOND, THIRD)})


def masked_copy_after_it_went(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD)})
    archive.commit({FILE: text(SECOND, THIRD)})
    archive.index()
    archive.commit({OTHER: text(FIRST, MASKED)})


def moved_and_made_nameless_at_once(archive: GitArchive) -> None:
    named = text(FIRST).replace("王範例", CANARY)
    archive.commit({FILE: f"{named}\n{text(SECOND).partition('訪')[2]}"})
    archive.commit({FILE: text(SECOND), OTHER: named.replace(CANARY, "與會者")})


def moved_and_shortened_with_a_note_at_once(archive: GitArchive) -> None:
    words = f"{CANARY}住在公園旁邊，{FIRST}"
    archive.commit({FILE: text(SECOND, words, THIRD)})
    archive.commit({FILE: text(SECOND, THIRD), OTHER: text(FIRST, head=NOTE % "刪除個資")})


def short_moved_and_masked_at_once(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SHORT, THIRD)})
    archive.commit({FILE: text(SECOND, THIRD), OTHER: text(SHORT.replace(CANARY, "○○○"))})


def moved_and_masked_without_a_commit(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD), OTHER: text(FIRST)})
    archive.index()
    archive.write(FILE, text(SECOND, THIRD))
    archive.write(OTHER, text(FIRST, MASKED))


def masked_copy_days_after_it_went(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD), OTHER: text(FIRST)})
    archive.commit({FILE: text(SECOND, THIRD)})
    for n in range(3):
        archive.commit({f"2026-01-0{n + 3}-別的.md": text(mended(THIRD, n))})
        archive.index()
    archive.commit({OTHER: text(FIRST, MASKED)})


def masked_copy_days_before_it_went(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD), OTHER: text(FIRST)})
    archive.commit({OTHER: text(FIRST, MASKED)})
    for n in range(3):
        archive.commit({f"2026-01-0{n + 3}-別的.md": text(mended(THIRD, n))})
    archive.commit({FILE: text(SECOND, THIRD)})


def masked_copy_by_somebody_whose_clock_stands_a_year_back(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD), OTHER: text(FIRST)})
    archive.commit({FILE: text(SECOND, THIRD)})
    archive.commit({"2026-01-05-別的.md": text(mended(THIRD, 4))})
    archive.day = archive.day.replace(year=2025)
    archive.commit({OTHER: text(FIRST, MASKED)})


def half_of_a_speech_moved_and_masked(archive: GitArchive) -> None:
    archive.commit({FILE: text(f"{SECOND}{THIRD}{SECRET}"), OTHER: text(FIRST)})
    archive.commit({FILE: text(f"{SECOND}{THIRD}"), OTHER: text(FIRST, MASKED)})


def masked_copy_in_a_record_that_was_held_at_first(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD)})
    archive.commit({FILE: text(SECOND, THIRD), OTHER: text(FIRST, MASKED, head=HELD)})
    archive.commit({OTHER: text(FIRST, MASKED)})


def came_to_a_record_that_was_held_already(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECOND, SECRET, THIRD), OTHER: text(mended(THIRD, 7), head=HELD)})
    archive.commit({FILE: text(SECOND, THIRD)})
    archive.index()
    archive.commit({OTHER: text(LOST, mended(THIRD, 7), head=HELD)})


def found_before_the_held_record_lost_it(archive: GitArchive) -> None:
    came_to_a_record_that_was_held_already(archive)
    archive.index()
    archive.commit({OTHER: text(mended(THIRD, 9), head=HELD)})


PLANTS: list[Callable[[GitArchive], None]] = [
    reworded_while_it_moved,
    reworded_while_it_moved_and_after,
    moved_and_withdrawn_by_hand,
    reworded_while_it_moved_and_withdrawn_with_its_record,
    withdrawn_with_its_record_that_went,
    short_and_moved,
    short_reworded_and_moved,
    short_and_moved_in_two_commits,
    joined_to_another_speech,
    cut_out_of_a_longer_speech,
    held_since,
    moved_to_a_held_record,
    moved_to_a_held_record_without_a_commit,
    moved_and_redacted,
    moved_and_redacted_without_a_commit,
    moved_and_made_nameless,
    moved_withdrawn_mended_and_back,
    heading_moved_and_redacted,
    short_heading_moved_and_withdrawn_with_its_record,
    title_of_a_head_moved_to_a_held_record,
    decision_of_a_head_moved_to_a_withdrawn_record,
    gone_while_its_record_was_held,
    gone_while_its_record_was_pulled_back,
    moved_and_undone,
    moved_and_masked_at_once,
    cut_off_and_masked_at_once,
    masked_copy_before_it_went,
    masked_copy_after_it_went,
    moved_and_made_nameless_at_once,
    moved_and_shortened_with_a_note_at_once,
    short_moved_and_masked_at_once,
    moved_and_masked_without_a_commit,
    masked_copy_days_after_it_went,
    masked_copy_days_before_it_went,
    masked_copy_by_somebody_whose_clock_stands_a_year_back,
    half_of_a_speech_moved_and_masked,
    masked_copy_in_a_record_that_was_held_at_first,
    came_to_a_record_that_was_held_already,
    found_before_the_held_record_lost_it,
]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: str(plant.__name__))
def test_words_withheld_in_one_record_stand_in_no_other_ones_history(
    archive: GitArchive, plant: Callable[[GitArchive], None]
) -> None:
    plant(archive)
    assert CANARY not in everywhere(archive)
    told = client(archive).get(f"/api/v1/verify?text={CANARY}").get_json()
    assert (told["verdict"], told["places"]) == ("not_found", [])


def shown(archive: GitArchive, name: str, commit: str) -> bool:
    """Whether a version of a record is shown, as the site is now."""
    return client(archive).get(f"/m/{code(name)[:8]}@{commit[:12]}").status_code == 200


def test_what_a_hold_hid_in_another_history_is_shown_again_when_it_ends(
    archive: GitArchive,
) -> None:
    moved_to_a_held_record(archive)
    first = archive.made[0]
    assert not shown(archive, NAME, first)
    archive.commit({OTHER: text(SECRET)})
    assert shown(archive, NAME, first)


def test_a_common_short_sentence_withdrawn_in_one_record_hides_no_other_ones_history(
    archive: GitArchive,
) -> None:
    names = [f"2026-01-0{n}-第{n}場" for n in range(1, 7)]
    said = {f"{name}.md": text(mended(FIRST, n), THANKS) for n, name in enumerate(names)}
    archive.commit({**said, OTHER: text(THANKS, SECOND)})
    for name in names[:2]:
        archive.commit({f"{name}.md": text(FIRST, THIRD)})
    withdraw_speech(archive, THANKS, THANKS, SECOND)
    assert all(shown(archive, name, archive.made[0]) for name in names[:2])


def test_what_moved_whole_or_is_another_ones_formula_hides_no_history(archive: GitArchive) -> None:
    opening = "各位夥伴大家好，今天由{}主持，會議全程錄音並製作逐字稿，會後請各位確認自己的發言。"
    archive.commit({FILE: text(SECOND, opening.format("王大明"), THIRD)})
    archive.commit({FILE: text(SECOND, THIRD), OTHER: text(opening.format("王大明"))})
    archive.commit({"2026-01-05-別的.md": text(opening.format("李小華"), mended(THIRD))})
    archive.index()
    assert shown(archive, NAME, archive.made[0])


def test_a_row_that_nothing_was_looked_for_yet_hides_what_records_lost_and_nothing_more(
    archive: GitArchive,
) -> None:
    third = "2026-01-03-三.md"
    archive.commit({FILE: text(FIRST), OTHER: text(SECOND), third: text(THIRD)})
    archive.commit({FILE: text(mended(FIRST)), third: text(THIRD, SECOND)})
    site = client(archive)
    archive.write("withdrawn.yaml", ROW.replace(NAME, OTHER))  # no index is made

    def status(name: str) -> int:
        return site.get(f"/m/{code(name)[:8]}@{archive.made[0][:12]}").status_code

    assert (status(NAME), status(third.removesuffix(".md"))) == (404, 200)
    assert shown(archive, NAME, archive.made[0])
    assert site.get(f"/{quote(NAME)}/history").status_code == 200
