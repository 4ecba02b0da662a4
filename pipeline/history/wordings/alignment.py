"""What became of each speech from one version of a record to the next.

A wrong answer is worse than none: it puts words into the mouth of whoever is cited. So a speech is
called revised only where one wording is plainly nearer than every other; two that are as near are
both named, and what resembles nothing is gone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from minutes.addresses.fates import Fate, Kind
from minutes.addresses.speech_ids import SHORT, normalize
from pipeline.history.wordings.joins import Spoken, joins
from pipeline.history.wordings.likeness import Effort, essence, in_letters
from pipeline.history.wordings.nearness import (
    MOST_NAMED,
    Likenesses,
    Proposed,
    compare,
    nearest,
    propose,
    turned,
)
from pipeline.history.wordings.rereading import Piece

ALIKE = 0.60
"""From this likeness on two wordings may be the same speech."""
AHEAD = 0.10
"""By so much the nearest wording must be ahead of the next."""
# Letters recur: unrelated English sentences reach 0.60 where Chinese ones stay below 0.40.
ALIKE_IN_LETTERS = 0.75
# A speech that moved as well is looked for in the whole record, with more reserve.
MOVED = 0.85
MOVED_LENGTH = 40
# Of each of the three things that are looked for: half a second.
MOST_EFFORT = 3_000_000_000


@dataclass(frozen=True, slots=True)
class Alignment:
    """The fates of the ids that are no longer there, in the order in which they stood; the ids that
    were added; how many pieces were revised (not those that only have another id) and removed."""

    fates: tuple[Fate, ...]
    added: tuple[str, ...]
    revised: int
    removed: int


def align(old: Sequence[Piece], new: Sequence[Piece]) -> Alignment:
    """What became of each id of `old` that `new` does not have."""
    return _Aligner(old, new).run()


def goes_on(old: Sequence[Piece], new: Sequence[Piece]) -> bool:
    """Whether a file under another name is the same record: half of what was said stands in it still."""
    kinds = Counter(fate.kind for fate in align(old, new).fates)
    return 2 * (kinds["gone"] + kinds["unclear"]) <= len(old)


@dataclass(slots=True)
class _Gap:
    """Items between two that stayed: their numbers in the old and in the new version."""

    old: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    proposed: dict[int, Proposed] = field(default_factory=dict)
    likenesses: Likenesses | None = None


class _Words(dict[int, str]):
    """The letters and digits of each piece of a version, by its number; worked out when asked for."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        super().__init__()
        self.pieces = pieces

    def __missing__(self, number: int) -> str:
        self[number] = essence(self.pieces[number].text)
        return self[number]

    def of(self, numbers: Iterable[int], shortest: int = 0) -> dict[int, str]:
        return {n: self[n] for n in numbers if len(self[n]) >= shortest}

    def in_letters(self, number: int) -> bool:
        """Whether most of it is written in letters."""
        return in_letters(self[number])


def _has_id(piece: Piece) -> bool:
    return bool(piece.id)


def _said(piece: Piece) -> tuple[str, str]:
    """Who says what: where that is the same in both versions, nothing was revised."""
    return piece.label, normalize(piece.text)


