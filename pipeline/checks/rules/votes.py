"""Checks of ballots and follow-up. Voting is approval voting: totals need not add up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minutes.findings.problem import Problem, problem
from minutes.publication.correction_window import is_reason
from minutes.records.front_matter import Vote
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
    raw = subject.parsed.document.front
    if raw is not None and "votes" in raw.data:
        yield from _per_voter(subject, raw.data["votes"], ("votes",))


def _per_voter(subject: Subject, value: Any, loc: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if str(name).lower() in _PER_VOTER or (
                name == "votes" and isinstance(inner, list | dict)
            ):
                yield problem(subject.path, "per-voter-data", *subject.field(*loc, name))
            else:
                yield from _per_voter(subject, inner, (*loc, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _per_voter(subject, inner, (*loc, index))


def ballots(subject: Subject, _: Context) -> Iterator[Problem]:
    """Each option ≤ cast ≤ eligible; the sum between cast × min and cast × max; percentages fit."""
    listed = _listed(subject, "votes")
    for index, vote in enumerate(subject.parsed.meeting.front.votes):
        loc: tuple[str | int, ...] = ("votes", index) if listed else ("votes",)

        def at(*inner: str | int, loc: Any = loc) -> tuple[int, int]:
            return subject.field(*loc, *inner)

        if vote.cast is not None and vote.eligible is not None and vote.cast > vote.eligible:
            yield problem(
                subject.path,
                "more-cast-than-eligible",
                *at("cast"),
                cast=vote.cast,
                eligible=vote.eligible,
            )
        if vote.min is not None and vote.max is not None and vote.min > vote.max:
            yield problem(
                subject.path, "vote-min-above-max", *at("min"), min=vote.min, max=vote.max
            )
        most = vote.cast if vote.cast is not None else vote.eligible
        for number, option in enumerate(vote.options):
            if option.votes is not None and most is not None and option.votes > most:
                yield problem(
                    subject.path,
                    "option-above-cast",
                    *at("options", number, "votes"),
                    votes=option.votes,
                    cast=most,
                )
            elif not _percent_fits(option.votes, option.percent, vote):
                yield problem(
                    subject.path,
                    "percent-unlike-votes",
                    *at("options", number, "percent"),
                    percent=option.percent,
                )
        tallies = [option.votes for option in vote.options]
        if vote.cast is not None and tallies and None not in tallies:
            total = sum(t for t in tallies if t is not None)
            low = vote.cast * (vote.min or 0)
            high = vote.cast * (vote.max if vote.max is not None else len(tallies))
            if not low <= total <= high:
                yield problem(
                    subject.path,
                    "vote-sum-out-of-range",
                    *at("options"),
                    sum=total,
                    low=low,
                    high=high,
                )
        yield from _thresholds(subject, vote, loc)


def _percent_fits(votes: int | None, percent: float | None, vote: Vote) -> bool:
    """Whether a percentage is that of the votes among those present or those who voted, ± 1."""
    whole = [n for n in (vote.eligible, vote.cast) if n]
    if votes is None or percent is None or not whole:
        return True
    return any(abs(100 * votes / n - percent) <= 1 for n in whole)


def _thresholds(subject: Subject, vote: Vote, loc: tuple[str | int, ...]) -> Iterator[Problem]:
    """Half is enough (達半數): an option marked as not selected had less. Whether those count who
    were present or those who voted differs between ballots; only half of both is a finding."""
    whole = max(vote.eligible or 0, vote.cast or 0)
    for at, option in enumerate(vote.options):
        half = (
            option.votes * 2 >= whole
            if option.votes is not None and whole
            else option.percent is not None and option.percent >= 50
        )
        if half and option.result == "not_selected":
            yield problem(
                subject.path, "half-not-selected", *subject.field(*loc, "options", at, "result")
            )


def released(subject: Subject, context: Context) -> Iterator[Problem]:
    """A case is released only with a reply that can be found, or a reason."""
    front = subject.parsed.meeting.front
    replied = bool(front.response and front.response.url) or any(
        link.type == "reply" for link in front.links
    )
    listed = _listed(subject, "reports")
    for index, report in enumerate(front.reports):
        if (
            report.status != "released"
            or replied
            or is_reason(report.note)
            or report.case in context.replied
        ):
            continue
        place = (
            subject.field("reports", index, "status")
            if listed
            else subject.field("reports", "status")
        )
        yield problem(subject.path, "released-without-reply", *place, case=report.case or "–")


def _listed(subject: Subject, name: str) -> bool:
    raw = subject.parsed.document.front
    return raw is not None and isinstance(raw.data.get(name), list)
