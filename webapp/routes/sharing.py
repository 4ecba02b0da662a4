"""The routes by which the archive goes out to other sites: short addresses, embeds, API, bulk files.

`register` is all that the blueprint needs; what these answers need besides (CORS, frames) is theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from minutes.errors import MinutesError
from webapp.api import http_routes
from webapp.links.building import Lang
from webapp.lookup.short_links import Shorts
from webapp.pages.sharing import bulk_files, embeds, short
from webapp.pages.sharing import link_this as linkthis
from webapp.serving import responses
from webapp.serving.visit import Reply, Visit

# Werkzeug's own redirects would repeat the Host header of whoever asks.
_AS_WRITTEN: dict[str, Any] = {"strict_slashes": False, "merge_slashes": False}
Arrive = Callable[[Lang], Visit]


@dataclass(frozen=True, slots=True)
class Route:
    """A view and its path; `both` has it below `/en` too."""

    name: str
    view: Callable[..., Reply | Response]
    path: str
    both: bool = True


PAGES = (
    Route("short_meeting", short.meeting, "/m/<short>"),
    Route("short_speech", short.speech, "/s/<short>"),
    Route("short_case", short.case, "/c/<number>"),
    Route("short_issue", short.issue, "/i/<slug>"),
    Route("link_meeting", linkthis.meeting, "/m/<short>/link"),
    Route("link_speech", linkthis.speech, "/s/<short>/link"),
    Route("link_case", linkthis.case, "/c/<number>/link"),
    Route("link_issue", linkthis.issue, "/i/<slug>/link"),
    Route("qr_meeting", linkthis.qr_meeting, "/m/<short>/qr.svg"),
    Route("qr_speech", linkthis.qr_speech, "/s/<short>/qr.svg"),
    Route("qr_case", linkthis.qr_case, "/c/<number>/qr.svg"),
    Route("qr_issue", linkthis.qr_issue, "/i/<slug>/qr.svg"),
    Route("oembed", embeds.oembed, "/oembed", both=False),
    Route("card_meeting", embeds.meeting, "/embed/m/<short>", both=False),
    Route("card_speech", embeds.speech, "/embed/s/<short>", both=False),
    Route("card_case", embeds.case, "/embed/c/<number>", both=False),
    Route("card_issue", embeds.issue, "/embed/i/<slug>", both=False),
    Route("data", bulk_files.overview, "/data"),
    Route("data_file", bulk_files.file, "/data/<file>", both=False),
)


def register(blueprint: Blueprint, arrive: Arrive) -> None:
    """Add these routes to an archive's blueprint. `arrive` makes the visit of the present request."""
    for route in PAGES:
        handler = _handler(route, arrive)
        for lang, path in (("zh", route.path), ("en", f"/en{route.path}")):
            if lang == "zh" or route.both:
                blueprint.add_url_rule(
                    path, route.name, handler, defaults={"lang": lang}, **_AS_WRITTEN
                )
    http_routes.register(blueprint, arrive)
    blueprint.after_request(_announce)
    blueprint.context_processor(_for_templates)


def _handler(route: Route, arrive: Arrive) -> Callable[..., Response]:
    def handle(lang: Lang, **values: Any) -> Response:
        visit = g.minutes_visit = arrive(lang)
        try:
            reply = route.view(visit, **values)
        except MinutesError as error:
            return responses.unavailable(visit, error)
        if isinstance(reply, Response):
            return reply
        return responses.answer(visit, lambda _: reply, {}, keep=False)

    handle.__name__ = route.name
    return handle


def _for_templates() -> dict[str, Any]:
    """`link_this(meeting, speech)`: the page that offers links of a record, or of a speech in it;
    `link_issue(slug)`, `link_case(number)`: those of an issue and a case; `oembed()`: (type, address)
    pairs for the page's head."""
    if "minutes_visit" not in g:
        return {}
    visit: Visit = g.minutes_visit

    def link_this(meeting: str, speech: str = "") -> str:
        near = Shorts.within(visit)
        return f"{near.speech(meeting, speech) if speech else near.meeting(meeting)}/link"

    def link_issue(slug: str) -> str:
        return f"{Shorts.within(visit).issue(slug)}/link"

    def link_case(number: int) -> str:
        return f"{Shorts.within(visit).case(number)}/link"

    return {
        "link_this": link_this,
        "link_issue": link_issue,
        "link_case": link_case,
        "oembed": lambda: embeds.discovery(visit),
    }


def _announce(response: Response) -> Response:
    """Tell readers of a page where its oEmbed form is, and let other sites load the component."""
    name = (request.endpoint or "").rpartition(".")[2]
    if name == "static" and request.path.endswith("/minutes-embed.js"):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if name in embeds.DISCOVERABLE and response.status_code == 200 and "minutes_visit" in g:
        for kind, address in embeds.discovery(g.minutes_visit):
            response.headers.add("Link", f'<{address}>; rel="alternate"; type="{kind}"')
    return response
