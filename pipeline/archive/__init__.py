"""An archive opened for reading: snapshots, and the view that the public has of one moment."""

__all__ = ["archive", "per_view", "snapshot"]
