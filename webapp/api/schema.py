"""What the API answers with: these classes are serialised, and the OpenAPI document is made of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from minutes.cases.claims import Claims, Evidence, Found
from minutes.cases.trail import Stage
from minutes.records.front_matter import (
    Action,
    Bilingual,
    FrontMatter,
    IssueFront,
    Kind,
    Request,
    Response,
    Tier,
    Vote,
)
from minutes.records.model import Speaker
from minutes.registers.agencies import Agency
from minutes.registers.people import Person

Item = TypeVar("Item")
ItemType = Literal["speech", "narrative", "section", "heading"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """Part of a list. `total` counts the whole list; `next` is the address of what follows, or null.
    A page may hold fewer items than asked for and still have a `next`."""

    items: tuple[Item, ...]
    total: int | None
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The archive and where its parts are. `generation` names the state of its index."""

    name: Bilingual
    description: Bilingual
    publisher: Bilingual
    contact: str
    licence: str
    languages: tuple[str, ...]
    meetings: int
    speeches: int
    newest: dt.date | None
    generation: str
    home: str
    documentation: str
    openapi: str
    data: str
    feed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyName:
    """An agency as a record names it. `id` is null where the registry does not know it."""

    id: str | None
    name: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """A record without its words; `inferred` fields it does not state (with `host_agency` only words of
    other records tell its hosts); `digest` is its file's SHA-256."""

    id: str
    title: str
    date: dt.date | None
    lang: str
    tier: Tier
    kind: Kind
    cases: tuple[int, ...]
    issues: tuple[str, ...]
    hosts: tuple[AgencyName, ...]
    co_hosts: tuple[AgencyName, ...]
    speeches: int
    characters: int
    summary: Bilingual
    licence: str
    inferred: tuple[str, ...]
    twin: str | None
    digest: str
    url: str
    short_url: str
    markdown_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(MeetingRow):
    """A record with all that its head says (`front`) and who speaks. `opening` is its first words;
    `revision` names the version that is shown, which stays at `revision_url` as it is now."""

    opening: str
    speakers: tuple[Speaker, ...]
    front: FrontMatter
    revision: str | None
    revision_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One item of a record, in its place. `text` is plain, `html` safe to put into a page."""

    id: str
    meeting: str
    meeting_title: str
    date: dt.date | None
    lang: str
    position: int
    type: ItemType
    speaker: str | None
    text: str
    markdown: str
    html: str
    url: str
    context_url: str
    short_url: str
    revision: str | None
    revision_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A label under which somebody speaks; whose it is, only the archive's registry says (`person`)."""

    name: str
    meetings: int
    speeches: int
    person: str | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAnswer(PersonRow):
    """A label with its records, newest first, and the registry's entry."""

    entry: Person | None
    records: tuple[MeetingRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """An agency of the registry and the number of records that it hosts or co-hosts; for
    `hosted_found` of these only words of other records tell it."""

    id: str
    entry: Agency
    hosted: int
    hosted_found: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyAnswer(AgencyRow):
    """An agency with the records that it hosts or co-hosts, newest first."""

    records: tuple[MeetingRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A record of a case's trail; `evidence` are the words by which it was `found`, if it was."""

    meeting: str
    title: str
    date: dt.date | None
    stage: Stage
    stage_name: Bilingual
    found: Found
    speeches: tuple[str, ...]
    sessions: tuple[dt.date, ...]
    evidence: Evidence | None
    url: str
    short_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A step of which the archive has no record; `not_held` is why, where the schedule tells. Where `source` is
    `month`, the month alone is known, and `date` is its first day."""

    stage: Stage
    stage_name: Bilingual
    date: dt.date | None
    source: str
    note: str
    not_held: Bilingual | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostOfCase(AgencyName):
    """An agency that hosts a case; for `found` and `evidence` see `Station`."""

    found: Found
    evidence: Evidence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A case or issue: its trail (`records`), records that mention it, and `claims` with their words."""

    cases: tuple[int, ...]
    issue: str | None
    title: Bilingual
    title_found: Found
    hosts: tuple[HostOfCase, ...]
    claims: Claims
    records: tuple[Station, ...]
    mentions: tuple[Station, ...]
    gaps: tuple[Gap, ...]
    response: Response | None
    released: dt.date | None
    report_url: str
    url: str
    short_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRow:
    """An issue file: its head (`front`)."""

    slug: str
    front: IssueFront
    url: str
    short_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueAnswer(Course):
    """An issue with its neutral summary (Markdown), its head, and its trail."""

    slug: str
    body: str
    front: IssueFront


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case number that the archive knows, the slug of its issue file, and its title (`found`)."""

    number: int
    issue: str | None
    title: str
    found: Found
    url: str
    short_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRow:
    """A ballot and the record that tells of it. There is no data on who voted for what."""

    id: str
    meeting: str
    meeting_title: str
    date: dt.date | None
    url: str
    vote: Vote


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """A task that agencies took on, and the record that tells of it."""

    id: str
    meeting: str
    meeting_title: str
    date: dt.date | None
    url: str
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """Help that was asked for, and the record that tells of it."""

    id: str
    meeting: str
    meeting_title: str
    date: dt.date | None
    url: str
    request: Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """A record of a page elsewhere: its head links to it, its issue names it, or its words hold it."""

    meeting: str
    title: str
    date: dt.date | None
    how: Literal["link", "response", "issue", "words"]
    found: Found
    evidence: Evidence | None
    stage: Stage | None
    stage_name: Bilingual | None
    speeches: tuple[str, ...]
    url: str
    short_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BelongingAnswer:
    """A page's records, oldest first, and its address as compared; title and short address of its issue."""

    page: str
    normalised: str
    issue: str | None
    title: Bilingual | None
    short_url: str
    records: tuple[Belonging, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A speech that says the words, or said them before it was corrected (`until` that day). `cut` is
    the word right before them that was left out and turns their meaning round."""

    speech: str
    meeting: str
    title: str
    date: dt.date | None
    speaker: str | None
    cut: str
    until: dt.date | None
    removed: bool
    url: str
    short_url: str
    revision_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyAnswer:
    """Whether words stand in the records word for word after folding (`verbatim`). `verdict` is `said`,
    `cut` (there, but without the negation before them), `revised` (in a revision that was corrected
    since), `removed` (in a speech that was taken out since), `not_found`, or `too_short` (fewer than four
    letters). `whole` is false where not all earlier revisions could be looked through in time."""

    text: str
    verbatim: bool
    verdict: Literal["said", "cut", "revised", "removed", "not_found", "too_short"]
    places: tuple[Said, ...]
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BadParameter:
    """What is wrong with one parameter."""

    parameter: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error as RFC 9457 has it (`application/problem+json`). `choices` are addresses of the API
    where a speech was changed (300) or stood (410)."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[BadParameter, ...]
    choices: tuple[str, ...] = ()
