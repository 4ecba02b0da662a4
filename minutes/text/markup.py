"""Markdown of one block → safe HTML and the plain text that this HTML shows.

The same HTML is published and searched, so what a reader sees is what a reader finds. Headings,
labels and quotation marks at the top level belong to `document.py`; here they are only text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from html import escape, unescape
from html.parser import HTMLParser
from itertools import takewhile
from string import punctuation
from typing import Any
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.blockprocessors import OListProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER, INLINE_PLACEHOLDER, STX

from minutes.text import folding, typed_marks

# Changes whenever the same Markdown would give other HTML or other text: caches and the index
# carry it.
MARKUP_VERSION = 6

# What means more than itself wherever it stands; what does at the beginning or end of a line.
_SIGN = re.compile(r"[\\`*_\[\]<>&|~\x00-\x08\x0b\x0e-\x1f]")
_EDGE = re.compile(r"^[ \t]|^[-+#:=]|^\d+[.)]|\n[ \t]*(?:[-+#:=]|\d+[.)])|(?<! ) {2,}$", re.M)
_BEGINNING = re.compile(r"[ \t]|[-+#:=]|\d+[.)]")
_QUOTED_LINE = re.compile(r"> ?([^\n]*)")
_NO_BARE_LINE = re.compile(r"\A\s|\s\Z|[\n\xa0]")
# Signs that somebody escaped so that they are read as they stand: `\\[laughs\\]`, `&quot;data labs&quot;`.
_ESCAPED_SIGN = re.compile(r"\\([\[\]_*])|&(?:quot|amp|lt|gt|#39);")
# White space that is read as one space: a single one stays, and need not be replaced by itself.
_SPACES = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
_MARKS = re.compile(r"[\\`*_\[\]!&~>]")
MAX_CHARS, MAX_TAGS, MAX_MARKS = 60_000, 400, 4_000
# Of lines that stand together; the longest of 793 real records has 2,023 characters in 21 lines.
MAX_RUN, MAX_LINES = 20_000, 400
_ORDERED = re.compile(r"^ {0,3}(\d{1,4})[.)][ \t]+\S")
_EMBED = re.compile(
    r"<(?:iframe|video|audio|embed|object|img)\b[^>]*?\b(?:src|data)\s*=\s*([\"']?)(?P<url>(?:https?:)?//[^\s\"'<>]+)\1[^>]*>"
    r"(?:\s*</(?:iframe|video|audio|embed|object)\s*>)?",
    re.I,
)
_DROPPED = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.I | re.S)
# One that is never closed would take all words after it along.
_UNCLOSED = re.compile(r"<(?=/?(?:script|style)\b)", re.I)
_ANCHOR = re.compile(r"</?a(?=[\s/>])", re.I)
_STASHED = re.compile(HTML_PLACEHOLDER % r"(\d+)")
_NODE = re.compile(INLINE_PLACEHOLDER % r"(\d+)")
# A link that the cleaner left without its address, and one that would lead to a page of this site
# which is not there: `audreyt.org`, a host without `https://`. Another record may be named so.
_NOWHERE = re.compile(
    r'<a (?:href="(?!https?:|mailto:|#|/[^/]|[0-9]{4}-)[^"<>]*" )?(?:title="[^"<>]*" )?'
    r'rel="nofollow noopener">',
    re.I,
)
_BETWEEN_TAGS = re.compile(r"(?<![^>])[^<>]+")
_WORDLESS_LINK = re.compile(r"<a [^<>]*></a>")
_URL = rf"(?<![A-Za-z0-9_@/])(https?://(?:[\w\-.~:/?#\[\]@!$&'()*+,;=%]|{_NODE.pattern})+)"
_PIECE = re.compile(rf"{_NODE.pattern}|.", re.S)
_ESCAPED = re.compile(f"{STX}(\\d+){ETX}")
_URL_SIGN = re.compile(r'[!-~](?<![<>"`])')
_CLOSING = ".,;:!?'"
TAGS = {
    "p",
    "a",
    "em",
    "strong",
    "b",
    "i",
    "u",
    "s",
    "del",
    "ins",
    "sup",
    "sub",
    "small",
    "mark",
    "br",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "abbr",
    "ruby",
    "rt",
    "rp",
    "q",
    "cite",
    "kbd",
    "dl",
    "dt",
    "dd",
    "div",
    "span",
}
_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "abbr": {"title"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_BLOCKS = ("p", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "tr", "dl", "dt", "dd", "div")
# What parts the words of an element, as text, from those before it and those behind it.
_SET_OFF_BEHIND = dict.fromkeys(_BLOCKS, "\n")
_SET_OFF_BEFORE = {**_SET_OFF_BEHIND, "br": "\n", "td": " ", "th": " "}
_IDLE: dict[bool, list[Markdown]] = {False: [], True: []}  # converters that nobody uses now


class _BareUrl(InlineProcessor):
    """An address in running text becomes a link; it ends before Han text and closing marks."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Any, int | None, int | None]:  # type: ignore[override]  # that of Pattern, two classes above, has no `data`
        if self._is_in_anchor(data[: m.start()]):
            return None, None, None
        pieces = list(_PIECE.finditer(m.group(1)))  # each stands for one character
        url = "".join(takewhile(_URL_SIGN.match, map(self._resolved, pieces))).rstrip(_CLOSING)
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(_CLOSING)
        link = Element("a", {"href": url})
        link.text = self.md.htmlStash.store(escape(url))
        return link, m.start(), m.start() + pieces[len(url) - 1].end()

    def _resolved(self, piece: re.Match[str]) -> str:
        """A character of an address: itself, or that which was escaped (`\\_`, `&amp;`); else ""."""
        if piece.group(1) is None:
            return piece.group()
        node = self._put_aside(piece.group(1))
        escaped = _ESCAPED.fullmatch(node)
        if escaped:
            return chr(int(escaped.group(1)))
        char = unescape(self._raw(node))
        return char if len(char) == 1 else ""

    def _is_in_anchor(self, before: str) -> bool:
        """Whether an `<a>` that somebody wrote as HTML is open here: a link holds no other."""
        tags = (self._raw(self._put_aside(number)) for number in reversed(_NODE.findall(before)))
        last = next(filter(_ANCHOR.match, tags), "</a>")
        return not last.startswith("</")

    def _put_aside(self, number: str) -> str:
        """What stands for a node that the patterns before this one have put aside; "" for an element."""
        nodes: dict[str, Any] = self.md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]  # the stub names the base
        node = nodes.get(number)
        return node if isinstance(node, str) else ""

    def _raw(self, node: str) -> str:
        """The HTML that somebody wrote, if that is what a node stands for."""
        html = _STASHED.fullmatch(node)
        blocks = self.md.htmlStash.rawHtmlBlocks
        number = int(html.group(1)) if html else len(blocks)
        return str(blocks[number]) if number < len(blocks) else ""


