"""What changed in a draft since its participants were asked: as far as git remembers, never by guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from minutes.publication.gate import Gate
from minutes.publication.preview_links import Ticket
from minutes.settings import Settings
from pipeline.history.wordings.changes import WordingChange, changes
from pipeline.publishing.invitations import draft_fingerprint
from pipeline.source import git
from pipeline.source.git import GitFailed
from webapp.pages.desk import drafts
from webapp.pages.desk.drafts import ReadDraft

_MOST_SHOWN = 200
_LOOKED_BACK = 30
"""Commits of the draft that are looked at for the version that participants were shown."""


@dataclass(frozen=True, slots=True)
class ChangesSince:
    """`same`: nothing changed; `known`: these rows did; `unknown`: something did, and nobody can tell
    where, since that version is in no commit."""

    state: Literal["same", "known", "unknown"]
    rows: tuple[WordingChange, ...] = ()
    more: bool = False


def since_asked(
    settings: Settings, gate: Gate, ticket: Ticket, now: ReadDraft
) -> ChangesSince | None:
    """The changes since a link was made; None for a link that does not remember."""
    if not ticket.digest:
        return None
    if draft_fingerprint(now.raw) == ticket.digest:
        return ChangesSince("same")
    meeting = now.parsed.meeting
    before = _version(settings, meeting.path, meeting.draft, ticket.digest)
    if before is None:
        return ChangesSince("unknown")
    old = drafts.read(before, meeting.path, meeting.draft, gate)
    found = changes(old.parsed.document, now.parsed.document, _MOST_SHOWN)
    return ChangesSince("known", found.rows, found.more)


def _version(settings: Settings, path: str, draft: bool, digest: str) -> bytes | None:
    """The committed version of a file that bears this mark."""
    folder = settings.home(draft=draft)
    try:
        words = ("log", f"-{_LOOKED_BACK}", "--format=%H", "--no-show-signature", "--", path)
        for commit in git.text(folder, *words, seconds=5).split():
            data = git.run(folder, "show", f"{commit}:./{path}", seconds=5)
            if draft_fingerprint(data) == digest:
                return data
    except GitFailed:
        return None
    return None
