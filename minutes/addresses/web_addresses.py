"""What is wrong with an address of the web that somebody wrote."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

# Names and networks that lead nowhere from outside (RFC 1918, RFC 6761, RFC 6762).
_LOCAL = re.compile(
    r"^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[?::1)|\.(?:local|internal|lan)$",
    re.I,
)
_HOST = re.compile(r"^(?:[\w-]{1,63}\.)+[\w-]{2,63}$")
_WEB = re.compile(r"https?://[^/?#\s<>\"{}|\\^`][^\s<>\"{}|\\^`]*", re.I)
_OTHER_SCHEME = re.compile(r"(?:mailto:|tel:)\S+", re.I)
# An address pasted behind another.
_TWICE = re.compile(r"^/+(?:https?:|ttps?:)")
_NOWHERE = re.compile(r"(?!)")


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
    if _OTHER_SCHEME.fullmatch(url):
        return None
    parts = _parts(url)
    if parts is None:
        return "broken-link"
    where = host(parts)
    if _LOCAL.search(where):
        return "local-link"
    if not _HOST.match(where) or _TWICE.match(parts.path):
        return "broken-link"
    return "profile-link" if not bare and _is_profile(parts) else None


def host(parts: SplitResult) -> str:
    """Whose an address is: its host without `www.`, "" where it names none."""
    return (parts.hostname or "").removeprefix("www.")


def _parts(url: str) -> SplitResult | None:
    """An address of the web in its parts; None for what is none."""
    if not _WEB.fullmatch(url):
        return None
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _is_profile(parts: SplitResult) -> bool:
    profile = _PROFILES.get(host(parts), _NOWHERE)
    return not parts.query and profile.match(parts.path or "/") is not None
