"""A transcript saved as a page of the web: its paragraphs, lists and tables; not what the page has around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from minutes.records.speaker_labels import calling
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.drafting.outcome import Imported, ImportNote, ImportProblem, missing_extra
from pipeline.readers.formats.web.quotations import Quotations, is_name
from pipeline.readers.formats.web.styles import PageLook, StyleSheets
from pipeline.readers.recognition.lines import Cell, Kind, Line
from pipeline.readers.recognition.source import Source
from pipeline.readers.recognition.transcript import write

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_LEVEL = re.compile(r"h([1-6])")
# Parts of a page that are no words of a transcript: programs, ways to other pages, what is to be pressed.
_AROUND = frozenset(
    [
        "head",
        "script",
        "style",
        "nav",
        "footer",
        "button",
        "template",
        "noscript",
        "svg",
        "math",
        "select",
        "textarea",
        "iframe",
        "object",
        "audio",
        "video",
        "canvas",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_CELLS = ("td", "th")
_LISTS = ("ul", "ol")
_COMMENT = "#cmnt"  # where a remark beside a page of Google Docs is linked from and to


def is_page(text: str) -> bool:
    """Whether a text is a page of the web by its own first words."""
    return _PAGE.match(text[:20_000]) is not None


def read_page(text: str, filename: str, notes: tuple[ImportNote, ...] = ()) -> Imported:
    """The transcript in a page. ImportProblem `empty` where it holds no words, `damaged` where it is no page."""
    draft = Draft(filename)
    draft.take_over(notes)
    source = Source(draft)
    root = _root(text)
    sheets = (element.text or "" for element in root.iter("style"))
    reader = _Page(source, StyleSheets(sheets))
    reader.read(root)
    write(reader.attributed(), draft, source.unit)
    source.close()
    return draft.finish()


def _root(text: str) -> Any:
    try:
        from lxml import etree
    except ImportError as error:
        raise missing_extra("lxml") from error
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(_DECLARATION.sub("", text).encode(), parser)
    if root is None:
        raise ImportProblem("empty", "這個檔案裡沒有文字。", "There are no words in this file.")
    return root


@dataclass(slots=True)
class _Table:
    """A table while it is read: the paragraphs of each cell, and how many columns it spans."""

    rows: list[list[tuple[int, list[list[TextRun]]]]] = field(default_factory=list)

    def cell(self) -> list[list[TextRun]]:
        """The paragraphs of the cell that is being read."""
        self.rows = self.rows or [[]]
        if not self.rows[-1]:
            self.rows[-1].append((1, []))
        return self.rows[-1][-1][1]

    def paragraphs(self) -> Iterator[list[TextRun]]:
        """All words of a table of one column, which only places them."""
        for row in self.rows:
            for _, made in row:
                yield from made

    @property
    def is_of_one_column(self) -> bool:
        return all(len(row) <= 1 for row in self.rows)

    def cells(self) -> list[list[Cell]]:
        """The rows, the paragraphs of a cell as its lines."""
        return [
            [Cell(tuple(_joined(made)), wide) for wide, made in row] for row in self.rows if row
        ]


def _joined(paragraphs: Sequence[Sequence[TextRun]]) -> Iterator[TextRun]:
    for number, spans in enumerate(paragraphs):
        yield from [TextRun("\n")] if number else []
        yield from spans


@dataclass(slots=True)
class _Page:
    """Walks over the elements of a page and hands its paragraphs to the source."""

    source: Source
    sheets: StyleSheets
    letters: int = 0
    spans: list[TextRun] = field(default_factory=list)
    looks: list[PageLook] = field(default_factory=lambda: [PageLook()])
    links: list[str] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    quotations: Quotations = field(default_factory=Quotations)
    lists: list[int] = field(
        default_factory=list
    )  # the number of the last item; 0 in one with bullets
    kind: Kind = "text"
    level: int = 0
    mark: str = ""

    def read(self, root: Any) -> None:
        """Every element in order; what is around the words, or hidden, is passed over whole."""
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start" and self._is_passed_over(element):
                walk.skip_subtree()
                self.looks.append(self.looks[-1])
                self.links.append("")
            elif event == "start":
                self._begin(element)
            else:
                self._end(element)
        self._flush()

    def attributed(self) -> Sequence[Line]:
        """The lines, those of quotations with whoever is named in these, which is told."""
        attributed = self.quotations.attributed(self.source.lines)
        if attributed:
            self.source.draft.guess(
                "names-behind",
                "引文裡註明的姓名當作那一段的發言者",
                "The name given with each quotation was taken as who says it",
            )
        return attributed or self.source.lines

    def _is_passed_over(self, element: Any) -> bool:
        if _is_around(element):
            self._leave(element)
            return True
        if _is_initial(element):
            return True
        if _is_comment(element):
            self.source.counts["comment"] += element.tag == "p"
            return True
        hidden = self.sheets.look(element.tag, element.attrib, self.looks[-1]).hidden
        self.source.counts["hidden"] += hidden and bool("".join(element.itertext()).strip())
        return hidden

    def _leave(self, element: Any) -> None:
        """Count what a page has around its words, if that is words."""
        shown = element.tag not in _SILENT and element.itertext()
        words = list(filter(str.strip, shown or ()))
        self.source.counts["around"] += bool(words)
        self.source.draft.leave(*words)

    def _begin(self, element: Any) -> None:
        name = element.tag
        self.looks.append(self.sheets.look(name, element.attrib, self.looks[-1]))
        self.links.append(
            element.get("href", "") if name == "a" else next(iter(self.links[-1:]), "")
        )
        if name in _BLOCKS or is_name(element):
            self._flush()
            self.quotations.begin(name, len(self.source.lines))
            self._begin_block(name, element)
        elif name == "br":
            self.spans.append(TextRun("\n"))
        elif name == "img":
            self.source.counts["drawing"] += 1
        self._words(element.text)

    def _begin_block(self, name: str, element: Any) -> None:
        heading = _LEVEL.fullmatch(name)
        if heading:
            self.kind, self.level = "heading", int(heading[1])
        elif name in _LISTS:
            start = element.get("start", "")
            first = int(start) if start.isdecimal() else 1
            self.lists.append(first if name == "ol" else 0)
        elif name == "li" and self.lists:
            self._item()
        elif name == "table":
            self.tables.append(_Table())
        elif self.tables:
            self._begin_cell(name, element)

    def _item(self) -> None:
        number = self.lists[-1]
        self.kind, self.level, self.mark = (
            "item",
            len(self.lists) - 1,
            f"{number}." if number else "-",
        )
        self.lists[-1] += bool(number)

    def _begin_cell(self, name: str, element: Any) -> None:
        rows = self.tables[-1].rows
        if name == "tr" or (name in _CELLS and not rows):
            rows.append([])
        if name in _CELLS:
            wide = element.get("colspan", "")
            rows[-1].append((int(wide) if wide.isdecimal() else 1, []))

    def _end(self, element: Any) -> None:
        name = element.tag
        if name in _BLOCKS or is_name(element):
            self._flush()
        self.quotations.end(name, self.source.lines, unfinished=bool(self.spans))
        if name in _LISTS and self.lists:
            self.lists.pop()
        if name == "table" and self.tables:
            self._end_table(self.tables.pop())
        self.looks.pop()
        self.links.pop()
        self._words(element.tail)

    def _end_table(self, table: _Table) -> None:
        if self.tables:  # within a cell of another
            self.tables[-1].cell().extend(table.paragraphs())
        elif table.is_of_one_column:
            for spans in table.paragraphs():
                self.source.paragraph(spans)
        else:
            self.source.table(table.cells())

    def _words(self, text: str | None) -> None:
        words = _SPACES.sub(" ", text or "")
        if not words:
            return
        look, href = self.looks[-1], next(iter(self.links[-1:]), "")
        self.source.counts["struck"] += look.struck and bool(words.strip())
        own = "underlined" if look.underlined and not href else ""
        self.spans.append(
            TextRun(
                words, href or None, look.strong, look.emphasis, look.colour, look.highlighted, own
            )
        )

    def _flush(self) -> None:
        """The words since the last block as a paragraph; nothing where there are none."""
        spans, self.spans = _trimmed(self.spans), []
        kind, level, mark = self.kind, self.level, self.mark
        self.kind, self.level, self.mark = "text", 0, ""
        if not spans:
            self.source.gap = True
        elif self.tables:
            self.tables[-1].cell().append(spans)
        else:
            self.source.paragraph(spans, kind, level, mark)


_SILENT = frozenset(("head", "script", "style", "template", "noscript"))
_SKIPS = re.compile(r"(?:跳到|跳至|移至|到)(?:主要|中央|頁面)?內容.{0,6}|:::|skip to .{1,30}", re.I)


def _is_around(element: Any) -> bool:
    """Whether it is what a page has around its words: a menu, a foot, a way past the menu."""
    passes = element.tag == "a" and element.get("href", "").startswith("#")
    if passes and _SKIPS.fullmatch("".join(element.itertext()).strip()):
        return True
    return element.tag in _AROUND and not is_name(element)


def _is_comment(element: Any) -> bool:
    """Whether it is a remark beside a page of Google Docs, or the mark that leads to one."""
    if element.tag == "a":
        return bool(element.get("href", "").startswith(_COMMENT))
    links = element.iter("a") if element.tag == "p" else iter(())
    first = next(links, None)
    return first is not None and first.get("id", "").startswith(_COMMENT[1:])


def _is_initial(element: Any) -> bool:
    """Whether it is no more than the first character of the name beside it, as drawn where somebody has no picture."""
    beside = element.getnext()
    if len(element) or element.tag in _BLOCKS or beside is None:
        return False
    initial, name = (element.text or "").strip(), "".join(beside.itertext()).strip()
    alone = len(initial) == 1 < len(name) and not (element.tail or "").strip()
    return alone and name.startswith(initial) and calling(name) == "person"


def _trimmed(spans: Sequence[TextRun]) -> list[TextRun]:
    """The runs of a paragraph without white space that a page does not show; none where they hold no words."""
    shown: list[TextRun] = []
    for span in spans:
        ends = not shown or shown[-1].text.endswith((" ", "\n"))
        text = span.text.removeprefix(" ") if ends else span.text
        shown += [replace(span, text=text)] if text else []
    return shown if any(span.text.strip() for span in shown) else []


__all__ = ["is_page", "read_page"]
