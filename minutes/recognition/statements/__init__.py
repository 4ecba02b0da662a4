"""Single statements within an item or a turn: hosts, replies with their day, several cases in one turn,
what a ballot came to, what a sentence rules."""

__all__ = [
    "asked_agencies",
    "called_numbers",
    "corrections",
    "host_statements",
    "named_numbers",
    "release_clauses",
    "replies",
    "several_cases",
    "shares",
    "short_names",
    "spoken_results",
    "unvoted",
    "verdicts",
]
