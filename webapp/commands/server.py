"""The site on this machine, for `minutes serve` and `minutes preview`."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING

import click

from minutes.settings import Settings
from webapp.commands.options import Refusal

if TYPE_CHECKING:  # `minutes` starts without waiting for Flask
    from flask import Response

MOST_READ = ("home", "meeting", "search", "speech")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def run(settings: Settings, host: str, port: int, start: str = "/") -> None:
    """Serve until interrupted; `start` is the page to begin with, told on stderr."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    import webapp
    from webapp.routes import editors

    app = webapp.create_app(settings)
    app.config[editors.LOCAL] = host in LOOPBACK
    app.after_request(_without_moment)
    for name in MOST_READ:  # no reader waits until these are compiled
        app.jinja_env.get_template(f"minutes/{name}.html")
    listening = _listen(host, port)
    # Its own lines would hold who asked, and for what; those of `MINUTES_LOG` do not.
    silent = type("Silent", (WSGIRequestHandler,), {"log": lambda *_, **__: None})
    server = make_server(
        host, port, app, threaded=True, request_handler=silent, fd=listening.fileno()
    )
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"http://{shown}:{listening.getsockname()[1]}{start}", err=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("", err=True)
    finally:
        server.server_close()
        listening.close()


def _without_moment(response: Response) -> Response:
    """An answer without its `Date`: this server writes one for every answer."""
    response.headers.pop("Date", None)
    return response


def _listen(host: str, port: int) -> socket.socket:
    """The socket to serve on; werkzeug would end the program where it cannot have one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen()
    except OSError as error:
        made.close()
        raise cannot_listen(host, port, error) from error
    return made


def cannot_listen(host: str, port: int, error: OSError) -> Refusal:
    """What to tell where a port cannot be had."""
    if error.errno == errno.EADDRINUSE:
        return Refusal(
            f"{host}:{port}: taken by another program; try another --port",
            zh=f"{host}:{port}：這個連接埠有別的程式在用，請換一個 --port",
        )
    reason = error.strerror or str(error)
    return Refusal(
        f"{host}:{port}: {reason}; --host must be an address of this machine",
        zh=f"{host}:{port}：這台電腦不能用這個位址或連接埠（{reason}）",
    )
