"""What is wrong with files, for the person who wrote them: found, reported, repaired."""

__all__ = ["head_words", "inspection", "masked_names", "repairs", "report", "rules", "validation"]
