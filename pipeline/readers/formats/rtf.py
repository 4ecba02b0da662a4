"""Rich Text Format: its words, their type, and the numbers of lists as the file itself shows them.

Source of the control words: Microsoft, Rich Text Format Specification 1.9.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.drafting.outcome import Imported, ImportProblem
from pipeline.readers.formats.rtf_words import APART, CODEPAGES, COUNTED, SIGNS
from pipeline.readers.recognition.lines import Cell, Kind
from pipeline.readers.recognition.source import Source
from pipeline.readers.recognition.transcript import write

_TOKEN = re.compile(
    rb"(?P<open>\{)|(?P<close>\})|\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<byte>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z0-9])|(?P<line>[\r\n]+)|(?P<text>[^{}\\\r\n]+)"
)
_DEEPEST = 200


@dataclass(slots=True)
class _State:
    """What a group says of the words in it."""

    strong: bool = False
    emphasis: bool = False
    hidden: bool = False
    deleted: bool = False
    struck: bool = False
    colour: int = 0
    highlight: int = 0
    underlined: bool = False
    capitals: bool = False
    size: int = 0
    font: int = -1
    skipped: int = 1  # characters after \\u that old programs show instead
    apart: bool = False
    kind: str = ""  # the group is a number of a list, a footnote, a text box

    @property
    def type(self) -> str:
        """The type beside weight, slant and colour, as a word for each thing that is said of it."""
        return (
            f"{'underlined ' * self.underlined}{'capitals ' * self.capitals}{self.size} {self.font}"
        )


@dataclass(slots=True)
class _RtfReader:
    source: Source
    state: _State = field(default_factory=_State)
    groups: list[_State] = field(default_factory=list)
    fonts: dict[int, str] = field(default_factory=dict)
    codepage: str = "cp1252"
    spans: list[TextRun] = field(default_factory=list)
    note: list[TextRun] = field(default_factory=list)
    mark: list[str] = field(default_factory=list)
    row: list[Cell] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    in_table: bool = False
    bytes_: bytearray = field(default_factory=bytearray)
    to_skip: int = 0
    starred: bool = False
    high: int = 0  # the first half of a character
    hidden: list[TextRun] = field(default_factory=list)  # words that are not shown
    deleted: list[TextRun] = field(default_factory=list)
    boxes: list[list[TextRun]] = field(default_factory=list)  # paragraphs of text boxes
    around: list[TextRun] = field(
        default_factory=list
    )  # words of a cell beside a table that stands in it
    is_nested: bool = False
    nested_row: list[Cell] = field(default_factory=list)
    nested_rows: list[list[Cell]] = field(default_factory=list)
    growing: tuple[TextRun, list[TextRun]] | None = None
    growing_words: list[str] = field(default_factory=list)

    def read(self, data: bytes) -> None:
        """Every token in order, then what is left open."""
        for token in _TOKEN.finditer(data):
            self._token(token)
        self._flush_bytes()
        self._end_paragraph()
        self._end_table()
        self._leave("hidden", self.hidden)
        self._leave("deletion", self.deleted)

    def _leave(self, what: str, runs: list[TextRun]) -> None:
        """Say which words are not taken in, and how many passages they are."""
        self.source.counts[what] += len(runs)
        self.source.draft.leave(*(run.text for run in runs))

    def _token(self, token: re.Match[bytes]) -> None:
        kind = token.lastgroup or ""
        if kind == "byte":
            self._byte(bytes([int(token["byte"], 16)]))
            return
        if kind == "text":
            self._byte(token["text"])
            return
        if kind != "line":  # which is no matter, also between the two bytes of a character
            self._flush_bytes()
        if kind == "open":
            self._open()
        elif kind == "close":
            self._close()
        elif kind == "sign":
            self._sign(token["sign"])
        elif kind in ("word", "number"):
            number = token["number"]
            self._word(token["word"].decode("ascii"), None if number is None else int(number))

    # -- groups --------------------------------------------------------------------------------

    def _open(self) -> None:
        if len(self.groups) > _DEEPEST:
            raise ImportProblem(
                "damaged",
                "RTF 檔損壞，無法讀取。請用 Word 開啟，另存為 .docx 後再試。",
                "The RTF file is damaged and cannot be read. Open it in Word, save it as .docx, and try that.",
            )
        self.groups.append(self.state)
        self.state = replace(self.state)

    def _close(self) -> None:
        left = self.state
        self.state = self.groups.pop() if self.groups else _State()
        if left.kind == "footnote" and self.state.kind != "footnote":
            self._grown()
            self.source.notes.append(tuple(self.note))
            self.note = []

    # -- words ---------------------------------------------------------------------------------

    def _byte(self, data: bytes) -> None:
        skip = min(self.to_skip, len(data))
        self.to_skip -= skip
        self.bytes_ += data[skip:]

    def _flush_bytes(self) -> None:
        if not self.bytes_:
            return
        data, self.bytes_ = bytes(self.bytes_), bytearray()
        if not self.state.apart:
            self._text(data.decode(self.fonts.get(self.state.font, self.codepage), "replace"))

    def _text(self, text: str) -> None:
        state = self.state
        if state.apart:
            return
        if state.kind == "number":
            self.mark.append(text)
            return
        if state.hidden or state.deleted:
            self._add(TextRun(text), self.hidden if state.hidden else self.deleted)
            return
        self.source.counts["struck"] += state.struck
        span = TextRun(
            text,
            None,
            state.strong,
            state.emphasis,
            str(state.colour) if state.colour > 1 else "",
            state.highlight > 0,
            state.type,
        )
        self._add(span, self._place())

    def _place(self) -> list[TextRun]:
        """Where words of this group belong."""
        if self.state.kind == "box":
            return self.boxes[-1]
        return self.note if self.state.kind == "footnote" else self.spans

    def _add(self, span: TextRun, runs: list[TextRun]) -> None:
        """Put words into the run before them where they look the same: RTF writes one character at a time."""
        look = replace(span, text="")
        if self.growing and self.growing[0] == look and self.growing[1] is runs:
            self.growing_words.append(span.text)
            return
        self._grown()
        self.growing, self.growing_words = (look, runs), [span.text]

    def _grown(self) -> None:
        if self.growing:
            look, runs = self.growing
            runs.append(replace(look, text="".join(self.growing_words)))
        self.growing, self.growing_words = None, []

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.starred = True
        elif sign in (b"\n", b"\r"):
            self._end_paragraph()
        else:
            self._text({b"~": "\u00a0", b"_": "-", b"-": ""}.get(sign, sign.decode("latin-1")))

    # -- control words -------------------------------------------------------------------------

    def _word(self, word: str, number: int | None) -> None:
        starred, self.starred = self.starred, False
        action = _ACTIONS.get(word)
        if action:
            action(self, number)
        elif word in APART or (starred and word not in _KNOWN_STARRED):
            self.source.counts[COUNTED.get(word, "")] += 1
            self.state.apart = True
        elif word in SIGNS and not self.state.apart:
            self._break(word)

    def _break(self, word: str) -> None:
        if word == "par" and self.state.kind == "box":
            self._box(None)
        elif word == "par" and self.state.kind == "" and not self.in_table:
            self._end_paragraph()
        else:
            self._text(SIGNS[word])

    def _unicode(self, number: int | None) -> None:
        """A character by its number; one beyond U+FFFF comes as two halves."""
        code = (number or 0) % 0x10000
        self.to_skip = self.state.skipped
        high, self.high = self.high, 0
        if 0xD800 <= code < 0xDC00:
            self.high = code
        elif high and 0xDC00 <= code < 0xE000:
            self._text(chr(0x10000 + (high - 0xD800) * 0x400 + code - 0xDC00))
        else:
            self._text(chr(code))

    def _end_paragraph(self) -> None:
        if self.in_table:
            return
        self._grown()
        self._end_table()
        mark = " ".join("".join(self.mark).split())
        self.mark = []
        bullet = mark[:1] in "•·-–o\uf0b7"
        kind: Kind = "item" if mark else "text"
        self.source.paragraph(self.spans, kind, 0, "-" if mark and bullet else mark)
        self.spans = []
        self._hang_boxes()

    def _cell(self, _number: int | None) -> None:
        self._nest(0)
        spans, self.around = tuple(self.around), []
        self.row.append(Cell(spans))

    def _nest(self, depth: int | None) -> None:
        """A paragraph stands in so many tables: where that is a table in a table, the words before it stand around it."""
        deeper = (depth or 0) > 1
        if not self.is_nested:
            self.around += self._taken().spans
        self.is_nested = deeper

    def _taken(self) -> Cell:
        """The words of a cell that ends."""
        self._grown()
        spans, self.spans = tuple(self.spans), []
        return Cell(spans)

    def _row(self, _number: int | None) -> None:
        """A row ends; a table that stands in it comes behind it."""
        self.rows.append(self.row)
        self.row = []
        self.in_table = False
        if self.nested_rows:
            self._end_table()
            self.rows, self.nested_rows = self.nested_rows, []
            self._end_table()

    def _nested_cell(self, _number: int | None) -> None:
        self.nested_row.append(self._taken())

    def _end_nested_row(self, _number: int | None) -> None:
        self.nested_rows.append(self.nested_row)
        self.nested_row = []
        self.is_nested = False

    def _end_table(self) -> None:
        if self.rows:
            self.source.table(self.rows)
            self.rows = []
            self._hang_boxes()

    def _box(self, _number: int | None) -> None:
        """A paragraph of a text box begins."""
        self._grown()
        self.state.kind = "box"
        self.boxes.append([])

    def _hang_boxes(self) -> None:
        boxes, self.boxes = self.boxes, []
        anchor = self.source.last
        for spans in filter(None, boxes):
            first = len(self.source.lines)
            self.source.paragraph(spans)
            self.source.hang(anchor, first)

    def _font(self, number: int | None) -> None:
        self.state.font = number or 0

    def _charset(self, number: int | None) -> None:
        self.fonts[self.state.font] = CODEPAGES.get(number or 0, self.codepage)

    def _ansi(self, number: int | None) -> None:
        self.codepage = {65001: "utf-8", 936: "gbk"}.get(number or 0, f"cp{number or 1252}")
        try:
            b"".decode(self.codepage)
        except LookupError:
            self.codepage = "cp1252"

    def _font_table(self, _number: int | None) -> None:
        self.state.apart = True

    def _plain(self, _number: int | None) -> None:
        kept = self.state
        self.state = _State(
            deleted=kept.deleted, skipped=kept.skipped, apart=kept.apart, kind=kept.kind
        )

    def _paragraph_defaults(self, _number: int | None) -> None:
        self.in_table = self.in_table and self.state.kind == "box"

    def _into_table(self, _number: int | None) -> None:
        self.in_table = True

    def _footnote(self, _number: int | None) -> None:
        if self.state.kind != "footnote":
            self._grown()
            self.spans.append(TextRun(f"[{len(self.source.notes) + 1}]"))
        self.state.kind = "footnote"

    def _list_number(self, _number: int | None) -> None:
        self.state.kind = "number"


def _switch(name: str) -> Callable[[_RtfReader, int | None], None]:
    def turn(reader: _RtfReader, number: int | None) -> None:
        setattr(reader.state, name, number != 0)

    return turn


def _value(name: str) -> Callable[[_RtfReader, int | None], None]:
    def keep(reader: _RtfReader, number: int | None) -> None:
        setattr(reader.state, name, max(0, min(number or 0, 100_000)))

    return keep


_KNOWN_STARRED = {"shppict", "cs", "ds", "ts", "listtext", "footnote", "shpinst"}
_ACTIONS: dict[str, Callable[[_RtfReader, int | None], None]] = {
    "b": _switch("strong"),
    "i": _switch("emphasis"),
    "v": _switch("hidden"),
    "strike": _switch("struck"),
    "deleted": _switch("deleted"),
    "cf": _value("colour"),
    "highlight": _value("highlight"),
    "ul": _switch("underlined"),
    "ulnone": lambda reader, _: setattr(reader.state, "underlined", False),
    "scaps": _switch("capitals"),
    "caps": _switch("capitals"),
    "fs": _value("size"),
    "uc": _value("skipped"),
    "u": _RtfReader._unicode,
    "f": _RtfReader._font,
    "fcharset": _RtfReader._charset,
    "ansicpg": _RtfReader._ansi,
    "fonttbl": _RtfReader._font_table,
    "plain": _RtfReader._plain,
    "pard": _RtfReader._paragraph_defaults,
    "intbl": _RtfReader._into_table,
    "cell": _RtfReader._cell,
    "row": _RtfReader._row,
    "itap": _RtfReader._nest,
    "nestcell": _RtfReader._nested_cell,
    "nestrow": _RtfReader._end_nested_row,
    "footnote": _RtfReader._footnote,
    "shptxt": _RtfReader._box,
    "listtext": _RtfReader._list_number,
    "pntext": _RtfReader._list_number,
}


def read_rtf(data: bytes, filename: str) -> Imported:
    """The transcript in an RTF file; ImportProblem where it is damaged."""
    draft = Draft(filename)
    source = Source(draft)
    reader = _RtfReader(source)
    reader.read(data)
    write(source.lines, draft, source.unit)
    source.close()
    return draft.finish()
