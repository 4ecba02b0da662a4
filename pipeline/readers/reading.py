"""Foreign transcripts (office documents, captions, notes, plain text, Akoma Ntoso) to this project's Markdown.

`read` never raises anything but ImportProblem, whatever the bytes are.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property

from pipeline.readers.audit.report import audited
from pipeline.readers.doubts.telling import with_doubts
from pipeline.readers.drafting.encoding import decoded
from pipeline.readers.drafting.outcome import Imported, ImportNote, ImportProblem
from pipeline.readers.formats.akomantoso import read_akomantoso
from pipeline.readers.formats.captions import is_srt, read_captions
from pipeline.readers.formats.doc import OLE, read_doc
from pipeline.readers.formats.docx import read_docx
from pipeline.readers.formats.hackmd import is_hackmd, read_hackmd
from pipeline.readers.formats.native import is_native, read_native
from pipeline.readers.formats.odt import is_odt, read_odt
from pipeline.readers.formats.pdf import read_pdf
from pipeline.readers.formats.plaintext import read_plaintext
from pipeline.readers.formats.rtf import read_rtf
from pipeline.readers.formats.web.page import is_page, read_page
from pipeline.readers.recognised_speech import as_captions
from pipeline.readers.subtitle_files import as_web_captions

__all__ = ["MAX_BYTES", "SUFFIXES", "ImportNote", "ImportProblem", "Imported", "read"]

MAX_BYTES = 20 * 1024 * 1024
SUFFIXES = (
    ".odt",
    ".docx",
    ".html",
    ".htm",
    ".vtt",
    ".srt",
    ".ass",
    ".ssa",
    ".sbv",
    ".json",
    ".jsonl",
    ".xml",
    ".an",
    ".akn",
    ".md",
    ".markdown",
    ".txt",
    ".text",
)

_BLANK = b"\xef\xbb\xbf \t\r\n"
_FORMATS = ((OLE, read_doc), (b"%PDF", read_pdf), (b"{\\rtf", read_rtf))
_MARKDOWN = (".md", ".markdown")
_TAGGED = (".xml", ".html", ".htm", ".an", ".akn")
# Suffixes of other formats: text that stands under one is not what its name says.
_NOT_TEXT = (".xml", ".docx", ".odt", ".doc", ".rtf", ".pdf", ".an", ".akn")
_PLAIN = ("", ".txt", ".text", ".vtt", ".srt", ".ass", ".ssa", ".sbv")
_AKOMA_NTOSO = re.compile(r"<(?:[\w.-]+:)?(?:akomaNtoso|debate)[\s>/]")
_FOREIGN = {
    b"\x89PNG": ("圖片", "a picture"),
    b"\xff\xd8\xff": ("圖片", "a picture"),
    b"ID3": ("錄音", "a recording"),
    b"OggS": ("錄音", "a recording"),
}


def read(data: bytes, filename: str = "", *, max_bytes: int = MAX_BYTES) -> Imported:
    """The transcript in `data`; its content decides the format, then the suffix of `filename`.

    `filename` is only looked at for its suffix, date and title. Raises ImportProblem, with words
    for people in both languages, where the data is too large, empty, encrypted, damaged, or in no
    known format.
    """
    if len(data) > max_bytes:
        limit = max_bytes / 1024 / 1024
        raise ImportProblem(
            "too-large",
            f"檔案太大（上限 {limit:g} MB）。",
            f"The file is too large (the limit is {limit:g} MB).",
        )
    if not data.strip():
        raise ImportProblem("empty", "這個檔案是空的。", "This file is empty.")
    try:
        return audited(with_doubts(_read(data, filename)), data)
    except ImportProblem:
        raise
    except Exception as error:
        # Files from strangers reach libraries that promise nothing about damaged input.
        raise ImportProblem(
            "damaged",
            "檔案損壞，無法讀取。請用原來的軟體開啟，另存新檔後再試。",
            "The file is damaged and cannot be read. "
            "Open it in its own program, save a copy, and try that.",
        ) from error


def _read(data: bytes, filename: str) -> Imported:
    if data.startswith(b"PK\x03\x04"):
        return read_odt(data, filename) if is_odt(data) else read_docx(data, filename)
    for magic, read_format in _FORMATS:
        if data.lstrip(_BLANK).startswith(magic):
            return read_format(data, filename)
    for magic, (zh, en) in _FOREIGN.items():
        if data.startswith(magic):
            raise _unknown_format(f"這是 {zh}，", f"This is {en}. ")
    return _read_text(data, filename)


@dataclass(frozen=True)
class _TextFile:
    """A file of text: its bytes and name, and its words with what was noted when they were decoded."""

    data: bytes
    filename: str
    text: str
    notes: tuple[ImportNote, ...]

    @cached_property
    def start(self) -> str:
        """The words from the first sign on."""
        return self.text.lstrip()

    @property
    def suffix(self) -> str:
        """Its suffix in lower case, "" where it has none."""
        _, dot, suffix = self.filename.lower().rpartition(".")
        return dot + suffix * bool(dot)


def _says_it_is_xml(data: bytes) -> bool:
    return data[:200].lstrip(_BLANK).startswith((b"<?xml", b"<akomaNtoso"))


def _as_page(file: _TextFile) -> Imported | None:
    return read_page(file.text, file.filename, file.notes) if is_page(file.start) else None


def _as_xml(file: _TextFile) -> Imported | None:
    """Of a file of tags; in no other XML than Akoma Ntoso are the words known from what is about them."""
    if not file.start.startswith("<"):
        return None
    if _AKOMA_NTOSO.search(file.start[:200_000]):
        return read_akomantoso(file.data, file.filename)
    if _says_it_is_xml(file.data) or file.suffix in _TAGGED:
        raise _unknown_format(
            "這個 XML 或 HTML 檔不是 Akoma Ntoso，", "This XML or HTML is not Akoma Ntoso. "
        )
    return None


def _as_captions(file: _TextFile) -> Imported | None:
    is_caption_file = file.start.startswith("WEBVTT") or is_srt(file.start)
    return read_captions(file.text, file.filename, file.notes) if is_caption_file else None


def _as_recognised_speech(file: _TextFile) -> Imported | None:
    captions = as_captions(file.start)
    return read_captions(captions, file.filename, file.notes) if captions else None


def _as_subtitles(file: _TextFile) -> Imported | None:
    captions, remarks = as_web_captions(file.text)
    return read_captions(captions, file.filename, file.notes, remarks) if captions else None


def _as_native(file: _TextFile) -> Imported | None:
    if not is_native(file.text):
        return None
    had_mark = file.data.startswith(codecs.BOM_UTF8)
    return read_native(file.text, file.filename, file.notes, had_mark=had_mark)


def _as_markdown(file: _TextFile) -> Imported | None:
    is_markdown = file.suffix in _MARKDOWN or is_hackmd(file.text)
    return read_hackmd(file.text, file.filename, file.notes) if is_markdown else None


def _as_plain_text(file: _TextFile) -> Imported | None:
    if file.suffix in _NOT_TEXT:
        return None
    return read_plaintext(file.text, file.filename, file.notes, known=file.suffix in _PLAIN)


# The first that knows a file reads it: what marks itself stands before what only looks like something.
_TEXT_FORMATS = (
    _as_page,
    _as_xml,
    _as_captions,
    _as_recognised_speech,
    _as_subtitles,
    _as_native,
    _as_markdown,
    _as_plain_text,
)


def _read_text(data: bytes, filename: str) -> Imported:
    try:
        text, notes = decoded(data)
    except ImportProblem:
        if _says_it_is_xml(data):  # XML names its own encoding
            return read_akomantoso(data, filename)
        raise
    file = _TextFile(data, filename, text, notes)
    for read_format in _TEXT_FORMATS:
        if imported := read_format(file):
            return imported
    raise _unknown_format("", "")


def _unknown_format(zh: str, en: str) -> ImportProblem:
    return ImportProblem(
        "unknown-format",
        f"{zh}可以匯入的是 .odt、.docx、.doc、.rtf、.pdf、.html、.vtt、.srt、.ass、.sbv、.json、.md、.txt 與 Akoma Ntoso（.xml）。",
        f"{en}What can be imported is .odt, .docx, .doc, .rtf, .pdf, .html, .vtt, .srt, .ass, .sbv, .json, .md, .txt and Akoma Ntoso "
        "(.xml).",
    )
