"""Drafts become public, and public records are withdrawn; each step may be repeated."""

__all__ = [
    "corrections",
    "invitations",
    "plan",
    "publisher",
    "relabelling",
    "renaming",
    "speakers",
    "tombstone_file",
    "withdrawal",
]
