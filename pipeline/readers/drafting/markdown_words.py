"""Plain words to Markdown that reads back as the same words: escapes, links and emphasis."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

_MARKS = re.compile(r"[\\`*\[\]{}|]")
_UNDERSCORE = re.compile(r"(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])")
_AMPERSAND = re.compile(r"&(?=(#?\w{1,40};?))")
_TILDES = re.compile(r"~(?=~)|(?<=~)~")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
_UNDERLINE_OR_MEANING = re.compile(
    r"=[= ]*|: .*", re.S
)  # of a heading; of a word in a list of meanings
_BREAKS = re.compile(r"[\u2028\u2029\x85\x0b\x0c]|\r\n?")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)
_LINK_SIGNS = re.compile(r"[\\\s<>()\[\]\"'`*]")


@dataclass(frozen=True, slots=True)
class TextRun:
    """A run of plain words, perhaps a link, perhaps emphasised. Line feeds stay line ends.

    `colour`, `highlighted` and `type` (what else its type is: underlined, a font) tell labels and doubts; the
    transcript itself has none of them.
    """

    text: str
    href: str | None = None
    strong: bool = False
    emphasis: bool = False
    colour: str = ""
    highlighted: bool = False
    type: str = ""


def cleaned(text: str) -> tuple[str, int]:
    """The text with plain line feeds and no control characters, and how many of them there were."""
    return _CONTROLS.subn("", _BREAKS.sub("\n", text))


def plain(spans: Iterable[TextRun]) -> str:
    """The bare words of the spans."""
    return "".join(span.text for span in spans)


def one_line(text: str) -> str:
    """The text on one line, each run of white space (no-break spaces too) as one space."""
    return " ".join(text.split())


def escaped(text: str) -> str:
    """The text with every sign that Markdown or HTML would act on inside a line escaped.

    `<`, `&` and `~` become entities because Python-Markdown has no backslash escape for them.
    """
    text = _AMPERSAND.sub(_ampersand, text)
    text = _MARKS.sub(r"\\\g<0>", text)
    text = _UNDERSCORE.sub(r"\\_", text)
    return _TILDES.sub("&#126;", text.replace("<", "&lt;"))


def _ampersand(match: re.Match[str]) -> str:
    tail = match[1]
    is_entity = tail.endswith(";") or html.unescape("&" + tail) != "&" + tail
    return "&amp;" if is_entity else "&"


def escaped_heading(text: str) -> str:
    """One line that is safe after `#` signs: Markdown would take `#` signs at its end away."""
    return escaped(one_line(text)).replace("#", "\\#")


def _line_start(line: str) -> str:
    if line[0] in "#>+-":
        return "\\" + line
    if _UNDERLINE_OR_MEANING.fullmatch(line):
        return f"&#{ord(line[0])};" + line[1:]
    return _NUMBERED.sub(r"\1\\\2", line)


def paragraph(spans: Sequence[TextRun]) -> str:
    """One Markdown paragraph that reads as the spans do, without an empty line; "" for no words."""
    lines = (line.strip() for line in _inline(spans).split("\n"))
    return "\n".join(_line_start(line) for line in lines if line)


def _inline(spans: Sequence[TextRun]) -> str:
    out: list[str] = []
    after_mark = False
    for span in _joined(spans):
        # Two runs of marks that touch (`*a***b**`) would be read as words.
        mark = "" if after_mark else _mark(span)
        out.append(_shown(span, mark))
        after_mark = all((mark, not out[-1].endswith(" ")))
    return "".join(out)


def _mark(span: TextRun) -> str:
    """The stars around a run; none around line ends and mere spaces."""
    unmarked = "\n" in span.text or not span.text.strip()
    return "" if unmarked else "*" * (2 * span.strong + span.emphasis)


def _shown(span: TextRun, mark: str) -> str:
    """A run as Markdown, between marks and as a link; the spaces at its edges stay outside."""
    text = span.text
    if not any((mark, span.href)):
        return escaped(text)
    body = escaped(text.strip())
    if span.href and body:
        body = f"[{body}]({_address(span.href)})"
    lead, tail = " " * text[:1].isspace(), " " * text[-1:].isspace()
    return f"{lead}{mark}{body}{mark}{tail}"


def _joined(spans: Sequence[TextRun]) -> list[TextRun]:
    """The runs, those that look the same and follow each other as one."""
    looks = groupby(
        (span for span in spans if span.text), key=lambda span: replace(span, text="", type="")
    )
    return [replace(look, text=plain(alike)) for look, alike in looks]


def safe_link(href: str | None) -> str | None:
    """The address if it is a web or mail address, otherwise None."""
    href = (href or "").strip()
    return href if len(href) <= 2000 and _SAFE_LINK.fullmatch(href) else None


def _address(href: str) -> str:
    return _LINK_SIGNS.sub(lambda sign: f"%{ord(sign[0]):02X}", href)
