"""The checks of one file, in the order in which a person would want to hear of them."""

from pipeline.checks import (
    body,
    characters,
    confirmation,
    front,
    labels,
    links,
    naming,
    privacy,
    votes,
)
from pipeline.checks.base import Check, Context, Subject

CHECKS: tuple[Check, ...] = (
    naming.name,
    characters.encoding,
    characters.odd_characters,
    confirmation.guesses,
    front.required,
    front.dates,
    front.title_facts,
    front.agencies,
    front.attendance,
    front.sessions,
    front.window,
    votes.per_voter,
    votes.ballots,
    votes.released,
    links.front_links,
    links.references,
    links.attachments,
    links.body_links,
    labels.headings,
    labels.spacing,
    labels.names,
    labels.words_without_speaker,
    labels.labels_as_words,
    body.emptiness,
    body.narratives,
    body.off_record,
    body.html,
    privacy.personal_data,
)

__all__ = ["CHECKS", "Check", "Context", "Subject"]
