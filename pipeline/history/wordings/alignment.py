"""What became of each speech from one version of a record to the next.

A wrong answer is worse than none: it puts words into the mouth of whoever is cited. So a speech is
called revised only where one wording is plainly nearer than every other; two that are as near are
both named, and what resembles nothing is gone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from minutes.addresses.fates import Fate, Kind
from minutes.addresses.speech_ids import SHORT
from minutes.text.folding import runs
from pipeline.history.wordings.likeness import essence, likeness
from pipeline.history.wordings.rereading import Piece

ALIKE = 0.60
"""From this likeness on two wordings may be the same speech."""
AHEAD = 0.10
"""By so much the nearest wording must be ahead of the next."""
# Letters recur: unrelated English sentences reach 0.60 where Chinese ones stay below 0.40.
ALIKE_IN_LETTERS = 0.75
WHOLE = 0.90
"""How much of a speech its parts must hold, or a speech of what was joined in it."""
# A speech that moved as well is looked for in the whole record, with more reserve.
MOVED = 0.85
MOVED_LENGTH = 40
MOST_PARTS = 6
# Pairs of wordings in one gap; above, only those that stand about as far into it are compared.
MOST_PAIRS = 40_000
BAND = 12


@dataclass(frozen=True, slots=True)
class Alignment:
    """The fates of the ids that are no longer there, in the order in which they stood; the ids that
    were added; how many pieces were revised and removed."""

    fates: tuple[Fate, ...]
    added: tuple[str, ...]
    revised: int
    removed: int


def align(old: Sequence[Piece], new: Sequence[Piece]) -> Alignment:
    """What became of each id of `old` that `new` does not have."""
    return _Aligner(old, new).run()


def goes_on(old: Sequence[Piece], new: Sequence[Piece]) -> bool:
    """Whether a file under another name is the same record: half of what was said stands in it still."""
    lost = sum(1 for fate in align(old, new).fates if fate.kind in {"gone", "unclear"})
    return 2 * lost <= len(old)


@dataclass(slots=True)
class _Gap:
    """Items between two that stayed: their numbers in the old and in the new version."""

    old: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)


class _Aligner:
    def __init__(self, old: Sequence[Piece], new: Sequence[Piece]) -> None:
        self.old = [i for i in old if i.id]
        self.new = [i for i in new if i.id]
        self.place = {i.id: n for n, i in enumerate(self.new)}
        self.there = {i.id for i in self.old}
        self.match: dict[int, int] = {
            n: self.place[i.id] for n, i in enumerate(self.old) if i.id in self.place
        }
        self.taken = set(self.match.values())
        self.fates: dict[int, Fate] = {}
        self.labels = self._mended_labels()

    def run(self) -> Alignment:
        self._tell_copies()
        gaps = list(self._gaps())
        for gap in gaps:
            self._match_equal(gap)
        for gap in gaps:
            self._match_joined(gap)
            self._match_alike(gap, short=False)
        for gap in gaps:
            self._match_repeated(gap)
            self._match_alike(gap, short=True)
        self._match_moved()
        self._tell_rest()
        fates = tuple(self.fates[n] for n in sorted(self.fates))
        kinds = Counter(f.kind for f in fates)
        told = {ident for f in fates if f.kind != "gone" for ident in f.new}
        added = tuple(i.id for i in self.new if i.id not in self.there and i.id not in told)
        revised = sum(kinds.values()) - kinds["gone"]
        return Alignment(fates, added, revised, kinds["gone"])

    # --- what is left over

    def _open(self, gap: _Gap) -> tuple[list[int], list[int]]:
        return (
            [n for n in gap.old if n not in self.match and n not in self.fates],
            [n for n in gap.new if n not in self.taken],
        )

    def _tell(self, old: int, kind: Kind, new: Sequence[int]) -> None:
        ids = tuple(self.new[n].id for n in new)
        self.fates[old] = Fate(self.old[old].id, kind, ids)

    def _accept(self, old: int, new: int) -> None:
        self.match[old] = new
        self.taken.add(new)
        self._tell(old, "revised", [new])

    def _tell_copies(self) -> None:
        """Of several pieces with the same words fewer are left: nobody can say which one went."""
        copies = defaultdict(list)
        for number, item in enumerate(self.new):
            copies[item.id.partition("-")[0]].append(number)
        for number, item in enumerate(self.old):
            base, numbered, _ = item.id.partition("-")
            if numbered and number not in self.match and base in copies:
                self._tell(number, "unclear", copies[base])

    def _gaps(self) -> Iterator[_Gap]:
        """The runs between pieces that stand in both versions in the same order."""
        anchors = _rising([(n, self.match[n]) for n in sorted(self.match)])
        at_old = at_new = 0
        for old, new in [*anchors, (len(self.old), len(self.new))]:
            gap = _Gap(list(range(at_old, old)), list(range(at_new, new)))
            if any(n not in self.match for n in gap.old):
                yield gap
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

    def _same_voice(self, old: int, new: int) -> bool:
        one, other = self.old[old], self.new[new]
        label = self.labels.get(one.speaker, one.speaker)
        return one.type == other.type and label == other.speaker

    def _words(self, gap_old: Sequence[int], gap_new: Sequence[int]) -> tuple[list[str], list[str]]:
        return (
            [essence(self.old[n].text) for n in gap_old],
            [essence(self.new[n].text) for n in gap_new],
        )

    # --- words that are the same

    def _match_equal(self, gap: _Gap) -> None:
        """Pieces whose words stand once on either side of a gap: a short one beside a mended one."""
        old, new = self._open(gap)
        groups = _groups(*self._words(old, new))
        for left, right in groups:
            if len(left) == len(right) == 1 and self._same_voice(old[left[0]], new[right[0]]):
                self._accept(old[left[0]], new[right[0]])

    def _match_repeated(self, gap: _Gap) -> None:
        """Pieces whose words stand several times in a gap: the same if what is around them is."""
        old, new = self._open(gap)
        for left, right in _groups(*self._words(old, new)):
            near = [
                (old[one], new[other])
                for one in left
                for other in right
                if self._same_voice(old[one], new[other]) and self._same_place(old[one], new[other])
            ]
            ones, others = Counter(o for o, _ in near), Counter(n for _, n in near)
            for one, other in near:
                if ones[one] == others[other] == 1:
                    self._accept(one, other)
            for one in left if right else ():
                if old[one] not in self.match:
                    self._tell(old[one], "unclear", [new[n] for n in right])

    def _same_place(self, old: int, new: int) -> bool:
        """Whether what stands before and after is the same in both versions."""
        return self._beside(old, new, -1) and self._beside(old, new, 1)

    def _beside(self, old: int, new: int, step: int) -> bool:
        old, new = old + step, new + step
        if not 0 <= old < len(self.old):
            return not 0 <= new < len(self.new)
        return self.match.get(old) == new

    # --- parts and wholes

    def _match_joined(self, gap: _Gap) -> None:
        """Speeches that were cut into several, and several that were made one."""
        old, new = self._open(gap)
        if max(len(old), len(new)) < 2 or len(old) * len(new) > MOST_PAIRS:
            return
        before, after = self._words(old, new)
        for one, run in _runs(before, after, lambda o, n: self._same_voice(old[o], new[n])):
            parts = [new[n] for n in run]
            self._tell(old[one], "split", parts)
            self.taken.update(parts)
        old, new = self._open(gap)
        before, after = self._words(old, new)
        for one, run in _runs(after, before, lambda n, o: self._same_voice(old[o], new[n])):
            for part in run:
                self._tell(old[part], "merged", [new[one]])
            self.taken.add(new[one])

    # --- words that are alike

    def _match_alike(self, gap: _Gap, *, short: bool) -> None:
        old, new = self._open(gap)
        before, after = self._words(old, new)
        score = _scores(before, after)
        for best in sorted(score, key=lambda pair: (-score[pair], pair)):
            one, other = old[best[0]], new[best[1]]
            closed = one in self.match or one in self.fates or other in self.taken
            if closed or not _is_alike(score[best], before[best[0]], after[best[1]]):
                continue
            left = {
                pair: s
                for pair, s in score.items()
                if old[pair[0]] not in self.match and new[pair[1]] not in self.taken
            }
            rivals = _rivals(left, best)
            long = min(len(before[best[0]]), len(after[best[1]])) >= SHORT
            if rivals or not self._same_voice(one, other):
                others = {best[1], *(n for o, n in rivals if o == best[0])}
                self._tell(one, "unclear", [new[n] for n in sorted(others)])
            elif long or (short and self._same_place(one, other)):
                self._accept(one, other)
            elif short:
                self._tell(one, "unclear", [other])

    def _match_moved(self) -> None:
        """Long speeches that went elsewhere in the record and were revised as well."""
        old, new = self._open(_Gap(list(range(len(self.old))), list(range(len(self.new)))))
        old = [n for n in old if len(essence(self.old[n].text)) >= MOVED_LENGTH]
        new = [n for n in new if len(essence(self.new[n].text)) >= MOVED_LENGTH]
        if len(old) * len(new) > MOST_PAIRS:
            return
        before, after = self._words(old, new)
        score = _scores(before, after)
        for best, found in sorted(score.items(), key=lambda pair: -pair[1]):
            one, other = old[best[0]], new[best[1]]
            plain = found >= MOVED and not _rivals(score, best) and self._same_voice(one, other)
            if plain and one not in self.match and other not in self.taken:
                self._accept(one, other)

    def _tell_rest(self) -> None:
        """What resembles nothing is gone; what stands around it now tells where it stood."""
        before: dict[int, int] = {}
        after: dict[int, int] = {}
        for near, order in (
            (before, range(len(self.old))),
            (after, range(len(self.old) - 1, -1, -1)),
        ):
            last = -1
            for number in order:
                near[number] = last
                last = self.match.get(number, last)
        for number in range(len(self.old)):
            if number not in self.match and number not in self.fates:
                near_by = dict.fromkeys((before[number], after[number]))
                self._tell(number, "gone", [n for n in near_by if n >= 0])


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs whose second numbers rise (the first ones do)."""
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


