"""Words from strangers made fit to stand in a format that is not HTML: what they say, no tricks."""

from __future__ import annotations

import unicodedata

from minutes.text.folding import is_han

# Marks that change the direction of what follows them (Unicode Bidirectional Algorithm, UAX #9):
# in a copied citation or a feed reader's list they would turn round the words beside them.
_TURNS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_MAX = 20_000


def one_line(text: str, limit: int = _MAX) -> str:
    """`text` in one line: white space evened out, no control characters, no direction marks, none of
    the code points that XML 1.0 forbids; cut at `limit` characters."""
    return shorten(" ".join(_legal(text[: 4 * limit]).split()), limit)


def paragraphs(text: str, limit: int = _MAX) -> str:
    """The same, but each line stays a line (`\\n`)."""
    lines = (" ".join(line.split()) for line in _legal(text[: 4 * limit]).split("\n"))
    return shorten("\n".join(line for line in lines if line), limit)


def _legal(text: str) -> str:
    if text.isprintable():  # nothing to take away, as in nearly every name and title
        return text
    return "".join(
        c if c in "\t\n" or _is_legal(c) else ("\n" if c in "\r\x85\u2028\u2029" else "")
        for c in text.replace("\r\n", "\n")
    )


def _is_legal(char: str) -> bool:
    if char in _TURNS or char in "\u2028\u2029":
        return False
    return unicodedata.category(char) not in {"Cc", "Cs"} and ord(char) & 0xFFFE != 0xFFFE


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, cut between words where it has words, ending in `…`
    where something is left out."""
    if len(text) <= limit:
        return text
    if limit < 2:
        return text[: max(limit, 0)]
    end = limit - 1
    floor = max(end - 30, 1)
    while end > floor and not _may_break(text[end - 1], text[end]):
        end -= 1
    if end == floor:
        end = limit - 1
    return text[:end].rstrip(" \n，、；：,;:（(「『〈《") + "…"


def _may_break(before: str, after: str) -> bool:
    return before.isspace() or after.isspace() or is_han(before) or is_han(after)
