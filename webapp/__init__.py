"""The web site of an archive: `MinutesArchive` mounts it in a Flask app, `create_app` is a site of
its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from webapp.extension import MinutesArchive
    from webapp.standalone import create_app

__all__ = ["MinutesArchive", "create_app"]


def __getattr__(name: str) -> Any:
    """Flask is loaded when the site is asked for: the `minutes` command lives in this package too,
    and a check of one file should not wait for it."""
    if name == "MinutesArchive":
        from webapp.extension import MinutesArchive

        return MinutesArchive
    if name == "create_app":
        from webapp.standalone import create_app

        return create_app
    raise AttributeError(name)
