"""What a version took out, or brought back in other words, beside what the record said shortly before, or said in a
branch that was merged: whoever protects somebody may first take all of a speech away, and put it back without the name,
or take the name out and then all of it, or tell in a later commit why it went."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from pipeline.history.guards.edits import FileEdit
from pipeline.history.guards.traces import GuardedWords
from pipeline.history.ledger import Version
from pipeline.history.revisions import Edge, Latest
from pipeline.history.wordings import noted
from pipeline.history.wordings.alignment import goes_on
from pipeline.history.wordings.naming import Knows
from pipeline.history.wordings.noted import COVERED
from pipeline.history.wordings.rereading import read
from pipeline.history.wordings.turns import leaves_out

_MOST = 12  # forms of one record that are compared with another


@dataclass(frozen=True, slots=True)
class EarlierVersions:
    """The versions of a record before another one that is made `at` a moment, and the files that are committed; where
    that one is a merge, the forms that the record had `beside` the line, each with whether it had its name."""

    versions: Sequence[Version]
    at: int
    committed: Latest
    beside: Sequence[tuple[Edge, bool]] = ()

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
        of it, of an earlier one of which something went in the two weeks before; or so of what a merge brought."""
        judgements = [edit.judged(words, knows, guarded, hides=hides)]
        wholes = self._wholes(edit) if edit.changed else ()
        for whole in chain(wholes, self._brought(edit)):
            is_noted = noted.tells_of_loss(whole.came, whole.changed)
            judgements.append(whole.judged(words, knows, guarded, hides=is_noted))
        cuts, guards = zip(*judgements, strict=True)
        return any(cuts), tuple(dict.fromkeys(chain.from_iterable(guards)))

    def _wholes(self, edit: FileEdit) -> Iterator[FileEdit]:
        """The edit together with those that came shortly before it."""
        lost = _lost_words if edit.came.protective else _left_out
        for blob in list(dict.fromkeys(self._former(lost)))[-_MOST:]:
            text = self.committed.text(blob)
            if text is not None:
                before = read(text, edit.before)
                yield FileEdit(self.committed.data(blob), edit.new, before, edit.now)

    def _brought(self, edit: FileEdit) -> Iterator[FileEdit]:
        """What each commit beside the line made of the version from which its branch went out."""
        for form, is_named in self.beside:
            earlier = (v.blob for v in reversed(self.versions) if v.blob and v.number <= form.fork)
            blob = next(earlier, "")
            text, after = (
                self.committed.text(blob) if blob else None,
                self.committed.text(form.after),
            )
            if text is None or after is None:
                continue
            before, now = read(text, edit.before), read(after, edit.before)
            if is_named or goes_on(before.pieces, now.pieces):
                old, new = self.committed.data(blob), self.committed.data(form.after)
                yield FileEdit(old, new, before, now)

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
