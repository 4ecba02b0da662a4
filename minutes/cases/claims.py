"""What is claimed of a case: each claim with how it was found and the words that bear it out.

A claim that people declared (front matter, issue file) needs no words; one that was found
automatically has them. Where nothing is claimed (`UNKNOWN`) there are none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from minutes.clock import iso
from minutes.records.front_matter import IssueStatus

Found = Literal["declared", "automatic"]
How = Literal["ballot", "agreed", "no_vote"]
StandingValue = Literal[IssueStatus, "unknown"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that bear a claim out: the record, the id of the speech (or narrative) there, and
    the words as they are written, shortened."""

    meeting: str
    speech: str
    words: str

    def as_json(self) -> dict[str, Any]:
        return {"meeting": self.meeting, "speech": self.speech, "words": self.words}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """How a claim was found; `evidence` is None where people declared it, or where nothing is claimed."""

    found: Found = "automatic"
    evidence: Evidence | None = None

    @property
    def is_automatic(self) -> bool:
        return self.found == "automatic"

    def grounds(self) -> Iterator[Evidence]:
        """All the words that bear it out."""
        yield from filter(None, (self.evidence,))

    def _ground(self) -> dict[str, Any]:
        return {"found": self.found, "evidence": self.evidence and self.evidence.as_json()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Title(Claim):
    """What a case is called."""

    text: str

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, **self._ground()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Host(Claim):
    """An agency that hosts a case or helps to: the name in use, and its id where the registry knows
    it. `named` is the body below it of which alone the words speak; "" where they name the agency itself."""

    agency: str
    id: str | None = None
    named: str = ""

    @property
    def word(self) -> str:
        """What an agency is looked up by: the id, or else the name as it is written."""
        return self.id or self.agency

    def as_json(self) -> dict[str, Any]:
        return {
            "agency": self.agency,
            "id": self.id,
            "named": self.named or None,
            **self._ground(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection(Claim):
    """How a case was taken on: by a ballot, because its agency agreed, or without a vote. `share` is
    what the record says of its part of the votes, as it is written; `of_the_day` are the words of the meeting
    of that day where it is another record that says that the case was chosen."""

    how: How
    date: dt.date | None
    meeting: str
    share: str | None = None
    of_the_day: Evidence | None = None

    def grounds(self) -> Iterator[Evidence]:
        yield from filter(None, (self.evidence, self.of_the_day))

    def as_json(self) -> dict[str, Any]:
        return {
            "how": self.how,
            "date": iso(self.date),
            "meeting": self.meeting,
            "share": self.share,
            **self._ground(),
            "of_the_day": self.of_the_day and self.of_the_day.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(Claim):
    """Where a case stands, since when, and on what condition it was released (in the record's words;
    None where there was none)."""

    value: StandingValue
    since: dt.date | None = None
    meeting: str = ""
    condition: str | None = None

    def tells(self, value: StandingValue, until: dt.date | None) -> bool:
        """Whether it says this of a case as it was known on a day: later words are of another time."""
        return self.value == value and not (self.since and until and self.since > until)

    def as_json(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "since": iso(self.since),
            "meeting": self.meeting or None,
            "condition": self.condition,
            **self._ground(),
        }


UNKNOWN = Standing(value="unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Claim):
    """A reply of an agency that a record mentions: the day on which it was given and, as the record
    says it, where (Join, 新聞稿 …)."""

    date: dt.date
    place: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"date": iso(self.date), "place": self.place or None, **self._ground()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """All claims about one case."""

    title: Title | None = None
    hosts: tuple[Host, ...] = ()
    co_hosts: tuple[Host, ...] = ()
    chosen: Selection | None = None
    status: Standing = UNKNOWN
    replies: tuple[Reply, ...] = ()

    @property
    def is_title_found(self) -> bool:
        """Whether words of records alone tell its title."""
        return self.title is not None and self.title.is_automatic

    @property
    def declared_title(self) -> str:
        """Its title as people declared it; "" where nobody did."""
        return self.title.text if self.title and not self.title.is_automatic else ""

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title and self.title.as_json(),
            "hosts": _each(self.hosts),
            "co_hosts": _each(self.co_hosts),
            "chosen": self.chosen and self.chosen.as_json(),
            "status": self.status.as_json(),
            "replies": _each(self.replies),
        }


def _each(claims: Sequence[Host] | Sequence[Reply]) -> list[dict[str, Any]]:
    return [claim.as_json() for claim in claims]
