"""What the head of a file may say. These classes are the schema: there is no other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter

from minutes.records import vocabulary
from minutes.text import days, lists

Tier = Literal["seasonal", "monthly", "collaborative", "other"]
TIERS: tuple[Tier, ...] = ("seasonal", "monthly", "collaborative", "other")
PO_TIERS = frozenset({"seasonal", "monthly", "collaborative"})
Kind = Literal[
    "main",
    "working",
    "pre_meeting",
    "preparatory",
    "rehearsal",
    "followup",
    "hearing",
    "training",
    "supplement",
    "press",
    "interview",
    "talk",
    "visit",
    "office_hour",
    "other",
]
Capacity = Literal[
    "chair",
    "facilitator",
    "host",
    "co_host",
    "subordinate",
    "other_po",
    "table_lead",
    "business_unit",
    "pdis",
    "petitioner",
    "cosigner",
    "expert",
    "public",
    "observer",
]
Origin = Literal["petition", "rule_notice", "agency", "agency_no_vote", "other_platform"]
LinkType = Literal[
    "slides",
    "mindmap",
    "handbook",
    "suggestions",
    "agenda",
    "notes",
    "slido",
    "video",
    "photos",
    "petition",
    "notice",
    "issue_page",
    "reply",
    "news",
    "other",
]
ReportStatus = Literal["tracked", "released", "paused", "not_held", "self_run"]
IssueStatus = Literal[
    "proposed",
    "not_selected",
    "preparing",
    "met",
    "tracked",
    "released",
    "paused",
    "not_held",
    "self_run",
]
Disposition = Literal["adopted", "partly", "not_adopted"]
Result = Literal["selected", "not_selected", "tie", "withdrawn"]
Method = Literal["stenography", "audio", "summary"]
Stream = Literal["none", "internal", "public"]


_NUMBERS = frozenset({int, float})


def _as_zh_en(value: Any) -> Any:
    return {"zh": value} if isinstance(value, str) else value


def _as_given(value: Any) -> Any:
    """A field that stands there without a value is there all the same."""
    return "" if value is None else value


def _as_text(value: Any) -> Any:
    """A number where words are meant (`title: 2018`) is taken as its words; a truth value is not."""
    return str(value) if type(value) in _NUMBERS else value


TierWord = Annotated[Tier, vocabulary.reader("tier")]
KindWord = Annotated[Kind, vocabulary.reader("kind")]
Listed = BeforeValidator(lists.as_tuple)
"""A list may be given as one value."""

Str = Annotated[str, BeforeValidator(_as_text), Field(max_length=4000)]
Url = Annotated[str, Field(max_length=2000)]
Date = Annotated[dt.date, BeforeValidator(days.as_day)]
Case = Annotated[int, Field(ge=0, le=99999, strict=True), BeforeValidator(lists.as_case)]
Count = Annotated[int, Field(ge=0), BeforeValidator(lists.as_count)]
Percent = Annotated[float, Field(ge=0, le=100), BeforeValidator(lists.as_count)]
Strs = Annotated[tuple[Str, ...], BeforeValidator(lists.as_words)]
Urls = Annotated[tuple[Url, ...], Listed]
Cases = Annotated[tuple[Case, ...], BeforeValidator(lists.as_cases)]
_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Chinese and English; a plain string in a file is the Chinese one."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    zh: Str = ""
    en: Str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What it says in each language in which it says something, Chinese first."""
        return tuple(filter(None, (self.zh, self.en)))

    def get(self, lang: str) -> str:
        """The text in `lang` (`zh`, `en`), or in the other language where it is missing."""
        preferred = -1 if lang == "en" else 0
        return (self.texts or ("",))[preferred]


Words = Annotated[Bilingual, BeforeValidator(_as_zh_en)]


@dataclass(frozen=True, slots=True)
class Term:
    """Which meeting of its series: a quarter or month of a ROC year, or the ordinal."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    roc_year: Annotated[int, Field(ge=1, le=999)] | None = None
    quarter: Annotated[int, Field(ge=1, le=4)] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    ordinal: Annotated[int, Field(ge=1, le=9999)] | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody present, silent or not."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    name: Str
    agency: Str = ""
    organisation: Str = ""
    role: Str = ""
    capacity: Annotated[Capacity, vocabulary.reader("capacity")] | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting of a bundled record (會前紀錄)."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    date: Date
    kind: KindWord = "pre_meeting"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and the speech that says so."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    text: Str
    speech: Str = ""
    case: Cases = ()


@dataclass(frozen=True, slots=True)
class Action:
    """A task that agencies took on."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    task: Str
    agency: Strs = ()
    due: Date | None = None
    status: Annotated[Literal["open", "done", "dropped"], vocabulary.reader("action_status")] = (
        "open"
    )
    speech: Str = ""
    case: Cases = ()


