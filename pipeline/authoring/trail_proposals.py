"""What trails found, proposed as front matter: lines that somebody accepts, in a file whose text
below the head stays byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import starmap, takewhile
from operator import attrgetter
from typing import Any

import yaml

from minutes.cases.trail import Entry, Trail
from minutes.clock import iso_text
from minutes.errors import MinutesError
from minutes.records import document
from minutes.records.front_matter import FRONT_MATTER, FrontMatter
from minutes.records.model import Meeting
from minutes.text.lists import as_tuple, without_empty
from minutes.text.shortening import cut
from minutes.yaml_text import reading, writing
from minutes.yaml_text.errors import UnreadableYaml
from pipeline.source.parser import parse

_REASON = 80  # characters of a speech that are taken for the reason of a release
_FIRST = ("title", "date", "tier", "kind", "case")


class NotLinkable(MinutesError):
    """The file's head cannot be changed by machine: its lines have to be written by hand."""


@dataclass(frozen=True, slots=True)
class HeadProposal:
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
) -> tuple[HeadProposal, ...]:
    """Proposals for every record that a trail holds without its front matter saying so, by date. A
    release without a reply that can be linked is given the words of the speech as its reason."""
    drafts: dict[str, _Draft] = {}
    for trail in trails:
        for entry in trail.records:
            if entry.meeting in meetings:
                meeting = meetings[entry.meeting]
                draft = drafts.setdefault(meeting.id, _Draft(meeting))
                draft.add(trail, entry, words)
    found = sorted(filter(attrgetter("fields"), drafts.values()), key=attrgetter("order"))
    return tuple(draft.proposal() for draft in found)


