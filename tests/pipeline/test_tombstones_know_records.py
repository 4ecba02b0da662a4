"""A withdrawn record is what it holds: it stays withdrawn whoever brings it, how, when and under which
name; and no other record is taken for it."""

import os
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.addresses.record_names import RecordNames
from minutes.addresses.redirects import Redirects
from minutes.addresses.short_ids import code
from minutes.publication.withdrawn_records import (
    KeptRecord,
    WithdrawnRecords,
    han_marks,
    marks,
    marks_anywhere,
)
from minutes.records.document import parse
from pipeline.archive.archive import Archive
from pipeline.checks.validation import validate_archive
from pipeline.history import earlier
from pipeline.history.ledger import Life, Version
from pipeline.history.taken_back import TakenBack, cut
from pipeline.index import indexer
from pipeline.source import traces
from tests.pipeline.git_archive import GitArchive

HAN = "遊具遮陽設施圖書館動線步道里程牌材質採用再生塑膠林業單位維護紀錄花圃水池溜滑梯預算辦理情形確認試辦據點"
OTHER = "2026-01-20-別的"
OLD = "2025-old"


def said(number: int) -> str:
    """What one record of its own says, as no other does."""
    chance = random.Random(number)
    return "".join(chance.choices(HAN, k=90))


def name(number: int) -> str:
    return f"2026-01-{number:02d}-紀錄{'甲乙丙丁戊己庚辛壬癸'[number - 1]}"


def new(number: int) -> str:
    return name(number).replace("紀錄", "新的")


def text(*words: str) -> str:
    return "# 會議\n\n" + "".join(f"### 王範例：\n{w}\n\n" for w in words)


def record(number: int) -> str:
    return text(said(number), said(number + 100))


def speech(number: int) -> str:
    return next(i.id for i in parse(record(number)).items if i.text == said(number))


def row(written: str, number: int, whole: bool) -> str:
    told = "" if whole else f", speech: {speech(number)}"
    return f'- {{meeting: "{written}", date: 2026-02-20, reason: 應請求{told}}}\n'


def reworded(words: str) -> str:
    """One letter in twenty is another."""
    return "".join("界" if at % 20 == 19 else letter for at, letter in enumerate(words))


def shown(archive: GitArchive) -> set[int]:
    """The numbers of the records whose withdrawn words can be read somewhere."""
    view = Archive(archive.settings).view()
    told = "\n".join(view.source(m).decode() for m in view.public.meetings)
    found = {n for n in range(1, 11) for words in (said(n), reworded(said(n))) if words in told}
    return found - {10}  # that one is the other record, which stays


def public(archive: GitArchive) -> set[str]:
    return set(Archive(archive.settings).view().public.by_id)


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({f"{OTHER}.md": record(10), "a.txt": "a"})
    return made


def withdrawn(archive: GitArchive, written: Iterable[tuple[int, str]], whole: bool) -> None:
    rows = "".join(row(word, number, whole) for number, word in written)
    archive.commit({"withdrawn.yaml": rows})
    archive.index()


WRITTEN = {1: name(1), 2: name(2), 3: name(3), 4: f"{name(4)} (1)", 5: OLD, 6: name(6), 7: name(7)}


@pytest.mark.parametrize("whole", [True, False])
def test_no_trick_of_names_and_dates_makes_it_public_and_no_other_record_goes(
    archive: GitArchive, whole: bool
) -> None:
    archive.commit(
        {f"{name(n)}.md": record(n) for n in WRITTEN} | {".redirects": f"{OLD}\t{name(5)}\n"}
    )
    withdrawn(archive, WRITTEN.items(), whole)
    archive.day = archive.day.replace(year=2020)  # whoever commits says when that was
    for number in (2, 4, 5, 7):
        archive.git("mv", f"{name(number)}.md", f"{new(number)}.md")
    led = {name(2): OTHER, name(3): OTHER, new(1): OTHER}
    archive.commit(
        {
            f"{new(1)}.md": record(1),  # brought once more, in a commit from before the row
            f"{name(3)}.md": None,
            ".redirects": "".join(f"{a}\t{b}\n" for a, b in led.items()),  # and 5's own row is gone
            f"{new(6)}.md": text(reworded(said(6)), said(106)),
        }
    )
    # Another form of the row does not make it a younger one.
    short = f"/m/{code(name(1))[:8]}"
    rows = {**WRITTEN, 1: short}
    archive.commit({"withdrawn.yaml": "".join(row(w, n, whole) for n, w in rows.items())})
    archive.index()
    assert shown(archive) == set()
    assert OTHER in public(archive)
    if not whole:
        assert {new(2), new(7)} <= public(archive)  # but for the speech
    lost = replace(archive, data=archive.data.with_name("anew"))
    lost.index()
    # Git alone tells of no row of old addresses that is no more.
    assert shown(lost) <= {5}
    assert OTHER in public(lost)


