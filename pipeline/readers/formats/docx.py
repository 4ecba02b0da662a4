"""A stenographer's Word file: names, headings, tables and notes become speeches and sections."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.readers.drafting.candidate_names import Candidate, candidate, is_name_like, recognise
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import Span, one_line, plain
from pipeline.readers.drafting.outcome import Imported, missing_extra, plural
from pipeline.readers.formats.docx_package import Package
from pipeline.readers.formats.hypertext import Block, blocks_of
from pipeline.readers.formats.plaintext import ASIDE, report_labels, take_head

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='標題'] => h1:fresh
"""
_LONGEST_NAME = 20


def read_docx(data: bytes, filename: str) -> Imported:
    """The transcript in a Word file.

    ImportProblem where it is encrypted, damaged, too large or no Word file.
    """
    draft = Draft(filename)
    package = Package(data)
    html, messages, images = _html(package.clean)
    blocks, struck = blocks_of(html)
    _Document(draft, blocks).read()
    _report(draft, package, images, struck, messages)
    kept = sum(
        len("".join(plain(s).split()))
        for b in blocks
        for s in (b.spans, *(c for r in b.rows for c in r))
    )
    if kept < package.length:
        draft.drop(
            "lost-text",
            f"約 {package.length - kept} 個字在轉換時遺失，請與原檔核對",
            f"About {plural(package.length - kept, 'character')} lost; compare with the original",
        )
    return draft.finish()


def _html(clean: bytes) -> tuple[str, list[str], int]:
    try:
        import mammoth
    except ImportError as error:
        raise missing_extra("mammoth") from error
    images = 0

    def count(_image: Any) -> list[Any]:
        nonlocal images
        images += 1
        return []

    result = mammoth.convert_to_html(
        io.BytesIO(clean), convert_image=count, style_map=_STYLES, include_embedded_style_map=False
    )
    return str(result.value), [str(m.message) for m in result.messages], images


@dataclass(slots=True)
class _Line:
    """A line of a paragraph; `fresh` where it begins one. `block` tells headings and list items."""

    spans: list[Span]
    block: Block
    fresh: bool

    @property
    def text(self) -> str:
        return plain(self.spans).strip()


class _Document:
    def __init__(self, draft: Draft, blocks: Sequence[Block]) -> None:
        self.draft = draft
        self.notes = [b for b in blocks if b.kind == "note"]
        self.lines: list[_Line] = []
        self.flattened = 0
        for block in blocks:
            if block.kind == "table":
                self._table(block)
            elif block.kind != "note":
                self._split(block)
        self.paragraph: list[Span] = []
        self.items: list[tuple[int, str, Sequence[Span]]] = []
        self.asides = 0

    # -- names ---------------------------------------------------------------------------------

    def _split(self, block: Block) -> None:
        for number, spans in enumerate(_lines_of(block.spans)):
            if plain(spans).strip():
                self.lines.append(_Line(spans, block, fresh=number == 0))

    def _table(self, table: Block) -> None:
        rows = [[cell for cell in row if plain(cell).strip()] for row in table.rows]
        rows = [row for row in rows if row]
        names = [one_line(plain(row[0])).rstrip(":： ") for row in rows if len(row) == 2]
        like = [
            n for n in names if len(n) <= _LONGEST_NAME and (is_name_like(n) or names.count(n) > 1)
        ]
        if len(names) == len(rows) > 1 and len(like) * 2 > len(names):
            for name, row in zip(names, rows, strict=True):
                # A marked name makes the candidate that a bold label would make.
                label = [Span(f"{name}：", strong=True)]
                self._split(Block("p", [*label, *row[1]]))
            self.draft.guess(
                "table-of-speeches",
                "兩欄的表格當作「發言者、發言」",
                "A table of two columns was read as speaker and speech",
            )
            return
        for row in rows:
            spans: list[Span] = []
            for cell in row:
                spans += [Span(" ｜ ")] if spans else []
                spans += [replace(s, text=s.text.replace("\n", " ")) for s in cell]
            self._split(Block("p", spans))
        self.flattened += bool(rows)

    def _labels(self) -> dict[int, Candidate]:
        found = []
        for number, line in enumerate(self.lines):
            c = _candidate(line, number)
            if c:
                found.append(c)
        recognised = recognise(found)
        labels = recognised.labels
        self._bare_names(labels)
        report_labels(self.draft, recognised, unit="paragraph")
        return labels

    def _bare_names(self, labels: dict[int, Candidate]) -> None:
        """A bold name alone in its paragraph, without a colon, is a label if it recurs."""
        bold = {
            number: one_line(line.text)
            for number, line in enumerate(self.lines)
            if number not in labels
            and line.fresh
            and _is_bold(line.spans)
            and is_name_like(one_line(line.text))
        }
        known = {c.name for c in labels.values()}
        names = list(bold.values())
        for number, name in bold.items():
            if name in known or names.count(name) > 1:
                labels[number] = Candidate(name, "", number, marked=True)
                self.draft.guess(
                    "bold-name",
                    f"粗體的「{name}」當作發言者",
                    f"Bold “{name}” was taken as a speaker",
                    number + 1,
                    "paragraph",
                )

    # -- writing -------------------------------------------------------------------------------

    def read(self) -> None:
        labels = self._labels()
        start = self._head(min(labels, default=len(self.lines)))
        for number in range(start, len(self.lines)):
            line, label = self.lines[number], labels.get(number)
            if label:
                self._flush()
                self.draft.speak(label.name)
                rest = _after_colon(line.spans) if label.rest else []
                self.paragraph = list(rest)
            else:
                self._line(line)
        self._flush()
        self._tell()

    def _head(self, first: int) -> int:
        heading = next((i for i, x in enumerate(self.lines[:first]) if x.block.kind == "h"), None)
        if heading == 0 and self.lines[0].block.level <= 2:
            self.draft.title = self.lines[0].text
            take_head([line.text for line in self.lines[1:first]], self.draft)
            return 1
        return take_head(
            [line.text for line in self.lines[: heading if heading is not None else first]],
            self.draft,
        )

    def _line(self, line: _Line) -> None:
        if line.block.kind == "h":
            self._flush()
            self.draft.section(line.text)
        elif ASIDE.fullmatch(line.text):
            self._flush()
            self.draft.narrate([replace(s, strong=False, emphasis=False) for s in line.spans])
            self.asides += 1
        elif line.block.kind == "li":
            if self.paragraph:
                self._flush()
            self.items.append((line.block.level, line.block.mark, line.spans))
        else:
            if line.fresh or self.items:
                self._flush()
            self.paragraph += [Span("\n"), *line.spans] if self.paragraph else line.spans

    def _flush(self) -> None:
        if self.items:
            self.draft.listing(self.items)
            self.items = []
        if self.paragraph:
            self.draft.say(self.paragraph)
            self.paragraph = []

    def _tell(self) -> None:
        if self.notes:
            self.draft.section(
                "Notes"
                if not re.search(r"[\u3400-\u9fff]", "".join(x.text for x in self.lines))
                else "附註"
            )
            for note in self.notes:
                self.draft.say([Span(f"[{note.mark}] "), *note.spans])
            self.draft.guess(
                "footnotes",
                f"{len(self.notes)} 個註腳移到文末",
                f"Moved to the end: {plural(len(self.notes), 'footnote')}",
            )
        if self.asides:
            self.draft.guess(
                "asides",
                f"{self.asides} 段整段在括號裡，當作旁白",
                f"Taken as narratives: {plural(self.asides, 'paragraph')} wholly in brackets",
            )
        if self.flattened:
            self.draft.guess(
                "table-flattened",
                f"{self.flattened} 個表格改為一列一段，欄以「｜」分開",
                f"Made into paragraphs, one for each row, cells divided by ｜: "
                f"{plural(self.flattened, 'table')}",
            )


