"""A site with the routes for those who make the archive."""

from flask import Blueprint, Flask

import webapp
from minutes.settings import Settings
from webapp import backstage
from webapp.extension import visiting


def backstage_app(settings: Settings, *, local: bool = False) -> Flask:
    """The standalone site, as `minutes serve` starts it on this machine (`local`) or as others do."""
    app = webapp.create_app(settings)
    app.config[backstage.LOCAL] = local
    if not any(rule.endpoint == "minutes.prepare" for rule in app.url_map.iter_rules()):
        site = app.extensions["minutes"]["minutes"]
        blueprint = Blueprint("backstage", __name__)
        backstage.register(blueprint, lambda lang: visiting(site, lang))
        app.register_blueprint(blueprint)
    return app
