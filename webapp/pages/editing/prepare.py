"""`/prepare`: from a Word file or pasted words to a finished record, without a terminal.

Nothing is stored and nothing is changed, so a forged request can do nothing in anybody's name; all
that the page knows travels in its form.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import quote, unquote

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from minutes import clock
from minutes.cases.ballots import THRESHOLD
from minutes.records import terms
from minutes.records.front_matter import TIERS, Bilingual
from minutes.text.lists import omit
from minutes.yaml_text import nested
from pipeline.authoring.form import MAX_FIELD
from pipeline.authoring.preparation import UNFINISHED
from pipeline.authoring.rows.cells import LONGEST
from pipeline.authoring.rows.kinds import kinds
from webapp.lookup import own_addresses, targets
from webapp.pages.desk import access, drafts, hand_over
from webapp.pages.editing import prepare_page
from webapp.pages.editing.findings import by_place, grouped
from webapp.pages.editing.forms import agency_names, menu, place, read_form
from webapp.pages.editing.sheets import Sheet
from webapp.serving import clients, desk_queue, responses
from webapp.serving.kept_answers import CachedResponse
from webapp.serving.visit import HtmlPage, Visit

_MAX_BODY = prepare_page.MAX_UPLOAD + 256 * 1024
_LIMIT = prepare_page.MAX_UPLOAD // 1024 // 1024
_MOST_NOTES = 200
_RETRY_SECONDS = 60
TROUBLE = {
    "busy": Bilingual(
        "現在有別人正在整理檔案，請過一分鐘再試。",
        "Others are preparing files now. Please try again in a minute.",
    ),
    "slow": Bilingual(
        "這個檔案在時限內沒有整理完。網站可能正忙，請過一分鐘再試；還是不行，就拆成較小的檔案，或另存成純文字。",
        "This file was not finished in time. The site may be busy: try again in a minute. If that does not help, split the file, or save it "
        "as plain text.",
    ),
    "failed": Bilingual(
        "這個檔案整理不出來，網站已經記下錯誤。請另存成純文字再試，或告訴管理員。",
        "This file could not be prepared; the error has been recorded. Save it as plain text and try "
        "that, or tell the keeper of the archive.",
    ),
    "large": Bilingual(
        f"檔案或文字太大，上限是 {_LIMIT} MB。Word 檔裡的圖片不會放進紀錄，請先刪掉圖片；純文字請拆成幾個檔案。",
        f"The file or text is too large: the limit is {_LIMIT} MB. Pictures in a Word file do not go "
        "into the record, so delete them first; split plain text into several files.",
    ),
    "nothing": Bilingual("請選一個檔案，或貼上文字。", "Choose a file, or paste the text."),
    "empty": Bilingual(
        "這個檔案是空的，裡面沒有文字。", "This file is empty: there are no words in it."
    ),
    "both": Bilingual(
        "選了檔案，也貼了文字，不知道要整理哪一個：要整理檔案，請清空文字，再選一次檔案；要整理文字，直接再按一次按鈕。",
        "There is a file, and pasted text too. For the file, clear the text and choose the file again; "
        "for the text, press the button once more.",
    ),
    "unfinished": Bilingual(
        "還有要改的地方，所以沒有下載。請看下面的檢查結果。",
        "Something must still be put right, so nothing was downloaded. See the findings below.",
    ),
    "unknown": Bilingual(
        "這個網址不是這個檔案庫裡的紀錄。請到那份紀錄的頁面，把網址列的網址整段複製過來。",
        "This is not the address of a record of this archive. Copy the whole address of the record's page.",
    ),
    "elsewhere": Bilingual("請從本頁送出表單。", "Please send the form from this page itself."),
}


def prepare(visit: Visit, *, keeper: bool) -> HtmlPage | Response:
    """The empty page, a record opened by its address (`?record=`; a draft for a keeper alone), or what
    became of the words that were sent; with `do=file` the file itself if nothing is wrong with it, with
    `do=unfinished` in any case."""
    if request.method != "POST":
        return _opened(visit, visit.args.get("record", "").strip(), keeper=keeper)
    if access.is_elsewhere():
        return _refusal(visit, "elsewhere", 403)
    return _in_turn(visit, partial(_read_form, keeper=keeper), keeper=keeper)


def _opened(visit: Visit, address: str, *, keeper: bool) -> HtmlPage | Response:
    """A record of the archive, by any of its addresses."""
    if not address:
        return _page(visit, Sheet())
    found = _file(visit, address, keeper=keeper)
    if found is None:
        return _refusal(visit, "unknown", 404)
    # As it stands: no reader is to take it for words from elsewhere.
    sent = SentFile(found[1], f"{found[0]}.md", {}, uploaded=True, keeper=keeper)
    return _in_turn(visit, lambda: sent, keeper=keeper)


def _file(visit: Visit, address: str, *, keeper: bool) -> tuple[str, bytes] | None:
    """The id and file of a public record, or for a keeper of a draft."""
    found = own_addresses.locate(visit, _absolute(visit, address))
    if isinstance(found, targets.Record | targets.SpeechTarget):
        return found.meeting.id, visit.view.source(found.meeting)
    ident = unquote(address).rstrip("/").rpartition("/")[2].removesuffix(".md")
    held = drafts.waiting(visit, ident, clock.now()) if keeper else None
    return (ident, held.data) if held else None


def _absolute(visit: Visit, address: str) -> str:
    """An address as browsers show it; a record's name alone stands for its page."""
    if "://" in address:
        return address
    base = visit.base if "://" in visit.base else request.host_url.rstrip("/") + visit.root
    return f"{base}/{quote(address.lstrip('/'), safe='/')}"


