"""Checks of what a record points to: addresses, attachments, its twin, speeches and issues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, filterfalse
from operator import itemgetter
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from minutes import plain_files
from minutes.addresses.references import split_reference
from minutes.addresses.web_addresses import url_trouble
from minutes.findings.problem import Problem, problem
from minutes.records.front_matter import FrontMatter, reply_url
from minutes.yaml_text.reading import Loc
from pipeline.checks.rules.subject import Context, Subject, shown
from pipeline.source.attachments import ATTACHMENT_TYPES, LOOKED_AT, MAX_ATTACHMENT, type_of

_INLINE = re.compile(r"\]\(\s*<?([^)\s>]*)")
_BARE = re.compile(r"(?<![\w(<\[\"'=/])(?:https?|ftp):/{0,2}[\x21-\x7e]+", re.I)
# C:\\Users\\…, file:///…, \\\\server\\share; a browser elsewhere cannot open any of them.
_LOCAL_FILE = re.compile(r"[a-z]:[\\/]|file:|\\\\\w|/(?:Users|home|Volumes)/", re.I)
_BARE_HOST = re.compile(
    r"(?:[a-z0-9-]{1,63}\.){1,4}(?:tw|com|org|net|gov|edu|info|io|be|me|ly|gl|app|dev|cc)(?:/|$)",
    re.I | re.A,
)
_NO_PATH = re.compile(r"[\\:\x00-\x1f]")  # what no name of a file holds on every system
_EMBEDDED = re.compile(r"\bsrc=[\"']([^\"'<>]{1,400})", re.I)
_ISSUE_FILE = re.compile(r"/|\.md$")
_TRAIL = ".,;:!?'\")>]*_"


def front_links(subject: Subject, _: Context) -> Iterator[Problem]:
    """The addresses of `links` and `response` lead to a document."""
    for loc, url in filter(itemgetter(1), _front_addresses(subject.parsed.meeting.front)):
        if code := url_trouble(url):
            yield _address_problem(subject.path, code, subject.field(*loc), url)


def _front_addresses(front: FrontMatter) -> Iterator[tuple[Loc, str]]:
    """The addresses of `links` and `response`, "" for those that are not told, and where each stands."""
    for index, link in enumerate(front.links):
        yield ("links", index, "url"), link.url
        yield ("links", index, "archived"), link.archived
    yield ("response", "url"), reply_url(front)


def body_links(subject: Subject, _: Context) -> Iterator[Problem]:
    """The addresses in the text can be opened. A profile that is mentioned in speech is no fault."""
    first = subject.parsed.document.body_line
    for number, line in enumerate(subject.lines[first - 1 :], first):
        if not any(mark in line for mark in ("](", ":/", "src=")):
            continue
        for place, url, written in chain(_linked(line), _bare_addresses(line)):
            code = url_trouble(url, bare=True)
            if code:
                yield _address_problem(subject.path, code, (number, place + 1), written)


def _linked(line: str) -> Iterator[tuple[int, str, str]]:
    """The addresses of a line's links: where each begins, the address, and how a finding writes it. What
    leads to a place on the page or this site is none, but for a path on somebody's disk."""
    for match in _INLINE.finditer(line):
        url = match[1].replace("\\", "")
        is_of_page = url.startswith(("#", "/")) and not url.startswith("//")
        if not is_of_page or _LOCAL_FILE.match(url):
            yield match.start(1), url, match[1] if _LOCAL_FILE.match(match[1]) else url
    for match in filter(_LOCAL_FILE.match, _EMBEDDED.findall(line)):
        yield line.index(match), match, match


def _bare_addresses(line: str) -> Iterator[tuple[int, str, str]]:
    """The addresses that stand in a line without a link, likewise."""
    linked = {match.start(1) for match in _INLINE.finditer(line)}
    for match in _BARE.finditer(line):
        if match.start() not in linked:
            url = match[0].split("](")[0].rstrip(_TRAIL).replace("\\", "")
            yield match.start(), url, url


