"""What is worked out ahead of readers when an index was made."""

from __future__ import annotations

from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index.indexer import WORTH_TWO, Report
from pipeline.trails import cache
from pipeline.trails.case import steps
from pipeline.trails.case_library import case_library


def prepare(settings: Settings, report: Report, *, ahead: bool = True) -> None:
    """After an indexing run: let go of what was made of records that changed or went and, `ahead` of
    readers who would wait for them, work out all trails where much has changed. What a few changed
    records bring is quickly worked out when it is asked for."""
    worth = ahead and (
        report.rebuilt or report.changed >= WORTH_TWO or not cache.is_current(settings.data)
    )
    if not (worth or report.rebuilt or report.changed or report.removed):
        return
    view = Archive(settings).view()
    shelf = case_library(view)
    if worth:
        steps(view)
        shelf.keep()
    else:
        cache.prune(settings.data, {m.id: shelf.mark(m) for m in view.public.meetings})
