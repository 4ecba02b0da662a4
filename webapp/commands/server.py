"""The site on this machine, for `minutes serve` and `minutes preview`."""

from __future__ import annotations

import click

from minutes.settings import Settings
from webapp.commands.options import Refusal

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def run(settings: Settings, host: str, port: int, start: str = "/") -> None:
    """Serve until interrupted; `start` is the page to begin with, told on stderr."""
    from werkzeug.serving import make_server

    import webapp
    from webapp import backstage

    app = webapp.create_app(settings)
    app.config[backstage.LOCAL] = host in LOOPBACK
    try:
        server = make_server(host, port, app, threaded=True)
    except OSError as error:
        raise Refusal(f"{host}:{port}: {error.strerror or error}. Try another --port.") from error
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"http://{shown}:{server.server_port}{start}", err=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("", err=True)
    finally:
        server.server_close()
