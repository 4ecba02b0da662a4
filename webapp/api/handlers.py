"""What each operation of the API answers: from a visit and its parameters to a shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from minutes.catalogue.public_view import order
from minutes.clock import DaySpan
from minutes.records.document import Item
from minutes.records.front_matter import Bilingual
from minutes.records.model import Meeting
from pipeline.export.public_references import shown_front
from pipeline.trails import case as case_of
from pipeline.trails import known_cases
from webapp.api import paging, schema
from webapp.api import parameters as asked
from webapp.api.problems import Refused, gone, no_longer, renamed, revised, several, unknown
from webapp.api.shaper import Shaper
from webapp.lookup import linked_pages, renamed_voices, targets
from webapp.lookup.targets import (
    CaseTarget,
    FormerId,
    Gone,
    Record,
    SeveralRecords,
    SpeechTarget,
    Vanished,
)
from webapp.serving.visit import Visit

Row = TypeVar("Row")
_DOCUMENTS = 12  # records that are read for one page of somebody's speeches
_ORDER = (int, str)
_BEFORE_ALL: paging.Key = ()


def archive(visit: Visit, _: asked.NoParameters) -> schema.Archive:
    """The archive: what it says of itself, how much it holds, and where its parts are."""
    settings, view = visit.archive, visit.view
    base = visit.base.rstrip("/")
    return schema.Archive(
        name=settings.name,
        description=settings.description,
        publisher=settings.publisher,
        contact=settings.contact,
        licence=settings.licence,
        languages=settings.languages,
        meetings=len(view.public.meetings),
        speeches=sum(m.speeches for m in view.public.meetings),
        newest=view.public.meetings[0].date if view.public.meetings else None,
        generation=view.snapshot.name,
        home=visit.links.home(),
        documentation=f"{base}/api",
        openapi=f"{base}/api/v1/openapi.json",
        data=f"{base}/data",
        feed=visit.links.feed(),
    )


def page(rows: Sequence[Row], total: int | None, following: str) -> schema.Page[Row]:
    """`next` holds the cursor alone here; the service makes an address of it."""
    return schema.Page(items=tuple(rows), total=total, next=following or None)


def meetings(visit: Visit, wish: asked.Meetings) -> schema.Page[schema.MeetingRow]:
    """The records that fit all that is asked, newest first, without their words."""
    found = [m for m in visit.view.public.meetings if _wanted(visit, m, wish)]
    rows, following = paging.cut(found, order, _ORDER, wish.cursor, wish.limit)
    return page(Shaper(visit).rows(rows), len(found), following)


def _wanted(visit: Visit, m: Meeting, wish: asked.Meetings) -> bool:
    return (
        all(getattr(wish, name) in (None, *values) for name, values in _values(m).items())
        and DaySpan(wish.since, wish.until).covers(m.date)
        and (wish.agency is None or _hosted_by(visit, m, wish.agency))
        and (wish.lang is None or f"{m.lang}-".lower().startswith(f"{wish.lang}-".lower()))
    )


def _values(m: Meeting) -> dict[str, Iterable[str | int]]:
    """The values of parameters that a record fits, where one of some is enough."""
    return {
        "tier": (m.tier,),
        "kind": (m.kind,),
        "year": (m.date.year,) if m.date else (),
        "case": m.front.case,
        "issue": m.front.issue,
        "speaker": [speaker.name for speaker in m.speakers],
    }


def _hosted_by(visit: Visit, meeting: Meeting, word: str) -> bool:
    return visit.agency_id(word, meeting.date) in visit.hosts(meeting)


def _record(visit: Visit, ident: str) -> Meeting:
    """The visible record with an id, short id or old address."""
    found = targets.by_short(visit.view, ident)
    if isinstance(found, Record):
        return found.meeting
    if isinstance(found, Gone) or visit.view.public.tombstone(ident):
        raise gone("record")
    target = visit.view.public.resolve(ident) if not isinstance(found, SeveralRecords) else None
    if target is None:
        raise unknown("record")
    return visit.view.public.by_id[target]


def meeting(visit: Visit, wish: asked.OneById) -> schema.Meeting:
    """A record with its head and speakers, by id, short id or old address. Raises `Refused`:
    404, or 410 where it was withdrawn."""
    return Shaper(visit).meeting(_record(visit, wish.id))


def speeches_of(visit: Visit, wish: asked.SpeechesOf) -> schema.Page[schema.Speech]:
    """The pieces of one record in its order; with `type` and `speaker` those alone. Refusals as
    for `meeting`."""
    found = _record(visit, wish.id)
    items = [
        (n, item)
        for n, item in enumerate(visit.view.document(found).items)
        if item.id and wish.type in {None, item.type} and wish.speaker in {None, item.speaker}
    ]
    rows, following = paging.cut(items, lambda row: (row[0],), (int,), wish.cursor, wish.limit)
    shaper = Shaper(visit)
    return page([shaper.speech(found, n, item) for n, item in rows], len(items), following)


def speeches(visit: Visit, wish: asked.Speeches) -> schema.Page[schema.Speech]:
    """A label's speeches, newest record first."""
    mine = visit.view.public.by_speaker(wish.speaker)
    after = paging.decode(wish.cursor, (int, str, int)) if wish.cursor else _BEFORE_ALL
    todo = [meeting for meeting in mine if order(meeting) >= after[:2]]
    read = todo[:_DOCUMENTS]
    # One more than the page holds tells whether another one follows.
    found = list(islice(_said_after(visit, read, wish.speaker, after), wish.limit + 1))
    shown = found[: wish.limit]
    following = ""
    if len(found) > wish.limit:
        following = paging.encode(shown[-1].key)
    elif len(todo) > len(read):
        last = read[-1]
        following = paging.encode((*order(last), len(visit.view.document(last).items)))
    shaper = Shaper(visit)
    rows = [shaper.speech(each.meeting, each.number, each.item) for each in shown]
    return page(rows, _spoken(mine, wish.speaker), following)


