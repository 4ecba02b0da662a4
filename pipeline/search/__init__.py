"""Exact answers from candidates: counts, rank, facets, snippets, spellings."""

__all__ = ["exact", "measures", "related", "results", "snippets", "spelling", "titles"]
