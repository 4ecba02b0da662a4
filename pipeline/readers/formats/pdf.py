"""The words of a PDF, line by line: what is printed, without what it was; a Word file is better."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from minutes.records.head_lines import is_agenda_heading, number_of
from minutes.records.speaker_labels import calling
from minutes.text import label_forms
from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.outcome import Imported, ImportProblem
from pipeline.readers.printed_pages import printed_pages
from pipeline.readers.recognition.lines import Line, bare
from pipeline.readers.recognition.page_ends import PAGE_END, without_page_ends
from pipeline.readers.recognition.transcript import write

_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_PAGE_NUMBER = re.compile(
    r"\s*(?:第?\s*\d{1,4}\s*頁?(?:\s*[/，,共]\s*\d{1,4}\s*頁?)?|[-–—]\s*\d{1,4}\s*[-–—]|page \d{1,4}(?: of \d{1,4})?)\s*",
    re.I,
)
_FULL = 0.9  # of the usual longest line: what is shorter ends its paragraph
_SENTENCE_END = re.compile(r"[。！？!?…」』”）)：:]\s*$")
_STOP = re.compile(r"[。！？!?」』”）)]\s*$")


def read_pdf(data: bytes, filename: str) -> Imported:
    """The transcript in a PDF. Lines are put together to paragraphs by their length: the report says so.

    ImportProblem where it is encrypted, damaged, or holds pictures of pages and no words.
    """
    draft = Draft(filename)
    pages = list(_pages(data))
    words = "".join(pages)
    if not any(map(str.isalnum, words)):
        raise ImportProblem(
            "no-words",
            "這個 PDF 沒有文字（可能是掃描的圖片）。請改用 Word 檔或 .odt。",
            "This PDF holds no words (it may be a scan). Use a Word file or an .odt instead.",
        )
    draft.guess(
        "pdf",
        "PDF 只取出文字，段落是依行長推測的；有 Word 檔或 .odt 時請改用那個",
        "Only the words of the PDF were taken, and paragraphs were guessed from the length of lines; "
        "a Word file or an .odt is better",
    )
    numbered = list(_without_page_numbers(pages, draft))
    rows = _without_ends(numbered, draft)
    write(list(_paragraphs(rows)), draft)
    return draft.finish()


def _pages(data: bytes) -> Iterator[str]:
    """The words of each page, a line feed between lines."""
    for page in printed_pages(data):
        yield page.replace("\r\n", "\n").replace("\ufffe", "-")


def _without_page_numbers(pages: list[str], draft: Draft) -> Iterator[str]:
    dropped = 0
    for page in pages:
        rows = page.split("\n")
        for index, row in enumerate(rows):
            edge = index in (0, len(rows) - 1)
            if edge and _PAGE_NUMBER.fullmatch(row):
                dropped += 1
                draft.leave(row)
            else:
                yield f"{PAGE_END * (index == 0)}{row}"
    if dropped:
        draft.drop("page-numbers", f"{dropped} 個頁碼", plural(dropped, "page number"))


def _without_ends(rows: list[str], draft: Draft) -> list[str]:
    """The rows without the heads and feet that run through the pages: a paragraph goes on below them."""
    kept = filter(PAGE_END.__ne__, without_page_ends(rows, draft))
    return [row.removeprefix(PAGE_END) for row in kept]


def _paragraphs(rows: list[str]) -> Iterator[Line]:
    """The rows put together: one that is as long as most goes on in the next."""
    full = _full_width(rows)
    names = Counter(map(_name, rows))
    held: Line | None = None
    for number, row in enumerate(rows, 1):
        words = row.strip()
        if held is not None and (not words or _begins_speech(row, held.text, names)):
            yield held
            held = None
        if not words:
            continue
        held = _gone_on(held, words) if held is not None else bare(words, number)
        if _ends(words, full):
            yield held
            held = None
    if held is not None:
        yield held


def _full_width(rows: list[str]) -> float:
    """From what width on a row goes on in the next: nearly that of the widest quarter, 0 where there are none."""
    widths = sorted(map(_width, filter(str.strip, rows)))
    widest = widths[-max(1, len(widths) // 4) :]
    return _FULL * median(widest) if widest else 0


def _gone_on(held: Line, words: str) -> Line:
    return replace(held, spans=bare(_joined(held.text, words), held.place).spans)


def _ends(words: str, full: float) -> bool:
    """Whether a row is shorter than a full one, or ends a sentence before the end of the widest."""
    width = _width(words)
    return width < full or (_SENTENCE_END.search(words) is not None and width < full / _FULL)


def _begins_speech(row: str, before: str, names: Counter[str]) -> bool:
    """Whether a row begins with a label: of somebody who speaks more than once, or after a full stop; or is a heading with its
    number there (參、散會)."""
    name, stopped = _name(row), _STOP.search(before) is not None
    if not name:
        return stopped and bool(number_of(row)) and is_agenda_heading(row)
    return names[name] > 1 or (stopped and calling(name) == "person")


def _name(row: str) -> str:
    """The name before a colon at the beginning of a row, "" for none."""
    cut = next((c for c in label_forms.cuts(row[:80]) if c.form.name == "colon"), None)
    return cut.name if cut and calling(cut.name) else ""


def _width(row: str) -> int:
    """How wide a row is, a Han character counting two."""
    return len(row.strip()) + len(_WIDE.findall(row.strip()))


def _joined(before: str, after: str) -> str:
    tight = _WIDE.match(before[-1:]) or _WIDE.match(after)
    return before + after if tight else f"{before} {after}"