@pytest.mark.parametrize("whole", [True, False])
def test_it_is_known_again_without_git_or_before_a_commit_or_with_another_history(
    archive: GitArchive, whole: bool
) -> None:
    archive.commit({f"{name(n)}.md": record(n) for n in (1, 2, 3)})
    withdrawn(archive, [(n, name(n)) for n in (1, 2, 3)], whole)
    os.link(archive.folder / f"{name(1)}.md", archive.folder / f"{new(1)}.md")
    (archive.folder / f"{name(2)}.md").rename(archive.folder / f"{new(2)}.md")
    archive.index()
    assert shown(archive) == set()
    archive.git("mv", f"{name(3)}.md", f"{new(3)}.md")
    archive.git("checkout", "-q", "--orphan", "anew")
    archive.commit()
    archive.index()
    assert shown(archive) == set()
    (archive.folder / ".git").rename(archive.folder / ".none")
    (archive.folder / f"{new(3)}.md").rename(archive.folder / "2026-01-30-又一次.md")
    archive.index()
    assert shown(archive) == set()
    assert OTHER in public(archive)
    kept = (archive.data / traces.RECORDS).read_bytes()
    assert said(1)[:10].encode() not in kept


@pytest.mark.parametrize("whole", [True, False])
def test_a_draft_that_became_public_and_was_withdrawn_stays_so_wherever_it_goes(
    archive: GitArchive, tmp_path: Path, whole: bool
) -> None:
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    due = "---\ntier: other\nedit: {hold_until: 2026-01-31}\n---\n"
    for number in (1, 2):
        (drafts / f"{name(number)}.md").write_text(due + record(number))
    archive.commit({"withdrawn.yaml": "".join(row(name(n), n, whole) for n in (1, 2))})
    told = replace(archive.settings, drafts=drafts)

    def index() -> str:
        indexer.refresh(told, jobs=1)
        view = Archive(told).view()
        return "\n".join(view.source(m).decode() for m in view.public.meetings)

    index()
    (drafts / f"{name(1)}.md").rename(drafts / f"{new(1)}.md")
    (drafts / f"{name(2)}.md").unlink()
    archive.commit({f"{new(2)}.md": record(2)})
    now = index()
    assert said(1) not in now
    assert said(2) not in now


def test_a_record_that_held_the_same_words_before_stays_and_is_told(archive: GitArchive) -> None:
    archive.commit({f"{name(1)}.md": record(1), f"{name(2)}.md": record(1)})
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=True)})
    archive.commit({f"{name(3)}.md": record(1)})
    report = indexer.refresh(archive.settings, jobs=1)
    assert name(2) in public(archive)
    assert name(3) not in public(archive)
    assert {(p.path, p.code) for p in report.problems} == {
        (f"{name(2)}.md", "holds-withdrawn-words"),
        (f"{name(3)}.md", "copy-of-withdrawn"),
    }


def test_the_check_does_not_call_a_record_withdrawn_to_which_an_old_address_was_turned(
    archive: GitArchive,
) -> None:
    archive.commit({f"{name(1)}.md": record(1)})
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=True)})
    archive.commit({f"{name(1)}.md": None, ".redirects": f"{name(1)}\t{OTHER}\n"})
    codes = {p.code for p in validate_archive(archive.folder)}
    assert "withdrawn-under-another-name" not in codes
    assert "withdraws-nothing" in codes  # nobody said that the file was taken away


NAMES = RecordNames((name(1), OTHER), Redirects(((OLD, name(1)),)))
FORMS = (name(1), f"{name(1)} (1)", name(1).replace("2026", "２０２６"), f"m/{code(name(1))}", OLD)


