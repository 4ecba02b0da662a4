"""Notes from HackMD and other Markdown editors: marks stay, labels and sections become ours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minutes.records.document import split_front
from pipeline.readers.drafting.candidate_names import Candidate, candidate, recognise
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import Span, one_line
from pipeline.readers.drafting.outcome import Imported, Note
from pipeline.readers.drafting.titles import date_within, leading_date
from pipeline.readers.formats.plaintext import ASIDE, report_labels

# Keys that HackMD documents for its YAML head and this project's schema does not have.
_KEYS = {
    "tags",
    "robots",
    "breaks",
    "GA",
    "disqus",
    "slideOptions",
    "langs",
    "dir",
    "image",
    "type",
    "description",
}
_TAGS = re.compile(r"^ {0,3}#{6}\s*tags\s*[:：]", re.MULTILINE | re.IGNORECASE)
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_EXTENSION = re.compile(r"\s*(?::{3,}.*|\[TOC\]|\{%.*%\})\s*$", re.IGNORECASE)
_QUOTE = re.compile(r"\s*>\s?")
_BOLD_NAME = re.compile(
    r"\s*(?:[-*+]\s+)?(?:\*\*|__)([^*_]{1,60}?)(?:\s*[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*[:：])\s*(.*)$"
)


def is_hackmd(text: str) -> bool:
    """Whether the text bears HackMD's own signs: a tags line or its keys in the YAML head."""
    _head, front = split_front(text)
    keys = set(front.data) if front and not front.error else set()
    return bool(_TAGS.search(text)) or bool(keys & _KEYS and "tier" not in keys)


def read_hackmd(text: str, filename: str, notes: tuple[Note, ...] = ()) -> Imported:
    """The transcript in a Markdown note. Emphasis, links and lists stay as they are written."""
    draft = Draft(filename)
    draft.take_over(notes)
    text = draft.cleaned(text)
    head, front = split_front(text)
    if front:
        data = {} if front.error else front.data
        draft.title = str(data["title"]) if isinstance(data.get("title"), str) else None
        draft.date = date_within(str(data.get("date") or ""))
        kept = {"title"} | ({"date"} if draft.date else set())
        rest = [str(key) for key in data if key not in kept] if data else [one_line(head)[:80]]
        if rest:
            draft.drop(
                "yaml-head",
                f"檔頭欄位：{'、'.join(rest)}",
                f"Fields of the head: {', '.join(rest)}",
                1,
            )
    lines = text[len(head) :].split("\n")
    _Note(draft, lines, head.count("\n")).read()
    return draft.finish()


class _Note:
    def __init__(self, draft: Draft, lines: Sequence[str], offset: int) -> None:
        self.draft = draft
        self.lines = lines
        self.offset = offset
        self.block: list[str] = []
        self.fence = ""
        self.begun = False  # a heading or a speech was there
        self.spoken = False
        self.speakers = self._speakers()

    def _speakers(self) -> dict[int, Candidate]:
        found, fence = [], False
        for number, line in enumerate(self.lines):
            if _FENCE.match(line):
                fence = not fence
            if not fence and (c := _candidate(line, number)):
                found.append(c)
        recognised = recognise(found)
        labels = recognised.labels
        report_labels(self.draft, recognised)
        return labels

    def read(self) -> None:
        for number, line in enumerate(self.lines):
            fence = _FENCE.match(line)
            if self.fence or fence:
                self._fenced(line, fence)
            elif number in self.speakers:
                self._flush()
                self.begun = self.spoken = True
                self.draft.speak(self.speakers[number].name)
                if self.speakers[number].rest:
                    self.block.append(self.speakers[number].rest)
            else:
                self._line(number, line)
        self._flush()

    def _fenced(self, line: str, fence: re.Match[str] | None) -> None:
        if not self.fence and fence:
            self._flush()
            self.fence = fence[1][0]
            self.block.append(line)
        else:
            self.block.append(line)
            if fence and fence[1][0] == self.fence:
                self.fence = ""
                self._flush()

    def _line(self, number: int, line: str) -> None:
        at = number + 1 + self.offset
        heading = _HEADING.match(line)
        if not line.strip():
            self._flush()
        elif _TAGS.match(line):
            self._flush()
            self.draft.drop("tags", f"標籤：{one_line(line)}", f"Tags: {one_line(line)}", at)
        elif _EXTENSION.match(line):
            self._flush()
            self.draft.drop(
                "extension",
                f"HackMD 語法：{line.strip()[:80]}",
                f"HackMD syntax: {line.strip()[:80]}",
                at,
            )
        elif heading:
            self._flush()
            self._heading(heading)
        elif _QUOTE.match(line):
            self._quote(line)
        elif ASIDE.fullmatch(line.strip()):
            self._flush()
            self.draft.narrate([Span(line.strip())])
        else:
            if not self.spoken and not self.draft.date and len(line) <= 80:
                self.draft.date = date_within(line)
            self.block.append(line)

    def _heading(self, heading: re.Match[str]) -> None:
        words = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", heading[2].rstrip().rstrip("#"))
        if len(heading[1]) == 1 and not self.begun:
            self.begun = True
            day, title = leading_date(words)
            self.draft.date = day or self.draft.date
            if not self.draft.title:
                self.draft.title = title
                return
            if self.draft.title == title:
                return
        self.draft.section(words)

    def _quote(self, line: str) -> None:
        words = _QUOTE.sub("", line, count=1)
        if words.lstrip().startswith(("（", "(")):
            self._flush()
            self.draft.narrate_markdown(words.strip())
            return
        if self.block and not _QUOTE.match(self.block[-1]):
            self._flush()
        self.block.append(line)

    def _flush(self) -> None:
        if self.block:
            self.draft.say_markdown("\n".join(self.block))
            self.block = []


def _candidate(line: str, number: int) -> Candidate | None:
    bold = _BOLD_NAME.match(line)
    if bold:
        return candidate(f"{bold[1]}：{bold[2]}", number, marked=True)
    heading = _HEADING.match(line)
    if heading:
        # `## 姓名：` is a label; `## 討論：內容` is a section with a colon in it.
        c = (
            candidate(heading[2].rstrip().rstrip("#"), number, marked=True)
            if len(heading[1]) > 1
            else None
        )
        return c if c and not c.rest else None
    return candidate(line, number)
