"""Pages of the web, as word processors, editors and programmes for meetings save a transcript."""

__all__: list[str] = []
