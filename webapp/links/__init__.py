"""The addresses of the site: built here, understood here."""

__all__ = ["building", "repositories", "site_addresses"]
