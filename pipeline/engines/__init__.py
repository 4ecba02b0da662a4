"""Search engines behind one protocol. Outside this room an engine is but a name in the settings."""

__all__ = ["best_speeches", "brute_force", "fetched_texts", "protocol", "registry", "shard_folder"]
