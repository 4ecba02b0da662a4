"""When something may be seen: the gate, the window of corrections, office days, the schedule."""

__all__ = [
    "announcements",
    "case_days",
    "correction_notes",
    "correction_window",
    "gate",
    "not_yet",
    "office_calendar",
    "preview_links",
    "schedule",
    "withdrawn_records",
    "withdrawn_words",
]
