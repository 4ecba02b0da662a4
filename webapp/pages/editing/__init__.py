"""Pages for those who prepare records."""

__all__ = ["hooks", "prepare", "status"]
