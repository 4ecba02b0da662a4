"""Pages of agencies and speakers."""

__all__ = ["agencies", "speakers"]
