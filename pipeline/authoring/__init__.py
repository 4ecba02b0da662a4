"""Writing records and issue files: prepared from uploads, adopted, scaffolded, proposed."""

__all__ = [
    "adoption",
    "desk_form",
    "desk_round",
    "form",
    "issue_files",
    "issue_proposals",
    "preparation",
    "rows",
    "scaffold",
    "trail_proposals",
    "waiting",
    "words",
]
