"""The whole archive to download: a list of the files, and each of them as a stream."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from flask import request, send_file
from werkzeug.wrappers import Response

from minutes.settings import ArchiveSettings
from pipeline.archive.snapshot import View
from pipeline.export import bulk, kept_files
from webapp.pages import errors
from webapp.serving.visit import HtmlPage, Reply, Visit

_lock = threading.Lock()
_sums: dict[str, bytes] = {}
_KEPT = 4
_EXPORTS = {export.name: export for export in (*bulk.FILES, bulk.SUMS_FILE)}


def overview(visit: Visit) -> Reply:
    """What can be downloaded."""
    return HtmlPage(
        "api_data", visit.language.text("Bulk data"), {"files": bulk.FILES, "sums": bulk.SUMS}
    )


def file(visit: Visit, file: str) -> Reply | Response:
    """One file of the export: as it lies ready, whole or in parts, or made while it is sent."""
    export = _EXPORTS.get(file)
    if export is None:
        return errors.missing(visit, file)
    view, archive = visit.view, visit.archive
    fingerprint = f"{bulk.fingerprint(view, archive)[:40]}-{file}"
    kept = kept_files.find(view, archive, visit.site.settings.data, file, _wanted_encodings())
    if kept is not None:
        return _lying_ready(kept, export, fingerprint)
    pieces = (
        _summed(fingerprint, view, archive)
        if export is bulk.SUMS_FILE
        else export.write(view, archive)
    )
    # Passed through: otherwise all of it is made to tell its length, for HEAD and 304 as well.
    response = Response(pieces, mimetype=export.media_type, direct_passthrough=True)
    _name(response, export)
    response.set_etag(fingerprint)
    return _opened(response.make_conditional(request.environ, accept_ranges=False))


def _wanted_encodings() -> tuple[str, ...]:
    """The encodings that the reader takes, the dearest to the reader first, else the smallest."""
    weight = request.accept_encodings.quality
    return tuple(sorted(filter(weight, kept_files.ENDINGS), key=weight, reverse=True))


def _lying_ready(kept: kept_files.KeptFile, export: bulk.Export, fingerprint: str) -> Response:
    """A file that was made beforehand, encoded so."""
    response = send_file(
        kept.path,
        mimetype=export.media_type,
        conditional=True,
        etag=f"{fingerprint}{kept.encoding and ':'}{kept.encoding}",
        last_modified=kept.path.stat().st_mtime,
    )
    if kept.encoding:
        response.headers["Content-Encoding"] = kept.encoding
    response.vary.add("Accept-Encoding")
    _name(response, export)
    return _opened(response)


def _name(response: Response, export: bulk.Export) -> None:
    if export is not bulk.SUMS_FILE:
        response.headers["Content-Disposition"] = f'attachment; filename="{export.name}"'


def _summed(fingerprint: str, view: View, archive: ArchiveSettings) -> Iterator[bytes]:
    """The list of digests, made once for each state of the archive, and only for who reads it."""
    with _lock:
        if fingerprint not in _sums:
            while len(_sums) >= _KEPT:
                _sums.pop(next(iter(_sums)))
            _sums[fingerprint] = bulk.sums(view, archive)
        made = _sums[fingerprint]
    yield made


def _opened(response: Response) -> Response:
    """Any page may fetch it; who has it already is told so."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, no-cache"
    return response
