"""Labels on two lines: the agency on one of its own, and below it who speaks for it, above the words; a name, and
below it agency and office; or a name, and below it the time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter

from minutes.records import head_lines
from minutes.records.speaker_labels import calling
from minutes.text.label_forms import is_clock
from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.drafting.outcome import Unit
from pipeline.readers.recognition.labelling.looks import FEW, SENTENCE_SIGN
from pipeline.readers.recognition.lines import Line

_FEWEST_TIMED = 2  # names that stand above times, each more than once
_LONGEST = 24  # characters of each of the two lines
_KNOWN = 0.5  # of such lines are agencies or offices that are known as such
_OFTEN = 1.25  # offices for each name: a few people have another one, or it is typed otherwise


def joined(lines: Sequence[Line]) -> list[Line]:
    """The lines, the agency and the name below it as one line where several labels of the source are such pairs."""
    pairs = list(filter(_Pair.stands_above_words, _pairs(lines)))
    telling = list(filter(_Pair.names_somebody, pairs))
    if len(telling) < FEW or 2 * len(telling) < len(pairs):
        return list(lines)
    in_one = filter(_Pair.is_one_paragraph, pairs)
    return list(_with_joined(lines, {pair.at: pair for pair in (*telling, *in_one)}))


def without_roles(lines: Sequence[Line], draft: Draft, unit: Unit) -> list[Line]:
    """The lines; where names stand on lines of their own, each above its agency and office, without these, which are
    told. They are where several do, somebody comes back, and nearly everybody has but one office."""
    threes = enumerate(_threes(lines), 1)
    found = {at: (name, role) for at, (name, role, said) in threes if _is_role(name, role, said)}
    if len(found) < FEW:
        return list(lines)
    names, roles = zip(*found.values(), strict=True)
    told = Counter(zip(map(_WORDS, names), map(_WORDS, roles), strict=True))
    named = set(map(_WORDS, names))
    known = sum(map(_is_called, roles))
    signs = (
        len(named) < len(found),
        len(told) <= _OFTEN * len(named),
        known >= _KNOWN * len(found),
    )
    if not all(signs):
        return list(lines)
    draft.drop(
        "roles-below",
        f"{len(found)} 行姓名下一行的機關與職稱：{'、'.join(f'{name}（{role}）' for name, role in told)}",
        f"Agency and office below names, {plural(len(found), 'line')}: "
        f"{', '.join(f'{name} ({role})' for name, role in told)}",
        lines[min(found)].place,
        unit,
    )
    draft.leave(*map(_TEXT, roles))
    return [line for at, line in enumerate(lines) if at not in found]


def _is_called(role: Line) -> bool:
    return calling(role.words) is not None


def _is_role(name: Line, role: Line, said: Line) -> bool:
    """Whether a line that may be no more than an agency and an office stands between somebody's name and words."""
    return (
        all(map(_is_short, (name, role)))
        and calling(name.words) == "person"
        and calling(role.words) != "person"
        and SENTENCE_SIGN.search(said.words) is not None
    )


def with_times(lines: Sequence[Line]) -> list[Line]:
    """The lines, a name and the time below or above it as one line where such names come back, as chats are
    copied and Teams writes them."""
    named = _named_again(_above_times(lines)) or _named_again(_below_times(lines), usual_only=True)
    return list(_with_joined(lines, {one.at: one for one in named}))


def _named_again(found: Iterable[_TimedName], *, usual_only: bool = False) -> list[_TimedName]:
    """Those that come back, if several do; all where most do, for then what stands once is a name too. With
    `usual_only` none where most do not."""
    likely = list(filter(_TimedName.is_likely, found))
    times = Counter(map(_WORDS, likely))
    again = [one for one in likely if times[one.words] > 1]
    usual = 2 * len(again) > len(likely)
    several = len(set(map(_WORDS, again))) >= _FEWEST_TIMED
    return (likely if usual else again) * (several and (usual or not usual_only))


_WORDS, _TEXT = attrgetter("words"), attrgetter("text")


def _above_times(lines: Sequence[Line]) -> Iterator[_TimedName]:
    return (_TimedName(at, *pair) for at, pair in enumerate(pairwise(lines)))


def _below_times(lines: Sequence[Line]) -> Iterator[_TimedName]:
    """Each line below another, with that, where words and no time stand below both."""
    return (
        _TimedName(at, name, time)
        for at, (time, name, said) in enumerate(_threes(lines))
        if not (is_clock(said.words) or said.words.isdigit())
    )


@dataclass(frozen=True, slots=True)
class _TimedName:
    """Two lines, the first at an index, of which one may be a name, and the other a time."""

    at: int
    name: Line
    time: Line

    @property
    def words(self) -> str:
        return self.name.words

    def is_likely(self) -> bool:
        """Whether a short line stands beside a time."""
        timed = is_clock(self.time.words) and not is_clock(self.words)
        return timed and (_is_short(self.name) or calling(self.words) == "person")  # Sample, Ann

    def in_one(self) -> Line:
        """The two as one line."""
        time = TextRun(f" {self.time.words}")
        return replace(self.name, spans=(*self.name.spans, time), fresh=True)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two lines, of which the first is at an index, and the one below them."""

    at: int
    agency: Line
    name: Line
    said: Line

    def stands_above_words(self) -> bool:
        """Whether two short lines, of which no more than the lower one is set off, or both, stand above words of another
        look."""
        both = (self.agency, self.name)
        looks = (
            all(map(_is_short, both)),
            self.agency.fresh,
            self.said.fresh,
            self.name.is_set_off() or not self.agency.is_set_off(),
            SENTENCE_SIGN.search(self.said.words) is not None,
        )
        return all(looks) and not (self.agency.is_set_off() and self.said.is_set_off())

    def names_somebody(self) -> bool:
        """Whether an agency stands above a person or an office."""
        above, below = calling(self.agency.words), calling(self.name.words)
        return above == "body" and below in ("person", "office")

    def is_one_paragraph(self) -> bool:
        """Whether a line break divides the two, and the first is nobody's name and no heading."""
        words = self.agency.words
        free = calling(words) != "person" and not head_lines.is_section(words)
        return free and not self.name.fresh

    def in_one(self) -> Line:
        """The two as one line."""
        *before, last = self.agency.spans
        spaced = replace(last, text=f"{last.text} ")
        return replace(self.agency, spans=(*before, spaced, *self.name.spans))


def _pairs(lines: Sequence[Line]) -> Iterator[_Pair]:
    return (_Pair(at, *three) for at, three in enumerate(_threes(lines)))


def _threes(lines: Sequence[Line]) -> Iterator[tuple[Line, Line, Line]]:
    """Each line with the two below it."""
    return zip(lines, lines[1:], lines[2:], strict=False)


def _is_short(line: Line) -> bool:
    short = line.kind == "text" and 1 < len(line.words) <= _LONGEST
    return short and line.speaker is None and not SENTENCE_SIGN.search(line.words)


def _with_joined(lines: Sequence[Line], pairs: Mapping[int, _Pair | _TimedName]) -> Iterator[Line]:
    for at, line in enumerate(lines):
        if at in pairs:
            yield pairs[at].in_one()
        elif at - 1 not in pairs:
            yield line


__all__ = ["joined", "with_times", "without_roles"]
