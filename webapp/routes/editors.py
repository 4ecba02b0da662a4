"""The routes for those who make the archive: `/prepare`, `/preview/…`, `/hooks/git`, `/status`.

`register` is all that the blueprint needs. None of these answers is kept by anybody or listed by a
search engine.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, current_app, g, request
from werkzeug.wrappers import Response

from webapp.pages import errors
from webapp.pages.desk import hand_over
from webapp.pages.editing import hooks, prepare, preview, status
from webapp.serving import responses, routing
from webapp.serving.routing import Arrive, Route
from webapp.serving.visit import Page, Text, Visit, names_this_machine

Answer = Response | Page | Text
View = Callable[..., Answer]
LOCAL = "MINUTES_LOCAL"
"""Set in an app's configuration: it serves this machine alone, and drafts may be read on it."""
_PROXY = frozenset(
    {
        "forwarded",
        "via",
        "x-real-ip",
        "x-client-ip",
        "true-client-ip",
        "cf-connecting-ip",
        "cdn-loop",
    }
)


def register(blueprint: Blueprint, arrive: Arrive) -> None:
    """Add these routes to an archive's blueprint."""

    def add(rule: str, name: str, view: View, *methods: str, both: bool = True) -> None:
        def respond(visit: Visit, values: dict[str, Any]) -> Response:
            return private(visit, view(visit, **values))

        rules = Route(name, view, (rule,), both).rules()
        routing.add(blueprint, arrive, name, rules, respond, methods or ("GET",))

    add("/prepare", "prepare", _local_or_set(prepare.prepare), "GET", "POST")
    add(
        "/preview/<path:token>",
        "preview",
        lambda visit, token: preview.preview(visit, token, is_local()),
    )
    add("/preview", "previews", lambda visit: preview.overview(visit, is_local()))
    add("/hooks/git", "hooks_git", hooks.git, "POST", both=False)
    add("/status", "status", lambda visit: status.status(visit, is_local()))
    blueprint.context_processor(_for_templates)


def _for_templates() -> dict[str, Any]:
    """`prepares`: whether `/prepare` is on in this app, so that pages may link to it; `hand_over(name,
    text)`: where a finished file goes, for `_hand_over.html`."""
    if "minutes_visit" not in g:
        return {}
    wanted = g.minutes_visit.archive.prepare
    return {
        "prepares": wanted or (wanted is None and bool(current_app.config.get(LOCAL))),
        "hand_over": partial(hand_over.offer, g.minutes_visit),
    }


def private(visit: Visit, reply: Answer) -> Response:
    """An answer that nobody keeps, lists, or learns the address of."""
    if isinstance(reply, Page | Text):
        kept = responses.render(visit, reply)
        reply = Response(kept.body, kept.status, mimetype=kept.mimetype)
    reply.headers["Cache-Control"] = "no-store"
    reply.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    reply.headers["Referrer-Policy"] = "no-referrer"
    return reply


def is_local() -> bool:
    """Whether this request was made on the very machine that the app says it serves alone.

    The name that is asked for counts too: a page elsewhere may point its own name at this machine.
    """
    return (
        bool(current_app.config.get(LOCAL))
        and names_this_machine(request.host)
        and request.remote_addr in {"127.0.0.1", "::1", None}
        and not any(_is_of_proxy(name.lower()) for name, _ in request.headers)
        # nginx names nobody unless it is told to, but speaks HTTP/1.0, as no browser does.
        and request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0"
    )


def _is_of_proxy(header: str) -> bool:
    return header in _PROXY or header.startswith("x-forwarded-")


def _local_or_set(view: View) -> View:
    """A view that is on where `archive.yaml` says so, and by default on this machine alone."""

    def guarded(visit: Visit, **values: Any) -> Answer:
        wanted = visit.archive.prepare
        if wanted or (wanted is None and is_local()):
            return view(visit, **values)
        missing = errors.missing(visit, "")
        assert isinstance(missing, Page)  # noqa: S101 (it is one)
        return missing

    return guarded
