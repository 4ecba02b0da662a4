"""Styles of a Word file: what a paragraph or a run looks like, through every style that it is based on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.readers.formats.packages import laid_over, local

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = {"0", "false", "off", "none"}
_HEADING = re.compile(r"(?:heading|標題) ?(\d)", re.I)
_TITLES = {"title": 1, "標題": 1, "subtitle": 2, "副標題": 2}
_PLAIN_FILL = {"", "auto", "FFFFFF", "ffffff", "clear"}
_DEEPEST = 20  # styles based on styles; Word's own go four deep


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks; None where nothing says so."""

    strong: bool | None = None
    emphasis: bool | None = None
    hidden: bool | None = None
    struck: bool | None = None
    colour: str | None = None
    highlighted: bool | None = None
    underlined: bool | None = None
    capitals: bool | None = None
    size: str | None = None
    font: str | None = None

    @property
    def type(self) -> str:
        """The type beside weight, slant and colour, as a word for each thing that is said of it."""
        lines = ("underlined" * bool(self.underlined), "capitals" * bool(self.capitals))
        return " ".join(filter(None, (*lines, self.size, self.font)))

    def over(self, below: Look) -> Look:
        """This look where it says something, the one below elsewhere."""
        return laid_over(self, below)


def attribute(element: Any, name: str = "val") -> str:
    """An attribute of Word's namespace, "" where there is none."""
    return str(element.get(W + name) or "") if element is not None else ""


def is_on(properties: Any, *names: str) -> bool | None:
    """Whether one of the switches stands in the properties and is on; None where none stands."""
    found = (properties.find(W + name) for name in names)
    switches = [attribute(one).lower() not in _OFF for one in found if one is not None]
    return any(switches) if switches else None


def look_of(properties: Any) -> Look:
    """What a `w:rPr` says."""
    if properties is None:
        return Look()
    colour = properties.find(W + "color")
    return Look(
        is_on(properties, "b"),
        is_on(properties, "i"),
        is_on(properties, "vanish", "webHidden"),
        is_on(properties, "strike", "dstrike"),
        None if colour is None else attribute(colour).removeprefix("auto").replace("000000", ""),
        _is_highlighted(properties),
        is_on(properties, "u"),
        is_on(properties, "smallCaps", "caps"),
        attribute(properties.find(W + "sz")) or None,
        _font_of(properties),
    )


def _font_of(properties: Any) -> str | None:
    fonts = properties.find(W + "rFonts")
    return attribute(fonts, "eastAsia") or attribute(fonts, "ascii") or None


def _is_highlighted(properties: Any) -> bool | None:
    shading = properties.find(W + "shd")
    shaded = shading is not None and attribute(shading, "fill") not in _PLAIN_FILL
    return is_on(properties, "highlight") or shaded or None


class Styles:
    """The styles of a file; every answer follows what a style is based on."""

    def __init__(self, root: Any) -> None:
        found = root.iter(W + "style") if root is not None else ()
        self._styles = {attribute(style, "styleId"): style for style in found}
        default = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
        self._default = look_of(default)
        self._looks: dict[str, Look] = {}

    def _chain(self, name: str) -> Iterator[Any]:
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = attribute(style.find(W + "basedOn"))

    def look(self, name: str) -> Look:
        """How the words in a style look."""
        if name not in self._looks:
            look = Look()
            for style in self._chain(name):
                look = look.over(look_of(style.find(W + "rPr")))
            self._looks[name] = look
        return self._looks[name]

    def run_look(self, run: Any, paragraph_style: str) -> Look:
        """How a run looks: its own properties over its style's over its paragraph's."""
        properties = run.find(W + "rPr")
        style = attribute(properties.find(W + "rStyle")) if properties is not None else ""
        below = self.look(style).over(self.look(paragraph_style)).over(self._default)
        return look_of(properties).over(below)

    def heading_level(self, name: str, properties: Any) -> int:
        """The level of a heading from 1, 0 for what is none."""
        own = attribute(properties.find(W + "outlineLvl")) if properties is not None else ""
        for style in self._chain(name):
            words = attribute(style.find(W + "name")).lower()
            heading = _HEADING.fullmatch(words)
            if heading or words in _TITLES:
                return int(heading[1]) if heading else _TITLES[words]
            own = own or attribute(style.find(f"{W}pPr/{W}outlineLvl"))
        return int(own) + 1 if own.isdecimal() and int(own) < 9 else 0

    def numbering(self, name: str) -> tuple[str, str]:
        """The list and the level that a style gives its paragraphs, "" for none."""
        for style in self._chain(name):
            number = style.find(f"{W}pPr/{W}numPr")
            if number is not None:
                return attribute(number.find(W + "numId")), attribute(number.find(W + "ilvl"))
        return "", ""


__all__ = ["Look", "Styles", "W", "attribute", "is_on", "local", "look_of"]
