"""A question as data: the parser that never raises, its tree, and what facts restrict it."""

__all__ = [
    "agency_names",
    "parser",
    "periods",
    "restrictions",
    "rows",
    "tree",
    "vocabulary",
    "wording",
]
