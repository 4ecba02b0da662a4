"""Which agencies meetings name as hosts of a case, or as helping it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from minutes.cases.claims import Evidence, Host
from minutes.recognition.agenda import worths
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.passages import Span
from minutes.recognition.statements import asked_agencies
from minutes.recognition.statements.asked_agencies import AgencyInRole
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import pattern
from minutes.records.model import Meeting
from minutes.registers.agencies import Agencies, Agency
from minutes.registers.spelled_agencies import ministry
from minutes.text.folding import fold, is_han
from minutes.text.lists import without_none
from pipeline.trails.assembly import Assembled
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import agendas, host_readings, naming
from pipeline.trails.reading.agendas import TakenUpItem
from pipeline.trails.reading.quoting import Quote, evidence


@dataclass(frozen=True, slots=True)
class _Statement:
    """What a meeting says of an agency (as it is spelled) and the case: where, in which item."""

    meeting: Meeting
    body: str
    span: Span
    item: AgendaItem | None = None
    under_call: bool = False
    """Whether it stands under a call of the case."""

    def quote(self, library: CaseLibrary) -> Quote:
        """Its words, so that the agency is seen."""
        at = self.span.of(library.passages(self.meeting)).find(self.body)
        first = self.span.start + at
        return Quote(self.span, (first, first + len(self.body)) if at >= 0 else None)

    def is_on(self, library: CaseLibrary, profile: CaseProfile) -> bool:
        """Whether it is surely said of the case: its words name it, or stand in its own record or under its call."""
        _, is_named, *_ = self.plainness(library, profile, _ROLES[0])
        return is_named or self.under_call

    def plainness(
        self, library: CaseLibrary, profile: CaseProfile, role: str
    ) -> tuple[bool, bool, bool, bool, bool, int]:
        """How plainly it says who hosts what, the plainest last: that it says the agency at all; the case
        (or stands in its own record); the role outright; the case by its number; that who presides
        says it; and the plainer of the other roles."""
        passages = library.passages(self.meeting)
        text = self.span.of(passages)
        named = naming.naming(library, text, profile)
        is_own = bool(profile.numbers & {*self.meeting.front.case})
        return (
            self.body in text,
            bool(named) or is_own,
            role in _OUTRIGHT,
            bool(named and named.by_number),
            passages.speakers[self.span.number] in passages.presiding,
            -_ROLES.index(role),
        )

    def evidence(self, library: CaseLibrary, profile: CaseProfile) -> Evidence:
        """Its words, with those that name the case where it does not."""
        quote = self.quote(library)
        if self.item is None:
            return evidence(library, self.meeting, quote)
        return naming.told(library, profile, self.meeting, self.item, quote)


_AMENDS = pattern("host", "amends")
Statements = dict[str, _Statement]


@dataclass
class _Named:
    """Where meetings name an agency, by the role in which they do: to it the case is `moved`; the case's own records
    say outright that it hosts it (`stated`), others that it does (`told`) or `helps`; where they go through
    proposals it is `proposed`, or tells of the case itself (`presents`); it is `asked` to report, or was `called` on
    last. `by_name` are the meetings that ask it under a heading that names the case."""

    by_role: dict[str, Statements] = field(default_factory=dict)
    by_name: set[str] = field(default_factory=set)
    every: list[tuple[str, _Statement]] = field(default_factory=list)
    """All statements in their order, each with its role."""

    def enter(self, role: str, statement: _Statement) -> None:
        """Adds a statement; of a meeting's several in one role the first is kept beside the others."""
        self.by_role.setdefault(role, {}).setdefault(statement.meeting.id, statement)
        self.every.append((role, statement))

    def add(self, before: _Named) -> None:
        """Adds what was said of it under the name that it had before."""
        for role, statements in before.by_role.items():
            self.by_role[role] = statements | self.by_role.get(role, {})
        self.by_name |= before.by_name
        self.every[:0] = before.every

    def count(self, role: str) -> int:
        """How many meetings name it in a role."""
        return len(self.by_role.get(role, ()))

    def plays(self, *roles: str) -> bool:
        """Whether any meeting names it in one of some roles."""
        return any(map(self.count, roles))

    def moved_on(self) -> dt.date | None:
        """The last day on which the case was handed over to it."""
        moved = self.by_role.get("moved", {})
        return max((one.meeting.sort_day for one in moved.values()), default=None)

    def plainest(
        self, library: CaseLibrary, profile: CaseProfile, *roles: str
    ) -> _Statement | None:
        """The statement that says most plainly that it has one of some roles; of several that do alike, the
        first."""
        told = [(role, one) for role, one in self.every if role in roles]
        if not told:
            return None
        _, best = max(told, key=lambda one: one[1].plainness(library, profile, one[0]))
        return best

    def is_helper(self, library: CaseLibrary, profile: CaseProfile) -> bool:
        """Whether it helps the case: helpers are told of one proposal after the other."""
        helps = self.by_role.get("helps", {})
        return any(one.is_on(library, profile) for one in helps.values())

    def is_host(self, most: int, is_spoken_of: bool, is_none_spoken_of: bool) -> bool:
        """Whether it hosts the case. `most` is how often any agency is asked for it; the last two tell
        whether the case's own records speak most of this agency, and whether they speak of none."""
        asked = self.count("asked")
        if self.plays("helps") and not self.plays("told", "stated"):
            return asked == most >= WEIGHTS.asked_often
        grounds = (
            self.plays("stated"),
            self.plays("told") and asked,
            self.count("told") > 1,
            asked - 1 >= max(most, 1) * WEIGHTS.asked_again,
            self.by_name and asked > most / 2,
            is_spoken_of and self.plays("asked", "called", "proposed", "presents"),
            self.plays("proposed") and asked,
            is_none_spoken_of and self.plays("proposed", "presents"),
        )
        return any(grounds)


