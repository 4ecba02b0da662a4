"""The pages for people: one module for each, in a folder for each subject."""

__all__ = [
    "cases",
    "desk",
    "editing",
    "errors",
    "history",
    "home",
    "people",
    "records",
    "search",
    "sharing",
]
