"""What left one record and came to another one with something taken out to protect somebody: a file is cut in two
and redacted, or a speech moved and made nameless, in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from operator import attrgetter

from pipeline.history.withheld.losses import PastForm, losses
from pipeline.history.withheld.retelling import IsFormula, is_alike
from pipeline.history.withheld.sayings import all_said, letters
from pipeline.history.wordings.alignment import Alignment, align
from pipeline.history.wordings.naming import names_in
from pipeline.history.wordings.noted import NewNotes
from pipeline.history.wordings.protection import protects
from pipeline.history.wordings.rereading import Piece, read, replaced
from pipeline.history.wordings.turns import Alteration

NEAR = (-1, 0, 1)
"""What was moved in two steps was so in two commits that follow each other."""
_STRING = 3  # letters: what a redaction leaves of few words
_PART = 3  # one in so many of its strings stays of something that was redacted
_FEW = 64  # so many strings are sought in a text faster than its own among them
_MOST_PLACES = 64  # a string that stands in more places tells none of them
_SAID = attrgetter("text", "speaker")
Bytes = Callable[[], bytes | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """A version of a record beside the one before it (no bytes where there is none), and its number among
    those of the record."""

    record: str
    number: int
    before: Bytes
    now: Bytes

    @property
    def texts(self) -> tuple[str, str]:
        """Both."""
        return _text(self.before()), _text(self.now())

    @property
    def fresh(self) -> set[str]:
        """The paragraphs that are new, as they are written."""
        before, now = map(_form, self.texts)
        return now.blocks - before.blocks

    @property
    def gone(self) -> Sequence[Piece]:
        """What was said where the versions differ."""
        before, now = self.texts
        return all_said(read(replaced(before, now)))

    @property
    def came(self) -> Sequence[Piece]:
        """What is said there."""
        before, now = self.texts
        return all_said(read(replaced(now, before)))


@dataclass(frozen=True, slots=True)
class Departure:
    """The number of the version with which a record lost what another one has since, and not whole."""

    record: str
    into: str
    number: int


@dataclass(frozen=True, slots=True)
class _Lost:
    """A paragraph that went with a step."""

    step: Transition
    words: str


@dataclass(frozen=True, slots=True)
class _Placed:
    """A piece, and the step that took or brought it."""

    step: Transition
    piece: Piece


_Pair = tuple[_Placed, _Placed]


def protected_departures(
    commits: Mapping[int, Sequence[Transition]], is_formula: Callable[[str], IsFormula]
) -> Iterator[Departure]:
    """The moves between records in some commits, by the numbers of these."""
    lost = lru_cache(len(NEAR))(
        lambda at: list(chain.from_iterable(map(_lost, commits.get(at, ()))))
    )
    for at, steps in sorted(commits.items()):
        window = list(chain.from_iterable(lost(at + n) for n in NEAR))
        for was, now in _known_again(window, steps) if window else ():
            words = letters(was.piece.text)
            if _takes_out(was, now) and not is_formula(was.step.record)(words):
                yield Departure(was.step.record, now.step.record, was.step.number)


def _lost(step: Transition) -> Iterator[_Lost]:
    if not step.number:
        return
    for loss in losses(list(map(_form, step.texts))):
        yield from (_Lost(step, words) for words in loss.paragraphs)


def _known_again(lost: Sequence[_Lost], steps: Sequence[Transition]) -> Iterator[_Pair]:
    """What some steps brought, beside that of what was lost which it plainly is: as if all records were one."""
    looked_for = _LookedFor(lost)
    arrivals = list(filter(looked_for.may_come, steps))
    if not arrivals:
        return
    old = _by_id(chain.from_iterable(map(_gone, _by_step(lost))))
    new = _by_id(chain.from_iterable(map(_came, arrivals)))
    found = align(_pieces(old), _pieces(new))
    pairs = ((old[ident], new[later]) for ident, later in _pairs(found, old.keys() & new.keys()))
    yield from filter(_is_departure, pairs)


def _is_departure(pair: _Pair) -> bool:
    """Whether words went from one record to another one; where there was no time to compare them all, they
    may be quite others."""
    was, now = pair
    words = map(letters, (was.piece.text, now.piece.text))
    return was.step.record != now.step.record and is_alike(*words)


class _LookedFor:
    """What was lost, by the strings of letters in it."""

    def __init__(self, lost: Sequence[_Lost]) -> None:
        self._lost = lost
        places: dict[str, list[int]] = {}
        for number, one in enumerate(lost):
            for string in set(_strings(one.words)):
                places.setdefault(string, []).append(number)
        self._places = {s: numbers for s, numbers in places.items() if len(numbers) <= _MOST_PLACES}
        self._sizes = Counter(chain.from_iterable(self._places.values()))

    def may_come(self, step: Transition) -> bool:
        """Whether a good part of something lost stands in a paragraph that a step brought."""
        fresh = step.fresh
        is_any = any(map("\n".join(fresh).__contains__, self._places))
        return is_any and any(map(partial(self._may_be, step.record), fresh))

    def _may_be(self, record: str, words: str) -> bool:
        shared = filter(words.__contains__, self._places)
        if len(self._places) > _FEW:
            shared = filter(self._places.__contains__, _runs(words))
        counts = Counter(chain.from_iterable(map(self._places.__getitem__, shared)))
        fewest = len(words) // (_STRING * _PART)
        enough = (n for n, c in counts.items() if _PART * c >= max(self._sizes[n], fewest))
        return any(self._lost[number].step.record != record for number in enough)


def _runs(words: str) -> set[str]:
    """All strings of letters in some words."""
    return set(map("".join, zip(*(words[n:] for n in range(_STRING)), strict=False)))


def _strings(words: str) -> Iterator[str]:
    return (words[n : n + _STRING] for n in range(0, len(words) - _STRING + 1, _STRING))


def _by_step(lost: Iterable[_Lost]) -> Iterator[tuple[Transition, frozenset[str]]]:
    words: dict[tuple[str, int], set[str]] = {}
    for one in lost:
        words.setdefault((one.step.record, one.step.number), set()).add(letters(one.words))
    steps = {(one.step.record, one.step.number): one.step for one in lost}
    return ((step, frozenset(words[place])) for place, step in steps.items())


def _gone(lost: tuple[Transition, Collection[str]]) -> Iterator[_Placed]:
    step, words = lost
    for piece in step.gone:
        if letters(piece.text) in words:
            yield _Placed(step, piece)


def _came(step: Transition) -> Iterator[_Placed]:
    known = set(map(_SAID, step.gone))
    for piece in step.came:
        if _SAID(piece) not in known:
            yield _Placed(step, piece)


def _by_id(placed: Iterator[_Placed]) -> dict[str, _Placed]:
    """By ids of which no two are the same: the first of several is called as it is on the other side."""
    found: dict[str, _Placed] = {}
    times = Counter[str]()
    for one in placed:
        ident = one.piece.id or letters(one.piece.text)
        name = f"{ident}{'~' * times[ident]}"
        times[ident] += 1
        found[name] = _Placed(one.step, one.piece._replace(id=name))
    return found


def _pieces(side: Mapping[str, _Placed]) -> list[Piece]:
    return [placed.piece for placed in side.values()]


def _pairs(found: Alignment, same: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is known again, also where it may be one of several."""
    yield from ((ident, ident) for ident in same)
    for fate in found.fates:
        yield from ((fate.old, later) for later in fate.new)


def _takes_out(was: _Placed, now: _Placed) -> bool:
    """Whether what came tells less than what went, to protect somebody."""
    voices = was.piece.speaker or "", now.piece.speaker or ""
    turn = Alteration(was.piece.text, now.piece.text, *voices)
    if protects([turn], names=names_in([was.piece])):
        return True
    is_less = letters(was.piece.text) not in letters(now.piece.text)
    return is_less and NewNotes.of(now.step.before(), now.step.now()).protective


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace")


def _form(text: str) -> PastForm:
    return PastForm("", text)
