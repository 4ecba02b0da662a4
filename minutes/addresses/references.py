"""Which first path segments belong to the site, so that no record may be called like one."""

from __future__ import annotations

RESERVED = frozenset(
    {
        "about",
        "agencies",
        "agency",
        "api",
        "attachments",
        "c",
        "calendar",
        "case",
        "cases",
        "check",
        "data",
        "docs",
        "download",
        "downloads",
        "embed",
        "en",
        "error",
        "export",
        "exports",
        "favicon.ico",
        "feed",
        "feed.atom",
        "feed.xml",
        "feeds",
        "following",
        "health",
        "healthz",
        "help",
        "hooks",
        "i",
        "index",
        "index.html",
        "issue",
        "issues",
        "llms.txt",
        "login",
        "m",
        "manifest.webmanifest",
        "meeting",
        "meetings",
        "oai",
        "oembed",
        "open",
        "openapi",
        "openapi.json",
        "opensearch.xml",
        "people",
        "person",
        "ping",
        "prepare",
        "preview",
        "print",
        "privacy",
        "quarter",
        "robots.txt",
        "rss.xml",
        "s",
        "schedule",
        "schema",
        "search",
        "sitemap.xml",
        "sitemaps",
        "speaker",
        "speakers",
        "speech",
        "speeches",
        "static",
        "status",
        "suggest",
        "sw.js",
        "terms",
        "topics",
        "withdrawals",
        "zh",
    }
)

"""Stems, in lower case, that a record cannot have: pages of the site stand there."""


def is_reserved(stem: str) -> bool:
    """Whether a file's stem would hide a page of the site, or be hidden by it."""
    return stem.lower() in RESERVED


def split_reference(reference: str) -> tuple[str, str]:
    """Meeting id and speech id of a reference `meeting#sID`, `meeting#ID`, `meeting/ID` or `ID`.

    The meeting is "" where only a speech is named; a `/speech/ID` address is read as well.
    """
    text = reference.strip().removeprefix("/").removeprefix("speech/")
    for mark in ("#", "/"):
        meeting, found, speech = text.rpartition(mark)
        if found:
            return meeting, _bare(speech) if mark == "#" else speech
    return "", text


def _bare(speech: str) -> str:
    """The id in an anchor `s<id>`: ids have twelve characters, and maybe a number after a hyphen."""
    return speech[1:] if speech.startswith("s") and len(speech.partition("-")[0]) == 13 else speech
