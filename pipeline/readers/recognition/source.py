"""What a reader of office documents collects: lines, notes, and counts of what stays outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from minutes.records.speaker_labels import calling
from minutes.text.han import has_han
from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun, one_line, plain
from pipeline.readers.drafting.outcome import Unit
from pipeline.readers.recognition.lines import Kind, Line, Row, split
from pipeline.readers.recognition.tables.reading import lines_of_table

_FEWEST_BOXES = 3  # that name somebody, beside paragraphs
_QUOTE = 24  # characters of a doubtful passage in the report


@dataclass(frozen=True, slots=True)
class _Box:
    """A text box of one line, by the indexes of the first line of its paragraph and of its own."""

    anchor: int
    at: int


@dataclass(slots=True)
class Source:
    """An office document as it is read: `counts` says what of it a transcript cannot hold,
    `last` where the lines of the paragraph or table begin that was read last."""

    draft: Draft
    unit: Unit = "paragraph"
    lines: list[Line] = field(default_factory=list)
    notes: list[tuple[TextRun, ...]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    paragraphs: int = 0
    gap: bool = False
    last: int = 0
    boxes: list[_Box] = field(default_factory=list)

    def paragraph(
        self, spans: Sequence[TextRun], kind: Kind = "text", level: int = 0, mark: str = ""
    ) -> None:
        """A paragraph, perhaps a heading or an item with its mark; empty ones only count."""
        self.paragraphs += 1
        self.last = len(self.lines)
        self._doubts(spans)
        made = list(split(spans, self.paragraphs, kind, level, mark))
        self.lines += [replace(line, gap=self.gap) if line.fresh else line for line in made]
        self.gap = not made

    def table(self, rows: Sequence[Row]) -> None:
        """A table: of speeches, of people, or of anything else."""
        self.paragraphs += 1
        self.last = len(self.lines)
        for row in rows:
            for cell in row:
                self._doubts(cell.spans)
        self.lines += lines_of_table(rows, self.paragraphs, self.draft)

    def hang(self, anchor: int, first: int) -> None:
        """What was read from the line `first` on is a text box that hangs on the paragraph, perhaps an empty one, which
        begins at the line `anchor`: nobody's words, unless such boxes name who speaks."""
        made = self.lines[first:]
        self.counts["box"] += bool(made)
        self.lines[first:] = [replace(line, kind="aside") for line in made]
        self.boxes += [_Box(anchor, first)] if len(made) == 1 else []

    def named_beside(self) -> list[Line]:
        """The lines; where boxes beside the paragraphs name who speaks, with these as speakers instead of the boxes."""
        names = {box.at: box.anchor for box in self.boxes if calling(self.lines[box.at].words)}
        if len(names) < _FEWEST_BOXES or 2 * len(names) < self.counts["box"]:
            return self.lines
        self.counts["box"] -= len(names)
        self.counts["box of name"] += len(names)
        beside = {at: anchor if anchor < at else at + 1 for at, anchor in names.items()}
        speakers = {line: self.lines[at].words for at, line in beside.items()}
        return [
            replace(line, speaker=speakers.get(at, line.speaker))
            for at, line in enumerate(self.lines)
            if at not in names
        ]

    def _doubts(self, spans: Sequence[TextRun]) -> None:
        """Highlights say that somebody was not sure: each becomes a finding at its place."""
        passage = ""
        for span in (*spans, TextRun("")):
            if span.highlighted:
                passage += span.text
            elif passage.strip():
                self._doubt(passage)
                passage = ""

    def _doubt(self, passage: str) -> None:
        words = one_line(passage)[:_QUOTE]
        self.draft.guess(
            "highlight",
            f"標了底色的「{words}」，請確認是否聽得清楚",
            f"“{words}” is highlighted; check whether it was heard right",
            self.paragraphs,
            self.unit,
        )

    def close(self) -> None:
        """Put the notes at the end, and say what was counted."""
        for table, tell in ((_DROPPED, self.draft.drop), (_GUESSED, self.draft.guess)):
            for code, key, zh, one, en in table:
                times = self.counts[key]
                if times:
                    tell(code, f"{times} {zh}", f"{plural(times, one)}{en}")
        if self.notes:
            self._write_notes()

    def _write_notes(self) -> None:
        han = any(has_han(line.text) for line in self.lines)
        self.draft.section("附註" if han else "Notes")
        for number, note in enumerate(self.notes, 1):
            self.draft.say([TextRun(f"[{number}] "), *note])
        self.draft.guess(
            "footnotes",
            f"{len(self.notes)} 個註腳移到文末",
            f"Moved to the end: {plural(len(self.notes), 'footnote')}",
        )


_DROPPED = (
    ("comments", "comment", "則註解", "comment", ""),
    ("deletions", "deletion", "處追蹤修訂所刪的文字", "passage", " deleted by tracked changes"),
    ("images", "drawing", "個圖片或圖形", "picture", ""),
    ("formulas", "formula", "個數學式", "formula", ""),
    ("headers", "header", "個頁首或頁尾", "place", " in page headers and footers"),
    ("contents", "contents", "個自動產生的目次", "table", " of contents, made by a program"),
    (
        "hidden-text",
        "hidden",
        "處隱藏文字（沒有收入）",
        "passage",
        " of hidden text (not taken in)",
    ),
    (
        "page-around",
        "around",
        "處網頁的選單、頁尾或按鈕",
        "menu, foot or button",
        " of the web page",
    ),
    ("ruby", "ruby", "處注音或拼音標示", "reading", " above words"),
    ("symbols", "symbol", "個符號字型的字元", "character", " of a symbol font"),
    ("parts", "part", "個插入的檔案無法讀取", "file", " put into the document that cannot be read"),
)
_GUESSED = (
    (
        "insertions",
        "insertion",
        "處追蹤修訂所加的文字已接受",
        "insertion",
        " of tracked changes accepted",
    ),
    (
        "struck-text",
        "struck",
        "處加刪除線的文字也收入",
        "passage",
        " taken in although struck through",
    ),
    (
        "names-beside",
        "box of name",
        "個文字方塊是姓名，當作旁邊那一段的發言者",
        "text box",
        " with names, taken as those who speak in the paragraphs beside them",
    ),
    ("text-boxes", "box", "個文字方塊當作旁白", "text box", " taken as narrative"),
    ("parts-taken", "part taken", "個插入的檔案也收入", "file", " put into the document taken in"),
)


def words(spans: Sequence[TextRun]) -> str:
    """The bare words of runs, without white space at both ends."""
    return plain(spans).strip()
