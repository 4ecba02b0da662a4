"""From an address to a view: the one way in which a request arrives at this archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from minutes.errors import MinutesError
from webapp.links.building import Lang
from webapp.serving import responses
from webapp.serving.visit import Moved, Reply, Visit

Arrive = Callable[[Lang], Visit]
"""Makes the visit of the present request."""
Respond = Callable[[Visit, dict[str, Any]], Response]
"""Answers a visit, given the values in its address."""
BOTH: tuple[Lang, ...] = ("zh", "en")
# Werkzeug's own redirects would repeat the Host header of whoever asks.
_AS_WRITTEN: dict[str, Any] = {"strict_slashes": False, "merge_slashes": False}
# What ends a sentence or closes a bracket behind an address in a text.
_SENTENCE_END = "。．.，,、；;：:！!？?）)」』】》〉]>'\"”’ "


@dataclass(frozen=True, slots=True)
class Route:
    """A view and its addresses; `both` has them below `/en` too, `keep` lets answers be kept.
    `first` is asked before a kept answer is looked for: it may send a reader elsewhere by what the
    reader's browser asks for, and the answer says that it depends on that. `fingerprint` tells what one
    answer is made from where that is less than the whole archive: it is kept as long as that stays."""

    name: str
    view: Callable[..., Reply | Response]
    paths: tuple[str, ...]
    both: bool = True
    keep: bool = True
    first: Callable[..., Moved | None] | None = None
    fingerprint: Callable[..., str | None] | None = None

    def rules(self, languages: Sequence[Lang] = BOTH) -> Iterator[tuple[Lang, str]]:
        """The rules of this route with their language: Chinese has the bare addresses, English those
        below `/en`; what exists once is in the first language of the archive."""
        for path in self.paths:
            yield languages[0] if not self.both else "zh", path
            if self.both and "en" in languages:
                yield "en", f"/en{path}"


def answered(route: Route) -> Respond:
    """Answers with what the route's view replies."""

    def respond(visit: Visit, values: dict[str, Any]) -> Response:
        if _has_a_slash_too_many(visit):
            bare = replace(visit, path=visit.path.rstrip("/"))
            return responses.moved(visit, Moved(bare.other_path(visit.lang)))
        if route.both and visit.lang not in visit.archive.languages:
            return responses.moved(visit, Moved(visit.other_path(visit.archive.languages[0])))
        response = responses.answer(
            visit,
            route.view,
            values,
            keep=route.keep,
            first=route.first,
            fingerprint=route.fingerprint,
        )
        if route.first is not None:
            response.vary.update(("Accept-Language", "Cookie"))
        return or_as_pasted(visit, response)

    return respond


def or_as_pasted(visit: Visit, response: Response) -> Response:
    """The answer; where nothing is, the address without the end of the sentence that was copied with it,
    or as it was before it was encoded twice on its way, whether or not something is there."""
    meant = unquote(visit.path).rstrip(_SENTENCE_END)
    if response.status_code != 404 or request.method == "POST" or meant == visit.path:
        return response
    return responses.moved(visit, Moved(replace(visit, path=meant).other_path(visit.lang)))


def _has_a_slash_too_many(visit: Visit) -> bool:
    """Whether a page was asked for with a slash behind its address: it has one address, without."""
    rule = request.url_rule.rule if request.url_rule else "/"
    return visit.path.endswith("/") and not rule.endswith("/") and "<path:" not in rule


def add(
    blueprint: Blueprint,
    arrive: Arrive,
    name: str,
    rules: Iterable[tuple[Lang, str]],
    respond: Respond,
    methods: Sequence[str] = ("GET",),
) -> None:
    """Add a route to a blueprint. Where the archive cannot be read now, it answers 503."""

    def handle(lang: Lang, **values: Any) -> Response:
        visit = g.minutes_visit = arrive(lang)
        try:
            return respond(visit, values)
        except MinutesError as error:
            return responses.unavailable(visit, error)

    handle.__name__ = name
    for lang, rule in rules:
        blueprint.add_url_rule(
            rule, name, handle, defaults={"lang": lang}, methods=methods, **_AS_WRITTEN
        )
