"""Which first path segments belong to the site, so that no record may be called like one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import parse_qs, unquote

_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_MARK_OF_ANCHOR = re.compile(r"\As(?=[^-]{12}(?:-|\Z))")
_SPEECH = re.compile(r"[a-z2-7]{12}(?:-\d+)?")

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
        "desk",
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
        "verify",
        "withdrawals",
        "worker.js",
        "zh",
    }
)

"""Stems, in lower case, that a record cannot have: pages of the site stand there."""


def is_reserved(stem: str) -> bool:
    """Whether a file's stem would hide a page of the site, or be hidden by it."""
    return stem.lower() in RESERVED


SHORT = "m/"
"""How a record's short id is written where its own id is wanted: the first step of its address."""
_FORMS = (".csl.json", ".md", ".an", ".bib", ".ris", ".apa.txt", ".chicago.txt")
_BELOW = frozenset({"history", "beside", "timegate", "timemap"})  # pages of a record below its own
_UNSEEN = {"Cf", "Cc"}


@dataclass(frozen=True, slots=True)
class AddressTarget:
    """What an address names: a record by its id or short id, and maybe a speech; "" for what it
    does not tell."""

    meeting: str = ""
    short: str = ""
    speech: str = ""


def read_address(written: str) -> AddressTarget:
    """What somebody means who writes an address that this site gives out, with host or without, as a
    browser shows or copies it; or a record's file name; or a speech's id."""
    text = "".join(c for c in written if unicodedata.category(c) not in _UNSEEN).strip(" <>\"'")
    if "/" not in text and not _ENCODED.search(text):
        return _of_name(text)
    text = unquote(text)
    rest, _, fragment = text.partition("#")
    path, _, query = rest.partition("?")
    anchor = _speech_id(_bare(fragment.partition(":~:")[0].strip().lower()))
    named = _of_steps(_steps(path))
    speech = anchor or _speech_id(named.speech)
    asked = parse_qs(query)
    if about := asked.get("url", [""])[0]:  # of an answer about another address of ours
        return read_address(about)
    if inside := asked.get("in", [""])[0]:
        return AddressTarget(inside, speech=speech)
    return AddressTarget(named.meeting, named.short, speech)


def _steps(path: str) -> list[str]:
    """The steps of a path, without the host that may stand before it."""
    _, has_host, below = path.partition("://")
    steps = below.split("/")[1:] if has_host else path.split("/")
    return list(filter(None, steps))


def _of_name(text: str) -> AddressTarget:
    """A bare name may hold any sign: only the end of it can be an anchor or a query of ours."""
    name, _, tail = text.partition("?in=")
    if tail:
        return AddressTarget(tail, speech=_speech_id(name))
    name, hash_mark, anchor = text.partition(":~:")[0].rpartition("#")
    if hash_mark and _SPEECH.fullmatch(_speech_id(anchor)):
        return AddressTarget(name.removesuffix(".md"), speech=_speech_id(anchor))
    return _of_steps([text])


def _of_short_id(written: str) -> AddressTarget:
    return AddressTarget(short=written.partition("@")[0])


def _of_short_speech(written: str) -> AddressTarget:
    short, _, speech = written.partition(".")
    return AddressTarget(short=short, speech=speech)


def _of_speech(written: str) -> AddressTarget:
    return AddressTarget(speech=written)


# What stands behind a step of an address, by that step.
_BEHIND: dict[str, Callable[[str], AddressTarget]] = {
    "m": _of_short_id,
    "s": _of_short_speech,
    "speech": _of_speech,
    "speeches": _of_speech,
    "meetings": AddressTarget,
    "attachments": AddressTarget,
    "preview": AddressTarget,
}


def _of_steps(steps: Sequence[str]) -> AddressTarget:
    for step, after in pairwise(steps):
        if after.lower() in _BELOW:
            return AddressTarget(step)
        read = _BEHIND.get(step.lower())
        if read is not None:
            return read(after)
    return _of_last_step(steps) if steps else AddressTarget()


def _of_last_step(steps: Sequence[str]) -> AddressTarget:
    """A speech, with the record that stands before it, or the file or page of a record."""
    last = steps[-1]
    speech = _bare(last.lower().removesuffix(".md"))
    if _SPEECH.fullmatch(speech):
        return AddressTarget("".join(steps[-2:-1]), speech=speech)
    for ending in _FORMS:
        if last.lower().endswith(ending):
            return AddressTarget(last[: -len(ending)])
    return AddressTarget(last)


def _speech_id(text: str) -> str:
    """An id as the site writes it: in lower case, without what stands around it."""
    return _bare(text.strip().lower().removesuffix(".md").removesuffix(".an"))


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


def record_name(path: str) -> str:
    """The name of the record whose file lies at a path, or whose address ends so."""
    return path.rstrip("/").rpartition("/")[2].removesuffix(".md")


def reference(meeting: str, speech: str) -> str:
    """The reference to a speech of a meeting, as the front matter has it: `meeting#sID`."""
    return f"{meeting}#s{speech}"


def _bare(speech: str) -> str:
    """The id in an anchor `s<id>`: ids have twelve characters, and maybe a number after a hyphen."""
    return _MARK_OF_ANCHOR.sub("", speech)
