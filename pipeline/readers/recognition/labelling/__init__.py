"""What decides whether the first words of a line name who speaks."""

__all__: list[str] = []
