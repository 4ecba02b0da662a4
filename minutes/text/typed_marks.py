"""Markdown as people type it on GitHub and in chats → as Python-Markdown has to have it.

Lists right below a line, nested by two spaces or three, starting at any number; the points of Chinese
minutes (一、 （二） 甲、) on lines of their own; asterisks that multiply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
_MAYBE_ITEM = re.compile(r"^ *(?:[-+*]|\d{1,9}[.)])[ \t]", re.M)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.M)
_DEEPEST = 6  # levels of a list; what is nested further stays at the last
_NESTED = 2  # spaces that make a level
_TAB = 4  # spaces that Python-Markdown wants for one


def standard(block: str) -> str:
    """The block with its lists, points and products in the form that converts as people meant it."""
    if _FENCE.search(block) or block.startswith(">"):
        return block
    block = _with_products(block) if "*" in block else block
    if _MAYBE_ITEM.search(block):
        block = "\n".join(_lists(block.expandtabs(_TAB).split("\n")))
    return _with_points(block) if "\n" in block else block


def _with_products(block: str) -> str:
    """Escapes the stars between operands, unless one of the others would then be left without its
    partner: in `*3*4` the second ends what the first began."""
    for stars, (product, alone) in _STARS.items():
        others = len(alone.findall(block)) - len(product.findall(block))
        if others % 2 == 0:
            escaped = "\\*" * len(stars)
            block = product.sub(lambda m, e=escaped: m["before"] + e + m["after"], block)  # type: ignore[misc]  # a default binds it
    return block


def changes_words(block: str) -> bool:
    """Whether `standard` may give other words than Python-Markdown alone: what a lasting id is made
    of must not follow."""
    return bool(_MAYBE_ITEM.search(block)) or ("*" in block and _with_products(block) != block)


def has_points(block: str) -> bool:
    """Whether several lines of the block are points of Chinese minutes."""
    return sum(1 for line in block.split("\n") if _POINT.match(line)) > 1


def _with_points(block: str) -> str:
    """A line break before each point: two spaces at the end of the line above."""
    if not has_points(block):
        return block
    lines = block.split("\n")
    following = [*lines[1:], ""]
    return "\n".join(
        line.rstrip() + "  " if line.strip() and _POINT.match(after) else line
        for line, after in zip(lines, following, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Item:
    """A line that looks like an item of a list: the level at which it stands, and which list it is of."""

    line: int
    match: re.Match[str]
    level: int
    group: int


def _lists(lines: list[str]) -> Iterator[str]:
    items = {item.line: item for item in _items(lines)}
    listed = _listed(items.values())
    level, before, above, loose = 0, "", False, False
    for number, line in enumerate(lines):
        item, was = items.get(number), level
        if item is not None and item.group in listed:
            if before.strip() and not above and (not level or loose):
                yield ""  # a list may stand right below a line
            level = item.level
            mark = item.match["mark"].replace(")", ".")
            yield f"{' ' * _TAB * (level - 1)}{mark} {item.match['words']}"
        elif item is not None and item.match["number"]:
            yield line.replace(".", "\\.", 1)
        elif _begins_anew(line, before):
            level = 0
            yield line
        else:
            yield " " * _TAB * level + line.lstrip(" ") if level and not before.strip() else line
        loose = bool(was and level) and (loose or not before.strip())
        before, above = line, item is not None and item.group in listed


def _begins_anew(line: str, before: str) -> bool:
    """Whether a line ends the list above it: words at the margin after a blank line."""
    return bool(line.strip()) and not before.strip() and not line.startswith(" " * _NESTED)


def _items(lines: list[str]) -> Iterator[_Item]:
    levels: list[
        tuple[int, int, bool]
    ] = []  # of each open level: indent, group, whether it is numbered
    groups, before = 0, ""
    for number, line in enumerate(lines):
        match = None if _RULE.match(line) else _ITEM.fullmatch(line)
        if match is None:
            levels = [] if _begins_anew(line, before) else levels
            before = line
            continue
        before, indent, numbered = line, len(match["indent"]), match["number"] is not None
        while len(levels) > 1 and indent < levels[-1][0]:
            levels.pop()
        is_deeper = bool(levels) and indent >= levels[-1][0] + _NESTED and len(levels) < _DEEPEST
        if not levels or is_deeper:
            groups += 1
            levels.append((indent, groups, numbered))
        elif levels[-1][2] is not numbered:
            groups += 1
            levels[-1] = (indent, groups, numbered)
        yield _Item(number, match, len(levels), levels[-1][1])


def _listed(items: Iterable[_Item]) -> set[int]:
    """The groups that are lists: bullets, and numbers that count up (or are all 1). A paragraph that
    begins with "1914." is none."""
    groups: dict[int, list[_Item]] = {}
    for item in items:
        groups.setdefault(item.group, []).append(item)
    return {group for group, members in groups.items() if _is_list(members)}


def _is_list(items: list[_Item]) -> bool:
    numbers = [int(item.match["number"] or 0) for item in items]
    if not items[0].match["number"]:
        return True
    counts = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    alone = len(items) == 1 and (items[0].level == 1 or numbers != [1])
    return (counts or set(numbers) == {1}) and not alone
