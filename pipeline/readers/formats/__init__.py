"""One reader for each format of files."""

__all__ = ["akomantoso", "captions", "docx", "hackmd", "native", "plaintext"]
