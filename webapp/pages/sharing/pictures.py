"""The pictures beside shared links: of a record, a speech, a case, an issue, while it is public."""

from __future__ import annotations

from minutes.records.model import Meeting
from webapp.drawings.sharing_card import SIZE, Card, can_draw, draw
from webapp.lookup import case_subjects
from webapp.lookup.short_links import Shorts, table
from webapp.lookup.targets import CaseTarget, Outcome, Record, SpeechTarget, Subject
from webapp.pages.cases.case_page import numbered
from webapp.pages.sharing.link_this import title_of
from webapp.serving import responses
from webapp.serving.visit import CaseSubject, FileAnswer, HtmlPage, Reply, Visit

_ICON, _ICON_SIZE = "icon-512.png", (512, 512)
_NONE = FileAnswer("404", "text/plain", status=404)


def tags(visit: Visit, page: HtmlPage) -> list[tuple[str, str]]:
    """Open Graph's properties of the picture beside a link to a page; of the archive's icon where
    nothing can be drawn. Nothing where the archive's own address is not known."""
    if "://" not in visit.base or page.status != 200:
        return []
    drawn = _address(visit, page) if can_draw() else ""
    if not drawn:
        icon = visit.links.static(_ICON, responses.version(_ICON))
        return _properties(icon, _ICON_SIZE, visit.said(visit.archive.name))
    return [
        *_properties(drawn, SIZE, _alternative(visit, page)),
        ("twitter:card", "summary_large_image"),
    ]


def _alternative(visit: Visit, page: HtmlPage) -> str:
    """The picture in words: a name of a case that only words of records tell has its mark here too."""
    is_found = page.template == "issue" and page.context["case"].claims.is_title_found
    return _marked(visit, page.title, is_found)


def _properties(address: str, size: tuple[int, int], words: str) -> list[tuple[str, str]]:
    return [
        ("og:image", address),
        ("og:image:width", str(size[0])),
        ("og:image:height", str(size[1])),
        ("og:image:alt", words),
    ]


def _address(visit: Visit, page: HtmlPage) -> str:
    """Where the picture of a page is drawn; "" for a page that has none of its own."""
    tongue = "/en" if visit.lang == "en" else ""
    shorts = Shorts(f"{visit.base.rstrip('/')}{tongue}", table(visit.view))
    shown = page.context
    match page.template:
        case "meeting":
            short = shorts.meeting(shown["meeting"].id)
        case "speech":
            short = shorts.speech(shown["meeting"].id, shown["item"].id)
        case "issue" if shown["issue"]:
            short = shorts.issue(shown["issue"].slug)
        case "issue":
            short = shorts.case(shown["case"].number)
        case _:
            return ""
    return f"{short}/card.png"


def picture(visit: Visit, found: Outcome, _: str) -> Reply:
    """The picture (PNG) that shows where a link to something is shared; 404 for whatever cannot be read now: nothing is drawn of what is held or withdrawn."""
    if not isinstance(found, Record | SpeechTarget | CaseTarget) or not can_draw():
        return _NONE
    return FileAnswer(draw(_card(visit, found)), "image/png")


def _card(visit: Visit, found: Subject) -> Card:
    names = dict.fromkeys((visit.archive.name.zh, visit.archive.name.en))
    archive = " · ".join(filter(None, names))
    match found:
        case Record():
            about = _about(visit, found.meeting)
            return Card(_day(visit, found), title_of(visit, found), about, archive)
        case SpeechTarget():
            words = title_of(visit, found)
            return Card(_day(visit, found), words, found.meeting.title, archive)
    if found.issue:
        return Card(visit.language.text("Issue"), title_of(visit, found), "", archive)
    kicker = _marked(visit, visit.language.text("Issue"), found.case.claims.is_title_found)
    return Card(kicker, numbered(visit, found.number, found.case.name), "", archive)


def _about(visit: Visit, meeting: Meeting) -> str:
    """What the cases of a record are about, as far as anybody knows."""
    known = case_subjects.subjects(visit, meeting).items()
    return " · ".join(_line(visit, number, about) for number, about in known)


def _line(visit: Visit, number: int, about: CaseSubject) -> str:
    case = visit.language.text("Case %(number)s", number=number)
    return _marked(visit, f"{case} {about.text}", about.is_found)


def _marked(visit: Visit, words: str, is_found: bool) -> str:
    """Words, and after them that they were found automatically."""
    return f"{words} · {visit.language.text('found automatically')}" if is_found else words


def _day(visit: Visit, found: Record | SpeechTarget) -> str:
    day = found.meeting.date
    return visit.language.date(day) if day else visit.language.text("no date")
