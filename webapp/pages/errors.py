"""What is not there, and what is gone."""

from __future__ import annotations

from flask import request

from minutes.publication.gate import Withdrawal
from webapp.links.building import Lang
from webapp.serving.visit import HtmlPage, Visit

_RETRY_SECONDS = 3600  # somebody has to look at the repository first
LAST_WORDS = (
    '<!doctype html><html lang="zh-Hant-TW"><meta charset="utf-8"><title>500</title>'
    "<h1>網站出了錯</h1><p>錯誤已經記錄下來。請稍後再試。</p>"
    '<p lang="en">Something went wrong here; it has been recorded. Please try again later.</p>'
)


def missing(visit: Visit, address: str = "") -> HtmlPage:
    """404 with a search box. It repeats nothing of the address, so that a held record's answer is to
    the byte that of an address where nothing ever was."""
    return HtmlPage("error", visit.language.text("Page not found"), {"code": 404}, 404, index=False)


def unread_history(visit: Visit) -> HtmlPage:
    """503: the history could not be read up to what is published, so that no earlier version is shown."""
    title = visit.language.text("Earlier versions cannot be shown now")
    retry = (("Retry-After", str(_RETRY_SECONDS)),)
    return HtmlPage("error", title, {"code": 503}, 503, index=False, headers=retry, keep=False)


def for_code(visit: Visit, code: int) -> HtmlPage:
    """The page for an error of HTTP."""
    _ = visit.language.text
    title = _("Page not found") if code == 404 else _("This request cannot be answered")
    return HtmlPage("error", title, {"code": code}, code, index=False)


def gone(visit: Visit, tombstone: Withdrawal) -> HtmlPage:
    """410: what was here has been withdrawn, why and when."""
    _ = visit.language.text
    title = _("Withdrawn speech") if tombstone.speech else _("Withdrawn record")
    return HtmlPage("gone", title, {"tombstone": tombstone}, 410, index=False)


def language_of_path() -> Lang:
    """The language of the interface that an unknown address asks for."""
    return "en" if request.path.startswith("/en/") else "zh"
