"""Signed links that expire: who holds one may read one draft, or open the desk, and nobody else.

The key comes from the environment and is never written down; a new key ends all links at once.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from minutes.errors import MinutesError

KEY_VARIABLE = "MINUTES_PREVIEW_KEY"
SHORTEST_KEY = 16  # characters, so that nobody guesses it
MAX_DAYS = 60
MAX_DESK_DAYS = 366  # who keeps an archive commonly changes with the year
MAX_TOKEN = 1000
_SALT = "minutes preview 1"
_DESK_SALT = "minutes desk 1"


class NoKey(MinutesError):
    """Links cannot be signed: there is no key, or it could be guessed."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a link allows: the draft with this id, until `expires` (aware). `digest` is the fingerprint of the
    file as it was when the link was made, "" in a link without one."""

    meeting: str
    expires: dt.datetime
    digest: str = ""


def key_from_environment() -> str:
    """The key; raises `NoKey` where it is missing or shorter than 16 characters."""
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if len(key) < SHORTEST_KEY:
        raise NoKey(
            f"set {KEY_VARIABLE} to a secret of at least {SHORTEST_KEY} characters",
            zh=f"請在環境變數 {KEY_VARIABLE} 設定至少 {SHORTEST_KEY} 個字元的密鑰",
        )
    return key


def sign(key: str, meeting: str, expires: dt.datetime, digest: str = "") -> str:
    """The token that allows reading the draft `meeting` until `expires` (aware)."""
    return _signed(key, _SALT, [meeting, int(expires.timestamp()), digest])


def read(key: str, token: str, now: dt.datetime) -> Ticket | None:
    """What a token allows at `now`; None where it is forged, of another key, or has expired."""
    ticket = read_expired(key, token)
    return ticket if ticket is not None and now < ticket.expires else None


def read_expired(key: str, token: str) -> Ticket | None:
    """What a token allowed once, whether or not it still does; None where it is no link of ours."""
    match _unsigned(key, _SALT, token):
        case [str(meeting), int(until), *rest] if (moment := _moment(until)) is not None:
            return Ticket(meeting, moment, str(rest[0]) if rest else "")
    return None


def sign_desk(key: str, expires: dt.datetime) -> str:
    """The token that opens the desk until `expires` (aware). It opens no draft's own link."""
    return _signed(key, _DESK_SALT, int(expires.timestamp()))


def opens_desk(key: str, token: str, now: dt.datetime) -> bool:
    """Whether a token opens the desk at `now`."""
    until = _unsigned(key, _DESK_SALT, token)
    moment = _moment(until) if isinstance(until, int) else None
    return moment is not None and now < moment


def _moment(seconds: int) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _signed(key: str, salt: str, value: object) -> str:
    token = _serializer(key, salt).dumps(value)
    return token if isinstance(token, str) else token.decode("ascii")


def _unsigned(key: str, salt: str, token: str) -> object:
    """What was signed; None for what was not, or with another key or for another purpose."""
    if len(token) > MAX_TOKEN or len(key) < SHORTEST_KEY:
        return None
    try:
        return _serializer(key, salt).loads(token)
    except (BadData, ValueError, TypeError):
        return None


def _serializer(key: str, salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=salt, signer_kwargs={"key_derivation": "hmac"})
