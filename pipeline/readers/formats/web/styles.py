"""How words of a page look: by their elements, by rules for elements and classes, by their own style."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from minutes.text.word_tables import table

_RULE = re.compile(r"(?P<selectors>[^{}]{1,2000})\{(?P<declarations>[^{}]{0,4000})\}")
_SELECTOR = re.compile(r"\s*(?P<tag>[A-Za-z][\w]*)?(?:\.(?P<of_class>[\w-]+))?\s*")
_REMARK = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_MOST = 500_000  # characters of style sheets that are looked at
_BOLD = re.compile(r"bold|bolder|[6-9]00")
_BLACK = {"black", "#000", "#000000", "windowtext", "inherit", "initial", "auto", "rgb(0,0,0)"}
_WHITE = {
    "white",
    "#fff",
    "#ffffff",
    "transparent",
    "none",
    "inherit",
    "initial",
    "rgb(255,255,255)",
}
_INLINE = ("span", "mark", "font")  # whose ground says that somebody was not sure


@dataclass(frozen=True, slots=True)
class PageLook:
    """The look of words, which the elements within inherit."""

    strong: bool = False
    emphasis: bool = False
    colour: str = ""
    highlighted: bool = False
    underlined: bool = False
    struck: bool = False
    hidden: bool = False


Declarations = Mapping[str, str]
_OF_ELEMENTS: Mapping[str, Declarations] = {
    **{name: {"font-weight": "bold"} for name in ("b", "strong", "th")},
    **{name: {"font-style": "italic"} for name in ("i", "em", "cite", "dfn")},
    **{name: {"text-decoration": "underline"} for name in ("u", "ins")},
    **{name: {"text-decoration": "line-through"} for name in ("s", "del", "strike")},
    "mark": {"background-color": "yellow"},
    "dt": {"color": "name"},  # set off from the words in dd, however a page draws it
}
_CLASSES_OF_NAMES: frozenset[str] = frozenset(table("label_forms")["web"]["classes_of_names"])


class StyleSheets:
    """The rules of a page for elements and classes alone; others, for places in a page, are left."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self._rules: dict[tuple[str, str], dict[str, str]] = {}
        for rule in _RULE.finditer(_REMARK.sub(" ", "\n".join(sheets)[:_MOST])):
            declared = dict(_declared(rule["declarations"]))
            for selector in filter(None, map(_SELECTOR.fullmatch, rule["selectors"].split(","))):
                of = ((selector["tag"] or "").lower(), selector["of_class"] or "")
                self._rules.setdefault(of, {}).update(declared)

    def look(self, element: str, attributes: Mapping[str, str], inherited: PageLook) -> PageLook:
        """The look of the words in an element."""
        declared = dict(_OF_ELEMENTS.get(element, {}))
        classes = attributes.get("class", "").split()
        if not _CLASSES_OF_NAMES.isdisjoint(map(str.lower, classes)):
            declared["color"] = "name"
        for of in _named_by(element, classes):
            declared |= self._rules.get(of, {})
        for name in _OF_ATTRIBUTES.keys() & attributes.keys():
            declared |= dict(_declared(_OF_ATTRIBUTES[name].format(attributes[name])))
        return _looked(inherited, element, declared)


# What attributes say that are older than style sheets, and the style of an element's own.
_OF_ATTRIBUTES = {"color": "color:{}", "hidden": "display:none", "style": "{}"}


def _named_by(element: str, classes: Sequence[str]) -> list[tuple[str, str]]:
    """What rules may call an element by, those first that say less."""
    return [(element, ""), *product(("",), classes), *product((element,), classes)]


def _declared(text: str) -> Iterator[tuple[str, str]]:
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            yield name.strip().lower(), "".join(value.lower().replace("!important", "").split())


def _looked(look: PageLook, element: str, declared: Declarations) -> PageLook:
    for name, value in declared.items():
        change = _CHANGES.get(name)
        look = change(look, value) if change else look
    ground = declared.get("background-color", declared.get("background", ""))
    own = element in _INLINE and bool(ground) and ground not in _WHITE
    return replace(look, highlighted=look.highlighted or own)


def _decorated(look: PageLook, value: str) -> PageLook:
    underlined, struck = "underline" in value, "line-through" in value
    return replace(look, underlined=look.underlined or underlined, struck=look.struck or struck)


_CHANGES: Mapping[str, Callable[[PageLook, str], PageLook]] = {
    "font-weight": lambda look, value: replace(look, strong=_BOLD.fullmatch(value) is not None),
    "font-style": lambda look, value: replace(look, emphasis=value in ("italic", "oblique")),
    "color": lambda look, value: replace(look, colour="" if value in _BLACK else value),
    "text-decoration": _decorated,
    "text-decoration-line": _decorated,
    "display": lambda look, value: replace(look, hidden=look.hidden or value == "none"),
    "visibility": lambda look, value: replace(look, hidden=look.hidden or value == "hidden"),
}
"""What a declaration changes in a look."""

__all__ = ["PageLook", "StyleSheets"]
