"""The whole public archive as files: JSON Lines, CSV, a ZIP of the Markdown, licence, SHA-256 list.

The same archive gives the same bytes: records stand in order of date and id, nothing tells the time,
and the ZIP stores its files as they are, for compressors differ between machines. Each file is made
piece by piece, one record at a time.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from minutes.clock import iso, iso_text
from minutes.records.front_matter import FRONT_MATTER, ISSUE_FRONT
from minutes.records.model import Issue, Meeting
from minutes.registers.agencies import AGENCY
from minutes.settings import ArchiveSettings
from pipeline.archive.snapshot import View
from pipeline.export.public_references import shown_front
from pipeline.export.zip_stream import zipped
from pipeline.source.parser import parse
from pipeline.source.safe_write import HalfWritten

FORMAT = "bulk-2"
SUMS = "SHA256SUMS"
MEETING_COLUMNS = (
    "id",
    "title",
    "date",
    "lang",
    "tier",
    "kind",
    "case",
    "issue",
    "host_agency",
    "co_agencies",
    "speeches",
    "characters",
    "licence",
    "inferred",
    "sha256",
)
ITEM_COLUMNS = ("meeting", "date", "position", "id", "type", "speaker", "text")
# A spreadsheet would run a cell that begins so (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
Write = Callable[[View, ArchiveSettings], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Export:
    """One file of the bulk export. `write` yields its bytes."""

    name: str
    media_type: str
    zh: str
    en: str
    write: Write


def records(view: View) -> tuple[Meeting, ...]:
    """The public records in the order of the export, in which they are read: by date, then id; without a date first."""
    ordered = tuple(sorted(view.public.meetings, key=lambda m: (iso_text(m.date), m.id)))
    view.snapshot.expect([meeting.id for meeting in ordered])
    return ordered


def fingerprint(view: View, archive: ArchiveSettings) -> str:
    """A mark of everything that the export depends on: it changes when a byte of it may."""
    checksum = hashlib.sha256(
        f"{FORMAT}\n{archive.licence}\n{archive.name}\n{archive.publisher}\n".encode()
    )
    catalogue = view.snapshot.catalogue
    for meeting in records(view):
        state = meeting.id, meeting.digest, catalogue.gate.withdrawn_marks(meeting.id)
        checksum.update(repr(state).encode("utf-8", "surrogatepass"))
    for tombstone in catalogue.gate.withdrawals:
        row = tombstone.meeting, tombstone.speech, str(tombstone.date), tombstone.reason
        checksum.update(repr(row).encode("utf-8", "surrogatepass"))
    for issue in catalogue.issues:
        checksum.update(
            f"{issue.slug}\0{issue.digest}\0{issue.body}\n".encode("utf-8", "surrogatepass")
        )
    checksum.update(str(sorted(catalogue.agencies.by_id.items())).encode("utf-8", "surrogatepass"))
    return checksum.hexdigest()


def _line(data: Any) -> bytes:
    return (
        json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        + b"\n"
    )


def _dumped(adapter: TypeAdapter[Any], value: object) -> Any:
    """A value as JSON has it, without what is empty."""
    plain = adapter.dump_python(value, mode="json", by_alias=True)
    return {k: v for k, v in plain.items() if v not in (None, "", [], {})}


def digest(view: View, meeting: Meeting) -> str:
    """The SHA-256 of a record's file as it is served: without what was withdrawn from it."""
    if view.snapshot.catalogue.gate.hides_speeches(meeting.id):
        return hashlib.sha256(view.source(meeting)).hexdigest()
    return meeting.digest


def meeting_data(view: View, meeting: Meeting, archive: ArchiveSettings) -> dict[str, Any]:
    """A record without its words."""
    return {
        "id": meeting.id,
        "title": meeting.title,
        "date": iso(meeting.date),
        "lang": meeting.lang,
        "tier": meeting.tier,
        "kind": meeting.kind,
        "licence": meeting.front.licence or archive.licence,
        "speakers": {s.name: s.speeches for s in meeting.speakers},
        "speeches": meeting.speeches,
        "characters": meeting.chars,
        "inferred": list(meeting.inferred),
        "sha256": digest(view, meeting),
        "front": _dumped(FRONT_MATTER, meeting.front),
    }


