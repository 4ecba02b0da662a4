"""YAML from strangers: read within bounds, faults explained, validated, written so that lines stay."""

__all__ = ["errors", "nested", "reading", "slips", "validating", "writing"]
