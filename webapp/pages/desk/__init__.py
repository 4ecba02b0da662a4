"""The desk of those who keep the archive: what waits, whom to ask, and handing files over."""

__all__ = [
    "access",
    "corrections",
    "draft",
    "hand_over",
    "invitation",
    "newcomer",
    "overview",
]
