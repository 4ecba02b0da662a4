"""What trails found, proposed as front matter: lines that somebody accepts, in a file whose text
below the head stays byte for byte."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from minutes.cases.trail import Entry, Trail
from minutes.errors import MinutesError
from minutes.records.document import split_front
from minutes.records.front_matter import FRONT_MATTER, FrontMatter
from minutes.records.model import Meeting
from minutes.yaml_text import reading, writing
from minutes.yaml_text.errors import UnreadableYaml
from pipeline.source.parser import parse

_REASON = 80  # characters of a speech that are taken for the reason of a release
_FIRST = ("title", "date", "tier", "kind", "case")


class NotLinkable(MinutesError):
    """The file's head cannot be changed by machine: its lines have to be written by hand."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Front matter for one record: the fields to set or add to, each with its new entries.

    `reasons` gives for each entry the case and how strong the finding is.
    """

    meeting: str
    path: str
    fields: Mapping[str, tuple[Any, ...]]
    reasons: tuple[str, ...]

    def text(self) -> str:
        """The lines as they are proposed."""
        return "".join(writing.field(name, list(entries)) for name, entries in self.fields.items())


Words = Callable[[Meeting, str], str]
"""The words of a speech of a record, by its id; "" where there is none."""


def propose(
    trails: Iterable[Trail], meetings: Mapping[str, Meeting], words: Words = lambda *_: ""
) -> tuple[Proposal, ...]:
    """Proposals for every record that a trail holds without its front matter saying so, by date. A
    release without a reply that can be linked is given the words of the speech as its reason."""
    fields: dict[str, dict[str, list[Any]]] = {}
    reasons: dict[str, list[str]] = {}
    for trail in trails:
        for entry in trail.records:
            meeting = meetings.get(entry.meeting)
            if meeting is None:
                continue
            new = {n: v for n, v in _lines(trail, entry, meeting, words).items() if v}
            for name, values in new.items():
                kept = fields.setdefault(meeting.id, {}).setdefault(name, [])
                kept += [v for v in values if v not in kept]
            if new:
                named = f"case {trail.cases[0]}" if trail.cases else str(trail.issue)
                reasons.setdefault(meeting.id, []).append(
                    f"{named}: {entry.stage}, {entry.score:g}"
                )
    found = [
        Proposal(m, meetings[m].path, {n: tuple(v) for n, v in f.items()}, tuple(reasons[m]))
        for m, f in fields.items()
    ]
    return tuple(sorted(found, key=lambda p: (str(meetings[p.meeting].date or ""), p.meeting)))


def _lines(trail: Trail, entry: Entry, meeting: Meeting, words: Words) -> dict[str, list[Any]]:
    """What the front matter of one record lacks for one trail."""
    front = meeting.front
    issue = [trail.issue] if trail.issue and trail.issue not in front.issue else []
    if meeting.tier in {"collaborative", "other"}:
        given = set(front.case) if "case" in meeting.given else set()
        host = (
            list(trail.hosts) if meeting.tier == "collaborative" and not front.host_agency else []
        )
        return {
            "case": [c for c in trail.cases if c not in given],
            "issue": issue,
            "host_agency": host,
        }
    if entry.found == "declared":
        return {}
    subject: dict[str, Any] = {"case": trail.cases[0]} if trail.cases else {"issue": trail.issue}
    speech = {"speech": entry.key} if entry.key else {}
    if entry.stage == "voted":
        named = trail.title not in {e.title for e in trail.records}
        title = {"title": trail.title} if named and trail.title else {}
        option = {**subject, **title, "result": "selected"}
        return {"votes": [{"options": [option], **speech}], "issue": issue}
    if entry.stage == "proposed":
        return {"issue": issue}
    status: dict[str, str] = {}
    if entry.stage == "released":
        status = {"status": "released"}
    elif trail.released is None or (entry.date is not None and entry.date < trail.released):
        status = {"status": "tracked"}
    last = (
        {"speech": entry.speeches[-1]} if entry.stage == "released" and entry.speeches else speech
    )
    note = {}
    if entry.stage == "released" and trail.response is None and "speech" in last:
        said = " ".join(words(meeting, last["speech"]).split())
        note = {"note": said if len(said) <= _REASON else f"{said[: _REASON - 1]}…"} if said else {}
    return {"reports": [{**subject, **status, **note, **last}], "issue": issue}


def apply(proposal: Proposal, data: bytes) -> bytes:
    """The file with the proposed lines in its head; the text below is the same bytes.

    Raises `NotLinkable` where the head cannot be read, or holds one of the fields in a form that
    cannot be added to without losing something.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotLinkable(f"{proposal.path}: not UTF-8") from error
    head, front = split_front(text)
    body = text[len(head) :]
    if front is not None and (front.error is not None or not head):
        raise NotLinkable(f"{proposal.path}: its front matter cannot be read")
    if front is None:
        new = f"---\n{_required(proposal, data)}{proposal.text()}---\n"
    else:
        new = _extended(proposal, head, front.data)
    made = new + body
    _verify(proposal, made, body)
    return made.encode("utf-8")