class _NumberedList(OListProcessor):
    """A list may begin at 3."""

    LAZY_OL = False


class _ImageLinks(Treeprocessor):
    """A picture from elsewhere becomes a link to it: reading a page must tell no third party."""

    def run(self, root: Element) -> None:
        linked = {id(image) for link in root.iter("a") for image in link.iter("img")}
        for image in list(root.iter("img")):
            source, label = image.get("src", ""), image.get("alt", "")
            image.tag = "span" if id(image) in linked else "a"
            image.attrib.clear()
            if image.tag == "a":
                image.set("href", source)
            image.text = label or source


def _make(*, ordered: bool) -> Markdown:
    md = Markdown(extensions=["tables", "fenced_code"], output_format="html")
    for name in ("hashheader", "setextheader", "code", "reference"):
        md.parser.blockprocessors.deregister(name)
    md.parser.blockprocessors.deregister("olist")
    if ordered:
        md.parser.blockprocessors.register(_NumberedList(md.parser), "olist", 40)
    md.ESCAPED_CHARS = list(punctuation)
    md.inlinePatterns.register(_BareUrl(_URL, md), "bare-url", 45)
    md.treeprocessors.register(_ImageLinks(md), "image-links", 5)
    return md


@contextmanager
def _converter(*, ordered: bool) -> Iterator[Markdown]:
    """A converter for one block: Python-Markdown keeps state while it works, and a server may have a
    new thread for each request."""
    idle = _IDLE[ordered]
    try:
        md = idle.pop()
    except IndexError:
        md = _make(ordered=ordered)
    yield md.reset()
    idle.append(md)


def _is_ordered_list(block: str) -> bool:
    """Lines numbered 1, 2, 3 … are a list; a paragraph that begins with "1914." is not."""
    marks = filter(None, map(_ORDERED.match, block.split("\n")))
    numbers = [int(mark.group(1)) for mark in marks]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))


def _is_too_much(block: str) -> bool:
    """Python-Markdown takes quadratic time for thousands of marks in one block; no transcript has
    them, and a page must not hang on them."""
    if len(block) > MAX_CHARS or max(map(block.count, ("://", "<", "["))) > MAX_TAGS:
        return True
    return len(_MARKS.findall(block)) > MAX_MARKS or any(map(_is_long_run, block.split("\n\n")))


