"""Text as characters: folding, numerals, Markdown to safe HTML, personal data, shortening."""

__all__ = [
    "days",
    "folding",
    "lists",
    "markup",
    "numerals",
    "personal_data",
    "shortening",
    "typed_marks",
]
