"""Plain text with `姓名：` or `Name:` lines, and what stands before the first of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.readers.draft import Draft
from pipeline.readers.names import (
    HEAD_FIELDS,
    Candidate,
    candidate,
    is_chair_field,
    named,
    speakers_among,
)
from pipeline.readers.outcome import Imported, ImportProblem, Note
from pipeline.readers.titles import date_within
from pipeline.readers.wording import Span, one_line

ASIDE = re.compile(r"[（(][^（）()]*[）)]\s*")
_SENTENCE_END = re.compile(r"[。！？!?.…」』”\"）)：:]\s*$")
_DATE_FIELD = re.compile(r"\s*(?:會議)?(?:日期|時間)\s*[:：]|\s*(?:date|time)\s*:", re.IGNORECASE)
_HEAD_LINES = 40


def read_plaintext(
    text: str, filename: str, notes: tuple[Note, ...] = (), *, known: bool = True
) -> Imported:
    """The transcript in plain text.

    A paragraph ends at an empty line, at a new speaker, and at a line that ends a sentence. With
    `known=False` (the suffix says nothing) text without a single speaker is an unknown format.
    """
    draft = Draft(filename)
    for note in notes:
        draft.guess(note.code, note.what_zh, note.what_en, note.where)
    lines = draft.cleaned(text).split("\n")
    speakers = recognised(lines, draft)
    if not known and not speakers:
        raise ImportProblem(
            "unknown-format",
            "看不出這是什麼格式，也找不到「姓名：」開頭的行。",
            "This is in no known format, and no line begins with “Name:”.",
        )
    _Lines(draft, speakers).read(lines)
    return draft.finish()


def recognised(lines: Sequence[str], draft: Draft) -> dict[int, Candidate]:
    """Line number (from 0) → the speaker's label on it. What was doubtful is reported."""
    found = [c for i, line in enumerate(lines) if (c := candidate(line, i))]
    taken, doubtful, left = speakers_among(found)
    labels: dict[int, Candidate] = {}
    for c in found:
        if c.name in taken and not (not labels and is_chair_field(c)):
            labels[c.line] = c
    report_labels(draft, [c for c in doubtful if c.line in labels], left)
    return labels


def report_labels(draft: Draft, doubtful: Sequence[Candidate], left: Sequence[Candidate]) -> None:
    """Say which names were taken though they occur once, and which `X：` were left in the text."""
    if doubtful:
        names = named(c.name for c in doubtful)
        draft.guess(
            "speaker-once",
            f"只出現一次，當作發言者：{names}",
            f"Occur only once and were taken as speakers: {names}",
            f"line {doubtful[0].line + 1}",
        )
    if left:
        names = named(c.name for c in left)
        draft.guess(
            "not-a-speaker",
            f"有冒號但不當作發言者：{names}",
            f"Have a colon but were not taken as speakers: {names}",
            f"line {left[0].line + 1}",
        )


class _Lines:
    def __init__(self, draft: Draft, speakers: dict[int, Candidate]) -> None:
        self.draft = draft
        self.speakers = speakers
        self.paragraph: list[str] = []
        self.asides = 0

    def read(self, lines: Sequence[str]) -> None:
        first = min(self.speakers, default=len(lines))
        body = take_head(lines[:first], self.draft)
        for number in range(body, len(lines)):
            self._line(number, lines[number].strip())
        self._flush()
        if self.asides:
            self.draft.guess(
                "asides",
                f"{self.asides} 行整行在括號裡，當作旁白",
                f"{self.asides} lines stand wholly in brackets and were taken as narratives",
            )

    def _line(self, number: int, line: str) -> None:
        label = self.speakers.get(number)
        if label:
            self._flush()
            self.draft.speak(label.name)
            line = label.rest
        if not line:
            self._flush()
        elif ASIDE.fullmatch(line):
            self._flush()
            self.draft.narrate([Span(line)])
            self.asides += 1
        else:
            self.paragraph.append(line)
            if _SENTENCE_END.search(line):
                self._flush()

    def _flush(self) -> None:
        if self.paragraph:
            self.draft.say([Span("\n".join(self.paragraph))])
            self.paragraph = []


def take_head(lines: Sequence[str], draft: Draft) -> int:
    """Take title and date from the lines before the first speech; the number of lines used up."""
    used = 0
    for number, raw in enumerate(lines[:_HEAD_LINES]):
        line = one_line(raw.lstrip("\ufeff"))
        if not line:
            continue
        field = re.match(r"([^:：]{1,12})[:：]", line)
        is_field = bool(field and field[1].strip().casefold() in HEAD_FIELDS)
        if not draft.title and used == 0 and not is_field and _is_title(line):
            draft.title, used = line, number + 1
            draft.guess(
                "title",
                f"第一行當作標題：{line}",
                f"The first line was taken as the title: {line}",
                f"line {number + 1}",
            )
        day = date_within(line)
        if day and not draft.date and (_DATE_FIELD.match(line) or is_field or len(line) <= 40):
            draft.date = day
            draft.guess(
                "date",
                f"日期 {day} 取自「{line[:60]}」",
                f"The date {day} was taken from “{line[:60]}”",
                f"line {number + 1}",
            )
    return used


def _is_title(line: str) -> bool:
    return (
        len(line) <= 80
        and not re.search(r"[。！？!?；;，]|https?://", line)
        and not ASIDE.fullmatch(line)
    )
