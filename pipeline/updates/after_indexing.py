"""An index that is brought up to date, with what is worked out of it ahead of readers."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from minutes import clock
from minutes.settings import Settings
from pipeline.archive.archive import Archive, view_of
from pipeline.archive.snapshot import View
from pipeline.index import indexer
from pipeline.index.generation import Generation
from pipeline.index.indexer import IndexReport
from pipeline.source import traces
from pipeline.trails import cache
from pipeline.trails.case import steps
from pipeline.trails.case_library import case_library
from pipeline.updates import pushed_rows, unanswered

_log = logging.getLogger("minutes.updates")


def refresh(settings: Settings, *, ahead: bool = True, **options: Any) -> IndexReport:
    """Bring the index up to date, as `indexer.refresh` does with the same options, let go of what was
    made of records that changed or went, and of what was searched for in vain more than a week ago, and,
    `ahead` of readers, work out the cases. Readers are shown a new generation when that is done: the first
    of them would wait for it, in each process. What is kept of a push that was taken over before is forgotten then."""
    in_use = traces.kept_push(settings.data).taken_over
    try:
        report = _refresh(settings, ahead=ahead, **options)
        if in_use:
            pushed_rows.forget(settings.data, in_use)
        return report
    finally:
        unanswered.forget(settings.data, clock.now().date())


def _refresh(settings: Settings, *, ahead: bool, **options: Any) -> IndexReport:
    if not ahead:
        report = indexer.refresh(settings, **options)
        if report.made_anything:
            cache.prune(settings.data, case_library(Archive(settings).view()).fingerprints)
        return report
    report = indexer.refresh(settings, make_ready=partial(_make_ready, settings), **options)
    is_behind = report.made_anything or not cache.is_current(settings.data)
    if is_behind and not report.ready:
        _work_out(Archive(settings).view())
    return report


def _make_ready(settings: Settings, made: Generation) -> bool:
    """Work out the cases of a generation; False where that failed."""
    try:
        _work_out(view_of(settings, made))
    except Exception:  # whatever is wrong with cases keeps no record from its readers
        _log.exception("the cases are worked out when readers are there")
        return False
    return True


def _work_out(view: View) -> None:
    steps(view)
    case_library(view).keep()
