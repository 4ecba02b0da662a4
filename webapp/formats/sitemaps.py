"""What search engines and browsers ask for: sitemap in parts, robots.txt, OpenSearch description."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from xml.etree import ElementTree as ET

from minutes import clock
from minutes.text.shortening import one_line, shorten
from webapp.formats.bibliography import Bibliography
from webapp.links.building import LANGUAGE_TAGS, Lang, Links, Scope, alternates

MAX_URLS = 50_000  # as sitemaps.org allows in one file
MAX_BYTES = 50_000_000
"""The protocol's limits for one file, uncompressed (sitemaps.org, Protocol 0.9)."""
_SEARCH = {"zh": "搜尋", "en": "Search "}
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_SHORT_NAME, _LONG_NAME, _DESCRIPTION = 16, 48, 1024  # OpenSearch 1.1, lengths in characters
_WITHOUT_END = ("/search", "/en/search")
_XML = '<?xml version="1.0" encoding="utf-8"?>'
_WORDS = "searchTermsGoHere"  # left alone by percent-encoding, and no part of any address
_FRAME = 300  # the bytes of a file around its addresses


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page in every language of the interface: (hreflang, address) pairs, and its last change."""

    addresses: tuple[tuple[str, str], ...]
    changed: dt.date | None = None


def pages(
    bibliography: Bibliography, languages: Sequence[Lang] = ("zh", "en")
) -> Iterator[ListedPage]:
    """The pages worth finding: front page, about, the lists, and those of every visible record, case
    and issue, of every quarter that had a record and of every agency that hosted one.

    Short links are not among them: they lead to these.
    """
    view = bibliography.view
    updates = {m.id: bibliography.days(m).changed for m in view.meetings}
    latest = max(filter(None, updates.values()), default=None)

    def page(address: Callable[[Links], str], changed: dt.date | None = None) -> ListedPage:
        return ListedPage(tuple(alternates(bibliography.links, address, languages)), changed)

    yield page(lambda at: at.home(), latest)
    yield page(lambda at: at.about())
    yield page(lambda at: at.meetings(), latest)
    for tier in dict.fromkeys(m.tier for m in view.meetings):
        yield page(partial(_tier, tier))
    yield page(lambda at: at.speakers())
    yield page(lambda at: at.agencies())
    yield page(lambda at: at.issues())
    yield page(lambda at: at.following())
    for year, number in sorted({clock.Quarter.of(m.date) for m in view.meetings if m.date}):
        yield page(partial(_quarter, year, number))
    for name in updates:
        yield page(partial(_meeting, name), updates[name])
    for issue in view.catalogue.issues:
        yield page(partial(_issue, issue.slug))
    for case in _cases(bibliography):
        yield page(partial(_case, case))
    for ident in _hosts(bibliography):
        yield page(partial(_agency, ident))


def _tier(tier: str, links: Links) -> str:
    return links.meetings(tier)


def _quarter(year: int, number: int, links: Links) -> str:
    return links.quarter(year, number)


def _meeting(name: str, links: Links) -> str:
    return links.meeting(name)


def _issue(slug: str, links: Links) -> str:
    return links.issue(slug)


def _case(number: int, links: Links) -> str:
    return links.case(number)


def _agency(ident: str, links: Links) -> str:
    return links.agency(ident)


def _cases(bibliography: Bibliography) -> list[int]:
    """The cases that have a page of their own: those that no issue file tells of."""
    view = bibliography.view
    in_issues = {n for issue in view.catalogue.issues for n in issue.front.case}
    return sorted({n for m in view.meetings for n in m.front.case} - in_issues)


def _hosts(bibliography: Bibliography) -> list[str]:
    bodies = (body for m in bibliography.view.meetings for body in bibliography.hosts(m))
    return sorted({body.agency.id for body in bodies if body.agency})


def parts(
    listed: Iterable[ListedPage], limit: int = MAX_URLS, size: int = MAX_BYTES
) -> list[bytes]:
    """The sitemap files of these pages, each within the protocol's limits; at least one."""
    groups: list[list[str]] = [[]]
    left = size - _FRAME
    for page in listed:
        for url in _urls(page):
            weight = len(url.encode())
            if groups[-1] and (len(groups[-1]) >= limit or weight > left):
                groups.append([])
                left = size - _FRAME
            groups[-1].append(url)
            left -= weight
    return list(map(_urlset, groups))


def _urls(page: ListedPage) -> Iterator[str]:
    """One `<url>` for every language; each names all of them, itself too (Google, "Localized
    versions of your pages")."""
    others = [
        ET.Element("xhtml:link", {"rel": "alternate", "hreflang": lang, "href": address})
        for lang, address in page.addresses
    ]
    for address in dict.fromkeys(address for _, address in page.addresses):
        url = ET.Element("url")
        ET.SubElement(url, "loc").text = address
        if page.changed is not None:
            ET.SubElement(url, "lastmod").text = page.changed.isoformat()
        if len(others) > 1:
            url.extend(others)
        yield ET.tostring(url, encoding="unicode")


def _urlset(urls: Iterable[str]) -> bytes:
    head = f'<urlset xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}">'
    return "\n".join([_XML, head, *urls, "</urlset>\n"]).encode()


def index(links: Links, count: int) -> bytes:
    """The index of `count` parts, which are numbered from 1."""
    root = ET.Element("sitemapindex", {"xmlns": _SITEMAP})
    for number in range(1, count + 1):
        sitemap = ET.SubElement(root, "sitemap")
        ET.SubElement(sitemap, "loc").text = links.sitemap(number)
    return _document(root)


def robots(sitemap: str | None) -> str:
    """`robots.txt` (RFC 9309): everything may be read but searches, whose pages are without end.
    `sitemap` is absolute, None where the archive has no address."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _WITHOUT_END), "Allow: /"]
    if sitemap:
        lines += ["", f"Sitemap: {sitemap}"]
    return "\n".join(lines) + "\n"


def opensearch(bibliography: Bibliography) -> bytes:
    """The OpenSearch 1.1 description by which a browser adds the archive as a search engine."""
    links, lang = bibliography.links, bibliography.lang
    name = bibliography.archive_name
    description = one_line(bibliography.archive.description.get(lang)) or name
    search = _SEARCH[lang]
    root = ET.Element("OpenSearchDescription", {"xmlns": _OPENSEARCH})
    rows = {
        "ShortName": fitting(name, _SHORT_NAME),
        "LongName": fitting(name, _LONG_NAME),
        "Description": shorten(
            f"{search}{name}" if description == name else description, _DESCRIPTION
        ),
        "Language": LANGUAGE_TAGS[lang],
        "InputEncoding": "UTF-8",
        "OutputEncoding": "UTF-8",
    }
    for tag, words in rows.items():
        ET.SubElement(root, tag).text = words
    found = links.feed(Scope("search", _WORDS))
    for media, template, rel in (
        ("text/html", links.search(_WORDS), "results"),
        ("application/atom+xml", found, "results"),
        ("application/opensearchdescription+xml", links.opensearch(), "self"),
    ):
        filled = template.replace(_WORDS, "{searchTerms}")
        ET.SubElement(root, "Url", {"type": media, "rel": rel, "template": filled})
    return _document(root)


def fitting(name: str, limit: int) -> str:
    """A name of at most `limit` characters: if it is too long, without what stands in brackets, and
    cut if that is too long still."""
    if len(name) <= limit:
        return name
    bare = re.sub(r"\s*[(（\[【][^)）\]】]*[)）\]】]\s*", " ", name).strip()
    return shorten(bare or name, limit)


def _document(root: ET.Element) -> bytes:
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text
