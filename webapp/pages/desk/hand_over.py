"""Handing a finished file over to the repository: on its host's own pages, by the person's own account.

This program never writes there. `_hand_over.html` shows what `offer` gives.
"""

from __future__ import annotations

from dataclasses import dataclass

from minutes.text.shortening import one_line
from webapp.links.repositories import NewFile, Repository
from webapp.serving.visit import Visit

_MOST_MESSAGE = 72
"""Characters of a commit's first line: git's own tools and the hosts cut longer ones off."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Where a file goes. `private`: into the repository of drafts. `new` is the page for a new file, or
    None where the file is there already, which `edit` then opens. `message` is for the commit."""

    name: str
    message: str
    private: bool
    upload: str
    new: NewFile | None
    edit: str
    manual: bool


def offer(visit: Visit, name: str, text: str, *, path: str = "") -> HandOver | None:
    """What a page offers for a file: into the drafts, or where the archive has none of its own into its
    repository, unless that is public. With `path`, the file is one of the drafts already. None where
    `archive.yaml` names no such repository."""
    home = place(visit)
    if home is None or not name:
        return None
    made = None if path else home.new(name, text)
    return HandOver(
        name=name,
        message=message(visit, name, changed=bool(path)),
        private=home is visit.site.drafts_repository,
        upload=home.upload(),
        new=made,
        edit=home.edit(path) if path else "",
        manual=made is None or not made.filled,
    )


def place(visit: Visit) -> Repository | None:
    """The repository into which what is not public yet may go."""
    open_to_all = visit.archive.public_repository
    return visit.site.drafts_repository or (None if open_to_all else visit.site.repository)


def message(visit: Visit, name: str, *, changed: bool) -> str:
    """The first line of a commit that adds or corrects a file."""
    words = {
        ("zh", False): "新增逐字稿：",
        ("zh", True): "訂正逐字稿：",
        ("en", False): "Add a record: ",
        ("en", True): "Correct a record: ",
    }[visit.lang, changed]
    return one_line(words + name.removesuffix(".md"), _MOST_MESSAGE)
