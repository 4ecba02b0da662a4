"""Running day and night: compression, health, metrics, the log of requests and pages shared by workers; for
the site that is nothing but an archive, never for a host's."""

__all__ = ["compression", "doorman", "garbage", "health", "metrics", "request_log", "shared_pages"]
