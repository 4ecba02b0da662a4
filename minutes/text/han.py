"""What a Han character is, for all that asks: 一 and 𠮷, 々 and 〇, but neither kana nor punctuation.

Search takes the other scripts without spaces like Han; see `folding.is_han`.
"""

from __future__ import annotations

import re

# Ranges for a class of a regular expression: radicals, marks of iteration, number signs, the unified
# ideographs with all their extensions, and the compatibility ideographs (Unicode 15, chapter 18).
HAN = (
    "\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9\U00020000-\U0003ffff"
)
_ONE = re.compile(f"[{HAN}]")
_DIGITS = "〇零一二三四五六七八九十百"
# Between digits and Han, and around a number in characters that 第, 序號 or 案 makes one.
_GAP = re.compile(
    f"(?<=[{HAN}])[ ]+(?=[0-9])|(?<=[0-9])[ ]+(?=[{HAN}])"
    f"|(?<=[第號])[ ]+(?=[{_DIGITS}])|(?<=[{_DIGITS}])[ ]+(?=[案號次])"
)
_RUN = re.compile(f"[{HAN}]+")


def has_han(text: str) -> bool:
    """Whether any character of a text is Han."""
    return _ONE.search(text) is not None


def count_han(text: str) -> int:
    """How many characters of a text are Han."""
    return sum(map(len, _RUN.findall(text)))


def only_han(text: str) -> str:
    """The Han characters of a text alone."""
    return "".join(_RUN.findall(text))


def closed_up(text: str) -> str:
    """A folded text without the spaces around its numbers, which are typed as one likes (「第 60 案」)."""
    return _GAP.sub("", text) if " " in text else text


def opened(text: str, start: int, end: int) -> tuple[int, int]:
    """Where in a folded text a stretch of its closed-up form begins and ends."""
    closed = 0
    first, last = start, end
    for gap in _GAP.finditer(text):
        place, width = gap.start() - closed, gap.end() - gap.start()
        first += width * (place <= start)
        last += width * (place < end)
        closed += width
    return first, last
