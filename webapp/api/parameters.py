"""What may be asked of each operation: the classes that requests are read with and documented by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from minutes.front import Date, Kind, Tier

MAX_LIMIT = 100
MAX_HITS = 50


def _number(value: object) -> object:
    """Plain digits only: `1e2`, ` 5` and `1_0` are slips."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) < 10):
        raise ValueError("must be a whole number in digits")
    return value


Name = Annotated[str, Field(min_length=1, max_length=300)]
Short = Annotated[str, Field(min_length=1, max_length=100)]
Limit = Annotated[int, BeforeValidator(_number), Field(ge=1, le=MAX_LIMIT, description="At most so many items.")]
Fields = Annotated[
    str | None,
    Field(max_length=500, description="Only these fields of each item, separated by commas."),
]
Cursor = Annotated[str | None, Field(max_length=2000, pattern=r"^[A-Za-z0-9_-]+$", description="Where the page before ended: taken from `next`.")]
Case = Annotated[int | None, BeforeValidator(_number), Field(ge=0, le=99999, description="Case number.")]
Agency = Annotated[str | None, Field(max_length=300, description="An agency by id, name or short form.")]
Since = Annotated[Date | None, Field(description="Not before this day.")]
Until = Annotated[Date | None, Field(description="Not after this day.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """No parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What every list takes."""

    fields: Fields = None
    limit: Limit = 50
    cursor: Cursor = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings(Listed):
    tier: Tier | None = None
    kind: Kind | None = None
    year: Annotated[int | None, BeforeValidator(_number), Field(ge=1, le=9999)] = None
    since: Since = None
    until: Until = None
    case: Case = None
    issue: Annotated[str | None, Field(max_length=300, description="Slug of an issue.")] = None
    agency: Agency = None
    speaker: Annotated[str | None, Field(max_length=300, description="A speaker's label, exactly.")] = None
    lang: Annotated[str | None, Field(max_length=35, description="Language of the record, e.g. `en`.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """One thing, by its id."""

    id: Annotated[Name, Field(description="Its id; of a record its short id too.")]
    fields: Fields = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechesOf(Listed):
    id: Annotated[Name, Field(description="A record's id or short id.")]
    type: Literal["speech", "narrative", "section", "heading"] | None = None
    speaker: Annotated[str | None, Field(max_length=300)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speeches(Listed):
    speaker: Annotated[Name, Field(description="A speaker's label, exactly.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSpeech:
    id: Annotated[Short, Field(description="A speech's id, or `<short id>.<speech id>`.")]
    within: Annotated[str | None, Field(alias="in", max_length=300, description="The record that is meant.")] = None
    fields: Fields = None


@dataclass(frozen=True, slots=True, kw_only=True)
class People(Listed):
    person: Annotated[str | None, Field(max_length=60, description="Only the labels of this person.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Listed):
    """Lists that are gathered from the heads of records."""

    case: Case = None
    since: Since = None
    until: Until = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions(Kept):
    agency: Agency = None
    status: Literal["open", "done", "dropped"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests(Kept):
    agency: Agency = None
    status: Literal["open", "answered"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    q: Annotated[str, Field(min_length=1, max_length=500, description="Words and fields, as on the search page.")]
    sort: Literal["relevance", "date"] = "relevance"
    aliases: Annotated[Literal["0", "1"], Field(description="Whether agencies' other names count.")] = "1"
    limit: Annotated[int, BeforeValidator(_number), Field(ge=1, le=MAX_HITS)] = 10
    cursor: Cursor = None
    fields: Fields = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    url: Annotated[str, Field(min_length=1, max_length=2000, description="The address of a page elsewhere.")]


def between(day: dt.date | None, since: dt.date | None, until: dt.date | None) -> bool:
    """Whether a day lies in a span; an unknown day lies only in the open one."""
    if since is None and until is None:
        return True
    return day is not None and (since is None or since <= day) and (until is None or day <= until)
