"""Words to search by instead: spelled otherwise, said beside one, or within one that finds nothing."""

__all__ = ["known_words", "related", "spelling"]
