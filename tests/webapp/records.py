"""Records for tests of what the site tells machines: made up, the sample's, and hostile ones."""

import datetime as dt
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from minutes.catalogue.public_view import Catalogue
from minutes.publication.gate import Gate, Withdrawal
from minutes.publication.office_calendar import Calendar, shipped_table
from minutes.records.document import Item
from minutes.records.front_matter import Bilingual, FrontMatter
from minutes.records.model import Meeting
from minutes.registers.agencies import Agencies, load_agencies
from minutes.settings import ArchiveSettings, load
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from webapp.formats.bibliography import Bibliography
from webapp.links.building import BaseLinks, Lang

TAIPEI = ZoneInfo("Asia/Taipei")
NOW = dt.datetime(2026, 3, 10, 12, tzinfo=TAIPEI)
BASE = "https://minutes.example.tw/records"
SETTINGS = ArchiveSettings(
    name=Bilingual("示範會議紀錄", "Sample records"),
    publisher=Bilingual("示範開放小組", "Sample team"),
    base_url=BASE,
)

# What strangers put into names and titles, joined at random with any other characters.
NASTY = (
    "</script><script>alert(1)</script>",
    "<!--",
    "]]>",
    "{",
    "}",
    "\\",
    "%",
    "$&#_^~",
    "\n",
    "\r\n",
    "\x00",
    "\x1b[31m",
    "\u202e",
    "\u2066",
    "\u2028",
    "\ud800",
    "\ufffe",
    "\\end{document}",
    "TY  - BOOK",
    "ER  - ",
    "*",
    "_",
    "`",
    "[a](b)",
    "1. ",
    "- ",
    "> ",
    "# ",
    "&amp;",
    '"',
    "'",
    ";",
    ",",
    " and ",
    "、",
    "BEGIN:VEVENT",
    "臺灣",
    "會議" * 40,
    "🙂",
    "=1+1",
    "|",
    "~",
    "〈",
    "〉",
)
hostile = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)), max_size=8).map("".join)


def record(ident: str = "2026-01-05-示範會議", **front: object) -> Meeting:
    """A public record with this front matter."""
    known = {"title": "示範會議", "date": dt.date(2026, 1, 5), "tier": "monthly", "kind": "main"}
    return Meeting(
        id=ident,
        path=f"{ident}.md",
        digest="0" * 64,
        front=FrontMatter(**{**known, **front}),  # type: ignore[arg-type]  # any field by name
        given=("tier", "date"),
        has_front=True,
    )


def speech(speaker: str | None, text: str, ident: str = "abcdefghijkl") -> Item:
    """A speech of these plain words."""
    return Item("speech", ident, speaker, text, text, text, 1)


@cache
def _calendar() -> Calendar:
    return Calendar.of(shipped_table())


@cache
def _agencies() -> Agencies:
    return load_agencies(None)[0]


def shelf(
    *meetings: Meeting,
    lang: Lang = "zh",
    settings: ArchiveSettings = SETTINGS,
    withdrawals: tuple[Withdrawal, ...] = (),
    now: dt.datetime = NOW,
) -> Bibliography:
    """An archive of these records, as the public sees it at `now`."""
    gate = Gate(_calendar(), settings.zone, withdrawals)
    catalogue = Catalogue(meetings, gate, agencies=_agencies())
    return Bibliography(catalogue.public(now), settings, BaseLinks(BASE, lang))


def sample_shelf(folder: Path, data: Path, lang: Lang = "zh") -> tuple[Bibliography, View]:
    """The sample archive's bibliography, and the view that it is of."""
    settings = load(folder, data)
    view = Archive(settings, in_memory=True).view(NOW)
    return Bibliography(view.public, settings.archive, BaseLinks(BASE, lang)), view


def read_xml(document: bytes) -> ET.Element:
    """The root of an XML document that we wrote; one that is not well-formed is an error."""
    return ET.fromstring(document)  # noqa: S314 (our own output, without a document type)
