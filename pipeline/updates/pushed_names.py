"""What the rows of a push call records, where the push alone knows that name: it renames them, or leads an address to
them. Which records those are is certain only once it is taken over, so until then all that may be meant wait."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import filterfalse

from minutes.addresses import redirects
from minutes.addresses.record_names import RecordNames
from minutes.addresses.references import record_name
from minutes.plain_files import FolderMissing
from minutes.publication.gate import Withdrawal
from minutes.settings import Settings
from pipeline.source import files, git
from pipeline.source.files import SourceFile

SECONDS = 60
MOST_BYTES = 32 * 1024 * 1024
"""Of the names of files that a push changes: more are refused anyway, and not read."""
_CHANGE = re.compile(r":[0-7]+ [0-7]+ ([0-9a-f]+) ([0-9a-f]+) [A-Z]\0([^\0]+)\0")


@dataclass(frozen=True)
class PushedNames:
    """The names of the records of an archive as it is in use, and as a commit that was pushed has them."""

    where: Settings
    commit: str

    def waiting(self, rows: Iterable[Withdrawal]) -> dict[str, str]:
        """By their names the records in use that wait for the sake of some rows of the push, each with what its row calls
        it."""
        told = ((name, row.meeting) for row in rows for name in self._meant(row.meeting))
        return dict(told)

    def _meant(self, written: str) -> Iterator[str]:
        """The records in use that a name may mean in the push, and not yet here."""
        here, there = self._here.meant(written), self._changed.meant(written)
        yield from set(self._led.meant(written)).difference(here)
        if there or not here:
            yield from filterfalse(self._left.__contains__, self._found)
            left = {self._left[name] for name in there}
            yield from (name for name, blob in self._found.items() if blob in left)

    @cached_property
    def _here(self) -> RecordNames:
        """The records in use, drafts too."""
        found: list[SourceFile] = []
        for home in self.where.homes:
            with contextlib.suppress(FolderMissing):
                found += files.find(home)
        table = redirects.load_redirects(self.where.transcripts)
        return RecordNames(tuple(file.id for file in found), table)

    @cached_property
    def _led(self) -> RecordNames:
        """The same with the old addresses of the push."""
        folder = self.where.transcripts
        name = f"{self.commit}:{git.folder_within(folder)}{redirects.REDIRECTS_FILE}"
        rows = redirects.rows_of(git.blob(folder, name))
        return RecordNames(self._here.names, redirects.redirects_of(rows))

    @cached_property
    def _changed(self) -> RecordNames:
        """The records that the push brings or changes, with its old addresses."""
        return RecordNames(tuple(self._left), self._led.redirects)

    @cached_property
    def _found(self) -> Mapping[str, str]:
        """The records that the push changes, renames or deletes, each with its blob in use."""
        found = ((record_name(path), before) for before, _, path in self._changes)
        return {name: blob for name, blob in found if git.is_blob(blob)}

    @cached_property
    def _left(self) -> Mapping[str, str]:
        """Those that it changes or brings, each with the blob that it leaves."""
        left = ((record_name(path), after) for _, after, path in self._changes)
        return {name: blob for name, blob in left if git.is_blob(blob)}

    @cached_property
    def _changes(self) -> Sequence[tuple[str, str, str]]:
        """The blobs in use and in the push, and the path, of each record that it changes."""
        return [change for change in _CHANGE.findall(self._told()) if files.is_meeting(change[2])]

    def _told(self) -> str:
        """What git says of all that the push changes; nothing where nothing is in use yet, or that is too much."""
        words = ("-r", "--relative", "--raw", "-z", "--no-renames", "--no-abbrev")
        span = ("HEAD", self.commit)
        folder = self.where.transcripts
        with contextlib.suppress(git.GitFailed):
            told = git.run(
                folder, "diff-tree", *words, *span, seconds=SECONDS, most_bytes=MOST_BYTES
            )
            return told.decode("utf-8", "replace")
        return ""
