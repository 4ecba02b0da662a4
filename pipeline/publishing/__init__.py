"""Drafts become public, and public records are withdrawn; each step may be repeated."""

__all__ = [
    "corrections",
    "invitations",
    "publisher",
    "relabelling",
    "renaming",
    "speakers",
    "withdrawal",
]
