"""Which files may go on saying what is withdrawn of another record: those that said it in public before the row
came, as far as they did, and as long as they do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import and_

from minutes.addresses.redirects import fold_address
from minutes.publication.gate import Gate, is_barred
from minutes.publication.withdrawn_records import Marks, RecordCopy, WithdrawnRecords
from minutes.settings import Settings
from pipeline.history.ledger import Life, Version
from pipeline.history.tombstones import Meaning, Meanings
from pipeline.index.generation import Generation
from pipeline.source import parser
from pipeline.source.side_files import SideFiles

# Fewer marks may come to what a copy said before: of one letter that was mended there are two on average, of ten more
# letters of the withdrawn words four.
_MORE = 4
_NOTHING: Marks = frozenset()


@dataclass(frozen=True)
class Leaves:
    """What is `known` of the rows' records, and what was before this index; `read` gives the bytes of a blob that was
    committed, `marks` those of it, and `marks_now` those of a file that is there."""

    settings: Settings
    sides: SideFiles
    before: WithdrawnRecords
    known: WithdrawnRecords
    means: Mapping[str, Meaning]
    meanings: Meanings
    old: Generation
    read: Callable[[str], bytes]
    marks: Callable[[str], Marks]
    marks_now: Callable[[str], Marks]

    def dated(self, copy: RecordCopy) -> RecordCopy:
        """The copy, with whether it said all that it is held back for (not what is only told of) in public before
        the row came: as the order of commits tells, for their dates are whatever their authors say; without commits,
        as the last index does."""
        is_told = copy.forms <= self.known.told
        if copy.row not in self.means:
            return replace(copy, before=copy.before or is_told)
        now = self.marks_now(copy.name) & self.known.marks.get(copy.row, _NOTHING)
        fits = (said & now for said in self._said(copy, now) if self._is_all(copy, said, now))
        said = max(fits, key=len, default=_NOTHING)
        return replace(copy, before=is_told or bool(said), said=said)

    def _is_all(self, copy: RecordCopy, said: Marks, now: Marks) -> bool:
        """Whether a file that said so much of a withdrawn record says no more of it now, and no other form:
        whoever has the record say what another one says, and that one what the record said, brings its words
        back."""
        forms = self.known.alike(said).get(copy.row, frozenset())
        more = (now - said) & self.known.barring.get(copy.row, _NOTHING)
        return len(more) < _MORE and copy.forms <= forms | self.known.told

    def _said(self, copy: RecordCopy, now: Marks) -> Iterator[Marks]:
        """What a copy may have said before, and ever since."""
        book = self.meanings.ids.ledger
        life = book.life(copy.name)
        if life is None:
            yield self._published(copy, now)
            return
        came = min(self.means[copy.row].came, book.known_anew.get(copy.row, book.count))
        yield self._committed(copy, life, came)
        for stem in life.stems if copy.row in book.known_anew else ():
            yield self.before.left.get((copy.row, stem), _NOTHING)

    def _published(self, copy: RecordCopy, now: Marks) -> Marks:
        """Without commits: all, where the file was public as it is when its row was seen for the first time; then
        what it said at the last index."""
        if copy.row in self.before.rows:
            return self.before.left.get((copy.row, copy.name), _NOTHING)
        digests = {meeting.id: meeting.digest for meeting in self.old.meetings}
        return now if digests.get(copy.name) == copy.digest else _NOTHING

    def _committed(self, copy: RecordCopy, life: Life, came: int) -> Marks:
        """What a record said in public when the row came, and in every version since."""
        until = sum(version.number < came for version in life.versions)
        versions = life.versions[max(until - 1, 0) :]
        is_known = until and all(version.blob for version in versions)
        if not is_known or not self._was_public(versions[0], copy):
            return _NOTHING
        own = self.known.marks.get(copy.row, _NOTHING)
        return reduce(and_, (self.marks(version.blob) for version in versions), own)

    def _was_public(self, version: Version, copy: RecordCopy) -> bool:
        """Whether its own head let a version be read on the day of the row."""
        meeting = parser.outline(self.read(version.blob), f"{copy.name}.md")
        due = self._gate.due(meeting)
        day = due.moment.date() if due.moment else dt.date.min
        return not is_barred(meeting) and not due.withheld and day <= self._days[copy.row]

    @cached_property
    def _gate(self) -> Gate:
        return self.sides.gate(self.settings.archive.zone, ())

    @cached_property
    def _days(self) -> Mapping[str, dt.date]:
        """By row the day that it names."""
        rows = sorted(self.sides.withdrawals, key=lambda row: row.date)
        return {fold_address(row.meeting): row.date for row in rows}
