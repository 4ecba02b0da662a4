"""Checks of ballots and follow-up. Voting is approval voting: totals need not add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from minutes.findings.problem import Problem
from minutes.publication.correction_window import is_reason
from minutes.records.front_matter import FrontMatter, Option, Vote
from pipeline.checks.rules.subject import Context, Subject

# Names under which somebody might write who voted for what. There is no such field.
_PER_VOTER = frozenset(
    {
        "voter",
        "voters",
        "voted_by",
        "voted",
        "by",
        "who",
        "names",
        "members",
        "person",
        "people",
        "ballots",
        "supporters",
        "approvals",
        "choices",
        "投票人",
        "投票者",
        "姓名",
        "圈選人",
        "支持者",
    }
)


def per_voter(subject: Subject, _: Context) -> Iterator[Problem]:
    """Who voted for what is written nowhere."""
    yield from _per_voter(subject, subject.fields.get("votes"), ("votes",))


def _per_voter(subject: Subject, value: Any, loc: tuple[str | int, ...]) -> Iterator[Problem]:
    for step, inner in _entries(value):
        if _names_voters(step, inner):
            yield subject.problem("per-voter-data", *loc, step)
        else:
            yield from _per_voter(subject, inner, (*loc, step))


def _entries(value: Any) -> Iterable[tuple[Any, Any]]:
    match value:
        case dict():
            return value.items()
        case list():
            return enumerate(value)
    return ()


def _names_voters(name: object, value: object) -> bool:
    """Whether a field may tell who voted for what; the votes of an option are a number."""
    return str(name).lower() in _PER_VOTER or (name == "votes" and isinstance(value, list | dict))


@dataclass(frozen=True, slots=True)
class _Ballot:
    """A ballot of a record, and where it stands in the head."""

    subject: Subject
    loc: tuple[str | int, ...]
    vote: Vote

    def problem(self, code: str, *inner: str | int, **values: object) -> Problem:
        """A finding at a place within it."""
        return self.subject.problem(code, *self.loc, *inner, **values)


def ballots(subject: Subject, _: Context) -> Iterator[Problem]:
    """Each option ≤ cast ≤ eligible; the sum between cast × min and cast × max; percentages fit."""
    listed = _listed(subject, "votes")
    for index, vote in enumerate(subject.parsed.meeting.front.votes):
        ballot = _Ballot(subject, ("votes", index) if listed else ("votes",), vote)
        yield from _bounds(ballot)
        yield from _options(ballot)
        yield from _sum(ballot)
        yield from _thresholds(ballot)


def _exceeds(some: int | None, most: int | None) -> bool:
    """Whether a number is above another, as far as both are known."""
    return some is not None and most is not None and some > most


def _bounds(ballot: _Ballot) -> Iterator[Problem]:
    vote = ballot.vote
    if _exceeds(vote.cast, vote.eligible):
        told = {"cast": vote.cast, "eligible": vote.eligible}
        yield ballot.problem("more-cast-than-eligible", "cast", **told)
    if _exceeds(vote.min, vote.max):
        yield ballot.problem("vote-min-above-max", "min", min=vote.min, max=vote.max)


def _options(ballot: _Ballot) -> Iterator[Problem]:
    vote = ballot.vote
    most = vote.cast if vote.cast is not None else vote.eligible
    for number, option in enumerate(vote.options):
        if _exceeds(option.votes, most):
            told = {"votes": option.votes, "cast": most}
            yield ballot.problem("option-above-cast", "options", number, "votes", **told)
        elif not _percent_fits(option.votes, option.percent, vote):
            at = ("options", number, "percent")
            yield ballot.problem("percent-unlike-votes", *at, percent=option.percent)


def _sum(ballot: _Ballot) -> Iterator[Problem]:
    """All votes together, where the number of each option is known."""
    vote = ballot.vote
    tallies = [option.votes for option in vote.options if option.votes is not None]
    if vote.cast is None or not tallies or len(tallies) < len(vote.options):
        return
    fewest, most = vote.min or 0, vote.max if vote.max is not None else len(tallies)
    low, high = vote.cast * fewest, vote.cast * most
    if not low <= sum(tallies) <= high:
        told = {"sum": sum(tallies), "low": low, "high": high}
        yield ballot.problem("vote-sum-out-of-range", "options", **told)


def _percent_fits(votes: int | None, percent: float | None, vote: Vote) -> bool:
    """Whether a percentage is that of the votes among those present or those who voted, ± 1."""
    whole = list(filter(None, (vote.eligible, vote.cast)))
    if votes is None or percent is None or not whole:
        return True
    return any(abs(100 * votes / n - percent) <= 1 for n in whole)


def _thresholds(ballot: _Ballot) -> Iterator[Problem]:
    """Half is enough (達半數): an option marked as not selected had less. Whether those count who
    were present or those who voted differs between ballots; only half of both is a finding."""
    whole = max(filter(None, (ballot.vote.eligible, ballot.vote.cast)), default=0)
    for number, option in enumerate(ballot.vote.options):
        if option.result == "not_selected" and _has_half(option, whole):
            yield ballot.problem("half-not-selected", "options", number, "result")


def _has_half(option: Option, whole: int) -> bool:
    if option.votes is not None and whole:
        return option.votes * 2 >= whole
    return option.percent is not None and option.percent >= 50


def released(subject: Subject, context: Context) -> Iterator[Problem]:
    """A case is released only with a reply that can be found, or a reason."""
    front = subject.parsed.meeting.front
    if _names_reply(front):
        return
    listed = _listed(subject, "reports")
    for index, report in enumerate(front.reports):
        is_grounded = is_reason(report.note) or report.case in context.replied
        if report.status == "released" and not is_grounded:
            at = ("reports", index, "status") if listed else ("reports", "status")
            yield subject.problem("released-without-reply", *at, case=report.case or "–")


def _names_reply(front: FrontMatter) -> bool:
    if front.response is not None and front.response.url:
        return True
    return "reply" in {link.type for link in front.links}


def _listed(subject: Subject, name: str) -> bool:
    return isinstance(subject.fields.get(name), list)
