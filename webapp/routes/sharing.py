"""The routes by which the archive goes out to other sites: short addresses, embeds, API, bulk files.

`register` is all that the blueprint needs; what these answers need besides (CORS, frames) is theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from webapp.api import http_routes
from webapp.lookup import targets
from webapp.lookup.short_links import Shorts
from webapp.lookup.targets import Outcome
from webapp.pages.history import revisions
from webapp.pages.sharing import bulk_files, embeds, pictures, short
from webapp.pages.sharing import link_this as linkthis
from webapp.serving import routing
from webapp.serving.routing import Arrive, Route
from webapp.serving.visit import Reply, Visit

View = Callable[..., Reply | Response]


@dataclass(frozen=True, slots=True)
class _ShortAddress:
    """A kind of thing that has a short address: its path, and what finds it by the word in that."""

    kind: str
    path: str
    find: Callable[[Visit, str], Outcome]

    def shown_by(self, view: View) -> View:
        """The view of such an address, by one that is given what was found and the word."""

        def answer(visit: Visit, **asked: str) -> Reply | Response:
            (word,) = asked.values()
            return view(visit, self.find(visit, word), word)

        return answer


_MEETING = _ShortAddress("meeting", "/m/<short>", lambda v, short: targets.by_short(v.view, short))
_OTHERS = (
    _ShortAddress("speech", "/s/<short>", lambda v, short: targets.by_speech(v.view, short)),
    _ShortAddress("case", "/c/<number>", targets.case_or_announced),
    _ShortAddress("issue", "/i/<slug>", lambda v, slug: targets.by_issue(v.view, slug)),
)
_ALL = (_MEETING, *_OTHERS)


def _fresh(name: str, view: View, path: str, both: bool = True) -> Route:
    return Route(name, view, (path,), both, keep=False)


PAGES = (
    _fresh("short_meeting", short.meeting, _MEETING.path),
    # Kept, as it takes as long to make as a record's own page.
    Route("short_revision", revisions.revision, ("/m/<short>@<commit>",)),
    *(_fresh(f"short_{one.kind}", one.shown_by(short.lead), one.path) for one in _OTHERS),
    *(_fresh(f"link_{one.kind}", one.shown_by(linkthis.page), f"{one.path}/link") for one in _ALL),
    *(
        _fresh(f"qr_{one.kind}", one.shown_by(linkthis.qr_picture), f"{one.path}/qr.svg")
        for one in _ALL
    ),
    *(
        Route(f"picture_{one.kind}", one.shown_by(pictures.picture), (f"{one.path}/card.png",))
        for one in _ALL
    ),
    _fresh("oembed", embeds.oembed, "/oembed", both=False),
    *(
        _fresh(f"card_{one.kind}", one.shown_by(embeds.card), f"/embed{one.path}", both=False)
        for one in _ALL
    ),
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
