"""The addresses of the site: built here, understood here."""

__all__ = ["building", "pull_requests", "reporting", "repositories", "site_addresses"]
