"""The JSON API: operations, their shapes, and their description."""

__all__ = ["http_routes", "limits"]
