"""Pages for those who prepare records."""

__all__ = ["hooks", "prepare", "prepare_issue", "status"]
