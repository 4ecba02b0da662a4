"""The `minutes` command, one module for each group of commands."""

__all__ = []
