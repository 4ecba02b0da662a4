"""What is worked out ahead of readers when an index was made."""

from __future__ import annotations

from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index.indexer import IndexReport
from pipeline.trails import cache
from pipeline.trails.case import steps
from pipeline.trails.case_library import case_library


def prepare(settings: Settings, report: IndexReport, *, ahead: bool = True) -> None:
    """After an indexing run: let go of what was made of records that changed or went and, `ahead` of
    readers who would wait for them, work out the cases on which they bear."""
    is_behind = ahead and not cache.is_current(settings.data)
    if not (report.made_anything or is_behind):
        return
    view = Archive(settings).view()
    library = case_library(view)
    if not ahead:
        cache.prune(settings.data, library.marks)
        return
    steps(view)
    library.keep()
