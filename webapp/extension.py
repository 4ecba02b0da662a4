"""`MinutesArchive(settings).init_app(app)`: one archive as a blueprint in any Flask site.

Nothing is added to the host but the blueprint and `app.extensions["minutes"][name]`.
"""

from __future__ import annotations

import re
from functools import partial

from flask import Blueprint, Flask, g, request, url_for
from werkzeug.wrappers import Response

from minutes.settings import Settings
from pipeline.archive.archive import Archive
from webapp.links.building import Lang
from webapp.routes import editors, pages, sharing
from webapp.serving import responses, routing
from webapp.serving.site import Site
from webapp.serving.visit import FileAnswer, Visit, names_this_machine

_MAX_ARGUMENTS = 20
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


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
        arrive = partial(visiting, site)
        for route in pages.ROUTES:
            rules = route.rules(self.settings.archive.languages)
            routing.add(blueprint, arrive, route.name, rules, routing.answered(route))
        if prefix:  # at a site's root, an unknown path is the host's business
            missing = routing.answered(pages.MISSING)
            routing.add(blueprint, arrive, "missing", pages.MISSING.rules(("zh",)), missing)
        for more in (sharing, editors):
            more.register(blueprint, arrive)
        blueprint.before_request(partial(_refuse_controls, site))
        blueprint.context_processor(lambda: responses.words(g.minutes_visit))
        blueprint.after_request(responses.secure)
        app.register_blueprint(blueprint)
        app.extensions.setdefault("minutes", {})[name] = site
        return blueprint


def _refuse_controls(site: Site) -> Response | None:
    """404 for an address with characters that nobody sees: no page has one, and some would break a
    line of the answer. The API refuses them itself, in its own form."""
    is_api = (request.endpoint or "").startswith(f"{site.name}.api_")
    if is_api or not _CONTROLS.search(request.path):
        return None
    visit = g.minutes_visit = visiting(site, "zh")
    missing = FileAnswer("404", "text/plain", status=404)
    return responses.respond(responses.render(visit, missing))


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
