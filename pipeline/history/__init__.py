"""The history of an archive: which versions git knows, what became of each speech's id, and which of
that the public may see."""

__all__ = [
    "bookkeeping",
    "condition",
    "earlier",
    "guards",
    "ledger",
    "resolution",
    "tombstones",
    "versions",
    "withheld",
    "wordings",
    "written",
]
