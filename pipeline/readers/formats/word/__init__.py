"""A Word file as its parts: package, styles, numbering, paragraphs."""

__all__ = ["document", "numbering", "runs", "styles"]
