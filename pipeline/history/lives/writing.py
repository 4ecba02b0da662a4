"""What became of a record's ids in each of its versions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from minutes.addresses.fates import Fate
from pipeline.history.guards import guarded
from pipeline.history.guards.edits import FileEdit
from pipeline.history.guards.lately import EarlierVersions
from pipeline.history.guards.sides import Sides
from pipeline.history.guards.traces import GuardedWords
from pipeline.history.ledger import NEVER, Life, Version
from pipeline.history.lives.materials import Materials
from pipeline.history.tree import Event, GrowingLife
from pipeline.history.wordings import noted
from pipeline.history.wordings.naming import Knows
from pipeline.history.wordings.protection import changes_words
from pipeline.history.wordings.rereading import Reading
from pipeline.history.wordings.turns import marks_of


@dataclass(frozen=True)
class LifeWriter:
    """Writes lives down, after the versions that are in the `old` ones. `numbers` are those of the commits, `words`
    what is guarded, and what more of that is found on the way; `sides` is what was done beside the published line,
    `taken_out` the ids of what was taken out there, `named` the names that records have now."""

    materials: Materials
    old: Sequence[Life]
    numbers: Mapping[str, int]
    words: GuardedWords
    sides: Sides
    taken_out: frozenset[str]
    named: Collection[str]

    def life(self, growing: GrowingLife) -> Life:
        """A life with all that happened since."""
        versions = list(growing.known)
        reading = self._last_read(versions) if growing.since else None
        words = self.words.anew()
        for number, event in enumerate(growing.since):
            if not versions and len(growing.since) == 1:
                versions.append(self._version(event))
                break
            now = self.materials.reading(event.blob, reading)
            if number == 1 or (number == 0 and len(versions) == 1):
                versions[0] = self.materials.with_due(versions[0], event.stem)
            knows = self.materials.names.elsewhere(growing.stems[-1])
            versions.append(self._next(event, versions, reading, now, knows, words.with_found()))
            reading = now or reading
        self.words.found.extend(words.found)
        return Life(tuple(growing.stems), tuple(versions), growing.into, growing.at)

    def _last_read(self, versions: Sequence[Version]) -> Reading | None:
        """The last version that can be read, also where the file went since: it may come back."""
        readings = (self.materials.reading(v.blob) for v in reversed(versions) if v.blob)
        return next(filter(None, readings), None)

    def _next(
        self,
        event: Event,
        versions: Sequence[Version],
        before: Reading | None,
        now: Reading | None,
        knows: Knows,
        words: GuardedWords,
    ) -> Version:
        version = self._version(event)
        if now is None and event.blob:  # nobody could read it, and what stood there is not gone
            return replace(version, due=NEVER)
        if now is None:
            ended = tuple(Fate(p.id, "gone") for p in before.pieces) if before else ()
            return replace(version, ended=ended, removed=len(ended))
        version = replace(version, due=self.materials.due(event.blob, event.stem))
        if before is None:
            return version
        last, data = noted.last(versions, self._data), self._data(event.blob)
        edit = FileEdit(last, data, before, now)
        version = replace(
            version,
            ended=edit.found.fates,
            begun=edit.found.added,
            revised=edit.found.revised,
            removed=edit.found.removed,
            head=edit.is_of_head,
            changes=marks_of(edit.changed),
        )
        return self._judged(version, event, edit, versions, knows, words)

    def _judged(
        self,
        version: Version,
        event: Event,
        edit: FileEdit,
        versions: Sequence[Version],
        knows: Knows,
        words: GuardedWords,
    ) -> Version:
        """The version, with whether it took something out to protect somebody."""
        is_noted = noted.hides(versions, version, edit.came, edit.changed)
        names = {event.stem, event.renamed_from}
        beside = self.sides.brought(version.number, names, self.named)
        past = EarlierVersions(versions, version.at, self.materials.latest, beside)
        cut, guard = past.judged(
            edit,
            words,
            knows,
            self.taken_out.union(guarded.of_record(versions)),
            hides=is_noted or _hides(event, edit, versions),
        )
        return replace(version, cut=cut, guard=guard, noted=edit.came.protective)

    def _version(self, event: Event) -> Version:
        commit = event.commit
        return Version(
            commit.id,
            commit.at,
            commit.authored,
            event.blob,
            reverts=commit.reverts,
            number=self.numbers[commit.id],
            seen=self._seen.get(commit.id, self.materials.now),
            closed=(commit.id, event.blob) in self._closed,
        )

    def _data(self, blob: str) -> bytes | None:
        return self.materials.latest.data(blob)

    @cached_property
    def _seen(self) -> Mapping[str, int]:
        """When each commit was seen first."""
        return {v.commit: v.seen for life in self.old for v in life.versions}

    @cached_property
    def _closed(self) -> Collection[tuple[str, str]]:
        """The versions that are closed, as commit and blob."""
        return {(v.commit, v.blob) for life in self.old for v in life.versions if v.closed}


def _hides(event: Event, edit: FileEdit, versions: Sequence[Version]) -> bool:
    """Whether what is older is hidden anyhow: the file came back, or has another name and other words, and no
    note says why."""
    if not versions[-1].blob:
        return True
    is_renamed = bool(event.renamed_from) and not edit.notes
    return is_renamed and bool(changes_words(edit.found, edit.before.pieces, edit.now.pieces))
