"""The bulk export: all that is public, nothing else, the same bytes each time."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import random
import shutil
import subprocess
import tracemalloc
import zipfile
from pathlib import Path, PureWindowsPath

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from minutes import settings
from minutes.publication.gate import conceal
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.export import bulk
from pipeline.export.zip_stream import zipped
from pipeline.index import indexer
from tests.conftest import Transcripts
from tests.webapp.outward_sites import record
from webapp.commands.lasting import export

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def viewed(folder: Path, data: Path, now: dt.datetime = NOW) -> tuple[View, settings.Settings]:
    told = settings.load(folder, data)
    return Archive(told, in_memory=True).view(now), told


def made(view: View, told: settings.Settings, name: str) -> bytes:
    (found,) = [e for e in bulk.FILES if e.name == name]
    return b"".join(found.write(view, told.archive))


def test_the_same_archive_gives_the_same_bytes_wherever_it_lies(
    sample: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "elsewhere"
    for file in sorted(sample.rglob("*"), reverse=True):
        if file.is_file():
            target = copy / file.relative_to(sample)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    for folder, out in ((sample, "a"), (copy, "b")):
        view, told = viewed(folder, tmp_path / "data")
        bulk.write(view, told.archive, tmp_path / out)
    names = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert names == sorted([*(e.name for e in bulk.FILES), bulk.SUMS])
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_an_index_gives_the_same_bytes_as_the_folder_read_into_memory(
    sample: Path, tmp_path: Path
) -> None:
    told = settings.load(sample, tmp_path / "data")
    indexer.refresh(told)
    indexed = Archive(told).view(NOW)
    view, _ = viewed(sample, tmp_path / "none")
    assert bulk.sums(indexed, told.archive) == bulk.sums(view, told.archive)
    assert bulk.fingerprint(indexed, told.archive) == bulk.fingerprint(view, told.archive)


def test_the_list_of_digests_is_true(sample: Path, tmp_path: Path) -> None:
    view, told = viewed(sample, tmp_path)
    bulk.write(view, told.archive, tmp_path / "out")
    lines = (tmp_path / "out" / bulk.SUMS).read_text().splitlines()
    assert len(lines) == len(bulk.FILES)
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest, line
    assert bulk.sums(view, told.archive).decode().splitlines() == lines


def test_the_zip_holds_every_public_file_byte_for_byte(sample: Path, tmp_path: Path) -> None:
    view, told = viewed(sample, tmp_path)
    with zipfile.ZipFile(io.BytesIO(made(view, told, "markdown.zip"))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert sorted(names) == sorted(f"{m.id}.md" for m in view.public.meetings)
        for meeting in view.public.meetings:
            assert archive.read(f"{meeting.id}.md") == view.source(meeting)


def test_json_lines_and_csv_hold_the_same_records_and_words(sample: Path, tmp_path: Path) -> None:
    view, told = viewed(sample, tmp_path)
    for name in ("meetings", "items"):
        lines = [
            json.loads(line) for line in made(view, told, f"{name}.jsonl").decode().split("\n")[:-1]
        ]
        text = made(view, told, f"{name}.csv").decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert len(lines) == len(rows) > 10, name
        for line, row in zip(lines, rows, strict=True):
            assert row["id"] == line["id"]
            if name == "items":
                assert row["text"].removeprefix("'") == line["text"].removeprefix("'")
    assert sum(m.speeches for m in view.public.meetings) == sum(
        json.loads(line)["type"] == "speech"
        for line in made(view, told, "items.jsonl").decode().split("\n")[:-1]
    )


def test_a_cell_that_a_spreadsheet_would_run_is_only_text(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    body = '### =HYPERLINK("x")：\n\n=1+1\n\n@SUM(A1)\n\n＝1+1\n\n### 乙：\n\n＋1\n\n平常的話\n'
    transcripts.write("2026-01-05-會.md", record("'=cmd|x'", "2026-01-05", body, tier="other"))
    view, told = viewed(transcripts.path, tmp_path)
    for name in ("meetings.csv", "items.csv"):
        text = made(view, told, name).decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            assert not any(cell.startswith(("=", "@", "+", "＝", "＋")) for cell in row), row


def test_held_and_withdrawn_words_are_in_no_file(transcripts: Transcripts, tmp_path: Path) -> None:
    transcripts.write(
        "2026-01-05-會.md",
        record(
            "會",
            "2026-01-05",
            "### 甲：\n\n留下的一段話，大家都聽見。\n\n### 乙：\n\n金絲雀一號，請刪去這段話。\n",
            tier="other",
        ),
    )
    transcripts.write("2026-02-27-待.md", record("金絲雀二號", "2026-02-27", tier="monthly"))
    transcripts.write("2026-01-06-撤.md", record("金絲雀三號", "2026-01-06", tier="other"))
    view, _ = viewed(transcripts.path, tmp_path)
    item = next(
        i for i in view.document(view.public.by_id["2026-01-05-會"]).items if "金絲雀" in i.text
    )
    transcripts.write(
        "withdrawn.yaml",
        f"- {{meeting: 2026-01-05-會, speech: {conceal(item.id)}, date: 2026-02-01, reason: 個資}}\n"
        "- {meeting: 2026-01-06-撤, date: 2026-02-01, reason: 個資}\n",
    )
    view, told = viewed(transcripts.path, tmp_path)
    for path in bulk.write(view, told.archive, tmp_path / "out"):
        data = path.read_bytes().decode("utf-8", "replace")
        assert "金絲雀" not in data, path.name
    assert "留下的一段話" in (tmp_path / "out" / "items.jsonl").read_text(encoding="utf-8")


def test_the_command_writes_the_files_and_names_them(sample: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "data", tmp_path / "out"
    done = CliRunner().invoke(
        export, ["bulk", str(out), "--transcripts", str(sample), "--data", str(folder)]
    )
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [str(out / e.name) for e in bulk.FILES] + [
        str(out / bulk.SUMS)
    ]
    assert not list(out.glob(".*"))


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8", categories=["L", "N", "Pd"]), min_size=1, max_size=20),
        st.binary(max_size=200),
        max_size=6,
    )
)
def test_any_files_come_out_of_the_zip_as_they_went_in(files: dict[str, bytes]) -> None:
    data = b"".join(zipped((name, lambda d=d: d) for name, d in files.items()))  # type: ignore[misc]  # d is bound
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {n: archive.read(n) for n in archive.namelist()} == files


@given(st.text(st.characters(codec="utf-8"), max_size=12) | st.text("./\\:a", max_size=8))
def test_no_name_in_the_zip_leads_out_of_the_folder(name: str) -> None:
    data = b"".join(zipped([(f"{name}.md", lambda: b"x"), (name, lambda: b"y")]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for told in archive.namelist():
            assert not set(told) & set('/\\:*?"<>|')
            assert told.strip(". ")
            assert PureWindowsPath("C:/here", told).parent == PureWindowsPath("C:/here")


def test_the_list_can_be_checked_with_the_tool_that_everybody_has(
    sample: Path, tmp_path: Path
) -> None:
    view, told = viewed(sample, tmp_path)
    bulk.write(view, told.archive, tmp_path / "out")
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("this machine has no sha256sum")
    done = subprocess.run(
        [tool, "-c", bulk.SUMS], cwd=tmp_path / "out", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK\n") == len(bulk.FILES)


def test_the_whole_corpus_streams_in_bounded_memory(
    corpus_settings: settings.Settings,
) -> None:
    told, view = corpus_settings, Archive(corpus_settings).view()
    size = 0
    for piece in bulk.FILES[1].write(view, told.archive):  # warms what is kept anyway
        size += len(piece)
    tracemalloc.start()
    for n, _ in enumerate(bulk.FILES[1].write(view, told.archive)):
        if n == 120:
            break
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 30_000_000
    assert peak < 60_000_000


def test_the_items_of_a_record_come_from_the_index_as_they_stand_in_it(
    corpus_settings: settings.Settings,
) -> None:
    view = Archive(corpus_settings).view()
    for meeting in random.Random(3).sample(view.public.meetings, 15):
        items = [(i.id, i.type, i.speaker, i.text) for i in view.document(meeting).items]
        rows = list(bulk.item_data(view, meeting))
        assert [items[r["position"]] for r in rows] == [
            (r["id"], r["type"], r["speaker"], r["text"]) for r in rows
        ], meeting


def test_the_digest_of_a_record_is_that_of_its_file_as_it_is_served(
    sample: Path, tmp_path: Path
) -> None:
    view, told = viewed(sample, tmp_path)
    lines = made(view, told, "meetings.jsonl").decode().split("\n")[:-1]
    for line in map(json.loads, lines):
        source = view.source(view.public.by_id[line["id"]])
        assert line["sha256"] == hashlib.sha256(source).hexdigest()
