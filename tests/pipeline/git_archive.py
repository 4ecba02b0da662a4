"""A small repository with an archive in it, made commit by commit on days of its own."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from minutes import settings as archive_settings
from minutes.settings import Settings
from pipeline.history import ledger
from pipeline.history.ledger import Ledger
from pipeline.index import indexer

FIRST_DAY = dt.datetime(2026, 2, 5, 4, tzinfo=dt.UTC)
_AUTHOR = {
    f"GIT_{who}_{what}": word
    for who in ("AUTHOR", "COMMITTER")
    for what, word in (("NAME", "範例"), ("EMAIL", "nobody@example.invalid"))
}


@dataclass
class GitArchive:
    """A repository in `folder`; each commit is made one day after the last."""

    folder: Path
    data: Path
    day: dt.datetime = FIRST_DAY
    inside: str = ""
    made: list[str] = field(default_factory=list)

    @classmethod
    def new(cls, where: Path, inside: str = "") -> GitArchive:
        made = cls(where / "repository", where / "data", inside=inside)
        made.folder.mkdir(parents=True)
        made.git("init", "--quiet", "--initial-branch=main")
        made.git("config", "gc.auto", "0")
        return made

    @property
    def settings(self) -> Settings:
        return archive_settings.load(self.folder / self.inside, self.data)

    def git(self, *words: str) -> str:
        day = self.day.isoformat()
        told = {**os.environ, **_AUTHOR, "GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
        command = ["git", "-C", str(self.folder), *words]
        done = subprocess.run(command, check=True, capture_output=True, env=told, timeout=60)
        return done.stdout.decode().strip()

    def write(self, name: str, text: str) -> Path:
        file = self.folder / self.inside / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def commit(self, files: dict[str, str | None] | None = None, message: str = "Edit") -> str:
        """Commit files (None takes one away), a day after the last commit; the commit's id."""
        for name, text in (files or {}).items():
            if text is None:
                (self.folder / self.inside / name).unlink()
            else:
                self.write(name, text)
        self.day += dt.timedelta(days=1)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        self.made.append(self.git("rev-parse", "HEAD"))
        return self.made[-1]

    def wait(self, days: int) -> None:
        """So many days pass, on the last of which an empty commit is made."""
        self.day += dt.timedelta(days=days - 1)
        self.commit()

    def site(self, home: Path) -> Settings:
        """A clone of it below a folder, as a server has one, with an index of its own."""
        self.git("clone", "--quiet", str(self.folder), str(home / "site"))
        cloned = archive_settings.load(home / "site" / self.inside, home / "data")
        indexer.refresh(cloned, jobs=1)
        return cloned

    def index(self, *, may_remove: bool = False) -> Ledger:
        indexer.refresh(self.settings, jobs=1, may_remove=may_remove)
        return ledger.load(self.data)
