"""The short addresses of one archive's records, speeches, cases and issues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from minutes.addresses.short_ids import Shortlinks, code
from pipeline.archive.per_view import once_per_view
from pipeline.archive.snapshot import View
from webapp.links.building import segment
from webapp.serving.visit import Visit

MAX_SLUG = 37  # so that `/i/` and the slug have at most 40 characters


def table(view: View) -> Shortlinks:
    """The short ids of all records that a view knows of, held and withdrawn ones too: the id alone
    tells nothing."""
    return once_per_view(view, "_shortlinks", lambda v: Shortlinks.of(_addresses(v)))


def _addresses(view: View) -> Iterator[str]:
    catalogue = view.snapshot.catalogue
    yield from (m.id for m in catalogue.meetings)
    yield from (PurePosixPath(h.path).stem for h in view.snapshot.held)
    yield from (w.meeting for w in catalogue.gate.withdrawals)
    for pair in catalogue.redirects.pairs:
        yield from pair


@dataclass(frozen=True, slots=True)
class Shorts:
    """Short addresses below `base`, the archive's absolute address or its root."""

    base: str
    table: Shortlinks

    @classmethod
    def of(cls, visit: Visit) -> Shorts:
        """Absolute short addresses, where the archive's own address is known."""
        return cls(visit.base.rstrip("/"), table(visit.view))

    @classmethod
    def within(cls, visit: Visit) -> Shorts:
        """Short addresses within the site, below the pages of the language that is being read."""
        return cls(visit.root + ("/en" if visit.lang == "en" else ""), table(visit.view))

    def meeting(self, ident: str) -> str:
        return f"{self.base}/m/{self.table.offered(ident)}"

    def revision(self, meeting: str, name: str) -> str:
        """A record as one revision had it; `name` is the beginning of the commit."""
        return f"{self.meeting(meeting)}@{name}"

    def speech(self, meeting: str, speech: str) -> str:
        return f"{self.base}/s/{self.table.offered(meeting)}.{segment(speech)}"

    def passage(self, meeting: str, speech: str) -> str:
        """A speech of a record; the record itself where none is named."""
        return self.speech(meeting, speech) if speech else self.meeting(meeting)

    def case(self, number: int) -> str:
        return f"{self.base}/c/{number}"

    def issue(self, slug: str) -> str:
        """By its slug, or by a code of it where the slug is too long for a short address."""
        name = segment(slug)
        return f"{self.base}/i/{name if len(name) <= MAX_SLUG else code(f'issue/{slug}')[:8]}"

    def day(self, day: str) -> str:
        return f"{self.base}/m/{day}"
