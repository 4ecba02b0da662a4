"""Checks of the front matter's sense: what its fields say about each other and the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from operator import attrgetter
from typing import Any

from minutes.findings.problem import Problem, problem
from minutes.publication.correction_window import Due, is_public, is_reason, is_unagreed
from minutes.records import terms, titles, vocabulary
from minutes.records.document import readable
from minutes.records.front_matter import PO_TIERS, Edit, FrontMatter
from minutes.registers.agencies import Agency
from minutes.text.lists import first_of_each, omit
from minutes.yaml_text import nested
from minutes.yaml_text.reading import Loc
from pipeline.checks.rules.subject import Context, Subject, exceeds, own_agencies, shown
from pipeline.source.parser import infer_language

_REQUIRED = {"title": "missing-field", "date": "missing-date", "tier": "missing-tier"}


def required(subject: Subject, _: Context) -> Iterator[Problem]:
    """Title, date and tier are there, and the host of a numbered collaborative meeting."""
    meeting = subject.parsed.meeting
    if readable(subject.parsed.document.front) is None:
        if meeting.date is None and not meeting.broken:
            yield problem(subject.path, "missing-date", subject.heading_line)
        return
    for name in _REQUIRED.keys() - {*meeting.given, *meeting.unreadable}:
        values: dict[str, Any] = vocabulary.allowed(name) if name == "tier" else {}
        yield problem(subject.path, _REQUIRED[name], field=name, **values)
    if meeting.tier == "collaborative":
        yield from _host(subject)


def _host(subject: Subject) -> Iterator[Problem]:
    meeting = subject.parsed.meeting
    cases, hosts = meeting.front.case, meeting.front.host_agency
    is_numbered = cases and "case" not in meeting.inferred
    if is_numbered and not hosts and "host_agency" not in meeting.unreadable:
        yield subject.problem("missing-host", "case", case=cases[0])


def dates(subject: Subject, context: Context) -> Iterator[Problem]:
    """The dates of the file's name, its heading and its front matter are one; it is not to come."""
    meeting = subject.parsed.meeting
    facts = titles.infer(meeting.id, subject.parsed.document.heading)
    given = meeting.date if "date" in meeting.given else None
    found = (facts.stem_date, facts.heading_date, given)
    if len(set(filter(None, found))) > 1:
        in_head = given not in {None, facts.stem_date}
        place = subject.field("date") if in_head else (subject.heading_line, 1)
        stem, heading, head = map(_day_or_dash, found)
        yield problem(subject.path, "date-mismatch", *place, file=stem, heading=heading, front=head)
    if exceeds(meeting.date, context.today):
        yield subject.problem("date-to-come", "date", date=meeting.date)


def _day_or_dash(day: dt.date | None) -> str:
    return day.isoformat() if day else "–"


def title_facts(subject: Subject, _: Context) -> Iterator[Problem]:
    """What the title says of tier and case agrees with the fields; the language is the text's."""
    meeting = subject.parsed.meeting
    facts = titles.infer(meeting.id, meeting.title)
    # A tier that nobody can read is told for itself.
    is_read = terms.tier_of(str(subject.fields.get("tier"))) == meeting.tier
    if is_read and facts.tier in PO_TIERS - {meeting.tier}:
        yield subject.problem("tier-unlike-title", "tier", tier=meeting.tier, told=facts.tier)
    given = meeting.front.case
    if "case" in subject.fields and _are_other_cases(given, facts.cases):
        cases = ", ".join(map(str, facts.cases))
        written = ", ".join(map(str, given))
        yield subject.problem("case-unlike-title", "case", case=written, told=cases)
    if "lang" in subject.fields:
        yield from _language(subject)


def _are_other_cases(some: Sequence[int], others: Sequence[int]) -> bool:
    return bool(some) and bool(others) and set(some).isdisjoint(others)


def _language(subject: Subject) -> Iterator[Problem]:
    lang, document = subject.parsed.meeting.front.lang, subject.parsed.document
    if not lang or len(document.items) <= 20:  # too few words to tell
        return
    found = infer_language(document)
    if found and found.split("-")[0] != lang.split("-")[0].lower():
        yield subject.problem("lang-unlike-text", "lang", lang=lang, told=found)


