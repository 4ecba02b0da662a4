"""Pages of what was: old ids of speeches, revisions of records, their differences."""

__all__ = ["former", "mementos", "relations", "revisions", "verifying"]
