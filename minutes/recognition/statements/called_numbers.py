"""Numbers by which who presides calls cases up without a word that counts them: 「96，示範署。」,
「最後100跟101。」, 「90跟92這兩案都是示範署」 (invented)."""

from __future__ import annotations

import re
from collections.abc import Collection

from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, words
from minutes.text.numerals import parse

_ONE = "(?:[1-9][0-9]{1,2}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]百[零〇]?[一二三四五六七八九十]{0,3})"
_ROW = rf"(?P<row>{_ONE}(?:[、跟和與及]{_ONE}){{0,9}})"
_ONWARD = any_of(words("call", "to_numbers")).pattern
_NUMBER = folded_pattern(_ONE)
# All of what is said up to a mark is such a row, but for words that lead on to it; or a row is what
# several cases (這兩案) or the report of an agency is said of.
_CALLED = folded_pattern(
    rf"(?:^|[,。])(?:{_ONWARD})*{_ROW}(?:號|這[兩二三四五六]個?案(?:子|都|也)?)?(?:也是|都是|請|(?=[,。;]|$))"
)


def called(text: str, reached: Collection[int], bodies: re.Pattern[str] | None) -> frozenset[int]:
    """The numbers by which a short folded text calls cases up; `reached` are those that the meeting has
    called up, near which they lie."""
    found = _CALLED.search(text, 0, WEIGHTS.opening)
    if found is None:
        return frozenset()
    numbers = frozenset(filter(None, map(parse, _NUMBER.findall(found["row"]))))
    if min(numbers, default=0) <= WEIGHTS.options or not (
        _are_near(numbers, reached) or _asks(found, bodies)
    ):
        return frozenset()
    return numbers


def _are_near(numbers: Collection[int], reached: Collection[int]) -> bool:
    """Whether numbers lie near one that was called up before."""
    return all(any(abs(n - last) <= WEIGHTS.unheld for last in reached) for n in numbers)


def _asks(found: re.Match[str], bodies: re.Pattern[str] | None) -> bool:
    """Whether an agency is named right behind the numbers, or right before them."""
    if bodies is None:
        return False
    text = found.string
    behind = bodies.match(text, found.end() + text.startswith(",", found.end()))
    before = [body.end() for body in bodies.finditer(text, 0, found.start())]
    return behind is not None or found.start() in before