def agencies(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every agency is in the registry, and existed on the day of the meeting."""
    for word, loc in _first_places(_agency_words(subject.parsed.meeting.front)).items():
        yield from _agency(subject, context, word, loc)


def helpers(subject: Subject, context: Context) -> Iterator[Problem]:
    """Who asks and who is asked for help may be others than agencies; a name that is nearly one's is
    told."""
    for word, loc in _first_places(_helper_words(subject.parsed.meeting.front)).items():
        if near := context.agencies.slip_of(word):
            yield subject.problem("like-agency", *loc, agency=shown(word), near=near)


def _first_places(named: Iterable[tuple[str, Loc]]) -> dict[str, Loc]:
    """Each word with the first place at which it stands."""
    return omit(first_of_each(named), {""})


def _helper_words(front: FrontMatter) -> Iterator[tuple[str, Loc]]:
    """Everybody who asks and who is asked for help, and where."""
    for index, request in enumerate(front.requests):
        for name, words in (("from", request.sender), ("to", request.to)):
            for word in sorted(words):
                yield word, ("requests", index, name)


def _agency_words(front: FrontMatter) -> Iterator[tuple[str, Loc]]:
    """Every agency that the head names, and where."""
    yield from own_agencies(front)
    for index, attendee in enumerate(front.attendees):
        yield attendee.agency, ("attendees", index, "agency")
    for index, action in enumerate(front.actions):
        for word in action.agency:
            yield word, ("actions", index, "agency")


def _agency(subject: Subject, context: Context, word: str, loc: Loc) -> Iterator[Problem]:
    registry, day = context.agencies, subject.parsed.meeting.date
    bearers = registry.find(word)
    if not bearers:
        near = registry.nearest(word)
        yield subject.problem("unknown-agency", *loc, agency=shown(word), near=near)
        return
    if day is None:
        return
    agency = registry.resolve(word, day)
    values = {"agency": shown(word), "date": day}
    if agency is None:
        is_shared = any(each.valid_on(day) for each in bearers)
        code = "agency-ambiguous" if is_shared else "agency-not-valid"
        others = ", ".join(map(attrgetter("id"), bearers))
        yield subject.problem(code, *loc, **values, others=others)
    elif not agency.valid_on(day):
        family = [*registry.predecessors(agency), *registry.successors(agency)]
        then = ", ".join(each.name.get("zh") for each in family if each.valid_on(day))
        yield subject.problem("agency-not-valid", *loc, **values, others=then)


def attendance(subject: Subject, context: Context) -> Iterator[Problem]:
    """Nobody is listed twice, and who came as host is of a hosting agency."""
    if "attendees" in subject.parsed.meeting.given:
        yield from _names_of_attendees(subject)
        yield from _capacities(subject, context)


def _names_of_attendees(subject: Subject) -> Iterator[Problem]:
    seen: set[tuple[str, str, str]] = set()
    for index, person in enumerate(subject.parsed.meeting.front.attendees):
        if not person.name.strip():
            yield subject.problem("attendee-without-name", "attendees", index)
        who = (person.name, person.agency, person.organisation)
        if who in seen:
            yield subject.problem("attendee-twice", "attendees", index, number=index + 1)
        seen.add(who)


def _capacities(subject: Subject, context: Context) -> Iterator[Problem]:
    """Who came as host, though of another agency than those that host, as far as these are known."""
    meeting = subject.parsed.meeting
    agency_of = partial(context.agencies.resolve, on=meeting.date)
    host_ids = {host.id for host in filter(None, map(agency_of, meeting.front.host_agency))}
    if not host_ids:
        return
    for index, person in enumerate(meeting.front.attendees):
        if person.capacity == "host" and _is_of_none(agency_of(person.agency), host_ids):
            at = ("attendees", index, "capacity")
            yield subject.problem("capacity-unlike-host", *at, number=index + 1)


def _is_of_none(agency: Agency | None, hosts: set[str]) -> bool:
    """Whether an agency that is known is neither a host nor right below one."""
    return agency is not None and hosts.isdisjoint({agency.id, agency.parent})


def sessions(subject: Subject, _: Context) -> Iterator[Problem]:
    """The sittings of a bundled record stand in the order of their dates."""
    days = [session.date for session in subject.parsed.meeting.front.sessions]
    for index, (before, day) in enumerate(pairwise(days), 1):
        if day < before:
            yield subject.problem("sessions-out-of-order", "sessions", index, "date")
            return


def window(subject: Subject, context: Context) -> Iterator[Problem]:
    """The correction window's fields agree with the rule of ten working days."""
    meeting = subject.parsed.meeting
    yield from _unagreed_waiver(subject)
    yield from _hold(subject, context)
    may_wait = meeting.tier in PO_TIERS or meeting.has_edit
    if may_wait and meeting.date is not None and not meeting.broken:
        yield from _day_of_publication(subject, context)


def _day_of_publication(subject: Subject, context: Context) -> Iterator[Problem]:
    """What does not go with the day on which a record is due, where it has one."""
    due = context.gate.due(subject.parsed.meeting)
    if due.withheld:
        return
    if not due.calendar_known:
        known, day = context.gate.calendar.known_to, _day_or_dash(due.day)
        yield subject.problem("calendar-too-short", "date", known=known, due=day)
    if subject.parsed.meeting.front.edit is not None:
        yield from _edit(subject, subject.parsed.meeting.front.edit, due)
    if _is_seen_by_all(context) and not is_public(due, context.now):
        yield problem(subject.path, "draft-in-public-folder", due=due.day)


def _unagreed_waiver(subject: Subject) -> Iterator[Problem]:
    if is_unagreed(subject.parsed.meeting.edit.waiver_reason):
        yield subject.problem("waiver-unagreed", "edit", "waiver_reason")


def _hold(subject: Subject, context: Context) -> Iterator[Problem]:
    """A record that waits without a day says for what, and lies where nobody else looks."""
    edit = subject.parsed.meeting.front.edit
    if edit is None or "hold" not in _written_edit(subject):
        return
    if not is_reason(edit.hold):
        yield subject.problem("hold-without-reason", "edit", "hold")
    if edit.hold and _is_seen_by_all(context):
        yield subject.problem("held-in-public-folder", "edit", "hold")


def _edit(subject: Subject, edit: Edit, due: Due) -> Iterator[Problem]:
    """What the fields of the window say against the day on which the record is due."""
    closes, published = edit.closes, edit.published
    if due.reason != "waiver" and exceeds(due.closes, closes):
        values = {"closes": closes, "earliest": due.closes}
        yield subject.problem("closes-too-early", "edit", "closes", **values)
    if exceeds(due.day, published):
        values = {"published": published, "due": due.day}
        yield subject.problem("published-too-early", "edit", "published", **values)
    if _written_edit(subject).get("waiver_reason") and not is_reason(edit.waiver_reason):
        yield subject.problem("waiver-without-reason", "edit", "waiver_reason")


def _written_edit(subject: Subject) -> Mapping[str, Any]:
    """The block of the window as it stands in the head, whatever its values."""
    return nested.fields(subject.fields.get("edit"))


def _is_seen_by_all(context: Context) -> bool:
    """Whether the file lies in the archive's own folder, and everybody can see that."""
    return context.archive.public_repository and context.folder is not None
