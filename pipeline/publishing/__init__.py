"""Drafts become public, and public records are withdrawn; each step may be repeated."""

__all__ = ["plan", "publisher", "renaming", "tombstone_file", "withdrawal"]
