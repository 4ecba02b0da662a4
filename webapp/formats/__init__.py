"""Formats of the field: citations, Dublin Core, JSON-LD, Atom, iCalendar, sitemaps."""

__all__ = [
    "atom",
    "bibliography",
    "citation",
    "follow_up_files",
    "icalendar_files",
    "page_metadata",
    "revision_feed",
    "sitemaps",
]
