"""Notes from HackMD and other Markdown editors: marks stay, labels and sections become ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, compress, count

from minutes.records.document import split_front
from minutes.records.speaker_labels import calling
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun, one_line
from pipeline.readers.drafting.outcome import Imported, ImportNote
from pipeline.readers.drafting.titles import date_within, leading_date
from pipeline.readers.formats.notes.rows import QUOTE, SIGNED_ANYWHERE, one_way, quotations
from pipeline.readers.recognition import attendance, foot
from pipeline.readers.recognition.keys import legends
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.label_report import report_labels
from pipeline.readers.recognition.labels import recognise
from pipeline.readers.recognition.lines import ASIDE, MOST_LINES, Line, bare, bounded, is_aside
from pipeline.readers.recognition.sections import Section, sections
from pipeline.readers.recognition.tables.typed_tables import typed_speeches
from pipeline.readers.recognition.transcript import tell_legend, tell_section
from pipeline.readers.recognition.unnamed_voices import ARROWS, behind_arrows

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
_EMOJI = re.compile(r"^(\s*):[a-z0-9_+-]{2,40}:\s*(?=\S)")
_UNDERLINE = re.compile(r" {0,3}(?:={3,}|-{3,})\s*$")
_BOLD_NAME = re.compile(
    r"\s*(?:(?:[-*+]|\d{1,3}[.)、])\s+)?(?:\*\*|__)([^*_]{1,60}?)(?:\s*[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*([（(][^（）()*]{1,40}[）)])?\s*[:：])\s*(.*)$",
    re.S,  # a cell of a table may hold several paragraphs
)
_REMARK = re.compile(
    r"\s*(?:待確認|待查|備?註|編按|按|note|todo)\s*[:：]", re.I
)  # of whoever took the note
_BRACKETED_ITEM = re.compile(
    r"^[-*+]\s+(?=[*_]{0,3}[（(])"
)  # - （休息） among the speeches of a list
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)、])\s")
# **王示範** alone, or with a time or a bracket behind it: **王示範** *14:30*
_BOLD_ROW = re.compile(
    r"\s*(?:[-*+]\s+)?(?P<mark>\*\*|__)(?P<name>[^*_]{1,60})(?P=mark)\s*[*`_]?(?P<after>[\d:：()（）\[\] -]{0,24})[*`_]?\s*$"
)


def is_hackmd(text: str) -> bool:
    """Whether the text bears HackMD's own signs: a tags line or its keys in the YAML head."""
    _head, front = split_front(text)
    keys = set(front.data) if front and not front.error else set()
    return bool(_TAGS.search(text)) or bool(keys & _KEYS and "tier" not in keys)


def names_speakers(text: str) -> bool:
    """Whether lines of the text name speakers as notes do: **姓名**：, - 姓名：, [name=姓名]."""
    rows = text.split("\n", MOST_LINES)[:MOST_LINES]
    lines = [_line_of(row, number) for number, row in enumerate(rows, 1)]
    return bool(SIGNED_ANYWHERE.search(text)) or bool(recognise(lines).labels)


def read_hackmd(text: str, filename: str, notes: tuple[ImportNote, ...] = ()) -> Imported:
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
        draft.leave(*head.split("\n"))
        if rest:
            draft.drop(
                "yaml-head",
                f"檔頭欄位：{'、'.join(rest)}",
                f"Fields of the head: {', '.join(rest)}",
                1,
            )
    rows = one_way(_by_arrows(bounded(text[len(head) :].split("\n"))), draft)
    lines = _by_legend(_tabled(rows, draft), draft, head.count("\n"))
    _Note(draft, lines, head.count("\n")).read()
    return draft.finish()


