"""A meeting as the items that it goes through: where each is called up, how far it goes, and where the
meeting comes back to it."""

__all__ = [
    "called_back",
    "calls_before",
    "floor",
    "headings",
    "held_meetings",
    "item",
    "items",
    "parts",
    "worths",
]
