"""`POST /hooks/git`: a repository tells of a push; the site pulls in a process of its own.

A replayed message is harmless: it carries nothing that is used, and only starts another pull.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os

from flask import request
from werkzeug.wrappers import Response

from pipeline.updates import pull
from webapp.serving.visit import Visit

SECRET_VARIABLE = "MINUTES_HOOK_SECRET"  # noqa: S105 (the name of a variable)
SHORTEST_SECRET = 16  # characters, so that nobody guesses it
MAX_BODY = 5 * 1024 * 1024


def git(visit: Visit) -> Response:
    """202 where the message is authentic; 403 where it is not; 404 where no secret is set."""
    secret = os.environ.get(SECRET_VARIABLE, "").strip()
    if len(secret) < SHORTEST_SECRET:
        return _json_answer(404, "not found")
    request.max_content_length = MAX_BODY
    body = request.get_data(cache=False)
    headers = request.headers
    if not is_authentic(
        secret, body, headers.get("X-Hub-Signature-256"), headers.get("X-Gitlab-Token")
    ):
        return _json_answer(403, "the signature does not fit")
    if request.headers.get("X-GitHub-Event") == "ping":
        return _json_answer(200, "pong")
    pull.start(visit.site.settings)
    return _json_answer(202, "pulling")


def is_authentic(secret: str, body: bytes, signature: str | None, token: str | None) -> bool:
    """Whether a message comes from who knows the secret: GitHub signs the body with HMAC-SHA-256
    (`sha256=…` in `X-Hub-Signature-256`), GitLab sends the secret itself (`X-Gitlab-Token`)."""
    if signature is not None:
        wanted = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace"))
    if token is not None:
        return hmac.compare_digest(secret.encode(), token.encode("utf-8", "replace"))
    return False


def _json_answer(status: int, what: str) -> Response:
    return Response(json.dumps({"status": what}), status, mimetype="application/json")
