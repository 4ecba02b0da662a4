"""The words of an old Word file (.doc), piece by piece as the file itself stores them.

Source of the places: Microsoft, [MS-DOC] Word (.doc) Binary File Format, 2.4.1 (retrieving text), 2.5 (the FIB).
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from itertools import accumulate, pairwise

from pipeline.readers.audit.passages import CannotCount, CountedPassage

_SECOND_TABLE = 0x0200  # in the flags at 0x0A: the stream 1Table holds the places of the pieces
_LENGTHS = struct.Struct("<8i")  # at 0x4C: characters of each part of the document
# What tells of the words of each part: text, footnotes, page heads, a part that is empty, comments, endnotes, text
# boxes, text boxes of page heads.
_PARTS = ("", "", "headers", "", "comments", "", "", "headers")
_COMPRESSED = 0x40000000  # in the place of a piece: a byte for each character
_INSTRUCTION = re.compile(
    "\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))|\x15"
)  # of a field, before its words
_PARAGRAPH_END = re.compile("[\r\x0b\x0c\x07]")


def old_word_passages(data: bytes) -> Iterator[CountedPassage]:
    """Each paragraph, part after part; CannotCount where the file does not say where its words are."""
    try:
        import olefile

        with olefile.OleFileIO(io.BytesIO(data)) as package:
            main = package.openstream("WordDocument").read()
            (flags,) = struct.unpack_from("<H", main, 0x0A)
            table = package.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
        text = "".join(_pieces(main, table))
    except Exception as error:  # a file of strangers, and a library that promises nothing about it
        raise CannotCount from error
    place = 0
    ends = accumulate(_LENGTHS.unpack_from(main, 0x4C), initial=0)
    for (start, end), told in zip(pairwise(ends), _PARTS, strict=True):
        for words in _PARAGRAPH_END.split(_INSTRUCTION.sub("", text[start:end])):
            place += 1
            yield CountedPassage(place, "paragraph", words, told)


def _pieces(main: bytes, table: bytes) -> Iterator[str]:
    """The pieces of text in their order."""
    start, length = struct.unpack_from("<II", main, 0x01A2)
    places = table[start : start + length]
    while places[0] == 1:  # what is said of the look of pieces stands before
        places = places[3 + struct.unpack_from("<H", places, 1)[0] :]
    (size,) = struct.unpack_from("<I", places, 1)
    number = (size - 4) // 12
    bounds = struct.unpack_from(f"<{number + 1}I", places, 5)
    for piece, (begun, ended) in enumerate(pairwise(bounds)):
        (at,) = struct.unpack_from("<I", places, 5 + 4 * (number + 1) + 8 * piece + 2)
        if at & _COMPRESSED:
            at = (at & ~_COMPRESSED) // 2
            yield main[at : at + ended - begun].decode("cp1252", "replace")
        else:
            yield main[at : at + 2 * (ended - begun)].decode("utf-16-le", "replace")
