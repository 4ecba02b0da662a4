"""What left one record and came to another one with something taken out to protect somebody: a file is cut in two
and redacted, or a speech moved and made nameless, at once or within two weeks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, product
from operator import attrgetter

from minutes.addresses.speech_ids import SHORT
from pipeline.history.withheld.retelling import IsFormula, is_alike
from pipeline.history.withheld.sayings import letters
from pipeline.history.withheld.steps import Transition
from pipeline.history.wordings.likeness import in_letters
from pipeline.history.wordings.naming import anybody, names_in
from pipeline.history.wordings.noted import COVERED, NewNotes
from pipeline.history.wordings.protection import protects
from pipeline.history.wordings.rereading import Piece
from pipeline.history.wordings.turns import Alteration

NEXT = 1
"""Few words are known again only where the same commit moved them, or the one before or after."""
_STRING, _STRING_IN_LETTERS = 3, 6  # letters: what a redaction leaves of few words
_PART = 3  # one in so many of its strings stays of something that was redacted
_FEW = 64  # so many strings are sought in a text faster than its own among them
_MOMENT, _STRINGS = attrgetter("moment"), attrgetter("strings")


@dataclass(frozen=True, slots=True)
class Departure:
    """The number of the version with which a record lost what another one has since, and not whole."""

    record: str
    into: str
    number: int


@dataclass(frozen=True)
class _Lost:
    """Words that went with a step."""

    step: Transition
    words: str

    @cached_property
    def letters(self) -> str:
        return letters(self.words)

    @cached_property
    def strings(self) -> frozenset[str]:
        """Strings of letters by which the words are looked for, end to end."""
        size = _size(self.words)
        ends = range(size, len(self.words) + 1, size)
        return frozenset(self.words[end - size : end] for end in ends)

    def may_be_in(self, words: str) -> bool:
        """Whether a good part of it stands in some words."""
        return self.is_enough(sum(map(words.__contains__, self.strings)))

    def is_enough(self, shared: int) -> bool:
        """Whether so many of its strings are a good part."""
        return bool(shared) and _PART * shared >= len(self.strings)

    def is_known_in(self, words: str) -> bool:
        """Whether it plainly stands in some words, lightly altered or in part."""
        is_part = len(words) <= _PART * _PART * len(self.words)
        return is_part and self.may_be_in(words) and is_alike(self.letters, letters(words))


def protected_departures(
    steps: Iterable[Transition],
    since: int,
    is_formula: Callable[[str], IsFormula],
) -> Iterator[Departure]:
    """The moves between records in some steps, of which one was made by a commit `since` a number."""
    for was, now, words in _Moves(sorted(steps, key=_MOMENT), since).all():
        takes_out = partial(_takes_out, was.step.gone(was.words), now)
        if any(map(takes_out, now.come(words))) and not is_formula(was.step.record)(was.letters):
            yield Departure(was.step.record, now.record, was.step.number)


@dataclass(frozen=True)
class _Moves:
    """Some steps in the order of their moments."""

    steps: Sequence[Transition]
    since: int

    def all(self) -> Iterator[tuple[_Lost, Transition, str]]:
        """What was lost, beside the words that came to another record and are plainly that."""
        for step in self.steps if self._lost else ():
            lost = list(filter(partial(self._may_move, step), self._near(step)))
            came = _likely(lost, step.changed[1]) if lost else ()
            for loss, words in product(lost, came):
                if loss.is_known_in(words):
                    yield loss, step, words

    def _may_move(self, step: Transition, lost: _Lost) -> bool:
        """Whether something may have gone from one record to another, and nobody looked for it yet."""
        latest = max(step.commit, lost.step.commit)
        is_next = abs(step.commit - lost.step.commit) <= NEXT
        is_told = is_next or len(lost.letters) >= SHORT
        return is_told and latest >= self.since and step.record != lost.step.record

    def _near(self, step: Transition) -> Collection[_Lost]:
        """What was lost about the time of a step."""
        first = bisect_left(self._moments, step.moment - COVERED)
        last = bisect_right(self._moments, step.moment + COVERED)
        beside = (self._by_commit.get(step.commit + n, ()) for n in (-NEXT, 0, NEXT))
        near = chain(self._lost[first:last], *beside)
        return {id(loss): loss for loss in near}.values()

    @cached_property
    def _lost(self) -> Sequence[_Lost]:
        return list(chain.from_iterable(map(_lost, self.steps)))

    @cached_property
    def _moments(self) -> Sequence[int]:
        return [loss.step.moment for loss in self._lost]

    @cached_property
    def _by_commit(self) -> Mapping[int, Sequence[_Lost]]:
        found = defaultdict[int, list[_Lost]](list)
        for loss in self._lost:
            found[loss.step.commit].append(loss)
        return found


def _lost(step: Transition) -> Iterator[_Lost]:
    """What a record does not say any more in any form."""
    gone, came = step.changed if step.number else ((), ())
    for words in gone:
        whole = _Lost(step, words)
        kept = list(filter(whole.is_known_in, came))
        parts = _left_out(step, words, kept) if kept else [whole]
        yield from (loss for loss in parts if not any(map(loss.is_known_in, kept)))


def _left_out(step: Transition, words: str, kept: Sequence[str]) -> Iterator[_Lost]:
    """The long stretches of some words that the first of those that were kept does not have."""
    for change in Alteration(words, kept[0]).changes:
        if len(letters(change.old)) >= SHORT:
            yield _Lost(step, change.old)


def _likely(lost: Sequence[_Lost], came: Sequence[str]) -> Sequence[str]:
    """What came, where a good part of something lost stands in it."""
    whole = "\n".join(came)
    strings = frozenset[str]().union(*map(_STRINGS, lost))
    if len(strings) <= _FEW:
        there = frozenset(filter(whole.__contains__, strings))
    else:
        sizes = set(map(len, strings))
        there = strings.intersection(chain.from_iterable(map(partial(_runs, whole), sizes)))
    is_any = any(loss.is_enough(len(loss.strings & there)) for loss in lost)
    return came if is_any else ()


def _runs(words: str, size: int) -> Iterator[str]:
    """All strings of so many letters in some words."""
    return map("".join, zip(*(words[n:] for n in range(size)), strict=False))


def _size(words: str) -> int:
    return _STRING_IN_LETTERS if in_letters(words) else _STRING


def _takes_out(was: Piece, step: Transition, now: Piece) -> bool:
    """Whether what came with a step tells less than what went, to protect somebody."""
    change = Alteration(was.text, now.text, voice=was.label, voice_now=now.label)
    # Much alike, with another name in it, is said of other people in many records.
    if protects([change], names=names_in([was]), knows=anybody):
        return True
    is_less = letters(was.text) not in letters(now.text)
    return is_less and NewNotes.of(step.before(), step.now()).protective
