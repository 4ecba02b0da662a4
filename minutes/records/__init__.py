"""The format of a record: front matter, document, items, titles, labels, terms. Everything begins here."""

__all__ = [
    "case_numbers",
    "document",
    "front_matter",
    "front_matter_edit",
    "head_lines",
    "model",
    "redaction",
    "slicer",
    "speaker_labels",
    "terms",
    "titles",
    "vocabulary",
]
