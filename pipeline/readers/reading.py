"""Foreign transcripts (office documents, captions, notes, plain text, Akoma Ntoso) to this project's Markdown.

`read` never raises anything but ImportProblem, whatever the bytes are.
"""

from __future__ import annotations

import re

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


def _read_text(data: bytes, filename: str) -> Imported:
    suffix = "." + filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    declared = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<akomaNtoso"))
    try:
        text, notes = decoded(data)
    except ImportProblem:
        if declared:  # XML names its own encoding
            return read_akomantoso(data, filename)
        raise
    start = text.lstrip()
    if is_page(start):
        return read_page(text, filename, notes)
    if start.startswith("<") and _AKOMA_NTOSO.search(start[:200_000]):
        return read_akomantoso(data, filename)
    if start.startswith("<") and (declared or suffix in (".xml", ".html", ".htm", ".an", ".akn")):
        raise _unknown_format(
            "這個 XML 或 HTML 檔不是 Akoma Ntoso，", "This XML or HTML is not Akoma Ntoso. "
        )
    if start.startswith("WEBVTT") or is_srt(start):
        return read_captions(text, filename, notes)
    captions = as_captions(start)
    if captions:
        return read_captions(captions, filename, notes)
    captions, remarks = as_web_captions(text)
    if captions:
        return read_captions(captions, filename, notes, remarks)
    if is_native(text):
        return read_native(text, filename, notes, had_mark=data.startswith(b"\xef\xbb\xbf"))
    if suffix in _MARKDOWN or is_hackmd(text):
        return read_hackmd(text, filename, notes)
    if suffix in (".xml", ".docx", ".odt", ".doc", ".rtf", ".pdf", ".an", ".akn"):
        raise _unknown_format("", "")
    return read_plaintext(text, filename, notes, known=suffix in _PLAIN)


def _unknown_format(zh: str, en: str) -> ImportProblem:
    return ImportProblem(
        "unknown-format",
        f"{zh}可以匯入的是 .odt、.docx、.doc、.rtf、.pdf、.html、.vtt、.srt、.ass、.sbv、.json、.md、.txt 與 Akoma Ntoso（.xml）。",
        f"{en}What can be imported is .odt, .docx, .doc, .rtf, .pdf, .html, .vtt, .srt, .ass, .sbv, .json, .md, .txt and Akoma Ntoso "
        "(.xml).",
    )
