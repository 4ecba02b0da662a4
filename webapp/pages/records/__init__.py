"""Pages of meetings and speeches."""

__all__ = ["browse", "calendar", "meeting", "old_addresses", "speech", "transcript"]
