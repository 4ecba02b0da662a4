"""The API over HTTP: reads parameters, answers JSON with entity tags, for any page that asks."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from flask import Blueprint, g, request
from pydantic import TypeAdapter, ValidationError
from werkzeug.wrappers import Response

from minutes.errors import MinutesError
from minutes.text.lists import pick
from webapp.api import openapi, schema
from webapp.api.operations import OPERATIONS, Operation
from webapp.api.problems import Refused
from webapp.links.building import query_string
from webapp.serving import responses, routing
from webapp.serving.routing import Arrive, Route
from webapp.serving.visit import FileAnswer, HtmlPage, Visit

_log = logging.getLogger("minutes.api")
PREFIX = "/api/v1"
READ = ("GET", "HEAD", "OPTIONS")
# All methods come here, so that even a refusal is in the form that programs read.
_METHODS = [*READ, "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"]
_PROBLEM: TypeAdapter[schema.Problem] = TypeAdapter(schema.Problem)
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Robots-Tag": "noindex",
}
_MAX_VALUES = 40


def register(blueprint: Blueprint, arrive: Arrive) -> None:
    """Add the API's routes to an archive's blueprint."""

    def add(rule: str, name: str, run: Callable[[Visit, dict[str, str]], Response]) -> None:
        def handle(**values: str) -> Response:
            return _opened(_guarded(arrive, run, values))

        handle.__name__ = name
        blueprint.add_url_rule(
            rule, name, handle, methods=_METHODS, provide_automatic_options=False
        )

    for operation in OPERATIONS:
        add(PREFIX + rule(operation), f"api_{operation.name}", _running(operation))
    add(f"{PREFIX}/openapi.json", "api_openapi", _openapi)
    add(f"{PREFIX}/<path:rest>", "api_nowhere", _nowhere)

    reference = Route("api", _reference, ("/api",))
    routing.add(blueprint, arrive, "api", reference.rules(), routing.answered(reference))


def rule(operation: Operation) -> str:
    """The path of an operation as Flask writes it. A speaker's label may hold a slash."""
    found = operation.path
    for name in operation.in_path:
        kind = "path:" if operation.name == "person" else ""
        found = found.replace(f"{{{name}}}", f"<{kind}{name}>")
    return found


def _guarded(
    arrive: Arrive, run: Callable[[Visit, dict[str, str]], Response], values: dict[str, str]
) -> Response:
    if request.method == "OPTIONS":
        response = Response(status=204)
        response.headers["Allow"] = response.headers["Access-Control-Allow-Methods"] = ", ".join(
            READ
        )
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
        return response
    if request.method not in READ:
        response = refusal(Refused(405, "The API is read-only. 本 API 僅供讀取。"))
        response.headers["Allow"] = ", ".join(READ)
        return response
    try:
        visit = g.minutes_visit = arrive("zh")
        return run(visit, values)
    except Refused as refused:
        return refusal(refused)
    except MinutesError as error:
        _log.error("%s", error)
        response = refusal(Refused(503, "The archive is being prepared. 資料準備中，請稍後再試。"))
        response.headers["Retry-After"] = "60"
        return response


def _opened(response: Response) -> Response:
    for name, value in _OPEN.items():
        response.headers.setdefault(name, value)
    return response


def refusal(refused: Refused) -> Response:
    """An error as `application/problem+json`."""
    response = Response(
        _PROBLEM.dump_json(refused.as_problem()),
        refused.status,
        mimetype="application/problem+json",
    )
    response.headers["Cache-Control"] = "no-store"
    if refused.location:
        response.headers["Location"] = refused.location
    for name, value in _OPEN.items():
        response.headers[name] = value
    return response


def _running(operation: Operation) -> Callable[[Visit, dict[str, str]], Response]:
    def run(visit: Visit, values: dict[str, str]) -> Response:
        wish = read(operation, values)
        answer = operation.run(visit, wish)
        body, following = written(operation, answer, getattr(wish, "fields", None), _onward(visit))
        response = responses.respond(responses.render(visit, FileAnswer(body, "application/json")))
        if following:
            response.headers["Link"] = f'<{following}>; rel="next"'
        return response

    return run


