"""The address with which somebody reports an error: a mail, or a form elsewhere, with the words filled in."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlsplit


def report_address(place: str, subject: str, lines: Iterable[str]) -> str:
    """The address for a place that an archive names (a mail address, or a form's or repository's);
    "" where it names none, or one that is neither."""
    to = place.strip()
    title, body = quote(subject, safe=""), quote("\n".join(lines), safe="")
    if not to:
        return ""
    if "://" not in to:
        mail = quote(to.removeprefix("mailto:"), safe="@.+-_")
        return f"mailto:{mail}?subject={title}&body={body}"
    if urlsplit(to).scheme not in {"http", "https"}:
        return ""
    return f"{to}{'&' if '?' in to else '?'}title={title}&body={body}"
