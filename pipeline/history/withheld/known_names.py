"""By which names the archive knows somebody: who speaks or attends in its public records, and whom the register
of people lists. A name that stands nowhere else may be a made-up one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

from minutes.records.slicer import label_name
from minutes.records.speaker_labels import apart
from minutes.registers.people import People
from pipeline.history.withheld.sources import PublishedRecord
from pipeline.history.wordings.naming import Knows
from pipeline.source import files

_LABEL = re.compile(r"^##[^\n]*$", re.MULTILINE)
_ATTENDS = re.compile(r"^[ \t]*-[ \t]*\{?[ \t]*name:[ \t]*[\"']?([^,}\"'\n]+)", re.MULTILINE)


@dataclass(frozen=True)
class KnownNames:
    """The names in the `published` records, and the labels of the register."""

    published: Sequence[PublishedRecord] = ()
    registered: Collection[str] = ()

    @classmethod
    def of_archive(cls, folder: Path, people: People) -> KnownNames:
        """The names in all records that lie in a folder, and in its register."""
        there = (PublishedRecord.in_folder(folder, file.path) for file in files.find(folder))
        return cls(tuple(there), people.called)

    def elsewhere(self, record: str) -> Knows:
        """Knows who is named in the register, or in another record than this one."""
        return partial(self._is_known, record)

    def _is_known(self, record: str, name: str) -> bool:
        return bool(self._holders.get(name, set()) - {record})

    @cached_property
    def _holders(self) -> Mapping[str, set[str]]:
        """Name → the records that have it ("" for the register). Read when it is first asked for, which few
        commits do."""
        found = defaultdict[str, set[str]](set)
        for label in self.registered:
            found[apart(label).name].add("")
        for label, records in self._records_by_label.items():
            found[apart(label).name] |= records
        return found

    @cached_property
    def _records_by_label(self) -> Mapping[str, set[str]]:
        found = defaultdict[str, set[str]](set)
        for record in self.published:
            for label in _names(record.read().decode("utf-8", "replace")):
                found[label].add(record.meeting)
        return found


def _names(text: str) -> Iterator[str]:
    labels = filter(None, map(label_name, _LABEL.findall(text)))
    return chain(labels, map(str.strip, _ATTENDS.findall(text)))
