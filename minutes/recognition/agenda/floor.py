"""Who has the floor under a call: how far the words of an item are surely said of it.

A case is called up, its agency answers, others ask, the agency answers again, and who presides closes the
matter. Who begins to speak after that, and was neither called nor asked, may speak of anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby

from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.names import PIECE
from minutes.recognition.passages import Passages, Span
from minutes.recognition.statements import several_cases
from minutes.recognition.word_lists import pattern

_INVITES, _LEADS_ON = pattern("floor", "invites"), pattern("floor", "leads_on")


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one speaker says at a time under a call; None for what nobody says."""

    speaker: str | None
    spans: tuple[Span, ...]

    def text(self, passages: Passages) -> str:
        return "\n".join(span.of(passages) for span in self.spans)


def held(passages: Passages, item: AgendaItem) -> tuple[Span, ...]:
    """The stretches of an item until the floor passes to somebody who was neither called nor asked."""
    if item.given:
        return tuple(span for span in item.spans if span.number == item.heading.number)
    floor = _Floor(passages, item)
    kept = floor.kept(tuple(_turns(passages, item.spans)))
    return tuple(chain.from_iterable(turn.spans for turn in kept))


def _turns(passages: Passages, spans: Sequence[Span]) -> Iterator[_Turn]:
    for speaker, said in groupby(spans, lambda span: passages.speakers[span.number]):
        yield _Turn(speaker, tuple(said))


@dataclass
class _Floor:
    """Goes through the turns under one call."""

    passages: Passages
    item: AgendaItem
    heard: set[str] = field(default_factory=set)

    def kept(self, turns: Sequence[_Turn]) -> Sequence[_Turn]:
        """The turns up to the one that closes the matter."""
        is_open, end = True, 0
        for place, turn in enumerate(turns):
            if turn.speaker is None:
                end += end == place
                continue
            if turn.speaker in self.passages.presiding:
                end = place + 1 if self._belongs(turn, is_open=is_open) else end
                is_open = self._invites(turn)
            elif is_open or self._may_go_on(turn, turns[place + 1 :]):
                self.heard.add(turn.speaker)
                is_open, end = True, place + 1
            else:
                break
        return turns[:end]

    def _may_go_on(self, turn: _Turn, later: Sequence[_Turn]) -> bool:
        """Whether somebody was heard before, or asks who reported by their name and is answered by them: 「我想問一下
        王範例，…？」 (invented)."""
        following = {one.speaker for one in later[:1]}
        answering = filter(following.__contains__, self.heard)
        asked = filter(turn.text(self.passages).__contains__, answering)
        return turn.speaker in self.heard or any(map(_is_told, asked))

    def _belongs(self, turn: _Turn, *, is_open: bool) -> bool:
        """Whether a turn of who presides follows a report or a question, or rules; not where it begins by
        leading on to the next case."""
        follows = is_open and not (self.heard and self._leads_on(turn.spans[-1]))
        return follows or several_cases.rules(turn.text(self.passages))

    def _leads_on(self, last: Span) -> bool:
        """Whether a passage goes on from a stretch to the next call, and has little to say before."""
        text = self.passages.texts[last.number]
        return last.end < len(text) and _LEADS_ON.search(text[last.start :]) is not None

    def _invites(self, turn: _Turn) -> bool:
        """Whether a turn of who presides leaves the floor open: nobody was heard, or others are asked."""
        return not self.heard or _INVITES.search(turn.text(self.passages)) is not None


def _is_told(name: str) -> bool:
    """Whether a name is long enough to be told from other words."""
    return len(name) >= PIECE
