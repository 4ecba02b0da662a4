"""A row of tombstones counts before the next index, also beside an edit that came with it: what it means is known
by its words, or its record waits until it is indexed."""

from pathlib import Path

import pytest

from minutes import clock
from minutes.records import document
from pipeline.archive.archive import Archive
from tests.pipeline.git_archive import GitArchive

NAME, OTHER_NAME = "2026-01-02-甲會議", "2026-02-01-別的"
FILE, OTHER_FILE = f"{NAME}.md", f"{OTHER_NAME}.md"
SAID = (
    "這一段提到了獨角獸計畫的細節，當事人請求撤下，因為裡面寫了他的病歷與住址，"
    "還有他的家人在哪裡工作、每天幾點回家，這些都不應該公開給任何人看到。"
)
PLAIN = "今天我們要討論的是公園裡遊具的遮陽設施，請各機關說明目前辦理的情形與預算。"
TRACE = "獨角獸"


def record(*said: str, day: str = "2026-01-02", title: str = "甲會議") -> str:
    head = f"---\ntitle: {title}\ndate: {day}\ntier: other\nkind: visit\n---\n# {day} {title}\n\n"
    return head + "".join(f"### 王範例：\n{words}\n\n" for words in said)


def row(speech: str = "", reason: str = "應當事人請求") -> str:
    of_speech = f"  speech: {speech}\n" if speech else ""
    return f"- meeting: {NAME}\n  date: 2026-04-01\n  reason: {reason}\n{of_speech}"


WHOLE = record(PLAIN, SAID)


def ident(words: str, text: str = WHOLE) -> str:
    return next(item.id for item in document.parse(text).items if item.text == words)


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({FILE: WHOLE, OTHER_FILE: record(PLAIN[::-1], day="2026-02-01", title="別的")})
    made.index()
    return made


def shown(archive: GitArchive) -> dict[str, str]:
    """What the public sees of each record, to a reader who begins now."""
    view = Archive(archive.settings).view()
    return {m.id: view.source(m).decode() for m in view.public.meetings}


EDITS = {
    "a comma": SAID.replace("這一段提到", "這一段，提到"),
    "one letter": SAID.replace("細節", "細則"),
    "half of it is said otherwise": SAID[:40] + "，這些我都說過了，" + PLAIN[::-1],
    "a sentence more": f"{SAID}\n\n以上，請主席裁示。",
    "in two speeches": f"{SAID[:40]}\n\n### 李樣本：\n好。\n\n### 王範例：\n{SAID[40:]}",
}


@pytest.mark.parametrize("edited", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("together", [True, False])
def test_a_row_by_the_id_of_yesterday_counts_before_the_edit_is_indexed(
    archive: GitArchive, edited: str, together: bool
) -> None:
    running = Archive(archive.settings)
    running.view()
    assert TRACE in shown(archive)[NAME]
    archive.commit({FILE: record(PLAIN, edited)})
    if not together:
        assert TRACE in shown(archive)[NAME]
    archive.commit({"withdrawn.yaml": row(ident(SAID))})
    view = running.view()
    assert all(TRACE not in view.source(meeting).decode() for meeting in view.public.meetings)
    assert PLAIN in shown(archive)[NAME]
    assert TRACE not in shown(archive)[NAME]
    archive.index()
    assert TRACE not in shown(archive).get(NAME, "")


def test_a_row_by_an_id_of_which_no_index_knows_is_found_in_the_file(archive: GitArchive) -> None:
    edited = record(PLAIN, EDITS["half of it is said otherwise"])
    speech = ident(EDITS["half of it is said otherwise"], edited)
    archive.commit({FILE: edited, "withdrawn.yaml": row(speech)})
    assert TRACE not in shown(archive)[NAME]
    assert PLAIN in shown(archive)[NAME]


def test_where_neither_file_nor_index_has_it_the_record_waits_until_it_is_indexed(
    archive: GitArchive,
) -> None:
    between = record(PLAIN, EDITS["half of it is said otherwise"])
    speech = ident(EDITS["half of it is said otherwise"], between)
    archive.commit({FILE: between})
    edited = record(PLAIN, "我說的是另外一件事情，" + EDITS["half of it is said otherwise"][5:])
    archive.commit({FILE: edited, "withdrawn.yaml": row(speech)})
    assert NAME not in shown(archive)
    assert OTHER_NAME in shown(archive)
    archive.index()
    assert TRACE not in shown(archive)[NAME]


def test_a_slip_in_a_row_hides_no_record_that_nobody_edited(archive: GitArchive) -> None:
    archive.commit({"withdrawn.yaml": row("k3v2abcdefgh")})
    assert TRACE in shown(archive)[NAME]


def test_what_was_taken_out_by_hand_with_its_row_takes_nothing_else_out_of_sight(
    archive: GitArchive,
) -> None:
    archive.commit({FILE: record(PLAIN), "withdrawn.yaml": row(ident(SAID))})
    assert (TRACE in shown(archive)[NAME], PLAIN in shown(archive)[NAME]) == (False, True)


@pytest.mark.parametrize("speech", [ident(SAID), ""], ids=["a speech", "a record"])
def test_what_comes_with_a_row_and_repeats_its_words_is_shown_nowhere(
    archive: GitArchive, speech: str
) -> None:
    archive.commit(
        {
            "withdrawn.yaml": row(speech),
            "issues/x.md": f"---\ntitle: 議題\n---\n{SAID}\n",
            "schedule.yaml": f"- date: 2026-12-24\n  title: {SAID}\n",
            "agencies.yaml": f"- name: {SAID}\n",
        }
    )
    snapshot = Archive(archive.settings).snapshot(clock.now())
    told = snapshot.catalogue.issues, snapshot.schedule, snapshot.catalogue.agencies
    assert TRACE not in repr(told)


def test_a_speech_that_its_own_record_repeats_in_the_same_push_is_hidden_with_it(
    archive: GitArchive,
) -> None:
    head = WHOLE.replace("kind: visit\n", f"kind: visit\nsummary: {SAID}\n")
    archive.commit(
        {FILE: f"{head}### 王範例：\n他說「{SAID}」。\n", "withdrawn.yaml": row(ident(SAID))}
    )
    assert TRACE not in shown(archive).get(NAME, "")


def test_a_row_whose_reason_repeats_its_own_words_is_told_without_it_at_once(
    archive: GitArchive,
) -> None:
    archive.commit({"withdrawn.yaml": row(ident(SAID), reason=SAID)})
    gate = Archive(archive.settings).snapshot(clock.now()).catalogue.gate
    assert TRACE not in repr(gate.withdrawals)
