"""Pages of other sites: how their addresses are compared, and which records belong to one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from minutes.cases.trail import Entry
from minutes.records.front_matter import reply_url
from minutes.records.model import Issue, Meeting
from pipeline.archive.per_view import once_per_view
from pipeline.archive.snapshot import View
from pipeline.trails import case
from pipeline.trails.named_addresses import addresses

How = Literal["link", "response", "issue", "words"]
MAX_ADDRESS = 2000
_MOST_SPEECHES = 20
JOIN = "join.gov.tw"
_JOIN = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|yclid|msclkid|igshid?|mc_[ce]id|_ga|_gl|ref|ref_src|spm|si|openexternalbrowser",
    re.I,
)
_SCHEMES = {"http", "https"}
_WWW = re.compile(r"^(?:www\.(?=.*\.))+")
_BLANK = re.compile(r"[\s\x00-\x1f]")
_MOST_PARAMETERS = 100
_USUAL_PORTS = {None, 80, 443}
_OWN_PAGES = {"petition", "notice", "issue_page", "reply"}
"""Types of links that lead to pages about the issue itself."""


def normalised(address: str) -> str:
    """An address in the form in which pages are compared: without scheme, `www.`, usual port, closing
    slash, fragment and tracking parameters, its parameters in order; an idea or policy of join.gov.tw
    by its id alone, wherever in the address that stands. A fragment that is a path (`#/idea/1`) names
    a page of its own and stays. "" where it is no address of a web page."""
    parts = _split(address.strip())
    if parts is None:
        return ""
    host = _WWW.sub("", _host(parts))
    path = unquote(parts.path, errors="replace")
    if idea := _join_id(host, (path, parts.query, parts.fragment)):
        return f"{JOIN}/{idea}"
    port = "" if parts.port in _USUAL_PORTS else f":{parts.port}"
    return f"{host}{port}{_encoded(path).rstrip('/')}{_query(parts.query)}{_route(parts.fragment)}"


def _split(address: str) -> SplitResult | None:
    """The parts of a web page's address; None where it is none."""
    if not 0 < len(address) <= MAX_ADDRESS or _BLANK.search(address):
        return None
    if "://" not in address.partition("?")[0]:
        address = f"https://{address.removeprefix('//')}"
    try:
        parts = urlsplit(address)
        host, _ = _host(parts), parts.port
    except ValueError:
        return None
    is_page = parts.scheme.lower() in _SCHEMES and "." in host and "@" not in parts.netloc
    return parts if is_page else None


def _host(parts: SplitResult) -> str:
    return _ascii(parts.hostname or "").rstrip(".")


def _join_id(host: str, places: Iterable[str]) -> str:
    """The id of an idea or policy of join.gov.tw: it stands in the path, in old addresses in the
    query, in the mobile app's after `#`. "" for any other page."""
    if not f".{host}".endswith(f".{JOIN}"):
        return ""
    idea = next(filter(None, map(_JOIN.search, places)), None)
    return idea[0].lower() if idea else ""


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=None)
    kept = sorted((k, v) for k, v in pairs[:_MOST_PARAMETERS] if not _TRACKING.fullmatch(k))
    return f"?{urlencode(kept)}" if kept else ""


def _route(fragment: str) -> str:
    """A fragment that is a path, as single-page sites have it."""
    route = unquote(fragment, errors="replace").rstrip("/")
    return f"#{_encoded(route)}" if route.startswith(("/", "!/")) else ""


def _encoded(path: str) -> str:
    """A path in one form, however its letters were encoded."""
    return quote(path, safe="/:@!$&'()*+,;=~-._")


def _ascii(host: str) -> str:
    """A host's name as the name system has it: 例子.tw is xn--fsqu00a.tw."""
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


@dataclass(frozen=True, slots=True)
class LinkedRecord:
    """What ties a record to a page: `how`, and its entry in a trail where that is how."""

    meeting: Meeting
    how: How
    entry: Entry | None = None
    speeches: tuple[str, ...] = ()


