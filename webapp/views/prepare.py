"""`/prepare`: from a Word file or pasted words to a finished record, without a terminal.

Nothing is stored and nothing is changed, so a forged request can do nothing in anybody's name; all
that the page knows travels in its form.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from urllib.parse import quote

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.wrappers import Response

from minutes import vocabulary
from minutes.front import TIERS
from pipeline.prepare import FORM_FIELDS, MAX_FIELD, Form
from webapp import workbench
from webapp.visit import Page, Visit
from webapp.workbench import Sheet

_MAX_BODY = workbench.MAX_UPLOAD + 256 * 1024
TROUBLE = {
    "busy": (
        "現在有別人正在整理檔案，請過一分鐘再試。",
        "Others are preparing files now. Please try again in a minute.",
    ),
    "slow": (
        "這個檔案花的時間太久，無法整理。請拆成較小的檔案，或另存成純文字再試。",
        "This file takes too long. Split it, or save it as plain text, and try again.",
    ),
    "empty": ("請選一個檔案，或貼上文字。", "Choose a file, or paste the text."),
    "elsewhere": ("請從本頁送出表單。", "Please send the form from this page itself."),
}


def prepare(visit: Visit) -> Page | Response:
    """The empty page, or what became of the words that were sent; with `do=file`, the file itself."""
    if request.method != "POST":
        return _page(visit, Sheet())
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return _page(visit, Sheet(trouble=_say(visit, "elsewhere")), 403)
    sent = _read_form()
    data, filename = sent.data, sent.filename
    if not data.strip():
        return _page(visit, Sheet(trouble=_say(visit, "empty")), 400)
    try:
        sheet = workbench.work(
            data, filename, sent.form, visit.site.settings.transcripts, visit.lang
        )
    except workbench.Busy:
        return _page(visit, Sheet(trouble=_say(visit, "busy")), 503)
    except workbench.TooSlow:
        return _page(visit, Sheet(trouble=_say(visit, "slow")), 422)
    if sheet.trouble:
        kept = "" if sent.uploaded else data.decode("utf-8", "replace")
        return _page(visit, Sheet(trouble=sheet.trouble, text=kept, name=filename), 422)
    if sent.download:
        return _download(sheet)
    return _page(visit, sheet)


@dataclass(frozen=True, slots=True)
class Sent:
    """What the page's form brought: the bytes to prepare, the name of their file, the front matter."""

    data: bytes
    filename: str
    form: Form | None
    uploaded: bool
    download: bool


def _read_form() -> Sent:
    """The form that was sent, held in memory alone; too large a one is refused (413).

    An upload comes before pasted words, and its front matter before the form's.
    """
    request.max_content_length = _MAX_BODY
    if (request.content_length or 0) > _MAX_BODY:
        raise RequestEntityTooLarge
    parser = FormDataParser(
        stream_factory=lambda *_, **__: io.BytesIO(),  # Werkzeug's own puts large files on the disk
        max_form_memory_size=_MAX_BODY,
        max_content_length=_MAX_BODY,
        max_form_parts=60,
    )
    _, form, files = parser.parse(
        request.stream, request.mimetype, request.content_length, request.mimetype_params
    )
    said = {
        name: value.replace("\r\n", "\n") for name, value in form.items()
    }  # as browsers send lines
    upload = files.get("file")
    if upload is not None and upload.filename:
        data = upload.stream.read(workbench.MAX_UPLOAD + 1)
        return Sent(data, upload.filename[:200], None, True, False)
    fields = {name: said.get(name, "").strip()[:MAX_FIELD] for name in FORM_FIELDS}
    return Sent(
        said.get("text", "").encode("utf-8", "replace"),
        said.get("name", "")[:200],
        Form(**fields) if "tier" in said else None,
        False,
        said.get("do") == "file",
    )


def _download(sheet: Sheet) -> Response:
    response = Response(sheet.text.encode("utf-8", "replace"), mimetype="text/markdown")
    name = quote(sheet.name, safe="", errors="replace")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"record.md\"; filename*=UTF-8''{name}"
    )
    return response


def _page(visit: Visit, sheet: Sheet, status: int = 200) -> Page:
    language = visit.language
    kinds = [(k, language.label(vocabulary.KIND, k)) for k in vocabulary.KIND]
    tiers = [(t, language.label(vocabulary.TIER, t)) for t in TIERS]
    agencies = visit.view.snapshot.catalogue.agencies
    context = {
        "sheet": sheet,
        "tiers": tiers,
        "kinds": kinds,
        "agencies": sorted({a.name.zh or a.id for a in agencies}) if sheet.text else [],
        "limit": workbench.MAX_UPLOAD // 1024 // 1024,
        "counts": {
            s: sum(f.severity == s for f in sheet.findings) for s in ("error", "warning", "info")
        },
    }
    title = "Prepare a record" if visit.lang == "en" else "整理逐字稿"
    return Page("prepare", title, context, status, index=False)


def _say(visit: Visit, what: str) -> str:
    return TROUBLE[what][visit.lang == "en"]