def hosts(library: CaseLibrary, found: Assembled) -> tuple[tuple[Host, ...], tuple[Host, ...]]:
    """The hosts of a case and those that help: as people declared them, or else as meetings name them
    and ask them to report. An issue file without a host says that none is settled; who helps a record
    does not say."""
    way = found.trail
    agencies = library.view.snapshot.catalogue.agencies
    issue = library.view.snapshot.catalogue.issue(way.issue) if way.issue else None
    written = _declared(agencies, way.hosts)
    if issue is not None:
        return written, _declared(agencies, issue.front.co_agencies)
    named = _named(library, found)
    declared_ids = [host.id for host in written if host.id]
    sure = declared_ids or _moved_to(named) or _likely(library, found, named)

    def host(body: str, *roles: str) -> Host:
        return _host(
            library, found.profile, body, named[body].plainest(library, found.profile, *roles)
        )

    # Whom they help is known first: what a proposal is told to have may be settled otherwise later.
    helping = (b for b, n in named.items() if n.is_helper(library, found.profile))
    helped = [b for b in helping if b not in sure] if sure else []
    return (
        written or tuple(host(body, *_HOSTING) for body in sure),
        tuple(host(body, "helps") for body in helped),
    )


def _moved_to(named: Mapping[str, _Named]) -> list[str]:
    """The agencies to which the last meeting that hands the case over gives it."""
    days = without_none({body: one.moved_on() for body, one in named.items()})
    last = max(days.values(), default=None)
    return [body for body, day in days.items() if day == last]


def _likely(library: CaseLibrary, found: Assembled, named: Mapping[str, _Named]) -> list[str]:
    """The agencies that what meetings say of them makes hosts."""
    most = max((one.count("asked") for one in named.values()), default=0)
    own = _spoken_of(library, found.own)
    is_none_spoken_of = bool(found.own) and not own
    return [
        body for body, one in named.items() if one.is_host(most, body in own, is_none_spoken_of)
    ]


def _declared(agencies: Agencies, words: Iterable[str]) -> tuple[Host, ...]:
    found = []
    for word in words:
        agency = agencies.resolve(word, None)
        found.append(
            Host(
                agency=short_name(agency) if agency else word,
                id=agency.id if agency else None,
                found="declared",
            )
        )
    return tuple(found)


def _host(library: CaseLibrary, profile: CaseProfile, ident: str, told: _Statement | None) -> Host:
    """A host with the words that say so, and its own body where these name it alone."""
    agencies = library.view.snapshot.catalogue.agencies
    body = library.spelled.on(told.body, told.meeting.date) if told else None
    return Host(
        agency=short_name(agencies.by_id[ident]),
        id=ident,
        named=short_name(body) if body and body.id != ident and not _became(body, ident) else "",
        evidence=told.evidence(library, profile) if told else None,
    )


def _became(body: Agency, ident: str) -> bool:
    """Whether an agency goes by another one's name since it was renamed."""
    return ident in body.successor


def short_name(agency: Agency) -> str:
    """The name under which an agency is spoken of: its first Chinese short form, or its name."""
    short = [name for name in agency.short if is_han(fold(name)[0])]
    return short[0] if short else agency.name.zh


