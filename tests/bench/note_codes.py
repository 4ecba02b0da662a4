"""Codes of the notes in which the report of an import tells that a label may be wrong or missed."""

DOUBTED = frozenset(
    [
        "account",
        "after-gap",
        "begin-alike",
        "begins-anew",
        "bold-questions",
        "greeting-again",
        "handed-over",
        "introduces-another",
        "label-again",
        "label-in-cell",
        "label-composed",
        "label-without-words",
        "long-speech",
        "near-name",
        "no-sentence",
        "only-names",
        "only-speaker",
        "own-answer",
        "own-look",
        "short-line",
        "speaker-of-heading",
        "speaker-once",
        "thanks-self",
        "unknown-speaker",
        "unlike-speaker",
        "unreadable",
    ]
)
"""Codes of notes that name a label as doubtful."""
MISSED = frozenset(
    [
        "heading-again",
        "name-in-words",
        "nobody-says",
        "not-a-speaker",
        "said-heading",
        "section",
        "unread-names",
    ]
)
"""And of those that say whose words may be missing."""
