"""Cuts the body of a transcript into items: every character belongs to exactly one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any, Literal

from minutes.text import markup

MOST_ITEMS = 10_000
"""Items of a record; the largest of 793 real ones has 2,000 lines. What follows is one narrative."""
ItemType = Literal["speech", "narrative", "section", "heading"]
_HEADING = re.compile(r"^ {0,3}(#{1,6})(?!#)(.*)$", re.S)
_HASHTAG = re.compile(r"^ {0,3}#(?!#)\S")  # "#1 - We provide …" and its like are words
_QUOTE = re.compile(r"^ {0,3}>")
_NARRATIVE = re.compile(r"^[>\s]*[\\*_]*[(（]")
_FENCE = re.compile(r"^ {0,3}(`{3,}(?![^\n]*`)|~{3,})")
_BREAK = re.compile(r"^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}\r?$")
_BULLET = re.compile(r"^ {0,3}([-*+])[ \t]+\S")
_INDENTED = re.compile(r"^(?: {2,}|\t)\S")
_WORDS = re.compile(r"[^\s#>*_+`~<-]")  # what begins so is no more than words


# The colons that make a label of a heading, by its level.
_COLONS = {2: ("：",), 3: (":", "：")}


def heading_text(markdown: str) -> str:
    """The words of a heading line as Markdown, without its marks."""
    match = _HEADING.match(markdown.strip("\n"))
    return _without_closing_marks(match.group(2)) if match else markdown.strip()


def _without_closing_marks(text: str) -> str:
    """A heading may end in marks too (`## Title ##`), after a space."""
    text = text.strip()
    bare = text.rstrip("#")
    return bare.rstrip() if bare != text and (not bare or bare[-1].isspace()) else text


def label_name(line: str) -> str | None:
    """The speaker that a label line names (`### X：`, `### X:`, `## X：`), as plain text, or None."""
    match = _HEADING.match(line.removesuffix("\n"))
    if not match:
        return None
    marks, rest = match.groups()
    label = rest.strip().rstrip("#").rstrip()
    if not label.endswith(_COLONS.get(len(marks), ())):
        return None
    return markup.to_line(label[:-1].strip()) or None


def keep_ends(text: str) -> list[str]:
    """Lines with their `\\n`; `str.splitlines` would also cut at U+2028 and its like."""
    return list(StringIO(text, newline="\n"))


@dataclass(slots=True)
class Slice:
    """A piece of a record's body as lines, counted from 0, before its words are read."""

    type: ItemType
    speaker: str | None
    start: int  # first line of the source
    block: int  # first line of the block itself
    end: int  # line after the block
    label: int = -1
    level: int = 0

    @property
    def is_title(self) -> bool:
        return self.type in {"section", "heading"}

    @property
    def is_wordless(self) -> bool:
        """Whether nothing stands below its label."""
        return self.label == self.block


