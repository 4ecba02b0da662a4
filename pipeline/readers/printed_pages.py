"""The words of the pages of a PDF, as the library has them: what a page prints is dear to find out, and the reader and
the count both ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pipeline.readers.drafting.outcome import ImportProblem, missing_extra

_MOST_PAGES = 2000
_MOST_CHARACTERS = 4_000_000


@lru_cache(maxsize=1)
def printed_pages(data: bytes) -> tuple[str, ...]:
    """The words of each page; those of the last file are kept until `forget`.

    ImportProblem where it is encrypted, damaged or too large, or the library is missing.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise missing_extra("pypdfium2") from error
    try:
        document: Any = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _unreadable(str(error)) from error
    try:
        return tuple(_texts(document))
    finally:
        document.close()


forget = printed_pages.cache_clear
"""Forgets the pages of the last file."""


def _texts(document: Any) -> Iterator[str]:
    if len(document) > _MOST_PAGES:
        raise _too_large()
    taken = 0
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        taken += text.count_chars()
        if taken > _MOST_CHARACTERS:
            raise _too_large()
        yield text.get_text_range()
        text.close()
        page.close()


def _unreadable(reason: str) -> ImportProblem:
    if "password" in reason.lower():
        return ImportProblem(
            "encrypted",
            "這個 PDF 有密碼保護。請移除密碼再試。",
            "This PDF is protected by a password. Remove it and try again.",
        )
    return ImportProblem(
        "damaged",
        "PDF 檔損壞，無法讀取。請改用 Word 檔或 .odt。",
        "The PDF is damaged and cannot be read. Use a Word file or an .odt instead.",
    )


def _too_large() -> ImportProblem:
    return ImportProblem(
        "too-large",
        "PDF 太大，無法安全讀取。",
        "The PDF is too large to be read safely.",
    )
