"""The body of a Word file as paragraphs and tables, in the order in which they are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.drafting.outcome import ImportProblem
from pipeline.readers.forgiving_pages import ForgivingParser
from pipeline.readers.formats.packages import (
    bomb,
    is_table_of_its_own,
    local,
    parsed,
    parsed_if_there,
    parts,
)
from pipeline.readers.formats.word.numbering import Numbering
from pipeline.readers.formats.word.runs import Runs
from pipeline.readers.formats.word.styles import Styles, W, attribute, is_on
from pipeline.readers.recognition.lines import Cell
from pipeline.readers.recognition.source import Source

WANTED = re.compile(
    r"(?:\[Content_Types\]|word/(?:document|comments|footnotes|endnotes|numbering|styles|header|footer)\d*)\.xml"
    r"|(?:word/)?_rels/[^/]*\.rels|word/(?:[^/]*/)?(?:afchunk|altchunk|chunk)[^/]*\.(?:html?|xhtml|docx|txt|mht)",
    re.I,
)
MAIN = re.compile(r"word/document\d*\.xml")
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WRAPPERS = {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "Choice"}
_DEEPEST = 40  # tables in tables, boxes in boxes, files in files
_MOST_PARTS = 20


class WordDocument:
    """Reads the main part into a source."""

    def __init__(self, content: Mapping[str, bytes], source: Source, depth: int = 0) -> None:
        self.content = content
        self.source = source
        self.depth = depth
        self.styles = Styles(parsed_if_there(content, "word/styles.xml"))
        self.numbering = Numbering(parsed_if_there(content, "word/numbering.xml"))
        self.targets = _relationships(content)
        self.runs = Runs(self.styles, self.targets, source.draft.leave, source.counts)
        self.inner: list[Any] = []  # tables in cells of the row that is read
        self.pending: list[TextRun] = []  # words of a paragraph whose end was deleted

    def read(self) -> None:
        """Every paragraph and table of the body, then the notes."""
        main = next(filter(MAIN.fullmatch, sorted(self.content)))
        body = parsed(self.content[main]).find(W + "body")
        for element in body if body is not None else ():
            self._block(element, self.depth)
        self._flush()
        self._notes()
        self._count()

    def _block(self, element: Any, depth: int) -> None:
        name = local(element)
        if depth > _DEEPEST:
            raise bomb()
        reader = _READERS.get(name)
        if reader:
            reader(self, element, depth)
        elif name in _WRAPPERS:
            for child in element:
                self._block(child, depth + 1)

    # -- paragraphs ----------------------------------------------------------------------------

    def _paragraph(self, element: Any, depth: int) -> None:
        properties = element.find(W + "pPr")
        style = attribute(properties.find(W + "pStyle")) if properties is not None else ""
        spans = [*self.pending, *self.runs.read(element, style)]
        self.pending = []
        if _is_end_deleted(properties):
            self.pending = spans
            return
        level = self.styles.heading_level(style, properties)
        mark, deep = (
            self._mark(properties, style) if any(s.text.strip() for s in spans) else ("", 0)
        )
        if level:
            self.source.paragraph(_after_mark(mark, spans), "heading", level)
        else:
            self.source.paragraph(spans, "item" if mark else "text", deep, mark)
        self._boxes(depth)

    def _mark(self, properties: Any, style: str) -> tuple[str, int]:
        """The number or bullet that Word shows, and its level from 0."""
        name, deep = self.styles.numbering(style)
        level = int(deep) if deep.isdecimal() else self.numbering.level_of_style(name, style)
        own = properties.find(W + "numPr") if properties is not None else None
        if own is not None:
            name = attribute(own.find(W + "numId")) or name
            deep = attribute(own.find(W + "ilvl"))
            level = int(deep) if deep.isdecimal() else level
        return self.numbering.next_mark(name, level) if name not in ("", "0") else "", level

    def _flush(self) -> None:
        if self.pending:
            self.source.paragraph(self.pending)
            self.pending = []

    def _boxes(self, depth: int) -> None:
        """The words of text boxes that hang on the paragraph: nobody says them."""
        boxes, self.runs.boxes = self.runs.boxes, []
        anchor = self.source.last
        for box in boxes:
            first = len(self.source.lines)
            for child in box:
                self._block(child, depth + 1)
            self.source.hang(anchor, first)

    # -- tables --------------------------------------------------------------------------------

    def _table(self, element: Any, depth: int) -> None:
        """The rows; a table that stands in a cell of theirs follows the row."""
        rows: list[list[Cell]] = []
        for row in _rows(element):
            rows.append(self._row(row, depth))
            inner, self.inner = self.inner, []
            if inner:
                self.source.table(rows)
                rows = []
            for table in inner:
                self._block(table, depth + 1)
        self.source.table(rows)
        self._boxes(depth)

    def _row(self, row: Any, depth: int) -> list[Cell]:
        properties = row.find(W + "trPr")
        if properties is not None and is_on(properties, "hidden"):
            self.source.counts["hidden"] += 1
            return []
        return [self._cell(cell, depth) for cell in _cells(row)]

    def _cell(self, element: Any, depth: int) -> Cell:
        properties = element.find(W + "tcPr")
        wide, merge = "", None
        if properties is not None:
            wide = attribute(properties.find(W + "gridSpan"))
            merge = properties.find(W + "vMerge")
        continued = merge is not None and attribute(merge) != "restart"
        spans = tuple(self._within(element, depth + 1))
        return Cell(spans, int(wide) if wide.isdecimal() and len(wide) < 3 else 1, continued)

    def _within(self, element: Any, depth: int) -> Iterator[TextRun]:
        """The words of a cell, a line feed between its paragraphs; a table in it row by row."""
        if depth > _DEEPEST:
            raise bomb()
        between: tuple[TextRun, ...] = ()
        for child in element:
            name = local(child)
            if name == "p":
                yield from between
                yield from self._cell_paragraph(child)
                between = (TextRun("\n"),)
            elif name == "tbl" and is_table_of_its_own(map(_width, _rows(child))):
                self.inner.append(child)
            elif name in ("tbl", "tr", "tc", *_WRAPPERS):
                yield from between
                yield from self._within(child, depth + 1)
                between = (TextRun("\n"),)

    def _cell_paragraph(self, element: Any) -> Iterator[TextRun]:
        properties = element.find(W + "pPr")
        style = attribute(properties.find(W + "pStyle")) if properties is not None else ""
        spans = list(self.runs.read(element, style))
        mark = self._mark(properties, style)[0] if any(s.text.strip() for s in spans) else ""
        yield from _after_mark(mark, spans)

    # -- what hangs on the body ----------------------------------------------------------------

    def _chunk(self, element: Any, depth: int) -> None:
        """Another file that stands in the place of a paragraph."""
        target = self.targets.get(str(element.get(_R + "id") or ""), "")
        name = f"word/{target.removeprefix('/word/').removeprefix('./')}"
        data = self.content.get(name) or self.content.get(target.removeprefix("/")) or b""
        taken = self.source.counts["part taken"] + self.source.counts["part"]
        read = bool(data) and taken < _MOST_PARTS and self._chunk_of(name.lower(), data, depth)
        self.source.counts["part taken" if read else "part"] += 1

    def _chunk_of(self, name: str, data: bytes, depth: int) -> bool:
        if name.endswith(".docx"):
            inner = parts(data, WANTED)
            known = any(map(MAIN.fullmatch, inner))
            if known:
                WordDocument(inner, self.source, depth + 10).read()
            return known
        text = data.decode("utf-8", "replace")
        lines = _html_lines(text) if name.endswith(("html", "htm")) else text.split("\n")
        for line in lines if not name.endswith(".mht") else ():
            self.source.paragraph([TextRun(line)])
        return not name.endswith(".mht")

    def _notes(self) -> None:
        roots = {
            kind: parsed_if_there(self.content, f"word/{kind}s.xml")
            for kind in ("footnote", "endnote")
        }
        for kind, number in list(self.runs.notes):
            root = roots[kind]
            found = root.iter(W + kind) if root is not None else ()
            note = next((one for one in found if attribute(one, "id") == number), None)
            words = tuple(self._within(note, 1)) if note is not None else ()
            self.source.notes.append(words)

    def _count(self) -> None:
        for name, data in self.content.items():
            part = name.removeprefix("word/").rstrip("0123456789.xml")
            if part == "comments":
                self.source.counts["comment"] += data.count(b"<w:comment ")
            elif part in ("header", "footer"):
                texts = parsed(data).iter(W + "t")
                self.source.counts["header"] += any((t.text or "").strip() for t in texts)


_READERS: dict[str, Callable[[WordDocument, Any, int], None]] = {
    "p": WordDocument._paragraph,
    "tbl": WordDocument._table,
    "altChunk": WordDocument._chunk,
}


def _parts(element: Any, part: str) -> Iterator[Any]:
    """The rows (`tr`) of a table or the cells (`tc`) of a row, not those of tables in it; content controls may stand
    between."""
    for child in element:
        name = local(child)
        if name == part:
            yield child
        elif name in _WRAPPERS:
            yield from _parts(child, part)


_rows, _cells = partial(_parts, part="tr"), partial(_parts, part="tc")


def _width(row: Any) -> int:
    """How many cells a row has."""
    return sum(1 for _ in _cells(row))


def _after_mark(mark: str, spans: list[TextRun]) -> list[TextRun]:
    if not mark:
        return spans
    sep = "" if mark[-1] in "、）：．" else " "
    return [TextRun(mark + sep), *spans]


def _is_end_deleted(properties: Any) -> bool:
    """Whether a tracked change took the end of the paragraph away: the next one goes on."""
    return properties is not None and properties.find(f"{W}rPr/{W}del") is not None


def _relationships(content: Mapping[str, bytes]) -> dict[str, str]:
    """The targets that the main part names."""
    names = [name for name in content if re.fullmatch(r"word/_rels/document\d*\.xml\.rels", name)]
    out: dict[str, str] = {}
    for name in names:
        for one in parsed(content[name]):
            out[str(one.get("Id") or "")] = str(one.get("Target") or "")
    return out


class _Html(ForgivingParser):
    """The lines of an HTML file."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "title")
        if tag in ("p", "div", "br", "li", "tr", "h1", "h2", "h3"):
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in ("script", "style", "title")))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.lines[-1] += data.replace("\n", " ")


def _html_lines(text: str) -> list[str]:
    reader = _Html()
    reader.feed(text)
    reader.close()
    return reader.lines


def no_word_file() -> ImportProblem:
    """The problem of a package that is no Word file."""
    return ImportProblem(
        "unknown-format",
        "這不是 Word 的 .docx 檔，也不是 .odt。其他文書檔請先另存為 .docx 或 .odt。",
        "This is neither a Word .docx file nor an .odt. Save other documents as .docx or .odt first.",
    )