def _address_problem(path: str, code: str, place: tuple[int, int], url: str) -> Problem:
    """The finding about an address: a file of somebody's own computer, one without its beginning, or
    one that leads nowhere."""
    if _LOCAL_FILE.match(url):
        name = unquote(re.split(r"[\\/]", url)[-1])
        return problem(path, "local-file", *place, name=shown(name))
    near = f"https://{_host(url)}" if code == "broken-link" and _BARE_HOST.match(url) else ""
    return problem(path, code, *place, host=_host(url), near=near)


def _host(url: str) -> str:
    """The part of an address that may be told in a message."""
    return shown(re.sub(r"[?#].*", "", url, flags=re.S), 60)


def references(subject: Subject, context: Context) -> Iterator[Problem]:
    """Speeches, issues and the twin that the front matter names exist."""
    yield from _speeches(subject)
    meeting = subject.parsed.meeting
    for slug in filterfalse(context.issues.__contains__, meeting.front.issue):
        yield _issue(subject, context, slug)
    other = meeting.original
    is_there = other in context.meetings and other != meeting.id
    if other and context.folder and not is_there:
        yield subject.problem("unknown-translation", "translation_of", id=other)


def _issue(subject: Subject, context: Context, written: str) -> Problem:
    """What is said of an issue that is not there under the name that is written."""
    if _ISSUE_FILE.search(written):
        slug = shown(PurePosixPath(written).stem)
        is_alone = len(subject.parsed.meeting.front.issue) == 1
        values = {"written": shown(written), "slug": slug, "near": slug * is_alone}
        return subject.problem("issue-as-path", "issue", **values)
    code = "unknown-issue" if context.folder else "issue-not-looked-up"
    return subject.problem(code, "issue", slug=shown(written))


def _speeches(subject: Subject) -> Iterator[Problem]:
    """The speeches of the record itself that its rows name."""
    meeting = subject.parsed.meeting
    known = subject.parsed.document.ids
    for name in ("decisions", "actions", "requests", "votes", "reports"):
        for index, row in enumerate(getattr(meeting.front, name)):
            named, speech = split_reference(row.speech)
            is_here = named in {"", meeting.id}
            if row.speech and is_here and speech not in known:
                at = (*subject.entry(name, index), "speech")
                yield subject.problem("unknown-speech", *at, speech=shown(row.speech))


def attachments(subject: Subject, context: Context) -> Iterator[Problem]:
    """Attached files exist below `attachments/<meeting>/`, are of a kind that is shown, and small."""
    if context.folder is None:
        return
    meeting = subject.parsed.meeting
    for index, entry in enumerate(meeting.front.attachments):
        at = (*subject.entry("attachments", index), "file")
        name = entry.file.removeprefix(f"attachments/{meeting.id}/")
        if not is_plain_path(name):
            yield subject.problem("attachment-path", *at, file=shown(entry.file))
            continue
        code = file_trouble(context.folder, f"attachments/{meeting.id}/{name}")
        if code:
            yield subject.problem(code, *at, file=name, types=_TYPES, limit=_MEGABYTES)


# What a finding about an attached file tells of those that are shown.
_TYPES = " ".join(ATTACHMENT_TYPES)
_MEGABYTES = MAX_ATTACHMENT // 1024 // 1024


def is_plain_path(name: str) -> bool:
    """Whether a path stays below its folder on every system, and is not hidden."""
    parts = PurePosixPath(name).parts
    is_below = bool(parts) and not name.startswith("/") and not _NO_PATH.search(name)
    return is_below and not any(part.startswith(".") for part in parts)


def file_trouble(folder: Path, path: str) -> str | None:
    """The code of what is wrong with an attached file, or None."""
    try:
        size = plain_files.size(folder, path)
        start = plain_files.read(folder, path, LOOKED_AT)
    except plain_files.NotPlain:
        return "attachment-path"
    except OSError:
        return "attachment-missing"
    kind = type_of(path)
    if kind is None or not kind.is_it(start):
        return "attachment-type"
    return "attachment-large" if size > MAX_ATTACHMENT else None
