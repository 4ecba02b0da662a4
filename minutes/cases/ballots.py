"""Votes as people read them: shares of those present, against the threshold of one half.

Voting is approval: shares need not add up. Half is enough (達半數); the denominator is POs and PDIS
present (written rules of 2019-07-02, 開放政府PO第二十九次月會).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from minutes.cases.trail import is_about
from minutes.records.front_matter import Option, Result, Vote
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

    def choices_of(self, cases: frozenset[int], slug: str | None) -> tuple[Choice, ...]:
        """The options by which a case stood in it."""
        return tuple(c for c in self.choices if is_about(c.case, c.issue, cases, slug))


def ballots(
    meeting: Meeting, cases: frozenset[int] | None = None, slug: str | None = None
) -> tuple[Ballot, ...]:
    """The ballots of a meeting; with `cases` or `slug`, those in which that case was an option."""
    held = tuple(_ballot(vote, meeting.id) for vote in meeting.front.votes)
    if cases is None and slug is None:
        return held
    wanted = cases or frozenset()
    return tuple(ballot for ballot in held if ballot.choices_of(wanted, slug))


def choices_of(meeting: Meeting, cases: frozenset[int], slug: str | None) -> Iterator[Choice]:
    """The options by which a case stood in the ballots of a meeting, in their order."""
    for ballot in ballots(meeting):
        yield from ballot.choices_of(cases, slug)


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


def _ballot(vote: Vote, meeting: str) -> Ballot:
    choices = [_choice(option, vote) for option in vote.options]
    return Ballot(
        meeting=meeting,
        name=vote.ballot,
        present=vote.eligible,
        cast=vote.cast,
        choices=tuple(sorted(choices, key=_most_first)),
        speech=vote.speech,
    )


def _most_first(choice: Choice) -> float:
    """The sort key of options: the largest share first, one that nobody knows like none."""
    return -(choice.percent or 0)


# What a result says of an option; a tie and a proposal that was withdrawn say neither.
_PASSED: dict[Result, bool] = {"selected": True, "not_selected": False}


def _passed(result: Result | None, percent: float | None) -> bool | None:
    if result is not None:
        return _PASSED.get(result)
    return None if percent is None else percent >= THRESHOLD


def _choice(option: Option, vote: Vote) -> Choice:
    percent = option.percent
    if percent is None:
        percent = share(option.votes, vote.cast or vote.eligible)
    return Choice(
        title=option.title,
        case=option.case,
        issue=option.issue,
        votes=option.votes,
        percent=percent,
        passed=_passed(option.result, percent),
        result=option.result,
    )
