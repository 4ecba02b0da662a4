"""A file that is in this project's format already: it comes back unchanged."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from minutes.records.document import Document, parse, split_front
from pipeline.readers.drafting.heads import read_head
from pipeline.readers.drafting.outcome import Imported, ImportNote
from pipeline.readers.drafting.titles import dated_stem, leading_date
from pipeline.readers.formats.hackmd import is_hackmd, names_speakers

_HEADING = re.compile(r"# .*\S")
_DATED_HEADING = re.compile(r"# (?:19|20)\d\d-\d\d-\d\d(?!\d)")
_LABEL = re.compile(r"^#{2,3} [^\n]*\S[ \t]*[:：][ \t]*$", re.MULTILINE)


def is_native(text: str) -> bool:
    """Whether the text is a transcript as this project writes it: a dated heading, or labels."""
    if is_hackmd(text):
        return False
    head, front = split_front(text)
    body = text[len(head) :].lstrip()
    if not _HEADING.match(body):
        return bool(front and not front.error and "tier" in front.data)
    if _LABEL.search(body) or (front and front.data.get("tier")):
        return True
    return bool(_DATED_HEADING.match(body)) and not names_speakers(body)


def read_native(
    text: str, filename: str, notes: tuple[ImportNote, ...], *, had_mark: bool = False
) -> Imported:
    """The same text, with what it says about itself."""
    document = parse(text)
    title, day = _head(document, filename)
    speeches = Counter(i.speaker for i in document.items if i.type == "speech" and i.speaker)
    guessed = [*notes, *(() if document.front else read_head(document).notes)]
    if not speeches:
        guessed.append(ImportNote("no-speakers", "找不到發言者", "No speaker was found"))
    mark = ImportNote(
        "byte-order-mark",
        "檔案開頭的位元組順序記號（BOM）",
        "The byte order mark at the start of the file",
    )
    return Imported(
        text, title, day, tuple(speeches.items()), tuple(guessed), (mark,) if had_mark else ()
    )


def _head(document: Document, filename: str) -> tuple[str | None, date | None]:
    data = document.front.data if document.front and not document.front.error else {}
    heading_date, heading = leading_date(document.heading or "")
    file_date, file_title = dated_stem(filename)
    own_title = str(data["title"]) if data.get("title") else ""
    own_date = leading_date(str(data.get("date") or ""))[0]
    return own_title or heading or file_title or None, own_date or file_date or heading_date
