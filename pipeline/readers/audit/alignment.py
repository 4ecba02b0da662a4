"""Where each letter of a file went: the passages that stand in a record, and the pieces that do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, filterfalse, groupby
from operator import attrgetter

from rapidfuzz.distance import LCSseq

_REACH = 400  # letters that a reader may have put in between: a label, a number, a heading
_REACH_OF_LETTER = 4  # the shorter a passage is, the nearer it must be
_LONGEST_LEAD = 100  # letters of a label or an address that is left out before words
_MOST_LEADS = 20  # ways of leaving out what stands before the words of one passage
_SURE = 8  # letters of a passage that is found behind such words, and not by chance
_FEWEST = 4  # letters of a passage that is found anywhere else, and not by chance
_MOST_LETTERS = (
    300_000_000  # that are looked through for passages which do not stand in their place
)
_WINDOW = 4_000  # letters that are compared one by one
_TAKEN = "\0"


@dataclass(slots=True)
class _Place:
    """One passage's letters; where they stand in the record, if they stand there whole; what is left of them."""

    letters: str
    start: int = -1
    end: int = -1
    left: list[str] = field(default_factory=list)


def unaccounted(passages: Iterable[str], record: str, left_out: Iterable[str]) -> list[list[str]]:
    """For each passage, the pieces of it that stand neither in the record nor among what was left out. Each letter
    of these two accounts for one letter of the file."""
    aligned = _Alignment(passages, record, left_out)
    aligned.walk()
    aligned.between(aligned.reorder)
    aligned.move()
    aligned.between(aligned.compare)
    aligned.move()
    aligned.put_together()
    return [place.left for place in aligned.places]