def _in_turn(visit: Visit, read: Callable[[], SentFile], *, keeper: bool) -> HtmlPage | Response:
    """The answer, when a place at the desk is free."""
    try:
        with place(keeper=keeper):
            return _prepared(visit, read)
    except desk_queue.Full:
        # To turn many away must cost little.
        desk_queue.let_finish(_MAX_BODY)
        page = responses.render_once(visit, "busy", lambda: _refusal(visit, "busy", 429))
        return _patience(page)


def _prepared(visit: Visit, read: Callable[[], SentFile]) -> HtmlPage | Response:
    """What became of the words that were sent."""
    try:
        sent = read()
    except RequestEntityTooLarge:
        return _refusal(visit, "large", 413)
    if wrong := _unusable(sent):
        return _refusal(visit, *wrong, sent)
    try:
        with prepare_page.turn(clients.address(request.environ), keeper=sent.keeper):
            return _worked(visit, sent)
    except prepare_page.Busy:
        return _patience(responses.render(visit, _refusal(visit, "busy", 429, sent)))


def _worked(visit: Visit, sent: SentFile) -> HtmlPage | Response:
    """The page of the record that the words make, or the record itself."""
    folder = visit.site.settings.transcripts
    issues = [issue.slug for issue in visit.view.snapshot.catalogue.issues]
    try:
        sheet = prepare_page.work(sent.data, sent.filename, sent.fields, folder, visit.lang, issues)
    except prepare_page.TooSlow:
        return _refusal(visit, "slow", 422, sent)
    except prepare_page.Failed:
        return _refusal(visit, "failed", 500, sent)
    return _made_of(visit, sent, sheet)


def _made_of(visit: Visit, sent: SentFile, sheet: Sheet) -> HtmlPage | Response:
    """What the button that was pressed asks of a sheet: its page, or the record as a file."""
    if not sheet.name:
        return _page(visit, replace(sheet, text=sent.text), 422)
    if sent.fields is not None:  # what was said of the file that came first still holds
        sheet = replace(sheet, guessed=sent.guessed, dropped=sent.dropped)
    if sent.do == "unfinished" or (sent.do == "file" and sheet.finished):
        return _download(visit, sheet)
    if sent.do == "file" and not sheet.trouble:
        sheet = replace(sheet, trouble=_say(visit, "unfinished"))
    return _page(visit, sheet, path=_lies_at(visit, sheet.name) if sent.keeper else "")


def _lies_at(visit: Visit, name: str) -> str:
    """Where a draft of this name lies already; "" where none does."""
    held = drafts.waiting(visit, name.removesuffix(".md"), clock.now())
    return held.parsed.meeting.path if held else ""


def _patience(kept: CachedResponse) -> Response:
    """The page that asks for patience, with the seconds for programs to wait."""
    response = responses.bare(kept)
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _unusable(sent: SentFile) -> tuple[str, int] | None:
    """Why what was sent cannot be prepared, and the status that says so."""
    if sent.uploaded and sent.text.strip():
        return "both", 400
    if len(sent.data) > prepare_page.MAX_UPLOAD:
        return "large", 413
    if not sent.data.replace(codecs.BOM_UTF8, b"").strip():
        return ("empty" if sent.uploaded else "nothing"), 400
    return None