def _by_arrows(rows: Sequence[str]) -> Sequence[str]:
    """The rows; a quotation in no other one (>> 我反對。) begins the words of somebody else where people are named, as in
    captions: of whom it names, or of somebody unknown."""
    blocks = filter(lambda block: all(ARROWS.match(rows[at]) for at in block), quotations(rows))
    begun = set(chain.from_iterable(blocks))
    plain = [ARROWS.sub("", row, count=1) if at in begun else row for at, row in enumerate(rows)]
    labels = (
        recognise([_line_of(row, at) for at, row in enumerate(plain, 1)]).labels if begun else {}
    )
    if not labels:
        return rows
    arrows = [bare(row * (at in begun), at) for at, row in enumerate(rows)]
    unnamed = map(_as_unnamed, behind_arrows(arrows, labels), rows)
    return [plain[at] if at in labels else row for at, row in enumerate(unnamed)]


def _as_unnamed(line: Line, row: str) -> str:
    return f"**？？？**：{line.text}" if line.speaker else row


def _tabled(rows: list[str], draft: Draft) -> list[str]:
    """The rows, in which those of a table of speeches (時間｜發言者｜內容) are speeches."""
    typed = typed_speeches(rows, draft)
    return [_labelled(typed[i]) if i in typed else row for i, row in enumerate(rows)]


def _labelled(lines: Sequence[Line]) -> str:
    """What a row of a table becomes, as a row of a note: **王示範**：大家好."""
    words = "\n\n".join(line.words for line in lines)
    first = lines[0] if lines else bare("", 0)
    lead = f"**{first.speaker}**：" if first.speaker else "## " * (first.kind == "heading")
    return lead + words


def _by_legend(rows: list[str], draft: Draft, offset: int) -> list[str]:
    """The rows, those under a letter (A：…) with the name that the key at the head gives it."""
    lines = [_line_of(row, number) for number, row in enumerate(rows, 1)]
    legend = legends.find(lines)
    if legend is None:
        return rows
    tell_legend(legend, draft, min(legend.lines) + 1 + offset)
    spoken = {index: _labelled([legend.spoken(lines[index], index)]) for index in legend.marks}
    return [spoken.get(index, row) for index, row in enumerate(rows)]


