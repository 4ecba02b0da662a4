"""Asking the participants of a meeting to look at their words: a signed link to the draft of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from minutes import plain_files
from minutes.errors import MinutesError
from minutes.publication import preview_links
from minutes.settings import Settings
from pipeline.publishing import publisher
from pipeline.publishing.publisher import Pending

_UNSHOWN = frozenset({"barred", "withdrawn", "taken"})


class NoDraft(MinutesError):
    """There is no draft of this name that participants could be shown."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A draft, the token of the link to it, and until when (aware) that works."""

    entry: Pending
    token: str
    expires: dt.datetime


def invite(settings: Settings, meeting: str, days: int, now: dt.datetime) -> Invitation:
    """The link to a draft for so many days. It remembers what the file says now, so that participants
    are told what was changed since. Raises `NoDraft`, and `preview_links.NoKey` without a key."""
    entry = next((e for e in publisher.survey(settings, now) if e.id == meeting), None)
    if entry is None or entry.state in _UNSHOWN:
        raise NoDraft(
            f"{meeting}: there is no such draft; `minutes publish --list` names them",
            zh=f"{meeting}：沒有這份草稿；minutes publish --list 會列出來",
        )
    key = preview_links.key_from_environment()
    expires = now + dt.timedelta(days=days)
    data = plain_files.read(settings.home(draft=entry.draft), entry.path)
    return Invitation(
        entry, preview_links.sign(key, meeting, expires, draft_fingerprint(data)), expires
    )


def draft_fingerprint(data: bytes) -> str:
    """The mark by which a file's content is known again: twelve letters of its SHA-256."""
    return hashlib.sha256(data).hexdigest()[:12]
