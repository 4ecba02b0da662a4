"""What leaves in bulk: files for machines, always within what is public."""

__all__ = ["bulk", "kept_files", "public_references"]
