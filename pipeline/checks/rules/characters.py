"""Checks of single characters: what cannot be seen, cannot be read or is not what it looks like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

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
    if text.isascii() and text.isprintable():
        return
    told = dict.fromkeys(_KINDS, 0)
    for match in _ODD.finditer(text):
        if _belongs(text, match.start()):
            continue
        code = next(code for code, kind in _KINDS.items() if kind.match(match[0]))
        told[code] += 1
        if told[code] <= MOST:
            line, column = subject.at(match.start())
            yield problem(subject.path, code, line, column, character=f"U+{ord(match[0]):04X}")


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
    text, path = subject.text, subject.path
    if text.startswith("\ufeff"):
        yield problem(path, "byte-order-mark")
    first = text.find("\r")
    if first >= 0:
        yield problem(path, "carriage-return", *subject.at(first), count=text.count("\r"))
    number = _first_trailing_space(subject.lines)
    if number:
        column = len(subject.lines[number - 1].rstrip(" \t")) + 1
        yield problem(path, "trailing-space", number, column)
    if not unicodedata.is_normalized("NFC", text):
        numbered = enumerate(subject.lines, 1)
        first = next(n for n, line in numbered if not unicodedata.is_normalized("NFC", line))
        yield problem(path, "not-nfc", first)


def _first_trailing_space(lines: list[str]) -> int:
    """The number of the first line that ends in white space which means nothing, 0 for none."""
    for number, (line, following) in enumerate(zip(lines, [*lines[1:], ""], strict=True), 1):
        if line.endswith((" ", "\t")) and trailing_space(line, following):
            return number
    return 0


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
