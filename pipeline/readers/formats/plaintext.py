"""Plain text with `姓名：` or `Name:` lines, and what stands before the first of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from minutes.records.head_lines import is_head_field
from pipeline.readers.drafting.candidate_names import Candidate, Recognised, candidate, recognise
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import Span, one_line
from pipeline.readers.drafting.outcome import Imported, ImportProblem, Note, Unit, place, plural
from pipeline.readers.drafting.titles import date_within

ASIDE = re.compile(r"[（(][^（）()]*[）)]\s*")
_SENTENCE_END = re.compile(r"[。！？!?.…」』”\"）)：:]\s*$")
_DATE_FIELD = re.compile(r"\s*(?:會議)?(?:日期|時間)\s*[:：]|\s*(?:date|time)\s*:", re.IGNORECASE)
_HEAD_LINES = 40
_MOST_NAMES = 40  # in one note of the report


def read_plaintext(
    text: str, filename: str, notes: tuple[Note, ...] = (), *, known: bool = True
) -> Imported:
    """The transcript in plain text.

    A paragraph ends at an empty line, at a new speaker, and at a line that ends a sentence. With
    `known=False` (the suffix says nothing) text without a single speaker is an unknown format.
    """
    draft = Draft(filename)
    draft.take_over(notes)
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
    found = recognise([c for i, line in enumerate(lines) if (c := candidate(line, i))])
    report_labels(draft, found)
    return found.labels


def report_labels(
    draft: Draft,
    found: Recognised,
    line_of: Callable[[int], int] = lambda line: line + 1,
    unit: Unit = "line",
) -> None:
    """Say which names were taken on weak signs, and which `X：` were left in the text. `line_of`
    turns a candidate's line into what a person would count."""
    if found.doubtful:
        zh, en = _listed(found.doubtful, line_of, unit)
        draft.guess(
            "speaker-once",
            f"當作發言者，請確認：{zh}",
            f"Taken as speakers; please check: {en}",
        )
    if found.left:
        zh, en = _listed(found.left, line_of, unit)
        draft.guess(
            "not-a-speaker",
            f"有冒號但不當作發言者，後面的話算前一位的：{zh}",
            f"Have a colon but were not taken as speakers; their words stay with the one before: {en}",
        )


def _listed(
    found: Sequence[Candidate], line_of: Callable[[int], int], unit: Unit
) -> tuple[str, str]:
    """The names with their first line and number of times, in both languages."""
    lines: dict[str, list[int]] = {}
    for c in found:
        lines.setdefault(c.name, []).append(line_of(c.line))
    zh, en = [], []
    for name, at in list(lines.items())[:_MOST_NAMES]:
        first_zh, first_en = place(at[0], unit)
        many = len(at) > 1
        zh.append(f"{name}（{first_zh}{f'起，共 {len(at)} 處' if many else ''}）")
        en.append(f"{name} ({first_en}{f', {len(at)} times' if many else ''})")
    more = len(lines) - _MOST_NAMES
    if more > 0:
        zh.append(f"另有 {more} 個")
        en.append(f"and {more} more")
    return "、".join(zh), ", ".join(en)


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
                f"Taken as narratives: {plural(self.asides, 'line')} wholly in brackets",
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
        is_field = bool(field and is_head_field(field[1]))
        if not draft.title and used == 0 and not is_field and _is_title(line):
            draft.title, used = line, number + 1
            draft.guess(
                "title",
                f"第一行當作標題：{line}",
                f"The first line was taken as the title: {line}",
                number + 1,
            )
        day = date_within(line)
        if day and not draft.date and (_DATE_FIELD.match(line) or is_field or len(line) <= 40):
            draft.date = day
            draft.guess(
                "date",
                f"日期 {day} 取自「{line[:60]}」",
                f"The date {day} was taken from “{line[:60]}”",
                number + 1,
            )
    return used


def _is_title(line: str) -> bool:
    return (
        len(line) <= 80
        and not re.search(r"[。！？!?；;，]|https?://", line)
        and not ASIDE.fullmatch(line)
    )