class _SaidItem(NamedTuple):
    """A speech with its number in its record."""

    meeting: Meeting
    number: int
    item: Item

    @property
    def key(self) -> paging.Key:
        return (*order(self.meeting), self.number)


def _said_after(
    visit: Visit, meetings: Iterable[Meeting], label: str, after: paging.Key
) -> Iterator[_SaidItem]:
    for meeting in meetings:
        for number, item in enumerate(visit.view.document(meeting).items):
            said = _SaidItem(meeting, number, item)
            is_theirs = item.type == "speech" and item.speaker == label
            if is_theirs and item.id and said.key > after:
                yield said


def _spoken(meetings: Sequence[Meeting], label: str) -> int:
    return sum(s.speeches for m in meetings for s in m.speakers if s.name == label)


def speech(visit: Visit, wish: asked.OneSpeech) -> schema.Speech:
    """A speech, by its id. Raises `Refused`: 404; 410 where it was withdrawn or is gone; 300 or
    301 where a revision gave it other ids."""
    if "." in wish.id:
        found = targets.by_speech(visit.view, wish.id)
    else:
        found = targets.speech_anywhere(visit.view, wish.id, wish.within or "")
    if not isinstance(found, SpeechTarget):
        raise _why_no_speech(visit, found)
    if found.was:
        moved = revised if found.days else renamed
        raise moved(_of_speech(visit, found.meeting, found.item.id))
    items = visit.view.document(found.meeting).items
    position = next(n for n, item in enumerate(items) if item.id == found.item.id)
    return Shaper(visit).speech(found.meeting, position, found.item)


def _why_no_speech(visit: Visit, found: targets.Outcome) -> Refused:
    """What to answer where an id leads to no speech, or not to one alone."""
    match found:
        case Gone():
            return gone("speech")
        case FormerId(meeting=meeting, items=items):
            addresses = tuple(_of_speech(visit, meeting, item.id) for item in items)
            return no_longer(addresses) if targets.is_gone(found) else several(addresses)
        case Vanished():
            return no_longer(())
    return unknown("speech")


def _of_speech(visit: Visit, meeting: Meeting, ident: str) -> str:
    """The address of a speech in this API."""
    short = Shaper(visit).shorts.speech(meeting.id, ident).rpartition("/")[2]
    return f"{visit.base.rstrip('/')}/api/v1/speeches/{short}"


def people(visit: Visit, wish: asked.PeopleQuery) -> schema.Page[schema.PersonRow]:
    """Labels, those with most meetings first."""
    names = [(-count, name) for name, (count, _) in visit.view.public.speakers.items()]
    if wish.person is not None:
        names = [row for row in names if _person(visit, row[1]) == wish.person]
    rows, following = paging.cut(names, lambda row: row, _ORDER, wish.cursor, wish.limit)
    return page([_label(visit, name) for _, name in rows], len(names), following)


def _person(visit: Visit, label: str) -> str | None:
    found = visit.view.snapshot.catalogue.people.by_label(label)
    return found.id if found else None


def _label(visit: Visit, name: str) -> schema.PersonRow:
    count, speeches = visit.view.public.speakers[name]
    return schema.PersonRow(
        name=name,
        meetings=count,
        speeches=speeches,
        person=_person(visit, name),
        url=visit.links.speaker(name),
    )


