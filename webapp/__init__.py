"""The web site of an archive: `MinutesArchive` mounts it in a Flask app, `create_app` is a site of
its own."""

from __future__ import annotations

from webapp.extension import MinutesArchive
from webapp.standalone import create_app

__all__ = ["MinutesArchive", "create_app"]
