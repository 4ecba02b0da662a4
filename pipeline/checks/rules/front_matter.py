"""Checks of the front matter's sense: what its fields say about each other and the file."""

from __future__ import annotations

from collections.abc import Iterator

from minutes.findings.problem import Problem, problem
from minutes.publication.correction_window import denies, is_reason
from minutes.records import titles
from minutes.records.front_matter import PO_TIERS
from pipeline.checks.rules.subject import Context, Subject, shown
from pipeline.source.parser import infer_language


def required(subject: Subject, _: Context) -> Iterator[Problem]:
    """Title, date and tier are there, and the host of a numbered collaborative meeting."""
    meeting, raw = subject.parsed.meeting, subject.parsed.document.front
    if raw is None or raw.error is not None:
        if meeting.date is None and not meeting.broken:
            yield problem(subject.path, "missing-date", subject.heading_line)
        return
    for name in ("title", "date", "tier"):
        if raw.data.get(name) in (None, "") and name not in meeting.unreadable:
            yield problem(
                subject.path, "missing-date" if name == "date" else "missing-field", field=name
            )
    front = meeting.front
    numbered = meeting.tier == "collaborative" and front.case and "case" not in meeting.inferred
    if numbered and not front.host_agency and "host_agency" not in meeting.unreadable:
        yield problem(subject.path, "missing-host", *subject.field("case"), case=front.case[0])


def dates(subject: Subject, context: Context) -> Iterator[Problem]:
    """The dates of the file's name, its heading and its front matter are one; it is not to come."""
    meeting = subject.parsed.meeting
    facts = titles.infer(meeting.id, subject.parsed.document.heading)
    given = meeting.date if meeting.has_front and "date" not in meeting.inferred else None
    found = [facts.stem_date, facts.heading_date, given]
    if len({day for day in found if day is not None}) > 1:
        place = (
            subject.field("date")
            if given and given != facts.stem_date
            else (subject.heading_line, 1)
        )
        told = [day.isoformat() if day else "–" for day in found]
        yield problem(
            subject.path, "date-mismatch", *place, file=told[0], heading=told[1], front=told[2]
        )
    if meeting.date and meeting.date > context.today:
        yield problem(subject.path, "date-to-come", *subject.field("date"), date=meeting.date)


def title_facts(subject: Subject, _: Context) -> Iterator[Problem]:
    """What the title says of tier and case agrees with the fields; the language is the text's."""
    parsed = subject.parsed
    meeting, raw = parsed.meeting, parsed.document.front
    if raw is None or raw.error is not None:
        return
    facts = titles.infer(meeting.id, meeting.title)
    if "tier" in raw.data and meeting.tier != facts.tier and facts.tier in PO_TIERS:
        yield problem(
            subject.path,
            "tier-unlike-title",
            *subject.field("tier"),
            tier=meeting.tier,
            told=facts.tier,
        )
    given = meeting.front.case
    if "case" in raw.data and given and facts.cases and not set(facts.cases) & set(given):
        yield problem(
            subject.path,
            "case-unlike-title",
            *subject.field("case"),
            case=", ".join(map(str, given)),
            told=", ".join(map(str, facts.cases)),
        )
    if "lang" in raw.data and meeting.front.lang and len(parsed.document.items) > 20:
        found = infer_language(parsed.document)
        if found and found.split("-")[0] != meeting.front.lang.split("-")[0].lower():
            yield problem(
                subject.path,
                "lang-unlike-text",
                *subject.field("lang"),
                lang=meeting.front.lang,
                told=found,
            )


