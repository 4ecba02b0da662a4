"""The feed that belongs to a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from minutes.records.model import Meeting
from webapp.formats import atom
from webapp.formats.page_metadata import bibliography
from webapp.links.building import Scope
from webapp.pages import errors
from webapp.serving.visit import FileAnswer, Reply, Visit


def feed_of(
    visit: Visit,
    title: str,
    alternate: str,
    meetings: Sequence[Meeting],
    scope: Scope,
    summary: Callable[[Meeting], str] | None = None,
) -> Reply:
    """The page of a feed that a request asks for, or 404. Where `summary` tells nothing else of a
    record, its own summary stands there, or its first words."""
    page = visit.page_number
    name = visit.said(visit.archive.name)
    works = bibliography(visit)
    body = atom.feed(
        works,
        f"{title} · {name}" if title else name,
        alternate,
        meetings,
        scope=scope,
        page=page,
        summary=summary or (lambda m: works.description(m, visit.view.first_items(m))),
    )
    return errors.missing(visit, "") if body is None else FileAnswer(body, atom.MEDIA_TYPE)
