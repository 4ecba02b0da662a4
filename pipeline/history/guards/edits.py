"""What became of a file from one version to the next, and whether it was made to protect somebody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from minutes.records.front_matter import Correction
from pipeline.history.guards.traces import GuardedWords
from pipeline.history.wordings import noted
from pipeline.history.wordings.alignment import Alignment, align
from pipeline.history.wordings.naming import Knows, names_in
from pipeline.history.wordings.noted import NewNotes
from pipeline.history.wordings.protection import guards, protects
from pipeline.history.wordings.rereading import Reading, read
from pipeline.history.wordings.turns import Alteration, turns


@dataclass(frozen=True)
class FileEdit:
    """Two versions of a file, as bytes and as they read."""

    old: bytes | None
    new: bytes | None
    before: Reading
    now: Reading

    @classmethod
    def of(cls, old: bytes | None, new: bytes | None) -> FileEdit:
        """Two versions of which nothing was read yet."""
        before, now = (read((data or b"").decode("utf-8", "replace")) for data in (old, new))
        return cls(old, new, before, now)

    @cached_property
    def found(self) -> Alignment:
        """What became of each id."""
        return align(self.before.pieces, self.now.pieces)

    @cached_property
    def changed(self) -> Sequence[Alteration]:
        """What changed, place by place."""
        return turns(self.found, self.before, self.now)

    @property
    def is_of_head(self) -> bool:
        """Whether the front matter is another one."""
        return self.before.head != self.now.head

    @cached_property
    def notes(self) -> Sequence[Correction]:
        """The notes that can be read and came with it."""
        return noted.new_notes(self.old, self.new) if self.is_of_head else []

    @cached_property
    def came(self) -> NewNotes:
        """Whether a note that cannot be read, and one that is not plain, came with it."""
        return NewNotes.of(self.old, self.new) if self.is_of_head else NewNotes()

    @property
    def is_noted(self) -> bool:
        """Whether a note of either kind came with it."""
        return self.came.unread or self.came.protective

    def judged(
        self,
        words: GuardedWords,
        knows: Knows,
        guarded: Collection[str] = (),
        *,
        hides: bool = False,
    ) -> tuple[bool, tuple[str, ...]]:
        """Whether it took something out to protect somebody (it does where it `hides` what is older anyhow), and
        the ids of what may not leave unnoticed any more; of that traces are kept among the guarded `words`."""
        names = names_in(self.before.pieces)
        is_lost = words.are_lost(self.before, self.now)
        cut = hides or is_lost or protects(self.changed, self.notes, guarded, names, knows)
        guard = guards(self.changed, cut=cut)
        words.note(self.before, self.now, guard)
        return cut, guard
