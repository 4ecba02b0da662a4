"""Checks of ballots and follow-up. Voting is approval voting: totals need not add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from minutes.cases.ballots import THRESHOLD
from minutes.findings.problem import Problem
from minutes.publication.correction_window import is_reason
from minutes.records.front_matter import Option, Vote
from minutes.text.word_tables import table
from minutes.yaml_text.nested import entries
from minutes.yaml_text.reading import Loc
from pipeline.checks.rules.subject import Context, Subject, exceeds, names_reply


def per_voter(subject: Subject, _: Context) -> Iterator[Problem]:
    """Who voted for what is written nowhere."""
    yield from _per_voter(subject, subject.fields.get("votes"), ("votes",))


def _per_voter(subject: Subject, value: Any, loc: Loc) -> Iterator[Problem]:
    for step, inner in entries(value):
        if _names_voters(step, inner):
            yield subject.problem("per-voter-data", *loc, step)
        else:
            yield from _per_voter(subject, inner, (*loc, step))


def _names_voters(name: object, value: object) -> bool:
    """Whether a field may tell who voted for what; the votes of an option are a number."""
    return str(name).lower() in table("protection")["voters"] or (
        name == "votes" and isinstance(value, list | dict)
    )


@dataclass(frozen=True, slots=True)
class _Ballot:
    """A ballot of a record, and where it stands in the head."""

    subject: Subject
    loc: Loc
    vote: Vote

    @property
    def crowds(self) -> tuple[int, ...]:
        """Those present and those who voted, as far as either was counted."""
        return tuple(filter(None, (self.vote.eligible, self.vote.cast)))

    def problem(self, code: str, *inner: str | int, **values: object) -> Problem:
        """A finding at a place within it."""
        return self.subject.problem(code, *self.loc, *inner, **values)


def ballots(subject: Subject, _: Context) -> Iterator[Problem]:
    """Each option ≤ cast ≤ eligible; the sum between cast × min and cast × max; percentages fit."""
    for index, vote in enumerate(subject.parsed.meeting.front.votes):
        ballot = _Ballot(subject, subject.entry("votes", index), vote)
        yield from _bounds(ballot)
        yield from _options(ballot)
        yield from _sum(ballot)
        yield from _thresholds(ballot)


# Of two numbers of a ballot the first is at most the second, and what is told where it is not.
_AT_MOST = (("cast", "eligible", "more-cast-than-eligible"), ("min", "max", "vote-min-above-max"))


def _bounds(ballot: _Ballot) -> Iterator[Problem]:
    for low, high, code in _AT_MOST:
        values = {low: getattr(ballot.vote, low), high: getattr(ballot.vote, high)}
        if exceeds(*values.values()):
            yield ballot.problem(code, low, **values)


def _options(ballot: _Ballot) -> Iterator[Problem]:
    vote = ballot.vote
    most = vote.eligible if vote.cast is None else vote.cast
    for number, option in enumerate(vote.options):
        if exceeds(option.votes, most):
            values = {"votes": option.votes, "cast": most}
            yield ballot.problem("option-above-cast", "options", number, "votes", **values)
        elif not _percent_fits(option, ballot.crowds):
            at = ("options", number, "percent")
            yield ballot.problem("percent-unlike-votes", *at, percent=option.percent)


def _sum(ballot: _Ballot) -> Iterator[Problem]:
    """All votes together, where the number of each option is known."""
    vote = ballot.vote
    tallies = [option.votes for option in vote.options]
    if vote.cast is None or None in tallies or not tallies:
        return
    most = len(tallies) if vote.max is None else vote.max
    values = {
        "sum": sum(filter(None, tallies)),
        "low": vote.cast * (vote.min or 0),
        "high": vote.cast * most,
    }
    if not values["low"] <= values["sum"] <= values["high"]:
        yield ballot.problem("vote-sum-out-of-range", "options", **values)


def _percent_fits(option: Option, crowds: tuple[int, ...]) -> bool:
    """Whether a percentage is that of the votes among one of the crowds, ± 1; what is not told fits."""
    votes, percent = option.votes, option.percent
    if votes is None or percent is None:
        return True
    return not crowds or any(abs(100 * votes / crowd - percent) <= 1 for crowd in crowds)


def _thresholds(ballot: _Ballot) -> Iterator[Problem]:
    """Half is enough (達半數): an option marked as not selected had less. Whether those count who
    were present or those who voted differs between ballots; only half of both is a finding."""
    whole = max(ballot.crowds, default=0)
    for number, option in enumerate(ballot.vote.options):
        if option.result == "not_selected" and _has_half(option, whole):
            yield ballot.problem("half-not-selected", "options", number, "result")


def _has_half(option: Option, whole: int) -> bool:
    if option.votes is not None and whole:
        return option.votes * 2 >= whole
    return (option.percent or 0) >= THRESHOLD


def released(subject: Subject, context: Context) -> Iterator[Problem]:
    """A case is released only with a reply that can be found, or a reason."""
    front = subject.parsed.meeting.front
    if names_reply(front):
        return
    for index, report in enumerate(front.reports):
        is_grounded = is_reason(report.note) or report.case in context.replied
        if report.status == "released" and not is_grounded:
            at = (*subject.entry("reports", index), "status")
            yield subject.problem("released-without-reply", *at, case=report.case or "–")
