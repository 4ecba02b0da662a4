"""The words of a PDF, line by line, as the library that opens it gives them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pipeline.readers.audit.passages import CountedPassage


def printed_passages(data: bytes) -> Iterator[CountedPassage]:
    """Each printed line, counted from the first page on."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        pages = (
            document[number].get_textpage().get_text_range() for number in range(len(document))
        )
        lines = chain.from_iterable(map(str.splitlines, pages))
        for number, line in enumerate(lines, 1):
            yield CountedPassage(number, "line", line)
    finally:
        document.close()
