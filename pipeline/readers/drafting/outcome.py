"""What a reader hands back: the transcript, and what it had to guess or leave out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal["line", "paragraph", "caption"]
_UNITS: dict[Unit, str] = {"line": "行", "paragraph": "段", "caption": "段字幕"}


def place(number: int, unit: Unit = "line") -> tuple[str, str]:
    """A place in the source, counted from 1, in Chinese and English: 第 7 行, line 7."""
    return f"第 {number} {_UNITS[unit]}", f"{unit} {number}"


@dataclass(frozen=True, slots=True)
class ImportNote:
    """One thing a person should look at: a stable code, and words in both languages, which name
    the place too."""

    code: str
    what_zh: str
    what_en: str


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """A paragraph, line or caption at its place in a file, as the file itself has it."""

    place: int
    unit: Unit
    words: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A passage of the source, and what of its letters is neither in the record nor said to be left out."""

    passage: SourcePassage
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """Letters and digits: of the source as the file itself has them, of the record with its heading and labels,
    and what is lost."""

    source: int
    record: int
    lost: tuple[Lost, ...] = ()

    @property
    def letters(self) -> int:
        """How many letters are lost."""
        return sum(len(piece) for one in self.lost for piece in one.pieces)


@dataclass(frozen=True, slots=True)
class Imported:
    """A foreign file as this project's Markdown, with a report.

    `speakers` counts the speeches (paragraphs) of each label in order of first appearance;
    `guessed` is what was inferred, `dropped` what stood in the source and is not in `markdown`, and
    `left_out` the words of that; `count` compares both letter by letter, where the format lets itself be counted.
    """

    markdown: str
    title: str | None
    date: date | None
    speakers: tuple[tuple[str, int], ...]
    guessed: tuple[ImportNote, ...]
    dropped: tuple[ImportNote, ...]
    left_out: tuple[str, ...] = ()
    count: Count | None = None


class ImportProblem(Exception):
    """A file that cannot be imported; `code` is for programs, `zh` and `en` tell people why."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en


def missing_extra(package: str) -> ImportProblem:
    """The problem to raise where an optional library is not installed."""
    command = "pip install 'minutes-archive[import]'"
    return ImportProblem(
        "missing-library",
        f"讀這種檔案需要 {package}，請先執行：{command}",
        f"Reading this kind of file needs {package}. Install it with: {command}",
    )


def listed(notes: Mapping[str, Sequence[ImportNote]]) -> tuple[ImportNote, ...]:
    """The notes by their codes, of each the first ones; of the others how many there are, and what they quote."""
    out: list[ImportNote] = []
    for code, same in notes.items():
        out += same[:_SAME_CODE]
        others = same[_SAME_CODE:]
        names = list(dict.fromkeys(filter(None, map(_quoted, others))))[:_MOST_NAMES]
        zh, en = f"另有 {len(others)} 處相同", f"and {len(others)} more of the same kind"
        told = (f"：{'、'.join(names)}", f": {', '.join(names)}") if names else ("", "")
        out += [ImportNote(code, zh + told[0], en + told[1])] * bool(others)
    return tuple(out)


def _quoted(note: ImportNote) -> str:
    """What a note says first of all: 「王示範」後面沒有發言."""
    found = _QUOTED.match(note.what_zh)
    return found[1] if found else ""


_QUOTED = re.compile("「([^」]{1,40})」")
_MOST_NAMES = 100
_SAME_CODE = 30  # a report that a person reads to its end