def item_data(view: View, meeting: Meeting) -> Iterator[dict[str, Any]]:
    """What a record holds, in order. Withdrawn speeches are not among it."""
    day = iso(meeting.date)
    for position, (kind, ident, speaker, text) in enumerate(_items(view, meeting)):
        if ident:
            yield {
                "meeting": meeting.id,
                "date": day,
                "position": position,
                "id": ident,
                "type": kind,
                "speaker": speaker,
                "text": text,
            }


def _items(view: View, meeting: Meeting) -> Iterator[tuple[str, str, str | None, str]]:
    """Type, id, speaker and words of a record's items, from the index where it has them as they are
    shown; documents would be read past the cache that the pages need."""
    snapshot = view.snapshot
    if snapshot.catalogue.gate.hides_speeches(meeting.id):
        items = view.document(meeting).items
    elif snapshot.store is not None and meeting.id not in snapshot.parsed:
        numbers = range(len(snapshot.store.table(meeting.id).types))
        for utterance in snapshot.store.said(meeting.id, numbers):
            if utterance.type not in {"title", "head"}:
                yield utterance.type, utterance.id, utterance.speaker, utterance.text
        return
    else:
        items = parse(snapshot.source(meeting.id), f"{meeting.id}.md").document.items
    for item in items:
        yield item.type, item.id, item.speaker, item.text


def _meetings_jsonl(view: View, archive: ArchiveSettings) -> Iterator[bytes]:
    return (_line(meeting_data(view, m, archive)) for m in records(view))


def _items_jsonl(view: View, archive: ArchiveSettings) -> Iterator[bytes]:
    for meeting in records(view):
        yield b"".join(map(_line, item_data(view, meeting)))


def _issues_jsonl(view: View, archive: ArchiveSettings) -> Iterator[bytes]:
    def row(issue: Issue) -> dict[str, Any]:
        return {
            "slug": issue.slug,
            "front": _dumped(ISSUE_FRONT, shown_front(view, issue)),
            "body": issue.body,
        }

    return (_line(row(i)) for i in sorted(view.snapshot.catalogue.issues, key=lambda i: i.slug))


def _agencies_jsonl(view: View, archive: ArchiveSettings) -> Iterator[bytes]:
    agencies = view.snapshot.catalogue.agencies.by_id
    return (_line(_dumped(AGENCY, agency)) for _, agency in sorted(agencies.items()))


def _csv(columns: Sequence[str], rows: Iterator[list[dict[str, Any]]]) -> Iterator[bytes]:
    """RFC 4180 with a byte order mark, without which spreadsheets garble Chinese."""
    yield b"\xef\xbb\xbf" + _csv_lines([columns])
    for some in rows:
        yield _csv_lines([[_cell(row.get(name)) for name in columns] for row in some])


