"""What lines of somebody's words begin with, where that may be a label: in Markdown as people type it, and in the
ways of other layouts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from minutes.records.document import Item
from minutes.records.head_lines import CHAIRS
from minutes.records.speaker_labels import (
    LOOK_ALIKES,
    Calling,
    calling,
    is_full_name,
    is_not_known,
)
from minutes.text.han import has_han
from minutes.text.label_forms import FIELD

COLONS = f":：{LOOK_ALIKES}"
"""The signs that people type as a colon, as a class of a regular expression."""
TIME = r"[\[（(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])）]?"
"""A time of day or of a recording."""
MOST_LOOKED_AT = 400
"""Characters of a line; a label stands at its beginning."""
_TIME_IN_BRACKETS = r"[\[（(]\d{1,2}:\d{2}(?::\d{2})?[\])）]"
_INDENT = r"^[ ]{0,3}"
_SHORT = r"(?P<name>[^\d\s:：][^:：\n]{0,29}?)"
_BEFORE_COLON = re.compile(
    rf"{_INDENT}(?:[-+*][ ]|[＃#]{{1,6}} ?)?(?:{TIME}[ \t]*)?(?:\*\*|__)?(?P<name>(?![\[（(]?\d{{1,2}}:)[^{COLONS}\n*]{{1,30}}?)"
    rf"(?:\*\*|__)?[ ]?[{COLONS}](?!//)(?:\*\*|__)?(?P<rest>.*)"
)
# Labels of other layouts: 【姓名】, a bold name, a name before or after a time, on a line of their own or
# (the first) before words; [發言者：姓名], （姓名發言）; a name and a tab or full-width spaces before the words.
_OTHERS = (
    re.compile(rf"{_INDENT}[【〔](?P<name>[^】〕\n]{{1,30}})[】〕](?P<rest>.*)"),
    re.compile(
        rf"{_INDENT}(?:\*\*|__)(?P<name>[^*_\n]{{1,30}})(?:\*\*|__)(?P<rest>(?:[ \u3000].*)?)$"
    ),
    re.compile(
        rf"{_INDENT}[（(\[［<＜〈《](?P<name>[^）)\]］>＞〉》\n]{{1,30}})[）)\]］>＞〉》](?P<rest>[^(].*)"
    ),
    re.compile(rf"{_INDENT}(?P<name>[?？]{{1,6}})(?P<rest>.*)"),
    re.compile(rf"{_INDENT}{_SHORT}[ \t]*{_TIME_IN_BRACKETS}[ \t]*(?P<rest>[^\s{COLONS}].*)"),
    re.compile(rf"{_INDENT}{TIME}[ \t]*[|｜][ \t]*{_SHORT}[ \t]*[|｜](?P<rest>.*)"),
    re.compile(rf"{_INDENT}[（(\[【〔]{FIELD}[ \t]*[:：][ \t]*{_SHORT}[）)\]】〕](?P<rest>.*)"),
    re.compile(rf"{_INDENT}[（(\[【〔]{_SHORT}(?:發言|說明|報告|回應)[）)\]】〕](?P<rest>)\s*$"),
    re.compile(rf"{_INDENT}{TIME}[ \t]*{_SHORT}[:：]?(?P<rest>)\s*$"),
    re.compile(rf"{_INDENT}{_SHORT}[:：]?[ \t]+{TIME}(?P<rest>)\s*$"),
    re.compile(r"^(?P<name>[^\s:：，。]{2,12})(?:\t|\u3000{1,4})(?P<rest>\S.*)"),
)
_MAYBE_OTHER = re.compile(
    r"[【〔\t\u3000]|\*\*|__|\d:\d|^ {0,3}[（(\[［<＜〈《?？]"
)  # one of them is in each
_MAYBE_ANY = re.compile(rf"[{COLONS}【〔\t\u3000]|^ {{0,3}}(?:\*\*|__|[（(\[［<＜〈《?？])", re.M)
_QUOTED = re.compile(r"\s*[「『“\"]")
_SENTENCE = re.compile(r"[。！？!?]|[.](?:\s|$)")
_NUMBER_OR_ADDRESS = re.compile(r"\d|://")
_BEYOND = 10  # characters behind a name that may show it to be part of an address


@dataclass(frozen=True, slots=True)
class Opening:
    """`X：` at the start of a line of somebody's, or nobody's, words."""

    name: str
    rest: str
    line: int
    column: int
    spoken: bool  # there was a speech before
    other: bool = False  # without a colon, in the way of another layout

    @property
    def quotes(self) -> bool:
        """Whether nothing but a quotation follows."""
        return _QUOTED.match(self.rest) is not None

    @property
    def calling(self) -> Calling | None:
        return calling(self.name)

    @property
    def is_nobody(self) -> bool:
        """Whether it says that nobody knew who spoke: ？？？"""
        return is_not_known(self.name)

    @property
    def has_sentence(self) -> bool:
        return _SENTENCE.search(self.rest) is not None

    @property
    def has_han(self) -> bool:
        return has_han(self.name)

    @property
    def is_chair(self) -> bool:
        """Whether the chair begins to speak: with a sentence, or where somebody spoke before."""
        return self.name.casefold() in CHAIRS and (self.spoken or self.has_sentence)

    @property
    def is_like_latin_name(self) -> bool:
        """Whether it has the looks of a name in Latin letters, and words of a sentence behind it."""
        address = _NUMBER_OR_ADDRESS.search(self.name + self.rest[:_BEYOND])
        return self.calling == "person" and not address and bool(self.rest) and not self.is_titled

    @property
    def is_titled(self) -> bool:
        """Whether the words behind it are written as those of titles: mostly with capitals."""
        words = self.rest.split()
        return 2 * sum(map(_is_capital, words)) > len(words)

    @property
    def is_full_latin_name(self) -> bool:
        """Whether it is of two to four words, none of them all in capitals: Ann Sample."""
        words = self.name.split()
        return 2 <= len(words) <= 4 and all(map(_is_name_word, words))


def _is_capital(word: str) -> bool:
    return word[:1].isupper()


def _is_name_word(word: str) -> bool:
    return _is_capital(word) and not word.isupper()


def openings(items: Iterable[Item]) -> Iterator[Opening]:
    """What the lines of speeches begin with, where that may be a label."""
    spoken = False
    for item in filter(attrgetter("is_speech"), items):
        yield from _of_item(item, spoken)
        spoken = spoken or item.speaker is not None


def _of_item(item: Item, spoken: bool) -> Iterator[Opening]:
    lines = item.markdown.split("\n") if _MAYBE_ANY.search(item.markdown) else ()
    found = (opening(line, number, spoken=spoken) for number, line in enumerate(lines, item.line))
    return filter(None, found)


def opening(line: str, number: int, *, spoken: bool) -> Opening | None:
    """What a line begins with, in the way of another layout where that names a person."""
    line = line[:MOST_LOOKED_AT]
    forms = _OTHERS if _MAYBE_OTHER.search(line) else ()
    other = next(filter(_names_person, (form.match(line) for form in forms)), None)
    match = other or _BEFORE_COLON.match(line)
    if match is None:
        return None
    name, rest = match["name"].strip(), match["rest"].strip()
    return Opening(name, rest, number, match.start("name") + 1, spoken, other is not None)


def _names_person(match: re.Match[str] | None) -> bool:
    name = match["name"].strip() if match else ""
    return any((calling(name) == "person", is_not_known(name)))


# -- names at both edges of lines ------------------------------------------------------------------

# What may stand before and behind a speaker's name where another layout sets it off: ○王示範：, [王示範], 王示範 |
_LEAD = rf"(?:[ \t\u3000]|{TIME}|[上下]午|<(?:b|strong|u)>|[-*+•●○■□◎※@＠#＃])*[\[［(（<＜〈]?"
_BEHIND = rf"(?:[\]］)）>＞〉]|</(?:b|strong|u)>|[ \t]*[;；|｜/／\-－—–→⇒»{COLONS}]|\u3000|[ \t]+(?=\S)|[ \t]*$)"


class Edges:
    """What finds one of some names at the beginning or the end of other words, set off in the way of another
    layout: ○王示範：, [王示範] 好, 好。（王示範）."""

    def __init__(self, names: Iterable[str]) -> None:
        each = "|".join(map(re.escape, names))
        behind = rf"[（(]\s*({each})\s*[)）]|[—─–－-]{{1,4}}\s*({each})"
        self._form = re.compile(rf"{_LEAD}({each}){_BEHIND}|[^\s（(].*(?:{behind})。?\s*$")

    def found(self, items: Iterable[Item]) -> Iterator[tuple[int, str]]:
        """The lines of speeches in which a name stands so, with the name, where no opening tells of somebody."""
        for item in filter(attrgetter("is_speech"), items):
            for number, line in enumerate(item.markdown.split("\n"), item.line):
                match = self._form.match(line[:MOST_LOOKED_AT])
                if match and not _opens_with_somebody(line):
                    yield number, next(filter(None, match.groups()))


def _opens_with_somebody(line: str) -> bool:
    found = opening(line, 0, spoken=True)
    return found is not None and found.calling is not None


def is_certain(name: str) -> bool:
    """Whether a label is a Chinese full name of three characters or more."""
    return len(name) > 2 and is_full_name(name)
