"""The public records of one moment, the voices in them, and the series they belong to."""

__all__ = ["public_view", "series", "twin_speeches", "voices"]
