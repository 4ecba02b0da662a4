"""What a catalogue says of a record: its authors, title, days, licence and a true description."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from minutes.addresses.speech_ids import fingerprint
from minutes.catalogue.public_view import PublicView
from minutes.records.document import Item
from minutes.records.model import Meeting
from minutes.registers.agencies import Agency
from minutes.settings import ArchiveSettings
from minutes.text.folding import is_han
from minutes.text.han import count_han
from minutes.text.shortening import one_line, shorten
from webapp.formats.days import Days, days_of
from webapp.formats.names import Name, name_of
from webapp.links.building import Lang, Links

DESCRIPTION = 160
"""The longest description, in characters: about what search engines and cards show of one."""
# What stands between the entries of a list.
BETWEEN: Mapping[Lang, str] = {"zh": "、", "en": ", "}
_SUBSTANTIAL = 12  # a shorter speech is a greeting or a "yes"
_TITLE = 500
_WIDE_SPACE = re.compile(
    r"([\u3000-\u303f\uff00-\uff65\u2026]) "
)  # such marks hold their own space
_SPDX = re.compile(r"^[A-Za-z0-9][A-Za-z0-9.+-]{0,60}$")
# The licences' own pages (creativecommons.org); any other SPDX id has a page at spdx.org.
_LICENCES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "OGDL-Taiwan-1.0": "https://data.gov.tw/license",
}


Observed = Callable[[Meeting], dt.date | None]
"""The day on which the history of an archive shows that a record became public, where it does."""


def _never(_: Meeting) -> None:
    """No history is known."""


@dataclass(frozen=True, slots=True)
class DatedAgency:
    """An agency as it was called on the day: its name and, where the registry knows it, its entry."""

    name: str
    agency: Agency | None = None


def no_revision(meeting: Meeting) -> str:
    """For an archive of which no history is known."""
    del meeting
    return ""


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The visible records of an archive as works that can be cited, in the language of `links`.

    `quoted` makes the short address of a speech in its place, of the ids of record and speech;
    `accessed` is the day on which somebody looks at them; `revision_of` tells which revision of a
    record is shown ("" where none is known)."""

    view: PublicView
    archive: ArchiveSettings
    links: Links
    revision_of: Callable[[Meeting], str] = no_revision
    observed: Observed = _never
    quoted: Callable[[str, str], str] | None = None
    accessed: dt.date | None = None

    @property
    def lang(self) -> Lang:
        return self.links.lang

    @property
    def archive_name(self) -> str:
        return one_line(self.archive.name.get(self.lang), _TITLE)

    @property
    def publisher(self) -> str:
        """Who publishes the archive; the archive's name where its settings do not tell."""
        return one_line(self.archive.publisher.get(self.lang), _TITLE) or self.archive_name

    def title(self, meeting: Meeting) -> str:
        """The title in one line; one that is nothing but control characters gives way to the id."""
        return (
            one_line(meeting.title, _TITLE) or one_line(meeting.id, _TITLE) or meeting.digest[:12]
        )

    def body(self, word: str, on: dt.date | None) -> DatedAgency:
        """The agency that `word` means on a day; the word itself where the registry has none."""
        agency = self.view.catalogue.agencies.resolve(word, on)
        return DatedAgency(one_line(agency.name.get(self.lang) if agency else word, _TITLE), agency)

    def hosts(self, meeting: Meeting) -> tuple[DatedAgency, ...]:
        """The host agencies, by their names as of the meeting."""
        found = (self.body(word, meeting.date) for word in meeting.front.host_agency)
        return tuple({b.name: b for b in found if b.name}.values())

    def authors(self, meeting: Meeting) -> tuple[str, ...]:
        """The authors of a record: the agencies that approve it, its hosts, or else the publisher."""
        return tuple(body.name for body in self.hosts(meeting)) or (self.publisher,)

    def voices(self, meeting: Meeting, item: Item | None) -> tuple[str, ...]:
        """The authors of a piece: of a speech its speaker, of anything else the record's authors."""
        speaker = one_line(item.label, _TITLE) if item else ""
        return (speaker,) if speaker else self.authors(meeting)

    def names(self, meeting: Meeting, item: Item | None) -> tuple[Name, ...]:
        """The voices of a piece as authors."""
        voices = self.voices(meeting, item)
        if item is None or not item.speaker:
            return tuple(map(Name, voices))
        person = self.view.catalogue.people.by_label(item.speaker, meeting.date)
        return (name_of(voices[0], person),)

    def address(self, meeting: Meeting, item: Item | None) -> str:
        """The address of a speech of a record, or of the record."""
        return self.links.speech(meeting.id, item.id) if item else self.links.meeting(meeting.id)

    def passage(self, meeting: Meeting, item: Item) -> str:
        """The address of a speech in its place: the short one, where short ones are known."""
        address = self.quoted or self.links.passage
        return address(meeting.id, item.id)

    def days(self, meeting: Meeting) -> Days:
        """The days of a record, by the one policy for all formats."""
        due = self.view.catalogue.gate.due(meeting).day
        today = self.view.now.astimezone(self.archive.zone).date()
        return days_of(meeting, due, self.observed(meeting), today)

    def midnight(self, day: dt.date) -> dt.datetime:
        """The first moment of a day where the archive is, aware."""
        return dt.datetime.combine(day, dt.time.min, self.archive.zone)

    def licence(self, meeting: Meeting) -> str:
        """The address of the licence's text, "" where none is named."""
        name = meeting.front.licence or self.archive.licence
        if name.startswith(("https://", "http://")):
            return one_line(name)
        if name in _LICENCES:
            return _LICENCES[name]
        return f"https://spdx.org/licenses/{name}.html" if _SPDX.match(name) else ""

    def description(self, meeting: Meeting, items: Iterable[Item] = ()) -> str:
        """The summary that people wrote, or else the first substantial words of the record with the
        names of who says them; "" where it has neither. Nothing is made up. Where it is shown there is
        room for half as many wide characters."""
        summary = one_line(meeting.front.summary.get(self.lang))
        if summary:
            return shorten(summary, DESCRIPTION)
        words = opening(items)
        return shorten(words, DESCRIPTION // 2) if 2 * count_han(words) > len(words) else words


def opening(items: Iterable[Item]) -> str:
    """The first substantial speeches of a record, each with its speaker, cut at `DESCRIPTION`."""
    parts: list[str] = []
    speaker: str | None = None
    size = 0
    for item in items:
        if item.type != "speech" or len(item.text.strip()) < _SUBSTANTIAL:
            continue
        words = one_line(item.text, DESCRIPTION + 1)
        parts.append(words if item.speaker in {None, speaker} else said(item.label, words))
        speaker = item.speaker
        size += len(parts[-1])
        if size > DESCRIPTION:
            break
    return shorten(re.sub(_WIDE_SPACE, r"\1", " ".join(parts)), DESCRIPTION)


def said(speaker: str, words: str) -> str:
    """`speaker: words`, with the colon of the speaker's script."""
    name = one_line(speaker, 200)
    return f"{name}：{words}" if name and is_han(name[-1]) else f"{name}: {words}"


def record_key(meeting: str) -> str:
    """A lasting name for a record that holds neither its title nor anybody's name."""
    return fingerprint("record", meeting)
