"""The words that bear a claim out, as they are written.

What decides is shown with what names the case, where it does not name it by itself: a chair who says
「可以解管」 says of which case in the call before, and who asks 「是否解除列管？」 is answered behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from minutes.cases.claims import Evidence
from minutes.recognition.passages import Span, clause_start
from minutes.records.model import Meeting
from minutes.text.shortening import one_line
from pipeline.trails.case_library import CaseLibrary

LONGEST = 160  # characters of the words that stand beside a claim
_BESIDE = 70  # of them, of each stretch that is only to be read with the words
_LEAST = 40  # of the stretch itself
_LEFT_OUT = "…"
_BETWEEN = "……"


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch whose words are shown and, where it is long, the place in its passage that is kept."""

    span: Span
    kept: tuple[int, int] | None = None


def evidence(
    library: CaseLibrary,
    meeting: Meeting,
    told: Span | Quote,
    *beside: Span | Quote,
) -> Evidence:
    """The words of a stretch, with where they stand; `beside` are others that have to be read with it."""
    main, *others = map(_quote, (told, *beside))
    apart = [quote for quote in dict.fromkeys(others) if not _covers(main.span, quote.span)]
    longest = {main: max(_LEAST, LONGEST - _BESIDE * len(apart))}
    in_order = sorted({main, *apart}, key=lambda quote: quote.span)
    words = [_words(library, meeting, one, longest.get(one, _BESIDE)) for one in in_order]
    passages = library.passages(meeting)
    return Evidence(meeting.id, passages.ids[main.span.number], _joined(words))


def _quote(told: Span | Quote) -> Quote:
    return told if isinstance(told, Quote) else Quote(told)


def _covers(whole: Span, part: Span) -> bool:
    return whole.number == part.number and whole.start <= part.start and part.end <= whole.end


def _words(library: CaseLibrary, meeting: Meeting, quote: Quote, longest: int) -> str:
    """The words of one stretch, cut where they are too long: before the place that is kept, at the
    beginning of a clause where there is one, and at the end."""
    span = quote.span
    start = span.start
    if quote.kept is not None and quote.kept[1] - start > longest:
        text = library.passages(meeting).texts[span.number]
        start = next(filter(None, _starts(text, *quote.kept, longest)), quote.kept[0])
    written = library.text(meeting, span.number, start, span.end)
    before = _LEFT_OUT if start > span.start else ""
    return before + one_line(written, longest)


def _starts(text: str, first: int, end: int, longest: int) -> Iterator[int]:
    """Where the words up to a place may begin so that they are not too long: the earliest clause that
    they have room for, or else as far ahead as there is room."""
    room = end - longest + len(_LEFT_OUT)
    at = clause_start(text, first)
    while at and (earlier := clause_start(text, at - 1)) >= room:
        at = earlier
    yield at if at >= room and not _NUMBER.match(text, at - 2) else 0
    yield room


# 「2,000元」 is no place where a clause begins.
_NUMBER = re.compile("[0-9],[0-9]")


def _joined(words: list[str]) -> str:
    """Stretches as one; where they meet, what was left out of them needs no fingerprint of its own."""
    *others, last = words
    first = [word.removesuffix(_LEFT_OUT) for word in others]
    return (
        _BETWEEN.join([*first[:1], *(w.removeprefix(_LEFT_OUT) for w in [*first[1:], last])])
        if first
        else last
    )


def beginning(library: CaseLibrary, meeting: Meeting, ident: str) -> Evidence:
    """The words with which a speech begins."""

    def make() -> str:
        passages = library.passages(meeting)
        number = passages.ids.index(ident)
        end = min(len(passages.texts[number]), LONGEST)
        return evidence(library, meeting, Span(number, 0, end)).words

    return Evidence(meeting.id, ident, library.kept(meeting, "beginning", make, ident))
