"""What an id, a number or an address of the web names in a view."""

__all__ = [
    "case_subjects",
    "correction_notes",
    "earlier_ids",
    "grounds",
    "linked_pages",
    "own_addresses",
    "renamed_voices",
    "short_links",
    "targets",
    "verification",
]