@dataclass
class LinkedRecords:
    """The pages that the heads of a view's records and issue files name."""

    links: dict[str, dict[str, How]] = field(default_factory=lambda: defaultdict(dict))
    issues: dict[str, Issue] = field(default_factory=dict)

    @classmethod
    def of(cls, view: View) -> LinkedRecords:
        linked = cls()
        for meeting in view.public.meetings:
            for how, address in _of_meeting(meeting):
                linked.links[normalised(address)].setdefault(meeting.id, how)
        for issue in view.snapshot.catalogue.issues:
            for address in _of_issue(issue):
                linked.issues.setdefault(normalised(address), issue)
        linked.links.pop("", None)
        linked.issues.pop("", None)
        return linked


def _of_meeting(meeting: Meeting) -> Iterator[tuple[How, str]]:
    """The addresses that a head names; "" where one is not given."""
    front = meeting.front
    for link in front.links:
        yield "link", link.url
        yield "link", link.archived
    yield "response", reply_url(front)


def _of_issue(issue: Issue) -> Iterator[str]:
    """The addresses that an issue file names for its own; "" where one is not given."""
    front = issue.front
    yield from front.urls
    yield from (link.url for link in front.links if link.type in _OWN_PAGES)
    yield reply_url(front)


def linked_records(view: View) -> LinkedRecords:
    """The ties of a view, made once."""
    return once_per_view(view, "_linked_records", LinkedRecords.of)


def belonging(view: View, page: str) -> tuple[list[LinkedRecord], Issue | None]:
    """The records that belong to a page elsewhere, oldest first, and the issue that names it."""
    issue = linked_records(view).issues.get(page)
    found: dict[str, LinkedRecord] = {}
    for tie in chain(_ties_of_issue(view, issue), _ties_of_heads(view, page), _ties(view, page)):
        found.setdefault(tie.meeting.id, tie)
    return sorted(found.values(), key=_order), issue


def _ties_of_heads(view: View, page: str) -> Iterator[LinkedRecord]:
    """The records whose heads name a page."""
    for ident, how in linked_records(view).links.get(page, {}).items():
        yield LinkedRecord(view.public.by_id[ident], how)


def _ties(view: View, page: str) -> Iterator[LinkedRecord]:
    """The records in which a page is linked to or named by speeches."""
    for ident, speeches in once_per_view(view, "_written", _written).get(page, {}).items():
        meeting = view.public.by_id[ident]
        yield LinkedRecord(meeting, "words", None, speeches[:_MOST_SPEECHES])


def _ties_of_issue(view: View, issue: Issue | None) -> Iterator[LinkedRecord]:
    """The records of an issue's trail, then those that say that they belong to it: a visit or a talk
    may, and is no stage of the trail."""
    if issue is None:
        return
    whole = case.case(view, issue.slug)
    for entry in whole.trail.records if whole else ():
        meeting = view.public.by_id.get(entry.meeting)
        if meeting:
            yield LinkedRecord(meeting, "issue", entry, entry.speeches)
    for meeting in view.public.meetings:
        if issue.slug in meeting.front.issue:
            yield LinkedRecord(meeting, "issue")


def _order(record: LinkedRecord) -> tuple[str, str]:
    days = record.entry.sessions if record.entry else record.meeting.days
    return (days[0].isoformat() if days else "9999", record.meeting.id)


def issues_of(view: View, meeting: Meeting) -> tuple[Issue, ...]:
    """The issues of a record: those that its head names, then those whose pages it links to."""
    issues = linked_records(view).issues
    named = [i for i in view.snapshot.catalogue.issues if i.slug in meeting.front.issue]
    linked = (issues.get(normalised(address)) for _, address in _of_meeting(meeting))
    found = filter(None, chain(named, linked))
    return tuple({issue.slug: issue for issue in found}.values())


def _written(view: View) -> dict[str, dict[str, tuple[str, ...]]]:
    """The pages to which links of a view's records lead, or whose addresses stand in their words: by
    page the records, each with the ids of what holds the address."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for meeting in view.public.meetings:
        for address, ids in addresses(view, meeting):
            held = found[normalised(address)]
            held[meeting.id] = tuple(dict.fromkeys((*held.get(meeting.id, ()), *ids)))
    found.pop("", None)
    return found
