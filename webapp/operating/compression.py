"""Answers compressed for those who can read them so (Flask-Compress), each kept answer only once.

Needs the extra `serve`; without it nothing is compressed, and a proxy in front may do it.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

import flask
from flask import Flask, Request, g
from werkzeug.wrappers import Response

from webapp.serving.site import Site

# In bytes: what is compressed whole and kept; more is compressed while it is sent.
SMALL = 4 * 1024 * 1024
# Worth compressing beside what Flask-Compress knows: the types of our exports and feeds.
OURS = (
    "application/activity+json",
    "application/jsonl",
    "application/ld+json",
    "application/problem+json",
    "text/calendar",
    "text/csv",
    "text/markdown",
    "text/turtle",
)
# Brotli level 5 and gzip level 6 are where their size stops falling faster than their time grows.
LEVELS = {"COMPRESS_BR_LEVEL": 5, "COMPRESS_LEVEL": 6}


class KeptBodies:
    """Compressed bodies by the entity tag of what they were made from, beside the answers themselves.

    A body without an entity tag may be another the next time: it is never kept.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def get(self, key: str) -> bytes | None:
        """The compressed body, or None where it must be made."""
        found = g.minutes_compressed = self._site.pages.get(key)
        return found

    def set(self, key: str, value: bytes) -> None:
        """Keep a body, where its key says what it is made from; Flask-Compress hands over those too that
        it has just got from here."""
        if not key.endswith(";") and value is not g.minutes_compressed:
            self._site.pages.put(key, value)


def compress(app: Flask, site: Site) -> bool:
    """Compress what this app answers, and keep that with the answers of its site; False where
    Flask-Compress is not installed."""
    try:
        from flask_compress import Compress
    except ImportError:
        return False
    app.config.update(
        LEVELS,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br"],
        COMPRESS_CACHE_BACKEND=partial(KeptBodies, site),
        COMPRESS_CACHE_KEY=_entity_tag,
        COMPRESS_REGISTER=False,
    )
    compressing = Compress()
    compressing.init_app(app)
    compressing.compress_mimetypes_set.update(OURS)

    def compress_whole(response: flask.Response) -> flask.Response:
        # A part has the entity tag of the whole: compressed, it would be kept for the whole, and all
        # readers after this one would be given the part.
        if response.status_code == HTTPStatus.PARTIAL_CONTENT:
            response.vary.add("Accept-Encoding")
            return response
        return compressing.after_request(response)

    app.after_request(compress_whole)
    # Flask calls these last first: the tag is noted before the body is compressed.
    app.after_request(_note_entity_tag)
    return True


def _note_entity_tag(response: Response) -> Response:
    """What is small enough to be kept is sent whole, static files among it; only exports stream."""
    g.minutes_entity_tag = response.get_etag()[0] or ""
    length = SMALL if response.content_length is None else response.content_length
    if response.direct_passthrough and length < SMALL:
        body = b"".join(response.iter_encoded())
        response.close()  # the file that it was read from
        response.direct_passthrough = False
        response.set_data(body)
    return response


def _entity_tag(_: Request) -> str:
    return str(g.get("minutes_entity_tag", ""))