def agencies(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every agency is in the registry, and existed on the day of the meeting."""
    meeting = subject.parsed.meeting
    front = meeting.front
    words: list[tuple[tuple[str | int, ...], str]] = []
    for name in ("host_agency", "co_agencies"):
        words += [((name, i), word) for i, word in enumerate(getattr(front, name))]
    words += [(("attendees", i, "agency"), a.agency) for i, a in enumerate(front.attendees)]
    words += [(("actions", i, "agency"), w) for i, a in enumerate(front.actions) for w in a.agency]
    told: set[str] = set()
    for loc, word in words:
        if not word or word in told:
            continue
        told.add(word)
        place = subject.field(*loc)
        found = context.agencies.find(word)
        if not found:
            near = context.agencies.nearest(word)
            yield problem(subject.path, "unknown-agency", *place, agency=shown(word), near=near)
            continue
        if meeting.date is None:
            continue
        agency = context.agencies.resolve(word, meeting.date)
        if agency is None:
            ids = ", ".join(a.id for a in found)
            code = (
                "agency-ambiguous"
                if any(a.valid_on(meeting.date) for a in found)
                else "agency-not-valid"
            )
            yield problem(
                subject.path, code, *place, agency=shown(word), date=meeting.date, others=ids
            )
        elif not agency.valid_on(meeting.date):
            others = [*context.agencies.predecessors(agency), *context.agencies.successors(agency)]
            then = ", ".join(a.name.get("zh") for a in others if a.valid_on(meeting.date))
            yield problem(
                subject.path,
                "agency-not-valid",
                *place,
                agency=shown(word),
                date=meeting.date,
                others=then,
            )


def attendance(subject: Subject, context: Context) -> Iterator[Problem]:
    """Nobody is listed twice, and who came as host is of a hosting agency."""
    meeting = subject.parsed.meeting
    if not meeting.has_front or "attendees" in meeting.inferred:
        return

    def bodies(words: tuple[str, ...]) -> set[str]:
        found = [context.agencies.resolve(word, meeting.date) for word in words]
        return {agency.id for agency in found if agency is not None}

    hosts = bodies(meeting.front.host_agency)
    seen: set[tuple[str, str, str]] = set()
    for index, person in enumerate(meeting.front.attendees):
        if not person.name.strip():
            yield problem(subject.path, "attendee-without-name", *subject.field("attendees", index))
        who = (person.name, person.agency, person.organisation)
        if who in seen:
            yield problem(
                subject.path, "attendee-twice", *subject.field("attendees", index), number=index + 1
            )
        seen.add(who)
        own = context.agencies.resolve(person.agency, meeting.date) if person.agency else None
        if person.capacity == "host" and hosts and own and not hosts & {own.id, own.parent}:
            yield problem(
                subject.path,
                "capacity-unlike-host",
                *subject.field("attendees", index, "capacity"),
                number=index + 1,
            )


def sessions(subject: Subject, _: Context) -> Iterator[Problem]:
    """The sittings of a bundled record stand in the order of their dates."""
    days = [session.date for session in subject.parsed.meeting.front.sessions]
    for index in range(1, len(days)):
        if days[index] < days[index - 1]:
            yield problem(
                subject.path, "sessions-out-of-order", *subject.field("sessions", index, "date")
            )
            return


def _denied_waiver(subject: Subject) -> Iterator[Problem]:
    edit = subject.parsed.meeting.front.edit
    if edit is not None and is_reason(edit.waiver_reason) and denies(edit.waiver_reason):
        yield problem(subject.path, "waiver-denied", *subject.field("edit", "waiver_reason"))


def _hold(subject: Subject, context: Context) -> Iterator[Problem]:
    """A record that waits without a day says for what, and lies where nobody else looks."""
    edit = subject.parsed.meeting.front.edit
    if edit is None or not _is_written(subject, "edit", "hold"):
        return
    place = subject.field("edit", "hold")
    if not is_reason(edit.hold):
        yield problem(subject.path, "hold-without-reason", *place)
    if edit.hold and context.archive.public_repository and context.folder:
        yield problem(subject.path, "held-in-public-folder", *place)


def _is_written(subject: Subject, block: str, name: str) -> bool:
    """Whether a field stands below a block of the head, whatever its value."""
    raw = subject.parsed.document.front
    below = raw.data.get(block) if raw else None
    return isinstance(below, dict) and name in below


def window(subject: Subject, context: Context) -> Iterator[Problem]:
    """The correction window's fields agree with the rule of ten working days."""
    meeting = subject.parsed.meeting
    yield from _denied_waiver(subject)
    yield from _hold(subject, context)
    if meeting.broken or meeting.date is None or not (meeting.tier in PO_TIERS or meeting.has_edit):
        return
    due = context.gate.due(meeting)
    if due.withheld:
        return
    if not due.calendar_known:
        yield problem(
            subject.path,
            "calendar-too-short",
            *subject.field("date"),
            known=context.gate.calendar.known_to,
            due=due.day or "–",
        )
    edit = meeting.front.edit
    if edit is not None:
        if edit.closes and due.closes and edit.closes < due.closes and due.reason != "waiver":
            yield problem(
                subject.path,
                "closes-too-early",
                *subject.field("edit", "closes"),
                closes=edit.closes,
                earliest=due.closes,
            )
        if edit.published and due.day and edit.published < due.day:
            yield problem(
                subject.path,
                "published-too-early",
                *subject.field("edit", "published"),
                published=edit.published,
                due=due.day,
            )
        raw = subject.parsed.document.front
        block = raw.data.get("edit") if raw else None
        waiver = isinstance(block, dict) and block.get("waiver_reason")
        if waiver and not is_reason(edit.waiver_reason):
            yield problem(
                subject.path, "waiver-without-reason", *subject.field("edit", "waiver_reason")
            )
    if (
        context.archive.public_repository
        and context.folder
        and due.moment
        and due.moment > context.now
    ):
        yield problem(subject.path, "draft-in-public-folder", due=due.day)
