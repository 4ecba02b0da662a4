"""Keeping a running archive current: pulled, watched, and warmed after indexing."""

__all__ = ["after_indexing", "backup", "pull", "unanswered", "watch"]
