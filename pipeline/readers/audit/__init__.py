"""The file's own words against the record that a reader made of it: no reader's code is used here."""

__all__ = ["alignment", "passages", "report"]
