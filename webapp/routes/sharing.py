"""The routes by which the archive goes out to other sites: short addresses, embeds, API, bulk files.

`register` is all that the blueprint needs; what these answers need besides (CORS, frames) is theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from webapp.api import http_routes
from webapp.lookup.short_links import Shorts
from webapp.pages.history import revisions
from webapp.pages.sharing import bulk_files, embeds, pictures, short
from webapp.pages.sharing import link_this as linkthis
from webapp.serving import routing
from webapp.serving.routing import Arrive, Route
from webapp.serving.visit import Reply, Visit


def _fresh(name: str, view: Callable[..., Reply | Response], path: str, both: bool = True) -> Route:
    return Route(name, view, (path,), both, keep=False)


PAGES = (
    _fresh("short_meeting", short.meeting, "/m/<short>"),
    # Kept, as it takes as long to make as a record's own page.
    Route("short_revision", revisions.revision, ("/m/<short>@<commit>",)),
    _fresh("short_speech", short.speech, "/s/<short>"),
    _fresh("short_case", short.case, "/c/<number>"),
    _fresh("short_issue", short.issue, "/i/<slug>"),
    _fresh("link_meeting", linkthis.meeting, "/m/<short>/link"),
    _fresh("link_speech", linkthis.speech, "/s/<short>/link"),
    _fresh("link_case", linkthis.case, "/c/<number>/link"),
    _fresh("link_issue", linkthis.issue, "/i/<slug>/link"),
    _fresh("qr_meeting", linkthis.qr_meeting, "/m/<short>/qr.svg"),
    _fresh("qr_speech", linkthis.qr_speech, "/s/<short>/qr.svg"),
    _fresh("qr_case", linkthis.qr_case, "/c/<number>/qr.svg"),
    _fresh("qr_issue", linkthis.qr_issue, "/i/<slug>/qr.svg"),
    Route("picture_meeting", pictures.meeting, ("/m/<short>/card.png",)),
    Route("picture_speech", pictures.speech, ("/s/<short>/card.png",)),
    Route("picture_case", pictures.case, ("/c/<number>/card.png",)),
    Route("picture_issue", pictures.issue, ("/i/<slug>/card.png",)),
    _fresh("oembed", embeds.oembed, "/oembed", both=False),
    _fresh("card_meeting", embeds.meeting, "/embed/m/<short>", both=False),
    _fresh("card_speech", embeds.speech, "/embed/s/<short>", both=False),
    _fresh("card_case", embeds.case, "/embed/c/<number>", both=False),
    _fresh("card_issue", embeds.issue, "/embed/i/<slug>", both=False),
    _fresh("data", bulk_files.overview, "/data"),
    _fresh("data_file", bulk_files.file, "/data/<file>", both=False),
)


def register(blueprint: Blueprint, arrive: Arrive) -> None:
    """Add these routes to an archive's blueprint."""
    for route in PAGES:
        routing.add(blueprint, arrive, route.name, route.rules(), routing.answered(route))
    http_routes.register(blueprint, arrive)
    blueprint.after_request(_announce)
    blueprint.context_processor(_for_templates)


def _for_templates() -> dict[str, Any]:
    """`link_this(meeting, speech)`: the page that offers links of a record, or of a speech in it;
    `link_issue(slug)`, `link_case(number)`: those of an issue and a case; `oembed()`: (type, address)
    pairs for the page's head; `shared_picture(page)`: (property, content) pairs of its picture."""
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
        "shared_picture": lambda page: pictures.tags(visit, page),
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