def person(visit: Visit, wish: asked.OneById) -> schema.PersonAnswer:
    """A speaker with their records, by a label, or one that was renamed since. Raises `Refused`
    (404)."""
    is_label = wish.id in visit.view.public.speakers
    name = wish.id if is_label else renamed_voices.label(visit, wish.id)
    if name is None:
        raise unknown("speaker")
    row = _label(visit, name)
    return schema.PersonAnswer(
        name=row.name,
        meetings=row.meetings,
        speeches=row.speeches,
        person=row.person,
        url=row.url,
        entry=visit.view.snapshot.catalogue.people.by_label(name),
        records=Shaper(visit).rows(visit.view.public.by_speaker(name)),
    )


def agencies(visit: Visit, wish: asked.ListQuery) -> schema.Page[schema.AgencyRow]:
    """The agencies of the registry by id, each with the number of records that it hosted."""
    idents = sorted((a.id,) for a in visit.view.snapshot.catalogue.agencies)
    rows, following = paging.cut(idents, lambda row: row, (str,), wish.cursor, wish.limit)
    return page([_agency(visit, ident) for (ident,) in rows], len(idents), following)


def _agency(visit: Visit, ident: str) -> schema.AgencyRow:
    return schema.AgencyRow(
        id=ident,
        entry=visit.view.snapshot.catalogue.agencies.by_id[ident],
        hosted=len(visit.hosted_by(ident)),
        hosted_found=len(visit.found_hosting.get(ident, ())),
        url=visit.links.agency(ident),
    )


def agency(visit: Visit, wish: asked.OneById) -> schema.AgencyAnswer:
    """An agency with its records and officers, by id, name or short form. Raises `Refused`
    (404)."""
    found = visit.agency(wish.id, None)
    if found is None:
        raise unknown("agency")
    row = _agency(visit, found.id)
    return schema.AgencyAnswer(
        id=row.id,
        entry=row.entry,
        hosted=row.hosted,
        url=row.url,
        hosted_found=row.hosted_found,
        records=Shaper(visit).rows(visit.hosted_by(found.id)),
    )


def issues(visit: Visit, wish: asked.ListQuery) -> schema.Page[schema.IssueRow]:
    """The issues that have a file, by slug."""
    files = {i.slug: i for i in visit.view.snapshot.catalogue.issues}
    slugs = sorted((slug,) for slug in files)
    rows, following = paging.cut(slugs, lambda row: row, (str,), wish.cursor, wish.limit)
    shorts = Shaper(visit).shorts
    return page(
        [
            schema.IssueRow(
                slug=slug,
                front=shown_front(visit.view, files[slug]),
                url=visit.links.issue(slug),
                short_url=shorts.issue(slug),
            )
            for (slug,) in rows
        ],
        len(slugs),
        following,
    )


def issue(visit: Visit, wish: asked.OneById) -> schema.IssueAnswer:
    """An issue with its course, by its slug. Raises `Refused` (404)."""
    found = targets.by_issue(visit.view, wish.id)
    if found is None:
        raise unknown("issue")
    return Shaper(visit).issue(found)


def cases(visit: Visit, wish: asked.ListQuery) -> schema.Page[schema.CaseRow]:
    """The cases that records or issue files know by number, lowest first."""
    numbers = [(number,) for number in known_cases.known_cases(visit.view)]
    rows, following = paging.cut(numbers, lambda row: row, (int,), wish.cursor, wish.limit)
    return page([_case(visit, number) for (number,) in rows], len(numbers), following)


def _case(visit: Visit, number: int) -> schema.CaseRow:
    found, links = case_of.case(visit.view, number), visit.links
    assert found is not None  # noqa: S101 (the view knows it)
    title, issue = found.claims.title, found.issue
    named = issue.front.title.get("zh") if issue else ""
    return schema.CaseRow(
        number=number,
        issue=found.trail.issue,
        title=named or found.name,
        found="declared" if named or title is None else title.found,
        url=links.page_of_case(found.trail.issue, number),
        short_url=Shaper(visit).shorts.case(number),
    )


def case(visit: Visit, wish: asked.OneById) -> schema.Course:
    """The course of a case, by its number. Raises `Refused` (404)."""
    found: CaseTarget | None = targets.by_case(visit.view, wish.id)
    if found is None:
        raise unknown("case")
    return Shaper(visit).course(found)


def records(visit: Visit, wish: asked.BelongingQuery) -> schema.BelongingAnswer:
    """The records that belong to a page of the web elsewhere, oldest first, and the issue that
    names it. Raises `Refused` (404) for what is no address."""
    page = linked_pages.normalised(wish.url)
    if not page:
        raise unknown("address of a web page")
    linked, issue = linked_pages.belonging(visit.view, page)
    shaper = Shaper(visit)
    title: Bilingual | None = issue.front.title if issue else None
    short = shaper.shorts.issue(issue.slug) if issue else visit.links.home()
    return schema.BelongingAnswer(
        page=wish.url,
        normalised=page,
        issue=issue.slug if issue else None,
        title=title,
        short_url=short,
        records=tuple(map(shaper.belonging, linked)),
    )
