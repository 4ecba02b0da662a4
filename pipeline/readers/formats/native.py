"""A file that is in this project's format already: it comes back unchanged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from minutes.records.document import Document, parse, split_front
from pipeline.readers.drafting.heads import read_head
from pipeline.readers.drafting.outcome import Imported, ImportNote
from pipeline.readers.drafting.proposals import note_of, proposals
from pipeline.readers.drafting.titles import dated_stem, leading_date
from pipeline.readers.formats.hackmd import is_hackmd, names_speakers

_HEADING = re.compile(r"# .*\S")
_DATED_HEADING = re.compile(r"# (?:19|20)\d\d-\d\d-\d\d(?!\d)")
_LABEL = re.compile(r"^#{2,3} [^\n]*\S[ \t]*[:：][ \t]*$", re.MULTILINE)


_BYTE_ORDER_MARK = ImportNote(
    "byte-order-mark",
    "檔案開頭的位元組順序記號（BOM）",
    "The byte order mark at the start of the file",
)
_NO_SPEAKERS = ImportNote("no-speakers", "找不到發言者", "No speaker was found")


def is_native(text: str) -> bool:
    """Whether the text is a transcript as this project writes it: a dated heading, or labels."""
    head, _ = split_front(text)
    return not is_hackmd(text) and _is_written_here(text[len(head) :].lstrip(), _front(text))


def _is_written_here(body: str, front: dict[str, object]) -> bool:
    if not _HEADING.match(body):
        return "tier" in front
    labelled = _LABEL.search(body) is not None or bool(front.get("tier"))
    return labelled or (_DATED_HEADING.match(body) is not None and not names_speakers(body))


def _front(text: str) -> dict[str, object]:
    """The fields above the text; none where they cannot be read."""
    _, front = split_front(text)
    return front.data if front and not front.error else {}


def read_native(
    text: str, filename: str, notes: tuple[ImportNote, ...], *, had_mark: bool = False
) -> Imported:
    """The same text, with what it says about itself; one without front matter gets proposals for it."""
    document = parse(text)
    title, day = _head(document, _front(text), filename)
    speeches = Counter(filter(None, (speech.speaker for speech in document.speeches)))
    guessed = (
        *notes,
        *(() if document.front else _proposed(document, day)),
        *(() if speeches else (_NO_SPEAKERS,)),
    )
    dropped = (_BYTE_ORDER_MARK,) * had_mark
    return Imported(text, title, day, tuple(speeches.items()), guessed, dropped)


def _proposed(document: Document, day: date | None) -> Iterator[ImportNote]:
    """What the head tells and what was decided, which could go into front matter."""
    yield from read_head(document).notes
    yield from map(note_of, proposals(document, day))


def _head(
    document: Document, front: dict[str, object], filename: str
) -> tuple[str | None, date | None]:
    """Title and day: of the front matter before those of the file's name and of the heading."""
    heading_day, heading = leading_date(document.heading or "")
    file_day, file_title = dated_stem(filename)
    own_day, _ = leading_date(_words(front, "date"))
    titles = (_words(front, "title"), heading, file_title)
    days = (own_day, file_day, heading_day)
    return next(filter(None, titles), None), next(filter(None, days), None)


def _words(front: dict[str, object], field: str) -> str:
    return str(front.get(field) or "")
