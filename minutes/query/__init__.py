"""A question as data: the parser that never raises, its tree, and what facts restrict it."""

__all__ = [
    "agency_names",
    "ordinals",
    "parser",
    "periods",
    "places",
    "restrictions",
    "tree",
    "vocabulary",
]
