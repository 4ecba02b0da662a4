"""Numbers by which cases are called up without a word that counts them: 「96，示範署。」, 「最後100跟101。」,
「90跟92這兩案都是示範署」, 「148藥袋。」, 「138還在籌備，書面。」 (invented)."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial
from itertools import chain

from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.text.numerals import parse

_TENS = "[二三四五六七八九]?十[一二三四五六七八九]?"
_HUNDREDS = (
    "[一二三四五六七八九](?:百[零〇]?[一二三四五六七八九十]{0,3}|[零〇一二三四五六七八九]{2})"
)
_ONE = f"(?:[1-9][0-9]{{1,2}}|{_HUNDREDS}|{_TENS})"
_LINKED = "[、跟和與及]"
ROW = rf"(?P<row>{_ONE}(?:{_LINKED}{_ONE}){{0,9}})"
_ONWARD = any_of(words("call", "to_numbers")).pattern
_NUMBER, _IN_CHARACTERS = folded_pattern(_ONE), folded_pattern(_HUNDREDS)
_THESE = "(?:[號案項]|這?[兩二三四五六]個?案(?:子|都|也)?)?(?:的部分)?"
_NO_AMOUNT = rf"(?!\s?(?:{any_of(words('call', 'amounts')).pattern})|[0-9.:/%a-z])"
# All of what is said up to a mark is such a row, but for words that lead on to it; or a row is what
# several cases (這兩案) or the report of an agency is said of.
_CALLED = folded_pattern(
    rf"(?:^|[,。])(?:{_ONWARD})*{ROW}{_THESE}(?:也是|都是|請|開始|(?=[,。;?]|$))"
)
# All of a turn is a number with a short name or an agency: 「148藥袋。」, 「接著149尿布台，環境部。」 (invented)
_NAMED = folded_pattern(
    rf"^(?:{_ONWARD})*{ROW}{_THESE}{_NO_AMOUNT}"
    r"(?P<name>[^\s0-9a-z,.、。;:?!的了是有]{2,10})?(?:,[^,。;:?!0-9]{2,12})?。?$"
)
# What is said begins with a number that can be a case's: 「138還在籌備，書面。」, 「示範署補充139。」 (invented). A name right
# behind may make something else of it (「51勞動節」: 2020-02-07 第二月).
_TELLS = "(?:[^,。0-9]{2,10}(?:補充|報告|說明)(?:一下)?,?)?"
_BEGUN = folded_pattern(
    rf"^(?:[一二三四五六七八九十]{{1,2}}、)?{_TELLS}(?:{_ONWARD})*{ROW}{_THESE}{_NO_AMOUNT}(?P<told>{any_of(words('call', 'told_of')).pattern})?"
)
# Of what is listed each has its number: 「列管中的，138、140、142；不召開的，139跟141。」 (invented)
_LISTED = folded_pattern(rf"(?<![0-9a-z./:$第-]){ROW}{_NO_AMOUNT}")
_BEFORE_BODY = folded_pattern(",?先?請?")
STATES = pattern("call", "states")


def called(
    text: str, known: Collection[int], bodies: re.Pattern[str], *, only: bool = False
) -> frozenset[int]:
    """The numbers by which a short folded text calls cases up; `known` are those that the meeting has
    named as cases, near which they lie. With `only` they must be all of what is said."""
    found = _NAMED.match(text)
    if found is None and not only:
        found = _CALLED.search(text, 0, WEIGHTS.opening)
    if found is None:
        return frozenset()
    numbers = numbers_of(found)
    is_call = all(map(partial(_is_near, known), numbers)) or _asks(found, bodies)
    return numbers if is_call and min(numbers, default=0) > WEIGHTS.options else frozenset()


def begun(text: str, known: Collection[int], bodies: re.Pattern[str]) -> frozenset[int]:
    """The numbers of cases with which a folded text begins, or those by which it lists how several stand: near
    those that are `known`, or one of them where a name stands right behind."""
    first = _BEGUN.match(text)
    found = numbers_of(first) if first else frozenset()
    told = _told(first, bodies) if first else frozenset()
    near = filter(partial(_is_near, known), told | listed(text))
    return found.intersection(known).union(near)


def told(text: str, bodies: re.Pattern[str]) -> frozenset[int]:
    """The numbers of which a folded text begins to tell something, whatever they may count."""
    first = _BEGUN.match(text)
    return _told(first, bodies) if first else frozenset()


def _told(found: re.Match[str], bodies: re.Pattern[str]) -> frozenset[int]:
    """The numbers of which something is told: several, or one in characters, or with an agency right behind."""
    numbers = numbers_of(found)
    signs = (
        len(numbers) > 1,
        found["told"] is not None,
        _IN_CHARACTERS.fullmatch(found["row"]),
        bodies.match(found.string, found.end()),
    )
    return numbers if any(signs) else frozenset()


def listed(text: str) -> frozenset[int]:
    """The numbers behind the head of a list."""
    head = STATES.search(text, 0, WEIGHTS.opening)
    rows = _LISTED.finditer(text, head.end()) if head else ()
    return frozenset(chain.from_iterable(map(numbers_of, rows)))


def numbers_of(found: re.Match[str]) -> frozenset[int]:
    """The numbers of a row that was found."""
    return frozenset(filter(None, map(parse, _NUMBER.findall(found["row"]))))


def _is_near(known: Collection[int], number: int) -> bool:
    """Whether a number lies near one that was named as a case's, and can be no option's."""
    near = range(max(WEIGHTS.options + 1, number - WEIGHTS.unheld), number + WEIGHTS.unheld + 1)
    return number in near and any(map(near.__contains__, known))


def _asks(found: re.Match[str], bodies: re.Pattern[str]) -> bool:
    """Whether an agency is named behind the numbers, or right before them; anywhere behind those with which a
    text begins."""
    text, end = found.string, None if found.start() == 0 else found.end()
    before = map(re.Match.end, bodies.finditer(text, 0, found.start()))
    behind = (bodies.match(text, _asked_at(text, found.end(part))) for part in ("row", 0))
    within = bodies.search(text[:end], found.end("row"))
    return bool(within) or any(behind) or found.start() in before


def _asked_at(text: str, place: int) -> int:
    """Where an agency may stand that is asked right behind a place."""
    return next(_BEFORE_BODY.finditer(text, place)).end()  # it may be nothing
