"""The words of Rich Text Format, as the library striprtf takes them from the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.readers.audit.passages import CannotCount, CountedPassage

_BEGINNING = re.compile(r"\{\\rtf\d*")
_FONT = re.compile(r"\\f(\d{1,5})(?!\d)[^;{}]{0,200}?\\fcharset(\d{1,3})(?!\d)")
_MOST_FONTS = 1_000
# Groups whose words the library leaves out, though they are of the text: they are given names that it does not know.
_OF_THE_TEXT = re.compile(r"(?:\\\*\s{0,9})?\\(footnote|shp|shpinst|shptxt)(?![a-z])")
_FIELD = re.compile(r"\\fldinst\{", re.I)
_HIGH = r"\\'[89a-fA-F][0-9a-fA-F]"  # the first byte of a Han character, or a letter with an accent
_BROKEN = re.compile(r"(\\'[0-9a-fA-F]{2})[\r\n]+")  # a line end between two bytes is no matter
_BYTES = re.compile(rf"({_HIGH})(?:(\\'[0-9a-fA-F]{{2}})|([0-9A-Za-z@\[\]^_`|~]))")
_NESTED_ROW = re.compile(r"\\nestrow(?![a-z])")
_ENDS = re.compile(r"[\n|]")  # of paragraphs, and of cells as it marks them


def rich_text_passages(data: bytes) -> Iterator[CountedPassage]:
    """Each line; CannotCount without the library, and where it fails on the file."""
    try:
        from striprtf.striprtf import rtf_to_text

        shown = _prepared(data.decode("latin-1"))
        halves = rtf_to_text(shown, errors="replace")  # type: ignore[no-untyped-call]  # it has no types
    except Exception as error:  # it promises nothing about damaged files
        raise CannotCount from error
    words = halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    for number, line in enumerate(_ENDS.split(words), 1):
        yield CountedPassage(number, "line", line)


def _prepared(text: str) -> str:
    """The file without what makes the library slow (it looks for fonts and links in ways that take the square of the
    length), and with what it would leave out."""
    shown = _NESTED_ROW.sub(r"\\par", _OF_THE_TEXT.sub(r"\\x\1", text))
    shown = _BYTES.sub(_in_digits, _BROKEN.sub(r"\1", shown))
    without_links = _FIELD.sub(r"\\fldinst {", shown)
    return _BEGINNING.sub(_with_fonts(text), without_links.replace("\\fonttbl", "\\stylesheet"), 1)


def _in_digits(both: re.Match[str]) -> str:
    """Two bytes, the second of which Word writes as it is where it is a letter: 好 is \\'a6n."""
    first, second, letter = both.groups()
    return first + (second or f"\\'{ord(letter):02x}")


def _with_fonts(text: str) -> str:
    fonts = (found.expand(r"{\\\\f\1\\\\fcharset\2 x;}\n") for found in _FONT.finditer(text))
    return "".join((r"{\\rtf1{\\fonttbl", *islice(fonts, _MOST_FONTS), "}"))
