"""Metadata for machines in a page's head: JSON-LD, Highwire and Dublin Core meta, Open Graph, COinS.

Pairs are (name, content), plain words; whoever writes them into HTML escapes them as attributes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from minutes.clock import iso, iso_text
from minutes.publication.schedule import Scheduled
from minutes.records import terms
from minutes.records.document import Item
from minutes.records.model import Meeting
from minutes.text.shortening import one_line, shorten
from webapp.formats.bibliography import Bibliography, DatedAgency
from webapp.formats.days import Days
from webapp.links.building import LANGUAGE_TAGS

Pairs = list[tuple[str, str]]
Json = dict[str, Any]
MAX_ATTENDEES = 200
_QUOTE = 2_000  # a quotation's words in JSON-LD, in characters: they stand on the page as well
# In JSON these may only stand within strings, where the escape means the same character; without
# them no `</script>`, `<!--` or `]]>` can come about, whatever anybody is called.
_SCRIPT = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
_LOCALES = {"zh": "zh_TW", "en": "en_US"}


def script(data: Json) -> str:
    """The whole `<script type="application/ld+json">` element, safe to put into any HTML page."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_SCRIPT)
    return f'<script type="application/ld+json">{text}</script>'


def website(bibliography: Bibliography) -> Json:
    """The archive as a schema.org WebSite that can be searched, for its front page."""
    links = bibliography.links
    found = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "@id": links.home() + "#site",
        "url": links.home(),
        "name": bibliography.archive_name,
        "description": one_line(bibliography.archive.description.get(bibliography.lang)),
        "inLanguage": LANGUAGE_TAGS[bibliography.lang],
        "publisher": _publisher(bibliography),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": links.search("-words-").replace("-words-", "{words}"),
            },
            "query-input": "required name=words",
        },
    }
    return _filled(found)


def record(
    bibliography: Bibliography,
    meeting: Meeting,
    items: Iterable[Item] = (),
    plan: Scheduled | None = None,
) -> Json:
    """A meeting (schema.org Event) and its record (Report). `plan`, the meeting as it was announced,
    gives time and place. Speeches are not listed: each has a page, and a Quotation, of its own."""
    address = bibliography.links.meeting(meeting.id)
    graph = [_event(bibliography, meeting, plan), _report(bibliography, meeting, items)]
    graph[0]["recordedIn"] = {"@id": address}
    return {"@context": "https://schema.org", "@graph": graph}


def quotation(bibliography: Bibliography, meeting: Meeting, item: Item) -> Json:
    """One speech (schema.org Quotation) and the record that it is part of."""
    links = bibliography.links
    found = {
        "@context": "https://schema.org",
        "@type": "Quotation",
        "@id": links.speech(meeting.id, item.id),
        "identifier": item.id,
        "text": shorten(one_line(item.text, _QUOTE + 1), _QUOTE),
        "inLanguage": meeting.lang,
        "creator": _person(bibliography, item.speaker) if item.speaker else None,
        "dateCreated": iso(bibliography.days(meeting).held),
        "license": bibliography.licence(meeting),
        "isPartOf": {
            "@type": "Report",
            "@id": links.meeting(meeting.id),
            "name": bibliography.title(meeting),
        },
    }
    return _filled(found)


def _event(bibliography: Bibliography, meeting: Meeting, plan: Scheduled | None) -> Json:
    begins, ends = _times(bibliography, meeting, plan)
    attendees = (one_line(a.name, 200) for a in meeting.front.attendees[:MAX_ATTENDEES])
    found = {
        "@type": "Event",
        "@id": bibliography.links.meeting(meeting.id) + "#event",
        "name": bibliography.title(meeting),
        "startDate": begins,
        "endDate": ends,
        "location": {"@type": "Place", "name": one_line(plan.place, 300)}
        if plan and plan.place
        else None,
        "organizer": [_organisation(bibliography, host) for host in bibliography.hosts(meeting)],
        "attendee": [{"@type": "Person", "name": name} for name in attendees if name],
        "keywords": _subjects(bibliography, meeting),
    }
    return _filled(found)


def _times(
    bibliography: Bibliography, meeting: Meeting, plan: Scheduled | None
) -> tuple[str | None, str | None]:
    """When it began and ended, ISO 8601: days, or times with their offset where it sat on one day
    and they were announced."""
    days = meeting.days
    if plan is not None and days == (plan.date,):
        moments = plan.moments(bibliography.archive.zone)
        if moments is not None:
            return moments[0].isoformat(), iso(moments[1])
    if not days:
        return None, None
    return days[0].isoformat(), days[-1].isoformat() if len(days) > 1 else None


