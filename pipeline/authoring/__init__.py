"""Writing records and issue files: prepared from uploads, adopted, scaffolded, proposed."""

__all__ = ["adoption", "form", "preparation", "scaffold", "trail_proposals"]