@pytest.mark.parametrize("form", FORMS)
def test_a_row_that_is_taken_back_cuts_the_history_whatever_it_called_the_record(form: str) -> None:
    assert NAMES.meant(form) == (name(1),)
    versions = tuple(Version(f"{n}", 0, 0, "b", number=n) for n in range(3))
    life = cut(Life((name(1),), versions), [TakenBack(1, form)], NAMES.redirects)
    assert [v.cut for v in life.versions] == [False, True, False]
    other = cut(Life((OTHER,), versions), [TakenBack(1, form)], NAMES.redirects)
    assert other.versions == versions


def test_an_old_address_that_leads_to_two_records_means_both() -> None:
    both = RecordNames(
        NAMES.names, Redirects(((OLD, "2024-old"), ("2024-old", name(1)), (OLD, OTHER)))
    )
    assert set(both.meant(OLD)) == {name(1), OTHER}


WORDS = st.text(alphabet=HAN, min_size=120, max_size=200)


@settings(max_examples=25)
@given(words=WORDS, around=WORDS, other=WORDS)
def test_a_record_is_known_by_half_of_its_words_and_no_other_is(
    words: str, around: str, other: str
) -> None:
    key = b"key"
    kept = KeptRecord.of("row", "name", marks(key, words))
    known = WithdrawnRecords(key, (kept,))
    assert bool(known.alike(marks(key, f"{around}\n{words}，{around}"))) == bool(kept.marks)
    assert not known.alike(marks(b"another key", words))
    if words[:40] not in other and len({*words, *other}) > len({*words}):
        assert kept.share_in(marks(key, other)) < 1


def test_a_record_that_says_next_to_nothing_is_like_no_other() -> None:
    kept = KeptRecord.of("row", "name", marks(b"key", "本次會議沒有紀錄。"))
    assert not WithdrawnRecords(b"key", (kept,)).alike(marks(b"key", "本次會議沒有紀錄。"))


@pytest.mark.parametrize("has_git", [True, False])
def test_a_record_that_says_what_another_said_does_not_lend_it_its_words(
    archive: GitArchive, *, has_git: bool
) -> None:
    archive.commit({f"{name(n)}.md": record(n) for n in (1, 2)})
    if not has_git:
        (archive.folder / ".git").rename(archive.folder / ".none")
    archive.index()
    archive.write("withdrawn.yaml", row(name(1), 1, whole=True))
    archive.write(f"{name(1)}.md", record(2))
    archive.index()
    assert public(archive) == {OTHER, name(2)}
    archive.write(f"{name(2)}.md", record(1))
    archive.index()
    assert public(archive) == {OTHER}


