"""What all readers share: heads, titles, names, and the draft that comes out."""

__all__ = [
    "candidate_names",
    "draft",
    "encoding",
    "heads",
    "markdown_words",
    "outcome",
    "people",
    "proposals",
    "said",
    "titles",
]
