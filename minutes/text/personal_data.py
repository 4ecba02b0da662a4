"""Finds what may be personal data in a text: its kind and place, never its value.

Identity numbers are known by their checksum; the other kinds by their form alone.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Literal

from minutes.text.han import HAN

Kind = Literal[
    "identity-number", "mobile-number", "e-mail-address", "postal-address", "bank-account"
]

# The two digits that stand for the first letter (內政部's table of counties).
_LETTERS = {letter: 10 + index for index, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO")}
_SEPARATOR = r"[ \\.‐‑–—-]{0,3}"
_IDENTITY = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z])[ -]?([1289A-Da-d])(\d{8})(?![A-Za-z0-9])", re.ASCII
)
_MOBILE = re.compile(
    rf"(?<![\w/=.-])(?:(?:\+|00)886[ )-]{{0,2}}\(?0?\)?9|09){_SEPARATOR}(?:\d{_SEPARATOR}){{7}}\d(?![\w/-])",
    re.ASCII,
)
_MAIL = re.compile(
    r"(?<![\w.+\\/-])[A-Za-z0-9][\w.+-]{0,63}(?:@|＠)[A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{2,63}){1,4}",
    re.ASCII,
)
_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,5})"
_ADDRESS = re.compile(
    rf"[{HAN}]{{1,6}}(?:路|街|大道)(?:{_NUMBER} ?段)?(?: ?{_NUMBER} ?巷)?(?: ?{_NUMBER} ?弄)?"
    rf" ?\d{{1,4}}(?:[之-]\d{{1,3}})? ?號"
    r"(?P<floor> ?(?:之\d{1,3})?,? ?(?:\d{1,3}|[一二三四五六七八九十]{1,3}) ?樓)?"
)
_HOUSE = re.compile(r"\d ?號", re.ASCII)
_HOME = re.compile(r"住|戶籍|我家|家裡|寄到|寄給|通訊處|聯絡地址")
_ACCOUNT_CUE = re.compile("帳號|帳戶|戶頭|匯款|轉帳|局號|IBAN|ccount [nN]")
_ACCOUNT = re.compile(
    rf"(?:{_ACCOUNT_CUE.pattern})[^\n\d]{{0,16}}(?P<number>(?:[A-Z]{{2}}\d{{2}} ?)?\d[\d -]{{7,18}}\d)",
    re.ASCII,
)
_URL = re.compile(r"https?:/{0,2}[^\s<>()\[\]\"'，。；、）」]+", re.I)
# RFC 2606 and what this project's own examples use.
_RESERVED_HOSTS = re.compile(
    r"(?:^|[.@])(?:example(?:\.(?:com|net|org|tw|org\.tw|com\.tw))?|invalid|test|localhost)$", re.I
)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What kind of personal data may stand from `start` to `end`."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _WrittenKind:
    """How one kind is written: where `cue` stands in a text, each match of `pattern` that `fits`; what
    is found is its `group`."""

    kind: Kind
    cue: re.Pattern[str]
    pattern: re.Pattern[str]
    fits: Callable[[re.Match[str]], bool] = bool
    group: int | str = 0

    def find(self, plain: str) -> Iterator[PersonalData]:
        if self.cue.search(plain):
            for match in filter(self.fits, self.pattern.finditer(plain)):
                yield PersonalData(self.kind, *match.span(self.group))


def _has_right_checksum(match: re.Match[str]) -> bool:
    return is_identity_number("".join(match.groups()))


def _is_long_enough(match: re.Match[str]) -> bool:
    """Bank accounts in Taiwan have 10 to 16 digits; shorter numbers are of cases and documents."""
    return sum(map(str.isdigit, match["number"])) >= 10


def _is_no_example(match: re.Match[str]) -> bool:
    return _RESERVED_HOSTS.search(match[0]) is None


_FORMS = (
    _WrittenKind("identity-number", re.compile(r"\d{8}", re.ASCII), _IDENTITY, _has_right_checksum),
    _WrittenKind("mobile-number", re.compile("09|886"), _MOBILE),
    _WrittenKind("bank-account", _ACCOUNT_CUE, _ACCOUNT, _is_long_enough, "number"),
    _WrittenKind("e-mail-address", re.compile("@"), _MAIL, _is_no_example),
)


def find(text: str) -> Iterator[PersonalData]:
    """Every place in `text` that looks like personal data. Full-width forms count as well."""
    plain = _narrow(text)
    urls = [match.span() for match in _URL.finditer(plain)]
    forms = chain.from_iterable(form.find(plain) for form in _FORMS)
    for finding in chain(forms, _addresses(plain)):
        # Addresses on the web are full of long numbers.
        if finding.kind == "identity-number" or not _is_within(finding, urls):
            yield finding


def _is_within(finding: PersonalData, urls: Sequence[tuple[int, int]]) -> bool:
    """Whether it begins within one of some addresses, which are in order."""
    at = bisect_right(urls, finding.start, key=itemgetter(0)) - 1
    return at >= 0 and finding.start < urls[at][1]


def _addresses(plain: str) -> Iterator[PersonalData]:
    """Addresses down to a floor, or of a place where somebody says they live.

    A house number alone is mostly a public venue.
    """
    for number in _HOUSE.finditer(plain):
        match = _ADDRESS.search(plain, max(0, number.start() - 40), number.end() + 12)
        if match is None or not match.start() < number.start() < match.end():
            continue
        if match["floor"] or _HOME.search(plain, max(0, match.start() - 12), match.start() + 3):
            yield PersonalData("postal-address", *match.span())


def holds(text: str) -> bool:
    """Whether there is anything in `text` that looks like personal data."""
    return next(find(text), None) is not None


def is_identity_number(text: str) -> bool:
    """Whether this is a national identity or resident certificate number with a right checksum.

    Citizens: a letter and 1 or 2; residents since 2021-01-02: 8 or 9; before: a second letter A–D
    (the checksum counts the last digit of its number).
    """
    text = text.upper()
    if not re.fullmatch(r"[A-Z][1289A-D]\d{8}", text, re.ASCII):
        return False
    first = _LETTERS[text[0]]
    second = int(text[1]) if text[1].isdigit() else _LETTERS[text[1]] % 10
    digits = [first // 10, first % 10, second, *map(int, text[2:])]
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    return sum(d * w for d, w in zip(digits, weights, strict=True)) % 10 == 0


class _Narrow(dict[int, int]):
    """Full-width letters, digits and signs as their ASCII forms, one for one."""

    def __missing__(self, code: int) -> int:
        form = unicodedata.normalize("NFKC", chr(code))
        found = self[code] = ord(form) if len(form) == 1 and form.isascii() else code
        return found


_NARROW = _Narrow()
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ＠＋－]")


def _narrow(text: str) -> str:
    return text.translate(_NARROW) if _WIDE.search(text) else text
