"""The lists of a head as rows that people fill in: which there are, how they are shown, how they are written back."""

__all__ = ["cells", "entries", "fields", "kinds", "splices"]
