"""What the records of one view say of cases: agendas and whose items they are, results of ballots,
records around a case, and the words as they are written."""

__all__ = [
    "agendas",
    "case_rulings",
    "evidence",
    "host_readings",
    "named_by_meetings",
    "own_speeches",
    "quoting",
    "related_records",
    "selections",
    "standings",
    "vote_results",
]
