"""Where a file of the archive is edited on the pages of the host that keeps its repository.

One table holds the forms of the three hosts' addresses; nothing else in this program knows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from minutes.settings import ArchiveSettings, Host
from webapp.links.building import query_string

MOST_ADDRESS: Final = 8000
"""Bytes of an address that each host takes: the line of a request fits one buffer of 8 KB, nginx's
default, which stands before all three; GitHub answers 414 beyond its limit, which it does not name."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The addresses of one host below a repository's own. `{branch}` and `{path}` are put in, `{path}`
    is a file, or in `new` and `upload` the folder. `name` and `content` are the parameters by which
    the page for a new file is filled in; `content` is "" where the host fills in the name alone."""

    edit: str
    history: str
    new: str
    upload: str
    name: str
    content: str


# GitHub: "Creating new files", "Adding a file to a repository"; `filename` and `value` as go-gitea/gitea
# issue 16398 cites them. GitLab: the web editor's addresses; `file_name` alone, since its editor of 2025 no
# longer takes the content (gitlab-org/gitlab, issues 337038, 532221 and 594214), and a file is uploaded from the
# page of its folder. Gitea, Forgejo: "Pre-fill new file name and contents" (go-gitea/gitea, pull 16556).
FORMS: Final[Mapping[Host, Forms]] = {
    "github": Forms(
        edit="/edit/{branch}/{path}",
        history="/commits/{branch}/{path}",
        new="/new/{branch}/{path}",
        upload="/upload/{branch}/{path}",
        name="filename",
        content="value",
    ),
    "gitlab": Forms(
        edit="/-/edit/{branch}/{path}",
        history="/-/commits/{branch}/{path}",
        new="/-/new/{branch}/{path}",
        upload="/-/tree/{branch}/{path}",
        name="file_name",
        content="",
    ),
    "gitea": Forms(
        edit="/_edit/{branch}/{path}",
        history="/commits/branch/{branch}/{path}",
        new="/_new/{branch}/{path}",
        upload="/_upload/{branch}/{path}",
        name="filename",
        content="value",
    ),
}
# Names that are one host's for certain, and how the names of others' own servers commonly begin.
_KNOWN: Final[Mapping[str, Host]] = {
    "github.com": "github",
    "gitlab.com": "gitlab",
    "gitea.com": "gitea",
    "codeberg.org": "gitea",
}
_BEGINNINGS: Final[Mapping[str, Host]] = {
    "github.": "github",
    "gitlab.": "gitlab",
    "gitea.": "gitea",
    "forgejo.": "gitea",
}


@dataclass(frozen=True, slots=True)
class NewFile:
    """The page of a host for a new file; `filled` where its content stands there already."""

    address: str
    filled: bool


@dataclass(frozen=True, slots=True)
class HostedRepository:
    """A repository on its host, and the folder in it where the files lie ("" or ending in `/`)."""

    root: str
    host: Host
    branch: str
    folder: str = ""

    def edit(self, path: str) -> str:
        """Where a file (its path below the folder) is edited."""
        return self._at(FORMS[self.host].edit, path)

    def history(self, path: str) -> str:
        """The commits of a file."""
        return self._at(FORMS[self.host].history, path)

    def upload(self) -> str:
        """Where files are uploaded into the folder; at GitLab the folder's own page, where it begins."""
        return self._at(FORMS[self.host].upload, "")

    def new(self, name: str, content: str) -> NewFile:
        """The page for a new file with its name filled in, and its content where the host takes it and
        the address stays within `MOST_ADDRESS`."""
        forms = FORMS[self.host]
        place, named = self._at(forms.new, ""), (forms.name, name)
        whole = place + query_string((named, (forms.content, content)))
        if forms.content and len(whole) <= MOST_ADDRESS:
            return NewFile(whole, True)
        return NewFile(place + query_string((named,)), False)

    def _at(self, form: str, path: str) -> str:
        whole = quote(f"{self.folder}{path}", safe="/", errors="replace")
        return self.root + form.format(branch=quote(self.branch, safe="/"), path=whole).rstrip("/")


def host_of(address: str, stated: Host | None) -> Host | None:
    """The host of a repository: by a name that is one's for certain, as `archive.yaml` states it, or by
    how the name begins; None where nothing tells."""
    name = (urlsplit(address).hostname or "").lower()
    guessed = (host for start, host in _BEGINNINGS.items() if name.startswith(start))
    return _KNOWN.get(name) or stated or next(guessed, None)


def repository_at(
    address: str, archive: ArchiveSettings, folder: str = ""
) -> HostedRepository | None:
    """The repository at an address of `archive.yaml`; None where there is none, where its host is not
    known, or the address names no repository but only its host or owner."""
    host = host_of(address, archive.host) if address else None
    if host is None or len(urlsplit(address).path.strip("/").split("/")) < 2:
        return None
    return HostedRepository(address, host, archive.branch, folder)
