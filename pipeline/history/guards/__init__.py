"""What was ever taken out to protect somebody, known again wherever it comes back: by the ids of its words, by
marks of their letters, and also where a branch took it out."""

__all__ = ["guarded", "lately", "names", "sides", "traces"]
