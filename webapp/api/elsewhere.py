"""Pages of other sites: how their addresses are compared, and which records belong to one."""

from __future__ import annotations

import re
import weakref
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from minutes.fold import fold
from minutes.model import Issue, Meeting
from minutes.query import Query, Word
from minutes.trail import Entry, sessions
from pipeline import trails
from pipeline.archive import View

How = Literal["link", "response", "issue", "words"]
MAX_ADDRESS = 2000
_MOST = 500
_JOIN = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|yclid|msclkid|igshid?|mc_[ce]id|_ga|_gl|ref|ref_src|spm|si|openexternalbrowser",
    re.I,
)
_PORTS = {"http": 80, "https": 443}


def normalised(address: str) -> str:
    """An address in the form in which pages are compared: without scheme, `www.`, port, closing
    slash, fragment and tracking parameters, its parameters in order; an idea or policy of
    join.gov.tw by its id alone. "" where it is no address of a web page."""
    told = address.strip()
    if len(told) > MAX_ADDRESS or not told or any(c.isspace() or ord(c) < 32 for c in told):
        return ""
    if "://" not in told:
        told = f"https://{told.removeprefix('//')}"
    try:
        parts = urlsplit(told)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in _PORTS or "." not in host or "@" in parts.netloc:
        return ""
    host = _ascii(host).removeprefix("www.")
    if port not in {None, _PORTS[parts.scheme.lower()]}:
        host += f":{port}"
    idea = _JOIN.search(parts.path)
    if host == "join.gov.tw" and idea:
        return f"{host}/{idea[0].lower()}"
    path = quote(unquote(parts.path, errors="replace"), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors="replace", max_num_fields=None)
    kept = sorted((k, v) for k, v in pairs[:100] if not _TRACKING.fullmatch(k))
    return f"{host}{path}{'?' if kept else ''}{urlencode(kept)}"


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties a record to a page: `how`, and its entry in a trail where that is how."""

    meeting: Meeting
    how: How
    entry: Entry | None = None
    speeches: tuple[str, ...] = ()


@dataclass
class Ties:
    """The pages that the heads of a view's records and issue files name."""

    links: dict[str, dict[str, How]] = field(default_factory=lambda: defaultdict(dict))
    issues: dict[str, Issue] = field(default_factory=dict)

    @classmethod
    def of(cls, view: View) -> Ties:
        made = cls()
        for meeting in view.public.meetings:
            for how, address in _of_meeting(meeting):
                made.links[normalised(address)].setdefault(meeting.id, how)
        for issue in view.snapshot.catalogue.issues:
            for address in _of_issue(issue):
                made.issues.setdefault(normalised(address), issue)
        made.links.pop("", None)
        made.issues.pop("", None)
        return made


def _of_meeting(meeting: Meeting) -> Iterator[tuple[How, str]]:
    front = meeting.front
    for link in front.links:
        yield "link", link.url
        if link.archived:
            yield "link", link.archived
    if front.response and front.response.url:
        yield "response", front.response.url


def _of_issue(issue: Issue) -> Iterator[str]:
    front = issue.front
    yield from front.urls
    yield from (
        link.url
        for link in front.links
        if link.type in {"petition", "notice", "issue_page", "reply"}
    )
    if front.response and front.response.url:
        yield front.response.url


_kept: dict[int, tuple[weakref.ref[object], Ties]] = {}


def ties(view: View) -> Ties:
    """The ties of a view; the same as long as it shows the same records."""
    mark = id(view.public)
    known = _kept.get(mark)
    if known is None or known[0]() is not view.public:
        known = (weakref.ref(view.public, lambda _: _kept.pop(mark, None)), Ties.of(view))
        _kept[mark] = known
    return known[1]


def belonging(view: View, page: str) -> tuple[list[Tie], Issue | None]:
    """The records that belong to a page elsewhere, oldest first, and the issue that names it."""
    known = ties(view)
    found: dict[str, Tie] = {}
    issue = known.issues.get(page)
    way = trails.trail(view, issue.slug) if issue else None
    for entry in way.records if way else ():
        meeting = view.public.by_id.get(entry.meeting)
        if meeting:
            found[meeting.id] = Tie(meeting, "issue", entry, entry.speeches)
    for ident, how in known.links.get(page, {}).items():
        found.setdefault(ident, Tie(view.public.by_id[ident], how))
    for meeting, speeches in _in_words(view, page):
        found.setdefault(meeting.id, Tie(meeting, "words", None, speeches))
    return sorted(found.values(), key=_order), issue


def _order(tie: Tie) -> tuple[str, str]:
    days = tie.entry.sessions if tie.entry else sessions(tie.meeting)
    return (days[0].isoformat() if days else "9999", tie.meeting.id)


def _in_words(view: View, page: str) -> Iterator[tuple[Meeting, tuple[str, ...]]]:
    """The records in whose words the address stands, as people write addresses."""
    wanted = fold(
        (page.removeprefix("join.gov.tw/") if _JOIN.search(page) else page).partition("?")[0]
    )
    if len(wanted) < 8 or "/" not in page:
        return
    query = Query("", Word(wanted, (wanted,), quoted=True))
    for searcher in view.snapshot.searchers:
        for name in list(searcher.find(query, view.public.by_id.keys()))[:_MOST]:
            ids = tuple(
                said.id for said in searcher.best(query, name, 20) if said.type == "speech" and said.id
                and page in {normalised(a) for a in addresses_in(said.text)}
            )  # fmt: skip
            if ids:
                yield view.public.by_id[name], ids


def addresses_in(text: str) -> Iterator[str]:
    """The web addresses that stand in a text."""
    for match in re.finditer(r"https?://[^\s<>\"'「」『』（）()，。；、！？]+", text):
        yield match[0].rstrip(".,;:!?")
