"""Plain text, with labels in any form: `姓名：`, 【姓名】, a time and a name, a name and a tab."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from minutes.text.label_forms import is_clock
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.outcome import Imported, ImportNote, ImportProblem
from pipeline.readers.recognition.lines import Line, bare, bounded
from pipeline.readers.recognition.numbered_lines import without_line_numbers
from pipeline.readers.recognition.page_ends import PAGE_END, without_page_ends
from pipeline.readers.recognition.tables.typed_tables import typed_speeches
from pipeline.readers.recognition.transcript import write
from pipeline.readers.recognition.unnamed_voices import ARROWS

_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})[ \t]+(?P<words>\S.*?)[ \t#]*")
_FEWEST_HEADINGS = 2  # before # is taken as what marks headings in Markdown
_SENTENCE_END = re.compile(r"[。！？!?.…」』”\"）)\]］】：:]\s*$")


def read_plaintext(
    text: str, filename: str, notes: tuple[ImportNote, ...] = (), *, known: bool = True
) -> Imported:
    """The transcript in plain text.

    A paragraph ends at an empty line, at a new speaker, and at a line that ends a sentence. With
    `known=False` (the suffix says nothing) text without a single speaker is an unknown format.
    """
    draft = Draft(filename)
    draft.take_over(notes)
    text = PAGE_END.join(map(draft.cleaned, text.split(PAGE_END)))
    quoted = _unquoted(bounded(text.split("\n")))
    rows = without_page_ends(without_line_numbers(quoted, draft), draft)
    typed = typed_speeches(rows, draft)
    recognised = write(list(_with_rows(_lines(rows), typed)), draft)
    if not known and not recognised.labels and not typed:
        raise ImportProblem(
            "unknown-format",
            "看不出這是什麼格式，也找不到「姓名：」開頭的行。",
            "This is in no known format, and no line begins with “Name:”.",
        )
    return draft.finish()


def _unquoted(rows: Sequence[str]) -> Sequence[str]:
    """The rows without the > that mails put before each line which they quote, where most are quoted; before empty
    lines too, which tells them from arrows before the words of somebody else."""
    marked = list(filter(_QUOTED.match, rows))
    if 2 * len(marked) <= len(list(filter(str.strip, rows))) or all(map(ARROWS.match, marked)):
        return rows
    return [_QUOTED.sub("", row) for row in rows]


_QUOTED = re.compile(r"\s{0,3}(?:>[ \t]?)+")


def _with_rows(lines: Iterable[Line], typed: Mapping[int, Sequence[Line]]) -> Iterator[Line]:
    """The lines, with those of typed tables in their places."""
    for line in lines:
        yield from typed.get(line.place - 1, (line,))


def _lines(rows: Sequence[str]) -> Iterator[Line]:
    """The lines that hold words; one that follows no end of a sentence goes on in its paragraph, on the next page
    too."""
    headings = _headings(rows)
    gap = ended = True
    for number, row in enumerate(rows, 1):
        if row == PAGE_END:
            continue
        words = row.strip("\ufeff \t\r\u3000")
        if number in headings:
            yield headings[number]
        elif words:
            yield bare(row.strip("\ufeff\r"), number, fresh=gap or ended, gap=gap)
        ended = number in headings or is_clock(words) or bool(_SENTENCE_END.search(words))
        gap = not words


def _headings(rows: Sequence[str]) -> dict[int, Line]:
    """The headings of notes that were written in Markdown and saved as text, by their line."""
    found = ((number, _HEADING.fullmatch(row.rstrip())) for number, row in enumerate(rows, 1))
    made = {
        number: bare(heading["words"], number, kind="heading", level=len(heading["marks"]))
        for number, heading in found
        if heading
    }
    return made if len(made) >= _FEWEST_HEADINGS else {}
