"""The texts of a generation for the ledger of ids, which is brought up to date before they are read."""

from __future__ import annotations

from contextlib import closing
from functools import partial

from minutes.publication.gate import Gate
from minutes.settings import Settings
from pipeline.history import bookkeeping
from pipeline.history.bookkeeping import Published
from pipeline.index import text_store
from pipeline.index.generation import TEXT, Generation
from pipeline.source.side_files import SideFiles


def keep_history(settings: Settings, sides: SideFiles, gate: Gate, made: Generation) -> None:
    """Write down what became of ids: whoever reads the new texts finds the old addresses, too."""
    with closing(text_store.Store(made.folder / TEXT, made.blocks)) as store:
        published = [
            Published(
                m.id, f"{m.digest[:16]} {made.heads.get(m.id, '')}", partial(store.source, m.id)
            )
            for m in made.meetings
        ]
        bookkeeping.refresh(settings, gate, sides.redirects, published)
