"""Checks of single characters: what cannot be seen, cannot be read or is not what it looks like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import compress, count, islice

from minutes.findings.problem import Problem, problem
from pipeline.checks.rules.subject import Context, Subject

_CODES = {
    "control-character": "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f",
    "text-direction": "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c",
    "invisible-character": "\u00ad\u115f\u1160\u180e\u200b-\u200d\u2060-\u2064\ufeff\u3164\uffa0",
    "line-separator": "\x85\u2028\u2029",
    "private-use-character": "\ue000-\uf8ff\U000f0000-\U0010ffff",
    "replacement-character": "\ufffd",
    "look-alike-character": "\u2e80-\u2fd5",
}
_ODD = re.compile(f"[{''.join(_CODES.values())}]")
_KINDS = {code: re.compile(f"[{chars}]") for code, chars in _CODES.items()}
_JOINED = re.compile("[\u0600-\u109f]{2}")  # Arabic to Burmese: their letters need joiners
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
# Within one file a single kind is told this often; after that it is a matter of the whole file.
MOST = 20


def odd_characters(subject: Subject, _: Context) -> Iterator[Problem]:
    """Characters that do harm unseen, each kind at its first places."""
    text = subject.text
    if _ODD.search(text) is None:
        return
    for code, kind in _KINDS.items():
        strangers = (
            at for at in map(re.Match.start, kind.finditer(text)) if not _belongs(text, at)
        )
        for at in islice(strangers, MOST):
            yield problem(subject.path, code, *subject.at(at), character=f"U+{ord(text[at]):04X}")


def _belongs(text: str, at: int) -> bool:
    """Joiners inside emoji and between letters that need them, and the mark at the file's start."""
    char = text[at]
    if char == "\ufeff":
        return at == 0
    if char not in "\u200c\u200d" or not 0 < at < len(text) - 1:
        return False
    before, after = text[at - 1], text[at + 1]
    if char == "\u200d" and unicodedata.category(after) in {"So", "Sm"}:
        return True
    return _JOINED.fullmatch(before + after) is not None


def encoding(subject: Subject, _: Context) -> Iterator[Problem]:
    """The file's first and last bytes, its line ends and its normal form."""
    text, path, lines = subject.text, subject.path, subject.lines
    if text.startswith("\ufeff"):
        yield problem(path, "byte-order-mark")
    first = text.find("\r")
    if first >= 0:
        yield problem(path, "carriage-return", *subject.at(first), count=text.count("\r"))
    for index in _first(map(_ends_in_space, lines, [*lines[1:], ""])):
        yield problem(path, "trailing-space", index + 1, len(lines[index].rstrip(" \t")) + 1)
    if not unicodedata.is_normalized("NFC", text):
        for index in _first(map(_is_decomposed, lines)):
            yield problem(path, "not-nfc", index + 1)


def _first(are_so: Iterable[bool]) -> Iterator[int]:
    """The place of the first line that is so, if one is."""
    return islice(compress(count(), are_so), 1)


def _is_decomposed(line: str) -> bool:
    return not unicodedata.is_normalized("NFC", line)


def _ends_in_space(line: str, following: str) -> bool:
    return line.endswith((" ", "\t")) and trailing_space(line, following)


def trailing_space(line: str, following: str = "") -> bool:
    """Whether the line ends in white space that means nothing.

    In Markdown two spaces after words are a line break, if the paragraph goes on: in a heading, or
    before an empty line or a heading (`following`), they are white space like any other.
    """
    bare = line.rstrip("\r")
    words = bare.rstrip(" \t")
    tail = bare[len(words) :]
    may_break = words != "" and len(tail) > 1 and "\t" not in tail
    if not may_break:
        return tail != ""
    return not following.strip() or any(map(_HEADING.match, (following, words)))