def _csv_lines(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    return no_formula(value) if isinstance(value, str) else str(value)


def no_formula(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula (OWASP, CSV Injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _meetings_csv(view: View, archive: ArchiveSettings) -> Iterator[bytes]:
    def row(m: Meeting) -> dict[str, Any]:
        front = m.front
        lists = {"case": front.case, "issue": front.issue, "host_agency": front.host_agency}
        return {**meeting_data(view, m, archive), **lists, "co_agencies": front.co_agencies}

    return _csv(MEETING_COLUMNS, ([row(m)] for m in records(view)))


def _items_csv(view: View, archive: ArchiveSettings) -> Iterator[bytes]:
    return _csv(ITEM_COLUMNS, (list(item_data(view, m)) for m in records(view)))


def _markdown_zip(view: View, archive: ArchiveSettings) -> Iterator[bytes]:
    return zipped((f"{m.id}.md", partial(view.source, m)) for m in records(view))


def _licence(view: View, archive: ArchiveSettings) -> Iterator[bytes]:
    own = sorted(
        {m.front.licence for m in view.public.meetings if m.front.licence} - {archive.licence}
    )
    publisher = archive.publisher.zh or archive.name.zh, archive.publisher.en or archive.name.en
    lines = [
        f"{archive.name.zh}",
        f"{archive.name.en}",
        "",
        f"授權：{archive.licence}（除紀錄另有註明者外）。發布者：{publisher[0]}。",
        f"Licence: {archive.licence}, unless a record names another. Published by {publisher[1]}.",
        *([f"另有註明者 Others: {', '.join(own)}"] if own else []),
        "",
        "meetings.jsonl, meetings.csv   紀錄，每行一份 one record a line",
        "items.jsonl, items.csv         發言與旁白，每行一則 one speech or narrative a line",
        "issues.jsonl, agencies.jsonl   議題與機關 issues and agencies",
        "markdown.zip                   逐字稿原檔 the transcripts' own files",
        "SHA256SUMS                     各檔的雜湊值 the digests of these files",
        "",
        "CSV 檔中以 = + - @（含全形）開頭的儲存格前面加了一個撇號，以免試算表把它當成公式；JSON Lines 沒有更動。",
        "In the CSV files a cell that begins with = + - @, full-width too, has an apostrophe before it, so that no",
        "spreadsheet takes it for a formula; the JSON Lines are exact.",
        "",
    ]
    yield "\n".join(lines).encode("utf-8", "replace")


FILES: tuple[Export, ...] = (
    Export("meetings.jsonl", "application/jsonl", "紀錄", "Records", _meetings_jsonl),
    Export(
        "items.jsonl", "application/jsonl", "發言與旁白", "Speeches and narratives", _items_jsonl
    ),
    Export("meetings.csv", "text/csv", "紀錄（試算表）", "Records (spreadsheet)", _meetings_csv),
    Export(
        "items.csv",
        "text/csv",
        "發言與旁白（試算表）",
        "Speeches and narratives (spreadsheet)",
        _items_csv,
    ),
    Export("issues.jsonl", "application/jsonl", "議題", "Issues", _issues_jsonl),
    Export("agencies.jsonl", "application/jsonl", "機關", "Agencies", _agencies_jsonl),
    Export(
        "markdown.zip", "application/zip", "逐字稿原檔", "The transcripts' own files", _markdown_zip
    ),
    Export("LICENCE.txt", "text/plain", "授權與說明", "Licence and notes", _licence),
)


def sums(view: View, archive: ArchiveSettings) -> bytes:
    """The SHA-256 of every file, in the form that `sha256sum -c` reads."""
    lines = []
    for export in FILES:
        checksum = hashlib.sha256()
        for piece in export.write(view, archive):
            checksum.update(piece)
        lines.append(f"{checksum.hexdigest()}  {export.name}\n")
    return "".join(lines).encode()


def _sums(view: View, archive: ArchiveSettings) -> Iterator[bytes]:
    yield sums(view, archive)


# Made from all others, so it is none of `FILES`.
SUMS_FILE = Export(SUMS, "text/plain", "雜湊值", "Digests", _sums)


def write(view: View, archive: ArchiveSettings, folder: Path) -> list[Path]:
    """Write all files into a folder, each put in place whole; the list comes last."""
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as on_failure:

        def begin(name: str) -> HalfWritten:
            half = HalfWritten(folder / name)
            on_failure.callback(half.discard)
            return half

        written, lines = [], []
        for export in FILES:
            half, checksum = begin(export.name), hashlib.sha256()
            for piece in export.write(view, archive):
                checksum.update(piece)
                half.stream.write(piece)
            written.append(half)
            lines.append(f"{checksum.hexdigest()}  {export.name}\n")
        sums_file = begin(SUMS)
        sums_file.stream.write("".join(lines).encode())
        written.append(sums_file)
        for half in written:
            half.finish()
    return [half.file for half in written]
