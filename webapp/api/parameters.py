"""What may be asked of each operation: the classes that requests are read with and documented by."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from minutes.records.front_matter import Kind, Tier

MAX_LIMIT = 100
MAX_HITS = 50
_DIGITS = re.compile(r"[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _number(value: object) -> object:
    """Plain digits only: `1e2`, ` 5` and `1_0` are slips."""
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("must be a whole number in digits")
    return value


# What may be left out is told outside, what holds of a value inside, so that the document says both.
_Digits = BeforeValidator(_number)
Name = Annotated[str, Field(min_length=1, max_length=300)]
Short = Annotated[str, Field(min_length=1, max_length=100)]
Wide = Annotated[str, Field(max_length=300)]
Limit = Annotated[
    Annotated[int, Field(ge=1, le=MAX_LIMIT), _Digits], Field(description="At most so many items.")
]
Chosen = Annotated[str, Field(max_length=500)]
Fields = Annotated[
    Chosen | None, Field(description="Only these fields of each item, separated by commas.")
]
Token = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[A-Za-z0-9_-]+$")]
Cursor = Annotated[
    Token | None, Field(description="Where the page before ended: taken from `next`.")
]
CaseNumber = Annotated[int, Field(ge=0, le=99999), _Digits]
Case = Annotated[CaseNumber | None, Field(description="Case number.")]
Year = Annotated[int, Field(ge=1, le=9999), _Digits]
Agency = Annotated[Wide | None, Field(description="An agency by id, name or short form.")]


def _day(value: Any) -> Any:
    """Any day that there is: `2017-05-19`, not a number of seconds."""
    if not isinstance(value, str):
        return value
    if not _DAY.fullmatch(value):
        raise ValueError("not a date of the form YYYY-MM-DD")
    return dt.date.fromisoformat(value)


Day = Annotated[dt.date, BeforeValidator(_day)]
Since = Annotated[Day | None, Field(description="Not before this day.")]
Until = Annotated[Day | None, Field(description="Not after this day.")]
Tag = Annotated[str, Field(max_length=35)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoParameters:
    """No parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What every list takes."""

    fields: Fields = None
    limit: Limit = 50
    cursor: Cursor = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings(ListQuery):
    """Which records; those that fit all that is asked."""

    tier: Tier | None = None
    kind: Kind | None = None
    year: Year | None = None
    since: Since = None
    until: Until = None
    case: Case = None
    issue: Annotated[Wide | None, Field(description="Slug of an issue.")] = None
    agency: Agency = None
    speaker: Annotated[Wide | None, Field(description="A speaker's label, exactly.")] = None
    lang: Annotated[Tag | None, Field(description="Language of the record, e.g. `en`.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OneById:
    """One thing, by its id."""

    id: Annotated[Name, Field(description="Its id; of a record its short id too.")]
    fields: Fields = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechesOf(ListQuery):
    """Which pieces of one record."""

    id: Annotated[Name, Field(description="A record's id or short id.")]
    type: Literal["speech", "narrative", "section", "heading"] | None = None
    speaker: Wide | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speeches(ListQuery):
    """Whose speeches."""

    speaker: Annotated[Name, Field(description="A speaker's label, exactly.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSpeech:
    """A speech, and where several records hold it in which of them."""

    id: Annotated[Short, Field(description="A speech's id, or `<short id>.<speech id>`.")]
    within: Annotated[Wide | None, Field(alias="in", description="The record that is meant.")] = (
        None
    )
    fields: Fields = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleQuery(ListQuery):
    """Which labels of speakers."""

    person: Annotated[Wide | None, Field(description="Only the labels of this person.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheredQuery(ListQuery):
    """Lists that are gathered from the heads of records."""

    case: Case = None
    since: Since = None
    until: Until = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions(GatheredQuery):
    """Which actions that records agreed on."""

    agency: Agency = None
    status: Literal["open", "done", "dropped"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests(GatheredQuery):
    """Which requests for help among agencies."""

    agency: Agency = None
    status: Literal["open", "answered"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A question in the words of the search page, how many results and where to begin."""

    q: Annotated[
        str,
        Field(min_length=1, max_length=500, description="Words and fields, as on the search page."),
    ]
    sort: Literal["relevance", "date"] = "relevance"
    aliases: Annotated[
        Literal["0", "1"], Field(description="Whether agencies' other names count.")
    ] = "1"
    limit: Annotated[int, Field(ge=1, le=MAX_HITS), _Digits] = 10
    cursor: Cursor = None
    fields: Fields = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """Words that are said to have been said, and maybe the speech."""

    text: Annotated[
        str, Field(min_length=1, max_length=4000, description="Words that are said to be quoted.")
    ]
    speech: Annotated[
        Short | None,
        Field(description="Only in this speech: its id, or `<short id>.<speech id>`."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BelongingQuery:
    """A page of the web elsewhere."""

    url: Annotated[
        str, Field(min_length=1, max_length=2000, description="The address of a page elsewhere.")
    ]
