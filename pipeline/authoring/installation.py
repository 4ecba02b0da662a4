"""Where this program was installed from, so that a new archive's machines install the same."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib import metadata

from minutes import __version__

PACKAGE = "minutes-archive"
# What goes into somebody's workflow: an address without a password, a full commit.
_ADDRESS = re.compile(r"(?:https|ssh)://(?:git@)?[A-Za-z0-9.-]+(?::\d+)?/[A-Za-z0-9._~/-]+")
_COMMIT = re.compile(r"[0-9a-f]{40,64}")


@dataclass(frozen=True, slots=True)
class Origin:
    """What pip installs to get this very program; empty where only this machine has it.

    `repository` and `commit` are those of the git repository that it came from, if it did.
    """

    requirement: str = ""
    repository: str = ""
    commit: str = ""


def origin() -> Origin:
    """The origin of the running program, from what pip recorded about it (PEP 610)."""
    try:
        recorded = metadata.distribution(PACKAGE).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return Origin()
    return read(recorded)


def read(recorded: str | None) -> Origin:
    """The origin in the text of a `direct_url.json`; without one it came from a package index."""
    if recorded is None:
        return Origin(f"{PACKAGE}=={__version__}")
    try:
        origin = json.loads(recorded)
        address, commit = str(origin["url"]), str(origin["vcs_info"]["commit_id"])
    except (ValueError, KeyError, TypeError):
        return Origin()  # a folder or a file on this machine
    if not _ADDRESS.fullmatch(address) or not _COMMIT.fullmatch(commit):
        return Origin()
    return Origin(f"{PACKAGE} @ git+{address}@{commit}", address, commit)
