"""On which day the collaborative meeting on a case was held, as a report under its call says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from itertools import chain

from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Passages, Span, clause_start
from minutes.recognition.statements import replies
from minutes.recognition.word_lists import folded_pattern

_HOLDS = "(?:召?開|辦理?|舉行|舉辦)"
_HELD = f"(?:已經?(?:順利)?{_HOLDS}|{_HOLDS}(?:完|過|了|畢)|順利(?:完成|結束))"
_MEETING = "協作(?:會議)?"
# 「7月8日協作會議開完」, 「協作會議5月17日開完了」, 「9月2日在桃園開協作會議」 (invented)
_BEFORE = folded_pattern(f"{_MEETING}(?:是|在|於)*$")
_BEHIND_MEETING = folded_pattern(f"^[^,。;]{{0,8}}{_HELD}")
_BEHIND = folded_pattern(
    f"^[^,。;0-9]{{0,16}}(?:{_MEETING}[^,。;]{{0,8}}{_HELD}|{_HELD}[^,。;]{{0,4}}{_MEETING}|(?<![再要會])開{_MEETING})"
)
_WORDS = {True: _BEHIND_MEETING, False: _BEHIND}  # whether the meeting is named before the day
_PLANNED = folded_pattern("原[訂定本]|本來|預[計定]|[訂定][在於]|改[在到]|延[到至]|如果|希望")


def read(passages: Passages, item: AgendaItem, on: dt.date) -> Iterator[tuple[dt.date, Span]]:
    """The days before a meeting `on` a day on which an item says that the meeting on its case was held, each with the
    sentence."""
    sentences = chain.from_iterable(map(partial(_sentences, passages), item.spans))
    yield from chain.from_iterable(map(partial(_told, passages, on), sentences))


def _sentences(passages: Passages, span: Span) -> Iterator[Span]:
    return span.sentences(passages)


def _told(passages: Passages, on: dt.date, sentence: Span) -> Iterator[tuple[dt.date, Span]]:
    text = sentence.of(passages)
    for day, start, end in replies.days_told(text, on):
        if _was_held(text[clause_start(text, start) : start], text[end:]):
            yield day, sentence


def _was_held(before: str, behind: str) -> bool:
    """Whether the words before a day, in its clause, and behind it say that the meeting was held on it."""
    told = _WORDS[_BEFORE.search(before) is not None].search(behind)
    return bool(told) and _PLANNED.search(before) is None
