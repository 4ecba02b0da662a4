"""What search knows of a meeting besides its words, and which of them a restriction fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from minutes.query.places import stands
from minutes.query.tree import Days, Field, Word
from minutes.records import terms
from minutes.records.model import Issue, Meeting
from minutes.registers.agencies import Agencies, comparable, spellings
from minutes.text import numerals
from minutes.text.folding import compose, fold, is_word


@dataclass(frozen=True, slots=True)
class Facts:
    """A meeting with its title and head folded, its agencies under all their names, its issues.

    `about` is the title with the names of the meeting's tier and kind, a line each. `host_ids` are the
    agencies that host or co-host, by id where the registry knows them. `hidden` are the ids of its
    withdrawn speeches, `labels` its speakers as they are written.
    """

    meeting: Meeting
    title: str
    head: tuple[str, ...]
    agencies: tuple[str, ...] = ()
    host_ids: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    labels: tuple[str, ...] = ()
    about: str = ""

    def dated(self, days: Days) -> bool:
        """Whether the meeting was held on one of some days."""
        return self.meeting.date is not None and days[0] <= self.meeting.date <= days[1]


def describe(
    meeting: Meeting,
    agencies: Agencies,
    issues: Iterable[Issue] = (),
    hidden: frozenset[str] = frozenset(),
) -> Facts:
    """The facts of a meeting. The head holds what bare words may match: speakers' labels,
    attendees, agencies under all their names, cases, issues."""
    front = meeting.front
    hosts: list[str] = []
    names: list[str] = []
    for word in (*front.host_agency, *front.co_agencies):
        agency = agencies.resolve(word, meeting.date)
        hosts.append(agency.id if agency else word)
        names += [word, *((agency.id, *spellings(agency)) if agency else ())]
    labels = tuple(s.name for s in meeting.speakers)
    people = [*labels]
    for attendee in front.attendees:
        agency = agencies.resolve(attendee.agency, meeting.date)
        people += [attendee.name, attendee.organisation, attendee.role, attendee.agency]
        people += spellings(agency) if agency else ()
    cases = [spelled for case in front.case for spelled in (str(case), f"第{case}案")]
    titles = {i.slug: (i.front.title.zh, i.front.title.en) for i in issues}
    about = [word for slug in front.issue for word in (slug, *titles.get(slug, ()))]
    title = fold(compose(meeting.title))
    classed = terms.meeting_names(meeting.tier, meeting.kind)
    searchable = (*people, *names, *cases, *about, *classed)
    head = dict.fromkeys(map(fold, map(compose, filter(None, searchable))))
    return Facts(
        meeting,
        title,
        tuple(head),
        tuple(dict.fromkeys(map(comparable, names))),
        tuple(dict.fromkeys(hosts)),
        tuple(dict.fromkeys(map(comparable, filter(None, about)))),
        hidden,
        labels,
        "\n".join((title, *numerals.each_ordinal(title), *map(fold, classed))),
    )


def matches(field: Field, facts: Facts) -> bool:
    """Whether a restriction on the meeting (any but `speaker`) holds."""
    fits = _FITS.get(field.name)
    return fits is not None and fits(field, facts)


def _is_of_case(field: Field, facts: Facts) -> bool:
    return field.value in facts.meeting.front.case


def _is_in_language(field: Field, facts: Facts) -> bool:
    """Whether the language is the one that is named, or a kind of it: zh-Hant is zh."""
    return f"{facts.meeting.lang.lower()}-".startswith(f"{field.value}-")


def _is_of_days(field: Field, facts: Facts) -> bool:
    return isinstance(field.value, tuple) and facts.dated(field.value)


def _is_titled(field: Field, facts: Facts) -> bool:
    return field.word is not None and holds(field.word, facts.title)


def _is_hosted(field: Field, facts: Facts) -> bool:
    is_recorded = facts.meeting.id in field.records
    return is_recorded or any(named(field, name) for name in facts.agencies)


def _is_about(field: Field, facts: Facts) -> bool:
    return any(named(field, name) for name in facts.issues)


_FITS: Mapping[str, Callable[[Field, Facts], bool]] = {
    "tier": lambda field, facts: facts.meeting.tier == field.value,
    "kind": lambda field, facts: facts.meeting.kind == field.value,
    "case": _is_of_case,
    "lang": _is_in_language,
    "date": _is_of_days,
    "title": _is_titled,
    "agency": _is_hosted,
    "issue": _is_about,
}


def named(field: Field, folded: str) -> bool:
    """Whether a name fits a restriction: quoted, it is the name; unquoted, it stands in the name, at
    word edges where it ends in Latin letters."""
    value = str(field.value)
    return folded == value if field.quoted else stands(value, folded, *_edges(value))


def holds(word: Word, folded: str) -> bool:
    """Whether any form of a word stands in a folded text."""
    return any(stands(form, folded, *word.edges(form)) for form in word.forms)


def _edges(value: str) -> tuple[bool, bool]:
    return is_word(value[:1]), is_word(value[-1:])
