"""What is cited and must last: ids of speeches, short ids, redirects, references, addresses of the web."""

__all__ = [
    "fates",
    "likeness",
    "record_names",
    "redirects",
    "references",
    "short_ids",
    "speech_ids",
    "web_addresses",
]
