"""Changes to the words of a record: who speaks, what is said, and the way back."""

__all__ = ["speeches", "undo", "voices"]
