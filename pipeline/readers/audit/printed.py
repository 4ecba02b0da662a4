"""The words of a PDF, line by line, as the library that opens it gives them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pipeline.readers.audit.passages import CountedPassage
from pipeline.readers.printed_pages import forget, printed_pages


def printed_passages(data: bytes) -> Iterator[CountedPassage]:
    """Each printed line, counted from the first page on."""
    lines = chain.from_iterable(map(str.splitlines, printed_pages(data)))
    forget()
    for number, line in enumerate(lines, 1):
        yield CountedPassage(number, "line", line)
