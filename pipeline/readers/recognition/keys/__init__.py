"""Keys in a transcript that say whom its letters or colours mean."""

__all__: list[str] = []
