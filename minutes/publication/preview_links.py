"""Signed links that expire: who holds one may read one draft, and nobody else.

The key comes from the environment and is never written down; a new key ends all links at once.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from minutes.errors import MinutesError

KEY_VARIABLE = "MINUTES_PREVIEW_KEY"
SHORTEST_KEY = 16
MAX_DAYS = 60
MAX_TOKEN = 1000
_SALT = "minutes preview 1"


class NoKey(MinutesError):
    """Links cannot be signed: there is no key, or it could be guessed."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a link allows: the draft with this id, until `expires` (aware)."""

    meeting: str
    expires: dt.datetime


def key_from_environment() -> str:
    """The key; raises `NoKey` where it is missing or shorter than 16 characters."""
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if len(key) < SHORTEST_KEY:
        raise NoKey(
            f"set {KEY_VARIABLE} to a secret of at least {SHORTEST_KEY} characters "
            f"請在環境變數 {KEY_VARIABLE} 設定至少 {SHORTEST_KEY} 個字元的密鑰"
        )
    return key


def sign(key: str, meeting: str, expires: dt.datetime) -> str:
    """The token that allows reading the draft `meeting` until `expires` (aware)."""
    token = _serializer(key).dumps([meeting, int(expires.timestamp())])
    return token if isinstance(token, str) else token.decode("ascii")


def read(key: str, token: str, now: dt.datetime) -> Ticket | None:
    """What a token allows at `now`; None where it is forged, of another key, or has expired."""
    if len(token) > MAX_TOKEN or len(key) < SHORTEST_KEY:
        return None
    try:
        meeting, until = _serializer(key).loads(token)
        expires = dt.datetime.fromtimestamp(int(until), dt.UTC)
    except (BadData, ValueError, TypeError, OverflowError):
        return None
    return Ticket(str(meeting), expires) if now < expires else None


def _serializer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=_SALT, signer_kwargs={"key_derivation": "hmac"})
