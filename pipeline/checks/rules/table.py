"""The checks of one file, in the order in which a person would want to hear of them."""

from pipeline.checks import spoken_claims
from pipeline.checks.rules import (
    body,
    characters,
    file_names,
    front_matter,
    head_slips,
    links,
    names,
    votes,
)
from pipeline.checks.rules.labels import headings, lost_labels
from pipeline.checks.rules.subject import Check, Context, Subject

CHECKS: tuple[Check, ...] = (
    file_names.name,
    characters.encoding,
    characters.odd_characters,
    head_slips.guesses,
    front_matter.required,
    front_matter.dates,
    front_matter.title_facts,
    front_matter.agencies,
    front_matter.helpers,
    front_matter.attendance,
    front_matter.sessions,
    front_matter.window,
    head_slips.cut_values,
    head_slips.unread_notes,
    head_slips.tasks,
    head_slips.own_words,
    head_slips.dates_twice,
    votes.per_voter,
    votes.ballots,
    votes.released,
    spoken_claims.reports,
    spoken_claims.results,
    links.front_links,
    links.references,
    links.attachments,
    links.body_links,
    headings.headings,
    headings.spacing,
    headings.names,
    headings.words_without_speaker,
    lost_labels.labels_as_words,
    lost_labels.names_at_edges,
    headings.silence,
    names.one_character_off,
    names.once_among_many,
    body.size,
    body.lost_asterisks,
    body.emptiness,
    body.narratives,
    body.off_record,
    body.html,
    body.personal_data,
)

__all__ = ["CHECKS", "Check", "Context", "Subject"]
