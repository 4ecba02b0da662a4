"""The few HTML elements that a Word converter writes, as a flat list of blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from pipeline.readers.drafting.markdown_words import Span, plain

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_NOTE_IDS = ("footnote-", "endnote-")


@dataclass(slots=True)
class Block:
    """A paragraph, heading, list item, table or note. A table has `rows` instead of `spans`."""

    kind: str  # p, h, li, table, note
    spans: list[Span] = field(default_factory=list)
    level: int = 0
    mark: str = "-"
    rows: list[list[list[Span]]] = field(default_factory=list)


def blocks_of(html: str) -> tuple[list[Block], int]:
    """The blocks in order, and how many struck-through runs of words they hold."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.finished(), reader.struck


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.block = Block("p")
        self.lists: list[list[int | str]] = []  # [tag, items so far]
        self.tables: list[Block] = []
        self.notes = 0
        self.strong = self.emphasis = 0
        self.hrefs: list[str | None] = []
        self.struck = 0
        self.back_link = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("p", "dt", "dd"):
            self._paragraph()
        elif tag in _HEADINGS:
            self._start(Block("h", level=int(tag[1])))
        elif tag in ("ul", "ol"):
            self.lists.append([tag, 0])
        elif tag == "li":
            self._item(values.get("id") or "")
        elif tag == "table":
            self._start(Block("p"))
            self.tables.append(Block("table"))
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1].rows:
            self.tables[-1].rows[-1].append([])
        elif tag == "br":
            self._words("\n")
        else:
            self._style(tag, 1, values.get("href"))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "table" and self.tables:
            table = self.tables.pop()
            if self.tables:  # a table in a cell: its words stay in the cell
                for row in table.rows:
                    for cell in row:
                        self._cell().extend([*cell, Span("\n")])
            else:
                self.blocks.append(table)
                self.block = Block("p")
        elif tag in _HEADINGS or tag in ("p", "li"):
            if not self.tables and (tag != "p" or self.block.kind == "p"):
                self._start(Block("p"))
        elif tag not in ("tr", "td", "th", "tbody", "thead"):
            self._style(tag, -1, None)

    def handle_data(self, data: str) -> None:
        self._words(data)

    def finished(self) -> list[Block]:
        self._start(Block("p"))
        return [b for b in self.blocks if b.rows or plain(b.spans).strip()]

    def _style(self, tag: str, step: int, href: str | None) -> None:
        if tag in ("strong", "b"):
            self.strong = max(0, self.strong + step)
        elif tag in ("em", "i"):
            self.emphasis = max(0, self.emphasis + step)
        elif tag in ("s", "del") and step > 0:
            self.struck += 1
        elif tag == "a" and step > 0:
            self.hrefs.append(href)
        elif tag == "a" and self.hrefs:
            self.hrefs.pop()

    def _words(self, text: str) -> None:
        href = self.hrefs[-1] if self.hrefs else None
        if href and href.startswith(("#footnote-ref", "#endnote-ref")):
            return  # the arrow back from a note
        if href and href.startswith("#"):
            href = None
        span = Span(text, href, self.strong > 0, self.emphasis > 0)
        if self.tables:
            self._cell().append(span)
        else:
            self.block.spans.append(span)

    def _cell(self) -> list[Span]:
        rows = self.tables[-1].rows
        if not rows:
            rows.append([])
        if not rows[-1]:
            rows[-1].append([])
        return rows[-1][-1]

    def _paragraph(self) -> None:
        if self.tables:
            if self._cell():
                self._cell().append(Span("\n"))
        elif self.block.kind == "note" and self.block.spans:
            self.block.spans.append(Span("\n"))
        elif self.block.kind == "p":
            self._start(Block("p"))

    def _item(self, identifier: str) -> None:
        if identifier.startswith(_NOTE_IDS):
            self.notes += 1
            self._start(Block("note", mark=str(self.notes)))
            return
        tag, count = self.lists[-1] if self.lists else ("ul", 0)
        number = int(count) + 1
        if self.lists:
            self.lists[-1][1] = number
        level = max(0, len(self.lists) - 1)
        mark = f"{number}." if tag == "ol" else "-"
        if self.tables:
            self._paragraph()
            self._cell().append(Span(f"{mark} "))
        else:
            self._start(Block("li", level=level, mark=mark))

    def _start(self, block: Block) -> None:
        if self.tables:
            return
        if self.block.spans:
            self.blocks.append(self.block)
        self.block = block