@dataclass(slots=True)
class _Draft:
    """What has been proposed so far for one record."""

    meeting: Meeting
    fields: dict[str, list[Any]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    @property
    def order(self) -> tuple[str, str]:
        """The sort key: the day of the record."""
        return iso_text(self.meeting.date), self.meeting.id

    def add(self, trail: Trail, entry: Entry, words: Words) -> None:
        """What the front matter of the record lacks for one trail."""
        new = without_empty(_Lacking(trail, entry, self.meeting, words).fields())
        for name, values in new.items():
            kept = self.fields.setdefault(name, [])
            kept += [value for value in values if value not in kept]
        if new:
            case = f"case {trail.cases[0]}" if trail.cases else str(trail.issue)
            self.reasons.append(f"{case}: {entry.stage}, {entry.score:g}")

    def proposal(self) -> HeadProposal:
        fields = {name: tuple(values) for name, values in self.fields.items()}
        return HeadProposal(self.meeting.id, self.meeting.path, fields, tuple(self.reasons))


@dataclass(frozen=True, slots=True)
class _Lacking:
    """What one record's front matter lacks for one trail that holds it."""

    trail: Trail
    entry: Entry
    meeting: Meeting
    words: Words

    def fields(self) -> dict[str, list[Any]]:
        """Field → the entries to add, none for what is there already."""
        if self.meeting.tier in {"collaborative", "other"}:
            return {"case": self._cases(), "issue": self._issue(), "host_agency": self._hosts()}
        if self.entry.found == "declared":
            return {}
        match self.entry.stage:
            case "voted":
                return {"votes": [self._vote()], "issue": self._issue()}
            case "proposed":
                return {"issue": self._issue()}
        return {"reports": [self._report()], "issue": self._issue()}

    def _cases(self) -> list[int]:
        given = self.meeting.front.case if "case" in self.meeting.given else ()
        return [case for case in self.trail.cases if case not in given]

    def _issue(self) -> list[str]:
        issue = self.trail.issue
        return [issue] if issue and issue not in self.meeting.front.issue else []

    def _hosts(self) -> list[str]:
        is_open = self.meeting.tier == "collaborative" and not self.meeting.front.host_agency
        return list(self.trail.hosts) if is_open else []

    def _subject(self) -> dict[str, Any]:
        cases = self.trail.cases
        return {"case": cases[0]} if cases else {"issue": self.trail.issue}

    def _speech(self) -> dict[str, str]:
        """The speech that says so; a release is said by the last one."""
        speeches = self.entry.speeches if self.entry.stage == "released" else ()
        *_, key = (self.entry.key, *speeches)
        return without_empty({"speech": key})

    def _vote(self) -> dict[str, Any]:
        titles = map(attrgetter("title"), self.trail.records)
        own_name = without_empty({"title": self.trail.title})
        title = {} if self.trail.title in titles else own_name
        option = {**self._subject(), **title, "result": "selected"}
        return {"options": [option], **self._speech()}

    def _report(self) -> dict[str, Any]:
        return {**self._subject(), **self._status(), **self._note(), **self._speech()}

    def _status(self) -> dict[str, str]:
        if self.entry.stage == "released":
            return {"status": "released"}
        day, released = self.entry.date, self.trail.released
        before = released is None or (day is not None and day < released)
        return {"status": "tracked"} if before else {}

    def _note(self) -> dict[str, str]:
        """The words of a release to which no reply can be linked."""
        speech = self._speech().get("speech")
        if self.entry.stage != "released" or self.trail.response is not None or not speech:
            return {}
        said = " ".join(self.words(self.meeting, speech).split())
        return without_empty({"note": cut(said, _REASON)})


def apply(proposal: HeadProposal, data: bytes) -> bytes:
    """The file with the proposed lines in its head; the text below is the same bytes.

    Raises `NotLinkable` where the head cannot be read, or holds one of the fields in a form that
    cannot be added to without losing something.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotLinkable(
            f"{proposal.path}: not UTF-8", zh=f"{proposal.path}：不是 UTF-8"
        ) from error
    head, front = document.split_front(text)
    body = text[len(head) :]
    if document.is_unreadable(front):
        raise NotLinkable(
            f"{proposal.path}: its front matter cannot be read", zh=f"{proposal.path}：檔頭無法讀取"
        )
    if front is None:
        new = f"---\n{_required(proposal, data)}{proposal.text()}---\n"
    else:
        new = _extended(proposal, head, front.data)
    made = new + body
    _verify(proposal, made, body)
    return made.encode("utf-8")


def _required(proposal: HeadProposal, data: bytes) -> str:
    """The fields without which front matter is not valid, as name and title tell them."""
    front = parse(data, proposal.path).meeting.front
    fields = {name: getattr(front, name) for name in _FIRST if name not in proposal.fields}
    return "".join(starmap(writing.field, without_empty(fields).items()))


def _extended(proposal: HeadProposal, head: str, data: Mapping[str, Any]) -> str:
    lines = head.splitlines(keepends=True)
    for name, entries in proposal.fields.items():
        if data.get(name) in (None, [], ""):
            lines = [line for line in lines if not line.startswith(f"{name}:")]
            lines[-1:-1] = writing.field(name, list(entries)).splitlines(keepends=True)
            continue
        span = _span(lines, name)
        if span is None:
            raise NotLinkable(
                f"{proposal.path}: `{name}` is written in an unusual form; write it by hand",
                zh=f"{proposal.path}：{name} 的寫法特殊，請自行修改",
            )
        text = "".join(lines[span])
        if "#" in text:
            raise NotLinkable(
                f"{proposal.path}: `{name}` has comments; add by hand:\n{proposal.text()}",
                zh=f"{proposal.path}：{name} 有註解，請自行加上：\n{proposal.text()}",
            )
        lines[span] = _with_entries(text, name, entries).splitlines(keepends=True)
    return "".join(lines)


def _span(lines: Sequence[str], name: str) -> slice | None:
    """The lines of a field: its own, and those below it that are indented, blank or of its list."""
    start = next((n for n, line in enumerate(lines) if line.startswith(f"{name}:")), None)
    if start is None:
        return None
    below = takewhile(_continues, lines[start + 1 : -1])
    return slice(start, start + 1 + len(list(below)))


def _continues(line: str) -> bool:
    return not line.strip() or line[0] in " -\t#"


def _with_entries(text: str, name: str, entries: Iterable[Any]) -> str:
    """A field's lines with those of the entries that are not there yet."""
    there = as_tuple(_words(text)[name])
    fresh = [entry for entry in entries if _words(writing.flow(entry)) not in there]
    kept = as_tuple(reading.load(text).value[name])
    return writing.field(name, [*kept, *fresh])


def _words(text: str) -> Any:
    """What the plainest YAML reads: words only."""
    return yaml.BaseLoader(text).get_single_data()


def _verify(proposal: HeadProposal, made: str, body: str) -> None:
    """Nothing is written that does not read back as it was meant."""
    head, written = document.split_front(made)
    front = document.readable(written)
    if front is None or made[len(head) :] != body:
        raise NotLinkable(
            f"{proposal.path}: cannot be changed by machine; add:\n{proposal.text()}",
            zh=f"{proposal.path}：程式無法修改，請自行加上：\n{proposal.text()}",
        )
    try:
        read: FrontMatter = FRONT_MATTER.validate_python(front.data)
    except (ValueError, UnreadableYaml) as error:
        raise NotLinkable(
            f"{proposal.path}: {error}", zh=f"{proposal.path}：改好的檔頭不符格式（{error}）"
        ) from error
    for name, entries in proposal.fields.items():
        if len(getattr(read, name)) < len(entries):
            raise NotLinkable(
                f"{proposal.path}: `{name}` did not take all lines",
                zh=f"{proposal.path}：{name} 有幾行寫不進去",
            )
