"""The items of a meeting with those that it comes back to: by a name that was given before (「校外人士那案」,
「剛剛教育系統…」), or with an answer to who told of several cases in one turn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, pairwise, takewhile

from minutes.recognition import rulings
from minutes.recognition.agenda import floor, items
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Passages, Span
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern, pattern
from minutes.text.han import HAN

_CLAUSE = folded_pattern("[^,。;!?]+[,。;!?]?")
_POINTED_BACK, _RETURNS = pattern("head", "pointed_back"), pattern("head", "returns")
_PARTLY, _NO_NAME = pattern("head", "partly"), pattern("head", "no_name")
_CALLS_NOTHING = pattern("head", "calls_nothing")
_PIECE = re.compile(f"(?=([{HAN}]{{3}}))")  # three characters in a row that are said again


def read(passages: Passages, bodies: re.Pattern[str]) -> tuple[AgendaItem, ...]:
    """The items of a meeting in their order. One that it comes back to is there again, with the
    stretches of both; `bodies` matches the spellings of agencies."""
    gone = _Gone(passages)
    for item in items.read(passages, bodies):
        gone.enter(item)
    return tuple(replace(item, spans=floor.held(passages, item)) for item in gone.items)


@dataclass(frozen=True, slots=True)
class _Return:
    """A place in an item from which on another one (by its place among all) is spoken of."""

    start: Span
    to: int


@dataclass(frozen=True, slots=True)
class _Gone:
    """What a meeting has gone through: its items so far, the last one open."""

    passages: Passages
    items: list[AgendaItem] = field(default_factory=list)

    def enter(self, item: AgendaItem) -> None:
        """Adds an item, as one that is taken up again where its heading points back, and what in it
        comes back to others as theirs."""
        self.items.append(self._named_before(item))
        if item.part == "reports":
            self._part(tuple(self._returns()) or tuple(self._answers()))

    def _named_before(self, item: AgendaItem) -> AgendaItem:
        told = _POINTED_BACK.search(self._heading(item))
        if told is None or item.numbers:
            return item
        place = self._owner(told["name"])
        if place is None:
            place = self._most_told(told["name"])
        return item if place is None else _again(self.items[place], item.heading, item.spans)

    def _part(self, returns: Sequence[_Return]) -> None:
        """Takes from the open item what comes back to others."""
        whole = self.items[-1]
        parts = [_between(whole.spans, a.start, b.start) for a, b in pairwise(returns)]
        parts += [_between(whole.spans, last.start, None) for last in returns[-1:]]
        for first in returns[:1]:
            left = _between(whole.spans, None, first.start)
            self.items[-1] = replace(whole, spans=tuple(left))
        for back, spans in zip(returns, parts, strict=True):
            self.items.append(_again(self.items[back.to], back.start, tuple(spans)))

    def _heading(self, item: AgendaItem) -> str:
        return item.heading.of(self.passages)

    # --- by a name

    def _returns(self) -> Iterator[_Return]:
        """Where somebody who does not report comes back to an earlier item by its name, and to the
        open one after that."""
        open_ = at = len(self.items) - 1
        for clause in self._clauses(self.items[-1]):
            to = self._pointed_at(clause.of(self.passages), is_away=at != open_)
            if to is not None and self.items[to].numbers != self.items[at].numbers:
                at = to
                yield _Return(clause, to)

    def _clauses(self, item: AgendaItem) -> Iterator[Span]:
        """The clauses after the heading, but for those of who reports."""
        after = _between(item.spans, item.heading._replace(start=item.heading.end), None)
        for span in self._of_others(item, after):
            for clause in _CLAUSE.finditer(span.of(self.passages)):
                first, end = clause.span()
                yield Span(span.number, span.start + first, span.start + end)

    def _of_others(self, item: AgendaItem, spans: Iterable[Span]) -> Iterator[Span]:
        """The stretches that are said by somebody who does not report."""
        silent = {*rulings.reporter(self.passages, item), None}
        return (span for span in spans if self.passages.speakers[span.number] not in silent)

    def _pointed_at(self, clause: str, *, is_away: bool) -> int | None:
        """The item that a clause names; `is_away` where it may come back to the open one as well."""
        named = _POINTED_BACK.search(clause)
        if is_away:
            named = named or _PARTLY.search(clause)
        if named is not None:
            return self._owner(named["name"])
        returns = _RETURNS.search(clause)
        name = returns["name"] if returns else ""
        longest_first = range(len(name), WEIGHTS.least_name - 1, -1)
        owners = (self._owner(name[:end]) for end in longest_first)
        return next((owner for owner in owners if owner is not None), None)

    def _owner(self, name: str) -> int | None:
        """The one item whose heading gives a name: of those with the fewest numbers, the last."""
        if _NO_NAME.search(name):
            return None
        giving = list(filter(partial(self._gives, name), range(len(self.items))))
        fewest = min(map(self._count, giving), default=0)
        told = [place for place in giving if self._count(place) == fewest]
        is_one = len(set(map(self._numbers, told))) == 1
        return told[-1] if is_one else None

    def _gives(self, name: str, place: int) -> bool:
        """Whether an item's heading gives a number and a name that is no agency's."""
        item = self.items[place]
        is_said = name in self._heading(item)
        return all((is_said, item.numbers, name not in item.bodies))

    def _numbers(self, place: int) -> tuple[int, ...]:
        return self.items[place].numbers

    def _count(self, place: int) -> int:
        return len(self.items[place].numbers)

    def _most_told(self, name: str) -> int | None:
        """The item that speaks of a name clearly more often than any other."""
        if _NO_NAME.search(name):
            return None
        counts = [item.text(self.passages).count(name) for item in self.items]
        other, most = [0, 0, *sorted(counts)][-2:]
        return counts.index(most) if most > WEIGHTS.rival * other + 1 else None

    # --- with an answer

    def _answers(self) -> Iterator[_Return]:
        """An answer to who told of several cases in one turn, where it is not about the last: about
        the one of which it says the name, or else the only one whose release was asked for."""
        last, turn = self.items[-1], tuple(self._same_turn())
        answer = self._answer(last) if turn else None
        if answer is None:
            return
        rest = _between(last.spans, answer, None)
        words = "\n".join(span.of(self.passages) for span in rest)
        if _holds(words, self._pieces(last)) or rulings.asks(self.passages, last):
            return
        told = [place for place in turn if _holds(words, self._own_pieces(place))]
        asking = [n for n in turn if rulings.asks(self.passages, self.items[n])]
        for chosen in (told or asking)[:1]:
            yield _Return(answer, chosen)

    def _same_turn(self) -> Iterator[int]:
        """The places of the items with one number that were told of in the turn of the last one."""
        steps = takewhile(self._is_within, range(len(self.items) - 1, 0, -1))
        before = (place - 1 for place in steps)
        return (place for place in before if self._count(place) == 1)

    def _is_within(self, place: int) -> bool:
        """Whether an item was begun, by who was called, in the turn of the one before."""
        number, before = self.items[place].heading.number, self.items[place - 1]
        if not before.spans or self.passages.speakers[number] in self.passages.presiding:
            return False
        return self.passages.turn(number) == self.passages.turn(before.spans[-1].number)

    def _answer(self, item: AgendaItem) -> Span | None:
        """Where somebody who does not report speaks first after a heading."""
        later = (span for span in item.spans if span.number > item.heading.number)
        return next(self._of_others(item, later), None)

    def _own_pieces(self, place: int) -> frozenset[str]:
        """The pieces of the names by which an item's number was called up, and no other was."""
        own, theirs = set[str](), set[str]()
        for item in self.items:
            pieces = own if item.numbers == self._numbers(place) else theirs
            pieces |= self._pieces(item)
        return frozenset(own - theirs)

    def _pieces(self, item: AgendaItem) -> frozenset[str]:
        """The pieces of the name that a heading gives."""
        heading = self._heading(item)[: WEIGHTS.opening]
        for body in item.bodies:
            heading = heading.replace(body, " ")
        return frozenset(_PIECE.findall(_CALLS_NOTHING.sub(" ", heading)))


def _holds(words: str, pieces: Iterable[str]) -> bool:
    return any(map(words.__contains__, pieces))


def _again(first: AgendaItem, heading: Span, spans: Iterable[Span]) -> AgendaItem:
    """An item that is taken up again under another heading."""
    whole = tuple(chain(first.spans, spans))
    return replace(first, heading=heading, spans=whole, unsure=False, named=True)


def _between(spans: Iterable[Span], start: Span | None, end: Span | None) -> Iterator[Span]:
    """The stretches from the beginning of one place up to that of another."""
    first = start or Span(0, 0, 0)
    for span in spans:
        low = max(span, Span(first.number, first.start, 0))
        kept = span._replace(start=low.start if low.number == span.number else span.end)
        if end is not None:
            kept = _before(kept, end)
        if kept.start < kept.end:
            yield kept


def _before(span: Span, end: Span) -> Span:
    """What of a stretch stands before a place."""
    if span.number == end.number:
        return span._replace(end=min(span.end, end.start))
    return span if span.number < end.number else span._replace(end=span.start)
