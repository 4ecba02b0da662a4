"""Words set in lines on a picture: a typeface of the machine, and where lines may end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from minutes.text.folding import is_han
from minutes.text.word_tables import table

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_FACES = 10  # a collection has fewer
# Marks that begin no line, and marks that end none (W3C, Requirements for Chinese Text Layout, 3.1.3).
NEVER_FIRST = frozenset("，。、；：！？）」』》〉】…")
NEVER_LAST = frozenset("（「『《〈【")


@cache
def typeface(size: int) -> FreeTypeFont | None:
    """A typeface for both scripts, of `minutes/data/fonts.toml`; None where the machine has none, or
    Pillow is not installed."""
    try:
        from PIL import features
    except ImportError:
        return None
    if not features.check("freetype2"):
        return None
    rows = table("fonts")["font"]
    faces = (face for row in rows for face in _faces(row["path"], row["face"], size))
    return next(faces, None)


def _faces(path: str, wanted: str, size: int) -> Iterator[FreeTypeFont]:
    """The faces in a file whose name holds what is wanted."""
    from PIL import ImageFont

    if not Path(path).is_file():
        return
    for index in range(_FACES):
        try:
            face = ImageFont.truetype(path, size, index)
        except OSError:
            return
        if wanted in (face.getname()[0] or ""):
            yield face


def lines(text: str, font: FreeTypeFont, width: int, most: int) -> list[str]:
    """`text` in at most so many lines, none wider than `width` pixels; the last ends with an ellipsis
    where words are left over."""
    set_lines = [""]
    for piece in _pieces(text):
        if font.getlength((set_lines[-1] + piece).rstrip()) <= width:
            set_lines[-1] += piece
        else:
            set_lines.append(piece.lstrip())
    kept = [line.rstrip() for line in set_lines[:most]]
    if len(set_lines) > most:
        kept[-1] = _cut(kept[-1], font, width)
    return kept


def _cut(line: str, font: FreeTypeFont, width: int) -> str:
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line}…"


def _pieces(text: str) -> Iterator[str]:
    """What must stay on one line: a Han character with the marks that cling to it, or a word."""
    piece = ""
    for char in text:
        if piece and _may_part(piece[-1], char):
            yield piece
            piece = ""
        piece += char
    yield piece


def _may_part(before: str, after: str) -> bool:
    if after in NEVER_FIRST or before in NEVER_LAST:
        return False
    return before == " " or is_han(before) or is_han(after) or before in NEVER_FIRST
