"""Which cases a view knows, and which one a reader means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from minutes.cases.trail import issue_of
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.weights import WEIGHTS
from minutes.records.front_matter import FrontMatter
from minutes.records.model import Issue
from minutes.text import numerals
from minutes.text.folding import fold
from pipeline.archive.snapshot import View
from pipeline.trails.cache import digest_of
from pipeline.trails.case_library import CaseLibrary, case_library
from pipeline.trails.reading import agendas, vote_results

_CASE = re.compile(r"(?:第|案號|序號|case|no\.?|#)?\s*([^\s]+?)\s*(?:案|次)?", re.I)


def resolve(view: View, wanted: str | int) -> tuple[tuple[int, ...], Issue | None] | None:
    """The case numbers and issue file that a reader means: a slug, or a number as people write it
    (7, 第七案, 序號 7). None where the archive knows neither."""
    catalogue = view.snapshot.catalogue
    if isinstance(wanted, str) and (named := catalogue.issue(wanted)) is not None:
        return named.front.case, named
    number = wanted if isinstance(wanted, int) else _number(wanted)
    if number is None:
        return None
    issue = issue_of(catalogue.issues, (number,))
    if issue is None and number not in known_cases(view):
        return None
    return (number,), issue


def _number(text: str) -> int | None:
    match = _CASE.fullmatch(fold(text[:40]).strip())
    return numerals.parse(match[1]) if match else None


def known_cases(view: View) -> tuple[int, ...]:
    """Every case number that a visible record or an issue file bears, or that a meeting calls up, in
    order."""
    kept: tuple[int, ...] = case_library(view).once("known cases", _known_cases)
    return kept


def _known_cases(library: CaseLibrary) -> tuple[int, ...]:
    view = library.view
    found = _called_up(library)
    for meeting in view.public.meetings:
        found.update(_declared(meeting.front))
    for issue in view.snapshot.catalogue.issues:
        found.update(issue.front.case)
    return tuple(sorted(found))


def _declared(front: FrontMatter) -> Iterator[int]:
    """The numbers that the head of a record gives: its own, those it reports on, those voted on."""
    options = chain.from_iterable(vote.options for vote in front.votes)
    reported = (report.case for report in front.reports)
    voted_on = (option.case for option in options)
    yield from front.case
    yield from filter(None, chain(reported, voted_on))


def _called_up(library: CaseLibrary) -> set[int]:
    """The numbers that meetings call up, which follow from the network's records alone."""
    fingerprints = list(map(library.fingerprint, library.network))

    def make() -> list[int]:
        return sorted(_called_numbers(library) | vote_results.numbers_given(library))

    return set(library.memo.get(f"case numbers {digest_of(fingerprints)}", fingerprints, make))


def _called_numbers(library: CaseLibrary) -> frozenset[int]:
    """The case numbers that meetings call up as such (序號), or ask an agency for, as far as
    they can be case numbers: not far above the numbers of the meetings held until soon after."""
    return library.once("numbered cases", _every_called_number)


def _every_called_number(library: CaseLibrary) -> frozenset[int]:
    serial, told, named = set[int](), set[int](), set[int]()
    for meeting in library.network:
        called = [item for item in agendas.of_meeting(library, meeting) if item.part != "proposals"]
        possible = range(1, agendas.highest(library, meeting) + 1)
        serial |= agendas.numbers_of(item for item in called if item.serial).intersection(possible)
        told |= agendas.numbers_of(filter(_is_asked_for, called)).intersection(possible)
        named |= agendas.numbers_of(filter(_is_reported, called)).intersection(possible)
    near = (range(number - 1, number + 2) for number in serial | told)
    return frozenset(serial | told | named.intersection(chain.from_iterable(near)))


def _is_asked_for(item: AgendaItem) -> bool:
    """Whether an agency is asked for a case by a number that can be no option's: 「106案，示範署」 (invented)."""
    return bool(item.bodies) and _is_reported(item)


def _is_reported(item: AgendaItem) -> bool:
    """Whether the reports turn to a case by a number that can be no option's."""
    is_report = item.part == "reports" and not item.unsure
    return is_report and min(item.numbers, default=0) > WEIGHTS.options
