"""Issue files made and changed from a form: their head by fields and rows, their words, what is wrong with
them, and what the trail of their case tells that could go into their history."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from urllib.parse import unquote

from minutes.addresses.references import reference
from minutes.cases.claims import Claims, Host
from minutes.cases.trail import Entry, Stage
from minutes.findings.problem import Problem
from minutes.records import document, front_matter_edit
from minutes.records.front_matter import IssueStatus
from minutes.text import days
from minutes.text.lists import as_tuple, without_empty
from minutes.yaml_text import nested, writing
from pipeline.authoring.rows import agencies, splices
from pipeline.authoring.rows.cells import kept_or_new, words_of
from pipeline.authoring.rows.entries import wanted
from pipeline.authoring.rows.fields import Fields
from pipeline.authoring.rows.kinds import kinds
from pipeline.authoring.waiting import entries as entries_of
from pipeline.checks.rules.issues import SpeechIds, look_at, read_issue
from pipeline.checks.rules.table import Context

MAX_BYTES = 256 * 1024
"""An issue file holds a head and a summary of a few paragraphs."""
MAX_ROWS = 500
"""Entries of one field, or fields of the head: a form with more is no form, and slow to check and show."""
LONGEST_NAME = 80  # of an issue: it stands in addresses and file names
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_LANGUAGES = ("zh", "en")
# What a record's place in the trail says of the issue where the record itself says nothing of where it stands.
# That a case was on an agenda, or an option of a ballot, does not tell what became of it.
_STEPS: Mapping[Stage, IssueStatus] = {
    "proposed": "proposed",
    "voted": "proposed",
    "chosen": "proposed",
    "working": "preparing",
    "pre_meeting": "preparing",
    "main": "met",
    "released": "released",
}


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """A step of the history that a record tells: the entry for the file, and the words for it."""

    entry: Mapping[str, Any]
    words: str


@dataclass(frozen=True, slots=True)
class FieldProposal:
    """What the words of a record tell of a field of the head: the form's name of it, what it would
    say, and those words."""

    field: str
    value: str
    words: str

    def accepted(self, given: Mapping[str, str]) -> dict[str, str]:
        """A form in which the field says it: beside what it says already."""
        said = filter(None, (given.get(self.field, ""), self.value))
        return {**given, self.field: "、".join(said)}


_RECORD = re.compile(r"\d{4}-\d{2}-\d{2}-[^\s\"'#,;\]}/?&]+")


def slug_of(words: str) -> str:
    """The short name of an issue file as it may be: small letters, digits and hyphens."""
    return _NOT_IN_NAMES.sub("-", words.casefold()).strip("-")[:LONGEST_NAME].rstrip("-")


def new(title: str, cases: Iterable[int], hosts: Iterable[str]) -> str:
    """A new issue file with what is known of its case."""
    known = {"title": {"zh": title}, "case": list(cases), "host_agency": list(hosts)}
    lines = (writing.field(name, value) for name, value in known.items() if value)
    return f"---\n{''.join(lines)}---\n"


def basics(text: str) -> dict[str, str]:
    """The single fields of a head as a form shows them."""
    data = document.head_data(text)
    shown = {
        cell.name: words_of(cell, data.get(cell.name)) for cell in kinds("issue_head")["head"].cells
    }
    return shown | {f"title_{lang}": words for lang, words in _title(data).items()}


def _title(data: Mapping[str, Any]) -> dict[str, str]:
    raw = data.get("title")
    forms = nested.fields(raw) or {"zh": raw}
    return {lang: str(forms.get(lang) or "") for lang in _LANGUAGES}


def records_named(text: str) -> frozenset[str]:
    """The ids of all records that the head of an issue file names, in a reference, an address or a note."""
    found = map(unquote, _RECORD.findall(document.parse(text).head))
    return frozenset(ident.removesuffix(".md") for ident in found)


def has_too_many_rows(text: str) -> bool:
    """Whether the head says more than a form can show."""
    data = document.head_data(text)
    return max(map(len, (data, *map(as_tuple, data.values())))) > MAX_ROWS


def filled(text: str, fields: Fields) -> str:
    """The file after a form was filled in. Raises `UneditableHead`."""
    front_matter_edit.editable(document.split_front(text)[1])
    data, given = document.head_data(text), fields.values
    title = {lang: given.get(f"title_{lang}", "").strip() for lang in _LANGUAGES}
    new = {"title": data.get("title") if title == _title(data) else without_empty(title)}
    for cell in kinds("issue_head")["head"].cells:
        new[cell.name] = kept_or_new(cell, data.get(cell.name), given.get(cell.name, ""))
    changed = {name: value for name, value in new.items() if value != data.get(name)}
    lines = {name: writing.field(name, value) * bool(value) for name, value in changed.items()}
    text = front_matter_edit.replace_fields(text, lines) if lines else text
    for kind in kinds("issue").values():
        entries = wanted(kind, data.get(kind.name), fields, str)
        text = splices.put(text, kind, entries)
    return document.split_front(text)[0] + given.get("body", "").strip("\n") + "\n"


def with_step(text: str, step: HistoryStep) -> str:
    """The file with one more step of its history."""
    kind = kinds("issue")["status"]
    entries = [*as_tuple(document.head_data(text).get("status")), dict(step.entry)]
    return splices.put(text, kind, sorted(enumerate(entries), key=_day))


def with_agency(text: str, old: str, new: str) -> str:
    """The file with `new` in the place of the agency `old`. Raises `UneditableHead`."""
    return agencies.renamed(text, old, new)


def in_order(text: str) -> str:
    """The file with the steps of its history in the order of their days; one without a day stays behind
    the one before it."""
    entries = as_tuple(document.head_data(text).get("status"))
    last = list(accumulate(map(_date, entries), _later))
    placed = sorted(enumerate(entries), key=lambda one: last[one[0]])
    return splices.put(text, kinds("issue")["status"], placed)


def _date(entry: Any) -> dt.date:
    return days.day(str(nested.fields(entry).get("date"))) or dt.date.min


def _later(before: dt.date, day: dt.date) -> dt.date:
    return before if day == dt.date.min else day


def _day(placed: tuple[int, Any]) -> str:
    """The day of an entry; one that is no mapping stands before all."""
    return str(dict(placed[1]).get("date")) if isinstance(placed[1], dict) else ""


def field_proposals(claims: Claims, text: str, call: Callable[[Host], str]) -> list[FieldProposal]:
    """What only words of records tell of a case, and the head does not say: its title where it has
    none, and agencies, which `call` names as they are written."""
    said = basics(text)
    proposed = [
        *_of_agencies("host_agency", claims.hosts, said, call),
        *_of_agencies("co_agencies", claims.co_hosts, said, call),
    ]
    title = claims.title
    if title and title.evidence and not said["title_zh"]:
        proposed.insert(0, FieldProposal("title_zh", title.text, title.evidence.words))
    return proposed


def _of_agencies(
    field: str, hosts: Iterable[Host], said: Mapping[str, str], call: Callable[[Host], str]
) -> Iterator[FieldProposal]:
    there = said[field].split("、")
    for host in hosts:
        name = call(host)
        if host.evidence and name not in there:
            yield FieldProposal(field, name, host.evidence.words)


def steps(
    records: Iterable[Entry],
    text: str,
    status_in: Callable[[str], IssueStatus | None],
    words: Callable[[Entry], str],
) -> list[HistoryStep]:
    """What the records of the case tell and the file does not, oldest first; `status_in` gives what a record
    says of where the case stands, `words` those of its key speech."""
    known = set(map(_sign, entries_of(document.head_data(text), "status")))
    stands = ((entry, status_in(entry.meeting) or _STEPS.get(entry.stage)) for entry in records)
    made = (_step(entry, status, words(entry)) for entry, status in stands if status)
    return [step for step in made if _sign(step.entry) not in known]


def _sign(entry: Mapping[str, Any]) -> tuple[str, str]:
    return str(entry.get("status")), str(entry.get("date"))


def _step(entry: Entry, status: IssueStatus, words: str) -> HistoryStep:
    key = (*entry.speeches[-1:], entry.key)[0]
    place = {"date": entry.date, "speech": reference(entry.meeting, key) if key else ""}
    made = {"status": status, **without_empty(place)}
    return HistoryStep(made, words or entry.title)


def problems(text: str, slug: str, context: Context, speech_ids: SpeechIds) -> list[Problem]:
    """What is wrong with the file, as far as what is public tells."""
    issue, found = read_issue(f"issues/{slug}.md", text.encode("utf-8", "replace"))
    if issue is None:
        return found
    return sorted([*found, *look_at(issue, context, {}, speech_ids)])
