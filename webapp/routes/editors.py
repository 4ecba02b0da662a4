"""The routes for those who make the archive: `/prepare`, `/desk`, `/preview/…`, `/hooks/git`, `/status`.

`register` is all that the blueprint needs. None of these answers is kept by anybody or listed by a
search engine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, g, request
from werkzeug.wrappers import Response

from webapp.pages import errors
from webapp.pages.desk import (
    access,
    corrections,
    draft,
    invitation,
    newcomer,
    overview,
)
from webapp.pages.editing import hooks, prepare, prepare_issue, status
from webapp.serving import clients, desk_queue, responses, routing
from webapp.serving.routing import Arrive, Route
from webapp.serving.visit import FileAnswer, HtmlPage, Moved, Visit, names_this_machine

Answer = Response | HtmlPage | FileAnswer | Moved
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

    record = _local_or_set(lambda visit: prepare.prepare(visit, keeper=_is_keeper(visit)))
    add("/prepare", "prepare", record, "GET", "POST")
    issue = _local_or_set(
        lambda visit: prepare_issue.prepare_issue(visit, keeper=_is_keeper(visit))
    )
    add("/prepare/issue", "prepare_issue", issue, "GET", "POST")
    add(
        "/preview/<path:token>",
        "preview",
        _in_turn(lambda visit, token: draft.preview(visit, token, is_local())),
        "GET",
        "POST",
    )
    add("/preview", "previews", lambda visit: draft.overview(visit, is_local()))
    add("/desk", "desk", _with_key(overview.desk))
    add("/desk/draft/<path:ident>", "desk_draft", _with_key(_draft), "GET", "POST")
    add("/desk/invite", "desk_invite", _with_key(invitation.invite))
    add("/desk/corrections", "desk_corrections", _with_key(corrections.correct), "GET", "POST")
    add("/desk/handover", "desk_handover", _with_key(newcomer.handover))
    add("/hooks/git", "hooks_git", hooks.git, "POST", both=False)
    add("/status", "status", lambda visit: status.status(visit, is_local()))
    blueprint.context_processor(_for_templates)


def _for_templates() -> dict[str, Any]:
    """`prepares`: whether `/prepare` is on in this app, so that pages may link to it."""
    if "minutes_visit" not in g:
        return {}
    wanted = g.minutes_visit.archive.prepare
    return {
        "prepares": wanted or (wanted is None and bool(current_app.config.get(LOCAL))),
    }


def _draft(visit: Visit, ident: str) -> HtmlPage:
    """A draft for who holds the key of the desk: as participants see it."""
    return draft.preview(visit, ident, local=True)


def _is_keeper(visit: Visit) -> bool:
    """Whether this reader may see drafts: by the key of the desk, or at this machine."""
    return is_local() or access.is_open(visit)


def _with_key(view: View) -> View:
    """A view for who holds the key of the desk, or sits at this machine; all others find nothing."""
    guarded = _in_turn(view)

    def opened(visit: Visit, **values: Any) -> Answer:
        if _is_keeper(visit):
            return guarded(visit, **values)
        return access.entered(visit) or errors.missing(visit)

    return opened


def _in_turn(view: View) -> View:
    """A view that works for a few at a time; who comes when it is full is told so at once."""

    def guarded(visit: Visit, **values: Any) -> Answer:
        queue = _QUEUE_OF_KEEPERS if _is_keeper(visit) else _QUEUE
        try:
            with queue.place(clients.address(request.environ)):
                return view(visit, **values)
        except desk_queue.Full:
            desk_queue.let_finish(_MOST_SENT)
            retry = (("Retry-After", "10"),)
            return FileAnswer(_BUSY[visit.lang], "text/plain", status=429, headers=retry)

    return guarded


_MOST_SENT = 16 * 1024 * 1024  # bytes: more than any form here takes
_QUEUE, _QUEUE_OF_KEEPERS = (desk_queue.DeskQueue(places=8, each=4) for _ in range(2))
_BUSY = {
    "zh": "現在有許多人在使用，請過十秒再試。",
    "en": "Many people are here now. Please try again in ten seconds.",
}


def private(visit: Visit, reply: Answer) -> Response:
    """An answer that nobody keeps, lists, or learns the address of."""
    if isinstance(reply, Moved):
        reply = responses.moved(visit, reply)
    if isinstance(reply, HtmlPage | FileAnswer):
        rendered = responses.render(visit, reply)
        reply = responses.bare(rendered)
        reply.headers.extend(rendered.head.headers)
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
        return errors.missing(visit)

    return guarded
