"""Which first words of lines are labels of speakers, over a whole source."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import compress, count, filterfalse
from operator import attrgetter, eq, itemgetter

from minutes.records.speaker_labels import calling
from minutes.text.label_forms import ASKED
from minutes.text.lists import omit
from pipeline.readers.recognition.labelling.beginnings import (
    beside_speeches,
    passed_over,
    unread,
    without_colon,
)
from pipeline.readers.recognition.labelling.called_names import FullLabel, full_label
from pipeline.readers.recognition.labelling.candidates import Candidate, candidates
from pipeline.readers.recognition.labelling.frames import framed, nameless
from pipeline.readers.recognition.labelling.looks import Verdict, is_chair_field
from pipeline.readers.recognition.labelling.loose_forms import settled
from pipeline.readers.recognition.labelling.phrases import divided, inside, phrases
from pipeline.readers.recognition.labelling.source_evidence import SourceEvidence
from pipeline.readers.recognition.lines import Line


@dataclass(frozen=True, slots=True)
class Recognised:
    """Which lines (by index) hold a label. `doubtful` labels were taken on weak signs; `left` look like
    labels and were not taken; `set_off` are lines in bold type that are neither label nor sentence.
    `unread`, where hardly anybody was recognised, are what else looks like names at the beginnings of lines."""

    labels: dict[int, Candidate]
    doubtful: tuple[Candidate, ...]
    left: tuple[Candidate, ...]
    set_off: frozenset[int] = frozenset()
    unread: tuple[Candidate, ...] = ()


def _with_numbers(found: Sequence[Candidate], lines: Sequence[Line]) -> list[Candidate]:
    """The candidates; where Q2 comes back it is the second of those who ask, and its number is of the name: those of
    questions stand once."""
    asked = (at for at, one in enumerate(found) if one.form.name == ASKED)
    told = ((at, _ASKS.match(lines[found[at].line].text)) for at in asked)
    names = {at: f"{label[1]}{label[2]}" for at, label in told if label}
    times = Counter(names.values())
    return [
        replace(one, name=names[at], marked=True) if times[names.get(at, "")] > 1 else one
        for at, one in enumerate(found)
    ]


_ASKS = re.compile(r"\W*([QA問答]) ?(\d{1,3})")


def _without_serials(found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates; a number that stands before names and is never the same is no part of them: L001 王示範."""
    counted = {at: label for at, one in enumerate(found) if (label := _SERIAL.fullmatch(one.name))}
    named = {at: label for at, label in counted.items() if calling(label["name"])}
    numbers = set(map(itemgetter("sign", "number"), named.values()))
    names = set(map(itemgetter("name"), named.values()))
    if len(numbers) < max(_FEWEST_COUNTED, len(named), len(names) + 1):
        return list(found)
    return [
        replace(one, name=named[at]["name"]) if at in named else one for at, one in enumerate(found)
    ]


_SERIAL = re.compile(
    r"(?P<sign>[^\d\s]{1,6}?)\s?(?P<number>\d{1,5})(?:\s?[則筆位號篇段題次])?[\s.．、)）:-]+(?P<name>\S.*)"
)
_FEWEST_COUNTED = 4


def recognise(
    lines: Sequence[Line], *, has_head: bool = True, apart: frozenset[int] = frozenset()
) -> Recognised:
    """Which lines are labels of speakers; those `apart` (the attendance) are none.

    In a source that `has_head`, a chair named before the first speech (主席：王小明) says nothing. Where a label holds more
    than the name of somebody who speaks elsewhere (雨蒼、馬克, 提問者？), it is one if that name alone would be, and is told.
    """
    first = _recognised(lines, has_head=has_head, apart=apart)
    full = dict(_full_labels(lines, first, apart))
    if not full:
        return first
    made = [full[at].bare if at in full else line for at, line in enumerate(lines)]
    return _with_full_names(_recognised(made, has_head=has_head, apart=apart), full, made)


def _full_labels(
    lines: Sequence[Line], first: Recognised, apart: Collection[int]
) -> Iterator[tuple[int, FullLabel]]:
    """The lines behind the first label that are none yet, and may bear one that holds more than a name."""
    names = set(map(_NAME, first.labels.values()))
    free = filterfalse({*first.labels, *apart}.__contains__, range(len(lines)))
    begun = min(first.labels, default=len(lines))
    found = ((at, full_label(lines[at], names)) for at in free if at > begun)
    yield from ((at, full) for at, full in found if full)


def _with_full_names(
    again: Recognised, full: Mapping[int, FullLabel], made: Sequence[Line]
) -> Recognised:
    """What was recognised in lines with bare names, under the names as they stand; a ？ alone above the label of whoever is
    asked names nobody."""
    named = partial(_with_full_name, full)
    labels = {at: named(one) for at, one in again.labels.items()}
    worded = [at for at, line in enumerate(made) if line.words]
    called = {at for at in full.keys() & labels.keys() if _is_called(labels[at], again, worded)}
    new = [labels[at] for at in sorted(full.keys() & labels.keys() - called)]
    told = [one for one in again.doubtful if one.line not in full]
    return replace(
        again,
        labels={at: one for at, one in labels.items() if at not in called},
        doubtful=(*told, *new),
        left=(*map(named, again.left), *(labels[at] for at in sorted(called))),
        unread=tuple(map(named, again.unread)),
    )


