"""The words of a Word paragraph as runs: what is shown, in its look, with tracked changes accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.formats.packages import local
from pipeline.readers.formats.word.styles import Look, Styles, W, attribute

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_REMOVED = {"del", "moveFrom"}
_ADDED = {"ins", "moveTo"}
_WITHIN = {
    "hyperlink",
    "fldSimple",
    "smartTag",
    "customXml",
    "sdt",
    "sdtContent",
    "ins",
    "moveTo",
    "dir",
    "bdo",
    "rubyBase",
}
_SYMBOLS_FROM, _SYMBOLS_TO = 0xF000, 0xF0FF  # the private characters of symbol fonts


@dataclass(slots=True)
class Runs:
    """Reads paragraphs; counts what of them a transcript does not hold, and keeps their text boxes."""

    styles: Styles
    links: Mapping[str, str]
    leave: Callable[[str], None]
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[tuple[str, str]] = field(default_factory=list)  # (footnote or endnote, id)
    boxes: list[Any] = field(default_factory=list)
    style: str = ""
    href: str | None = None
    fields: list[bool] = field(default_factory=list)
    was_hidden: bool = False

    def read(self, paragraph: Any, style: str) -> Iterator[TextRun]:
        """The runs of a paragraph in their order."""
        self.style, self.was_hidden = style, False
        yield from self._children(paragraph)

    def _children(self, element: Any) -> Iterator[TextRun]:
        for child in element:
            yield from self._element(child)

    def _element(self, element: Any) -> Iterator[TextRun]:
        name = local(element)
        if name == "r":
            yield from self._run(element)
        elif name in _REMOVED:
            self.counts["deletion"] += any(local(e) in ("delText", "t") for e in element.iter())
        elif name == "hyperlink":
            yield from self._link(element)
        elif name == "ruby":
            self.counts["ruby"] += 1
            yield from self._children(element)
        elif name == "AlternateContent":
            yield from self._children(_chosen(element))
        elif name == "oMath":
            self.counts["formula"] += 1
        elif name in _WITHIN:
            self.counts["insertion"] += name in _ADDED and any(
                local(e) == "t" for e in element.iter()
            )
            yield from self._children(element)

    def _link(self, element: Any) -> Iterator[TextRun]:
        outer, self.href = self.href, self.links.get(str(element.get(_R + "id") or ""))
        yield from self._children(element)
        self.href = outer

    def _run(self, run: Any) -> Iterator[TextRun]:
        look = self.styles.run_look(run, self.style)
        for child in run:
            name = local(child)
            reader = _PARTS.get(name)
            if reader:
                yield from reader(self, child, look)
            elif name in _SIGNS:
                yield from self._span(_SIGNS[name], look)

    def _span(self, text: str, look: Look) -> Iterator[TextRun]:
        """Words of a run, unless they are hidden or belong to the instruction of a field."""
        if self.fields and not all(self.fields):
            self.leave(text)
            return
        if look.hidden:
            self.counts["hidden"] += not self.was_hidden
            self.leave(text)
            self.was_hidden = True
            return
        self.was_hidden = False
        self.counts["struck"] += bool(look.struck and text.strip())
        yield TextRun(
            text,
            self.href,
            bool(look.strong),
            bool(look.emphasis),
            look.colour or "",
            bool(look.highlighted),
            look.type,
        )

    def _text(self, element: Any, look: Look) -> Iterator[TextRun]:
        yield from self._span(element.text or "", look)

    def _symbol(self, element: Any, look: Look) -> Iterator[TextRun]:
        code = int(attribute(element, "char") or "0", 16)
        if _SYMBOLS_FROM <= code <= _SYMBOLS_TO or not 31 < code < 0x110000:
            self.counts["symbol"] += 1
            return
        yield from self._span(chr(code), look)

    def _note(self, element: Any, look: Look) -> Iterator[TextRun]:
        self.notes.append((local(element).removesuffix("Reference"), attribute(element, "id")))
        yield from self._span(f"[{len(self.notes)}]", look)

    def _field(self, element: Any, _look: Look) -> Iterator[TextRun]:
        """A field shows its result, which begins at `separate`; a field in a field counts twice."""
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            self.fields.append(False)
        elif kind == "separate" and self.fields:
            self.fields[-1] = True
        elif kind == "end" and self.fields:
            self.fields.pop()
        yield from ()

    def _drawing(self, element: Any, _look: Look) -> Iterator[TextRun]:
        boxes = [e for e in element.iter() if local(e) == "txbxContent"]
        self.boxes += [
            e for e in boxes if not any(local(a) == "Fallback" for a in e.iterancestors())
        ]
        self.counts["drawing"] += not boxes
        yield from ()

    def _alternative(self, element: Any, look: Look) -> Iterator[TextRun]:
        for child in _chosen(element):
            reader = _PARTS.get(local(child))
            if reader:
                yield from reader(self, child, look)

    def _ruby(self, element: Any, _look: Look) -> Iterator[TextRun]:
        self.counts["ruby"] += 1
        for base in element.iter(W + "rubyBase"):
            yield from self._children(base)


def _chosen(element: Any) -> Any:
    """What new programs show of an alternative; the old ones' repeats its words."""
    return next((c for c in element if local(c) == "Choice"), element)


_PARTS: dict[str, Callable[[Runs, Any, Look], Iterator[TextRun]]] = {
    "t": Runs._text,
    "sym": Runs._symbol,
    "footnoteReference": Runs._note,
    "endnoteReference": Runs._note,
    "fldChar": Runs._field,
    "drawing": Runs._drawing,
    "pict": Runs._drawing,
    "object": Runs._drawing,
    "AlternateContent": Runs._alternative,
    "ruby": Runs._ruby,
}
