"""Wordings beside each other: how alike, what became of what, what differs, what was taken out."""

__all__ = [
    "alignment",
    "changes",
    "difference",
    "former_words",
    "protection",
    "quotations",
    "rereading",
]
