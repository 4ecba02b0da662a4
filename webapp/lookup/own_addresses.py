"""What one of this archive's own addresses shows, and which address to give out for it."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from flask import request

from pipeline.archive.snapshot import View
from webapp.lookup.short_links import Shorts
from webapp.lookup.targets import (
    CaseTarget,
    FormerId,
    Outcome,
    Record,
    SpeechTarget,
    Subject,
    by_case,
    by_issue,
    by_short,
    by_speech,
    is_gone,
    speech_anywhere,
    speech_of,
)
from webapp.serving.visit import Visit

MAX_ADDRESS = 4000
_PORTS = {"http": 80, "https": 443}


def locate(visit: Visit, address: str) -> Subject | None:
    """What one of this archive's own addresses shows; None for any other address."""
    if len(address) > MAX_ADDRESS:
        return None
    try:
        parts = urlsplit(address.strip())
        path = _path_here(visit, parts)
        query = parse_qs(parts.query, max_num_fields=20)
    except ValueError:
        return None
    if path is None:
        return None
    segments = list(map(unquote, path.strip("/").split("/")))
    if segments[0] == "en":
        segments = segments[1:]
    found = _at(visit.view, segments, parts.fragment, query.get("in", [""])[0])
    match found:
        case Record() | SpeechTarget() | CaseTarget():
            return found
        case FormerId() if not is_gone(found):
            return Record(
                found.meeting
            )  # nothing is quoted of which it is not sure that it is meant
    return None


def _path_here(visit: Visit, parts: SplitResult) -> str | None:
    """The path of an address below where this archive is; None where it is an address of another."""
    own = urlsplit(visit.base)
    here = own if own.netloc else urlsplit(request.host_url)
    if parts.scheme not in _PORTS or _server(parts) != _server(here):
        return None
    root = own.path.rstrip("/")
    return parts.path.removeprefix(root) if parts.path.startswith(f"{root}/") else None


def _server(parts: SplitResult) -> tuple[str | None, int | None]:
    """Host and port of an address; the usual ports of http and https are one, `None`."""
    return parts.hostname, None if parts.port in _PORTS.values() else parts.port


def _at(view: View, segments: list[str], fragment: str, wanted: str) -> Outcome:
    match segments:
        case ["m", short]:
            return _with_fragment(view, by_short(view, short), fragment)
        case ["s", short]:
            return by_speech(view, short)
        case ["c" | "case", number]:
            return by_case(view, number)
        case ["i" | "issue", slug]:
            return by_issue(view, slug)
        case ["speech", ident]:
            return speech_anywhere(view, ident, wanted)
        case [meeting] if meeting:
            target = view.public.resolve(meeting.removesuffix(".md"))
            record = Record(view.public.by_id[target]) if target else None
            return _with_fragment(view, record, fragment)
    return None


def _with_fragment(view: View, found: Outcome, fragment: str) -> Outcome:
    """The speech that the end of an address names, the whole record where it names none."""
    ident = unquote(fragment).partition(":~:")[0]
    if not isinstance(found, Record) or not ident.startswith("s"):
        return found
    spoken = speech_of(view, found.meeting, ident[1:])
    return spoken if isinstance(spoken, SpeechTarget) else found


def short_of(found: Subject, to: Shorts) -> str:
    """The short address to give out for a subject."""
    match found:
        case Record():
            return to.meeting(found.meeting.id)
        case SpeechTarget():
            return to.speech(found.meeting.id, found.item.id)
    if found.issue and (found.number is None or len(found.trail.cases) != 1):
        return to.issue(found.issue.slug)
    return to.case(found.number or 0)


def card_of(found: Subject, to: Shorts) -> str:
    """The address of a subject's card, for an iframe."""
    path = short_of(found, to).removeprefix(to.base)
    return f"{to.base}/embed{path}"
