"""The table of the API's operations: what is served, and what the OpenAPI document says, are this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any, get_args, get_origin

from pydantic import TypeAdapter

from minutes.records.front_matter import Bilingual
from webapp.api import commitments, handlers, parameters, searching
from webapp.api import schema as shapes

VERSION = "1.0.0"


@dataclass(frozen=True)
class Operation:
    """One thing to ask for. `path` is below `/api/v1`; `answer` is the type of the answer."""

    name: str
    path: str
    run: Callable[..., Any]
    parameters: type
    answer: Any
    words: Bilingual

    @cached_property
    def writer(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.answer)

    @cached_property
    def reader(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.parameters)

    @cached_property
    def names(self) -> dict[str, str]:
        """Parameters as they are called in requests → as fields."""
        schema = self.reader.json_schema(mode="validation", by_alias=True)["properties"]
        return (
            dict(zip(schema, (f.name for f in fields(self.parameters)), strict=True))
            if schema
            else {}
        )

    @cached_property
    def item(self) -> type | None:
        """The type that `fields` chooses from, where it is offered."""
        if "fields" not in self.names:
            return None
        if get_origin(self.answer) is shapes.Page:
            return next(filter(is_dataclass, get_args(self.answer)), None)  # type: ignore[return-value]  # a class
        return searching.ResultRow if self.answer is searching.SearchAnswer else self.answer

    @cached_property
    def choice(self) -> tuple[str, ...]:
        """The fields that may be chosen; the first is always answered."""
        return tuple(f.name for f in fields(self.item)) if self.item else ()

    @property
    def listed(self) -> bool:
        """Whether the answer holds `items` and `next`."""
        return get_origin(self.answer) is shapes.Page or self.answer is searching.SearchAnswer

    @cached_property
    def in_path(self) -> tuple[str, ...]:
        return tuple(p[1:-1] for p in self.path.split("/") if p.startswith("{"))


def _of(item: Any) -> Any:
    return shapes.Page[item]


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "archive",
        "",
        handlers.archive,
        parameters.NoParameters,
        shapes.Archive,
        Bilingual("檔案庫本身與其入口", "The archive and its entrances"),
    ),
    Operation(
        "meetings",
        "/meetings",
        handlers.meetings,
        parameters.Meetings,
        _of(shapes.MeetingRow),
        Bilingual("紀錄清單，最新在前", "Records, newest first"),
    ),
    Operation(
        "meeting",
        "/meetings/{id}",
        handlers.meeting,
        parameters.OneById,
        shapes.Meeting,
        Bilingual("一份紀錄的全部欄位", "One record with all that its head says"),
    ),
    Operation(
        "meeting_speeches",
        "/meetings/{id}/speeches",
        handlers.speeches_of,
        parameters.SpeechesOf,
        _of(shapes.Speech),
        Bilingual("一份紀錄的發言，依序", "What a record holds, in order"),
    ),
    Operation(
        "speeches",
        "/speeches",
        handlers.speeches,
        parameters.Speeches,
        _of(shapes.Speech),
        Bilingual("一位講者的發言", "The speeches of a speaker"),
    ),
    Operation(
        "speech",
        "/speeches/{id}",
        handlers.speech,
        parameters.OneSpeech,
        shapes.Speech,
        Bilingual("一則發言", "One speech"),
    ),
    Operation(
        "people",
        "/people",
        handlers.people,
        parameters.PeopleQuery,
        _of(shapes.PersonRow),
        Bilingual("講者清單", "Speakers"),
    ),
    Operation(
        "person",
        "/people/{id}",
        handlers.person,
        parameters.OneById,
        shapes.PersonAnswer,
        Bilingual("一位講者與其紀錄", "One speaker with the records"),
    ),
    Operation(
        "agencies",
        "/agencies",
        handlers.agencies,
        parameters.ListQuery,
        _of(shapes.AgencyRow),
        Bilingual("機關清單", "Agencies"),
    ),
    Operation(
        "agency",
        "/agencies/{id}",
        handlers.agency,
        parameters.OneById,
        shapes.AgencyAnswer,
        Bilingual("一個機關與其主辦、協辦的紀錄", "One agency with the records that it hosts"),
    ),
    Operation(
        "issues",
        "/issues",
        handlers.issues,
        parameters.ListQuery,
        _of(shapes.IssueRow),
        Bilingual("議題清單", "Issues"),
    ),
    Operation(
        "issue",
        "/issues/{id}",
        handlers.issue,
        parameters.OneById,
        shapes.IssueAnswer,
        Bilingual("一個議題的全程", "One issue with its trail"),
    ),
    Operation(
        "cases",
        "/cases",
        handlers.cases,
        parameters.ListQuery,
        _of(shapes.CaseRow),
        Bilingual("案號清單", "Case numbers"),
    ),
    Operation(
        "case",
        "/cases/{id}",
        handlers.case,
        parameters.OneById,
        shapes.Course,
        Bilingual("一案的全程", "One case with its trail"),
    ),
    Operation(
        "votes",
        "/votes",
        commitments.votes,
        parameters.GatheredQuery,
        _of(shapes.VoteRow),
        Bilingual("票選結果", "Ballots"),
    ),
    Operation(
        "actions",
        "/actions",
        commitments.actions,
        parameters.Actions,
        _of(shapes.ActionRow),
        Bilingual("辦理事項", "Tasks"),
    ),
    Operation(
        "requests",
        "/requests",
        commitments.requests,
        parameters.Requests,
        _of(shapes.RequestRow),
        Bilingual("求助與回應", "Help asked for"),
    ),
    Operation(
        "search",
        "/search",
        searching.search,
        parameters.Search,
        searching.SearchAnswer,
        Bilingual("全文搜尋", "Search"),
    ),
    Operation(
        "verify",
        "/verify",
        searching.verify,
        parameters.Verify,
        shapes.VerifyAnswer,
        Bilingual("這句話真的說過嗎", "Has it really been said?"),
    ),
    Operation(
        "records",
        "/records",
        handlers.records,
        parameters.BelongingQuery,
        shapes.BelongingAnswer,
        Bilingual("屬於某個網頁的紀錄", "The records that belong to a page elsewhere"),
    ),
)