class _Note:
    def __init__(self, draft: Draft, lines: Sequence[str], offset: int) -> None:
        self.draft = draft
        self.lines = lines
        self.offset = offset
        self.block: list[str] = []
        self.fence = ""
        self.begun = False  # a heading or a speech was there
        self.spoken = False
        self.indent = ""  # of the row that named who speaks, whose words stand as far in
        self.foot = range(0)
        self.speakers, self.sections = self._recognised()

    def _recognised(self) -> tuple[dict[int, Candidate], dict[int, Section]]:
        """The rows that name who speaks, and those that end whoever spoke without being headings by their marks."""
        lines, fence = [], False
        top = _top_headings(self.lines)
        for number, row in enumerate(self.lines, 1):
            fence = fence != bool(_FENCE.match(row))
            lines.append(bare("", number) if fence else _line_of(row, number, top=top))
        remarks = compress(count(), map(_is_remark, lines))
        recognised = recognise(lines, apart=attendance.lines_of(lines).union(remarks))
        report_labels(self.draft, recognised, lambda index: index + 1 + self.offset)
        self.foot = foot.of_nobody(lines, recognised.labels)
        foot.without_speaker(lines, self.foot, self.draft, "line")
        unmarked = ((i, one) for i, one in sections(lines, recognised) if lines[i].kind == "text")
        return recognised.labels, dict(unmarked)

    def read(self) -> None:
        for number, row in enumerate(self.lines):
            line = row.removeprefix(self.indent)
            fence = _FENCE.match(line)
            if self.fence or fence:
                self._fenced(line, fence)
            elif number in self.speakers:
                self._flush()
                self.begun = self.spoken = True
                self.indent = row[: len(row) - len(row.lstrip())]
                label = line.removesuffix(self.speakers[number].rest)
                self.draft.speak(self.speakers[number].name, label=label)
                if self.speakers[number].rest:
                    self.block.append(self.speakers[number].rest)
            elif number in self.foot and not _TAGS.match(line):
                self._flush()
                self.draft.narrate([TextRun(line.strip())])
            elif number in self.sections and self.spoken:
                self._section(self.sections[number], number, line)
            else:
                self._line(number, line)
        self._flush()

    def _section(self, section: Section, number: int, line: str) -> None:
        """A line such as 決議：照案通過, whose words are not those of whoever spoke before."""
        tell_section(section, self.draft, number + 1 + self.offset)
        if section.said:
            self._line(number, line)
            return
        self._flush()
        self.draft.section(section.heading)
        self.block += [section.rest] if section.rest else []

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
            self.draft.leave(line)
            self.draft.drop("tags", f"標籤：{one_line(line)}", f"Tags: {one_line(line)}", at)
        elif _EXTENSION.match(line):
            self._flush()
            self.draft.leave(line)
            self.draft.drop(
                "extension",
                f"HackMD 語法：{line.strip()[:80]}",
                f"HackMD syntax: {line.strip()[:80]}",
                at,
            )
        elif heading:
            self._flush()
            self._heading(heading)
        elif _UNDERLINE.match(line) and self._title_above(number):
            return
        elif QUOTE.match(line):
            self._quote(line)
        elif ASIDE.fullmatch(_without_marks(line)) and not self._in_list(line):
            self._flush()
            self.draft.narrate([TextRun(_without_marks(line))])
        else:
            if not self.spoken and not self.draft.date and len(line) <= 80:
                self.draft.date = date_within(line)
            plain = _EMOJI.sub(r"\1", line)
            self.draft.leave(line.strip().removesuffix(plain.strip()))
            self.block.append(plain)

    def _in_list(self, row: str) -> bool:
        """Whether the row above is an entry of the list in which this one stands."""
        entries = filter(_ITEM.match, self.block[-1:])
        return any(_indent(above) <= _indent(row) for above in entries)

    def _title_above(self, number: int) -> bool:
        """Whether the line above is a title that this one underlines; it is taken then."""
        title = self.block == [self.lines[number - 1]] and not self.begun and not self.spoken
        if title:
            self.begun, self.block = True, []
            self.draft.title = self.draft.title or one_line(self.lines[number - 1])
        return title

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
                self.draft.leave(words)
                return
        self.draft.section(words)

    def _quote(self, line: str) -> None:
        words = QUOTE.sub("", line, count=1)
        remark = f"（{words.strip()}）" if _REMARK.match(words) else words.strip()
        if remark.startswith(("（", "(")):
            self._flush()
            self.draft.narrate_markdown(remark)
            return
        if self.block and not QUOTE.match(self.block[-1]):
            self._flush()
        self.block.append(line)

    def _flush(self) -> None:
        if self.block:
            self.draft.say_markdown("\n".join(self.block))
            self.block = []


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())


def _without_marks(row: str) -> str:
    """A row that may be a remark, without the marks of a list and of type."""
    return _BRACKETED_ITEM.sub("", row).strip("*_ \t")


def _is_remark(line: Line) -> bool:
    words = _without_marks(line.text)
    return words != line.text and is_aside(words) and calling(words[1:-1]) is None


def _top_headings(rows: Sequence[str]) -> bool:
    """Whether top headings are more than a title: # 王示範 before each speech."""
    return sum(_TOP.match(row) is not None for row in rows) > _FEW_TITLES


_TOP = re.compile(r" {0,3}#[ \t]+\S")
_FEW_TITLES = 2


def _line_of(row: str, number: int, *, top: bool = False) -> Line:
    """A row of Markdown as the recognition sees it: its marks are its type. Headings of the `top` level
    may name speakers where there are several."""
    bold = _BOLD_NAME.match(row)
    if bold:
        spans = (TextRun(f"{bold[1]}{bold[2] or ''}：", strong=True), TextRun(bold[3]))
        return Line(spans, number, "item" if _ITEM.match(row) else "text")
    alone = _BOLD_ROW.match(row)
    if alone:
        return Line((TextRun(alone["name"], strong=True), TextRun(_behind(alone["after"]))), number)
    heading = _HEADING.match(row)
    if QUOTE.match(row) or _EXTENSION.match(row):
        return bare("", number)
    if heading:
        words = heading[2].rstrip().rstrip("#")
        return bare(words if top or len(heading[1]) > 1 else "", number, kind="heading")
    return bare(row, number)


def _behind(words: str) -> str:
    return f" {words}" if words else ""
