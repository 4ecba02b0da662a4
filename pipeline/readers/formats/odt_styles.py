"""Styles of an OpenDocument text: how words look, and how lists number their items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.readers.formats.packages import laid_over, local

OFFICE, TEXT, STYLE, FO, TABLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    for name in ("office", "text", "style", "xsl-fo-compatible", "table")
)
_DEEPEST = 40  # styles based on styles
_BOLD = {"bold", "600", "700", "800", "900"}
_BLACK = {"", "#000000", "transparent", "#ffffff"}


@dataclass(frozen=True, slots=True)
class OdtLook:
    """How a style of OpenDocument lets words look, as far as it says; None where it leaves that
    to the style below."""

    strong: bool | None = None
    emphasis: bool | None = None
    hidden: bool | None = None
    struck: bool | None = None
    colour: str | None = None
    highlighted: bool | None = None
    lines: str | None = None
    variant: str | None = None
    size: str | None = None
    font: str | None = None

    @property
    def type(self) -> str:
        """The type beside weight, slant and colour, as a word for each thing that is said of it."""
        told = (self.lines, self.variant, self.size, self.font)
        return " ".join(word for word in told if word not in (None, "none", "normal"))

    def over(self, below: OdtLook) -> OdtLook:
        """This look where it says something, the one below elsewhere."""
        return laid_over(self, below)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: the form of its numbers, what stands around them, where they start,
    and how many levels each shows."""

    form: str
    before: str
    after: str
    start: int
    shown: int
    bullet: bool


class OdtStyles:
    """The styles of a document by name, those that it was given and those that it made, each
    over the one that it builds on."""

    def __init__(self, *roots: Any) -> None:
        self._named: dict[tuple[str, str], Any] = {}
        self._lists: dict[str, dict[int, Level]] = {}
        for root in roots:
            for style in root.iter(STYLE + "style") if root is not None else ():
                family = style.get(STYLE + "family", "")
                self._named[family, style.get(STYLE + "name", "")] = style
            for style in root.iter(TEXT + "list-style") if root is not None else ():
                levels = {number(e.get(TEXT + "level"), 1): _level(e) for e in style}
                self._lists[style.get(STYLE + "name", "")] = levels
        self._looks: dict[tuple[str, str], OdtLook] = {}

    def _chain(self, family: str, name: str) -> Iterator[Any]:
        for _ in range(_DEEPEST):
            style = self._named.get((family, name))
            if style is None:
                return
            yield style
            name = style.get(STYLE + "parent-style-name", "")

    def look(self, family: str, name: str) -> OdtLook:
        """How words in a style look, through all that it is based on."""
        if (family, name) not in self._looks:
            look = OdtLook()
            for style in self._chain(family, name):
                look = look.over(_look_of(style.find(STYLE + "text-properties")))
            self._looks[family, name] = look
        return self._looks[family, name]

    def is_title(self, paragraph_style: str) -> bool:
        """Whether a paragraph is styled as the title of the document."""
        names = {s.get(STYLE + "name", "") for s in self._chain("paragraph", paragraph_style)}
        return bool(names & {"Title", "標題", "Subtitle"})

    def level(self, list_style: str, depth: int) -> Level | None:
        """How a list numbers its items at a depth from 1."""
        return self._lists.get(list_style, {}).get(depth)


def _look_of(properties: Any) -> OdtLook:
    if properties is None:
        return OdtLook()
    weights = [properties.get(FO + "font-weight"), properties.get(STYLE + "font-weight-asian")]
    slants = [properties.get(FO + "font-style"), properties.get(STYLE + "font-style-asian")]
    lines = properties.get(STYLE + "text-line-through-style")
    colour = properties.get(FO + "color")
    back = properties.get(FO + "background-color")
    display = properties.get(TEXT + "display")
    return OdtLook(
        _any_in(weights, _BOLD),
        _any_in(slants, {"italic", "oblique"}),
        None if display is None else display == "none",
        None if lines is None else lines != "none",
        None if colour is None else ("" if colour.lower() in _BLACK else colour),
        None if back is None else back.lower() not in _BLACK,
        *map(properties.get, _TYPE),
    )


_TYPE = (
    STYLE + "text-underline-style",
    FO + "font-variant",
    FO + "font-size",
    STYLE + "font-name",
)


def _any_in(values: list[str | None], wanted: set[str]) -> bool | None:
    told = [value in wanted for value in values if value is not None]
    return any(told) if told else None


def number(value: str | None, default: int) -> int:
    """The number that an attribute holds, at most five digits; `default` for all else."""
    return int(value) if value and value.isdecimal() and len(value) < 6 else default


def _level(element: Any) -> Level:
    return Level(
        element.get(STYLE + "num-format", ""),
        element.get(STYLE + "num-prefix", ""),
        element.get(STYLE + "num-suffix", ""),
        number(element.get(TEXT + "start-value"), 1),
        number(element.get(TEXT + "display-levels"), 1),
        local(element) != "list-level-style-number",
    )
