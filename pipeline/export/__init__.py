"""What leaves as files: bulk data for machines, papers for meetings, always within what is public."""

__all__ = ["agenda_paper", "bulk", "kept_files", "papers", "public_references"]
