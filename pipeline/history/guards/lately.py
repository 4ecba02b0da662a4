"""What a version took out, or brought back in other words, beside what the record said shortly before: whoever protects
somebody may first take all of a speech away, and put it back without the name, or tell in a later commit why it went."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from pipeline.history.guards.edits import FileEdit
from pipeline.history.guards.traces import GuardedWords
from pipeline.history.ledger import Version
from pipeline.history.revisions import Latest
from pipeline.history.wordings import noted
from pipeline.history.wordings.naming import Knows
from pipeline.history.wordings.noted import COVERED
from pipeline.history.wordings.rereading import read
from pipeline.history.wordings.turns import leaves_out

_MOST = 12  # forms of one record that are compared with another


@dataclass(frozen=True, slots=True)
class EarlierVersions:
    """The versions of a record before another one that is made `at` a moment, and the files that are committed."""

    versions: Sequence[Version]
    at: int
    committed: Latest

    def judged(
        self,
        edit: FileEdit,
        words: GuardedWords,
        knows: Knows,
        guarded: Collection[str] = (),
        *,
        hides: bool = False,
    ) -> tuple[bool, tuple[str, ...]]:
        """As `FileEdit.judged` tells it of an edit, made of the last of these versions or, as if one commit had done all
        of it, of an earlier one of which something went in the two weeks before."""
        told = [edit.judged(words, knows, guarded, hides=hides)]
        for whole in self._wholes(edit) if edit.changed else ():
            is_noted = noted.tells_of_loss(whole.came, whole.changed)
            told.append(whole.judged(words, knows, guarded, hides=is_noted))
        cuts, guards = zip(*told, strict=True)
        return any(cuts), tuple(dict.fromkeys(chain.from_iterable(guards)))

    def _wholes(self, edit: FileEdit) -> Iterator[FileEdit]:
        """The edit together with those that came shortly before it."""
        lost = _lost_words if edit.came.protective else _left_out
        for blob in list(dict.fromkeys(self._former(lost)))[-_MOST:]:
            text = self.committed.text(blob)
            if text is not None:
                before = read(text, edit.before)
                yield FileEdit(self.committed.data(blob), edit.new, before, edit.now)

    def _former(self, lost: Callable[[Version], bool]) -> Iterator[str]:
        """The files of which the next version `lost` something lately, none from before what is hidden."""
        cuts = (number for number, version in enumerate(self.versions) if version.cut)
        kept = self.versions[max(cuts, default=0) :]
        for version, after in pairwise(kept):
            is_near = after.at >= self.at - COVERED
            if is_near and version.blob and lost(after):
                yield version.blob


def _lost_words(version: Version) -> bool:
    """Whether any words or labels are others, or gone."""
    return bool(version.ended or version.changes)


def _left_out(version: Version) -> bool:
    """Whether words or a label went, and nothing came in their place: they may come back."""
    is_gone = any(fate.kind != "revised" for fate in version.ended)
    return is_gone or any(map(leaves_out, version.changes))
