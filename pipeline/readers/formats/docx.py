"""A stenographer's Word file: names, headings, numbers, tables and notes become speeches and sections."""

from __future__ import annotations

import re

from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.outcome import Imported
from pipeline.readers.formats import packages
from pipeline.readers.formats.packages import local
from pipeline.readers.formats.word.document import MAIN, WANTED, WordDocument, no_word_file
from pipeline.readers.recognition.source import Source
from pipeline.readers.recognition.transcript import write

_NOT_SHOWN = {"del", "moveFrom", "Fallback", "rt", "txbxContent"}
_TEXT = re.compile(r"\w")


def read_docx(data: bytes, filename: str) -> Imported:
    """The transcript in a Word file.

    ImportProblem where it is encrypted, damaged, too large or no Word file.
    """
    content = packages.parts(data, WANTED)
    if not any(map(MAIN.fullmatch, content)):
        raise no_word_file()
    draft = Draft(filename)
    source = Source(draft)
    WordDocument(content, source).read()
    draft.expect(_length(content) - source.counts["hidden characters"])
    write(source.named_beside(), draft, source.unit)
    source.close()
    return draft.finish()


def _length(content: dict[str, bytes]) -> int:
    """Letters and digits of the body as the file itself has them, without what changes took away."""
    main = next(filter(MAIN.fullmatch, sorted(content)))
    words = 0
    for element in packages.parsed(content[main]).iter():
        if local(element) == "t" and "wordprocessingml" in element.tag:
            shown = not any(local(above) in _NOT_SHOWN for above in element.iterancestors())
            words += sum(map(str.isalnum, element.text or "")) if shown else 0
    return words
