"""Thirty commits of an invented archive, with all that people do to a repository: every id that was
ever public leads somewhere, and a clone without the history resolves the same."""

import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from minutes.records.document import parse
from pipeline.history import written
from tests.pipeline.edits import HAN, SPEAKERS, Said, text_of
from tests.pipeline.git_archive import GitArchive
from webapp import create_app

RECORDS = 4
SPEECHES = 7


@dataclass
class People:
    """Those who keep an archive, and every id that the public could read: id → where it stood."""

    archive: GitArchive
    chance: random.Random
    records: dict[str, list[Said]] = field(default_factory=dict)
    public: dict[str, str] = field(default_factory=dict)

    def sentence(self) -> str:
        size = self.chance.choice((6, 30, 45, 70))
        return "".join(self.chance.sample(HAN, size)) + "。"

    def said(self) -> Said:
        return Said(self.chance.choice(SPEAKERS), self.sentence(), frozenset())

    def begin(self) -> None:
        for number in range(RECORDS):
            self.records[f"2026-01-0{number + 2}-會議"] = [self.said() for _ in range(SPEECHES)]
        self.publish()

    def publish(self) -> None:
        self.archive.commit({f"{n}.md": text_of(said) for n, said in self.records.items()})
        for name, said in self.records.items():
            self.public |= {item.id: name for item in parse(text_of(said)).items if item.text}

    def edit(self) -> None:
        """One of the things that correcting a record is."""
        name = self.chance.choice(list(self.records))
        said = self.records[name]
        at = self.chance.randrange(len(said) - 1)
        one, other = said[at], said[at + 1]
        match self.chance.choice(("mend", "mend", "mend", "insert", "delete", "split", "merge")):
            case "mend":
                mended = one.words[:2] + self.chance.choice("甲乙丙丁") + one.words[3:]
                said[at] = Said(one.speaker, mended, one.of)
            case "insert":
                said.insert(at, self.said())
            case "delete" if len(said) > 3:
                del said[at]
            case "split" if len(one.words) > 50:
                halves = one.words[:25] + "。", one.words[25:]
                said[at : at + 1] = [Said(one.speaker, words, one.of) for words in halves]
            case _:
                said[at : at + 2] = [Said(one.speaker, one.words + other.words, one.of)]
        self.publish()

    def rename(self) -> None:
        name = self.chance.choice(list(self.records))
        self.archive.git("mv", self.path(name), self.path(f"{name}改名"))
        self.records[f"{name}改名"] = self.records.pop(name)
        self.publish()

    def path(self, name: str) -> str:
        return str(Path(self.archive.inside) / f"{name}.md")

    def branch(self) -> None:
        """Edits on a branch, of which only what is merged was ever public."""
        known = dict(self.public)
        self.archive.git("checkout", "-q", "-b", "work")
        self.edit()
        self.edit()
        self.public = known
        self.archive.git("checkout", "-q", "main")
        self.archive.git("merge", "-q", "--no-ff", "-m", "merge", "work")
        self.archive.git("branch", "-q", "-D", "work")
        self.publish()

    def force(self) -> None:
        """A commit was read by the public, and is taken out of the history."""
        before = {name: list(said) for name, said in self.records.items()}
        self.edit()
        self.archive.index()
        self.archive.git("reset", "-q", "--hard", "HEAD~1")
        self.records = before
        self.edit()

    def move(self) -> None:
        """The whole archive goes into a folder of its repository."""
        (self.archive.folder / "transcripts").mkdir()
        for name in self.records:
            self.archive.git("mv", f"{name}.md", "transcripts")
        self.archive.inside = "transcripts"
        self.publish()


def led(site: FlaskClient, ids: Iterator[str]) -> dict[str, tuple[int, str]]:
    answers = {ident: site.get(f"/speech/{ident}") for ident in ids}
    return {ident: (a.status_code, a.location or "") for ident, a in answers.items()}


@pytest.mark.parametrize("seed", [2])
def test_after_thirty_commits_every_id_that_was_public_leads_somewhere(
    tmp_path: Path, seed: int
) -> None:
    people = People(GitArchive.new(tmp_path), random.Random(seed))
    people.begin()
    steps = [people.edit] * 14 + [people.rename] * 3 + [people.branch] * 2
    people.chance.shuffle(steps)
    for step in (*steps, people.force, people.move, people.edit, people.rename, people.force):
        step()
    book = people.archive.index()
    assert len(people.archive.git("log", "--first-parent", "--format=%h").split()) >= 20
    assert len(people.archive.made) >= 28
    assert len(book.rewritten) == 2
    here = led(create_app(people.archive.settings).test_client(), iter(people.public))
    nowhere = {
        i: people.public[i] for i, (code, _) in here.items() if code not in {200, 301, 300, 410}
    }
    assert nowhere == {}
    assert sum(1 for code, _ in here.values() if code == 301) > 10

    folder = people.archive.settings.transcripts
    for file, rows in written.pending(
        folder, book, lambda *_: False, people.archive.settings.archive.zone
    ):
        written.write(file, rows)
    people.archive.commit()
    shallow = GitArchive(tmp_path / "shallow", tmp_path / "shallow-data", inside="transcripts")
    clone = ["git", "clone", "-q", "--depth", "1", f"file://{people.archive.folder}"]
    subprocess.run([*clone, str(shallow.folder)], check=True, timeout=60)
    assert shallow.index().shallow
    assert led(create_app(shallow.settings).test_client(), iter(people.public)) == here
