"""The corrections that participants sent: dropped in as text, accepted or refused one by one, and given
back as the corrected file. Nothing is stored; all that the page knows travels in its form."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import quote

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from minutes.records.front_matter import Bilingual
from minutes.records.front_matter_edit import UneditableHead
from minutes.text.lists import divided
from pipeline.publishing import corrections
from pipeline.publishing.corrections import JudgedCorrection, WishedCorrection
from webapp.pages.desk import access, drafts, hand_over
from webapp.pages.desk.drafts import ReadDraft
from webapp.pages.desk.hand_over import HandOver
from webapp.serving.visit import HtmlPage, Visit

_MAX_BODY = 4 * corrections.MAX_TEXT
_MOST_SAID = 200  # characters of what a row of `corrections` says


@dataclass(frozen=True, slots=True)
class CorrectionSheet:
    """The page: the list as it was dropped in, the record it is about, each wish as it was judged, which
    are accepted and what is noted of them, and the corrected file."""

    text: str = ""
    found: ReadDraft | None = None
    judged: tuple[JudgedCorrection, ...] = ()
    accepted: frozenset[int] = frozenset()
    said: tuple[str, ...] = ()
    note: bool = False
    others: int = 0
    made: str = ""
    refused: tuple[JudgedCorrection, ...] = ()
    trouble: str = ""


def correct(visit: Visit) -> HtmlPage | Response:
    """The empty box; the wishes of the text that was sent; with `do=apply` the file with those that
    were accepted, with `do=file` that file itself."""
    if request.method != "POST" or access.is_elsewhere():
        return _page(visit, CorrectionSheet())
    request.max_content_length = request.max_form_memory_size = _MAX_BODY
    try:
        form = request.form
    except RequestEntityTooLarge:
        return _page(visit, CorrectionSheet(trouble="large"), 413)
    sheet = _read(visit, form)
    found = sheet.found
    if form.get("do") not in {"apply", "file"} or found is None:
        return _page(visit, sheet)
    sheet = _applied(visit, sheet, found)
    if form.get("do") == "file" and sheet.made:
        return _download(found, sheet.made)
    return _page(visit, sheet)


def _read(visit: Visit, form: MultiDict[str, str]) -> CorrectionSheet:
    text = form.get("list", "").replace("\r\n", "\n")[: corrections.MAX_TEXT]
    wishes = corrections.read(text)
    if not wishes:
        return CorrectionSheet(text, trouble="nothing" if text.strip() else "")
    ident = Counter(w.meeting for w in wishes).most_common(1)[0][0]
    mine = [w for w in wishes if w.meeting == ident]
    found = drafts.record(visit, ident)
    if found is None:
        return CorrectionSheet(text, trouble="unknown")
    judged = corrections.judge(found.text, mine)
    numbers = range(len(judged))
    said = tuple(_reason(visit, form, n, mine[n]) for n in numbers)
    return CorrectionSheet(
        text,
        found,
        tuple(judged),
        frozenset(n for n in numbers if form.get(f"accept-{n}") == "yes"),
        said,
        note=bool(form.get("note")) if _is_decided(form) else _is_public(found),
        others=len(wishes) - len(mine),
    )


def _is_decided(form: MultiDict[str, str]) -> bool:
    """Whether the form is the one on which each wish is judged."""
    return "seen" in form or form.get("do") in {"apply", "file"}


def _is_public(found: ReadDraft) -> bool:
    """Whether a change of this record is one after its publication, which its readers are told of."""
    return not found.parsed.meeting.draft


def _reason(visit: Visit, form: MultiDict[str, str], number: int, change: WishedCorrection) -> str:
    usual = visit.said(Bilingual("更正發言", "A participant's words"))
    said = form.get(f"what-{number}", change.reason or usual)
    return " ".join(said.split())[:_MOST_SAID] or usual


def _applied(visit: Visit, sheet: CorrectionSheet, found: ReadDraft) -> CorrectionSheet:
    """The record with the accepted wishes."""
    numbers = sorted(sheet.accepted)
    text, judged = corrections.applied(found.text, [sheet.judged[n].change for n in numbers])
    pairs = zip(numbers, judged, strict=True)
    done, others = divided(pairs, lambda pair: pair[1].state == "stands")
    refused = tuple(one for _, one in others)
    if not done:
        return replace(sheet, refused=refused, trouble="none")
    rows = [(visit.today, sheet.said[n], sheet.judged[n].change.capacity) for n, _ in done]
    try:
        text = corrections.noted(text, rows) if sheet.note else text
    except UneditableHead:
        return replace(sheet, made=text, refused=refused, trouble="head")
    return replace(sheet, made=text, refused=refused)


def _numbers(found: ReadDraft | None) -> dict[str, int]:
    """The number of each piece of a record, by its id."""
    items = found.parsed.document.items if found else ()
    return {item.id: number for number, item in enumerate(items, 1)}


def _download(found: ReadDraft, made: str) -> Response:
    name = found.parsed.meeting.path.rpartition("/")[2]
    response = Response(made.encode("utf-8", "replace"), mimetype="text/markdown")
    encoded = quote(name, safe="", errors="replace")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"record.md\"; filename*=UTF-8''{encoded}"
    )
    return response


def _page(visit: Visit, sheet: CorrectionSheet, status: int = 200) -> HtmlPage:
    found = sheet.found
    meeting = found.parsed.meeting if found else None
    over: HandOver | None = None
    if sheet.made and meeting and meeting.draft:
        over = hand_over.offer(visit, meeting.path, sheet.made, path=meeting.path)
    kept = visit.record_kept_at(meeting) if meeting and not meeting.draft else None
    context = {
        "sheet": sheet,
        "compared": corrections.compared(j.change for j in sheet.judged),
        "meeting": meeting,
        "offer": over,
        "kept": kept,
        "longest": corrections.MAX_TEXT,
        # The pieces bear the same numbers where the record is edited.
        "numbers": _numbers(found),
        "standing": sum(j.state == "stands" for j in sheet.judged),
    }
    title = visit.said(Bilingual("與會者的訂正", "Corrections"))
    return HtmlPage(
        "desk_corrections", title, context, status, index=False, headers=hand_over.headers(over)
    )