def _required(proposal: Proposal, data: bytes) -> str:
    """The fields without which front matter is not valid, as name and title tell them."""
    front = parse(data, proposal.path).meeting.front
    return "".join(
        writing.field(name, value)
        for name in _FIRST
        if name not in proposal.fields and (value := getattr(front, name)) not in (None, "", ())
    )


def _extended(proposal: Proposal, head: str, data: Mapping[str, Any]) -> str:
    lines = head.splitlines(keepends=True)
    for name, entries in proposal.fields.items():
        if name not in data or data[name] in (None, [], ""):
            lines = [x for x in lines if not x.startswith(f"{name}:")]
            lines[-1:-1] = writing.field(name, list(entries)).splitlines(keepends=True)
            continue
        start = next((i for i, x in enumerate(lines) if x.startswith(f"{name}:")), None)
        if start is None:
            raise NotLinkable(f"{proposal.path}: `{name}` is written in an unusual form")
        end = start + 1
        while end < len(lines) - 1 and (not lines[end].strip() or lines[end][0] in " -\t#"):
            end += 1
        if any("#" in x for x in lines[start:end]):
            raise NotLinkable(
                f"{proposal.path}: `{name}` has comments; add by hand:\n{proposal.text()}"
            )
        old = _listed(yaml.load("".join(lines[start:end]), Loader=yaml.BaseLoader)[name])  # noqa: S506 (plain words only)
        fresh = [e for e in entries if _plain(e) not in old]
        kept = reading.load("".join(lines[start:end])).value[name]
        kept = kept if isinstance(kept, list) else [kept]
        lines[start:end] = writing.field(name, [*kept, *fresh]).splitlines(keepends=True)
    return "".join(lines)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _plain(value: Any) -> Any:
    """A value as the plainest YAML reads it: words only."""
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(v) for v in value]
    return str(value)


def _verify(proposal: Proposal, made: str, body: str) -> None:
    """Nothing is written that does not read back as it was meant."""
    head, front = split_front(made)
    if front is None or front.error is not None or made[len(head) :] != body:
        raise NotLinkable(f"{proposal.path}: cannot be changed by machine; add:\n{proposal.text()}")
    try:
        read: FrontMatter = FRONT_MATTER.validate_python(front.data)
    except (ValueError, UnreadableYaml) as error:
        raise NotLinkable(f"{proposal.path}: {error}") from error
    for name, entries in proposal.fields.items():
        there = [
            dataclasses.asdict(v) if dataclasses.is_dataclass(v) and not isinstance(v, type) else v
            for v in getattr(read, name)
        ]
        if len(there) < len(entries):
            raise NotLinkable(f"{proposal.path}: `{name}` did not take all lines")
