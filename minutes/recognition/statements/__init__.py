"""Single statements within an item or a turn: replies with their day, several cases in one turn,
what a ballot came to."""

__all__ = ["replies", "several_cases", "spoken_results"]
