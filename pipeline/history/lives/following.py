"""Which record each file of a commit is, as commits follow each other."""

from __future__ import annotations

from collections.abc import Iterable

from minutes.addresses.redirects import fold_address
from pipeline.history.ledger import Life, Version
from pipeline.history.lives.materials import Materials
from pipeline.history.tree import Event, GrowingLife
from pipeline.history.wordings.alignment import goes_on


class GrowingLives:
    """The lives that are being written down: those that are known so far, and what happens to them."""

    def __init__(self, materials: Materials, known: Iterable[Life] = ()) -> None:
        self._materials = materials
        self.all: list[GrowingLife] = []
        self.named: dict[str, GrowingLife] = {}
        """By the name that each has now."""
        for life in known:
            self._begin(list(life.stems), list(life.versions), life.into, life.at)

    def happen(self, event: Event) -> None:
        """Let something happen to the record whose file a commit changed."""
        if event.renamed_from in self.named and event.renamed_from:
            life = self.named.pop(event.renamed_from)
            life.stems.append(event.stem)
            self.named[event.stem] = life
        else:
            life = self.named.get(event.stem) or self._begin([event.stem])
        life.into = ""
        life.since.append(event)

    def is_same(self, old: str, old_blob: str, new: str, new_blob: str) -> bool:
        """Whether a file under another name is the same record: the table of old addresses says so,
        or half of what was said stands in it still."""
        if old_blob == new_blob or self._leads(old) == fold_address(new):
            return True
        before, after = map(self._materials.reading, (old_blob, new_blob))
        return before is not None and after is not None and goes_on(before.pieces, after.pieces)

    def _begin(
        self, stems: list[str], known: list[Version] | None = None, into: str = "", at: int = 0
    ) -> GrowingLife:
        life = GrowingLife(stems, known or [], into=into, at=at)
        self.all.append(life)
        self.named[stems[-1]] = life
        return life

    def _leads(self, stem: str) -> str:
        """Where the table of old addresses leads from a name that no file has."""
        there = {fold_address(name) for name, life in self.named.items() if life.blob}
        return self._materials.redirects.find(stem, lambda a: a if a in there else None) or ""