def _groups(before: Sequence[str], after: Sequence[str]) -> list[tuple[list[int], list[int]]]:
    """Places on either side at which the same words stand."""
    places: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, words in enumerate((before, after)):
        for number, word in enumerate(words):
            places[word][side].append(number)
    return [pair for pair in places.values() if pair[0]]


def _scores(before: Sequence[str], after: Sequence[str]) -> dict[tuple[int, int], float]:
    """The likeness of every two wordings from which a choice could be made."""
    least = ALIKE - AHEAD
    wide = len(before) * len(after) > MOST_PAIRS
    found = {}
    for one, words in enumerate(before):
        middle = one * len(after) // max(len(before), 1)
        others = range(max(0, middle - BAND), middle + BAND) if wide else range(len(after))
        for other in others:
            if other < len(after) and (score := likeness(words, after[other], least)):
                found[one, other] = score
    return found


def _rivals(score: Mapping[tuple[int, int], float], best: tuple[int, int]) -> list[tuple[int, int]]:
    """The pairs that are nearly as alike and share a side with the best."""
    near = score[best] - AHEAD
    return [
        pair
        for pair, s in score.items()
        if pair != best and s > near and (pair[0] == best[0] or pair[1] == best[1])
    ]


def _is_alike(score: float, one: str, other: str) -> bool:
    han = sum(end - start for start, end, kind in runs(one) if kind == "han")
    return score >= (ALIKE_IN_LETTERS if 2 * han < len(one) else ALIKE)


def _runs(
    wholes: Sequence[str], parts: Sequence[str], same_voice: Callable[[int, int], bool]
) -> list[tuple[int, list[int]]]:
    """The wholes that two or more of the parts in a row make up, nearest first."""
    found = []
    for one, whole in enumerate(wholes):
        usable = [n for n in range(len(parts)) if parts[n] and same_voice(one, n)]
        alone = max((likeness(whole, parts[n], ALIKE) for n in usable), default=0.0)
        for first in range(len(usable)):
            for last in range(first + 2, min(first + MOST_PARTS, len(usable)) + 1):
                run = usable[first:last]
                text = "".join(parts[n] for n in run)
                if len(text) * WHOLE > len(whole) / WHOLE * 1.2:
                    break
                score = likeness(whole, text, WHOLE)
                if score > alone + 0.02:
                    found.append((score, one, run))
    found.sort(key=lambda row: (-row[0], len(row[2])))
    chosen: list[tuple[int, list[int]]] = []
    used: set[int] = set()
    for _, one, run in found:
        if one not in {c[0] for c in chosen} and not used & set(run):
            chosen.append((one, run))
            used.update(run)
    return chosen
