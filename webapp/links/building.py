"""How pages are addressed: absolute, percent-encoded, the same for every format that names a page."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Literal, Protocol
from urllib.parse import quote, urlsplit

from minutes.addresses.short_ids import code
from minutes.text.folding import is_han

Lang = Literal["zh", "en"]
LANGUAGE_TAGS: dict[Lang, str] = {"zh": "zh-Hant-TW", "en": "en"}
ScopeKind = Literal["all", "tier", "agency", "speaker", "issue", "case", "following", "search"]
_OWN = 12  # characters of a record's code: 60 bits, that no other record shares
_SHORT = 120  # characters: ids and names, which a page has many times; what people type may be any length
EXACT = 60
"""Up to this many characters a selection is linked by all its words, a longer one by its two ends."""

_TAG = re.compile(r"</?mark>")
# Up to two words, or a run of Han between two marks: where these end no word is cut in two.
_BEFORE = re.compile(r"(?<![\w…])\w{1,24}(?: \w{1,24})?[^\w…]{0,3}$")
_AFTER = re.compile(r"[^\w…]{0,3}\w{1,24}(?: \w{1,24})?(?![\w…])")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which records a feed or calendar holds: all, or those of a tier, agency (its id), speaker (the
    label), issue (its slug), case (its number) or search (the query), or what is open (`following`, of
    one agency or of all)."""

    kind: ScopeKind = "all"
    value: str = ""


EVERYTHING = Scope()


class Links(Protocol):
    """The absolute addresses of one archive's pages in one language of the interface.

    `meeting` and `speech` are ids. Whoever implements this encodes what stands in an address.
    """

    @property
    def lang(self) -> Lang: ...
    def in_language(self, lang: Lang) -> Links: ...
    def home(self) -> str: ...
    def about(self) -> str: ...
    def meeting(self, meeting: str) -> str: ...
    def markdown(self, meeting: str) -> str: ...
    def passage(self, meeting: str, speech: str) -> str:
        """A speech in its place among the others; the record where none is named."""
        ...

    def speech(self, meeting: str, speech: str) -> str:
        """The short, lasting address of a speech by itself."""
        ...

    def speaker(self, name: str) -> str: ...
    def agency(self, ident: str) -> str: ...
    def issue(self, slug: str) -> str: ...
    def meetings(self, tier: str = "") -> str: ...
    def speakers(self) -> str: ...
    def agencies(self) -> str: ...
    def issues(self) -> str: ...
    def case(self, number: int) -> str: ...
    def page_of_case(self, slug: str | None, number: int | None) -> str:
        """The page of a case: that of its issue file, where it has one."""
        ...

    def following(self, agency: str = "", file: str = "") -> str: ...
    def quarter(self, year: int = 0, number: int = 0) -> str: ...
    def search(self, query: str) -> str: ...
    def feed(self, scope: Scope = EVERYTHING, page: int = 1) -> str: ...
    def calendar(self) -> str: ...
    def months(self) -> str: ...
    def revision(self, meeting: str, name: str) -> str: ...
    def opensearch(self) -> str: ...
    def sitemap(self, part: int | None = None) -> str: ...


@dataclass(frozen=True, slots=True)
class BaseLinks:
    """`Links` below one base address, such as `https://minutes.example.tw` or `…/records`.

    Chinese pages have the bare addresses, English ones stand below `/en`.
    """

    base: str
    lang: Lang = "zh"

    def in_language(self, lang: Lang) -> BaseLinks:
        return dataclasses.replace(self, lang=lang)

    def _at(
        self, *segments: str, query: tuple[tuple[str, str], ...] = (), page: bool = True
    ) -> str:
        language = ("en",) if self.lang == "en" and page else ()
        path = "/".join(map(segment, (*language, *segments)))
        return f"{self.base.rstrip('/')}/{path}{query_string(query)}"

    def home(self) -> str:
        return self._at() if self.lang == "zh" else self._at("")

    def about(self) -> str:
        return self._at("about")

    def meeting(self, meeting: str) -> str:
        return self._at(meeting)

    def markdown(self, meeting: str) -> str:
        return self._at(f"{meeting}.md", page=False)

    def passage(self, meeting: str, speech: str) -> str:
        whole = self.meeting(meeting)
        return f"{whole}#s{segment(speech)}" if speech else whole

    def speech(self, meeting: str, speech: str) -> str:
        return self._at("speech", speech)

    def speaker(self, name: str) -> str:
        return self._at("speaker", name)

    def agency(self, ident: str) -> str:
        return self._at("agency", ident)

    def issue(self, slug: str) -> str:
        return self._at("issue", slug)

    def meetings(self, tier: str = "") -> str:
        """The overview of records; with `tier`, that tier."""
        return self._at(*filter(None, ("meetings", tier)))

    def speakers(self) -> str:
        return self._at("speakers")

    def agencies(self) -> str:
        return self._at("agencies")

    def issues(self) -> str:
        return self._at("issues")

    def case(self, number: int) -> str:
        """A case by its number; where an issue file tells of it, this leads to the issue."""
        return self._at("case", str(number))

    def page_of_case(self, slug: str | None, number: int | None) -> str:
        return self.issue(slug) if slug else self.case(number or 0)

    def following(self, agency: str = "", file: str = "") -> str:
        """What is open, with one agency or with all; `file` is `cases.csv` or `due.ics`."""
        return self._at(*filter(None, ("following", agency, file)))

    def quarter(self, year: int = 0, number: int = 0) -> str:
        """What a quarter brought; without a year, the running one."""
        return self._at("quarter", *((str(year), str(number)) if year else ()))

    def search(self, query: str) -> str:
        return self._at("search", query=(("q", query),))

    def feed(self, scope: Scope = EVERYTHING, page: int = 1) -> str:
        name = "q" if scope.kind == "search" else scope.kind
        query = ((name, scope.value),) if scope.kind != "all" else ()
        return self._at("feed.atom", query=query + ((("page", str(page)),) if page > 1 else ()))

    def calendar(self) -> str:
        return self._at("calendar.ics")

    def months(self) -> str:
        """The calendar as a page."""
        return self._at("calendar")

    def revision(self, meeting: str, name: str) -> str:
        """A record as one revision had it, whatever the record is called later; `name` is the
        beginning of the commit."""
        return f"{self._at('m', code(meeting)[:_OWN], page=False)}@{name}"

    def opensearch(self) -> str:
        return self._at("opensearch.xml")

    def sitemap(self, part: int | None = None) -> str:
        if part is None:
            return self._at("sitemap.xml", page=False)
        return self._at("sitemaps", f"{part}.xml", page=False)