@dataclass(frozen=True, slots=True)
class Request:
    """Help that a PO asks for (求助)."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    what: Str
    sender: Annotated[Strs, Field(alias="from")] = ()
    to: Strs = ()
    date: Date | None = None
    speech: Str = ""
    answer: Str = ""
    status: Annotated[Literal["open", "answered"], vocabulary.reader("request_status")] = "open"
    case: Cases = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a ballot; approval voting, so totals need not add up."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    title: Str = ""
    issue: Str = ""
    case: Case | None = None
    votes: Count | None = None
    percent: Percent | None = None
    result: Annotated[Result, vocabulary.reader("result")] | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """One ballot. There is no field for who voted for what, and there will be none."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    ballot: Str = ""
    eligible: Count | None = None
    cast: Count | None = None
    min: Count | None = None
    max: Count | None = None
    options: Annotated[tuple[Option, ...], Listed] = ()
    speech: Str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a monthly or seasonal meeting heard of a case (摘要報告)."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    case: Case | None = None
    status: Annotated[ReportStatus, vocabulary.reader("report_status")] | None = None
    note: Str = ""
    speech: Str = ""
    issue: Str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """The agency's reply (綜整回應)."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    url: Url = ""
    date: Date | None = None
    disposition: Annotated[Disposition, vocabulary.reader("disposition")] | None = None


@dataclass(frozen=True, slots=True)
class RecordMethod:
    """How the record was made, and whether the meeting was streamed or filmed."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    method: Annotated[Method, vocabulary.reader("method")] | None = None
    stream: Annotated[Stream, vocabulary.reader("stream")] | None = None
    video: Annotated[Stream, vocabulary.reader("stream")] | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """The correction window's particulars. `published` is a note, not a gate; `hold` tells what the
    record waits for where nobody knows the day (until a law has passed), and holds it until it goes. A
    `hold` without a word holds it as well; a `hold_until` without a day is no day, and holds it, too."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    closes: Date | None = None
    hold_until: Annotated[dt.date | None, BeforeValidator(days.as_day)] = None
    hold: Annotated[Str | None, BeforeValidator(_as_given)] = None
    published: Date | None = None
    waiver_reason: Str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A change after publication; who asked is told by capacity, never by name."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    date: Date
    what: Str
    asked_by: Annotated[Capacity, vocabulary.reader("capacity")] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Something elsewhere that belongs to the meeting."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    type: Annotated[LinkType, vocabulary.reader("link")]
    url: Url
    label: Str = ""
    archived: Url = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file below `attachments/<meeting>/`."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    file: Annotated[str, Field(max_length=200)]
    label: Str = ""
    type: Annotated[LinkType, vocabulary.reader("link")] = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What the head of a transcript may say; what it does not say is empty."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    title: Str = ""
    date: Date | None = None
    lang: (
        Annotated[
            str,
            BeforeValidator(vocabulary.as_language),
            Field(max_length=35, pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"),
        ]
        | None
    ) = None
    tier: TierWord | None = None
    kind: KindWord | None = None
    term: Annotated[Term | None, BeforeValidator(days.as_term)] = None
    case: Cases = ()
    issue: Strs = ()
    session: int | Str | None = None
    sessions: Annotated[tuple[Session, ...], Listed] = ()
    host_agency: Strs = ()
    co_agencies: Strs = ()
    origin: Annotated[Origin, vocabulary.reader("origin")] | None = None
    attendees: Annotated[tuple[Attendee, ...], Listed] = ()
    summary: Words = Bilingual()
    decisions: Annotated[tuple[Decision, ...], Listed] = ()
    actions: Annotated[tuple[Action, ...], Listed] = ()
    requests: Annotated[tuple[Request, ...], Listed] = ()
    votes: Annotated[tuple[Vote, ...], Listed] = ()
    reports: Annotated[tuple[Report, ...], Listed] = ()
    response: Response | None = None
    record: RecordMethod | None = None
    edit: Edit | None = None
    corrections: Annotated[tuple[Correction, ...], Listed] = ()
    links: Annotated[tuple[Link, ...], Listed] = ()
    attachments: Annotated[tuple[Attachment, ...], Listed] = ()
    translation_of: Str = ""
    licence: Annotated[str, Field(max_length=100)] = ""


@dataclass(frozen=True, slots=True)
class Status:
    """A step in an issue's life."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    status: Annotated[IssueStatus, vocabulary.reader("issue_status")]
    date: Date | None = None
    speech: Str = ""
    note: Str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFront:
    """What the head of an issue file may say."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    title: Words = Bilingual()
    case: Cases = ()
    origin: Annotated[Origin, vocabulary.reader("origin")] | None = None
    urls: Urls = ()
    host_agency: Strs = ()
    co_agencies: Strs = ()
    keywords: Strs = ()
    status: Annotated[tuple[Status, ...], Listed] = ()
    response: Response | None = None
    links: Annotated[tuple[Link, ...], Listed] = ()
    highlights: Strs = ()


def reply_url(front: FrontMatter | IssueFront) -> str:
    """The address of the agency's reply; "" where none is given."""
    return front.response.url if front.response else ""


FRONT_MATTER: TypeAdapter[FrontMatter] = TypeAdapter(FrontMatter)
ISSUE_FRONT: TypeAdapter[IssueFront] = TypeAdapter(IssueFront)
