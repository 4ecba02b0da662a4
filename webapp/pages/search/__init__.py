"""The search page."""

__all__ = ["search"]
