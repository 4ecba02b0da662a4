"""Names that stand where who speaks is named: at the edges of a paragraph, at the beginning of a line, behind a sentence,
before a sign that no sentence has."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import chain, filterfalse

from minutes.records.document import Item
from minutes.records.head_lines import CHAIRS
from minutes.records.speaker_labels import calling, is_full_name
from minutes.text.han import HAN
from minutes.text.label_forms import COLONS
from minutes.text.word_tables import any_of, table
from pipeline.readers.doubts.record import LONGEST_NAME, FinishedRecord, lines_of

_SIGN = rf"[;；|｜\t【】\]〕>＞》~～{COLONS}]"
_LINE = r"(?m:^)"
_SENTENCE = r"[。！？!?…」』）)]"
_LED = any_of(table("doubts")["led"])
# What looks like a name, though nobody known has it: a full one at the beginning of a line or behind the last sentence;
# any before a sign that no sentence has.
_FULL_NAMES = (
    re.compile(rf"{_LINE}[\W\d_]{{0,24}}(?!\w{{2,4}}{_LED})([^\W\d_]{{3}})"),
    re.compile(r"[。！？!?…][」』]?\s*([^\W\d_]{3,4})\s*\Z"),
)
_SET_OFF = (
    re.compile(
        rf"{_LINE}[\W\d_]{{0,6}}([^\W\d_]{{2,10}})[^\S\n]*(?:[;；|｜\t－—～~=＝*\u3000]|  )"
    ),
    re.compile(rf"{_LINE}[\W\d_]{{0,6}}([{HAN}]{{2,10}})[.．](?!\d)"),
    re.compile(rf"{_SENTENCE}\s*([^\W\d_]{{2,10}})(?:{_SIGN}|\u3000|  )"),
    re.compile(rf"{_LINE}[\W\d_]{{0,6}}([^\W\d_]{{2,10}})\s*[{COLONS}](?![「『“\"\d])"),
)
# Behind a sentence, a time, or a bracket that opens.
_OPENED = (
    rf"(?:(?<={_SENTENCE})|(?<=[.?!][\s”\"])|\d:\d\d(?![年月日])|[<\[【〔](?:v\s)?)[\W\d_]{{0,24}}?"
)
_FROM = r"(?:從\s*|來自\s*|from )?"  # 19:02:18 從 王示範 到 所有人
# A time or a sign. A run of spaces and dashes is tried from its beginning alone: from each of its characters, a long one
# would cost the square of its length and more.
_BEHIND_NAME = re.compile(rf"(?<![\s—–-])[\s—–-]+\d{{1,4}}[:/.]\d|(?<!\s)\s*{_SIGN}")
_BETWEEN = re.compile(r"[\s（()）]+")
_NOTHING = "(?!)"
_NOT_SPOKEN_OF = f"(?!{_LED}|{any_of(table('doubts')['goes_on'])})"


def named(record: FinishedRecord) -> Iterator[Item]:
    """The paragraphs in which the name of another stands where who speaks is named, of each the words around it."""
    places = _NamePlaces(record.calls)
    others = ((item, record.voice(item).others(places.names(item))) for item in record.spoken)
    said = (_around(min(map(item.text.find, names)), item) for item, names in others if names)
    return chain(record.labelled_in_head(), said)


def _around(at: int, item: Item) -> Item:
    """A paragraph from a little before a place, where that is not near its beginning."""
    return item._replace(text=f"…{item.text[at - _BEFORE :]}") if at > _NEAR else item


_NEAR, _BEFORE = 8, 5  # characters


class _NamePlaces:
    """What finds those of some names that stand where who speaks is named."""

    def __init__(self, calls: frozenset[str]) -> None:
        self.calls = calls
        short = _any_of(filter(_is_single, calls))  # 甲, 問
        each = any_call(calls)
        self.patterns = tuple(
            map(
                re.compile,
                (
                    rf"{_LINE}[\W\d_]{{0,24}}?{each}{_NOT_SPOKEN_OF}",
                    rf"{_LINE}[\W\d_]{{0,24}}?{short}\s*(?:{_SIGN}|[.．、]|\s)",
                    rf"{_OPENED}{_FROM}{each}{_NOT_SPOKEN_OF}",
                    rf"(?<={_SENTENCE}){short}[：:\u3000\t]",
                    rf"[（(—─–-]\s*{each}\s*+[)）]?[。.]?\s*\Z",
                ),
            )
        )

    def names(self, item: Item) -> set[str]:
        """The known names that stand so in a paragraph, and whatever looks like a name there."""
        words = lines_of(item)
        known = _found(self.patterns, words)
        return {*known, *self._before_signs(words), *_that_look_so(words)}

    def _before_signs(self, words: str) -> Iterator[str]:
        """The names right before a colon or another sign that sets labels off, anywhere."""
        ends = (found.start() for found in _BEHIND_NAME.finditer(words))
        return chain.from_iterable(map(partial(self._ending_at, words), ends))

    def _ending_at(self, words: str, end: int) -> frozenset[str]:
        starts = range(max(0, end - LONGEST_NAME), end - 1)
        return self.calls.intersection(words[start:end] for start in starts)


def _is_single(call: str) -> bool:
    return len(call) == 1


def _found(patterns: Collection[re.Pattern[str]], words: str) -> Iterator[str]:
    """The first group of each pattern, wherever it stands."""
    places = chain.from_iterable(pattern.finditer(words) for pattern in patterns)
    return (found[1] for found in places)


def _that_look_so(words: str) -> Iterator[str]:
    for patterns, fits in _LOOKS:
        yield from filter(fits, _found(patterns, words))


def _calls_somebody(words: str) -> bool:
    return calling(words) in ("person", "office")


_LOOKS: tuple[tuple[tuple[re.Pattern[str], ...], Callable[[str], bool]], ...] = (
    (_FULL_NAMES, is_full_name),
    (_SET_OFF, _calls_somebody),
)


def any_call(calls: Collection[str]) -> str:
    """Any of those with two characters or more, as a group of a regular expression. What divides their words may be
    another space, or a bracket that is not closed."""
    return _any_of(filterfalse(_is_single, calls))


def _any_of(calls: Iterator[str]) -> str:
    """Any of some names; the longest first."""
    ordered = sorted(calls, key=len, reverse=True)
    return f"({'|'.join(map(_loosely, ordered)) or _NOTHING})"


def _loosely(call: str) -> str:
    words = filter(None, _BETWEEN.split(call))
    loose = r"[\s（()）]*".join(map(_spread, words)) or re.escape(call)
    return loose + _NOT_ADDRESSED * (call in CHAIRS)


def _spread(word: str) -> str:
    """A word, the characters of a short one in Han also with spaces between: 主　席."""
    parts = map(re.escape, word)
    return r"[ \u3000]*".join(parts) if _SHORT.fullmatch(word) else re.escape(word)


_SHORT = re.compile(rf"[{HAN}]{{2,4}}")
_NOT_ADDRESSED = "(?!、|[，,] ?(?:各位|大家))"  # 主席、各位委員：, which others say to the chair


__all__ = ["any_call", "named"]