def _report(bibliography: Bibliography, meeting: Meeting, items: Iterable[Item]) -> Json:
    links = bibliography.links
    days = bibliography.days(meeting)
    twin = bibliography.view.twin(meeting)
    other = (
        {"@type": "Report", "@id": links.meeting(twin.id), "inLanguage": twin.lang}
        if twin
        else None
    )
    address = links.meeting(meeting.id)
    found = {
        "@type": ["Report", "DigitalDocument"],
        "@id": address,
        "name": bibliography.title(meeting),
        "description": bibliography.description(meeting, items),
        "inLanguage": meeting.lang,
        "datePublished": iso(days.published),
        "publication": _inferred(bibliography, days),
        "dateModified": iso(days.changed) if days.changed != days.published else None,
        "author": [_organisation(bibliography, host) for host in bibliography.hosts(meeting)],
        "publisher": _publisher(bibliography),
        "license": bibliography.licence(meeting),
        "about": [
            {"@type": "Thing", "@id": links.issue(slug)}
            for slug in _known_issues(bibliography, meeting)
        ],
        "correction": [
            f"{c.date.isoformat()} {one_line(c.what, 500)}" for c in meeting.front.corrections
        ],
        "translationOfWork" if meeting.front.translation_of else "workTranslation": other,
        "encoding": {
            "@type": "MediaObject",
            "encodingFormat": "text/markdown",
            "contentUrl": links.markdown(meeting.id),
        },
        "isAccessibleForFree": True,
    }
    return _filled(found)


def _inferred(bibliography: Bibliography, days: Days) -> Json | None:
    """That the day of publication is inferred, as schema.org can say it: of the event."""
    if not days.inferred or days.published is None:
        return None
    note = days.publication(bibliography.lang)
    return {"@type": "PublicationEvent", "startDate": iso(days.published), "description": note}


def _known_issues(bibliography: Bibliography, meeting: Meeting) -> list[str]:
    slugs = {issue.slug for issue in bibliography.view.catalogue.issues}
    return [slug for slug in dict.fromkeys(meeting.front.issue) if slug in slugs]


def _organisation(bibliography: Bibliography, body: DatedAgency) -> Json:
    found: Json = {"@type": "GovernmentOrganization", "name": body.name}
    if body.agency is not None:
        found["@id"] = bibliography.links.agency(body.agency.id)
    return found


def _publisher(bibliography: Bibliography) -> Json:
    return {"@type": "Organization", "name": bibliography.publisher}


def _person(bibliography: Bibliography, name: str) -> Json:
    address = bibliography.links.speaker(name)
    return {"@type": "Person", "@id": address, "name": one_line(name, 200)}


def _filled(data: Json) -> Json:
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def _subjects(bibliography: Bibliography, meeting: Meeting) -> list[str]:
    """What a record is filed under: tier, kind, cases and issues, in words."""
    lang = bibliography.lang
    front = meeting.front
    case = {"en": "Case {}"}.get(lang, "第{}案")
    titles = {i.slug: i.front.title.get(lang) for i in bibliography.view.catalogue.issues}
    words = [
        *(terms.TIER[tier].get(lang) for tier in filter(None, [front.tier])),
        *(terms.KIND[kind].get(lang) for kind in filter(None, [front.kind])),
        *map(case.format, front.case),
        *(titles.get(slug) or slug for slug in front.issue),
    ]
    return list(dict.fromkeys(filter(None, (one_line(word, 200) for word in words))))


def highwire(bibliography: Bibliography, meeting: Meeting, item: Item | None = None) -> Pairs:
    """The `citation_*` meta that Google Scholar and Zotero read: title, one author each, the day by
    which it is cited and that since when it could be read, as YYYY/MM/DD (Google Scholar, "Inclusion Guidelines for Webmasters")."""
    days = bibliography.days(meeting)
    address = bibliography.address(meeting, item)
    pairs = [("citation_title", bibliography.title(meeting))]
    pairs += [("citation_author", name) for name in bibliography.voices(meeting, item)]
    dated = {"citation_publication_date": days.held, "citation_online_date": days.published}
    pairs += [(name, day.isoformat().replace("-", "/")) for name, day in dated.items() if day]
    pairs += [
        ("citation_technical_report_institution", name) for name in bibliography.authors(meeting)
    ]
    pairs += [("citation_technical_report_number", str(n)) for n in meeting.front.case]
    pairs += [("citation_language", meeting.lang), ("citation_public_url", address)]
    return pairs


