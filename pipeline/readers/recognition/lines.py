"""A source as lines: what every format is turned into before anybody asks who speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from minutes.records.speaker_labels import calling
from minutes.text.label_forms import PICTURES
from pipeline.readers.drafting.list_numbers import joined
from pipeline.readers.drafting.markdown_words import TextRun, one_line, plain
from pipeline.readers.drafting.outcome import ImportProblem

MOST_LINES = 40_000
"""Lines of one source: a meeting of eight hours has some 15,000 captions, or 8,000 lines of twenty characters."""
# Whole and half signs each make their own pairs: （播放影片 1) 與 2)） is one remark. A few may stand in a
# row: （播放影片）（影片連結：…）. A bracket may be typed twice at one end: （（播放影片）.
_REMARK = r"(?:[（(](?:[^（）()]++|[（(][^（）()]*+[）)])*+[）)]|（[^（）]*+）"
_REMARK += r"|[（(]{2}[^（）()]*+[）)]|[（(][^（）()]*+[）)]{2})"
# What a quotation or a sentence leaves behind it belongs to it: （播放影片） > （影片結束）。 So does a sign before it, as
# councils write: △（散會）.
SIGNS = r"[\s\u25a0-\u25ff※]*+"
ASIDE = re.compile(rf"{SIGNS}(?:[{PICTURES}]\s*+)*+(?:{_REMARK}\s*+(?:[>＞]\s*+)?){{1,4}}[。.]?")
SOUND = re.compile(r"[\[［]([^\W\d][^\[\]［］]{0,60})[\]］]")
Item = TypeVar("Item")
Kind = Literal["text", "heading", "item", "aside"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a source.

    `place` is what a person would count (a paragraph, a line); `fresh` where it begins a paragraph
    and does not follow a line break; `mark` the number or bullet of a list item as the source shows
    it; `speaker` where the source itself says who speaks (a column of a table, a voice); `gap` where
    an empty line stands before it.
    """

    spans: tuple[TextRun, ...]
    place: int
    kind: Kind = "text"
    level: int = 0
    mark: str = ""
    fresh: bool = True
    speaker: str | None = None
    gap: bool = False
    text: str = field(init=False, compare=False, repr=False)
    """The bare words."""
    words: str = field(init=False, compare=False, repr=False)
    """The bare words without white space at both ends."""

    def __post_init__(self) -> None:
        text = plain(self.spans)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "words", text.strip())

    @property
    def shown(self) -> str:
        """The words with the number that stands before them."""
        return joined(self.mark, self.words)

    @property
    def is_remark(self) -> bool:
        """Whether it is nobody's words, but a remark between them: （掌聲）."""
        return self.kind == "aside" or is_aside(self.words)

    def is_set_off(self) -> bool:
        """Whether all of its words are bold, coloured or highlighted."""
        return all(
            span.strong or span.colour or span.highlighted
            for span in self.spans
            if span.text.strip()
        )

    def leads(self, characters: int, start: int = 0) -> bool:
        """Whether the first so many characters from a start on, and not all, are bold or in a colour of their own."""
        if self.is_set_off() and len({_look(s) for s in self.spans if s.text.strip()}) == 1:
            return False
        set_off = sum(
            len(part.text)
            for part in cut(self.spans, start, characters)
            if part.strong or part.colour
        )
        return set_off >= characters - start > 0

    def after(self, characters: int) -> tuple[TextRun, ...]:
        """Its runs without the first so many characters."""
        return cut(self.spans, characters)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its words, how many columns it spans, and whether it goes on from the row above.

    `place` is its line where a table is typed as lines; else rows are counted from the table's place.
    """

    spans: tuple[TextRun, ...] = ()
    wide: int = 1
    continued: bool = False
    place: int = 0

    @property
    def words(self) -> str:
        """The words on one line."""
        return one_line(plain(self.spans))


Row = Sequence[Cell]


def _look(span: TextRun) -> tuple[bool, str]:
    return span.strong, span.colour


def cut(spans: Sequence[TextRun], start: int, end: int | None = None) -> tuple[TextRun, ...]:
    """The runs between two offsets of their joined words."""
    return tuple(_cut(spans, start, end))


def _cut(spans: Sequence[TextRun], start: int, end: int | None) -> Iterator[TextRun]:
    at = 0
    for span in spans:
        until = None if end is None else max(0, end - at)
        text = span.text[max(0, start - at) : until]
        at += len(span.text)
        if text:
            yield replace(span, text=text)


def split(
    spans: Sequence[TextRun], place: int, kind: Kind = "text", level: int = 0, mark: str = ""
) -> Iterator[Line]:
    """A paragraph as its lines: one more at each line break, but none without words."""
    rows: list[list[TextRun]] = [[]]
    for span in spans:
        first, *more = span.text.split("\n")
        rows[-1].append(replace(span, text=first))
        rows += [[replace(span, text=text)] for text in more]
    for number, row in enumerate(row for row in rows if plain(row).strip()):
        yield Line(tuple(row), place, kind, level, "" if number else mark, fresh=number == 0)


def bare(text: str, place: int, **more: Any) -> Line:
    """A line of plain words."""
    return Line((TextRun(text),), place, **more)


def is_aside(words: str) -> bool:
    """Whether words are a remark in brackets: （笑）, [掌聲]; no name in brackets, which may be a label."""
    sound = SOUND.fullmatch(words)
    return ASIDE.fullmatch(words) is not None or (sound is not None and calling(sound[1]) is None)


def bounded(lines: Sequence[Item]) -> Sequence[Item]:
    """The lines themselves. ImportProblem `too-many-lines` where they are more than one meeting has: each
    is looked at for some tenth of a millisecond, and nobody should wait for minutes."""
    if len(lines) <= MOST_LINES:
        return lines
    raise ImportProblem(
        "too-many-lines",
        f"這個檔案有 {len(lines):,} 行（或段），上限是 {MOST_LINES:,}。請分成幾個檔案，一場會議一個。",
        f"This file has {len(lines):,} lines or paragraphs; the limit is {MOST_LINES:,}. "
        "Split it into several files, one for each meeting.",
    )