def _is_long_run(lines: str) -> bool:
    """Whether too many lines stand together, without a blank one between them."""
    return len(lines) > MAX_RUN or lines.count("\n") > MAX_LINES


def is_plain(block: str) -> bool:
    """Whether the block holds nothing that Markdown or HTML would read as more than text."""
    if _SIGN.search(block) or "://" in block:
        return False
    if "\n" in block:
        return not (_EDGE.search(block) or typed_marks.has_points(block))
    return not (_BEGINNING.match(block) or block.endswith("  "))


def to_html(block: str) -> str:
    """Safe HTML of one Markdown block: no script, no style, no remote content, links marked; letters
    and their accents composed, but for addresses."""
    block = block.strip("\n")
    if is_plain(block):
        words = folding.compose(block.strip())
        return f"<p>{escape(words, quote=False)}</p>" if words else ""
    return _BETWEEN_TAGS.sub(lambda words: folding.compose(words[0]), convert(block))


@lru_cache(maxsize=2048)
def convert(block: str) -> str:
    """`to_html` of a block with marks; kept, since a page asks for the HTML of words it just read."""
    meant = _unescaped(block)
    if meant is not None:
        return f"<p>{escape(meant, quote=False)}</p>"
    if _is_too_much(block):
        return f"<p>{escape(block, quote=False)}</p>"
    return _html(typed_marks.standard(block), ordered=True)


def _unescaped(block: str) -> str | None:
    """The words of a block whose only marks are escaped ones, None of any other. Half of the blocks
    with marks in real records are such; Python-Markdown gives the same and takes fifty times as long."""
    words, found = _ESCAPED_SIGN.subn(lambda sign: sign[1] or unescape(sign[0]), block)
    if not found or _NO_BARE_LINE.search(block):
        return None
    return words if is_plain(_ESCAPED_SIGN.sub("", block)) else None


def _html(block: str, *, ordered: bool) -> str:
    block = _EMBED.sub(lambda m: _embed_link(m.group("url")), block)
    try:
        with _converter(ordered=ordered) as md:
            html = md.convert(block)
    except (RecursionError, AssertionError, IndexError, ValueError):
        # Python-Markdown gives up on absurd nesting; the words are worth more than the marks.
        html = f"<p>{escape(block)}</p>"
    clean = str(
        nh3.clean(
            _UNCLOSED.sub("&lt;", _DROPPED.sub("", html)),
            tags=TAGS,
            attributes=_ATTRIBUTES,
            link_rel="nofollow noopener",
            url_schemes={"http", "https", "mailto"},
        )
    )
    return _NOWHERE.sub("<a>", _WORDLESS_LINK.sub("", clean)).strip()


def _embed_link(url: str) -> str:
    if url.startswith("//"):  # as old embed codes have it: in whichever way the page came
        url = f"https:{url}"
    return f"<{unescape(url).replace('`', '%60')}>".replace("\\", "%5C")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre":
            self.pre += 1
        self.parts.append(_SET_OFF_BEFORE.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre" and self.pre:
            self.pre -= 1
        self.parts.append(_SET_OFF_BEHIND.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self.parts.append(data if self.pre else _SPACES.sub(" ", data))


def to_text(block: str) -> str:
    """The words that `to_html` shows: escapes and entities resolved, no marks; `\\n` between blocks;
    letters and their accents composed."""
    block = folding.compose(block).strip("\n")
    quoted = _QUOTED_LINE.fullmatch(block)
    words = quoted[1] if quoted else block
    typed = words if is_plain(words) else _unescaped(words)
    return text_of(to_html(block)) if typed is None else _SPACES.sub(" ", typed).strip()


def words_of(block: str) -> tuple[str, str]:
    """`to_text` of a block, and the words of which a lasting id is made; nearly always the same.

    For ids, lists and asterisks are as they were read when the first ids were published (bullets below
    a line run on, `2*3*4` loses its signs), so that no address changes where a page now shows more of
    what was typed."""
    block = block.strip("\n")
    text = to_text(block)
    if not typed_marks.changes_words(block) or is_plain(block) or _is_too_much(block):
        return text, text
    return text, text_of(_html(block, ordered=_is_ordered_list(block)))


@lru_cache(maxsize=4096)
def to_line(words: str) -> str:
    """Like `to_text` for a few words, on one line; the same labels come again and again."""
    return " ".join(to_text(words).split())


def text_of(html: str) -> str:
    """The words of an HTML fragment, lines separated by `\\n`."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = (_SPACES.sub(" ", line).strip(" ") for line in "".join(reader.parts).split("\n"))
    return "\n".join(filter(None, lines))
