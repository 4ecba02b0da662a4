"""Tables of speeches: rows of who speaks and what is said (時間｜發言者｜發言內容), with headings and answers between."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, filterfalse

from minutes.records.head_lines import CHAIRS, is_head_field
from minutes.records.speaker_labels import calling, tidy
from minutes.text import label_forms
from minutes.text.folding import is_han
from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.recognition.lines import Cell, Kind, Line, Row, split
from pipeline.readers.recognition.tables import columns
from pipeline.readers.recognition.tables.flat_rows import on_one_line

_LONGEST_NAME = 30
_LONGEST_HEADING = 40
_MOST_COLUMNS = 5  # number, time, name, office, words
_SENTENCES = (
    1 / 3
)  # of what is said ends or parts sentences; a column of letters or numbers has none
_WHOLE = 1 / 3  # of the rows name who speaks: words may go on in rows below
_LONG = 10  # Han characters in a cell where no punctuation is typed
_SENTENCE = re.compile(rf"[。！？!?；;，,]|{label_forms.ENGLISH_END}")


def names_speech(row: Row) -> bool:
    """Whether a row names the columns of who speaks and of the words: 發言者｜發言內容."""
    told = (columns.column(row, columns.SPEAKER), columns.column(row, columns.SAID))
    return len(set(told)) > 1 and None not in told


def speeches(rows: Sequence[Row], place: int, draft: Draft) -> list[Line] | None:
    """Rows of speaker and words, perhaps with a time; None where the columns are something else."""
    table = _by_heading(rows) or _by_words(rows)
    if table is None:
        return None
    draft.guess(
        "table-of-speeches",
        "表格的一欄當作發言者，一欄當作他說的話",
        "One column of a table was read as who speaks, another as what is said",
    )
    table.tell_times(draft)
    table.tell_columns(draft)
    draft.consume(*table.headings())
    return list(table.lines(place))


# -- which columns ---------------------------------------------------------------------------------


def _by_heading(rows: Sequence[Row]) -> _Speeches | None:
    head, *body = rows
    named = columns.column(head, columns.SPEAKER)
    others = [Cell() if at == named else cell for at, cell in enumerate(head)]
    said = columns.column(others, columns.SAID)
    if named is None or said is None:
        return None
    return _Speeches.of(head, body, named, said)


def _by_words(rows: Sequence[Row]) -> _Speeches | None:
    """By what stands in the columns, below a heading or without one."""
    head = rows[0]
    body = rows[columns.is_heading(head) :]
    whole = list(filter(_is_whole, body))
    width = max(map(len, body), default=0)
    if not all((1 < width <= _MOST_COLUMNS, len(body) > 1, len(whole) >= _WHOLE * len(body))):
        return None
    held = [[columns.cell_of(row, at).words for row in whole] for at in range(width)]
    named = next((at for at, words in enumerate(held) if _are_names(words)), None)
    if named is None:
        return None
    others = filter(named.__ne__, range(width))
    said, *rest = sorted(others, key=lambda at: _letters_said(held[at]), reverse=True)
    fits = (
        _are_said(held[said]),
        not _are_names(held[said]),
        all(map(columns.is_number, chain.from_iterable(map(held.__getitem__, rest)))),
    )
    return _Speeches.of(head, body, named, said) if all(fits) else None


def _is_whole(row: Row) -> bool:
    """Whether more than one cell of a row has words."""
    return len(columns.filled(row)) > 1


def _letters_said(words: Sequence[str]) -> int:
    """How much stands in a column, besides times."""
    return sum(map(len, filterfalse(label_forms.is_clock, words)))


def _are_said(words: Sequence[str]) -> bool:
    """Whether what stands in a column is said: sentences, or long enough; no letters, offices, numbers."""
    told = list(filter(None, words))
    sentences = sum(map(bool, map(_SENTENCE.search, told)))
    long = sum(map(_is_long, told))
    return max(sentences, long) >= _SENTENCES * len(told)


def _is_long(word: str) -> bool:
    return sum(map(is_han, word)) >= _LONG


def _are_names(words: Sequence[str]) -> bool:
    told = list(map(_without_colon, filter(None, words)))
    like = filter(partial(_is_like_name, Counter(told)), told)
    mostly = len(told) > 1 and 2 * len(list(like)) > len(told)
    return mostly and not any(map(is_head_field, told))


def _without_colon(word: str) -> str:
    return word.rstrip(":： ")


def _is_like_name(times: Mapping[str, int], word: str) -> bool:
    """Whether a word of a column, in which each stands so many times, looks like a name, or comes back."""
    again = times[word] > 1
    fits = (len(word) <= _LONGEST_NAME, again or word.casefold() not in CHAIRS)
    named = (calling(word) is not None, again and not columns.is_number(word))
    return all(fits) and any(named)


# -- what its rows say -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Speeches:
    """A table of speeches: the rows below its heading, the columns of who speaks and what is said, and those in
    which somebody answers, with their names."""

    head: Row
    body: Sequence[Row]
    named: int
    said: int
    replies: Mapping[int, str]

    @classmethod
    def of(cls, head: Row, body: Sequence[Row], named: int, said: int) -> _Speeches:
        """The table with these columns."""
        others = sorted(set(range(len(head))) - {named, said})
        answers = (at for at in others if _holds_replies(head[at], body, at))
        return cls(head, body, named, said, {at: tidy(head[at].words) for at in answers})

    def headings(self) -> list[str]:
        """The words that name the columns of who speaks and what is said, where the first row is no speech, and what
        stands in rows that name them again."""
        named = (self.named, self.said) if self._has_heading() else ()
        first = [columns.cell_of(self.head, at).words for at in named]
        return first + [cell.words for row in filter(self._heads, self.body) for cell in row]

    def _has_heading(self) -> bool:
        return self.head not in self.body[:1]

    def _heads(self, row: Row) -> bool:
        """Whether a row names the columns once more, as on each page."""
        return self._has_heading() and all(
            self._says_as_head(row, at) for at in (self.named, self.said)
        )

    def _says_as_head(self, row: Row, at: int) -> bool:
        return columns.cell_of(row, at).words == columns.cell_of(self.head, at).words

    def tell_times(self, draft: Draft) -> None:
        """Say how many rows bear a time."""
        times = sum(map(_bears_time, self.body))
        if times:
            draft.drop(
                "times",
                f"表格裡 {times} 列的時間",
                f"The times of {plural(times, 'row')} of a table",
            )

    def tell_columns(self, draft: Draft) -> None:
        """Say which columns are not in the record: 單位 beside the name of whoever speaks."""
        read = {self.named, self.said, *self.replies}
        below = filterfalse(self._heads, self.body)
        columns.tell_others((self.head, *filterfalse(self._between, below)), read, draft)

    def lines(self, place: int) -> Iterator[Line]:
        """The lines of all rows, counted from a place; whoever spoke goes on where no name stands, until a heading."""
        speaker: str | None = None
        for counted, row in enumerate(self.body, place):
            if self._heads(row):
                continue
            number = row[0].place or counted
            between = self._between(row)
            if _goes_on(row, between, speaker):
                yield from _said_by(speaker, row[0], number)
            elif between:
                yield _of_nobody(between, number)
                speaker = None if _is_heading(between) else speaker
            else:
                named = _without_colon(tidy(columns.cell_of(row, self.named).words))
                speaker = speaker if label_forms.DITTO.fullmatch(named) else named
                yield from self._spoken(row, number, speaker)

    def _between(self, row: Row) -> Cell | None:
        """The one cell of a row that is no speech: a wide one, or one that stands in another column."""
        first, *more = columns.filled(row) or [Cell()]
        noted = _REMARK.fullmatch(first.words)
        apart = any((first.wide > 1, noted, not columns.cell_of(row, self.said).words))
        return first if first.words and apart and not more else None

    def _spoken(self, row: Row, number: int, speaker: str | None) -> Iterator[Line]:
        yield from _said_by(speaker, columns.cell_of(row, self.said), number)
        for column, heading in self.replies.items():
            yield from _reply(columns.cell_of(row, column), heading, number)


_REMARK = re.compile(r"[（(][^（()）]+[)）]")


def _said_by(speaker: str | None, cell: Cell, number: int) -> Iterator[Line]:
    return (replace(line, speaker=speaker) for line in split(cell.spans, number))


def _goes_on(row: Row, cell: Cell | None, speaker: str | None) -> bool:
    """Whether a line without any bar stands among the rows of a typed table, and goes on with what somebody says."""
    if cell is None or speaker is None:
        return False
    signs = (
        len(row) == 1,
        cell.wide == 1,
        cell.place > 0,
        _SENTENCE.search(cell.words),
        not cell.words.startswith(("（", "(")),
    )
    return all(signs)


def _holds_replies(heading: Cell, body: Sequence[Row], column: int) -> bool:
    """Whether somebody answers in a column what is said: 機關回應."""
    words = [columns.cell_of(row, column).words for row in body]
    return columns.REPLY.fullmatch(heading.words) is not None and _are_said(words)


def _bears_time(row: Row) -> bool:
    return any(label_forms.is_clock(cell.words) for cell in row)


def _is_heading(cell: Cell) -> bool:
    signs = (
        len(cell.words) <= _LONGEST_HEADING,
        not _SENTENCE.search(cell.words),
        cell.words[0] not in "（(",
    )
    return all(signs)


def _of_nobody(cell: Cell, place: int) -> Line:
    """A row that is one cell: a heading, or what nobody says."""
    kind: Kind = "heading" if _is_heading(cell) else "aside"
    return Line(on_one_line(cell.spans), place, kind, 2)


def _reply(cell: Cell, heading: str, place: int) -> Iterator[Line]:
    """An answer, said by whom its lines name, else by the heading of its column."""
    speaker = heading
    for line in split(cell.spans, place):
        cut = next(filter(_names_somebody, label_forms.cuts(line.text)), None)
        speaker = tidy(cut.name) if cut else speaker
        yield replace(line, speaker=speaker, spans=line.after(cut.at) if cut else line.spans)


def _names_somebody(cut: label_forms.Cut) -> bool:
    return calling(tidy(cut.name)) is not None
