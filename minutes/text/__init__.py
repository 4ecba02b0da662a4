"""Text as characters: folding, clauses, numerals, forms of labels, word lists, Markdown to safe HTML, personal data, shortening."""

__all__ = [
    "clauses",
    "days",
    "folding",
    "han",
    "label_forms",
    "lists",
    "markup",
    "numerals",
    "personal_data",
    "shortening",
    "typed_marks",
    "word_tables",
]
