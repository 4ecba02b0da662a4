"""iCalendar (RFC 5545): the meetings that were held and those to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vUri

from minutes.publication.announcements import Announcement, with_keys
from minutes.publication.schedule import Scheduled, records
from minutes.records import terms
from minutes.records.model import Meeting
from minutes.text.shortening import one_line, paragraphs
from webapp.formats.bibliography import BETWEEN, Bibliography, record_key
from webapp.links.building import host_of

MEDIA_TYPE = "text/calendar"
# Where nobody knows when the announcements were last changed; the same calendar must come out the same.
_UNKNOWN = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# Versions of an event are counted in seconds from here: a later change has the larger number, on every
# server and after every restart (RFC 5545 3.8.7.4 asks for no more than that). Until 2088 they fit into
# the 31 bits that an integer has there (3.3.8); what a slip dates later has the last but one, for what is called
# off stands one above.
_FIRST_VERSION = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_LAST_VERSION = 2**31 - 2
_AWAITED = {"zh": "等候紀錄", "en": "Record awaited"}
_DELETED = {"zh": "從行事曆刪除的會議", "en": "A meeting that was taken out of the schedule"}
_NOT_HELD = {"zh": "不召開：", "en": "Not held: "}


def begin(product: str, name: str) -> Calendar:
    """An empty calendar of that name; `product` says which part of this program makes it."""
    whole = Calendar()
    whole.add("prodid", f"-//minutes-archive//{product} 1.0//EN")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    for field in ("name", "x-wr-calname"):
        whole.add(field, one_line(name, 200))
    return whole


def written(whole: Calendar) -> bytes:
    """The calendar as a file. One of nothing at all is none (RFC 5545 3.6 asks for a component): where there is
    no event the clock of its times stands there, of which programmes show nothing."""
    if not whole.subcomponents:
        whole.add_component(_utc())
    text: bytes = whole.to_ical()
    return text


def _utc() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", dt.datetime(1970, 1, 1))  # noqa: DTZ001  # a clock's own beginning has no zone
    standard.add("tzoffsetfrom", dt.timedelta())
    standard.add("tzoffsetto", dt.timedelta())
    zone.add_component(standard)
    return zone


def calendar(
    bibliography: Bibliography,
    name: str,
    meetings: Sequence[Meeting],
    scheduled: Iterable[Scheduled] = (),
    today: dt.date | None = None,
    changed: dt.datetime | None = None,
    deleted: Iterable[Announcement] = (),
    since: dt.date = dt.date.min,
) -> bytes:
    """The calendar `name` of these records and announced meetings.

    A record takes time and place from its announcement, which then does not stand there twice.
    Times are in UTC; a meeting without a time is a whole day. With `today`, past meetings without
    a record say that it is awaited. `changed` is when the announcements last were: programmes that have
    an event already take a later version of it under the same id. What was called off stays in its place,
    as cancelled, and so does what was `deleted` from the schedule; a month or quarter without a meeting has
    no day and does not stand there. What was before `since` stands there neither.
    """
    entries = list(scheduled)
    recorded = records(entries, meetings)
    plans = {(m.id, s.date): s for s, m in recorded.items()}
    whole = begin("calendar", name)
    whole.add("x-wr-timezone", bibliography.archive.timezone)
    whole.add("refresh-interval", dt.timedelta(days=1), parameters={"value": "DURATION"})
    for meeting in meetings:
        for day in filter(since.__le__, meeting.days):
            plan = plans.get((meeting.id, day))
            whole.add_component(_held(bibliography, meeting, day, plan))
    for entry, key in with_keys(entries):
        if entry not in recorded and since <= entry.date:
            late = today is not None and entry.date < today
            whole.add_component(_announced(bibliography, entry, key, changed, late=late))
    for gone in deleted:
        if since <= gone.day:
            whole.add_component(_deleted(bibliography, gone))
    return written(whole)


def _held(
    bibliography: Bibliography, meeting: Meeting, day: dt.date, plan: Scheduled | None
) -> Event:
    key = record_key(meeting.id)
    if len(meeting.days) > 1:
        key += f"-{day:%Y%m%d}"
    event = _event(bibliography, key, day, plan, meeting.tier, meeting.kind)
    add_version(event, bibliography, bibliography.days(meeting).changed)
    event.add("summary", bibliography.title(meeting))
    event.add("url", bibliography.links.meeting(meeting.id))
    if words := bibliography.description(meeting):
        event.add("description", words)
    return event


def add_version(event: Event, bibliography: Bibliography, day: dt.date | None) -> None:
    """Says of an event in which version it stands: that of the day on which what it tells last changed."""
    changed = bibliography.midnight(day).astimezone(dt.UTC) if day else None
    event.add("dtstamp", changed or _UNKNOWN)
    event.add("sequence", _version(changed))


def _version(changed: dt.datetime | None) -> int:
    since = (changed or _FIRST_VERSION) - _FIRST_VERSION
    return min(max(0, int(since.total_seconds())), _LAST_VERSION)


def _announced(
    bibliography: Bibliography,
    entry: Scheduled,
    key: str,
    changed: dt.datetime | None,
    *,
    late: bool,
) -> Event:
    event = _event(bibliography, key, entry.date, entry, entry.tier, entry.kind)
    event.add("dtstamp", changed or _UNKNOWN)
    if changed is not None:
        event.add("last-modified", changed)
    event.add("summary", one_line(entry.title.get(bibliography.lang), 500))
    names = (bibliography.body(word, entry.date).name for word in entry.host)
    hosts = BETWEEN[bibliography.lang].join(names)
    join = _web(entry.join)
    shown = bibliography.links.months()
    event.add("url", vUri(join if join and not entry.is_called_off else shown))
    event.add("sequence", _version(changed) + entry.is_called_off)
    description = [hosts, join, _AWAITED[bibliography.lang] if late else ""]
    if entry.is_called_off:  # the same event in its next version (RFC 5545 3.8.1.11, 3.8.7.4)
        event.add("status", "CANCELLED")
        description = [hosts, _NOT_HELD[bibliography.lang] + entry.not_held.get(bibliography.lang)]
    if any(description):
        event.add("description", paragraphs("\n".join(filter(None, description)), 2_000))
    return event


def _deleted(bibliography: Bibliography, gone: Announcement) -> Event:
    """The last version of an event whose announcement is no more; what it said is not told again."""
    event = Event()
    event.add("uid", f"{gone.key}@{host_of(bibliography.links)}")
    event.add("dtstart", gone.day)
    event.add("dtstamp", gone.gone or _UNKNOWN)
    event.add("summary", _DELETED[bibliography.lang])
    event.add("status", "CANCELLED")
    event.add("sequence", _version(gone.gone) + 1)
    event.add("transp", "TRANSPARENT")
    return event


def _event(
    bibliography: Bibliography,
    key: str,
    day: dt.date,
    plan: Scheduled | None,
    tier: str,
    kind: str,
) -> Event:
    event = Event()
    event.add("uid", f"{key}@{host_of(bibliography.links)}")
    moments = plan.moments(bibliography.archive.zone) if plan else None
    if moments is None:
        event.add("dtstart", day)
    else:
        begins, ends = moments
        event.add("dtstart", begins.astimezone(dt.UTC))
        if ends is not None:
            event.add("dtend", ends.astimezone(dt.UTC))
    if plan is not None and plan.place:
        event.add("location", one_line(plan.place, 300))
    lang = bibliography.lang
    event.add("categories", [terms.TIER[tier].get(lang), terms.KIND[kind].get(lang)])
    event.add("transp", "TRANSPARENT")
    return event


def _web(address: str) -> str:
    """An address that a calendar may offer to open: of the web, without anything hidden in it."""
    address = address.strip()
    ok = (
        address.startswith(("https://", "http://")) and address.isprintable() and " " not in address
    )
    return address if ok else ""
