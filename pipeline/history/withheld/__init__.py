"""Words that must not be read any more or not yet, and the other records that said them once: what is
withdrawn, redacted or held in one record stands in no other one's history."""

__all__ = ["known_names", "sources", "telling"]