def segment(text: str) -> str:
    """`text` as one path segment, query value or fragment: all but RFC 3986's unreserved characters
    percent-encoded as UTF-8; what is no character becomes `?`, encoded."""
    return _kept(text) if len(text) <= _SHORT else _encoded(text)


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="replace")


_kept = lru_cache(maxsize=4096)(_encoded)


def query_string(pairs: Iterable[tuple[str, str]]) -> str:
    """`?name=value&…`, or "" where there are no pairs."""
    joined = "&".join(f"{segment(name)}={segment(value)}" for name, value in pairs)
    return f"?{joined}" if joined else ""


def text_fragment(url: str, words: str) -> str:
    """A link that leads to `words` on the page at `url` and has the browser mark them.

    One short line is named whole, anything longer by how it begins and ends. The syntax gives `-`,
    `,` and `&` a meaning, so these are encoded as well (URL Fragment Text Directives, WICG).
    """
    lines = [" ".join(line.split()) for line in words.splitlines()]
    lines = list(filter(None, lines))
    if not lines:
        return url
    joint = ":~:text=" if "#" in url else "#:~:text="
    if len(lines) == 1 and len(lines[0]) <= EXACT:
        return url + joint + _directive(lines[0])
    start, end = _head(lines[0]), _head(lines[-1][::-1])[::-1]
    return f"{url}{joint}{_directive(start)},{_directive(end)}"


def marked(url: str, snippet: str) -> str:
    """A link that leads to `url` and has the browser mark the first words that a snippet marks (HTML,
    the words in `<mark>`), told from the same words elsewhere by what stands around them. Words that are
    all there is could be marked at another place, so that the link is left as it is."""
    before, _, rest = snippet.partition("<mark>")
    words, _, after = rest.partition("</mark>")
    ahead = _BEFORE.search(_TAG.sub("", unescape(before)))
    behind = _AFTER.match(_TAG.sub("", unescape(after)))
    if not words or not (ahead or behind):
        return url
    parts = [_directive(unescape(words))]
    if ahead:
        parts.insert(0, f"{_directive(ahead[0].strip())}-")
    if behind:
        parts.append(f"-{_directive(behind[0].strip())}")
    joint = ":~:text=" if "#" in url else "#:~:text="
    return url + joint + ",".join(parts)


def _directive(text: str) -> str:
    return segment(text).replace("-", "%2D")


def _head(line: str) -> str:
    """The first characters of a line, to the end of a word where it is written in words."""
    if len(line) <= EXACT // 2:
        return line
    end = EXACT // 2
    while end < len(line) and end < 2 * EXACT and not _breaks(line[end - 1], line[end]):
        end += 1
    return line[:end].strip()


def _breaks(before: str, after: str) -> bool:
    return before.isspace() or after.isspace() or is_han(before) or is_han(after)


def alternates(
    links: Links, address: Callable[[Links], str], languages: Iterable[Lang] = ("zh", "en")
) -> list[tuple[str, str]]:
    """(hreflang, address) of one page in every language of the interface, the page's own among them,
    and last `x-default`, the Chinese one."""
    found = [(LANGUAGE_TAGS[lang], address(links.in_language(lang))) for lang in languages]
    return [*found, ("x-default", found[0][1])] if found else []


def host_of(links: Links) -> str:
    """The host name of an archive's addresses, for ids that are made from it."""
    host = urlsplit(links.home()).hostname or ""
    return host if host and ":" not in host else "localhost"
