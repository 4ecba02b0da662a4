"""What the words of records say of cases: agendas, mentions, keywords, the profile of a case."""

__all__ = [
    "agenda",
    "agenda_items",
    "case_profile",
    "keywords",
    "mentions",
    "passages",
    "weights",
    "word_lists",
]
