"""Exact answers from candidates: counts, rank, facets, snippets, spellings."""

__all__ = ["exact", "results", "snippets", "spelling", "titles"]
