"""What may be attached to a record: which kinds of files, and how large. The check of a file and the
site that serves it use this one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Bytes: slides with pictures, as they are handed out at meetings, are a tenth of it.
MAX_ATTACHMENT = 50 * 1024 * 1024
# Bytes at the beginning of a file that tell whether it is what its name says.
LOOKED_AT = 200
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
