"""What the head of a file may say. These classes are the schema: there is no other."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter
from pydantic_core import PydanticCustomError

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


_COUNTED = re.compile(r"\s*(\d{1,6}(?:\.\d{1,4})?)\s*(?:[票人項案席]|%)?\s*")
_TERM = {
    "roc_year": re.compile(r"(?<!\d)(\d{2,3}) ?年"),
    "quarter": re.compile(r"第? ?([1-4]) ?季"),
    "month": re.compile(r"(?<!\d)(\d{1,2}) ?月"),
    "ordinal": re.compile(r"第 ?(\d{1,4}) ?[次屆]"),
}


def as_tuple(value: Any) -> Any:
    """A list may be given as one value."""
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _as_zh_en(value: Any) -> Any:
    return {"zh": value} if isinstance(value, str) else value


def _as_term(value: Any) -> Any:
    """A number alone is the ordinal; words say it as titles do: `115年11月`, `第29次`, `115年第4季`."""
    if type(value) is int:
        return {"ordinal": value}
    if not isinstance(value, str):
        return value
    found = [cue.search(unicodedata.normalize("NFKC", value[:40])) for cue in _TERM.values()]
    told = {name: int(m[1]) for name, m in zip(_TERM, found, strict=True) if m}
    return told or value


def _as_text(value: Any) -> Any:
    """A number or truth value where words are meant (`title: 2018`) is taken as its words."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _as_date(value: Any) -> Any:
    """A day in any of the forms in which people in Taiwan write days (`days.day`); a number counts
    only where its digits are those of a day, not as seconds since 1970."""
    digits = isinstance(value, int) and not isinstance(value, bool)
    written = str(value) if digits else value
    day = days.day(written) if isinstance(written, str) else written
    if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
        raise ValueError("not a date of the form YYYY-MM-DD")
    if not days.is_plausible(day):
        raise ValueError(f"not a year from {days.FIRST_YEAR} to {days.LAST_YEAR}")
    return day


