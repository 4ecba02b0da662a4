"""An OpenDocument text (.odt): what Taiwan's offices write, read from its own XML.

Source of the element names: OASIS Open Document Format 1.3, part 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.list_numbers import joined, written
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.drafting.outcome import Imported
from pipeline.readers.formats import packages
from pipeline.readers.formats.odt_styles import (
    OFFICE,
    STYLE,
    TABLE,
    TEXT,
    OdtLook,
    OdtStyles,
    number,
)
from pipeline.readers.formats.packages import is_table_of_its_own, local, parsed, parsed_if_there
from pipeline.readers.recognition.lines import Cell, Kind
from pipeline.readers.recognition.source import Source
from pipeline.readers.recognition.transcript import write

WANTED = re.compile(r"mimetype|content\.xml|styles\.xml|META-INF/manifest\.xml")
_XLINK = "{http://www.w3.org/1999/xlink}"
_DEEPEST = 40
_MOST_SPACES = 200
_MOST_REPEATED = 60  # rows or columns that a file says to repeat
_PAGE_HEADS = (f"{STYLE}header", f"{STYLE}footer", f"{STYLE}header-first", f"{STYLE}footer-first")
_WITHIN = {
    "span",
    "a",
    "ruby",
    "ruby-base",
    "meta",
    "meta-field",
    "bookmark-ref",
    "reference-ref",
    "date",
    "time",
    "page-number",
    "title",
    "sequence",
    "user-field-get",
    "variable-get",
    "variable-set",
    "expression",
    "placeholder",
    "conditional-text",
    "text-input",
    "author-name",
    "subject",
    "file-name",
    "note-ref",
    "sequence-ref",
    "content-control",
}


def is_odt(data: bytes) -> bool:
    """Whether a ZIP package is an OpenDocument file; ImportProblem where it is none that can be read."""
    return "content.xml" in packages.names(data)


def read_odt(data: bytes, filename: str) -> Imported:
    """The transcript in an OpenDocument text.

    ImportProblem where it is encrypted, damaged, too large or no text.
    """
    content = packages.parts(data, WANTED)
    if b"encryption-data" in content.get("META-INF/manifest.xml", b""):
        raise packages.encrypted()
    if "content.xml" not in content:
        raise packages.damaged()
    root = parsed(content["content.xml"])
    draft = Draft(filename)
    source = Source(draft)
    given = parsed_if_there(content, "styles.xml")
    reader = _OdtReader(source, OdtStyles(given, root))
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    reader.blocks(body if body is not None else (), 0)
    source.counts["header"] += sum(
        map(_has_words, given.iter(*_PAGE_HEADS) if given is not None else ())
    )
    write(source.named_beside(), draft, source.unit)
    source.close()
    return draft.finish()


def _has_words(element: Any) -> bool:
    return bool("".join(element.itertext()).strip())


# -- the body --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _List:
    """A list while its items are read; `counts` has the number of each depth."""

    style: str
    depth: int
    counts: dict[int, int]


@dataclass(slots=True)
class _OdtReader:
    source: Source
    styles: OdtStyles
    ended: dict[str, dict[int, int]] = field(
        default_factory=dict
    )  # how far lists counted, by id or style
    notes: list[Any] = field(default_factory=list)
    frames: list[Any] = field(default_factory=list)
    inner: list[Any] = field(default_factory=list)  # tables in cells of the row that is read
    was_hidden: bool = False

    def blocks(self, elements: Any, depth: int, within: _List | None = None) -> None:
        """Paragraphs, headings, lists, tables and sections in order."""
        if depth > _DEEPEST:
            raise packages.bomb()
        for element in elements:
            reader = _BLOCKS.get(local(element))
            if reader:
                reader(self, element, depth, within)

    def _paragraph(self, element: Any, depth: int, within: _List | None) -> None:
        style = element.get(TEXT + "style-name", "")
        spans = list(self._words(element, self.styles.look("paragraph", style), None, 0))
        level = number(element.get(TEXT + "outline-level"), 1) if local(element) == "h" else 0
        mark = self._mark(within) if within and any(s.text.strip() for s in spans) else ""
        if level or self.styles.is_title(style):
            lead = [TextRun(joined(mark, ""))] if mark and mark != "-" else []
            self.source.paragraph([*lead, *spans], "heading", level or 1)
        else:
            kind: Kind = "item" if mark else "text"
            self.source.paragraph(spans, kind, within.depth - 1 if within else 0, mark)
        self._hanging(depth)

    def _mark(self, within: _List) -> str:
        """The number of the item that begins; its further paragraphs bear none."""
        level = self.styles.level(within.style, within.depth)
        if within.counts.pop(-1, None) is None or level is None:
            return ""
        if level.bullet or not level.form:
            return "-" if level.bullet else ""
        first = max(1, within.depth - level.shown + 1)
        shown = []
        for depth in range(first, within.depth + 1):
            form = self.styles.level(within.style, depth)
            shown.append(written(within.counts.get(depth, 1), form.form if form else "1"))
        return level.before + ".".join(shown) + level.after

    def _list(self, element: Any, depth: int, within: _List | None) -> None:
        name = element.get(TEXT + "style-name", "") or (within.style if within else "")
        deep = within.depth + 1 if within else 1
        goes_on = element.get(TEXT + "continue-list") or (
            name if element.get(TEXT + "continue-numbering") == "true" else ""
        )
        counts = within.counts if within else dict(self.ended.get(goes_on, {}))
        made = _List(name, deep, counts)
        if not goes_on:
            level = self.styles.level(name, deep)
            counts[deep] = (level.start if level else 1) - 1
        for item in element:
            if local(item) in ("list-item", "list-header"):
                self._item(item, depth, made)
        for key in (name, element.get("{http://www.w3.org/XML/1998/namespace}id", "")):
            self.ended[key] = dict(counts)

    def _item(self, item: Any, depth: int, made: _List) -> None:
        start = item.get(TEXT + "start-value")
        if local(item) == "list-item":
            before = made.counts.get(made.depth, 0)
            made.counts[made.depth] = number(start, before + 1)
            for deeper in [d for d in made.counts if d > made.depth]:
                del made.counts[deeper]
            made.counts[-1] = 1  # the first paragraph bears the number
        self.blocks(item, depth + 1, made)
        made.counts.pop(-1, None)

    def _section(self, element: Any, depth: int, within: _List | None) -> None:
        if element.get(TEXT + "display") == "none":
            self.source.counts["hidden"] += 1
            self.source.draft.leave("".join(element.itertext()))
            return
        self.blocks(element, depth + 1, within)

    def _changes(self, element: Any, _depth: int, _within: _List | None) -> None:
        """What changes took away stands at the beginning of the file, apart from the words."""
        for one in element.iter(TEXT + "deletion"):
            self.source.counts["deletion"] += bool("".join(one.itertext()).strip())
            self.source.draft.leave(*(p.xpath("string()") for p in one.iter(TEXT + "p")))
        self.source.counts["insertion"] += sum(1 for _ in element.iter(TEXT + "insertion"))

    def _contents(self, element: Any, _depth: int, _within: _List | None) -> None:
        """A table of contents, which a program makes of the headings."""
        self.source.counts["contents"] += _has_words(element)

    # -- tables --------------------------------------------------------------------------------

    def _table(self, element: Any, depth: int, _within: _List | None) -> None:
        if element.get(TABLE + "display") == "false":
            self.source.counts["hidden"] += 1
            self.source.draft.leave("".join(element.itertext()))
            return
        rows: list[list[Cell]] = []
        for row in _rows(element):
            rows.append(self._row(row, depth))
            inner, self.inner = self.inner, []
            if inner:
                self.source.table(rows)
                self.blocks(inner, depth + 1)
                rows = []
        self.source.table(rows)
        self._hanging(depth)

    def _row(self, row: Any, depth: int) -> list[Cell]:
        cells = []
        for cell in row:
            name = local(cell)
            repeated = min(number(cell.get(TABLE + "number-columns-repeated"), 1), _MOST_REPEATED)
            if name == "table-cell":
                wide = number(cell.get(TABLE + "number-columns-spanned"), 1)
                made = Cell(tuple(self._within(cell, depth + 1)), wide)
                cells += [made] * (repeated if not made.words else 1)
            elif name == "covered-table-cell" and not _is_beside_wide(cell):
                cells += [Cell(continued=True)] * repeated
        return cells

    def _within(self, element: Any, depth: int) -> Iterator[TextRun]:
        """The words of a cell or a note, a line feed between its paragraphs."""
        if depth > _DEEPEST:
            raise packages.bomb()
        between: tuple[TextRun, ...] = ()
        for child in element:
            yield from between if local(child) in _BLOCKS or local(child) == "list-item" else ()
            if local(child) in ("p", "h"):
                style = child.get(TEXT + "style-name", "")
                yield from self._words(child, self.styles.look("paragraph", style), None, 0)
            elif local(child) == "table" and is_table_of_its_own(map(len, _rows(child))):
                self.inner.append(child)
            else:
                yield from self._within(child, depth + 1)
            between = (TextRun("\n"),)

    # -- words ---------------------------------------------------------------------------------

    def _words(
        self, element: Any, look: OdtLook, href: str | None, depth: int
    ) -> Iterator[TextRun]:
        if depth > _DEEPEST:
            raise packages.bomb()
        yield from self._span(element.text or "", look, href)
        for child in element:
            yield from self._inline(child, look, href, depth)
            yield from self._span(child.tail or "", look, href)

    def _inline(self, child: Any, look: OdtLook, href: str | None, depth: int) -> Iterator[TextRun]:
        name = local(child)
        if name in _SIGNS:
            yield from self._sign(child, look, href)
        elif name in ("frame", "custom-shape", "rect", "text-box"):
            self.frames.append(child)
        elif name == "note":
            self.notes.append(child)
            yield TextRun(f"[{len(self.notes)}]")
            body = child.find(TEXT + "note-body")
            self.source.notes.append(
                tuple(self._within(body, depth + 1)) if body is not None else ()
            )
        elif name == "annotation":
            self.source.counts["comment"] += 1
        elif name in ("hidden-text", "hidden-paragraph"):
            self.source.counts["hidden"] += 1
            self.source.draft.leave("".join(child.itertext()))
        elif name in _WITHIN:
            self.source.counts["ruby"] += name == "ruby"
            inner = self.styles.look("text", child.get(TEXT + "style-name", "")).over(look)
            yield from self._words(child, inner, child.get(_XLINK + "href") or href, depth + 1)

    def _sign(self, element: Any, look: OdtLook, href: str | None) -> Iterator[TextRun]:
        times = min(number(element.get(TEXT + "c"), 1), _MOST_SPACES)
        yield from self._span(_SIGNS[local(element)] * times, look, href, exact=True)

    def _span(
        self, text: str, look: OdtLook, href: str | None, *, exact: bool = False
    ) -> Iterator[TextRun]:
        words = text if exact else re.sub(r"[ \t\r\n]+", " ", text)
        if look.hidden:
            self.source.counts["hidden"] += bool(words.strip()) and not self.was_hidden
            self.source.draft.leave(words)
            self.was_hidden = self.was_hidden or bool(words.strip())
            return
        self.was_hidden = self.was_hidden and not words.strip()
        self.source.counts["struck"] += bool(look.struck and words.strip())
        if words:
            yield TextRun(
                words,
                href,
                bool(look.strong),
                bool(look.emphasis),
                look.colour or "",
                bool(look.highlighted),
                look.type,
            )

    def _hanging(self, depth: int) -> None:
        """Frames that hang on a paragraph: the words of text boxes are nobody's, pictures are counted."""
        frames, self.frames = self.frames, []
        anchor = self.source.last
        for frame in frames:
            first = len(self.source.lines)
            boxes = (
                [frame] if local(frame) != "frame" else [e for e in frame if local(e) == "text-box"]
            )
            for box in boxes:
                self.blocks(box, depth + 1)
            self.source.counts["drawing"] += first == len(self.source.lines)
            self.source.hang(anchor, first)


_SIGNS = {"s": " ", "tab": "\t", "line-break": "\n"}
_BLOCKS: dict[str, Callable[[_OdtReader, Any, int, _List | None], None]] = {
    "p": _OdtReader._paragraph,
    "h": _OdtReader._paragraph,
    "list": _OdtReader._list,
    "table": _OdtReader._table,
    "section": _OdtReader._section,
    "index-body": _OdtReader._section,
    "table-of-content": _OdtReader._contents,
    "tracked-changes": _OdtReader._changes,
}


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        name = local(child)
        if name == "table-row":
            yield child
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(child)


def _is_beside_wide(cell: Any) -> bool:
    """Whether a covered cell belongs to a wide one in its row, which counts its columns itself."""
    before = cell.getprevious()
    while before is not None and local(before) == "covered-table-cell":
        before = before.getprevious()
    return before is not None and number(before.get(TABLE + "number-columns-spanned"), 1) > 1
