"""The whole archive to download: a list of the files, and each of them as a stream."""

from __future__ import annotations

import threading

from flask import request
from werkzeug.wrappers import Response

from minutes.settings import ArchiveSettings
from pipeline.archive.snapshot import View
from pipeline.export import bulk
from webapp.pages import errors
from webapp.serving.visit import Page, Reply, Visit

_lock = threading.Lock()
_sums: dict[str, bytes] = {}
_KEPT = 4


def overview(visit: Visit) -> Reply:
    """What can be downloaded."""
    return Page(
        "api_data", visit.language.text("Bulk data"), {"files": bulk.FILES, "sums": bulk.SUMS}
    )


def file(visit: Visit, file: str) -> Reply | Response:
    """One file of the export, made while it is sent."""
    view, archive = visit.view, visit.archive
    mark = bulk.fingerprint(view, archive)
    if file == bulk.SUMS:
        return _opened(Response(_summed(mark, view, archive), mimetype="text/plain"), mark)
    export = next((e for e in bulk.FILES if e.name == file), None)
    if export is None:
        return errors.missing(visit, file)
    pieces = export.write(view, archive)  # nothing is made before it is sent
    response = Response(pieces, mimetype=export.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{export.name}"'
    return _opened(response, f"{mark[:40]}-{export.name}")


def _summed(mark: str, view: View, archive: ArchiveSettings) -> bytes:
    """The list of digests, made once for each state of the archive."""
    with _lock:
        if mark not in _sums:
            while len(_sums) >= _KEPT:
                _sums.pop(next(iter(_sums)))
            _sums[mark] = bulk.sums(view, archive)
        return _sums[mark]


def _opened(response: Response, mark: str) -> Response:
    """Any page may fetch it; who has it already is told so."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(mark)
    response.make_conditional(request.environ, accept_ranges=False)
    return response