def read(operation: Operation, values: dict[str, str]) -> Any:
    """The parameters of the present request, checked. Raises `Refused`."""
    given = list(request.args.items(multi=True))[:_MAX_VALUES]
    names = [name for name, _ in given]
    errors = [*_not_known(names, operation), *_repeated(names)]
    if errors:
        raise _refused(errors)
    try:
        wish = operation.reader.validate_python({**dict(given), **values})
    except ValidationError as error:
        raise _refused(
            [_at_fault(str((*e["loc"], "?")[0]), e["msg"]) for e in error.errors()]
        ) from error
    _refuse_unknown_fields(getattr(wish, "fields", None), operation)
    return wish


def _not_known(names: Sequence[str], operation: Operation) -> list[schema.BadParameter]:
    """The parameters that an operation does not have in its query."""
    allowed = set(operation.names) - set(operation.in_path)
    names_known = ", ".join(sorted(allowed)) or "none"
    return [_at_fault(n, f"unknown; known are: {names_known}") for n in names if n not in allowed]


def _repeated(names: Sequence[str]) -> list[schema.BadParameter]:
    counts = Counter(names)
    return [_at_fault(n, "given more than once") for n in counts if counts[n] > 1]


def _refuse_unknown_fields(chosen: str | None, operation: Operation) -> None:
    """Of an answer, only fields that it has can be asked for."""
    if chosen is None:
        return
    unknown = set(chosen.split(",")) - set(operation.choice)
    if unknown:
        fields = ", ".join(operation.choice)
        named = ", ".join(sorted(unknown))
        raise _refused([_at_fault("fields", f"unknown: {named}; known are: {fields}")])


def _at_fault(parameter: str, detail: str) -> schema.BadParameter:
    return schema.BadParameter(parameter=parameter[:100], detail=detail[:2000])


def _refused(errors: list[schema.BadParameter]) -> Refused:
    return Refused(
        400, "; ".join(f"{e.parameter}: {e.detail}" for e in errors)[:2000], tuple(errors)
    )


def _onward(visit: Visit) -> Callable[[str], str]:
    """From a cursor to the address of the page that begins there."""

    def address(cursor: str) -> str:
        kept = [(n, v) for n, v in request.args.items() if n != "cursor"]
        return f"{visit.base.rstrip('/')}{quote(visit.path, safe='/')}{query_string([*kept, ('cursor', cursor)])}"

    return address


def written(
    operation: Operation, answer: Any, chosen: str | None, onward: Callable[[str], str]
) -> tuple[bytes, str]:
    """The answer as JSON, and the address of the next page."""
    following = onward(answer.next) if operation.listed and answer.next else ""
    if following:
        answer = dataclasses.replace(answer, next=following)
    if not chosen:
        return operation.writer.dump_json(answer, by_alias=True), following
    data = operation.writer.dump_python(answer, mode="json", by_alias=True)
    names = {operation.choice[0], *chosen.split(",")}
    if operation.listed:
        data["items"] = [pick(item, names) for item in data["items"]]
    else:
        data = pick(data, names)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), following


def _openapi(visit: Visit, _: dict[str, str]) -> Response:
    document = openapi.document(visit.archive, visit.base)
    body = json.dumps(document, ensure_ascii=False, indent=1)
    return responses.respond(responses.render(visit, FileAnswer(body, "application/json")))


def _nowhere(visit: Visit, values: dict[str, str]) -> Response:
    raise Refused(404, f"There is no such part of the API; see {visit.base}/api. 查無此項。")


def _reference(visit: Visit) -> HtmlPage:
    """The API for people, made from the same table."""
    rows = [(o, openapi.parameters(o)) for o in OPERATIONS]
    title = "API"
    schemas = openapi.document(visit.archive, visit.base)["components"]["schemas"]
    return HtmlPage(
        "api_reference",
        title,
        {"operations": rows, "prefix": f"{visit.base}{PREFIX}", "schemas": schemas},
    )
