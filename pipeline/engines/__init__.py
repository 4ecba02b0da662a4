"""Search engines behind one protocol. No module outside this room names one of them."""

__all__ = ["brute_force", "protocol", "registry", "shard_folder"]
