"""The languages of the interface, and the words of the field in them."""

__all__ = ["foreign_words", "glossary", "language", "publication_day", "stages"]
