"""What is published now beside what was committed last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from minutes.addresses.fates import led_on
from pipeline.history.guards import guarded
from pipeline.history.guards.edits import FileEdit
from pipeline.history.guards.lately import EarlierVersions
from pipeline.history.guards.traces import GuardedWords
from pipeline.history.ledger import PUBLISHED, UNKNOWN, Ledger, Life, Present, Version
from pipeline.history.revisions import Latest
from pipeline.history.withheld.known_names import KnownNames
from pipeline.history.withheld.sources import PublishedRecord
from pipeline.history.wordings import noted
from pipeline.history.wordings.alignment import align
from pipeline.history.wordings.rereading import read
from pipeline.source import git


@dataclass(frozen=True, slots=True)
class Comparison:
    """Compares with what git has; what was `known` of the same state stays. `committed` are the files in git,
    `now` is in seconds since 1970, `names` are those that the archive knows, and `words` what is guarded."""

    known: Mapping[str, Present]
    committed: Latest
    now: int
    names: KnownNames
    words: GuardedWords

    def all(
        self, book: Ledger, published: Iterable[PublishedRecord]
    ) -> Iterator[tuple[str, Present]]:
        """Each published record that was ever committed."""
        for record in published:
            life = book.life(record.meeting)
            if life is None:
                continue
            blob = life.versions[-1].blob
            fingerprint = f"{blob[:16]} {record.fingerprint}"
            known = self.known.get(record.meeting)
            if known is not None and known.fingerprint == fingerprint:
                yield record.meeting, known
                continue
            yield record.meeting, self._one(fingerprint, life.versions, record)

    def _one(
        self, fingerprint: str, versions: Sequence[Version], record: PublishedRecord
    ) -> Present:
        """What is withdrawn is led on to what it became, also when that is no longer published."""
        data, blob = record.read(), versions[-1].blob
        if git.blob_id(data, len(blob)) == blob:
            return Present(fingerprint)
        text = self.committed.text(blob)
        if text is None:  # what it took out is not known
            return Present(fingerprint, same=False, cut=True)
        edit = FileEdit.of(self.committed.data(blob), data)
        ended = edit.found.fates
        if record.whole is not None:
            whole = read(record.whole().decode("utf-8", "replace"))
            ended = tuple(led_on(ended, align(edit.before.pieces, whole.pieces).fates))
        beside = Version("", self.now, self.now, "", ended=ended)
        hides = noted.hides(versions, beside, edit.came, edit.changed)
        knows, of_record = self.names.elsewhere(record.meeting), guarded.of_record(versions)
        past = EarlierVersions(versions, self.now, self.committed)
        cut, guard = past.judged(edit, self.words, knows, of_record, hides=hides)
        return Present(fingerprint, same=False, ended=ended, cut=cut, guard=guard)


def dated(book: Ledger, with_due: Callable[[Version, str], Version]) -> Ledger:
    """The same ledger, and of each record that was committed once and is published with other words since,
    from when on that one version could be read: it is an earlier one now."""
    return replace(book, lives=tuple(_dated(life, book.present, with_due) for life in book.lives))


def _dated(
    life: Life, present: Mapping[str, Present], with_due: Callable[[Version, str], Version]
) -> Life:
    name, [*before, last] = life.stems[-1], life.versions
    if last.due != UNKNOWN or present.get(name, PUBLISHED).same:
        return life
    return replace(life, versions=(*before, with_due(last, name)))
