"""What is wrong with files, for the person who wrote them: found, reported, repaired."""

__all__ = ["inspection", "repairs", "report", "rules", "validation"]
