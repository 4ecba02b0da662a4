"""Pages of meetings and speeches."""

__all__ = [
    "beside",
    "browse",
    "calendar",
    "meeting",
    "old_addresses",
    "page_fingerprints",
    "speech",
    "transcript",
]
