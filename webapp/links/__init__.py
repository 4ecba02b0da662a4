"""The addresses of the site: built here, understood here."""

__all__ = ["building", "reporting", "repositories", "site_addresses"]
