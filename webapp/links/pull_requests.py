"""A file handed over as a pull request: what a browser asks of the API of the repository's host, as data.

`handover.js` takes the steps in their order, with a token that never leaves the browser but to that host.
`{name}` in a step stands for a value: those of `plan`, `{made}` (the new branch), `{content}` (the file in
base64), and what earlier steps kept of their answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import quote, urlsplit

from minutes.settings import Host
from webapp.links.repositories import HostedRepository


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """One request. `keep` says which values of the answer later steps need, `when` that it is for a
    file that is `new` or `old` alone; with `may_lack`, a 404 says that the file is new."""

    method: Literal["GET", "POST", "PUT"]
    path: str
    body: Mapping[str, Any] = field(default_factory=dict)
    keep: Mapping[str, str] = field(default_factory=dict)
    when: Literal["", "new", "old"] = ""
    may_lack: bool = False

    def as_json(self) -> dict[str, Any]:
        """The step for JSON, as `handover.js` reads it."""
        return {
            "method": self.method,
            "path": self.path,
            "body": self.body,
            "keep": self.keep,
            "when": self.when,
            "may_lack": self.may_lack,
        }


@dataclass(frozen=True, slots=True)
class Api:
    """The API of a host: where it begins, how a token is shown, where one is made, and the steps."""

    base: str
    header: str
    shown: str
    tokens: str
    rights: str
    steps: tuple[ApiRequest, ...]


_CONTENT = {"message": "{message}", "content": "{content}"}
_PULL = {"title": "{message}", "head": "{made}", "base": "{branch}"}
_LOOKED_UP = ApiRequest("GET", "/contents/{at}?ref={from}", keep={"sha": "sha"}, may_lack=True)
_PULLED = ApiRequest("POST", "/pulls", body=_PULL, keep={"url": "html_url"})
_COMMIT = {"branch": "{made}", "start_branch": "{branch}", "commit_message": "{message}"}
_FILE = {"file_path": "{file}", "content": "{content}", "encoding": "base64"}

# GitHub: "REST API endpoints for Git references", "… repository contents", "… pull requests". GitLab: "Repository
# files API", "Commits API", "Merge requests API". Gitea, Forgejo: the operations repoGetContents, repoCreateFile,
# repoUpdateFile and repoCreatePullRequest of their own description of the API.
APIS: Final[Mapping[Host, Api]] = {
    "github": Api(
        base="{origin}/api/v3/repos/{owner}",
        header="Authorization",
        shown="Bearer {token}",
        tokens="/settings/personal-access-tokens/new",
        rights="Contents: Read and write; Pull requests: Read and write",
        steps=(
            ApiRequest("GET", "/git/ref/heads/{from}", keep={"tip": "object.sha"}),
            _LOOKED_UP,
            ApiRequest("POST", "/git/refs", body={"ref": "refs/heads/{made}", "sha": "{tip}"}),
            ApiRequest("PUT", "/contents/{at}", body={**_CONTENT, "branch": "{made}"}, when="new"),
            ApiRequest(
                "PUT",
                "/contents/{at}",
                body={**_CONTENT, "branch": "{made}", "sha": "{sha}"},
                when="old",
            ),
            _PULLED,
        ),
    ),
    "gitlab": Api(
        base="{origin}/api/v4/projects/{project}",
        header="PRIVATE-TOKEN",
        shown="{token}",
        tokens="/-/user_settings/personal_access_tokens",
        rights="api",
        steps=(
            ApiRequest(
                "GET",
                "/repository/files/{whole}?ref={from}",
                keep={"sha": "blob_id"},
                may_lack=True,
            ),
            ApiRequest(
                "POST",
                "/repository/commits",
                body={**_COMMIT, "actions": [{"action": "create", **_FILE}]},
                when="new",
            ),
            ApiRequest(
                "POST",
                "/repository/commits",
                body={**_COMMIT, "actions": [{"action": "update", **_FILE}]},
                when="old",
            ),
            ApiRequest(
                "POST",
                "/merge_requests",
                body={
                    "title": "{message}",
                    "source_branch": "{made}",
                    "target_branch": "{branch}",
                    "remove_source_branch": True,
                },
                keep={"url": "web_url"},
            ),
        ),
    ),
    "gitea": Api(
        base="{origin}/api/v1/repos/{owner}",
        header="Authorization",
        shown="token {token}",
        tokens="/user/settings/applications",
        rights="repository: Read and Write",
        steps=(
            _LOOKED_UP,
            ApiRequest(
                "POST",
                "/contents/{at}",
                body={**_CONTENT, "branch": "{branch}", "new_branch": "{made}"},
                when="new",
            ),
            ApiRequest(
                "PUT",
                "/contents/{at}",
                body={**_CONTENT, "branch": "{branch}", "new_branch": "{made}", "sha": "{sha}"},
                when="old",
            ),
            _PULLED,
        ),
    ),
}
# A server whose API stands elsewhere; a company's own GitHub has it below /api/v3.
_BASES: Final[Mapping[str, str]] = {"https://github.com": "https://api.github.com/repos/{owner}"}


def plan(home: HostedRepository, name: str, message: str) -> dict[str, Any]:
    """What the browser needs to hand a file (its path below the repository's folder) over, for JSON."""
    api = APIS[home.host]
    base, path = base_of(home), f"{home.folder}{name}"
    return {
        "base": base,
        "host": urlsplit(base).netloc,
        "header": api.header,
        "token": api.shown,
        "tokens": origin_of(home.root) + api.tokens,
        "rights": api.rights,
        "steps": list(map(ApiRequest.as_json, api.steps)),
        "values": {
            "file": path,
            "at": quote(path, safe="/", errors="replace"),
            "whole": quote(path, safe="", errors="replace"),
            "branch": home.branch,
            "from": quote(home.branch, safe="/"),
            "message": message,
        },
    }


def base_of(home: HostedRepository) -> str:
    """Where the API of a repository begins; its origin is all that a page need be allowed to reach."""
    owner, origin = urlsplit(home.root).path.strip("/"), origin_of(home.root)
    return _BASES.get(origin, APIS[home.host].base).format(
        origin=origin, owner=quote(owner, safe="/%"), project=quote(owner, safe="%")
    )


def origin_of(address: str) -> str:
    """The scheme and server of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