@dataclass(frozen=True, slots=True)
class SentFile:
    """What the page's form brought: the bytes to prepare, the name of their file, and all fields where
    they are of a record that was prepared here before. Only a `keeper` is told which drafts there are."""

    data: bytes
    filename: str
    fields: Mapping[str, str] | None
    uploaded: bool
    text: str = ""
    guessed: Sequence[str] = ()
    dropped: Sequence[str] = ()
    do: str = ""
    keeper: bool = False


_NOTHING_SENT = SentFile(b"", "", None, uploaded=False)


def _read_form(*, keeper: bool) -> SentFile:
    """What was sent; too large a form is refused (413)."""
    said, files = read_form(_MAX_BODY)
    text, upload = said.pop("text", ""), files.get("file")
    data, name, uploaded = text.encode("utf-8", "replace"), said.get("name", ""), False
    if upload is not None and upload.filename:
        data, name = upload.stream.read(prepare_page.MAX_UPLOAD + 1), upload.filename
        uploaded = True
    notes = _loaded(said.pop("notes", ""))
    return SentFile(
        data,
        name[:200],
        said if "again" in said and not uploaded else None,
        uploaded,
        text,
        _notes(notes.get("guessed")),
        _notes(notes.get("dropped")),
        said.get("do", ""),
        keeper,
    )


def _loaded(text: str) -> dict[str, object]:
    """A mapping that the page sent with itself; an empty one where it was tampered with."""
    try:
        found = json.loads(text) if len(text) < _MAX_BODY else None
    except (ValueError, RecursionError):
        return {}
    return nested.fields(found)


def _notes(found: object) -> list[str]:
    return list(map(str, found[:_MOST_NOTES])) if isinstance(found, list) else []


def _download(visit: Visit, sheet: Sheet) -> Response:
    """The file; one with errors says so by its name."""
    response = Response(sheet.text.encode("utf-8", "replace"), mimetype="text/markdown")
    mark = "" if sheet.finished else UNFINISHED[visit.lang]
    name = quote(mark + sheet.name, safe="", errors="replace")
    plain = "record.md" if sheet.finished else "unfinished.md"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{name}"
    )
    return response


def _refusal(visit: Visit, what: str, status: int, sent: SentFile = _NOTHING_SENT) -> HtmlPage:
    """The page with the reason why there is no record; all that was typed waits in it."""
    kept = dict(sent.fields or {})
    sheet = Sheet(trouble=_say(visit, what), text=sent.text)
    if kept:
        sheet = replace(sheet, guessed=sent.guessed, dropped=sent.dropped)
    return _page(visit, sheet, status, kept)


def _page(
    visit: Visit,
    sheet: Sheet,
    status: int = 200,
    kept: Mapping[str, str] | None = None,
    *,
    path: str = "",
) -> HtmlPage:
    """The page; `path` is where the file lies among the drafts already."""
    language = visit.language
    offer = hand_over.offer(visit, sheet.name, sheet.text, path=path) if sheet.finished else None
    context = {
        "sheet": sheet,
        "offer": offer,
        "action": visit.at.prepare(),
        "kept": omit(kept or {}, {"do"}),
        "row_kinds": list(kinds("record").values()),
        "menu": partial(menu, visit),
        "tiers": [(t, language.label(terms.TIER, t)) for t in TIERS],
        "kinds": [(k, language.label(terms.KIND, k)) for k in terms.KIND],
        "agencies": agency_names(visit) if sheet.name else [],
        "limit": _LIMIT,
        "longest": MAX_FIELD,
        "longest_cell": LONGEST,
        "beside": by_place(sheet.findings),
        "grouped": grouped(sheet.findings),
        "errors": sheet.errors,
        "warnings": sum(f.severity == "warning" for f in sheet.findings),
        "half": THRESHOLD,
        "notes": json.dumps(
            {"guessed": list(sheet.guessed), "dropped": list(sheet.dropped)}, ensure_ascii=False
        ),
    }
    headers = hand_over.headers(offer)
    return HtmlPage("prepare", _title(visit, sheet), context, status, index=False, headers=headers)


def _title(visit: Visit, sheet: Sheet) -> str:
    """What a screen reader says first when the page comes back."""
    title = visit.said(Bilingual("整理逐字稿", "Prepare a record"))
    if sheet.trouble:
        return visit.said(Bilingual(f"有問題 · {title}", f"Problem · {title}"))
    if not sheet.when:
        return title
    zh = f"{sheet.errors} 個錯誤" if sheet.errors else "沒有錯誤"
    en = f"{sheet.errors or 'no'} error{'' if sheet.errors == 1 else 's'}"
    return f"{visit.said(Bilingual(zh, en))} · {title}"


def _say(visit: Visit, what: str) -> str:
    return TROUBLE[what].get(visit.lang)
