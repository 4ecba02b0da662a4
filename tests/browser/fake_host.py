"""The API of a repository's host, made up: files in folders in the place of repositories."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Request, Route

from minutes.settings import Host

TOKEN = "not-a-real-token-" + "7" * 12
# Under which name each host tells where the pull request is.
HOSTS: dict[Host, str] = {"github": "html_url", "gitlab": "web_url", "gitea": "html_url"}


class FakeHost:
    """The API of a repository's host: it keeps files in folders, and remembers what it was asked."""

    def __init__(self, folders: dict[str, Path], kind: Host = "github") -> None:
        self.folders, self.kind = folders, kind
        self.asked: list[str] = []
        self.tokens: set[str] = set()

    def __call__(self, route: Route, request: Request) -> None:
        headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
        if request.method == "OPTIONS":
            allowed = {**headers, "Access-Control-Allow-Methods": "*"}
            route.fulfill(status=204, headers=allowed)
            return
        shown = {**request.headers}
        self.tokens.add(shown.get("authorization") or shown.get("private-token") or "")
        path = unquote(urlsplit(request.url).path)
        self.asked.append(f"{request.method} {path}")
        told = self.answer(request, path)
        route.fulfill(status=200 if told is not None else 404, headers=headers, json=told or {})

    def answer(self, request: Request, path: str) -> dict[str, object] | None:
        """What is told; None for a file that is not there."""
        sent = json.loads(request.post_data or "{}")
        if path.endswith(("/pulls", "/merge_requests")):
            return {HOSTS[self.kind]: f"https://example.org/{sent['title']}"}
        if "/contents/" in path or "/repository/files/" in path:
            return self.file(path, sent)
        for each in sent.get("actions", ()):
            self.place(path, each["file_path"]).write_bytes(base64.b64decode(each["content"]))
        return {"object": {"sha": "tip"}}

    def file(self, path: str, sent: dict[str, str]) -> dict[str, object] | None:
        """The file at a path, after it was written where something was sent."""
        place = self.place(path, re.split("/contents/|/repository/files/", path)[1])
        if "content" in sent:
            assert ("sha" in sent) == place.exists()
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(base64.b64decode(sent["content"]))
        return {"sha": "blob", "blob_id": "blob"} if place.exists() else None

    def place(self, path: str, name: str) -> Path:
        """Where a repository's file lies."""
        return next(folder for repo, folder in self.folders.items() if repo in path) / name
