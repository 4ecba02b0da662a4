"""What the records of one view say of cases: agendas and whose items they are, results of ballots,
records around a case, and the words as they are written."""

__all__ = [
    "agendas",
    "evidence",
    "quoting",
    "related_records",
    "spelled_agencies",
    "vote_results",
]
