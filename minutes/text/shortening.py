"""Words from strangers made fit to stand in a format that is not HTML: what they say, no tricks."""

from __future__ import annotations

import unicodedata

from minutes.text.folding import is_han

# Marks that change the direction of what follows them (Unicode Bidirectional Algorithm, UAX #9):
# in a copied citation or a feed reader's list they would turn round the words beside them.
_TURNS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_MAX = 20_000
# Characters: where a word is longer, it is cut.
_LONGEST_WORD = 30


def one_line(text: str, limit: int = _MAX) -> str:
    """`text` in one line: white space evened out, no control characters, no direction marks, none of
    the code points that XML 1.0 forbids; cut at `limit` characters."""
    return shorten(" ".join(_legal(text[: 4 * limit]).split()), limit)


def paragraphs(text: str, limit: int = _MAX) -> str:
    """The same, but each line stays a line (`\\n`)."""
    lines = (" ".join(line.split()) for line in _legal(text[: 4 * limit]).split("\n"))
    return shorten("\n".join(filter(None, lines)), limit)


def _legal(text: str) -> str:
    if text.isprintable():  # nothing to take away, as in nearly every name and title
        return text
    return text.replace("\r\n", "\n").translate(_LEGAL)


class _Legal(dict[int, str | int]):
    """What a code point becomes, looked up once: itself, a line break, or nothing."""

    def __missing__(self, code: int) -> str | int:
        self[code] = code if _is_legal(code) else ""
        return self[code]


def _is_legal(code: int) -> bool:
    noncharacter = code & 0xFFFE == 0xFFFE
    return not noncharacter and unicodedata.category(chr(code)) not in _NO_TEXT


# Controls, and surrogates that stand alone.
_NO_TEXT = frozenset({"Cc", "Cs"})
_LEGAL = _Legal(
    {ord("\t"): "\t"}
    | dict.fromkeys(map(ord, "\n\r\x85\u2028\u2029"), "\n")
    | dict.fromkeys(_TURNS, "")
)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, cut between words where it has words, ending in `…`
    where something is left out."""
    if len(text) <= limit:
        return text
    if limit < 2:
        return text[: max(limit, 0)]
    most = limit - 1
    words = range(most, max(most - _LONGEST_WORD, 1), -1)
    end = next((at for at in words if _may_break(text[at - 1 : at + 1])), most)
    return text[:end].rstrip(" \n，、；：,;:（(「『〈《") + "…"


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of a text, wherever that cuts it."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _may_break(around: str) -> bool:
    """Whether a text may be cut between two characters: beside white space, or beside Han."""
    return any(char.isspace() or is_han(char) for char in around)
