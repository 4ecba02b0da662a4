"""The picture that stands beside a link where people share one: what it leads to, in its own words."""

from __future__ import annotations

import io
from dataclasses import dataclass

from webapp.drawings.lettering import lines, typeface

SIZE = (1200, 630)  # pixels, as the services that show such pictures ask for
_PAPER, _INK, _SOFT, _SEAL = "#faf9f5", "#24262b", "#5b5f67", "#a33a26"
_EDGE = 80
_WIDTH = SIZE[0] - 2 * _EDGE
# Size of letters and most lines of the main words: short ones are set large.
_SIZES = ((76, 3), (60, 4), (48, 5))
_MOST = 240  # characters that are looked at; what is longer cannot stand on the picture
_COLOURS = 32


@dataclass(frozen=True, slots=True)
class Card:
    """Plain words: `kicker` above, `words` large, `source` below them, `archive` at the foot."""

    kicker: str
    words: str
    source: str
    archive: str


def can_draw() -> bool:
    """Whether this machine has what the pictures need: Pillow and a typeface with Han letters."""
    return typeface(_SIZES[0][0]) is not None


def draw(card: Card) -> bytes:
    """The picture as PNG; only where `can_draw`."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 20, SIZE[1]), fill=_SEAL)
    small = typeface(34)
    pen.text((_EDGE, 64), _fitted(card.kicker, 34), font=small, fill=_SEAL)
    size, rows = _set(card.words[:_MOST])
    top = 140
    for row in rows:
        pen.text((_EDGE, top), row, font=typeface(size), fill=_INK)
        top += int(1.4 * size)
    pen.text((_EDGE, top + 16), _fitted(card.source, 34), font=small, fill=_SOFT)
    pen.text((_EDGE, SIZE[1] - 90), _fitted(card.archive, 34), font=small, fill=_SOFT)
    out = io.BytesIO()
    picture.quantize(_COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _set(words: str) -> tuple[int, list[str]]:
    """The size at which words stand whole, or the smallest, and the lines."""
    for size, most in _SIZES:
        rows = _rows(words, size, most)
        if not rows[-1].endswith("…"):
            break
    return size, rows


def _fitted(words: str, size: int) -> str:
    return _rows(words[:_MOST], size, 1)[0]


def _rows(words: str, size: int, most: int) -> list[str]:
    font = typeface(size)
    assert font is not None  # noqa: S101 (whoever draws has asked `can_draw`)
    return lines(words, font, _WIDTH, most)
