"""Who speaks: the list in groups and pages, and a page for each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from minutes.catalogue.voices import Voice
from minutes.clock import iso_text
from webapp.drawings.bar_charts import Bar, Bars
from webapp.formats import page_metadata
from webapp.links.building import Scope
from webapp.lookup import renamed_voices
from webapp.pages import errors
from webapp.serving.visit import HtmlPage, Moved, Reply, Visit

PER_PAGE = 100
MOST_ACTIVE = 60
LISTED = 60
# The older archive put a number behind a name that it knew already.
_NUMBER = re.compile(r"-[0-9]{1,3}$")


def overview(visit: Visit) -> Reply:
    """Those in most meetings, and the way to all others."""
    roster = visit.derived.roster
    context = {
        "voices": roster.voices[:MOST_ACTIVE],
        "groups": roster.groups,
        "total": len(roster.voices),
        "generic": roster.generic[:MOST_ACTIVE],
        "chosen": "",
    }
    return HtmlPage(
        "speakers", visit.language.text("Speakers"), context, canonical=visit.links.speakers()
    )


def group(visit: Visit, group: str, number: int = 1) -> Reply:
    """A page of the names under one letter or number of strokes."""
    roster = visit.derived.roster
    voices = roster.groups.get(group, ())
    pages = -(-len(voices) // PER_PAGE)
    if not 1 <= number <= pages:
        return errors.missing(visit, group)
    context = {
        "voices": voices[(number - 1) * PER_PAGE : number * PER_PAGE],
        "groups": roster.groups,
        "chosen": group,
        "total": len(voices),
        "number": number,
        "pages": pages,
        "generic": (),
    }
    title = f"{visit.language.text('Speakers')} · {group_name(visit, group)}"
    return HtmlPage("speakers", title, context, canonical=visit.links.speakers(group, number))


def group_name(visit: Visit, group: str) -> str:
    """What a group of names is called."""
    if group.isdigit():
        return visit.language.plural("%(number)s stroke", "%(number)s strokes", int(group))
    return group.upper() if len(group) == 1 else visit.language.text("Other")


def speaker(visit: Visit, name: str) -> Reply:
    """One voice: where and how much they spoke, in which part, and a search of their words."""
    voice = renamed_voices.find(visit, name) or renamed_voices.find(visit, _NUMBER.sub("", name))
    if voice is None:
        return errors.missing(visit, name)
    if voice.name != name:
        return Moved(visit.at.speaker(voice.name))
    context = {
        "voice": voice,
        "years": _years(visit, voice),
        "meetings": voice.meetings[:LISTED],
        "more": len(voice.meetings) - LISTED,
        "parts": _parts(voice),
        "feeds": [Scope("speaker", voice.name)],
        "head": page_metadata.PageMetadata(_description(visit, voice)),
    }
    return HtmlPage("speaker", voice.name, context, canonical=visit.links.speaker(voice.name))


def _description(visit: Visit, voice: Voice) -> str:
    return visit.language.plural(
        "%(name)s spoke in %(number)s meeting.",
        "%(name)s spoke in %(number)s meetings.",
        len(voice.meetings),
        name=voice.name,
    )


def _years(visit: Visit, voice: Voice) -> Bars:
    """Speeches by year, without gaps."""
    counts = Counter[int]()
    for meeting in voice.meetings:
        if meeting.date:
            counts[meeting.date.year] += voice.speeches_in(meeting)
    if not counts:
        return Bars(())
    return Bars(
        tuple(
            Bar(
                str(year),
                counts[year],
                visit.at.said_by(voice.name, year=str(year)) if year in counts else "",
            )
            for year in range(min(counts), max(counts) + 1)
        )
    )


def _parts(voice: Voice) -> list[tuple[str, str, str]]:
    """Agency and role as the records name them, each once with its years, latest first."""
    years: dict[tuple[str, str], list[str]] = defaultdict(list)
    for meeting in voice.meetings:
        for attendee in meeting.front.attendees:
            part = (attendee.agency or attendee.organisation, attendee.role)
            if any(part) and attendee.name in voice.labels:
                years[part].append(iso_text(meeting.date)[:4])
    return [(*part, "–".join(sorted({min(of), max(of)}))) for part, of in years.items()]
