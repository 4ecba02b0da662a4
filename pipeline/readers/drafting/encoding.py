"""Bytes to text: UTF-8, UTF-16 with a byte order mark, and Big5 as old office machines write it."""

from __future__ import annotations

import codecs
import unicodedata

from pipeline.readers.drafting.outcome import ImportNote, ImportProblem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)


_END_OF_FILE = "\x1a"  # with which editors of DOS end a text, and some that pad it to a whole block


def decoded(data: bytes) -> tuple[str, tuple[ImportNote, ...]]:
    """The text without a byte order mark and the sign at its end that old editors write, with a note where the encoding was
    guessed.

    ImportProblem `unknown-encoding` where the bytes are text in none of the encodings.
    """
    text, notes = _decoded(data)
    return text.rstrip(_END_OF_FILE), notes


def _decoded(data: bytes) -> tuple[str, tuple[ImportNote, ...]]:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise _unknown()
    for bom, codec, _name in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(codec), ()
            except UnicodeDecodeError as error:
                raise _unknown() from error
    if b"\0" in data:
        return _utf16(data)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _big5(data)


def _utf16(data: bytes) -> tuple[str, tuple[ImportNote, ...]]:
    """UTF-16 without its mark, in the one order of bytes that gives words: a line end in the other order is no
    character at all."""
    found = [text for codec in ("utf-16-le", "utf-16-be") if (text := _words_in(data, codec))]
    if len(found) != 1:
        raise _unknown()
    note = ImportNote(
        "encoding",
        "檔案沒有寫明編碼，當作 UTF-16 讀取",
        "The file does not name its encoding; it was read as UTF-16",
    )
    return found[0], (note,)


def _words_in(data: bytes, codec: str) -> str:
    """The text, "" where these bytes are none in such an encoding."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return ""
    return "" if any(map(_is_no_letter, text.rstrip(_END_OF_FILE))) else text


def _is_no_letter(character: str) -> bool:
    """Whether words have no such character: a control, an unassigned or a private one."""
    return unicodedata.category(character) in ("Cc", "Cn", "Co") and character not in "\t\n\r\f"


def _big5(data: bytes) -> tuple[str, tuple[ImportNote, ...]]:
    for codec in ("cp950", "big5hkscs"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        # Nearly any bytes decode as Big5; words have no control or private-use characters.
        if not any(map(_is_no_letter, text.rstrip(_END_OF_FILE))):
            note = ImportNote(
                "encoding",
                "檔案不是 UTF-8，當作 Big5（cp950）讀取，請檢查罕用字",
                "The file is not UTF-8; it was read as Big5 (cp950). Look at rare characters",
            )
            return text, (note,)
    raise _unknown()


def _unknown() -> ImportProblem:
    return ImportProblem(
        "unknown-encoding",
        "看不出檔案的文字編碼，請另存為 UTF-8 再試。",
        "The text encoding of this file is not known. Save it as UTF-8 and try again.",
    )
