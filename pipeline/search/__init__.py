"""Exact answers from candidates: counts, rank, facets, snippets, spellings."""

__all__ = ["exact", "measures", "results", "snippets", "titles", "words"]
