"""Forms of the desk: how they are read, and what they choose from (the words of vocabularies, and the
agencies of the registry)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import AbstractContextManager

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from minutes.records import terms
from webapp.serving import clients, desk_queue
from webapp.serving.visit import Visit

# One is at work and a few wait; behind a proxy that names nobody all are one client.
DESK = desk_queue.DeskQueue(desk_queue.PLACES, desk_queue.EACH)
DESK_OF_KEEPERS = desk_queue.DeskQueue(desk_queue.PLACES, desk_queue.EACH)

_MOST_PARTS = 8000  # fields of a form: 400 rows of each kind are more than any meeting has


def read_form(most: int) -> tuple[dict[str, str], Mapping[str, FileStorage]]:
    """The fields and the files of the form that was sent, held in memory alone; more than `most` bytes
    are refused (413)."""
    request.max_content_length = most
    if (request.content_length or 0) > most:
        raise RequestEntityTooLarge
    parser = FormDataParser(
        stream_factory=lambda *_, **__: io.BytesIO(),  # Werkzeug's own puts large files on the disk
        max_form_memory_size=most,
        max_content_length=most,
        max_form_parts=_MOST_PARTS,
    )
    _, form, files = parser.parse(
        request.stream, request.mimetype, request.content_length, request.mimetype_params
    )
    # Browsers end lines in their own way.
    return {name: value.replace("\r\n", "\n") for name, value in form.items()}, files


def place(*, keeper: bool) -> AbstractContextManager[None]:
    """A place at the desk for who asks; a `keeper` has one that nobody else can take. Raises `Full`."""
    desk = DESK_OF_KEEPERS if keeper else DESK
    return desk.place(clients.address(request.environ))


def menu(visit: Visit, name: str) -> list[tuple[str, str]]:
    """The values of a vocabulary (`capacity`, `link` …) with their words; none for any other name."""
    table = getattr(terms, name.upper(), {})
    return [(value, visit.language.label(table, value)) for value in table]


def agency_names(visit: Visit) -> list[str]:
    """What the registry's agencies are called, for suggestions."""
    return sorted({a.name.get("zh") for a in visit.view.snapshot.catalogue.agencies})
