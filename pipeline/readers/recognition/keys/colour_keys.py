"""A key to colours at the head of a transcript (黑字：王示範　藍字：李範例), and the paragraphs that have them."""

from __future__ import annotations

import colorsys
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import starmap
from operator import attrgetter

from minutes.records.speaker_labels import calling, tidy
from minutes.text.label_forms import COLONS
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.recognition.lines import Line

_HEAD_LINES = 60  # among which a key stands
_LONGEST = 400  # characters of a line of it
_FEWEST = 2  # people whose colours are used
_USUAL = 0.8  # of the paragraphs below are in the colours of a key
_ENTRY = re.compile(
    rf"(?P<colour>[黑灰紅橙橘黃綠藍紫粉棕])色?(?:的?(?:字體?|文字|部分))?\s*(?:[{COLONS}=＝]|為|是|代表)\s*"
    r"(?P<name>[^\s，,、；;。（()）]{2,20})"
)
_SAME = str.maketrans("橘", "橙")
_HEX = re.compile(r"#?(?P<hex>[0-9A-Fa-f]{6})")
# Where on the wheel of hues (in degrees) a colour's name begins.
_HUES = (0, 15, 48, 70, 170, 260, 320, 345)
_NAMES = "紅橙黃綠藍紫粉紅"
_PALE = 0.15  # saturation: less is no colour
_DARKER = {"灰": 0.3, "橙": 0.35}  # lightness below which they have another name
_DARK = {"灰": "黑", "橙": "棕"}


@dataclass(frozen=True, slots=True)
class ColourKey:
    """Whom each colour means, the line that says so, and the colour of each paragraph below that is in one."""

    names: Mapping[str, str]
    line: int
    colours: Mapping[int, str]

    def spoken(self, line: Line, index: int) -> Line:
        """The line, with the person as its speaker whose colour it has; below the key, one in another colour is
        nobody's."""
        if index <= self.line:
            return line
        name = self.names.get(self.colours.get(index, ""))
        return replace(line, speaker=name) if name else replace(line, kind="aside")

    def told(self) -> tuple[str, str]:
        """Which colour means whom, and how often it stands there, in both languages."""
        times = Counter(self.colours.values())
        rows = [(colour, name, times[colour]) for colour, name in self.names.items()]
        zh = "、".join(starmap("{}＝{}（{} 段）".format, rows))
        en = ", ".join(starmap("{} = {} ({} paragraphs)".format, rows))
        return f"{zh}；其他顏色的段落當作旁白", f"{en}; paragraphs in others are narratives"


def find(lines: Sequence[Line]) -> ColourKey | None:
    """The key among the first lines; None where there is none, or the paragraphs below are not in its colours."""
    named = ((at, _names(line.words[:_LONGEST])) for at, line in enumerate(lines[:_HEAD_LINES]))
    keys = (ColourKey(names, at, dict(_coloured(lines, at + 1))) for at, names in named if names)
    return next(filter(partial(_is_used, lines), keys), None)


def _names(words: str) -> dict[str, str]:
    """The colours that a line says to be people's."""
    found = _ENTRY.finditer(words)
    named = ((entry["colour"].translate(_SAME), tidy(entry["name"])) for entry in found)
    return {colour: name for colour, name in named if calling(name)}


def _is_used(lines: Sequence[Line], key: ColourKey) -> bool:
    used = list(filter(key.names.__contains__, key.colours.values()))
    below = sum(map(bool, map(_WORDS, lines[key.line + 1 :])))
    return len(set(used)) >= _FEWEST and len(used) >= _USUAL * below


_WORDS = attrgetter("words")


def _coloured(lines: Sequence[Line], start: int) -> Iterator[tuple[int, str]]:
    """The lines from a place on that are in one colour, with its name."""
    for at, line in enumerate(lines[start:], start):
        colours = set(map(_COLOUR, filter(_has_words, line.spans)))
        if len(colours) == 1:
            yield at, name_of(*colours)


def _has_words(span: TextRun) -> bool:
    return bool(span.text.strip())


_COLOUR = attrgetter("colour")


def name_of(colour: str) -> str:
    """What people call a colour (0000FF: 藍); black is what has none."""
    found = _HEX.fullmatch(colour)
    red, green, blue = bytes.fromhex(found["hex"]) if found else (0, 0, 0)
    hue, light, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    coloured = light > 0 and saturation >= _PALE
    named = _NAMES[bisect(_HUES, hue * 360) - 1] if coloured else "灰"
    dark = light < _DARKER.get(named, 0)
    return _DARK[named] if dark else named


__all__ = ["ColourKey", "find", "name_of"]
