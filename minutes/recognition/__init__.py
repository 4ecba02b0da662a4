"""What the words of records say of cases: agendas, mentions, keywords, the profile of a case."""

__all__ = [
    "agenda",
    "allusions",
    "ballot_results",
    "called_names",
    "case_profile",
    "keywords",
    "mentions",
    "named_rulings",
    "names",
    "passages",
    "proposals",
    "rulings",
    "statements",
    "weights",
    "word_lists",
]
