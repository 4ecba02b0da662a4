"""A withdrawn speech comes back in a record that has little else of the one from which it went."""

import json
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from minutes.records.document import parse
from minutes.text.han import only_han
from pipeline.archive.archive import Archive
from pipeline.checks.inspection import Inspection
from pipeline.index import indexer
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_tombstones_know_records import (
    name,
    public,
    record,
    reworded,
    row,
    said,
    shown,
    text,
)

OTHER_WORDS = tuple(said(number) for number in range(201, 206))


def pieces(words: str) -> list[str]:
    return [words[at : at + 20] for at in range(0, len(words), 20)]


def speech_of(number: int, words: str) -> str:
    return next(item.id for item in parse(record(number)).items if item.text == words)


def with_a_speech_withdrawn(folder: Path) -> GitArchive:
    """Two records, of one of which a speech went when it was withdrawn."""
    made = GitArchive.new(folder)
    made.commit({f"{name(1)}.md": record(1), f"{name(2)}.md": record(2)})
    made.index()
    made.commit({"withdrawn.yaml": row(name(1), 1, whole=False), f"{name(1)}.md": text(said(101))})
    made.index()
    return made


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    """One record is public, whole; one speech of it is withdrawn since."""
    made = with_a_speech_withdrawn(tmp_path)
    assert shown(made) == {2}
    return made


BROUGHT = {
    "a file that was cut in two from an older copy": text(*OTHER_WORDS, said(1)),
    "with one letter in twenty changed": text(*OTHER_WORDS, reworded(said(1))),
    "as a part of what somebody says": text(*OTHER_WORDS, f"我要引述：{said(1)}以上。"),
    "in the head": f"---\nsummary: {said(1)}\n---\n{text(*OTHER_WORDS)}",
    "in the head, as YAML escapes it": f"---\nsummary: {json.dumps(said(1))}\n---\n{text(*OTHER_WORDS)}",
    "in an address": text(*OTHER_WORDS, f"看 https://example.org/{quote(said(1))}"),
}

# It comes back in the record from which it went, never whole.
IN_PIECES = {
    "between what another one says": lambda words: (
        "\n\n### 王範例：\n是的。\n\n### 李樣本：\n".join(pieces(words))
    ),
    "as headings": lambda words: "\n\n".join(f"## {piece}\n\n好。" for piece in pieces(words)),
}
# It comes back there as a speech that a reader takes for it.
IN_DISGUISE = {
    "with letters between its letters": "ㄅ".join,
    "with accents": "\u0301".join,
    "in an address": lambda words: f"看 https://example.org/{quote(words)} 這裡",
}


@pytest.mark.parametrize("how", BROUGHT)
@pytest.mark.parametrize("committed", [True, False])
def test_it_is_not_shown_in_a_record_that_came_after_its_row(
    archive: GitArchive, how: str, committed: bool
) -> None:
    archive.write(f"{name(3)}.md", BROUGHT[how])
    if committed:
        archive.commit()
    archive.index()
    assert shown(archive) == {2}


def test_a_second_speech_withdrawn_of_a_record_is_not_shown_in_one_that_came_later_either(
    archive: GitArchive,
) -> None:
    first = row(name(1), 1, whole=False)
    second = first.replace(speech_of(1, said(1)), speech_of(1, said(101)))
    archive.commit({"withdrawn.yaml": first + second, f"{name(1)}.md": text("留下的。")})
    archive.index()
    archive.commit({f"{name(3)}.md": text(*OTHER_WORDS, said(101))})
    archive.index()
    assert name(3) not in [m.id for m in Archive(archive.settings).view().public.meetings]


def test_it_is_not_shown_in_a_record_that_was_there_and_takes_it_over(archive: GitArchive) -> None:
    archive.commit({f"{name(2)}.md": text(said(2), said(102), said(1))})
    archive.index()
    assert 1 not in shown(archive)


def test_the_record_from_which_it_went_is_shown_and_goes_on_to_be_edited(
    archive: GitArchive,
) -> None:
    archive.commit({f"{name(1)}.md": text(said(101), said(3), said(4))})
    archive.index()
    assert shown(archive) == {2, 3, 4}


