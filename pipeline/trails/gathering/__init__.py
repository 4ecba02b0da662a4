"""The steps in which one case is put together: what is known of it, how long it is followed, and the entries of its
trail."""

__all__ = ["entries", "followed_case", "gathered_entries", "known_case"]