def _named(library: CaseLibrary, found: Assembled) -> dict[str, _Named]:
    """The agencies that meetings name for a case, by id, each with the words of each meeting."""
    named: dict[str, _Named] = defaultdict(_Named)
    pattern = library.spelled.pattern
    # Who is asked in an item that is not surely the case's may be asked for another one.
    for one in (taken for taken in found.taken if not taken.item.unsure):
        for asked in asked_agencies.in_item(
            library.passages(one.meeting), one.item, pattern, found.profile.numbers
        ):
            if asked.role == "co_host" and _is_on_another(library, found, one.meeting, asked.span):
                continue
            told = _Statement(one.meeting, asked.body, asked.span, one.item, under_call=True)
            as_told = _role_of(library, one, asked)
            entered = _enter(library, named, told, as_told)
            if entered and asked.role == "asked" and asked.span == one.item.heading and one.names:
                entered.by_name.add(one.meeting.id)
    for meeting, said in host_readings.of_case(library, found):
        is_outright = meeting.tier == "collaborative" or _is_settled_by(found, meeting)
        role = _STATED[is_outright].get(said.role, said.role)
        item = agendas.item_at(library, meeting, said.span)
        is_its = meeting in found.own or _is_proposed_in(library, found, meeting, item)
        _enter(library, named, _Statement(meeting, said.body, said.span, item, is_its), role)
    _join_renamed(named, library.view.snapshot.catalogue.agencies)
    return named


def _is_on_another(library: CaseLibrary, found: Assembled, meeting: Meeting, told: Span) -> bool:
    """Whether a statement under a case's call names another case, and nothing of this one."""
    text = told.of(library.passages(meeting))
    if worths.names(text, found.profile):
        return False
    others = agendas.other_cases(library, found.profile)
    return any(worths.names(text, other) for other in others)


def _is_proposed_in(
    library: CaseLibrary, found: Assembled, meeting: Meeting, item: AgendaItem | None
) -> bool:
    """Whether the proposal by which a meeting chose a case is named in an item, and no other one in quotes."""
    if item is None or found.choice is None or found.choice[0] is not meeting:
        return False
    quoted = host_readings.quoted(item.text(library.passages(meeting)))
    return set(quoted) == {found.choice[1].name}


def _role_of(library: CaseLibrary, taken: TakenUpItem, told: AgencyInRole) -> str:
    """The role in which an item names an agency: who presides settles who hosts a case, or that it is another one
    than before, where they call it up alone by its number."""
    passages, item = library.passages(taken.meeting), taken.item
    signs = (
        told.role == "host",
        told.span.number == item.heading.number,
        passages.speakers[told.span.number] in passages.presiding,
        taken.by_number and len(item.numbers) == 1 and not item.unsure,
    )
    settled = "moved" if _AMENDS.search(passages.texts[told.span.number]) else "stated"
    return settled if all(signs) else told.role


def _join_renamed(named: dict[str, _Named], agencies: Agencies) -> None:
    """Joins an agency that was renamed while the case was followed with what it became, if that is one."""
    for ident in list(named):
        later = [after for after in agencies.by_id[ident].successor if after in named]
        if later and len(agencies.by_id[ident].successor) == 1:
            named[later[0]].add(named.pop(ident))


def _is_settled_by(found: Assembled, meeting: Meeting) -> bool:
    """Whether a meeting that chose a case tells who hosts it: what is said of proposals may be settled
    otherwise until the case is met."""
    return found.choice is not None and found.choice[0] is meeting and not found.own


# What a statement is worth: of a meeting that goes through proposals, and of the case's own record.
_STATED = {False: {"host": "proposed"}, True: {"host": "stated"}}


def _enter(
    library: CaseLibrary, named: dict[str, _Named], told: _Statement, role: str
) -> _Named | None:
    """Enters an agency under its ministry; None where the registry does not know it."""
    agency = library.spelled.on(told.body, told.meeting.date)
    head = ministry(library.view.snapshot.catalogue.agencies, agency) if agency else None
    if head is None:
        return None
    named[head.id].enter(_PLACES.get(role, role), told)
    return named[head.id]


_PLACES = {"host": "told", "co_host": "helps"}
_HOSTING = ("moved", "stated", "told", "proposed", "asked", "presents", "called")
_OUTRIGHT = frozenset({"moved", "stated", "told", "proposed", "helps"})
_ROLES = (*_HOSTING, "helps")  # the plainest first


def _spoken_of(library: CaseLibrary, own: Iterable[Meeting]) -> frozenset[str]:
    """The ministries of which the case's own records speak most."""
    agencies = library.view.snapshot.catalogue.agencies
    met = list(own)
    most = library.spoken_of(met, max((m.date for m in met if m.date), default=None))
    heads = (ministry(agencies, body) for body in most)
    return frozenset(head.id for head in heads if head is not None)