def _with_full_name(full: Mapping[int, FullLabel], one: Candidate) -> Candidate:
    own = full.get(one.line)
    if own is None:
        return one
    return replace(one, name=own.name(one.name), at=one.at + len(own.more))


def _is_called(one: Candidate, again: Recognised, worded: Sequence[int]) -> bool:
    """Whether it is no more than words to whoever is called: alone above a label, or the first below one that stands alone,
    among the indexes of the lines with words."""
    at = bisect_left(worded, one.line)
    above, below = again.labels.get(worded[at - 1]), worded[at + 1 : at + 2]
    answered = one.alone and any(map(again.labels.__contains__, below))
    return answered or (above is not None and above.alone)


def _recognised(lines: Sequence[Line], *, has_head: bool, apart: frozenset[int]) -> Recognised:
    named = _without_serials(_with_numbers(list(candidates(lines)), lines))
    found = (*_without_notes(named, lines), *framed(lines))
    seen = [one for one in found if one.line not in apart]
    source = SourceEvidence(settled(seen, lines), lines)
    decided = _Decided()
    for one in source.found:
        of_head = has_head and not decided.labels and source.is_of_head(one)
        decided.take(one, "no" if of_head else source.verdict(one))
    decided.take_all(without_colon(lines, decided.labels, told=apart))
    left = decided.left | _left_in_words(lines, decided, source, apart)
    begun = dict(nameless(lines, decided.labels))
    passed = (begun | passed_over(seen, decided.labels) | left).values()
    asked = tuple(c for c in passed if not (has_head and is_chair_field(c)))
    told = apart | left.keys()
    others = (
        *unread(lines, decided.labels, told=told),
        *beside_speeches(lines, decided.labels, told=told),
    )
    set_off = source.headings_set_off(decided.labels)
    return Recognised(decided.labels, tuple(decided.doubtful), asked, set_off, others)


def _without_notes(found: Sequence[Candidate], lines: Sequence[Line]) -> list[Candidate]:
    """The candidates; names behind a number of one digit in brackets ([1] 王示範) only where the numbers go on: else they
    are a list of notes or sources."""
    behind = list(filter(_is_behind_number, found))
    notes = {one for one in behind if _ONE_DIGIT.match(lines[one.line].text)}
    return list(filterfalse(notes.__contains__, found) if len(notes) <= _MOST_NOTES else found)


def _is_behind_number(one: Candidate) -> bool:
    return one.form.name.startswith("number in brackets")


_ONE_DIGIT = re.compile(r"\W*?[【\[〔] ?\d ?[】\]〕]")
_MOST_NOTES = 8


def with_second_speakers(
    lines: Sequence[Line],
    recognised: Recognised,
    *,
    has_head: bool = True,
    apart: frozenset[int] = frozenset(),
) -> tuple[Sequence[int], Sequence[Line], Recognised]:
    """The lines, in which the label of one who speaks elsewhere too, and behind a sentence here, begins another; it
    is told. Before them, the index of the line that each is of."""
    times = Counter(map(_NAME, recognised.labels.values()))
    parts = list(divided(lines, {name for name in times if times[name] > 1}))
    if len(parts) == len(lines):
        return range(len(lines)), lines, recognised
    origins, made = zip(*parts, strict=True)
    apart = frozenset(compress(count(), map(apart.__contains__, origins)))
    again = recognise(made, has_head=has_head, apart=apart)
    second = compress(count(1), map(eq, origins, origins[1:]))
    new = filter(None, map(again.labels.get, second))
    return origins, made, replace(again, doubtful=(*again.doubtful, *new))


@dataclass(slots=True)
class _Decided:
    """The candidates by what was decided of them."""

    labels: dict[int, Candidate] = field(default_factory=dict)
    left: dict[int, Candidate] = field(default_factory=dict)
    doubtful: list[Candidate] = field(default_factory=list)

    def take_all(self, found: Iterable[Candidate]) -> None:
        """Take candidates that nothing but their names tells."""
        for one in found:
            self.take(one, "doubtful")

    def take(self, one: Candidate, verdict: Verdict) -> None:
        """Put a candidate where its verdict says, unless its line bears a label already."""
        if one.line in self.labels or verdict == "no":
            return
        if verdict == "left":
            self.left[one.line] = one
            return
        self.labels[one.line] = one
        self.left.pop(one.line, None)
        self.doubtful += [one] * (verdict == "doubtful")


def _left_in_words(
    lines: Sequence[Line], decided: _Decided, source: SourceEvidence, apart: Collection[int]
) -> dict[int, Candidate]:
    """What stands before a colon among the words where labels do: short phrases, names behind a sentence."""
    labels = decided.labels
    if "colon" not in map(_FORM, labels.values()):
        return {}
    known = {*apart, *labels, *decided.left}
    numbered = any(map(_NUMBERED, labels.values()))
    found = dict(phrases(lines, known, min(labels), alone=source.alone_usual, numbered=numbered))
    told = {*apart, *decided.left, *found}
    within = dict(inside(lines, set(map(_NAME, labels.values()))))
    return found | omit(within, told)


_FORM = attrgetter("form.name")
_NAME = attrgetter("name")
_NUMBERED = attrgetter("numbered")


__all__ = ["Recognised", "recognise", "with_second_speakers"]