def test_what_a_record_said_before_is_read_once_however_many_rows_mean_it(
    archive: GitArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(row(f"old{n}", 1, whole=True) for n in range(9))
    table = "".join(f"old{n}\t{name(1)}\n" for n in range(9))
    archive.commit({f"{name(1)}.md": record(1), f"{name(2)}.md": record(1)})
    archive.commit({".redirects": table, "withdrawn.yaml": rows})
    asked: list[str] = []
    texts = earlier.texts

    def counted(folder: Path, blobs: Iterable[str]) -> Iterable[bytes]:
        asked.extend(known := list(blobs))
        return texts(folder, known)

    monkeypatch.setattr(earlier, "texts", counted)
    archive.index()
    assert public(archive) == {OTHER, name(2)}
    assert len(asked) < 9
    assert asked


def test_without_git_the_last_index_tells_which_record_was_public_before(
    archive: GitArchive,
) -> None:
    (archive.folder / ".git").rename(archive.folder / ".none")
    for number in (1, 2):
        archive.write(f"{name(number)}.md", record(1))
    archive.index()
    archive.write("withdrawn.yaml", row(name(1), 1, whole=True))
    archive.write(f"{name(3)}.md", record(1))
    for _ in range(2):
        archive.index()
        assert public(archive) == {OTHER, name(2)}


def test_what_was_mended_before_it_was_public_never_was_whatever_the_clock_of_its_mender_said(
    archive: GitArchive,
) -> None:
    head = "---\ntier: other\nedit: {hold_until: 2026-03-10}\n---\n"
    archive.commit({f"{name(1)}.md": head + record(1)})
    archive.day = archive.day.replace(month=5)  # the clock of whoever mends it is ahead
    archive.commit({f"{name(1)}.md": head + text(said(2), said(101))})
    indexer.refresh(archive.settings, jobs=1, now=archive.day.replace(month=2, day=20))
    archive.index()
    view = Archive(archive.settings).view()
    [meeting] = [m for m in view.public.meetings if m.id == name(1)]
    assert [r.version.commit for r in view.revisions(meeting).shown] == archive.made[-1:]


def test_words_of_two_scripts_are_known_by_those_of_one() -> None:
    words = "".join(f"{said(1)[n : n + 20]} open data " for n in range(0, 90, 20))
    kept = KeptRecord.of("row", "name", han_marks(b"key", words))
    assert kept.share_in(marks_anywhere(b"key", "x".join(words))) > 0.9


def test_labels_and_the_marks_of_withdrawn_speeches_tell_nothing_of_a_record() -> None:
    formulas = (
        "# 2026-01-01 某某協作會議\n\n### 王範例：\n",
        "> （本段發言已於 2026-02-20 撤下。理由：應當事人請求而撤下，並已通知各單位）\n",
        "> （This speech was withdrawn on 2026-02-20. Reason: at the request of the person）\n",
    )
    assert not any(marks(b"key", formula) for formula in formulas)


FORMULA = "本次會議全程錄音錄影，逐字稿將於會後十個工作天內整理完成，並請與會者於期限內確認自己的發言，依授權條款公開。"


def test_a_new_record_is_no_copy_for_a_formula_that_several_records_have(
    archive: GitArchive,
) -> None:
    began = {f"{name(n)}.md": text(FORMULA, said(n)[:60]) for n in (1, 2, 3, 4)}
    archive.commit(began)
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=True)})
    archive.index()
    archive.commit(
        {
            f"{name(5)}.md": text(FORMULA, said(5)),
            f"{new(1)}.md": began[f"{name(1)}.md"],
        }
    )
    archive.index()
    assert public(archive) == {OTHER, *map(name, (2, 3, 4, 5))}


def test_old_addresses_in_one_heap_are_gone_through_once_for_all_that_lead_there() -> None:
    steps = 0

    class Counted(dict[str, str]):
        def __contains__(self, address: object) -> bool:
            nonlocal steps
            steps += 1
            return super().__contains__(address)

    heap = Redirects((*((f"old{n}", "hub") for n in range(300)), ("hub", OTHER)))
    found = heap.reaching(Counted({OTHER: OTHER}))
    assert set(found.values()) == {(OTHER,)}
    assert len(found) == 301
    assert steps < 5_000
    assert RecordNames((OTHER, name(1)), heap).led_to("old7") == (OTHER,)
    assert RecordNames((OTHER, name(1)), heap).led_to(OTHER) == ()


def test_a_copy_that_was_held_waits_on_when_the_record_was_mended_and_its_row_taken_back(
    archive: GitArchive,
) -> None:
    archive.commit({f"{name(1)}.md": record(1)})
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=True)})
    archive.index()
    archive.commit({f"{new(1)}.md": record(1)})
    archive.index()
    mended = {f"{name(1)}.md": text(said(2), said(101)), "withdrawn.yaml": "withdrawn: none\n"}
    archive.commit({**mended, f"{name(3)}.md": text(said(3), said(1), said(103))})
    for _ in range(2):  # what nobody held before is no copy now
        archive.index()
        assert public(archive) == {OTHER, name(1), name(3)}
    archive.commit({f"{new(1)}.md": text(said(101), said(4))})
    archive.index()
    assert public(archive) == {OTHER, name(1), name(3), new(1)}


def test_a_copy_is_public_when_the_row_was_a_mistake(archive: GitArchive) -> None:
    archive.commit({f"{name(1)}.md": record(1)})
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=True), f"{new(1)}.md": record(1)})
    archive.index()
    assert public(archive) == {OTHER}
    archive.commit({"withdrawn.yaml": "withdrawn: none\n"})
    archive.index()
    assert public(archive) == {OTHER, name(1), new(1)}