def _dublin_core_days(bibliography: Bibliography, meeting: Meeting) -> Pairs:
    """When a meeting was held, and when its record was published."""
    days, sat = bibliography.days(meeting), meeting.known_days
    pairs: Pairs = []
    if meeting.date:
        pairs += [("DC.Date", iso_text(days.held))]
        pairs += [("DC.Coverage.t.min", sat[0].isoformat())]
        pairs += [("DC.Coverage.t.max", sat[-1].isoformat())]
    pairs.append(("DCTERMS.available", iso_text(days.published)))
    if days.inferred:
        pairs.append(("DCTERMS.provenance", days.publication(bibliography.lang)))
    return pairs


def dublin_core(
    bibliography: Bibliography,
    meeting: Meeting,
    item: Item | None = None,
    description: str = "",
) -> Pairs:
    """The Dublin Core elements, named as Taiwan's rule for government pages has them (行政機關電子
    資料流通詮釋資料及分類檢索規範, FL043379), each as often as it has values. `DC.Date` is the day
    of the meeting, `DCTERMS.available` that of publication, with `DCTERMS.provenance` where it is
    inferred. The rule wants every element: where nobody
    else had a part in a record, its publisher is the contributor. The categories of the same rule
    (主題, 施政, 服務分類) are the archive's, since each body is told its codes."""
    links = bibliography.links
    address = bibliography.address(meeting, item)
    co_hosts = [bibliography.body(w, meeting.date).name for w in meeting.front.co_agencies]
    twin = bibliography.view.twin(meeting)
    pairs = [("DC.Title", bibliography.title(meeting))]
    pairs += [("DC.Creator", name) for name in bibliography.voices(meeting, item)]
    pairs += [("DC.Subject", word) for word in _subjects(bibliography, meeting)]
    pairs += [("DC.Description", one_line(description))]
    pairs += [("DC.Contributor", name) for name in co_hosts or [bibliography.publisher]]
    pairs += [("DC.Publisher", bibliography.publisher)]
    pairs += [("DC.Type", "Text"), ("DC.Format", "text/html"), ("DC.Language", meeting.lang)]
    pairs += _dublin_core_days(bibliography, meeting)
    pairs += [("DC.Identifier", address), ("DC.Source", links.markdown(meeting.id))]
    if item is not None:
        pairs.append(("DC.Relation", links.meeting(meeting.id)))
    else:
        pairs.append(("DC.Relation", links.meeting(twin.id) if twin else links.home()))
    pairs += [("DC.Rights", bibliography.licence(meeting))]
    filed = bibliography.archive.category
    for name, codes in (("Theme", filed.theme), ("Cake", filed.cake), ("Service", filed.service)):
        pairs += [(f"Category.{name}", code) for code in codes]
    return list(filter(itemgetter(1), pairs))


def open_graph(
    bibliography: Bibliography,
    address: str,
    title: str,
    description: str,
    meeting: Meeting | None = None,
) -> Pairs:
    """Open Graph properties (`<meta property=… content=…>`) of any page; of a record's or speech's
    page with its days, when `meeting` is given."""
    other = "en" if bibliography.lang == "zh" else "zh"
    pairs = [
        ("og:type", "article" if meeting else "website"),
        ("og:title", one_line(title, 300)),
        ("og:description", one_line(description, 300)),
        ("og:url", address),
        ("og:site_name", bibliography.archive_name),
        ("og:locale", _LOCALES[bibliography.lang]),
        # A record has the same words in either language of the interface.
        ("og:locale:alternate", "" if meeting else _LOCALES[other]),
    ]
    if meeting is not None:
        days = bibliography.days(meeting)
        if days.published:
            moment = bibliography.midnight(days.published).isoformat()
            pairs.append(("article:published_time", moment))
        if days.changed and days.changed != days.published:
            pairs.append(("article:modified_time", bibliography.midnight(days.changed).isoformat()))
    return list(filter(itemgetter(1), pairs))


def coins(bibliography: Bibliography, meeting: Meeting, item: Item | None = None) -> str:
    """The `title` of a `<span class="Z3988">` (OpenURL ContextObject in Span): what lets Zotero take a
    whole page of results. To be escaped as an attribute."""
    address = bibliography.address(meeting, item)
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "document"),
        ("rft.title", bibliography.title(meeting)),
    ]
    pairs += [("rft.creator", name) for name in bibliography.voices(meeting, item)]
    if meeting.date:
        pairs.append(("rft.date", meeting.date.isoformat()))
    pairs += [
        ("rft.publisher", bibliography.publisher),
        ("rft.language", meeting.lang),
        ("rft.identifier", address),
    ]
    return urlencode(pairs, errors="replace")
