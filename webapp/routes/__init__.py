"""Which address leads to which page."""

__all__ = ["editors", "pages", "sharing"]
