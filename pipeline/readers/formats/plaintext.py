"""Plain text, with labels in any form: `姓名：`, 【姓名】, a time and a name, a name and a tab."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.outcome import Imported, ImportNote, ImportProblem
from pipeline.readers.recognition.lines import Line, bare
from pipeline.readers.recognition.transcript import write

_SENTENCE_END = re.compile(r"[。！？!?.…」』”\"）)：:]\s*$")


def read_plaintext(
    text: str, filename: str, notes: tuple[ImportNote, ...] = (), *, known: bool = True
) -> Imported:
    """The transcript in plain text.

    A paragraph ends at an empty line, at a new speaker, and at a line that ends a sentence. With
    `known=False` (the suffix says nothing) text without a single speaker is an unknown format.
    """
    draft = Draft(filename)
    draft.take_over(notes)
    text = draft.cleaned(text)
    draft.expect(sum(map(str.isalnum, text)))
    recognised = write(list(_lines(text.split("\n"))), draft)
    if not known and not recognised.labels:
        raise ImportProblem(
            "unknown-format",
            "看不出這是什麼格式，也找不到「姓名：」開頭的行。",
            "This is in no known format, and no line begins with “Name:”.",
        )
    return draft.finish()


def _lines(rows: Sequence[str]) -> Iterator[Line]:
    """The lines that hold words; one that follows no end of a sentence goes on in its paragraph."""
    gap = ended = True
    for number, row in enumerate(rows, 1):
        words = row.strip("\ufeff \t\r\u3000")
        if words:
            yield bare(row.strip("\ufeff\r"), number, fresh=gap or ended, gap=gap)
        ended = bool(_SENTENCE_END.search(words))
        gap = not words
