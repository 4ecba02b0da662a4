"""The whole site: the pages for readers, those that go out to other sites, those for its makers."""

from flask import Blueprint, Flask

import webapp
from minutes.settings import Settings
from webapp.extension import visiting
from webapp.routes import editors, sharing


def backstage_app(settings: Settings, *, local: bool = False) -> Flask:
    """The standalone site, as `minutes serve` starts it on this machine (`local`) or as others do."""
    app = webapp.create_app(settings)
    app.config[editors.LOCAL] = local
    site = app.extensions["minutes"]["minutes"]
    for module, first in ((editors, "prepare"), (sharing, "short_meeting")):
        if not any(rule.endpoint == f"minutes.{first}" for rule in app.url_map.iter_rules()):
            blueprint = Blueprint(first, __name__)
            module.register(blueprint, lambda lang: visiting(site, lang))
            app.register_blueprint(blueprint)
    return app
