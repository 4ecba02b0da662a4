"""What may be attached to a record: which kinds of files, how large, and none of those that a withdrawn record had.
The check of a file and the site that serves it use this one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from minutes import plain_files
from minutes.addresses.likeness import likeness
from minutes.findings.problem import Problem, problem
from minutes.publication.withdrawn_records import WithdrawnRecords
from minutes.records.model import Meeting
from pipeline.source import git

IsMeant = Callable[[str], bool]
FOLDER = "attachments"
"""Below it each record has a folder of its own."""

# Bytes: slides with pictures, as they are handed out at meetings, are a tenth of it.
MAX_ATTACHMENT = 50 * 1024 * 1024
# Bytes at the beginning of a file that tell whether it is what its name says.
LOOKED_AT = 200
_ANY = "—"
_ZIP = b"PK\x03\x04"
_ODF = "application/vnd.oasis.opendocument"


@dataclass(frozen=True, slots=True)
class AttachmentType:
    """One kind of file: how it is served, and by which bytes it is known."""

    mimetype: str
    begins: tuple[bytes, ...]
    holds: bytes = b""  # among the first bytes

    def is_it(self, start: bytes) -> bool:
        """Whether a file that begins with `start` (`LOOKED_AT` bytes) is of this kind."""
        return start.startswith(self.begins) and self.holds in start


def _office(kind: str) -> AttachmentType:
    """An OpenDocument file says what it is in its first entry, uncompressed (ODF 1.3, part 2, 3.3)."""
    mimetype = f"{_ODF}.{kind}"
    return AttachmentType(mimetype, (_ZIP,), b"mimetype" + mimetype.encode())


_JPEG = AttachmentType("image/jpeg", (b"\xff\xd8\xff",))
ATTACHMENT_TYPES: Mapping[str, AttachmentType] = {
    ".pdf": AttachmentType("application/pdf", (b"%PDF-",)),
    ".png": AttachmentType("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".gif": AttachmentType("image/gif", (b"GIF87a", b"GIF89a")),
    ".webp": AttachmentType("image/webp", (b"RIFF",), b"WEBP"),
    ".odt": _office("text"),
    ".ods": _office("spreadsheet"),
    ".odp": _office("presentation"),
    ".odg": _office("graphics"),
}


def type_of(name: str) -> AttachmentType | None:
    """What a file of this name should be; None where no such file may be attached."""
    _, dot, ending = name.rpartition(".")
    return ATTACHMENT_TYPES.get(f"{dot}{ending.lower()}")


def files_in(home: Path, is_meant: IsMeant) -> Iterator[tuple[str, bytes]]:
    """The files that are attached to those records that are meant (by their names, as `likeness` gives them): the
    folder of the record, and the bytes."""
    folders = sorted(entry.name for entry in home.glob(f"{FOLDER}/*"))
    for folder in folders:
        below = f"{FOLDER}/{folder}"
        for name in plain_files.names(home, below) if is_meant(likeness(folder)) else ():
            with suppress(OSError):  # it went away since the folder was read
                yield folder, plain_files.read(home, f"{below}/{name}", MAX_ATTACHMENT)


def withdrawn_of(records: WithdrawnRecords, data: bytes) -> str:
    """The withdrawn record to which a file with these bytes was attached; "" where it was attached to none. Where what
    tells that is lost, it may have been attached to any."""
    if records.lost:
        return _ANY
    return records.file_of(ids_of(data)) if records.files else ""


def ids_of(data: bytes) -> tuple[str, str]:
    """The ids that git may give to a file."""
    return git.blob_id(data, 40), git.blob_id(data, 64)


def returned(
    folder: Path, records: WithdrawnRecords, meetings: Iterable[Meeting]
) -> Iterator[Problem]:
    """The attachments of records that are not shown, since they were attached to a withdrawn one."""
    for meeting in meetings if records.files else ():
        home = f"{FOLDER}/{meeting.id}"
        for attached in meeting.front.attachments:
            with suppress(OSError, ValueError):  # what cannot be read is not shown either
                data = plain_files.read(folder, f"{home}/{attached.file}", MAX_ATTACHMENT)
                if row := withdrawn_of(records, data):
                    yield problem(meeting.path, "withdrawn-attachment", file=attached.file, id=row)
