"""What is wrong with an address of the web that somebody wrote."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_LOCAL = re.compile(
    r"^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[?::1)", re.I
)
_HOST = re.compile(r"^(?:[\w-]{1,63}\.)+[\w-]{2,63}$")


# A person's or channel's front page where a document was meant: host → path of a mere profile.
_PROFILES = {
    "issuu.com": re.compile(r"^/[^/]+(?:/docs)?/?$"),
    "realtimeboard.com": re.compile(r"^/(?:app/?)?$"),
    "miro.com": re.compile(r"^/(?:app/?|app/dashboard/?)?$"),
    "slideshare.net": re.compile(r"^/[^/]+/?$"),
    "speakerdeck.com": re.compile(r"^/[^/]+/?$"),
    "youtube.com": re.compile(
        r"^/(?:(?:channel|c|user)/[^/]+/?(?:videos/?)?|@[^/]+/?(?:videos/?)?)?$"
    ),
    "flickr.com": re.compile(r"^/(?:photos/[^/]+/?)?$"),
    "facebook.com": re.compile(r"^/[^/]*/?$"),
    "sli.do": re.compile(r"^/$"),
    "drive.google.com": re.compile(r"^/(?:drive/)?(?:my-drive/?)?$"),
    "docs.google.com": re.compile(r"^/(?:document|presentation|spreadsheets|forms)?/?$"),
}


def url_trouble(url: str, *, bare: bool = False) -> str | None:
    """The code of what is wrong with an address, or None; `bare` allows addresses of profiles."""
    url = url.strip()
    if re.match(r"^(?:mailto:|tel:)\S+$", url, re.I):
        return None
    if re.search(r"[\s<>\"{}|\\^`]", url) or not re.match(r"^https?://[^/?#]", url, re.I):
        return "broken-link"
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "broken-link"
    if _LOCAL.match(host) or host.endswith((".local", ".internal", ".lan")):
        return "local-link"
    if not _HOST.match(host) or re.match(r"^/+(?:https?:|ttps?:)", parts.path):
        return "broken-link"
    profile = _PROFILES.get(host)
    if not bare and profile and profile.match(parts.path or "/") and not parts.query:
        return "profile-link"
    return None
