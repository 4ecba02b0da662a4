"""The record against its source, letter by letter: an independent look at what a reader made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.readers.drafting.outcome import Count, ImportNote, Unit

Handed = tuple[int, Unit, str]
"""Words of the source with their place."""

_MOST = 30  # missing passages that a person reads


def letters(text: str) -> str:
    """The letters and digits alone: marks of Markdown, spaces and punctuation do not count."""
    return "".join(filter(str.isalnum, text))


def not_within(read: str, handed_over: Iterable[Handed]) -> Iterator[Handed]:
    """The passages whose letters do not stand in the record, in their order; the first few of them."""
    at, missing = 0, 0
    for passage in handed_over:
        wanted = letters(passage[2])
        found = read.find(wanted, at)
        if found >= 0:
            at = found + len(wanted)
        elif wanted not in read:
            missing += 1
            yield passage
        if missing >= _MOST:
            return


def note_of_count(count: Count) -> ImportNote:
    """The count as a line of the report."""
    zh, en = ("有遺失", "some words are") if count.lost else ("沒有遺失", "nothing is")
    return ImportNote(
        "characters",
        f"字數（文字與數字）：原檔 {count.source:,}，紀錄 {count.record:,}；"
        f"差別是重複的發言者標籤、略去的部分與補上的自動編號，逐段核對{zh}",
        f"Letters and digits: {count.source:,} in the file, {count.record:,} in the record; the "
        "difference is labels that were repeated, what was left out, and numbers of lists that were "
        f"written out; compared paragraph by paragraph, {en} missing",
    )
