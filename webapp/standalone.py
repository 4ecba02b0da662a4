"""A site that is nothing but one archive: the thin wrapper that owns the root of the host."""

from __future__ import annotations

from flask import Flask, g, send_from_directory
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from minutes import settings as where
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from webapp.api import limits
from webapp.extension import MinutesArchive, visiting
from webapp.operating import (
    compression,
    doorman,
    garbage,
    health,
    metrics,
    request_log,
    shared_pages,
)
from webapp.pages import errors
from webapp.pages.home import machine_files
from webapp.serving import responses, routing
from webapp.serving.site import Site

NAME = "minutes"


def create_app(settings: Settings | None = None, archive: Archive | None = None) -> Flask:
    """A WSGI app that serves the archive in `settings` (by default those of the environment)."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    MinutesArchive(settings or where.load(), archive).init_app(app, name=NAME)
    site: Site = app.extensions["minutes"][NAME]
    # The log and the figures of a request tell of what was sent: they are added first and run last.
    request_log.keep_log(app)
    metrics.count_requests(app)
    garbage.pass_over(site.archive)
    shared_pages.share_pages(site)
    compression.compress(app, site)
    health.answer_health(app, site)
    limits.limit(app, NAME)
    doorman.stand_at_the_door(app, NAME)

    @app.get("/robots.txt", endpoint="robots")
    def robots() -> Response:
        g.minutes_visit = visit = visiting(site, "zh")
        return responses.secure(responses.answer(visit, machine_files.robots, {}, keep=True))

    @app.get("/sitemap.xml", endpoint="sitemap")
    def sitemap() -> Response:
        g.minutes_visit = visit = visiting(site, "zh")
        return responses.secure(responses.answer(visit, machine_files.sitemap, {}, keep=True))

    @app.get("/favicon.ico", endpoint="favicon")
    def favicon() -> Response:
        # Browsers and feed readers ask for it by this name whatever a page says.
        return responses.secure(send_from_directory(responses.STATIC, "favicon.ico"))

    @app.errorhandler(HTTPException)
    def broken(error: HTTPException) -> Response:
        code = error.code or 500
        if error.response is not None or code < 400:
            return Response.force_type(error.get_response())
        if isinstance(error, InternalServerError):
            return responses.secure(Response(errors.LAST_WORDS, 500, mimetype="text/html"))
        g.minutes_visit = visit = visiting(site, errors.language_of_path())
        response = responses.respond(responses.render(visit, errors.for_code(visit, code)))
        response.headers.extend(
            error.get_headers() and [h for h in error.get_headers() if h[0] == "Allow"]
        )
        return responses.secure(routing.or_as_pasted(visit, response))

    app.context_processor(lambda: responses.words(g.minutes_visit) if "minutes_visit" in g else {})
    return app
