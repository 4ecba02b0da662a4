"""What an id, a number or an address of the web names in a view."""

__all__ = ["linked_pages", "short_links", "targets"]
