"""What a check says: a problem at a place, and the table of rules with their words in two languages."""

__all__ = ["problem", "rules"]