def _candidate(line: _Line, number: int) -> Candidate | None:
    text = line.text
    match = re.match(r"[^:：\n]{1,60}[:：]", text)
    if not match:
        return None
    lead = plain(line.spans)
    until = len(lead) - len(lead.lstrip()) + match.end()
    bold, at = 0, 0
    for span in line.spans:
        part = span.text[: max(0, until - at)]
        bold += len(part) if span.strong else 0
        at += len(span.text)
    # The colon itself is often not bold.
    marked = bold >= len(match[0].rstrip(":： ")) and not _is_bold(line.spans)
    marked = marked or (bold > 0 and text.endswith((":", "：")) and match.end() == len(text))
    found = candidate(text, number, marked=marked)
    if line.block.kind == "h" and found and found.rest:
        return None  # a heading such as 討論：下一步 is a section
    return found


def _is_bold(spans: Sequence[Span]) -> bool:
    return all(span.strong for span in spans if span.text.strip())


def _lines_of(spans: Sequence[Span]) -> list[list[Span]]:
    lines: list[list[Span]] = [[]]
    for span in spans:
        for number, text in enumerate(span.text.split("\n")):
            if number:
                lines.append([])
            if text:
                lines[-1].append(replace(span, text=text))
    return lines


def _after_colon(spans: Sequence[Span]) -> list[Span]:
    text = plain(spans)
    skip = min(i for i in (text.find(":"), text.find("：")) if i >= 0) + 1
    out = []
    for span in spans:
        out.append(replace(span, text=span.text[skip:]))
        skip = max(0, skip - len(span.text))
    return [span for span in out if span.text]


def _report(
    draft: Draft, package: Package, images: int, struck: int, messages: Sequence[str]
) -> None:
    counts = package.counts
    pictures = max(images, counts["drawing"])
    dropped = (
        ("comments", counts["comment"], "則註解", "comment", ""),
        (
            "deletions",
            counts["deletion"],
            "處追蹤修訂所刪的文字",
            "passage",
            " deleted by tracked changes",
        ),
        ("images", pictures, "個圖片或圖形", "picture", ""),
        ("formulas", counts["formula"], "個數學式", "formula", ""),
        ("headers", counts["header"], "個頁首或頁尾", "place", " in page headers and footers"),
    )
    for code, times, zh, one, en in dropped:
        if times:
            draft.drop(code, f"{times} {zh}", f"{plural(times, one)}{en}")
    guessed = (
        (
            "insertions",
            counts["insertion"],
            "處追蹤修訂所加的文字已接受",
            "insertion",
            " of tracked changes accepted",
        ),
        (
            "hidden-text",
            counts["hidden"],
            "處隱藏文字也收入，請確認可以公開",
            "passage",
            " of hidden text taken in; make sure that it may be published",
        ),
        (
            "struck-text",
            struck,
            "處加刪除線的文字也收入",
            "passage",
            " taken in although struck through",
        ),
    )
    for code, times, zh, one, en in guessed:
        if times:
            draft.guess(code, f"{times} {zh}", f"{plural(times, one)}{en}")
    for message in dict.fromkeys(messages):
        if not message.startswith(
            ("Unrecognised paragraph style", "Unrecognised run style", "Image of type")
        ):
            draft.drop(
                "word-feature",
                f"Word 轉換訊息：{message[:200]}",
                f"Word conversion: {message[:200]}",
            )
