"""Numbers by which who presides calls cases up without a word that counts them: 「96，示範署。」,
「最後100跟101。」, 「90跟92這兩案都是示範署」, 「148藥袋。」 (invented)."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial

from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, words
from minutes.text.numerals import parse

_TENS = "[二三四五六七八九]?十[一二三四五六七八九]?"
_HUNDREDS = (
    "[一二三四五六七八九](?:百[零〇]?[一二三四五六七八九十]{0,3}|[零〇一二三四五六七八九]{2})"
)
_ONE = f"(?:[1-9][0-9]{{1,2}}|{_HUNDREDS}|{_TENS})"
_ROW = rf"(?P<row>{_ONE}(?:[、跟和與及]{_ONE}){{0,9}})"
_ONWARD = any_of(words("call", "to_numbers")).pattern
_NUMBER = folded_pattern(_ONE)
_THESE = "(?:[號案項]|這?[兩二三四五六]個?案(?:子|都|也)?)?(?:的部分)?"
# All of what is said up to a mark is such a row, but for words that lead on to it; or a row is what
# several cases (這兩案) or the report of an agency is said of.
_CALLED = folded_pattern(rf"(?:^|[,。])(?:{_ONWARD})*{_ROW}{_THESE}(?:也是|都是|請|(?=[,。;?]|$))")
# All of a turn is a number with a short name or an agency: 「148藥袋。」, 「接著149尿布台，環境部。」 (invented)
_NAMED = folded_pattern(
    rf"^(?:{_ONWARD})*{_ROW}{_THESE}(?![年月日號點元人件個天場票歲次位分秒倍度成份萬億千百%])"
    r"(?P<name>[^\s0-9a-z,.、。;:?!的了是有]{2,10})?(?:,[^,。;:?!0-9]{2,12})?。?$"
)


def called(
    text: str, known: Collection[int], bodies: re.Pattern[str] | None, *, only: bool = False
) -> frozenset[int]:
    """The numbers by which a short folded text calls cases up; `known` are those that the meeting has
    named as cases, near which they lie. With `only` they must be all of what is said."""
    found = _NAMED.match(text)
    if found is None and not only:
        found = _CALLED.search(text, 0, WEIGHTS.opening)
    if found is None:
        return frozenset()
    numbers = frozenset(filter(None, map(parse, _NUMBER.findall(found["row"]))))
    is_call = all(map(partial(_is_near, known), numbers)) or _asks(found, bodies)
    return numbers if is_call and min(numbers, default=0) > WEIGHTS.options else frozenset()


def _is_near(known: Collection[int], number: int) -> bool:
    """Whether a number lies near one that was named as a case's."""
    near = range(number - WEIGHTS.unheld, number + WEIGHTS.unheld + 1)
    return any(map(near.__contains__, known))


def _asks(found: re.Match[str], bodies: re.Pattern[str] | None) -> bool:
    """Whether an agency is named behind the numbers, or right before them."""
    if bodies is None:
        return False
    text = found.string
    before = map(re.Match.end, bodies.finditer(text, 0, found.start()))
    places = (found.end("row"), found.end())
    behind = (bodies.match(text, place + text.startswith(",", place)) for place in places)
    within = bodies.search(text, found.end("row"), found.end())
    return bool(within) or any(behind) or found.start() in before
