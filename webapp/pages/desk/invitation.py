"""The link for a meeting's participants, with the mail to send: made on the desk, stored nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from minutes import clock
from minutes.errors import MinutesError
from minutes.publication import preview_links
from minutes.records.front_matter import Bilingual
from minutes.text import numerals
from pipeline.publishing import invitations
from pipeline.publishing.invitations import Invitation, NoDraft
from webapp.i18n.language import LANGUAGES
from webapp.links.building import Lang
from webapp.pages.desk import concerns
from webapp.serving.visit import HtmlPage, Visit

DAYS = 14


@dataclass(frozen=True, slots=True)
class Letter:
    """What to send: the link, and subject and text of the mail in one language."""

    link: str
    subject: str
    text: str
    expires: dt.datetime
    lang: Lang


def invite(visit: Visit) -> HtmlPage:
    """The form, and with `?draft=` the letter for the participants of that meeting."""
    draft = visit.args.get("draft", "")
    days = visit.args.get("days", "")
    wanted = numerals.of_digits(days, 3)
    length = min(max(DAYS if wanted is None else wanted, 1), preview_links.MAX_DAYS)
    lang: Lang = "en" if visit.args.get("lang", visit.lang) == "en" else "zh"
    letter, trouble = None, ""
    if draft:
        try:
            made = invitations.invite(visit.site.settings, draft, length, clock.now())
            letter = _letter(visit, made, lang)
        except MinutesError as error:
            trouble = _TROUBLE[type(error)].get(visit.lang)
    shown = [e for e in concerns.survey(visit) if e.state in {"waits", "due", "faulty"}]
    context = {
        "drafts": shown,
        "draft": draft if letter else "",
        "days": length,
        "most": preview_links.MAX_DAYS,
        "wanted": lang,
        "letter": letter,
        "trouble": trouble,
        "absolute": "://" in visit.base,
    }
    title = visit.said(Bilingual("請與會者確認", "Ask the participants"))
    return HtmlPage("desk_invite", title, context, index=False)


def _letter(visit: Visit, made: Invitation, lang: Lang) -> Letter:
    meeting, due = made.entry.meeting, made.entry.due
    link = visit.links.in_language(lang).preview(made.token)
    until = made.expires.astimezone(visit.archive.zone)
    language = LANGUAGES[lang]
    day = language.date(meeting.date) if meeting.date else ""
    values = {
        "title": meeting.title,
        "day": day,
        "link": link,
        "until": language.moment(until),
        "closes": language.date(due.closes) if due.closes else "",
        "public": language.date(due.day) if due.day else "",
        "hold": made.entry.hold,
        "contact": visit.archive.contact.strip(),
    }
    subject, *lines, last = _TEXT[lang]
    said = [*lines, *(_WHEN[lang][key] for key in _known_days(visit, made)), last]
    text = "\n".join(line.format_map(values) for line in said)
    return Letter(link, subject.format_map(values), text, until, lang)


def _known_days(visit: Visit, made: Invitation) -> Iterator[str]:
    """What else there is to say: until when words can be corrected, when the record is public, and
    whom to answer, each only where it is known."""
    due = made.entry.due
    if due.closes and due.closes >= visit.today:
        yield "closes"
    if due.reason == "hold":
        yield "hold"
    elif due.day and due.day > visit.today:
        yield "public"
    if "@" in visit.archive.contact:
        yield "answer"


_TROUBLE: Mapping[type[MinutesError], Bilingual] = {
    NoDraft: Bilingual(
        "沒有這份草稿，或已經公開、撤下。請從下面選一份。",
        "There is no such draft, or it is public or withdrawn. Choose one below.",
    ),
    preview_links.NoKey: Bilingual(
        f"網站還沒有簽連結用的密鑰，請管理員設定 {preview_links.KEY_VARIABLE}。",
        f"The site has no key to sign links with: its keeper sets {preview_links.KEY_VARIABLE}.",
    ),
}
_TEXT = {
    "zh": (
        "請確認「{title}」的發言紀錄",
        "各位與會者好：",
        "",
        "{day}「{title}」的逐字稿草稿整理好了，請看過自己的發言：",
        "{link}",
        "這個連結有效到 {until}，只給與會者使用，請不要轉傳。謝謝。",
    ),
    "en": (
        "Please look at your words in “{title}”",
        "To everybody who took part,",
        "",
        "The draft transcript of “{title}” ({day}) is ready. Please look at your own words:",
        "{link}",
        "The link works until {until} and is for participants only: please do not pass it on. Thank you.",
    ),
}
_WHEN = {
    "zh": {
        "closes": "要訂正的話，請在 {closes} 以前，按發言旁的「訂正我的發言」，再把訂正清單寄回來。",
        "public": "這份紀錄預定在 {public} 公開。",
        "hold": "這份紀錄暫緩公開，還沒有日子：{hold}。",
        "answer": "回信請寄 {contact}。",
    },
    "en": {
        "closes": "To correct them, press “Correct my words” beside a speech by {closes}, and send the list back.",
        "public": "The record is to be public on {public}.",
        "hold": "The record is held back and has no day yet: {hold}.",
        "answer": "Please answer to {contact}.",
    },
}