def test_what_another_record_said_before_stays_there(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    both = text(*OTHER_WORDS, said(1))
    archive.commit({f"{name(1)}.md": record(1), f"{name(2)}.md": both})
    archive.index()
    archive.commit(
        {"withdrawn.yaml": row(name(1), 1, whole=False), f"{name(1)}.md": text(said(101))}
    )
    archive.index()
    assert shown(archive) == {1}
    archive.commit({f"{name(2)}.md": both + "### 王範例：\n補充一句。\n"})
    archive.index()
    assert shown(archive) == {1}


def test_a_new_record_may_say_what_the_record_says_to_this_day(archive: GitArchive) -> None:
    archive.commit({f"{name(5)}.md": text(said(5), *OTHER_WORDS)})
    archive.index()
    assert shown(archive) == {2, 5}


BRIEF = "住在河濱路口三號的那位住戶，去年十月因為病假請了很久，他的孩子也轉學了。"


def brief_one_withdrawn(tmp_path: Path, *before: int) -> GitArchive:
    """A speech of less than 70 letters is withdrawn; these records said it before, too."""
    archive = GitArchive.new(tmp_path)
    archive.commit({f"{name(1)}.md": text(said(101), BRIEF, said(102))})
    archive.commit({f"{name(n)}.md": text(said(n), BRIEF) for n in before})
    archive.index()
    speech = next(i.id for i in parse(text(said(101), BRIEF, said(102))).items if i.text == BRIEF)
    told = row(name(1), 1, whole=False).replace(speech_of(1, said(1)), speech)
    archive.commit({"withdrawn.yaml": told, f"{name(1)}.md": text(said(101), said(102))})
    archive.index()
    return archive


def told_of(archive: GitArchive) -> set[str]:
    report = indexer.refresh(archive.settings, jobs=1, full=True)
    return {p.path[:-3] for p in report.problems if p.code == "holds-withdrawn-words"}


@pytest.mark.parametrize("head", ["", f"---\nsummary: 摘要：{BRIEF}\n---\n"])
def test_a_short_one_that_stands_elsewhere_is_told_with_its_place(
    tmp_path: Path, head: str
) -> None:
    archive = brief_one_withdrawn(tmp_path)
    words = (*OTHER_WORDS, BRIEF)[: 5 if head else 6]
    archive.commit({f"{name(3)}.md": head + text(*words), f"{name(4)}.md": text(*OTHER_WORDS)})
    archive.index()
    assert told_of(archive) == {name(3)}
    assert name(3) in public(archive)
    check = Inspection(archive.folder, data=archive.data)
    found = check.run(check.scope())
    assert [p.path for p in found if p.code == "holds-withdrawn-words"] == [f"{name(3)}.md"]
    assert BRIEF[:8] not in "".join(p.message("zh") for p in found)


def test_a_short_one_that_many_say_is_told_of_nobody(tmp_path: Path) -> None:
    archive = brief_one_withdrawn(tmp_path, 5, 6, 7)
    archive.commit({f"{name(3)}.md": text(*OTHER_WORDS, BRIEF)})
    archive.index()
    assert told_of(archive) == set()


def test_an_opening_that_two_others_had_before_its_row_holds_no_later_record_back(
    tmp_path: Path,
) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({f"{name(1)}.md": record(1)})
    archive.commit({f"{name(n)}.md": text(said(1), said(n)) for n in (2, 3)})
    archive.index()
    archive.commit(
        {"withdrawn.yaml": row(name(1), 1, whole=False), f"{name(1)}.md": text(said(101))}
    )
    archive.index()
    archive.commit({f"{name(4)}.md": text(said(1), said(4))})
    archive.index()
    assert name(4) in public(archive)


@pytest.mark.parametrize(
    "file",
    [
        f"---\ntitle: 公園\n---\n{said(1)}\n",
        f"---\ntitle: 公園\nstatus:\n  - {{date: 2026-01-05, status: met, note: {said(1)}}}\n---\n",
        f"---\ntitle: 公園\n---\n{record(1)}",
    ],
    ids=["in what it says", "in a note of its head", "a record that was moved there"],
)
def test_an_issue_file_that_repeats_it_is_not_shown_and_that_is_told(
    archive: GitArchive, file: str
) -> None:
    archive.commit({"issues/park.md": file, "issues/bench.md": "---\ntitle: 長椅\n---\n遮陽。\n"})
    archive.index()
    view = Archive(archive.settings).view()
    assert [issue.slug for issue in view.snapshot.catalogue.issues] == ["bench"]
    check = Inspection(archive.folder, data=archive.data)
    found = check.run(check.scope())
    assert [p.path for p in found if p.code == "copy-of-withdrawn"] == ["issues/park.md"]


def test_an_issue_file_that_repeats_it_in_its_name_is_not_shown(archive: GitArchive) -> None:
    words = "".join(filter(str.isalnum, said(1)))[:80]
    archive.commit({f"issues/{words}.md": "---\ntitle: 長椅\n---\n遮陽。\n"})
    archive.index()
    assert not Archive(archive.settings).view().snapshot.catalogue.issues


@pytest.mark.parametrize("how", IN_PIECES)
def test_it_is_not_shown_in_pieces_in_its_own_record(archive: GitArchive, how: str) -> None:
    archive.commit({f"{name(1)}.md": text(IN_PIECES[how](said(1)), said(101))})
    archive.index()
    assert public(archive) == {name(2)}


@pytest.mark.parametrize("how", IN_DISGUISE)
def test_a_speech_of_its_own_record_that_reads_like_it_stays_out_and_the_record_stays(
    archive: GitArchive, how: str
) -> None:
    archive.commit({f"{name(1)}.md": text(IN_DISGUISE[how](said(1)), said(101))})
    archive.index()
    assert public(archive) == {name(1), name(2)}
    view = Archive(archive.settings).view()
    meeting = view.meeting(name(1))
    assert meeting is not None
    source = view.source(meeting).decode()
    assert said(101) in source
    assert said(1)[:3] not in only_han(unquote(source))
