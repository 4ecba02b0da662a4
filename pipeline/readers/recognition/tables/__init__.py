"""Tables as lines: of people who signed, of speeches, forms with the fields of minutes, or anything else."""

__all__: list[str] = []