class Slicer:
    """Cuts lines into slices; holds what is said by whom while it reads."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.slices: list[Slice] = []
        self.pending = 0  # first line that belongs to no item yet
        self.speaker: str | None = None
        self.label = -1  # line of the label in force
        self.wordless = -1  # line of a label that has no words yet
        self.headings: dict[str, str | None] = {}  # labels stand there again and again
        self.unclosed: dict[str, int] = {}  # what is known to end nowhere below: mark → its length

    def read(self) -> Iterator[Slice]:
        """The slices as they are found; one more may still be put before them (`run` has all)."""
        at = 0
        while at < len(self.lines):
            before = len(self.slices)
            at = self._step(at) if before < MOST_ITEMS else self._rest(at)
            yield from self.slices[before:]

    def run(self) -> list[Slice]:
        for _ in self.read():
            pass
        self._close_label()
        if self.slices:
            self.slices[-1].end = len(self.lines)
        elif self.lines:
            self.slices.append(Slice("narrative", None, 0, 0, len(self.lines)))
        return self.slices

    def _rest(self, at: int) -> int:
        """All that is left is nobody's, as one item: files from strangers may hold millions of headings."""
        self._close_label()
        self.speaker, self.label = None, -1
        self._add("narrative", at, len(self.lines))
        return len(self.lines)

    def _step(self, at: int) -> int:
        line = self.lines[at]
        if not line.strip():
            return at + 1
        name = self._heading(line)
        if name is not None:
            self._begin(name, at)
            return at + 1
        end = self._block_end(at)
        if self._is_narrative(at, end):
            self._add("narrative", at, end)
        else:
            self.wordless = -1
            self._add("speech", at, end, speaker=self.speaker)
        return end

    def _begin(self, name: str, at: int) -> None:
        """What a line of `#` begins: the words of a speaker, or with no name a part of the record."""
        self._close_label()
        if name:
            self.speaker, self.label, self.wordless = name, at, at
            return
        self.speaker, self.label = None, -1
        marks = self.lines[at].lstrip(" ")
        level = len(marks) - len(marks.lstrip("#"))
        self._add("section" if level == 2 else "heading", at, at + 1, level=level)

    def _is_narrative(self, at: int, end: int) -> bool:
        """Whether a block is said by nobody: a quotation that is no speaker's, or one in brackets; a
        rule; a comment."""
        line = self.lines[at]
        if _WORDS.match(line):
            return False
        if _QUOTE.match(line):
            return self.speaker is None or _NARRATIVE.match(line) is not None
        return _is_break(line) or _is_comment("".join(self.lines[at:end]))

    def _heading(self, line: str) -> str | None:
        """As `_heading_of`, worked out once for each line."""
        if "#" not in line[:4]:
            return None
        if line not in self.headings:
            self.headings[line] = _heading_of(line)
        return self.headings[line]

    def _block_end(self, at: int) -> int:
        line = self.lines[at]
        if _WORDS.match(line):
            return self._while(at, self._continues)
        if _QUOTE.match(line):
            return self._while(at, lambda x: bool(_QUOTE.match(x)))
        if _is_break(line):
            return at + 1
        closed = self._closed_block(at)
        if closed:
            return closed
        end = self._while(at, self._continues)
        bullet = _BULLET.match(line)
        while bullet and (following := self._loose_list(end, bullet.group(1))):
            end = self._while(following, self._continues)
        return end

    def _closed_block(self, at: int) -> int | None:
        """The end of a fenced block or comment that is really closed; an unclosed one is words."""
        line = self.lines[at]
        fence = _FENCE.match(line)
        if fence:
            mark = fence.group(1)
            closing = re.compile(rf"^ {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*\r?$")
            return self._first(mark, at + 1, lambda x: bool(closing.match(x.removesuffix("\n"))))
        if line.lstrip().startswith("<!--"):
            return self._first("<!--", at, lambda x: "-->" in x)
        return None

    def _first(self, mark: str, at: int, ends: Callable[[str], bool]) -> int | None:
        """The line after the first one from `at` on that ends what `mark` began, if any does. What
        was sought in vain is not sought again, nor is a longer fence: files may hold thousands."""
        if len(mark) >= self.unclosed.get(mark[0], len(mark) + 1):
            return None
        found = next((i + 1 for i in range(at, len(self.lines)) if ends(self.lines[i])), None)
        if found is None:
            self.unclosed[mark[0]] = len(mark)
        return found

    def _loose_list(self, end: int, mark: str) -> int | None:
        """Where a list goes on after blank lines, if it does."""
        below = range(end, len(self.lines))
        index = next((at for at in below if self.lines[at].strip()), end)
        if index == end:
            return None
        line = self.lines[index]
        if _INDENTED.match(line):
            return index
        bullet = _BULLET.match(line)
        goes_on = bullet and bullet.group(1) == mark and not _BREAK.match(line)
        return index if goes_on else None

    def _continues(self, line: str) -> bool:
        """Whether a line goes on with the words above it: it is not blank and begins nothing else."""
        if _WORDS.match(line):
            return True
        if not line.strip() or self._heading(line) is not None:
            return False
        return not (_QUOTE.match(line) or _FENCE.match(line) or _is_break(line))

    def _while(self, at: int, test: Any) -> int:
        end = at + 1
        while end < len(self.lines) and test(self.lines[end]):
            end += 1
        return end

    def _add(
        self, kind: ItemType, block: int, end: int, speaker: str | None = None, level: int = 0
    ) -> None:
        label = self.label if speaker is not None else -1
        self.slices.append(Slice(kind, speaker, self.pending, block, end, label, level))
        self.pending = end

    def _close_label(self) -> None:
        """A label that never got words is a speech with empty text, in its own place."""
        if self.wordless < 0:
            return
        line, self.wordless = self.wordless, -1
        owner = len(self.slices)
        while owner and self.slices[owner - 1].end > line:
            owner -= 1
        if owner == len(self.slices):
            self._add("speech", line, line + 1, speaker=self.speaker)
            return
        cut = self.slices[owner]
        self.slices.insert(owner, Slice("speech", self.speaker, cut.start, line, line + 1, line))
        cut.start = line + 1


def _heading_of(line: str) -> str | None:
    """The name on a label, "" for any other heading, None for what is none."""
    if _HASHTAG.match(line) or not _HEADING.match(line.removesuffix("\n")):
        return None
    return label_name(line) or ""


def _is_break(line: str) -> bool:
    return _BREAK.match(line.removesuffix("\n")) is not None


def _is_comment(block: str) -> bool:
    """Whether a block is nothing but HTML comments."""
    at, end = 0, len(block)
    while at < end:
        if block[at].isspace():
            at += 1
        elif block.startswith("<!--", at) and (closed := block.find("-->", at + 4)) >= 0:
            at = closed + 3
        else:
            return False
    return True


def without_mark(lines: list[str]) -> list[str]:
    """The lines without a byte order mark, which is no part of the first line's words."""
    return [lines[0].removeprefix("\ufeff"), *lines[1:]] if lines else lines
