"""The front page, the page about the archive, files for machines."""

__all__ = ["about", "home", "machine_files"]
