"""A host's site for tests: one page of another origin, under a content security policy of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PAGE = Path(__file__).with_name("issue-page.html")


def host_site(html: str, policy: str) -> WSGIApplication:
    """A site whose every page is `html` under this policy."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response(
            "200 OK",
            [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy)],
        )
        return [html.encode()]

    return answer


def policy_for(archive: str) -> str:
    """What a careful host must allow: the script, its requests and its frames; no inline style."""
    return (
        f"default-src 'none'; script-src {archive}; connect-src {archive}; frame-src {archive}; img-src data:; "
        "style-src 'self'; base-uri 'none'"
    )


def filled(**places: str) -> str:
    """The example page with these words put in."""
    html = PAGE.read_text(encoding="utf-8")
    for name, value in places.items():
        html = html.replace(name, value)
    return html


Served = Callable[[WSGIApplication], str]
