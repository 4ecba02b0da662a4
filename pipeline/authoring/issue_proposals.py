"""A whole issue file for a case, as the words of records tell it: each field with its evidence as a
comment, for a person to accept or strike. Until its note is deleted, the archive does not heed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from minutes.addresses.references import reference
from minutes.cases.claims import Claim, Claims, Evidence, Host
from minutes.cases.trail import Entry, Trail
from minutes.records.front_matter import IssueStatus
from minutes.text.shortening import one_line
from minutes.yaml_text import writing

_NOTE = """\
# 由會議紀錄的字句推得：逐項確認，不對的整行刪去；請逐項確認後刪除本行。
# Worked out from the words of records; strike what is wrong: check each line, then delete this one.
"""
_STATUS: Mapping[str, IssueStatus] = {
    "tracked": "tracked",
    "released": "released",
    "paused": "paused",
    "not_held": "not_held",
    "self_run": "self_run",
}
_LONGEST = 120  # characters of the words that become a note


@dataclass(frozen=True, slots=True)
class _HistoryLine:
    """A line of the history, and what bears it out."""

    status: IssueStatus
    date: dt.date
    evidence: Evidence | None
    note: str = ""

    def line(self) -> str:
        entry: dict[str, Any] = {"status": self.status, "date": self.date}
        if self.note:
            entry["note"] = self.note
        if self.evidence is not None and self.evidence.speech:
            entry["speech"] = reference(self.evidence.meeting, self.evidence.speech)
        return f"{_comment(self.evidence, '  ')}  - {writing.flow(entry)}\n"


def slug_of(trail: Trail) -> str:
    """The name of the file: people may give it a better one before they accept it."""
    return f"case-{trail.cases[0]}"


def issue_file(trail: Trail, claims: Claims) -> str:
    """The text of the issue file for a case that has none."""
    fields = (
        _title(trail, claims),
        writing.field("case", list(trail.cases)),
        _hosts("host_agency", claims.hosts),
        _hosts("co_agencies", claims.co_hosts),
        _history(trail, claims),
        *_replies(claims),
    )
    head = f"# yaml-language-server: $schema=../.schema/issue.json\n{_NOTE}\n"
    return f"---\n{head}{chr(10).join(filter(None, fields))}---\n"


def _comment(words: Evidence | None, indent: str = "") -> str:
    if words is None:
        return ""
    place = reference(words.meeting, words.speech) if words.speech else words.meeting
    return f"{indent}# 「{one_line(words.words)}」 {one_line(place)}\n"


def _title(trail: Trail, claims: Claims) -> str:
    found = claims.title
    if found is None:
        unknown = "# 紀錄沒有說這個案叫什麼，請填寫。No record names it: please do.\n"
        return unknown + writing.field("title", {"zh": f"第{trail.cases[0]}案", "en": ""})
    return _comment(found.evidence) + writing.field("title", {"zh": found.text, "en": ""})


def _hosts(name: str, hosts: Iterable[Host]) -> str:
    found = list(hosts)
    if not found:
        return ""
    grounds = "".join(_comment(host.evidence) for host in found)
    return grounds + writing.field(name, [host.word for host in found])


def _history(trail: Trail, claims: Claims) -> str:
    steps = sorted(_steps(trail, claims), key=lambda step: step.date)
    return "status:\n" + "".join(step.line() for step in steps) if steps else ""


def _steps(trail: Trail, claims: Claims) -> Iterator[_HistoryLine]:
    chosen, status = claims.chosen, claims.status
    if chosen is not None:
        yield from _dated("preparing", chosen.date, chosen.evidence, _words(chosen))
    for entry in _first_of(trail, "main"):
        yield from _dated("met", entry.date, entry.evidence)
    note = status.condition or _words(status)
    yield from _dated(_STATUS.get(status.value), status.since, status.evidence, note)


def _dated(
    status: IssueStatus | None, day: dt.date | None, evidence: Evidence | None, note: str = ""
) -> Iterator[_HistoryLine]:
    """A line of the history, where status and day are known."""
    if status is not None and day is not None:
        yield _HistoryLine(status, day, evidence, note)


def _first_of(trail: Trail, stage: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in trail.records if entry.stage == stage)[:1]


def _words(claim: Claim) -> str:
    return one_line(claim.evidence.words, _LONGEST) if claim.evidence else ""


def _replies(claims: Claims) -> Iterator[str]:
    """Replies that records mention: their address is not known, so they stay comments."""
    for reply in claims.replies:
        entry = writing.flow({"url": "", "date": reply.date})
        yield f"{_comment(reply.evidence)}# response: {entry}\n"
