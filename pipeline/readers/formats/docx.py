"""A stenographer's Word file: names, headings, numbers, tables and notes become speeches and sections."""

from __future__ import annotations

from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.outcome import Imported
from pipeline.readers.formats import packages
from pipeline.readers.formats.word.document import MAIN, WANTED, WordDocument, no_word_file
from pipeline.readers.recognition.source import Source
from pipeline.readers.recognition.transcript import write


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
    write(source.named_beside(), draft, source.unit)
    source.close()
    return draft.finish()
