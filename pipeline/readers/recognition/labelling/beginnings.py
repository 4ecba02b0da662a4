"""Names at the edges of lines that label nothing: which of them a person should look at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, filterfalse, pairwise
from operator import attrgetter

from minutes.records.speaker_labels import calling, is_full_name, is_speechlike, parts
from minutes.text.label_forms import ALONE, FORM_OF, SAID
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.frames import at_edge, recurring, signature
from pipeline.readers.recognition.labelling.looks import FEW, SENTENCE_SIGN, USUAL
from pipeline.readers.recognition.labelling.loose_forms import (
    NO_NAMES,
    is_loose,
    is_saying,
    is_short,
)
from pipeline.readers.recognition.lines import Line

_LONG_SPEECH = 12  # lines
_FEW_SPEAK = 0.05  # of the lines bear a label: a speech of an hour has more
_THIRD = 1 / 3
_LONGEST = {True: 8, False: 20}  # Han characters, or letters, of a name that only its place tells


def passed_over(
    found: Sequence[Candidate], labels: Mapping[int, Candidate]
) -> dict[int, Candidate]:
    """What the forms that set off speakers here set off too, by its line, where it is no label and short
    enough for a name: the words below it would be those of whoever spoke before."""
    used = set(map(_SHAPE, filter(_is_markless, labels.values())))
    free = filterfalse(lambda one: one.line in labels, filter(is_short, found))
    alike = filter(lambda one: _SHAPE(one) in used, free)
    return {one.line: one for one in alike}


_SHAPE = attrgetter("form.name", "alone", "marked")


def _is_markless(one: Candidate) -> bool:
    """Whether nothing but what stands around a name sets it off."""
    set_off = (one.marked, is_saying(one))
    return not any(set_off) and any((is_loose(one), one.form is ALONE))


def unread(
    lines: Sequence[Line], labels: Collection[int], *, told: Collection[int]
) -> list[Candidate]:
    """Where nobody or hardly anybody speaks, in all of the source or in a long part of it: what recurs at the
    beginnings of lines, and the full names there, besides the lines `told` otherwise."""
    spoken = {*labels, *(at for at, line in enumerate(lines) if line.speaker is not None)}
    few = max(1, _FEW_SPEAK * sum(map(bool, map(_WORDS, lines))))
    if len(spoken) <= few:
        return list(_unread_in(lines, range(len(lines)), {*labels, *told}))
    parts = _long_parts(spoken, len(lines))
    found = chain.from_iterable(_unread_in(lines, part, {*labels, *told}) for part in parts)
    return list(filter(_is_telling, found))


def _is_telling(one: Candidate) -> bool:
    """Whether no sentence of a long speech begins so."""
    return not one.form.weak or is_full_name(one.name)


def _long_parts(spoken: Collection[int], end: int) -> list[range]:
    """The parts of a source, of so many lines, in which nobody begins to speak, and that are longer than most speeches."""
    starts = sorted({0, *spoken})
    parts = (range(start, after) for start, after in pairwise([*starts, end]))
    return [part for part in parts if len(part) > _LONG_SPEECH]


def _unread_in(lines: Sequence[Line], part: range, told: Collection[int]) -> Iterator[Candidate]:
    """What of a part of the lines may be names, in order, besides the lines that are told already."""
    within = lines[part.start : part.stop]
    found = (replace(one, line=one.line + part.start) for one in _edges(within))
    free = filterfalse(lambda one: one.line in told, found)
    begun = _Begun(list(filter(_may_name, free)), sum(map(bool, map(_WORDS, within))))
    first = {one.line: one for one in reversed(list(filter(begun.is_likely, begun.found)))}
    return (first[line] for line in sorted(first))


def _edges(lines: Sequence[Line]) -> Iterator[Candidate]:
    return chain(recurring(lines), _endings(lines))


def _endings(lines: Sequence[Line]) -> Iterator[Candidate]:
    found = (signature(line, index) for index, line in enumerate(lines) if line.speaker is None)
    return filter(None, found)


class _Begun:
    """What begins or ends lines and may be names, and how often each stands in its form."""

    def __init__(self, found: Sequence[Candidate], lines: int) -> None:
        self.found = found
        self.lines = lines
        self.times = Counter(map(_LABEL, found))
        self.often = Counter(map(_SIGN, filter(self._comes_back, found)))

    def _comes_back(self, one: Candidate) -> bool:
        return self.times[_LABEL(one)] >= FEW

    def is_likely(self, one: Candidate) -> bool:
        """Whether it names somebody by its looks and stands again, or comes back in a form that others do
        too, in every third line where sentences have the same signs."""
        named = calling(one.name) is not None and self.times[_LABEL(one)] > 1
        enough = self.lines * (_THIRD if one.form.weak else _FEW_SPEAK)
        usual = self._comes_back(one) and self.often[one.form] > max(1, enough)
        return named or usual or is_full_name(one.name)


def beside_speeches(
    lines: Sequence[Line], labels: Mapping[int, Candidate], *, told: Collection[int]
) -> list[Candidate]:
    """Where people speak: their own names at the beginning or the end of other lines, set off by a sign that sets
    off no label here (唐鳳－大家好, 大家好。（唐鳳）). Others may speak there than who spoke before."""
    labelled = set(map(_NAMED, labels.values()))
    names = set(filter(is_full_name, chain(labelled, map(_bare_name, labelled))))
    free = filterfalse({*told, *labels}.__contains__, range(len(lines)))
    edges = (at_edge(lines[index], index, names) for index in free if not lines[index].speaker)
    return list(filter(None, edges))


def without_colon(
    lines: Sequence[Line], labels: Mapping[int, Candidate], *, told: Collection[int]
) -> list[Candidate]:
    """The people who speak elsewhere too, whose name something else than the colon of all other labels sets off from a
    sentence: a wide space, its type, the sign that stands before labels here, or a space after a full name."""
    by_colon = list(filter(_is_by_colon, labels.values()))
    times = Counter(map(_tight_name, by_colon))
    named = {_tight(one.name): one.name for one in by_colon if calling(one.name) == "person"}
    if not named:
        return []
    sign = _sign_of_labels(lines, by_colon)
    forgotten = _forgotten(named)
    free = filterfalse({*told, *labels}.__contains__, range(min(labels), len(lines)))
    cut = ((at, forgotten.match(lines[at].text)) for at in free if _is_free_text(lines[at]))
    return [
        Candidate(
            named[_tight(found["name"])],
            found["rest"].strip(),
            at,
            FORM_OF["colon"],
            found.start("rest"),
        )
        for at, found in cut
        if found
        and SENTENCE_SIGN.search(found["rest"])
        and _is_set_apart(lines[at], found, sign, times)
    ]


def _forgotten(names: Iterable[str]) -> re.Pattern[str]:
    """A line that begins with one of the names, perhaps spread out, and goes on behind a space."""
    spread = (r"[ \u3000]*".join(map(re.escape, name)) for name in sorted(names, key=len)[::-1])
    return re.compile(
        rf"\s*(?P<sign>{_LEADING})\s*(?P<name>{'|'.join(spread)})(?P<gap>\s+)(?P<rest>[\w「『“（(].*)",
        re.S,
    )


_LEADING = r"[^\w\s（(【〔［\[「『《〈]{0,2}"


def _sign_of_labels(lines: Sequence[Line], labels: Sequence[Candidate]) -> str:
    """The sign that stands before nearly all labels (◎王示範：); "" for none."""
    signs = Counter(_LEAD_OF_LINE.match(lines[one.line].text)[1] for one in labels)  # type: ignore[index]
    sign, times = signs.most_common(1)[0]
    return sign if times >= USUAL * len(labels) else ""


_LEAD_OF_LINE = re.compile(rf"\s*({_LEADING})")


def _is_set_apart(line: Line, found: re.Match[str], sign: str, times: Counter[str]) -> bool:
    """Whether a name at the beginning of a line is set off from the words behind it as no word of a sentence is."""
    name = _tight(found["name"])
    plain = (not found["sign"], is_full_name(name), times[name] > 1)
    return any(
        (
            len(found["gap"]) > 1 or found["gap"] in _WIDE,
            line.leads(found.end("name"), found.start("name")),
            sign and found["sign"] == sign,
            all(plain),
        )
    )


_WIDE = "\t\u3000\u2003"


def _tight(name: str) -> str:
    return "".join(name.split())


def _tight_name(one: Candidate) -> str:
    return _tight(one.name)


def _is_free_text(line: Line) -> bool:
    return line.kind == "text" and line.speaker is None


def _is_by_colon(one: Candidate) -> bool:
    return one.form.name == "colon"


def _bare_name(label: str) -> str:
    own = parts(label)
    return own.name if own else label


_WORDS = attrgetter("words")
_NAMED = attrgetter("name")
_LABEL = attrgetter("form", "name")
_SIGN = attrgetter("form")


def _may_name(one: Candidate) -> bool:
    """Whether words could be a name: a full one, or short and neither remark, number, field nor phrase."""
    short = len(one.name) <= _LONGEST[one.has_han]
    looks = (
        one.rest or one.form.own,  # (笑) is a remark
        short or calling(one.name),
        not is_speechlike(SAID.sub("", one.name)),
        not any(test(one.name) for test in NO_NAMES),
    )
    return is_full_name(one.name) or all(looks)


__all__ = ["beside_speeches", "passed_over", "unread", "without_colon"]
