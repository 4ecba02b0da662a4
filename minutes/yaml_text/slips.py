"""Slips of the keyboard in a head that cannot be read: found in its lines, since what PyYAML stumbles
over is often the line after."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from minutes.yaml_text.errors import UnreadableYaml

_COLONS = "：︰﹕∶"  # full width, and three that look like it
_WIDE = re.compile(
    rf"(?:^[ \t]*(?:- )?|[{{,][ \t]*)(?P<name>\w{{1,30}})[ \t]?(?P<colon>[{_COLONS}])"
    rf"[ \t\u3000]*(?P<value>[^,{{}}]{{0,40}})"
)
_AT_START = re.compile(
    rf"^(?P<before>(?:[ \t]{{0,20}}- )?)(?P<name>\w{{1,30}})[ \t]?(?:[{_COLONS}][ \t]*|:(?![ \t\r/]|$))"
)
_IN_BRACES = re.compile(rf"(?P<before>[{{,][ \t]*)(?P<name>\w{{1,30}})[ \t]?[{_COLONS}][ \t]*")
_TIGHT = re.compile(r"^[ \t]*(?:- )?(?P<name>\w{1,30}):(?![ \t\r/]|$)(?P<value>.{0,40})")
_COLON_INSIDE = re.compile(
    r"[{,][ \t]*(?P<name>\w{1,30}): (?P<value>[^,{}\[\]\"']{1,80}?: ?[^,{}\[\]\"']{0,80})"
)
# A line that is a field with a value in which a colon stands: `title: 甲: 乙`, `- text: 決議: 洽悉`.
_COLON_ON_LINE = re.compile(
    r"^(?P<before>[ \t]{0,20}(?:- )?(?P<name>\w{1,30}): )(?P<value>(?![ \t\"'\[{|>&*!%@`#])[^\"\\]{1,200}?:[ \t][^\"\\]{0,200}?)[ \t\r]*$"
)
_PLAIN = r"[^,{}\[\]\"'\\]"  # what a value may hold that quotation marks around it do not change
_UNQUOTED = re.compile(
    rf"(?P<before>[{{,][ \t]*(?P<name>\w{{1,30}}): )(?P<value>(?![ \t]){_PLAIN}{{1,80}}?: {_PLAIN}{{1,200}}?)"
    r"(?=[ \t]*(?:\}|,[ \t]*\w{1,30}: ))"
)
_HASH_INSIDE = re.compile(r"[{,\[][^\"'#]{0,200} #")
_PRIVATE = re.compile(r"\d{6}|@")  # a number or an address of somebody's is not repeated

Words = tuple[str, str]


def _of_wide_colon(line: str, names: Collection[str]) -> Words | None:
    for match in _WIDE.finditer(line[:400]):
        if match["name"].casefold() in names:
            right = f"{match['name']}: {_showable(match['value'].rstrip())}"
            return (
                f"用了全形冒號「{match['colon']}」，請改成半形冒號加一格，寫成「{right}」",
                f"there is a full-width colon “{match['colon']}”; write a plain one and a space, "
                f"“{right}”",
            )
    return None


def _of_tight_colon(line: str, names: Collection[str]) -> Words | None:
    match = _TIGHT.match(line)
    if match is None or match["name"].casefold() not in names:
        return None
    right = f"{match['name']}: {_showable(match['value'])}"
    return f"冒號後面要空一格，請寫成「{right}」", f"a space must follow the colon: “{right}”"


def _of_colon_inside(line: str, names: Collection[str]) -> Words | None:
    on_line = _COLON_ON_LINE.match(line[:400])
    is_field = on_line is not None and on_line["name"].casefold() in names
    match = on_line if is_field else _COLON_INSIDE.search(line[:400])
    if match is None:
        return None
    right = f'{match["name"]}: "{_showable(match["value"].strip())}"'
    return (
        f"值裡有冒號，請加引號，寫成「{right}」",
        f"the value holds a colon and needs quotation marks: {right}",
    )


def _of_hash_inside(line: str, _: Collection[str]) -> Words | None:
    if _HASH_INSIDE.search(line[:400]) is None:
        return None
    return (
        "「 #」後面的字會被當成註解而不見，請把整個值用引號包起來",
        "what follows “ #” is taken for a comment and lost; put the whole value in quotation marks",
    )


def _showable(value: str) -> str:
    return "…" if _PRIVATE.search(value) else value.rstrip("\r")


_LOOKS: tuple[Callable[[str, Collection[str]], Words | None], ...] = (
    _of_wide_colon,
    _of_tight_colon,
    _of_colon_inside,
    _of_hash_inside,
)


def explained(error: UnreadableYaml, text: str, names: Collection[str]) -> UnreadableYaml:
    """The error at the line of the slip that caused it, with words that say what to type, where the
    lines of `text` show one; else as it is. `names` are the fields that a head may have, in lower case.

    Looked at are the line that PyYAML names, the one before, and the top fields above.
    """
    lines = text.split("\n")
    near = range(max(error.line - 2, 0), min(error.line, len(lines)))
    top = [n for n in range(min(error.line, len(lines))) if lines[n][:1].strip()]
    for number in dict.fromkeys([*near, *top]):
        if words := _slip(lines[number], names):
            return UnreadableYaml(error.reason, number + 1, words)
    return error


def narrowed(text: str, names: Collection[str]) -> str:
    """The lines of a head with a plain colon and a space after each field that has another colon, or no
    space, and with quotation marks around a value that holds a colon; lines of words within
    it stay."""
    return "\n".join(_narrowed(line, names) for line in text.split("\n"))


def _narrowed(line: str, names: Collection[str]) -> str:
    line = _AT_START.sub(_for_fields(_NAME_AND_COLON, names), line)
    if "{" not in line or line.lstrip().startswith("#"):
        return line
    line = _IN_BRACES.sub(_for_fields(_NAME_AND_COLON, names), line)
    return _UNQUOTED.sub(_for_fields(_IN_QUOTATION_MARKS, names), line)


_NAME_AND_COLON, _IN_QUOTATION_MARKS = r"\g<before>\g<name>: ", r'\g<before>"\g<value>"'


def _for_fields(form: str, names: Collection[str]) -> Callable[[re.Match[str]], str]:
    """Writes what is found in a form, where it is one of some fields."""
    return lambda match: match.expand(form) if match["name"].casefold() in names else match[0]


def wide_colon(lines: Sequence[str], names: Collection[str]) -> UnreadableYaml | None:
    """Why a head holds no field at all: all its colons are full-width ones; None where that is not so."""
    for number, line in enumerate(lines, 1):
        if words := _of_wide_colon(line, names):
            return UnreadableYaml("full-width colons", number, words)
    return None


def _slip(line: str, names: Collection[str]) -> Words | None:
    found = (look(line, names) for look in _LOOKS)
    return None if line.lstrip().startswith("#") else next(filter(None, found), None)
