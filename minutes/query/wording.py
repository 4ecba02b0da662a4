"""An unquoted word as typed → the words that a record must hold, those that it need not, and the
parts by which it is ranked."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from minutes.query import periods, vocabulary
from minutes.query.agency_names import AgencyNames, NamedAgency
from minutes.query.tree import ORDINAL, Field, Node, Or, Understood, Word
from minutes.records import terms
from minutes.text import numerals
from minutes.text.folding import fold, is_word, runs, tokens

MAX_FORMS = 64
# 次 and 案 count the same thing (domain: 序號); each other counter counts its own.
_COUNTERS = {fold(c): "案次" if c in "案次" else c for c in "案次季屆場期"}
_LATIN_CASE = re.compile(
    r"(?<![^\W_])(?:cases?\s?(?:no\.?\s?|#)?|no\.\s?)([1-9][0-9]{0,3})(?![^\W_])"
)
_ENDS = "?!。"  # folded: what ends a question is no part of its last word
_CO_HOSTED = fold("協辦")
_HOSTED = re.compile(rf"\s?(?:{fold('主辦')}|{_CO_HOSTED})的?\s?")


@dataclass(frozen=True, slots=True)
class QueryPiece:
    """A stretch of a word: its place in the text, and what it was taken for."""

    kind: Literal["literal", "ordinal", "period", "agency", "hosted", "class"]
    start: int
    end: int
    forms: tuple[str, ...]
    meant: periods.Period | NamedAgency | str | None = None


@dataclass(frozen=True, slots=True)
class QueryReader:
    """Reads words of one query text. Where it `understands`, times and agencies within words are
    known, and function words part them; without it only a whole word may be an agency's name.
    `hosting` are the records of each agency that only other records tell it hosted."""

    text: str
    folded: str
    names: AgencyNames | None
    today: dt.date
    understands: bool
    hosting: Mapping[str, Collection[str]] = field(default_factory=dict)

    def rest(self, start: int, end: int, *, classed: bool = False) -> list[QueryPiece]:
        """The characters between what is understood; where they may name a class of meetings, as
        behind a host or a time, maybe that."""
        start += classed and self.folded.startswith("的", start, end)
        form = self.folded[start:end]
        if self.understands:
            form = form.rstrip(_ENDS) or form
            end = start + len(form)
        if not form:
            return []
        meant = terms.tier_of(form) or terms.kind_of(form) if classed else None
        return [QueryPiece("class" if meant else "literal", start, end, (form,), meant)]

    def piece(self, at: int) -> QueryPiece | None:
        """What begins at a place of the text and is more than its characters."""
        before = self.folded[at - 1] if at else " "
        inside = is_word(before) and is_word(self.folded[at])
        found = _ordinal(self.folded, at)
        if found is None and self.understands and not inside:
            found = self._period(at) or self._agency(at)
        return found

    def _period(self, at: int) -> QueryPiece | None:
        found = periods.match(self.folded, at, self.today)
        if found is None:
            return None
        end, period = found
        # 去年 is another year for whoever says it in a record.
        typed = {self.folded[at:end]} - vocabulary.relative_times().keys()
        forms = tuple(dict.fromkeys((*typed, *map(fold, period.spellings()))))
        return QueryPiece("period", at, end, forms[:MAX_FORMS], period)

    def _agency(self, at: int) -> QueryPiece | None:
        found = self.names.match(self.folded, at) if self.names else None
        if found is None:
            return None
        end, named = found
        forms = tuple(dict.fromkeys((self.folded[at:end], *map(fold, named.everything))))
        hosted = _HOSTED.match(self.folded, end)
        if hosted is None:
            return QueryPiece("agency", at, end, forms, named)
        return QueryPiece("hosted", at, hosted.end(), forms, named)

    def required(self, pieces: list[QueryPiece]) -> Iterator[Node]:
        """What a record must hold of one word: its stretches between times, each parted by function
        words; who hosted; which tier or kind."""
        for taken, group in itertools.groupby(pieces, lambda p: p.kind in _TAKEN):
            if taken:
                yield from (node for p in group if (node := self._taken(p)))
            else:
                yield from self._words(list(group))

    def _taken(self, piece: QueryPiece) -> Node | None:
        typed = self.text[piece.start : piece.end].strip()
        if piece.kind == "class":
            tier = terms.tier_of(self.folded[piece.start : piece.end])
            kind = terms.kind_of(self.folded[piece.start : piece.end])
            return (
                Field("tier", tier, typed=typed) if tier else Field("kind", kind or "", typed=typed)
            )
        if piece.kind == "period" or not isinstance(piece.meant, NamedAgency):
            return None
        bodies = [piece.meant.agency.id, *(body.id for body in piece.meant.earlier)]
        fields = tuple(filter(None, (self._hosted_by(body, typed) for body in bodies)))
        if len(fields) > 1:
            return Or(fields)
        return fields[0] if fields else Word(typed, piece.forms, widened=piece.meant.everything)

    def _hosted_by(self, agency: str, typed: str) -> Field | None:
        """What an agency hosted, where any record tells of it; words of others name no co-hosts."""
        told = self.names.hosts if self.names else ()
        found = frozenset(() if _CO_HOSTED in fold(typed) else self.hosting.get(agency, ()))
        if agency not in told and not found:
            return None
        return Field("agency", fold(agency), quoted=True, records=found, typed=typed)

    def _words(self, pieces: list[QueryPiece]) -> Iterator[Word]:
        start, end = pieces[0].start, pieces[-1].end
        whole = self.folded[start:end]
        stretches = (
            vocabulary.without_function_words(whole) if self.understands else [(0, len(whole))]
        )
        for first, last in stretches:
            inner = [p for p in pieces if start + first < p.end and p.start < start + last]
            yield self.word_of(start + first, start + last, inner)

    def word_of(self, start: int, end: int, pieces: list[QueryPiece]) -> Word:
        """The word between two places of the text, which the pieces cover."""
        bare = len(self.folded[start:end].rstrip("*"))
        end, starred = (start + bare, start + bare < end) if bare else (end, False)
        prefix = starred and is_word(self.folded[end - 1])
        spelled = [self._forms(piece, start, end) for piece in pieces if piece.start < end]
        forms = ["".join(c) for c in itertools.islice(itertools.product(*spelled), MAX_FORMS)]
        forms += [o for f in forms[:1] for o in vocabulary.other_spellings(f)]
        named = self.names.of(forms[0]) if self.names and not starred else None
        more = tuple(s for s in named.everything if fold(s) != forms[0]) if named else ()
        known = tuple(dict.fromkeys([*forms, *map(fold, more)]))
        parts = () if prefix or named else tuple(self.parts(pieces, start, end))
        return Word(self.text[start:end], known, prefix=prefix, widened=more, parts=parts)

    def _forms(self, piece: QueryPiece, start: int, end: int) -> tuple[str, ...]:
        """How a piece may be spelled where a word has to stand as it was typed."""
        if piece.kind == "ordinal":
            return piece.forms
        return (self.folded[max(piece.start, start) : min(piece.end, end)],)

    def parts(self, pieces: list[QueryPiece], start: int, end: int) -> Iterator[Word]:
        """What a word is ranked by: numbers in a row and agencies, each in all spellings, and the
        bigrams and words of what is left."""
        for piece in pieces:
            first, last = max(piece.start, start), min(piece.end, end)
            if piece.kind == "literal":
                yield from bigrams(self.folded[first:last])
            else:
                yield Word(self.text[first:last], piece.forms)

    def weighed(self, pieces: list[QueryPiece]) -> Iterator[Word]:
        """The times that stand in a word. The meeting of a quarter is often held in the next one: what
        names the quarter is more than what was held in it, and a seasonal meeting more than others."""
        for piece in pieces:
            if isinstance(piece.meant, periods.Period):
                typed = self.text[piece.start : piece.end]
                yield Word(typed, piece.forms, days=piece.meant.days)
                if piece.meant.quarter:
                    yield Word(typed, piece.forms)
                    yield Word(typed, _seasonal())

    def understood(self, pieces: list[QueryPiece]) -> Iterator[Understood]:
        """What is shown of how a word was taken."""
        for piece in pieces:
            typed = self.text[piece.start : piece.end].strip()
            if isinstance(piece.meant, periods.Period):
                yield Understood("period", typed, piece.meant.days)
            elif isinstance(piece.meant, NamedAgency):
                kind: Literal["host", "agency"] = "host" if piece.kind == "hosted" else "agency"
                yield Understood(kind, typed, piece.meant.agency.id)
            elif piece.kind == "class" and isinstance(piece.meant, str):
                tier = terms.tier_of(self.folded[piece.start : piece.end])
                yield Understood("tier" if tier else "kind", typed, piece.meant)


_TAKEN = {"period", "hosted", "class"}


@lru_cache(maxsize=1)
def _seasonal() -> tuple[str, ...]:
    """What people call the meeting of a quarter."""
    return tuple(map(fold, terms.meeting_names("seasonal", "main")))


def _ordinal(folded: str, at: int) -> QueryPiece | None:
    """A number in a row, or a case by its number in English, in its many spellings."""
    found = ORDINAL.match(folded, at) or _LATIN_CASE.match(folded, at)
    if found is None:
        return None
    forms = _row_of(found)
    return QueryPiece("ordinal", at, found.end(), forms) if forms else None


def counted(folded: str) -> Iterator[str]:
    """What is counted of a text, with repeats: its tokens, and the numbers in a row that it says."""
    return itertools.chain(tokens(folded), rows(folded))


def rows(folded: str) -> Iterator[str]:
    """The numbers in a row that a text says, each as `row_key` names it."""
    found = itertools.chain(ORDINAL.finditer(folded), _latin_cases(folded))
    spelled = filter(None, map(_row_of, found))
    return (forms[0] for forms in spelled)


def _latin_cases(folded: str) -> Iterator[re.Match[str]]:
    """Most texts name none, which is told sooner without the pattern."""
    if "case" not in folded and "no" not in folded:
        return iter(())
    return _LATIN_CASE.finditer(folded)


def row_key(part: Word) -> str | None:
    """Under what a number in a row is counted, whichever of its spellings stands in a text."""
    return part.forms[0] if not part.quoted and ORDINAL.fullmatch(part.forms[0]) else None


def _row_of(found: re.Match[str]) -> tuple[str, ...]:
    """All spellings of a number in a row, the one that it is counted under first; none where it is
    no number."""
    number = numerals.parse(found[1]) or 0
    if not 0 < number <= numerals.LARGEST:
        return ()
    if found.re is _LATIN_CASE:
        return _case_forms(number)
    return _row_forms(number, _COUNTERS[found[2]])


@lru_cache(maxsize=4096)
def _row_forms(number: int, counters: str) -> tuple[str, ...]:
    return ordinal_forms(number, counters)


def _case_forms(number: int) -> tuple[str, ...]:
    return (*_row_forms(number, "案次"), f"case {number}", f"no. {number}")


def ordinal_forms(number: int, counters: str) -> tuple[str, ...]:
    """「第42次」 in its many spellings."""
    return tuple(
        fold(f"第{left}{spelled}{right}{counter}")
        for left, right in (("", ""), (" ", " "), (" ", ""), ("", " "))
        for counter in counters
        for spelled in numerals.spellings(number)
    )


def read_alone(raw: str, names: AgencyNames | None) -> Iterator[Word]:
    """A word that stands for its characters, but for numbers in a row and an agency's names."""
    reader = QueryReader(raw, fold(raw), names, dt.date.min, False)
    yield reader.word_of(0, len(raw), reader.rest(0, len(raw)))


def bigrams(folded: str) -> Iterator[Word]:
    """The pairs of Han characters and the words of a text, but for function words; a Han character
    that stands alone. A single letter (the s of it's) tells nothing."""
    for first, last in vocabulary.telling(folded):
        for start, end, kind in runs(folded[first:last]):
            piece = folded[first + start : first + end]
            if kind == "han" and len(piece) > 1:
                pairs = (piece[i : i + 2] for i in range(len(piece) - 1))
                yield from (Word(pair, (pair,)) for pair in pairs)
            elif kind == "han" or (kind == "word" and not (len(piece) == 1 and piece.isalpha())):
                yield Word(piece, (piece,))
