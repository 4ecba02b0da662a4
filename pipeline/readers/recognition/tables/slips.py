"""Slips that are filled in for each speech: who speaks, agency and office, and what was said, each in a field on a line
of its own (發言單位：範例部, 發言人：王示範, 發言內容：…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, filterfalse, groupby, takewhile
from operator import attrgetter

from minutes.records.speaker_labels import tidy
from minutes.text import label_forms
from minutes.text.numerals import plural
from minutes.text.word_tables import any_of, table
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.outcome import Unit
from pipeline.readers.recognition.labelling.looks import SENTENCE_SIGN
from pipeline.readers.recognition.lines import Line

_DATA = table("label_forms")["slip"]
_COLON = f"[{label_forms.COLONS}]"
_FEWEST = 2
_MOST_FIELDS = 6  # of a slip above what was said
_LONGEST_NAME = 40
_SHOWN = 40  # characters of a field in the report


def _field(names: str) -> re.Pattern[str]:
    """A field of any of some names, and what stands in it."""
    named = rf"{names}\s*(?:{_COLON}|[|｜│\t])|[【〔\[]{names}[】〕\]]\s*{_COLON}?"
    return re.compile(rf"(?P<field>(?:{named})\s*)(?P<held>.*)", re.S)


# Of 發言單位：, which may be whose words follow or no more than where somebody works, the others on the slip tell.
_FIELDS = (
    ("said", _field(any_of(_DATA["said"]))),
    ("beside", _field(any_of(_DATA["beside"]))),
    ("agency", _field(any_of(_DATA["agency"]))),
    ("who", _field(label_forms.FIELD)),
)
_ABOVE = frozenset({"who", "agency", "beside"})


@dataclass(frozen=True, slots=True)
class _Part:
    """A line as a part of a slip: a field of some kind, or words; `begun` is where its field ends."""

    at: int
    line: Line
    kind: str = "words"
    begun: int = 0

    @property
    def is_above(self) -> bool:
        """Whether it stands above what was said."""
        return self.kind in _ABOVE

    @property
    def field(self) -> str:
        return self.line.text[: self.begun]

    @property
    def held(self) -> str:
        return self.line.text[self.begun :].strip()

    def holds_name(self) -> bool:
        """Whether what stands in the field may call somebody."""
        return 0 < len(self.held) <= _LONGEST_NAME and not SENTENCE_SIGN.search(self.held)

    def holds_sentence(self) -> bool:
        """Whether it is words that people say."""
        return SENTENCE_SIGN.search(self.line.words) is not None


def _part(at: int, line: Line) -> _Part:
    kinds = (_Part(at, line, kind, _begun(form, line)) for kind, form in _FIELDS)
    return next(filter(_BEGUN, kinds), _Part(at, line))


_BEGUN = attrgetter("begun")


def _begun(form: re.Pattern[str], line: Line) -> int:
    """Where what stands in a field begins; 0 where a line is none of the form."""
    found = form.match(line.text)
    return found.start("held") if found else 0


@dataclass(frozen=True, slots=True)
class _Slip:
    """The fields that stand above what was said, and the line below them."""

    fields: Sequence[_Part]
    below: _Part

    @property
    def named(self) -> Sequence[_Part]:
        """The fields of who speaks; those of an agency where nobody speaks for it."""
        return list(filter(_is_who, self.fields)) or list(filter(_is_agency, self.fields))

    @property
    def beside(self) -> Sequence[_Part]:
        """The other fields."""
        return list(filterfalse(self.named.__contains__, self.fields))

    def is_filled_in(self) -> bool:
        """Whether it is no longer than a slip and names one, and words follow: in a field of their own, or as a sentence
        below several fields."""
        if len(self.fields) > _MOST_FIELDS:
            return False
        words = (self.below.kind == "said", len(self.fields) > 1 and self.below.holds_sentence())
        return sum(map(_Part.holds_name, self.named)) == len(self.named) == 1 and any(words)

    @property
    def name(self) -> str:
        """Who speaks."""
        return tidy(self.named[0].held)

    def words(self, lines: Sequence[Line]) -> tuple[int, Line]:
        """The first line of what was said, with who says it, and its index: below its field, where that holds nothing."""
        at, line = self.below.at, self.below.line
        said = replace(line, spans=line.after(self.below.begun), speaker=self.name, fresh=True)
        below = lines[at + 1 : at + 2] if not said.words else ()
        return next(((at + 1, replace(line, speaker=self.name)) for line in below), (at, said))

    def left(self) -> Iterator[str]:
        """The words that stand in no line any more: all fields, and what the others hold."""
        yield from map(_FIELD, (*self.named, self.below))
        yield from chain.from_iterable(map(_FIELD_AND_HELD, self.beside))

    def gone(self) -> Iterator[int]:
        """The lines of its fields."""
        empty = self.below.kind == "said" and not self.below.held
        return map(_AT, (*self.fields, *[self.below] * empty))


_TEXT = attrgetter("line.text")
_AT, _FIELD, _FIELD_AND_HELD = attrgetter("at"), attrgetter("field"), attrgetter("field", "held")


def without_slips(lines: Sequence[Line], draft: Draft, unit: Unit) -> Sequence[Line]:
    """The lines; of slips that are filled in for each speech only the name and what was said, with a note of
    the other fields."""
    parts = [_part(at, line) for at, line in enumerate(lines)]
    slips = list(filter(_Slip.is_filled_in, _runs(parts)))
    if len(slips) < _FEWEST:
        return lines
    apart = list(takewhile(_is_beside, reversed(parts)))  # below the last: 狀態：已回應
    beside = [*chain.from_iterable(slip.beside for slip in slips), *apart]
    draft.consume(*chain.from_iterable(map(_Slip.left, slips)), *map(_TEXT, apart))
    _tell(beside, draft, unit)
    said = dict(slip.words(lines) for slip in slips)
    gone = {*chain.from_iterable(map(_Slip.gone, slips)), *map(_AT, apart)}
    return [said.get(at, line) for at, line in enumerate(lines) if at not in gone]


def _runs(parts: Sequence[_Part]) -> Iterator[_Slip]:
    """The fields that stand above each other, with the line below them."""
    for above, run in groupby(parts, attrgetter("is_above")):
        fields = list(run)
        below = parts[fields[-1].at + 1 :][:1]
        if above and below:
            yield _Slip(fields, below[0])


def _is_beside(part: _Part) -> bool:
    return part.kind == "beside"


def _is_who(part: _Part) -> bool:
    return part.kind == "who"


def _is_agency(part: _Part) -> bool:
    return part.kind == "agency"


def _tell(beside: Sequence[_Part], draft: Draft, unit: Unit) -> None:
    if beside:
        first = beside[0].line
        draft.drop(
            "slips",
            f"發言單上姓名與內容以外的欄位：{len(beside)} 行，如「{first.words[:_SHOWN]}」",
            f"{plural(len(beside), 'line')} of slips besides name and words, such as “{first.words[:_SHOWN]}”",
            first.place,
            unit,
        )


__all__ = ["without_slips"]
