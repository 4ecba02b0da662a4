"""Markdown as people type it on GitHub and in chats → as Python-Markdown has to have it.

Lists right below a line, nested by two spaces or three, starting at any number; the points of Chinese
minutes (一、 （二） 甲、) on lines of their own; asterisks that multiply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, groupby

_ITEM = re.compile(
    r"(?P<indent> {0,40})(?P<mark>[-+*]|(?P<number>\d{1,9})[.)])(?P<gap> {1,8})(?P<words>\S.*)"
)
_RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
# A star between two operands multiplies, two are a power; a space beside it changes nothing.
_OPERANDS = r"(?<=[0-9０-９)）%％])(?P<before> ?){}(?P<after> ?)(?=[0-9０-９(（])"
_STARS = {
    "*": (re.compile(_OPERANDS.format(r"(?<!\*)\*(?!\*)")), re.compile(r"(?<!\*)\*(?!\*)")),
    "**": (re.compile(_OPERANDS.format(r"(?<!\*)\*\*(?!\*)")), re.compile(r"(?<!\*)\*\*(?!\*)")),
}
_POINT = re.compile(
    r"[ \u3000]{0,4}(?:[（(][一二三四五六七八九十百]{1,4}[）)]|[一二三四五六七八九十百]{1,4}、|[壹貳參肆伍陸柒捌玖拾]{1,3}、"
    r"|[（(]\d{1,2}[）)](?=\D)|\d{1,2}、|[甲乙丙丁戊己庚辛壬癸]、|[\u2460-\u2473])"
)
_STAR_ITEM = re.compile(r"^ *\*[ \t]", re.M)
_MAYBE_ITEM = re.compile(r"^ *(?:[-+*]|\d{1,9}[.)])[ \t]", re.M)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.M)
_DEEPEST = 6  # levels of a list; what is nested further stays at the last
_NESTED = 2  # spaces that make a level
_TAB = 4  # spaces that Python-Markdown wants for one


def standard(block: str) -> str:
    """The block with its lists, points and products in the form that converts as people meant it."""
    if _FENCE.search(block) or block.startswith(">"):
        return block
    block = _with_products(block)
    if _MAYBE_ITEM.search(block):
        block = "\n".join(_lists(block.expandtabs(_TAB).split("\n")))
    return _with_points(block)


def _with_products(block: str) -> str:
    """Escapes the stars between operands, unless one of the others would then be left without its
    partner: in `*3*4` the second ends what the first began. One that begins an item has none."""
    if "*" not in block:
        return block
    words = _STAR_ITEM.sub("", block)
    for stars, (product, alone) in _STARS.items():
        others = len(alone.findall(words)) - len(product.findall(words))
        if others % 2 == 0:
            escaped = r"\\*" * len(stars)
            block = product.sub(rf"\g<before>{escaped}\g<after>", block)
    return block


def changes_words(block: str) -> bool:
    """Whether `standard` may give other words than Python-Markdown alone: what a lasting id is made
    of must not follow."""
    return bool(_MAYBE_ITEM.search(block)) or _with_products(block) != block


def has_points(block: str) -> bool:
    """Whether several lines of the block are points of Chinese minutes."""
    points = filter(_POINT.match, block.split("\n"))
    return len(list(points)) > 1


def _with_points(block: str) -> str:
    """A line break before each point: two spaces at the end of the line above."""
    if not has_points(block):
        return block
    lines = block.split("\n")
    following = [*lines[1:], ""]
    return "\n".join(map(_broken_before_point, lines, following))


def _broken_before_point(line: str, after: str) -> str:
    return line.rstrip() + "  " if line.strip() and _POINT.match(after) else line


@dataclass(frozen=True, slots=True)
class _Item:
    """A line that looks like an item of a list: the level at which it stands, and which list it is of."""

    line: int
    match: re.Match[str]
    level: int
    group: int

    @property
    def number(self) -> int | None:
        """Its number; None for a bullet."""
        return int(self.match["number"]) if self.match["number"] else None

    @property
    def written(self) -> str:
        """Its line as Python-Markdown has to have it."""
        mark = self.match["mark"].replace(")", ".")
        return f"{' ' * _TAB * (self.level - 1)}{mark} {self.match['words']}"


def _lists(lines: list[str]) -> Iterator[str]:
    items = list(_items(lines))
    listed = _listed(items)
    members = {item.line: item for item in items if item.group in listed}
    sentences = {item.line for item in items if item.number is not None} - members.keys()
    writing = _ListWriting()
    for number, line in enumerate(lines):
        if number in members:
            yield from writing.item(members[number], is_first=number - 1 not in members)
        elif number in sentences:
            yield line.replace(".", "\\.", 1)
        else:
            yield writing.words(line)
        writing.go_on(line)


@dataclass(slots=True)
class _ListWriting:
    """Where in a list a text stands, line by line: the `level` of the last item (0 outside any), the
    line before, and whether a blank line came since the list began, which makes it `loose`."""

    level: int = 0
    level_before: int = 0
    before: str = ""
    loose: bool = False

    @property
    def _is_after_blank(self) -> bool:
        return not self.before.strip()

    def item(self, item: _Item, *, is_first: bool) -> Iterator[str]:
        """An item of a list; a list may stand right below a line of words."""
        is_right_below_words = is_first and not self._is_after_blank
        if is_right_below_words and (self.level == 0 or self.loose):
            yield ""
        self.level = item.level
        yield item.written

    def words(self, line: str) -> str:
        """A line of words, set in below the item that it goes on with."""
        if _begins_anew(line, self.before):
            self.level = 0
        elif self.level and self._is_after_blank:
            return " " * _TAB * self.level + line.lstrip(" ")
        return line

    def go_on(self, line: str) -> None:
        """To the line after this one."""
        is_within = self.level_before > 0 and self.level > 0
        self.loose = is_within and (self.loose or self._is_after_blank)
        self.level_before, self.before = self.level, line


def _begins_anew(line: str, before: str) -> bool:
    """Whether a line ends the list above it: words at the margin after a blank line."""
    return bool(line.strip()) and not before.strip() and not line.startswith(" " * _NESTED)


def _items(lines: list[str]) -> Iterator[_Item]:
    levels = _Levels()
    before = ""
    for number, line in enumerate(lines):
        match = None if _RULE.match(line) else _ITEM.fullmatch(line)
        if match is not None:
            group = levels.enter(len(match["indent"]), numbered=match["number"] is not None)
            yield _Item(number, match, len(levels.open), group)
        elif _begins_anew(line, before):
            levels.open.clear()
        before = line


@dataclass(frozen=True, slots=True)
class _OpenList:
    """A list that goes on: how far it stands in, its group, and whether it is one of numbers."""

    indent: int
    group: int
    numbered: bool


class _Levels:
    """The lists that go on at a line, each within the one before."""

    def __init__(self) -> None:
        self.open: list[_OpenList] = []
        self.groups = count(1)

    def enter(self, indent: int, *, numbered: bool) -> int:
        """The group of an item that stands in so far: of the last open list, or of a new one."""
        while len(self.open) > 1 and indent < self.open[-1].indent:
            self.open.pop()
        if self._is_deeper(indent):
            self.open.append(_OpenList(indent, next(self.groups), numbered))
        elif self.open[-1].numbered is not numbered:
            self.open[-1] = _OpenList(indent, next(self.groups), numbered)
        return self.open[-1].group

    def _is_deeper(self, indent: int) -> bool:
        """Whether a list within the last one begins so far in, or the first of all."""
        if not self.open:
            return True
        return indent >= self.open[-1].indent + _NESTED and len(self.open) < _DEEPEST


def _listed(items: Iterable[_Item]) -> set[int]:
    """The groups that are lists: bullets, and numbers that count up (or are all 1). A paragraph that
    begins with "1914." is none."""
    groups = groupby(sorted(items, key=_group), _group)
    return {group for group, members in groups if _is_list(list(members))}


def _group(item: _Item) -> int:
    return item.group


def _is_list(items: list[_Item]) -> bool:
    first, numbers = items[0].number, [item.number for item in items]
    if first is None:
        return True
    if len(items) == 1:
        return first == 1 and items[0].level > 1
    return numbers == list(range(first, first + len(items))) or set(numbers) == {1}