class _Alignment:
    def __init__(self, passages: Iterable[str], record: str, left_out: Iterable[str]) -> None:
        passages = list(passages)
        self.places = list(map(_Place, passages))
        self.times = Counter(passages)
        self.record = record
        self.free = record
        self.left_out = Counter(left_out)
        self.rest = ""
        self.budget = _MOST_LETTERS

    # -- passages in their order ---------------------------------------------------------------

    def walk(self) -> None:
        """Find the passages that stand whole where the one before ends, or a little behind."""
        at = 0
        for number, place in enumerate(self.places):
            place.left = [place.letters]
            lead, start = self._found(number, place.letters, at)
            if start >= 0:
                place.end = start + len(place.letters) - len(lead)
                place.start, place.left = self._with_label(lead, at, start)
                at = place.end
        self.free = "".join(self._free_parts())

    def _found(self, number: int, letters: str, at: int) -> tuple[str, int]:
        """Where a passage stands behind a place, and what was left out before its words; first at the place and near it,
        however much was left out: 「不知道。」 is said again later."""
        leads = list(self._leads(letters))
        for ahead in (self._here, self._near, partial(self._far_ahead, number)):
            for lead in leads:
                start = ahead(letters[len(lead) :], at)
                if start >= 0:
                    return lead, start
        return "", -1

    def _with_label(self, lead: str, at: int, start: int) -> tuple[int, list[str]]:
        """Where a passage begins with what stands in the record right before its words, if that is of its lead; and
        what is left of the lead."""
        begins = range(max(at, start - len(lead)), start - 1)
        labels = ((one, self.record[one:start]) for one in begins)
        likely = ((one, lead.split(label, 1)) for one, label in labels if label in lead)
        fitting = ((one, rest) for one, rest in likely if all(map(self._parts, filter(None, rest))))
        return next(fitting, (start, [lead]))

    def _leads(self, letters: str) -> Iterator[str]:
        """What may have been left out before the words of a passage: nothing, or a label, a time, a number."""
        ends = [0]
        for at in ends:
            yield letters[:at]
            within = range(at + 1, min(at + _LONGEST_LEAD, len(letters)))
            more = [end for end in within if self.left_out[letters[at:end]] > 0]
            ends += list(filterfalse(ends.__contains__, more))[: _MOST_LEADS - len(ends)]

    def _here(self, wanted: str, at: int) -> int:
        return at if len(wanted) >= _FEWEST and self.record.startswith(wanted, at) else -1

    def _near(self, wanted: str, at: int) -> int:
        # A 2 of a table stands in the year that records begin with.
        by_chance = at == 0 and len(wanted) < _FEWEST
        if self.record.startswith(wanted, at) and not by_chance:
            return at
        reach = min(_REACH, _REACH_OF_LETTER * len(wanted))
        near = self.record.find(wanted, at, at + len(wanted) + reach)
        return near if self._is_sure(wanted) else -1

    def _is_sure(self, wanted: str) -> bool:
        """Whether letters are found behind others, and not by chance."""
        return len(wanted) >= _SURE and self.times[wanted] <= 1

    def _far_ahead(self, number: int, wanted: str, at: int) -> int:
        """Behind much that stands elsewhere in the file, and only with the next passage behind it."""
        after = next(filter(None, map(_LETTERS, self.places[number + 1 : number + 4])), "")
        sure = self._is_sure(wanted) and len(after) >= _SURE
        start = self._find(self.record, wanted, at) if sure else -1
        end = start + len(wanted)
        found = start >= 0 and self.record.find(after, end, end + len(after) + _REACH) >= 0
        return start if found else -1

    def _find(self, text: str, wanted: str, at: int = 0, until: int | None = None) -> int:
        """Where letters stand between two places of a text; nowhere when too much was looked through."""
        end = len(text) if until is None else until
        self.budget -= max(0, end - at)
        return text.find(wanted, at, end) if self.budget > 0 else -1

    def _free_parts(self) -> Iterator[str]:
        at = 0
        for place in self.places:
            if place.start >= 0:
                yield self.record[at : place.start]
                yield _TAKEN * (place.end - place.start)
                at = place.end
        yield self.record[at:]

    # -- passages and pieces elsewhere ---------------------------------------------------------

    def move(self) -> None:
        """Find passages, or the pieces that are left of them, among what was left out or elsewhere in the record."""
        self._each_piece(self._was_left_out)
        self._each_piece(self._is_elsewhere)

    def put_together(self) -> None:
        """Find pieces that are made of several words that were left out, or stand within longer ones."""
        self._each_piece(self._is_of_several)
        self.free = _TAKEN.join(self.left_out.elements())
        self._each_piece(self._is_elsewhere)

    def _each_piece(self, explained: Callable[[str], bool]) -> None:
        for place in self.places:
            place.left = list(filterfalse(explained, filter(None, place.left)))

    def _was_left_out(self, piece: str) -> bool:
        found = self.left_out[piece] > 0
        self.left_out[piece] -= found
        return found

    def _is_of_several(self, piece: str) -> bool:
        parts = self._parts(piece)
        self.left_out -= parts
        return bool(parts)

    def _parts(self, piece: str) -> Counter[str]:
        """The words that were left out of which a piece is made, such as a time and a name; none where it is not."""
        parts: Counter[str] = Counter()
        at = 0
        while at < len(piece):
            ends = range(min(len(piece), at + _LONGEST_LEAD), at, -1)
            likely = (piece[at:end] for end in ends)
            found = next((one for one in likely if self.left_out[one] > parts[one]), "")
            if not found:
                return Counter()
            parts[found] += 1
            at += len(found)
        return parts

    def _is_elsewhere(self, piece: str) -> bool:
        if len(piece) >= _FEWEST:
            return self._take(piece, self._find(self.free, piece))
        alone = self._find(
            self.free, f"{_TAKEN}{piece}{_TAKEN}"
        )  # all that is free between two passages
        return alone >= 0 and self._take(piece, alone + 1)

    def _take(self, piece: str, start: int) -> bool:
        """Take letters that stand at a place of what is free; whether they do."""
        if start >= 0:
            end = start + len(piece)
            self.budget -= len(self.free)
            self.free = f"{self.free[:start]}{_TAKEN * len(piece)}{self.free[end:]}"
        return start >= 0

    # -- passages between others ---------------------------------------------------------------

    def between(self, explain: Callable[[Sequence[_Place], int, int], None]) -> None:
        """Explain the passages that are left between two that stand in the record whole by what stands there."""
        at = 0
        for whole, group in groupby(enumerate(self.places), key=_is_whole):
            numbers, run = zip(*group, strict=True)
            below = numbers[-1] + 1
            until = self.places[below].start if below < len(self.places) else len(self.record)
            if whole:
                at = run[-1].end
            else:
                explain([place for place in run if place.left], at, until)

    def reorder(self, run: Sequence[_Place], at: int, until: int) -> None:
        """Find passages that stand between two places of the record whole, perhaps in another order."""
        for place in run:
            beside = partial(self._beside, at=at, until=until)
            place.left = list(chain.from_iterable(map(beside, place.left)))

    def _beside(self, piece: str, at: int, until: int) -> list[str]:
        """What is left of a piece that stands between two places of the record, perhaps without a label or a time
        before or behind it; the piece itself where it does not."""
        for words, label in self._divisions(piece):
            if len(words) > 1 and self._take(words, self._find(self.free, words, at, until)):
                return [label]
        return [piece]

    def _divisions(self, piece: str) -> Iterator[tuple[str, str]]:
        """A piece whole, and without what may have been left out before or behind it."""
        for lead in self._leads(piece):
            yield piece[len(lead) :], lead
        for length in range(1, min(_LONGEST_LEAD, len(piece))):
            if self.left_out[piece[-length:]] > 0:
                yield piece[:-length], piece[-length:]

    def compare(self, run: Sequence[_Place], at: int, until: int) -> None:
        """Leave of passages the letters that do not stand between two places of the record."""
        found = self._compared("".join(chain.from_iterable(map(_LEFT, run))), at, until)
        used, begun = set[int](), 0
        for place in run:
            whole = "".join(place.left)
            here = found[begun : begun + len(whole)]
            begun += len(here)
            kept = list(filter(_is_found, here))
            pieces = [self._moved(whole, start, end) for start, end in _gaps(here)]
            if 2 * len(kept) >= len(here) or all(map(self._parts, pieces)):
                place.left = pieces
                used.update(kept)
        letters = (
            _TAKEN if number in used else letter
            for number, letter in enumerate(self.free[at:until], at)
        )
        self.free = "".join((self.free[:at], *letters, self.free[until:])) if used else self.free

    def _moved(self, letters: str, start: int, end: int) -> str:
        """The letters of a gap; where those beside it are the same, of one that begins earlier and was left out: of
        甲乙丙甲乙丁 beside 甲乙丁 as well 甲乙丙 may be missing as 丙甲乙."""
        gaps = [letters[start:end]]
        while start and letters[start - 1] == letters[end - 1] and len(gaps) < _LONGEST_LEAD:
            start, end = start - 1, end - 1
            gaps.append(letters[start:end])
        return next(filter(self._parts, gaps), gaps[0])

    def _compared(self, letters: str, at: int, until: int) -> list[int]:
        """Where each of some letters stands between two places of the record, a window at a time; -1 for nowhere."""
        found = [-1] * len(letters)
        for begun in range(0, len(letters), _WINDOW):
            window = self.free[at : min(until, at + 2 * _WINDOW)]
            more = letters[begun : begun + _WINDOW]
            for block in LCSseq.opcodes(more, window).as_matching_blocks():
                there = range(at + block.b, at + block.b + block.size)
                found[begun + block.a : begun + block.a + block.size] = there
            at = max(at - 1, *found[begun:]) + 1
        return found


_LETTERS = attrgetter("letters")
_LEFT = attrgetter("left")


def _is_found(there: int) -> bool:
    return there >= 0


def _is_whole(one: tuple[int, _Place]) -> bool:
    return one[1].start >= 0


def _gaps(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where letters begin and end that stand nowhere, those beside each other as one."""
    for found, group in groupby(enumerate(places), key=_stands):
        if not found:
            numbers = [number for number, _ in group]
            yield numbers[0], numbers[-1] + 1


def _stands(one: tuple[int, int]) -> bool:
    return _is_found(one[1])
