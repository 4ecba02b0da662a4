"""What must hold of every real record: nothing lost, nobody's words another's, all of it found."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from minutes.addresses.redirects import read_rows, slug
from minutes.addresses.references import is_reserved
from minutes.records.document import split_front
from minutes.records.slicer import label_name
from minutes.settings import Settings
from minutes.text import markup
from minutes.text.folding import fold
from pipeline.archive.snapshot import View
from pipeline.index import indexer
from pipeline.source import parser
from pipeline.source.parser import Parsed
from tests.conftest import ROOT
from tests.minutes.test_markup import assert_harmless, shown


@cache
def _parsed(corpus: Path) -> dict[str, Parsed]:
    return {f.stem: parser.parse(f.read_bytes(), f.name) for f in sorted(corpus.glob("*.md"))}


@pytest.fixture(scope="module")
def records(corpus: Path) -> Iterator[dict[str, Parsed]]:
    yield _parsed(corpus)
    _parsed.cache_clear()


@pytest.fixture(scope="module")
def view(corpus_view: View) -> View:
    return corpus_view


# --- the documents


def test_every_file_is_whole_in_its_items(corpus: Path, records: dict[str, Parsed]) -> None:
    assert len(records) == 632
    for name, record in records.items():
        text = (corpus / f"{name}.md").read_bytes().decode()
        assert record.document.head == ""
        assert "".join(i.source for i in record.document.items) == text, name
        assert split_front(text) == ("", None), name


def test_every_item_begins_on_its_line(corpus: Path, records: dict[str, Parsed]) -> None:
    for name, record in records.items():
        lines = (corpus / f"{name}.md").read_bytes().decode().split("\n")
        for item in record.document.items:
            assert not item.markdown or item.markdown.split("\n")[0] == lines[item.line - 1]
            assert (item.speaker is None) == (item.label_line == 0)
            if item.label_line:
                assert label_name(lines[item.label_line - 1]) == item.speaker


def test_every_label_has_its_words_and_every_word_the_label_above_it(
    corpus: Path, records: dict[str, Parsed]
) -> None:
    """An independent reading: the last heading line above a block of words says who speaks."""
    for name, record in records.items():
        speaker: str | None = None
        above: list[str | None] = [None]
        for line in (corpus / f"{name}.md").read_bytes().decode().split("\n"):
            if re.match(r"#{2,3}[^#]|# ", line):
                label = re.fullmatch(r"###\s*(.*?\S)\s*[:：]\s*|##\s+(.*?\S)\s*：\s*", line)
                speaker = (label[1] or label[2]) if label else None
            above.append(speaker)
        for item in record.document.items:
            if item.type == "speech":
                wanted = above[item.line]
                assert item.speaker == (
                    markup.to_text(" ".join(wanted.split())) if wanted else None
                ), (name, item.line)


def test_ids_are_unique_and_fit_for_an_address(records: dict[str, Parsed]) -> None:
    for record in records.values():
        ids = [i.id for i in record.document.items]
        assert len(set(ids)) == len(ids), record.meeting.id
        assert all(re.fullmatch(r"[a-z2-7]{12}(-[0-9]+)?", i) for i in ids), record.meeting.id


def test_long_speeches_of_different_words_never_share_an_id(records: dict[str, Parsed]) -> None:
    words: dict[str, str] = {}
    for record in records.values():
        for item in record.document.items:
            text = "".join(item.text.split())
            if item.type == "speech" and len(text) >= 24 and "-" not in item.id:
                assert words.setdefault(item.id, text) == text


def test_all_kinds_of_items_are_there_in_the_numbers_that_were_counted(
    records: dict[str, Parsed],
) -> None:
    count = Counter(i.type for r in records.values() for i in r.document.items)
    assert count["heading"] == 632
    assert count["section"] == 0
    assert count["narrative"] > 2_500
    assert count["speech"] > 140_000


def test_every_record_has_a_title_a_date_and_no_reserved_name(records: dict[str, Parsed]) -> None:
    for name, record in records.items():
        assert record.meeting.title
        assert record.meeting.date is not None
        assert record.meeting.date.isoformat() == name[:10]
        assert not record.meeting.broken
        assert not is_reserved(name)
        assert "date" in record.meeting.inferred


def test_the_text_of_every_item_that_is_more_than_words_is_what_is_shown(
    records: dict[str, Parsed],
) -> None:
    checked = 0
    for record in records.values():
        for item in record.document.items:
            if not markup.is_plain(item.markdown):
                checked += 1
                html = item.html()
                if checked % 6 == 0 or "<" in item.markdown:
                    assert item.text == shown(html), (record.meeting.id, item.line)
                    assert_harmless(html)
    assert checked > 5_000


def test_plain_words_are_shown_as_they_stand(records: dict[str, Parsed]) -> None:
    for record in list(records.values())[::8]:
        for item in record.document.items[::5]:
            if item.type == "speech" and item.markdown and markup.is_plain(item.markdown):
                assert item.text == shown(item.html())
                assert markup.to_text(f"{item.markdown} <!-- -->") == item.text


def test_no_escape_and_no_entity_is_left_in_the_words(records: dict[str, Parsed]) -> None:
    for record in records.values():
        for item in record.document.items:
            assert not re.search(r"&(amp|lt|gt|quot|nbsp);", item.text), (
                record.meeting.id,
                item.line,
            )
            left = re.search(r"\\[*_#.\-()\[\]]", item.text)
            assert not left or "\\\\" in item.markdown, (record.meeting.id, item.line)


def test_languages_are_told_apart(records: dict[str, Parsed]) -> None:
    langs = Counter(r.meeting.lang for r in records.values())
    assert langs["zh-Hant-TW"] + langs["en"] + langs["fr"] == 632
    assert langs["fr"] <= 2
    assert langs["en"] > 100


# --- the index


def test_the_index_holds_every_record_as_it_was_read(
    view: View, corpus: Path, records: dict[str, Parsed]
) -> None:
    assert len(view.public.meetings) == len(records)
    for meeting in view.public.meetings:
        assert meeting == records[meeting.id].meeting
        assert view.source(meeting) == (corpus / f"{meeting.id}.md").read_bytes()


def test_the_stored_words_are_the_items_words(view: View, records: dict[str, Parsed]) -> None:
    store = view.snapshot.store
    assert store is not None
    for name in list(records)[::20]:
        table = store.table(name)
        said = store.said(name, range(len(table.types)))
        items = [s for s in said if s.type not in {"title", "head"}]
        assert [(s.id, s.type, s.speaker, s.text) for s in items] == [
            (i.id, i.type, i.speaker, i.text) for i in records[name].document.items
        ], name
        assert all(s.folded == fold(s.text) for s in said), name


def test_indexing_the_same_files_again_reads_none(corpus_settings: Settings) -> None:
    report = indexer.refresh(corpus_settings)
    assert (report.changed, report.removed, report.rebuilt) == (0, 0, False)


# --- old addresses and twins


def test_an_old_address_that_is_known_by_name_reaches_its_record(view: View) -> None:
    assert view.public.resolve("2017-03-15-g0v-news採訪") in view.public.by_id


def test_every_row_of_the_table_leads_from_either_side_to_one_record(
    view: View, corpus: Path
) -> None:
    rows = read_rows(corpus, ".redirects")
    assert len(rows) > 30
    found = [{view.public.resolve(old), view.public.resolve(new)} for _, old, new in rows]
    assert {len(ends) for ends in found} == {1}
    assert found.count({None}) == 1  # one row of the real table names no record on either side


def test_every_record_is_reached_by_its_own_address_and_by_the_older_archives(view: View) -> None:
    slugs = Counter(slug(m.id) for m in view.public.meetings)
    assert max(slugs.values()) == 1
    for meeting in view.public.meetings:
        for address in (
            meeting.id,
            meeting.id.lower(),
            meeting.id.upper(),
            slug(meeting.id),
            f"/{meeting.id}",
        ):
            assert view.public.resolve(address) == meeting.id


def test_twins_are_twins_of_each_other_in_two_languages(view: View, corpus: Path) -> None:
    paired = [m for m in view.public.meetings if view.public.twin(m)]
    rows = [
        r
        for r in read_rows(corpus, ".alternates")
        if all((corpus / name).exists() for name in r[1:])
    ]
    assert len(paired) == 2 * len(rows) > 0
    for meeting in paired:
        twin = view.public.twin(meeting)
        assert twin is not None, meeting
        assert view.public.twin(twin) is meeting
        assert {meeting.lang[:2], twin.lang[:2]} in ({"zh", "en"}, {"zh", "fr"})


# --- the command line


def test_show_prints_every_record_one_object_a_line(corpus: Path, tmp_path: Path) -> None:
    """As a script would read it: nothing but the standard output and the files."""
    folder = tmp_path / "transcripts"
    folder.mkdir()
    for file in sorted(corpus.glob("*.md"))[::4]:
        (folder / file.name).write_bytes(file.read_bytes())
    command = [
        sys.executable,
        "-c",
        "from webapp.commands.main import main; main()",
        "show",
        "--all",
        "--json",
    ]
    with subprocess.Popen(
        [*command, "--transcripts", str(folder), "--data", str(tmp_path / "data")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ,
    ) as process:
        assert process.stdout is not None
        seen = 0
        for line in process.stdout:
            assert line.isascii()
            record = json.loads(line)
            source = "".join(i["source"] for i in record["items"])
            assert source == (folder / f"{record['id']}.md").read_bytes().decode(), record["id"]
            assert all(isinstance(i["text"], str) for i in record["items"]), record["id"]
            seen += 1
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert (seen, process.returncode) == (158, 0)
    assert not (tmp_path / "data").exists()
