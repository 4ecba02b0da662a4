"""Generations on disk: texts and tokens of public records, made anew when files change."""

__all__ = [
    "generation",
    "head_fingerprints",
    "indexer",
    "missing_files",
    "text_store",
    "withdrawn_copies",
    "word_counts",
]
