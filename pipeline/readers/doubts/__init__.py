"""Signs in a finished record that words under one speaker may be another's, whatever layout the file had."""

__all__: list[str] = []