def _meant(name: str) -> BeforeValidator:
    """Reads a value of the vocabulary `name` from its words in Chinese or English."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        known = vocabulary.values(name)
        if found := vocabulary.value_of(name, value):
            return found
        near = vocabulary.nearest(name, value)
        told = {
            "allowed_zh": "、".join(f"{known[v].zh} {v}" for v in known),
            "allowed_en": ", ".join(known),
            "near": near,
        }
        raise PydanticCustomError("unknown_word", "none of the words that it can be", told)

    return BeforeValidator(read)


def _as_language(value: Any) -> Any:
    """A language may be named (中文, English) or tagged as on other systems (`zh_TW`)."""
    return vocabulary.language_tag(value) if isinstance(value, str) else value


def _as_words(value: Any) -> Any:
    """A list of words on one line, between Chinese commas (`交通部、勞動部`), or as a list."""
    entries = as_tuple(value)
    parts = [lists.han_words(v) if isinstance(v, str) else [v] for v in entries]
    return tuple(chain.from_iterable(parts))


def _as_cases(value: Any) -> Any:
    """Case numbers as they are written where they are spoken of: `第904案`, `904、905`."""
    parts = [lists.cases(v) if isinstance(v, str) else [v] for v in as_tuple(value)]
    return tuple(chain.from_iterable(parts))


def _as_case(value: Any) -> Any:
    found = lists.cases(value) if isinstance(value, str) else []
    return found[0] if len(found) == 1 else value


def _as_count(value: Any) -> Any:
    """A number with what it counts: `18 票`, `36人`, `69%`."""
    match = (
        _COUNTED.fullmatch(unicodedata.normalize("NFKC", value)) if isinstance(value, str) else None
    )
    return match[1] if match else value


Str = Annotated[str, BeforeValidator(_as_text), Field(max_length=4000)]
Url = Annotated[str, Field(max_length=2000)]
Date = Annotated[dt.date, BeforeValidator(_as_date)]
Case = Annotated[int, Field(ge=0, le=99999, strict=True), BeforeValidator(_as_case)]
Count = Annotated[int, Field(ge=0), BeforeValidator(_as_count)]
Percent = Annotated[float, Field(ge=0, le=100), BeforeValidator(_as_count)]
Strs = Annotated[tuple[Str, ...], BeforeValidator(_as_words)]
Urls = Annotated[tuple[Url, ...], BeforeValidator(as_tuple)]
Cases = Annotated[tuple[Case, ...], BeforeValidator(_as_cases)]
_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Chinese and English; a plain string in a file is the Chinese one."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    zh: Str = ""
    en: Str = ""

    def get(self, lang: str) -> str:
        """The text in `lang` (`zh`, `en`), or in the other language where it is missing."""
        return (self.en or self.zh) if lang == "en" else (self.zh or self.en)


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
    capacity: Annotated[Capacity, _meant("capacity")] | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting of a bundled record (會前紀錄)."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    date: Date
    kind: Annotated[Kind, _meant("kind")] = "pre_meeting"


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
    status: Annotated[Literal["open", "done", "dropped"], _meant("action_status")] = "open"
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
    status: Annotated[Literal["open", "answered"], _meant("request_status")] = "open"
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
    result: Annotated[Result, _meant("result")] | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """One ballot. There is no field for who voted for what, and there will be none."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    ballot: Str = ""
    eligible: Count | None = None
    cast: Count | None = None
    min: Count | None = None
    max: Count | None = None
    options: Annotated[tuple[Option, ...], BeforeValidator(as_tuple)] = ()
    speech: Str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a monthly or seasonal meeting heard of a case (摘要報告)."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    case: Case | None = None
    status: Annotated[ReportStatus, _meant("report_status")] | None = None
    note: Str = ""
    speech: Str = ""
    issue: Str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """The agency's reply (綜整回應)."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    url: Url = ""
    date: Date | None = None
    disposition: Annotated[Disposition, _meant("disposition")] | None = None


@dataclass(frozen=True, slots=True)
class RecordMethod:
    """How the record was made, and whether the meeting was streamed or filmed."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    method: Annotated[Method, _meant("method")] | None = None
    stream: Annotated[Stream, _meant("stream")] | None = None
    video: Annotated[Stream, _meant("stream")] | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """The correction window's particulars. `published` is a note, not a gate."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    closes: Date | None = None
    hold_until: Date | None = None
    published: Date | None = None
    waiver_reason: Str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A change after publication; who asked is told by capacity, never by name."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    date: Date
    what: Str
    asked_by: Annotated[Capacity, _meant("capacity")] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Something elsewhere that belongs to the meeting."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    type: Annotated[LinkType, _meant("link")]
    url: Url
    label: Str = ""
    archived: Url = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file below `attachments/<meeting>/`."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    file: Annotated[str, Field(max_length=200)]
    label: Str = ""
    type: Annotated[LinkType, _meant("link")] = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What the head of a transcript may say; what it does not say is empty."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    title: Str = ""
    date: Date | None = None
    lang: (
        Annotated[
            str,
            BeforeValidator(_as_language),
            Field(max_length=35, pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"),
        ]
        | None
    ) = None
    tier: Annotated[Tier, _meant("tier")] | None = None
    kind: Annotated[Kind, _meant("kind")] | None = None
    term: Annotated[Term | None, BeforeValidator(_as_term)] = None
    case: Cases = ()
    issue: Strs = ()
    session: int | Str | None = None
    sessions: Annotated[tuple[Session, ...], BeforeValidator(as_tuple)] = ()
    host_agency: Strs = ()
    co_agencies: Strs = ()
    origin: Annotated[Origin, _meant("origin")] | None = None
    attendees: Annotated[tuple[Attendee, ...], BeforeValidator(as_tuple)] = ()
    summary: Words = Bilingual()
    decisions: Annotated[tuple[Decision, ...], BeforeValidator(as_tuple)] = ()
    actions: Annotated[tuple[Action, ...], BeforeValidator(as_tuple)] = ()
    requests: Annotated[tuple[Request, ...], BeforeValidator(as_tuple)] = ()
    votes: Annotated[tuple[Vote, ...], BeforeValidator(as_tuple)] = ()
    reports: Annotated[tuple[Report, ...], BeforeValidator(as_tuple)] = ()
    response: Response | None = None
    record: RecordMethod | None = None
    edit: Edit | None = None
    corrections: Annotated[tuple[Correction, ...], BeforeValidator(as_tuple)] = ()
    links: Annotated[tuple[Link, ...], BeforeValidator(as_tuple)] = ()
    attachments: Annotated[tuple[Attachment, ...], BeforeValidator(as_tuple)] = ()
    translation_of: Str = ""
    licence: Annotated[str, Field(max_length=100)] = ""


@dataclass(frozen=True, slots=True)
class Status:
    """A step in an issue's life."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    status: Annotated[IssueStatus, _meant("issue_status")]
    date: Date | None = None
    speech: Str = ""
    note: Str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFront:
    """What the head of an issue file may say."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    title: Words = Bilingual()
    case: Cases = ()
    origin: Annotated[Origin, _meant("origin")] | None = None
    urls: Urls = ()
    host_agency: Strs = ()
    co_agencies: Strs = ()
    keywords: Strs = ()
    status: Annotated[tuple[Status, ...], BeforeValidator(as_tuple)] = ()
    response: Response | None = None
    links: Annotated[tuple[Link, ...], BeforeValidator(as_tuple)] = ()
    highlights: Strs = ()


FRONT_MATTER: TypeAdapter[FrontMatter] = TypeAdapter(FrontMatter)
ISSUE_FRONT: TypeAdapter[IssueFront] = TypeAdapter(IssueFront)
