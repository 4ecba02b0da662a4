"""One request: the site it asks, what it may see, the response that it gets."""

__all__ = [
    "clients",
    "desk_queue",
    "keepers",
    "kept_answers",
    "responses",
    "routing",
    "site",
    "visit",
]
