"""The checks of one file or folder, one module for each subject, in one table."""

__all__ = ["characters", "issues", "labels", "side_files", "table"]
