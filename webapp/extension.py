"""`MinutesArchive(settings).init_app(app)`: one archive as a blueprint in any Flask site.

Nothing is added to the host but the blueprint and `app.extensions["minutes"][name]`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, g, request, url_for
from werkzeug.wrappers import Response

from minutes.errors import MinutesError
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from webapp.links.building import Lang
from webapp.routes import editors, pages, sharing
from webapp.serving import responses
from webapp.serving.site import Site
from webapp.serving.visit import Visit, names_this_machine

_MAX_ARGUMENTS = 20
# Werkzeug's own redirects would repeat the Host header of whoever asks.
_AS_WRITTEN: dict[str, Any] = {"strict_slashes": False, "merge_slashes": False}


class MinutesArchive:
    """An archive that can be mounted. `archive` takes the place of the one that `settings` name."""

    def __init__(self, settings: Settings, archive: Archive | None = None) -> None:
        self.settings = settings
        self.archive = archive or Archive(settings)

    def init_app(self, app: Flask, *, url_prefix: str = "", name: str = "minutes") -> Blueprint:
        """Mount the archive at `url_prefix`. A second archive in one app needs another `name`."""
        site = Site(name, self.settings, self.archive)
        prefix = url_prefix.rstrip("/")
        blueprint = Blueprint(
            name,
            __name__,
            url_prefix=prefix or None,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
        )
        for route in pages.ROUTES:
            handler = _handler(site, route)
            for lang, rule in route.rules(self.settings.archive.languages):
                blueprint.add_url_rule(
                    rule, route.name, handler, defaults={"lang": lang}, **_AS_WRITTEN
                )
        if prefix:  # at a site's root, an unknown path is the host's business
            missing = _handler(site, pages.MISSING)
            blueprint.add_url_rule(
                "/<path:address>", "missing", missing, defaults={"lang": "zh"}, **_AS_WRITTEN
            )
        for more in (sharing, editors):
            more.register(blueprint, lambda lang: visiting(site, lang))
        blueprint.context_processor(lambda: responses.words(g.minutes_visit))
        blueprint.after_request(responses.secure)
        app.register_blueprint(blueprint)
        app.extensions.setdefault("minutes", {})[name] = site
        return blueprint


def _handler(site: Site, route: pages.Route) -> Callable[..., Response]:
    def handle(lang: Lang, **values: Any) -> Response:
        visit = g.minutes_visit = visiting(site, lang)
        try:
            response = responses.answer(
                visit, route.view, values, keep=route.keep, first=route.first
            )
        except MinutesError as error:
            return responses.unavailable(visit, error)
        if route.first is not None:
            response.vary.update(("Accept-Language", "Cookie"))
        return response

    handle.__name__ = route.name
    return handle


def visiting(site: Site, lang: Lang) -> Visit:
    """The present request as a visit to one archive."""
    root = url_for(f"{site.name}.home", lang="zh").rstrip("/")
    inside = request.path.removeprefix(root.removeprefix(request.root_path)) or "/"
    args = dict(list(request.args.items())[:_MAX_ARGUMENTS])
    return Visit(site, lang, root, base_of(site, root), inside, args)


def base_of(site: Site, root: str) -> str:
    """The archive's absolute address: as set, or on this machine as asked for; else the root alone,
    for a stranger's Host header is nothing to build links from."""
    if site.settings.archive.base_url:
        return site.settings.archive.base_url
    here = names_this_machine(request.host)
    return f"{request.scheme}://{request.host}{root}" if here else root
