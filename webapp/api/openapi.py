"""The OpenAPI 3.1 document of the API: the table of operations, described by the adapters that answer.

SpecTree 3.0 can name neither `application/problem+json`, nor headers, nor generic types such as `Page`;
flask-openapi3 and APIFlask want the host's app to be of their own class, and an archive is a blueprint."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from minutes.settings import ArchiveSettings
from webapp.api.operations import OPERATIONS, VERSION, Operation
from webapp.api.schema import Problem

_REF = "#/components/schemas/{model}"
_PROBLEMS = {
    "300": "The speech was changed: it may be any of the choices.",
    "301": "The speech was corrected since and has another id.",
    "400": "A parameter is unknown or has a value that it cannot have.",
    "404": "Nothing public bears this name, or no page begins at this cursor.",
    "405": "The API is read-only: GET, HEAD, OPTIONS.",
    "410": "It was withdrawn, or is no longer in its record.",
    "429": "Too many requests from this client; `Retry-After` tells when to come back.",
    "503": "The archive is being prepared.",
}


def document(archive: ArchiveSettings, base: str) -> dict[str, Any]:
    """The document for an archive at `base`."""
    info: dict[str, Any] = {
        "title": archive.name.en or archive.name.zh,
        "version": VERSION,
        "description": archive.description.en or archive.description.zh,
        "license": {"name": archive.licence},
    }
    return {
        "openapi": "3.1.1",
        "info": info,
        "servers": [{"url": base or "/"}],
        "paths": _paths(),
        "components": {"schemas": _schemas()[0]},
    }


@cache
def _paths() -> dict[str, Any]:
    answers = _schemas()[1]
    return {f"/api/v1{o.path}": {"get": _described(o, answers[o.name])} for o in OPERATIONS}


@cache
def _schemas() -> tuple[dict[str, Any], dict[str, Any]]:
    """All schemas by name, and the schema of each operation's answer."""
    inputs: list[tuple[str, Any, TypeAdapter[Any]]] = [
        (o.name, "serialization", o.writer) for o in OPERATIONS
    ]
    inputs.append(("problem", "serialization", TypeAdapter(Problem)))
    by_operation, whole = TypeAdapter.json_schemas(inputs, ref_template=_REF, by_alias=True)
    schemas = dict(whole.get("$defs", {}))
    for operation in OPERATIONS:
        if operation.item is not None:
            schema = schemas[operation.item.__name__]
            schemas[operation.item.__name__] = {**schema, "required": list(operation.choice[:1])}
    return schemas, {name: schema for (name, _), schema in by_operation.items()}


def _described(operation: Operation, answer: dict[str, Any]) -> dict[str, Any]:
    headers = {
        "ETag": {
            "description": "Send it back as If-None-Match; 304 if unchanged.",
            "schema": {"type": "string"},
        }
    }
    if operation.listed:
        headers["Link"] = {
            "description": 'The next page, rel="next".',
            "schema": {"type": "string"},
        }
    ok = {
        "description": operation.words.en,
        "headers": headers,
        "content": {"application/json": {"schema": answer}},
    }
    problem = {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}}
    return {
        "operationId": operation.name,
        "summary": operation.words.en,
        "description": f"{operation.words.zh}。{operation.words.en}.",
        "parameters": parameters(operation),
        "responses": {
            "200": ok,
            "304": {"description": "Unchanged."},
            **{
                code: {"description": words, "content": problem}
                for code, words in _PROBLEMS.items()
            },
        },
    }


def parameters(operation: Operation) -> list[dict[str, Any]]:
    """The parameters of an operation as OpenAPI has them."""
    schema = operation.reader.json_schema(mode="validation", by_alias=True)
    required = set(schema.get("required", ()))
    found = []
    for name, shape in schema.get("properties", {}).items():
        plain = _without_null(shape)
        description = plain.pop("description", "")
        if name == "fields":
            plain["pattern"] = _choosing(operation.choice)
        place = "path" if name in operation.in_path else "query"
        parameter = {
            "name": name,
            "in": place,
            "required": name in required or place == "path",
            "schema": plain,
        }
        found.append({**parameter, "description": description} if description else parameter)
    return found


def _choosing(names: tuple[str, ...]) -> str:
    one = "|".join(names)
    return f"^({one})(,({one}))*$"


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is left out, never null."""
    plain = {
        k: v
        for k, v in schema.items()
        if k not in {"title", "anyOf"} and not (k == "default" and v is None)
    }
    kinds = [s for s in schema.get("anyOf", ()) if s.get("type") != "null"]
    return {**kinds[0], **plain} if kinds else plain
