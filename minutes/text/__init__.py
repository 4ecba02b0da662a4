"""Text as characters: folding, numerals, Markdown to safe HTML, personal data, shortening."""

__all__ = ["folding", "markup", "numerals", "personal_data", "shortening"]
