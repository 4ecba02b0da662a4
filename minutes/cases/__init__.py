"""A case as data: its trail and gaps, ballots, dossier, network, openness and follow-up."""

__all__ = [
    "ballots",
    "claims",
    "dossier",
    "follow_up",
    "gaps",
    "network",
    "openness",
    "quarters",
    "trail",
]
