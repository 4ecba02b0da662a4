"""Folding: the one form in which texts and queries are compared, and the tokens of that form.

Folding maps one character to one character, so an offset in the folded text is the same offset
in the text as written. A letter and the mark that follows it are two characters, so texts and
queries are brought into composed form (`compose`) before they are folded.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from operator import add
from typing import Literal

from minutes.text.han import HAN

Kind = Literal["han", "word", "other"]
Run = tuple[int, int, Kind]

RULES_VERSION = 2
"""Raised by hand whenever the rules in this module change what they yield."""

# Scripts written without spaces, as ranges of a regular-expression class: Han, kana, bopomofo,
# Hangul, and the marks that belong to kana.
_HAN = (
    f"{HAN}\u3041-\u3096\u3099-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\uff66-\uff9f"
    "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb\uffa0-\uffdc"
    "\U0001aff0-\U0001affe\U0001b000-\U0001b167"
)


# Marks that spell no words: variation selectors only dress a sign (as in an emoji), enclosing marks
# are of another category; the two of kana belong to the scripts above.
_DRESSING = {*range(0xFE00, 0xFE10), *range(0x180B, 0x1810), 0x3099, 0x309A}


def _marks() -> str:
    """The combining marks that spell words, as ranges of a regular-expression class."""
    ranges: list[list[int]] = []
    for code in range(0x300, 0x20000):
        if code in _DRESSING or unicodedata.category(chr(code)) not in ("Mn", "Mc"):
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


# The first group is a Han run, the second a word: whatever \w knows but the underscore, and marks.
_WORD = rf"(?:[^\W_{_HAN}]++|[{_marks()}]++)++"
_RUNS = re.compile(rf"([{_HAN}]++)|({_WORD})")
_GROUPS: dict[int | None, Kind] = {1: "han", 2: "word"}
_UNITS = re.compile(rf"[{_HAN}]|{_WORD}|.", re.DOTALL)


def _table() -> tuple[dict[int, int], str]:
    """The committed variants, each with the character that stands for it; and their digest."""
    raw = (files("minutes") / "data" / "folding.txt").read_bytes()
    variants: dict[int, int] = {}
    for line in raw.decode("utf-8").splitlines():
        if line.startswith("#"):
            continue
        for char in line[1:]:
            variants[ord(char)] = ord(line[0])
    return variants, hashlib.sha256(raw).hexdigest()


_VARIANTS, _DIGEST = _table()
_VARIANTS[ord("ς")] = ord("σ")  # a single character cannot tell whether it ends its word

# One sign for all that people and programs type for an apostrophe, and one for hyphens, dashes and
# the minus (Unicode's general category Pd as far as it is used in Latin text, and U+2212).
_APOSTROPHES = "'\u2018\u2019\u02bc\u2032\u0060"
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63"
_VARIANTS |= {ord(char): ord(same[0]) for same in (_APOSTROPHES, _HYPHENS) for char in same[1:]}

# Unicode's own name of a letter says which letter it is with what mark: é, ł, ø and đ alike.
_MARKED = re.compile(r"LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH .+")

FOLDING_VERSION = f"{RULES_VERSION}-{unicodedata.unidata_version}-{_DIGEST[:12]}"
"""Changes whenever a text might fold or split otherwise; whatever holds folded text keeps it."""


def _fold_code(code: int) -> int:
    """One code point folded, until nothing changes any more."""
    while True:
        char = chr(code)
        if char.isspace():
            return 0x20
        char = _one_for_one(char, unicodedata.normalize("NFKC", char))
        char = _one_for_one(char, char.lower())
        folded = _VARIANTS.get(ord(char)) or _unmarked(char)
        if folded == code:
            return code
        code = folded


def _one_for_one(char: str, form: str) -> str:
    """A form of a character where that is one character too, else the character."""
    return form if len(form) == 1 else char


def _unmarked(char: str) -> int:
    """A Latin letter without its marks, any other character as it is."""
    marked = _MARKED.fullmatch(unicodedata.name(char, ""))
    return ord(marked[1].lower()) if marked else ord(char)


class _Translation(dict[int, int]):
    """Folds a code point when it is first met and remembers it."""

    def __missing__(self, code: int) -> int:
        folded = self[code] = _fold_code(code)
        return folded


_TRANSLATION = _Translation()


def compose(text: str) -> str:
    """The text with each letter and its marks in as few characters as Unicode has for them (NFC);
    nothing that a reader sees is different. It may be shorter than `text`."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The form of `text` in which search compares: as long as `text`, and folding it again
    changes nothing.

    Every character becomes its compatibility form (NFKC) in lower case where that is one
    character; white space of any kind becomes a space; and the simplified, traditional and
    regional variants that OpenCC links become one (台 and 臺, 会 and 會).
    """
    return text.translate(_TRANSLATION)


@lru_cache(maxsize=4096)
def _kind(char: str) -> Kind:
    match = _RUNS.match(char)
    return _GROUPS[match.lastindex] if match else "other"


def is_han(char: str) -> bool:
    """Whether a character belongs to a script written without spaces: Han, kana, bopomofo,
    Hangul. All of them are searched like Han."""
    return _kind(char) == "han"


def is_word(char: str) -> bool:
    """Whether a character is a letter, digit or combining mark that is not `is_han`."""
    return _kind(char) == "word"


def is_inside_word(text: str, at: int) -> bool:
    """Whether a place in a text has a letter or digit of one word on either side."""
    return 0 < at < len(text) and is_word(text[at - 1]) and is_word(text[at])


def runs(folded: str) -> Iterator[Run]:
    """The text cut into its longest runs of one kind, as (start, end, kind) without gaps."""
    end = 0
    for match in _RUNS.finditer(folded):
        start = match.start()
        if start > end:
            yield end, start, "other"
        end = match.end()
        yield start, end, _GROUPS[match.lastindex]
    if end < len(folded):
        yield end, len(folded), "other"


def _tokens_of(run: tuple[str, str]) -> Iterator[str]:
    han, word = run
    if word:
        return iter((word,))
    return chain(han, map(add, han, han[1:]))


def tokens(folded: str) -> Iterator[str]:
    """The tokens of a folded text, with repeats, in no promised order: every Han character, every
    two that stand together, and every word (a longest run of `is_word` characters)."""
    return chain.from_iterable(map(_tokens_of, _RUNS.findall(folded)))


def units(folded: str) -> list[str]:
    """The folded text cut into what nobody cuts any further: every Han character, every word, and every
    other character by itself. Joined, they are the text."""
    return _UNITS.findall(folded)
