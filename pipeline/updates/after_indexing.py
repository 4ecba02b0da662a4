"""What is worked out ahead of readers when an index was made."""

from __future__ import annotations

from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index.indexer import Report
from pipeline.trails import cache
from pipeline.trails.case import steps
from pipeline.trails.case_library import case_library
from pipeline.trails.named_addresses import addresses


def prepare(settings: Settings, report: Report, *, ahead: bool = True) -> None:
    """After an indexing run: let go of what was made of records that changed or went and, `ahead` of
    readers who would wait for them, work out the cases on which they bear."""
    is_new = bool(report.rebuilt or report.changed or report.removed)
    if not is_new and not (ahead and not cache.is_current(settings.data)):
        return
    view = Archive(settings).view()
    shelf = case_library(view)
    if not ahead:
        cache.prune(settings.data, shelf.marks)
        return
    steps(view)
    for meeting in view.public.meetings:
        addresses(view, meeting)
    shelf.keep()
