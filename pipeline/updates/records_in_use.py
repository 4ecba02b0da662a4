"""The records of an archive as they may be shown: their names, and what they say in their files and as they were indexed
last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from minutes.addresses import redirects
from minutes.addresses.record_names import RecordNames
from minutes.plain_files import FolderMissing
from minutes.settings import Settings
from pipeline.index import generation as generations
from pipeline.index.generation import Generation
from pipeline.source import files
from pipeline.source.files import SourceFile


@dataclass(frozen=True)
class RecordsInUse:
    """The records of an archive, drafts too. A folder that is away has none but those that were indexed."""

    where: Settings

    @cached_property
    def files(self) -> Mapping[str, SourceFile]:
        """The files in the folders, by the names of their records."""
        return {file.id: file for file in reversed([*self._in_folders()])}

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all."""
        return frozenset((*self.files, *self._indexed.blocks))

    @cached_property
    def meant(self) -> RecordNames:
        """What somebody means today who writes a name down."""
        table = redirects.load_redirects(self.where.transcripts)
        return RecordNames(tuple(self.files), table)

    def texts(self, name: str) -> Iterator[str]:
        """What a record says: in its file, and where that is another one by now, as it was indexed."""
        file = self.files.get(name)
        if file is not None:
            with suppress(OSError, FolderMissing):  # it went away since the folder was read
                yield files.read(self.where, file).decode("utf-8", "replace")
        if name in self._indexed.blocks and not self.is_as_indexed(name):
            yield self._indexed.source(name).decode("utf-8", "replace")

    def is_as_indexed(self, name: str) -> bool:
        """Whether the file of a record is the one that was indexed last."""
        file = self.files.get(name)
        known = self._indexed.files.get(file.path) if file else None
        if file is None or known is None:
            return False
        with suppress(OSError, FolderMissing):
            return known[0] == file.stamp or known[1] == files.digest(files.read(self.where, file))
        return False

    def _in_folders(self) -> Iterator[SourceFile]:
        with suppress(FolderMissing):
            yield from files.find(self.where.transcripts)
        if self.where.drafts is not None:
            with suppress(FolderMissing):
                yield from files.find(self.where.drafts, draft=True)

    @cached_property
    def _indexed(self) -> Generation:
        return generations.current(self.where.data) or generations.NOTHING
