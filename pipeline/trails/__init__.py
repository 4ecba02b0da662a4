"""Cases worked out from a view: their records, votes, hosts; and the one face of a case."""

__all__ = [
    "agenda",
    "cache",
    "case",
    "case_library",
    "inferences",
    "known_cases",
    "named_addresses",
    "stations",
]