class _Aligner:
    def __init__(self, old: Sequence[Piece], new: Sequence[Piece]) -> None:
        self.old = list(filter(_has_id, old))
        self.new = list(filter(_has_id, new))
        place = {piece.id: number for number, piece in enumerate(self.new)}
        self.match: dict[int, int] = {
            number: place[piece.id] for number, piece in enumerate(self.old) if piece.id in place
        }
        self.taken = set(self.match.values())
        self.fates: dict[int, Fate] = {}
        self.labels = self._mended_labels()
        self.joining, self.nearing, self.moving = (Effort(MOST_EFFORT) for _ in range(3))

    def run(self) -> Alignment:
        """What became of each old piece, found in steps: what is plain first, what is likely last."""
        self._tell_copies()
        gaps = list(self._gaps())
        for gap in gaps:
            self._match_equal(gap)
        for gap in gaps:
            self._propose(gap)
            self._match_joined(gap)
            self._match_alike(gap, short=False)
        for gap in gaps:
            self._match_repeated(gap)
            self._match_alike(gap, short=True)
        self._match_moved()
        self._tell_rest()
        return self._found()

    def _found(self) -> Alignment:
        fates = tuple(self.fates[n] for n in sorted(self.fates))
        gone = sum(fate.kind == "gone" for fate in fates)
        same = sum(fate.same for fate in fates)
        became = (fate.new for fate in fates if fate.kind != "gone")
        known = {piece.id for piece in self.old}.union(*became)
        added = tuple(piece.id for piece in self.new if piece.id not in known)
        return Alignment(fates, added, len(fates) - gone - same, gone)

    # --- what is left over

    def _is_open(self, old: int) -> bool:
        """Whether nothing is told yet of an old piece."""
        return old not in self.match and old not in self.fates

    def _is_free(self, new: int) -> bool:
        """Whether a new piece is not known yet for what became of an old one."""
        return new not in self.taken

    def _open(self, gap: _Gap) -> tuple[list[int], list[int]]:
        return list(filter(self._is_open, gap.old)), list(filter(self._is_free, gap.new))

    def _tell(self, old: int, kind: Kind, new: Sequence[int], *, same: bool = False) -> None:
        ids = tuple(self.new[n].id for n in new)
        self.fates[old] = Fate(self.old[old].id, kind, ids, same)

    def _accept(self, old: int, new: int) -> None:
        self.match[old] = new
        self.taken.add(new)
        self._tell(old, "revised", [new], same=_said(self.old[old]) == _said(self.new[new]))

    def _tell_unclear(self, old: int, new: Sequence[int]) -> None:
        """Of many that it may be (rising numbers) those are named that stand about as far in."""
        place = old * len(self.new) // len(self.old)
        self._tell(old, "unclear", nearest(new, place, MOST_NAMED))

    def _tell_copies(self) -> None:
        """Of several pieces with the same words fewer are left: nobody can say which one went."""
        lost = {n: i.id.partition("-") for n, i in enumerate(self.old) if n not in self.match}
        numbered = {n: base for n, (base, mark, _) in lost.items() if mark}
        copies = defaultdict(list)
        for number, item in enumerate(self.new if numbered else ()):
            copies[item.id.partition("-")[0]].append(number)
        for number, base in numbered.items():
            if base in copies:
                self._tell_unclear(number, copies[base])

    def _gaps(self) -> Iterator[_Gap]:
        """The runs between pieces that stand in both versions in the same order."""
        anchors = _rising([(n, self.match[n]) for n in sorted(self.match)])
        at_old = at_new = 0
        for old, new in [*anchors, (len(self.old), len(self.new))]:
            between = range(at_old, old)
            if between and not self.match.keys() >= {*between}:
                yield _Gap(list(between), list(range(at_new, new)))
            at_old, at_new = old + 1, new + 1

    def _mended_labels(self) -> Mapping[str | None, str | None]:
        """Old label → new, for speakers who are called otherwise in the new version: the old label is
        nowhere any more, the new one was nowhere before, and what stayed passed from one to the other."""
        before = {i.speaker for i in self.old if i.speaker}
        after = {i.speaker for i in self.new if i.speaker}
        lost, found = before - after, after - before
        passed: dict[str | None, Counter[str | None]] = defaultdict(Counter)
        for old, new in self.match.items():
            one, other = self.old[old].speaker, self.new[new].speaker
            if one in lost and other in found:
                passed[one][other] += 1
        mended = {one: others.most_common(1)[0][0] for one, others in passed.items()}
        left = lost - set(mended)
        if len(left) == 1 and len(found - set(mended.values())) == 1:
            mended[left.pop()] = (found - set(mended.values())).pop()
        return mended

    def _voice(self, old: int) -> tuple[str, str | None]:
        """Kind and speaker of an old piece, as the new version calls them."""
        piece = self.old[old]
        return piece.type, self.labels.get(piece.speaker, piece.speaker)

    def _voice_now(self, new: int) -> tuple[str, str | None]:
        return self.new[new].type, self.new[new].speaker

    def _same_voice(self, old: int, new: int) -> bool:
        return self._voice(old) == self._voice_now(new)

    @cached_property
    def _before(self) -> _Words:
        return _Words(self.old)

    @cached_property
    def _after(self) -> _Words:
        return _Words(self.new)

    # --- words that are the same

    def _match_equal(self, gap: _Gap) -> None:
        """Pieces whose words stand once on either side of a gap: a short one beside a mended one."""
        for left, right in self._groups(gap):
            if len(left) == len(right) == 1 and self._same_voice(left[0], right[0]):
                self._accept(left[0], right[0])

    def _match_repeated(self, gap: _Gap) -> None:
        """Pieces whose words stand several times in a gap: the same if what is around them is."""
        for left, right in self._groups(gap):
            for one, other in self._in_place(left, right):
                self._accept(one, other)
            for one in left if right else ():
                if one not in self.match:
                    self._tell_unclear(one, right)

    def _groups(self, gap: _Gap) -> list[tuple[list[int], list[int]]]:
        """Open pieces on either side that have the same words."""
        groups: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        old, new = self._open(gap)
        for one in old:
            groups[self._before[one]][0].append(one)
        for other in new:
            groups[self._after[other]][1].append(other)
        return [pair for pair in groups.values() if pair[0]]

    def _in_place(self, old: Iterable[int], new: Iterable[int]) -> list[tuple[int, int]]:
        """The pairs of one voice with the same around them."""
        there = set(new)
        pairs = [(one, self.match.get(one - 1, -1) + 1) for one in old]
        return [
            (one, other)
            for one, other in pairs
            if other in there and self._same_voice(one, other) and self._same_place(one, other)
        ]

    def _same_place(self, old: int, new: int) -> bool:
        """Whether what stands before and after is the same in both versions."""
        return self._beside(old, new, -1) and self._beside(old, new, 1)

    def _beside(self, old: int, new: int, step: int) -> bool:
        old, new = old + step, new + step
        if not 0 <= old < len(self.old):
            return not 0 <= new < len(self.new)
        return self.match.get(old) == new

    def _propose(self, gap: _Gap) -> None:
        """What is open, and worth being compared."""
        old, new = self._open(gap)
        gap.proposed = propose(self._before.of(old), self._after.of(new), self.nearing)

    # --- parts and wholes

    def _match_joined(self, gap: _Gap) -> None:
        """Speeches that were cut into several, and several that were made one."""
        old, new = self._spoken(gap)
        if max(len(old), len(new)) < 2:
            return
        for one, run in joins(old, new, gap.proposed, self.joining):
            self._tell(one, "split", run)
            self.taken.update(run)
        old, new = self._spoken(gap)
        for whole, parts in joins(new, old, turned(gap.proposed), self.joining):
            for part in parts:
                self._tell(part, "merged", [whole])
            self.taken.add(whole)

    def _spoken(self, gap: _Gap) -> tuple[dict[int, Spoken], dict[int, Spoken]]:
        old, new = self._open(gap)
        return (
            {n: Spoken(self._before[n], self._voice(n)) for n in old},
            {n: Spoken(self._after[n], self._voice_now(n)) for n in new},
        )

    # --- words that are alike

    def _match_alike(self, gap: _Gap, *, short: bool) -> None:
        """Pieces whose words are nearer to each other than to any others. A `short` one has to stand in
        the same place as well, and so waits until the others are matched."""
        found = self._compared(gap)
        for one, other in found.best_first(ALIKE):
            is_pair_open = self._is_open(one) and self._is_free(other)
            if not is_pair_open or not self._is_alike(found.pairs[one, other], one):
                continue
            rivals = self._rivals(found, one, other)
            long = min(len(self._before[one]), len(self._after[other])) >= SHORT
            if rivals or not self._same_voice(one, other):
                self._tell_rivals(found, one, other, rivals)
            elif long or (short and self._same_place(one, other)):
                self._accept(one, other)
            elif short:
                self._tell(one, "unclear", [other])

    def _compared(self, gap: _Gap) -> Likenesses:
        """What is open still, compared once; that for which there was no time is told."""
        old, new = self._open(gap)
        if gap.likenesses is not None:
            return gap.likenesses.within({*old, *gap.likenesses.unsure}, set(new))
        before, after = self._before.of(old), self._after.of(new)
        gap.likenesses = compare(before, after, gap.proposed, ALIKE - AHEAD, self.nearing)
        for one, akin in gap.likenesses.unsure.items():
            self._tell(one, "unclear", sorted(akin))
        return gap.likenesses

    def _rivals(self, found: Likenesses, one: int, other: int) -> list[tuple[int, int]]:
        """The open pairs that are nearly as alike and share a side with this one."""
        near = found.pairs[one, other] - AHEAD
        return [
            (old, new)
            for old, new in found.beside(one, other)
            if found.pairs[old, new] > near and old not in self.match and self._is_free(new)
        ]

    def _tell_rivals(
        self, found: Likenesses, one: int, other: int, rivals: Iterable[tuple[int, int]]
    ) -> None:
        """Name what an old piece may be: the likeliest, in the order in which they stand."""
        pairs = [pair for pair in rivals if pair[0] == one]
        pairs.sort(key=lambda pair: -found.pairs[pair])
        others = {other, *(n for _, n in pairs[: MOST_NAMED - 1])}
        self._tell(one, "unclear", sorted(others))

    def _is_alike(self, score: float, old: int) -> bool:
        letters = self._before.in_letters(old)
        return score >= (ALIKE_IN_LETTERS if letters else ALIKE)

    def _match_moved(self) -> None:
        """Long speeches that went elsewhere in the record and were revised as well."""
        old, new = self._open(_Gap(list(range(len(self.old))), list(range(len(self.new)))))
        before, after = self._before.of(old, MOVED_LENGTH), self._after.of(new, MOVED_LENGTH)
        proposed = propose(before, after, self.moving)
        found = compare(before, after, proposed, MOVED - AHEAD, self.moving)
        for one, other in found.best_first(MOVED):
            near = found.pairs[one, other] - AHEAD
            alone = all(found.pairs[pair] <= near for pair in found.beside(one, other))
            free = one not in self.match and self._is_free(other)
            if alone and free and self._same_voice(one, other):
                self._accept(one, other)

    def _tell_rest(self) -> None:
        """What resembles nothing is gone; what stands around it now tells where it stood."""
        matched = sorted(self.match)
        for number in filter(self._is_open, range(len(self.old))):
            place = bisect_left(matched, number)
            beside = matched[max(place - 1, 0) : place + 1]
            now = dict.fromkeys(self.match[old] for old in beside)
            self._tell(number, "gone", list(now))


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs whose second numbers rise (the first ones do)."""
    numbers = [number for _, number in pairs]
    if numbers == sorted(numbers):
        return pairs
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, (_, number) in enumerate(pairs):
        place = bisect_left(ends, number)
        before.append(at[place - 1] if place else -1)
        ends[place : place + 1] = [number]
        at[place : place + 1] = [index]
    found = []
    index = at[-1] if at else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]
