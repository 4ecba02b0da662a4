"""Votes as people read them: shares of those present, against the threshold of one half.

Voting is approval: shares need not add up. Half is enough (達半數); the denominator is POs and PDIS
present (written rules of 2019-07-02, 開放政府PO第二十九次月會).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from minutes.cases.trail import is_about
from minutes.records.front_matter import Option, Vote
from minutes.records.model import Meeting

THRESHOLD = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option with its share in percent of those who voted, or of those present where that is not
    known (None where neither is) and whether it passed: as the record
    says, or else as the share does; None where nothing tells."""

    title: str
    case: int | None
    issue: str
    votes: int | None
    percent: float | None
    passed: bool | None
    result: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One ballot of a meeting, its options in the order of their shares."""

    meeting: str
    name: str
    present: int | None
    cast: int | None
    choices: tuple[Choice, ...]
    speech: str = ""
    threshold: float = THRESHOLD


def ballots(
    meeting: Meeting, cases: frozenset[int] | None = None, slug: str | None = None
) -> tuple[Ballot, ...]:
    """The ballots of a meeting; with `cases` or `slug`, those in which that case was an option."""
    found = []
    for vote in meeting.front.votes:
        wanted = cases is None and slug is None
        if wanted or any(
            is_about(o.case, o.issue, cases or frozenset(), slug) for o in vote.options
        ):
            choices = sorted(
                (_choice(o, vote) for o in vote.options), key=lambda c: -(c.percent or 0)
            )
            found.append(
                Ballot(
                    meeting=meeting.id,
                    name=vote.ballot,
                    present=vote.eligible,
                    cast=vote.cast,
                    choices=tuple(choices),
                    speech=vote.speech,
                )
            )
    return tuple(found)


def choices_of(meeting: Meeting, cases: frozenset[int], slug: str | None) -> Iterator[Choice]:
    """The options by which a case stood in the ballots of a meeting, in their order."""
    for ballot in ballots(meeting, cases, slug):
        yield from (c for c in ballot.choices if is_about(c.case, c.issue, cases, slug))


def ballot_titles(
    meetings: Iterable[Meeting], cases: frozenset[int], slug: str | None
) -> list[str]:
    """What the ballots of these records call a case, in their order."""
    return [
        option.title
        for meeting in meetings
        for vote in meeting.front.votes
        for option in vote.options
        if option.title and is_about(option.case, option.issue, cases, slug)
    ]


def share(votes: int | None, whole: int | None) -> float | None:
    """Votes in percent of all, to one decimal; None where either is not known."""
    return round(100 * votes / whole, 1) if votes is not None and whole else None


def _choice(option: Option, vote: Vote) -> Choice:
    percent = option.percent
    if percent is None:
        percent = share(option.votes, vote.cast or vote.eligible)
    passed: bool | None = None
    if option.result in {"selected", "not_selected"}:
        passed = option.result == "selected"
    elif option.result is None and percent is not None:
        passed = percent >= THRESHOLD
    return Choice(
        title=option.title,
        case=option.case,
        issue=option.issue,
        votes=option.votes,
        percent=percent,
        passed=passed,
        result=option.result,
    )
