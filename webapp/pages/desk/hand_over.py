"""Handing a finished file over to the repository: on its host's own pages, by the person's own account.

This program never writes there. `_hand_over.html` shows what `offer` gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from minutes.text.shortening import one_line
from webapp.links import pull_requests
from webapp.links.repositories import HostedRepository, NewFile
from webapp.serving.responses import connecting_to
from webapp.serving.visit import Visit

ISSUES = "issues/"
_MOST_MESSAGE = 72
"""Characters of a commit's first line: git's own tools and the hosts cut longer ones off."""
_MESSAGES = {  # what is handed over, whether it is there already, the language
    ("record", False, "zh"): "新增逐字稿：",
    ("record", True, "zh"): "訂正逐字稿：",
    ("record", False, "en"): "Add a record: ",
    ("record", True, "en"): "Correct a record: ",
    ("issue", False, "zh"): "新增議題：",
    ("issue", True, "zh"): "修改議題：",
    ("issue", False, "en"): "Add an issue: ",
    ("issue", True, "en"): "Change an issue: ",
}


@dataclass(frozen=True, slots=True)
class HandOver:
    """Where a file goes. `private`: into the repository of drafts. `new` is the page for a new file, or
    None where the file is there already, which `edit` then opens. `message` is for the commit. `pull` is
    the plan of a pull request (`webapp.links.pull_requests.plan`), empty where the archive offers none."""

    name: str
    message: str
    private: bool
    upload: str
    new: NewFile | None
    edit: str
    manual: bool
    text: str
    pull: Mapping[str, Any]


def offer(visit: Visit, name: str, text: str, *, path: str = "") -> HandOver | None:
    """What a page offers for a file: a record that is public, and any issue, goes to where it lies among
    the public files; all else into the drafts, or where the archive has none of its own into its
    repository, unless that is public. With `path`, the file is one of the drafts already. None where
    `archive.yaml` names no such repository."""
    home, there = _place(visit, name, path)
    if home is None or not name:
        return None
    made = None if there else home.new(name, text)
    said = message(visit, name, changed=bool(there))
    plan = pull_requests.plan(home, there or name, said) if visit.archive.pull_requests else {}
    return HandOver(
        name=name.rpartition("/")[2],
        message=said,
        private=home is visit.site.drafts_repository,
        upload=home.upload(),
        new=made,
        edit=home.edit(there) if there else "",
        manual=made is None or not made.filled,
        text=text,
        pull=plan,
    )


def headers(offered: HandOver | None) -> tuple[tuple[str, str], ...]:
    """The headers of the page that shows an offer: what the browser may ask beside this site."""
    if offered is None or not offered.pull:
        return ()
    return (connecting_to(pull_requests.origin_of(offered.pull["base"])),)


def _place(visit: Visit, name: str, path: str) -> tuple[HostedRepository | None, str]:
    """The repository for a file, if there is one, and the path in it where the file lies already, "" for
    a new one."""
    public = visit.site.repository
    if name.startswith(ISSUES):
        there = (visit.site.settings.transcripts / name).is_file()
        return public, name if there else ""
    meeting = visit.view.meeting(name.removesuffix(".md"))
    if meeting is not None and not meeting.draft:
        whole = visit.record_kept_at(meeting)  # not where a part of it was withdrawn
        return (public if whole else None), meeting.path
    return place(visit), path


def place(visit: Visit) -> HostedRepository | None:
    """The repository into which what is not public yet may go."""
    open_to_all = visit.archive.public_repository
    return visit.site.drafts_repository or (None if open_to_all else visit.site.repository)


def message(visit: Visit, name: str, *, changed: bool) -> str:
    """The first line of a commit that adds or corrects a file."""
    kind = "issue" if name.startswith(ISSUES) else "record"
    words = _MESSAGES[kind, changed, visit.lang]
    return one_line(words + name.removeprefix(ISSUES).removesuffix(".md"), _MOST_MESSAGE)
