"""An unquoted word as typed → the words that a record must hold, those that it need not, and the
parts by which it is ranked."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import add
from typing import Literal

from minutes.query import ordinals, periods, vocabulary
from minutes.query.agency_names import AgencyNames, NamedAgency
from minutes.query.tree import ENDS, Field, Node, Or, Understood, Word, joined
from minutes.records import terms
from minutes.text.folding import fold, is_inside_word, is_word, runs

MAX_FORMS = 64
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class QueryPiece:
    """A stretch of a word: its place in the text, and what it was taken for."""

    kind: Literal["literal", "ordinal", "period", "agency", "hosting", "hosted", "class"]
    start: int
    end: int
    forms: tuple[str, ...]
    meant: periods.Period | NamedAgency | Field | None = None


@dataclass(frozen=True, slots=True)
class QueryReader:
    """Reads words of one query text. Where it `understands`, times and agencies within words are
    known, and function words part them; without it only a whole word may be an agency's name.
    `hosting` are the records of each agency that only other records tell it hosted."""

    text: str
    folded: str
    names: AgencyNames
    understands: bool
    hosting: Mapping[str, Collection[str]] = field(default_factory=dict)

    def rest(self, start: int, end: int, *, classed: bool = False) -> list[QueryPiece]:
        """The characters between what is understood; where they may name a class of meetings, as
        behind a host or a time, maybe that."""
        if classed:
            start += self.folded.startswith("的", start, end)
        form = self._without_mark(self.folded[start:end])
        end = start + len(form)
        meant = _class_of(form) if classed else None
        if meant or (classed and form in vocabulary.any_meeting()):
            return [QueryPiece("class", start, end, (form,), meant)]
        return [QueryPiece("literal", start, end, (form,))] if form else []

    def _without_mark(self, form: str) -> str:
        """Some characters without what ends a question."""
        if not self.understands:
            return form
        return form.rstrip(ENDS) or form

    def pieces(self, at: int) -> list[QueryPiece]:
        """What begins at a place of the text and is more than its characters; several where it names
        several hosts."""
        found = _in_row(ordinals.at(self.folded, at))
        if found or not self.understands or is_inside_word(self.folded, at):
            return [found] if found else []
        one = self._period(at) or _in_row(ordinals.bare_at(self.folded, at))
        return [one] if one else self._hosts(at) or self._agency(at)

    def _period(self, at: int) -> QueryPiece | None:
        found = periods.match(self.folded, at, self.names.today)
        if found is None:
            return None
        end, period = found
        # 去年 is another year for whoever says it in a record.
        typed = [] if vocabulary.seen_from_today(self.folded[at:end]) else [self.folded[at:end]]
        forms = tuple(dict.fromkeys((*typed, *map(fold, period.spellings()))))
        return QueryPiece("period", at, end, forms[:MAX_FORMS], period)

    def _hosts(self, at: int) -> list[QueryPiece]:
        """Agencies behind words that say that they host; before several these words stand for themselves,
        so that each of them can go."""
        match = vocabulary.hosting().before.match(self.folded, at)
        hosts = list(self._row_of_hosts(match.end())) if match else []
        if match is None or len(hosts) < 2:
            return [replace(host, start=at) for host in hosts]
        return [QueryPiece("hosting", at, match.end(), ()), *hosts]

    def _row_of_hosts(self, at: int) -> Iterator[QueryPiece]:
        """The agencies that are named one after the other, each with what stands before the next."""
        found = self.names.match(self.folded, at, named=True)
        while found:
            end, named = found
            another = vocabulary.hosting().between.match(self.folded, end)
            place = another.end() if another else len(self.folded)
            found = self.names.match(self.folded, place, named=True)
            until = place if found else end
            yield QueryPiece("hosted", at, until, self._spelled(at, end, named), named)
            at = until

    def _agency(self, at: int) -> list[QueryPiece]:
        found = self.names.match(self.folded, at)
        if found is None:
            return []
        end, named = found
        forms = self._spelled(at, end, named)
        hosted = self._hosts_until(end)
        if hosted:
            return [QueryPiece("hosted", at, hosted, forms, named)]
        return [QueryPiece("agency", at, end, forms, named)]

    def _spelled(self, start: int, end: int, named: NamedAgency) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.folded[start:end], *map(fold, named.everything))))

    def _hosts_until(self, end: int) -> int | None:
        """Where what says that an agency hosts ends, behind its name or behind the names of others that host
        with it; of these only what stands before the next name is its own."""
        match = vocabulary.hosting().behind.match(self.folded, end)
        if match:
            return match.end()
        another = vocabulary.hosting().between.match(self.folded, end)
        found = self.names.match(self.folded, another.end()) if another else None
        if another is None or found is None or self._hosts_until(found[0]) is None:
            return None
        return another.end()

    def required(self, pieces: list[QueryPiece]) -> Iterator[Node]:
        """What a record must hold of one word: its stretches between times, each parted by function
        words; who hosted; which tier or kind."""
        for taken, group in itertools.groupby(pieces, lambda p: p.kind in _TAKEN):
            if taken:
                yield from self._restrictions(group)
            else:
                yield from self._words(list(group))

    def _restrictions(self, pieces: Iterable[QueryPiece]) -> Iterator[Node]:
        """What some pieces ask for, each by itself; hosts between which 或 stands are alternatives."""
        either: list[Node] = []
        for piece in pieces:
            either += filter(None, [self._taken(piece)])
            stretch = self.folded[piece.start : piece.end]
            if piece.kind != "hosted" or not vocabulary.hosting().either.fullmatch(stretch):
                yield from filter(None, [joined(Or, either)])
                either = []

    def _taken(self, piece: QueryPiece) -> Node | None:
        typed = self.text[piece.start : piece.end].strip()
        if isinstance(piece.meant, Field):
            return replace(piece.meant, typed=typed)
        if not isinstance(piece.meant, NamedAgency):
            return None
        hosted = joined(Or, self._hosted(piece.meant, typed))
        return hosted or Word(typed, piece.forms, widened=piece.meant.everything)

    def _hosted(self, named: NamedAgency, typed: str) -> Iterator[Field]:
        """What an agency and those before it hosted, where any record tells of it; words of others name no
        co-hosts."""
        co_hosts = vocabulary.hosting().co_hosts.search(fold(typed))
        told_by_others = {} if co_hosts else self.hosting
        for body in (named.agency, *named.earlier):
            found = frozenset(told_by_others.get(body.id, ()))
            if found or body.id in self.names.hosts:
                yield Field("agency", fold(body.id), quoted=True, records=found, typed=typed)

    def _words(self, pieces: list[QueryPiece]) -> Iterator[Word]:
        start, end = pieces[0].start, pieces[-1].end
        stretches = [(0, end - start)]
        if self.understands:
            stretches = vocabulary.without_function_words(self.folded[start:end])
        for first, last in stretches:
            yield self.word_of(start + first, start + last, pieces)

    def word_of(self, start: int, end: int, pieces: list[QueryPiece]) -> Word:
        """The word between two places of the text, with those of some pieces that stand there."""
        end, starred = self._before_stars(start, end)
        inner = [piece for piece in pieces if piece.start < end and start < piece.end]
        forms = self._all_forms(inner, start, end)
        named = None if starred else self.names.of(forms[0])
        more = named.others(forms[0]) if named else ()
        prefix = starred and is_word(self.folded[end - 1])
        ranked_whole = prefix or named is not None
        return Word(
            self.text[start:end],
            tuple(dict.fromkeys((*forms, *map(fold, more)))),
            prefix=prefix,
            widened=more,
            parts=() if ranked_whole else tuple(self.parts(inner, start, end)),
        )

    def _before_stars(self, start: int, end: int) -> tuple[int, bool]:
        """Where a word ends without the stars behind it, and whether there are any; a word of nothing
        else keeps them."""
        bare = start + len(self.folded[start:end].rstrip("*"))
        return (bare, bare < end) if bare > start else (end, False)

    def _all_forms(self, pieces: list[QueryPiece], start: int, end: int) -> list[str]:
        """The spellings of a word: of each of its pieces in turn, then the other usual ones of the first."""
        spelled = (self._forms(piece, start, end) for piece in pieces)
        forms = list(map("".join, itertools.islice(itertools.product(*spelled), MAX_FORMS)))
        return [*forms, *vocabulary.other_spellings(forms[0])]

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
                yield from _spelled_bigrams(self.folded[first:last])
            else:
                yield Word(self.text[first:last], piece.forms)

    def weighed(self, pieces: list[QueryPiece]) -> Iterator[Word]:
        """The times that stand in a word. The meeting of a quarter is often held in the next one: what
        names the quarter is more than what was held in it, and a seasonal meeting more than others."""
        for piece in pieces:
            if isinstance(piece.meant, periods.Period):
                typed = self.text[piece.start : piece.end]
                yield Word(typed, piece.forms, days=piece.meant.days)
                if piece.meant.quarter and not piece.meant.until:
                    yield Word(typed, piece.forms)
                    yield Word(typed, _seasonal())

    def understood(self, pieces: list[QueryPiece]) -> Iterator[Understood]:
        """What is shown of how a word was taken. Of several hosts each can go without the others."""
        for before, piece in zip([None, *pieces], pieces, strict=False):
            start, end = piece.start, piece.end
            if before and before.kind == piece.kind == "hosted":
                start, end = before.start + len(before.forms[0]), start + len(piece.forms[0])
            typed = self.text[start:end].strip()
            if isinstance(piece.meant, periods.Period):
                yield Understood("period", typed, piece.meant.days)
            elif isinstance(piece.meant, NamedAgency):
                kind = _AGENCIES.get(piece.kind, "agency")
                yield Understood(kind, typed, piece.meant.agency.id)
            elif isinstance(piece.meant, Field):
                yield told_class(replace(piece.meant, typed=typed))


_TAKEN = {"period", "hosting", "hosted", "class"}
_CLASSES: dict[str, Literal["tier", "kind"]] = {"tier": "tier", "kind": "kind"}
_AGENCIES: dict[str, Literal["host", "agency"]] = {"hosted": "host"}


def _class_of(form: str) -> Field | None:
    """The meetings of which a tier or a kind is the name."""
    if tier := terms.tier_of(form):
        return Field("tier", tier)
    kind = terms.kind_of(form)
    return Field("kind", kind) if kind else None


def class_named(word: Word) -> Field | None:
    """The meetings of which a word, as it was typed, is a class: those of a tier or of a kind."""
    found = _class_of(word.forms[0]) if word.is_plain else None
    return found and replace(found, typed=word.typed)


def told_class(meant: Field) -> Understood:
    """What is shown of the name of a tier or kind that was understood."""
    return Understood(_CLASSES[meant.name], meant.typed, str(meant.value))


@lru_cache(maxsize=1)
def _seasonal() -> tuple[str, ...]:
    """What people call the meeting of a quarter."""
    return tuple(map(fold, terms.meeting_names("seasonal", "main")))


def _in_row(found: ordinals.Ordinal | None) -> QueryPiece | None:
    return QueryPiece("ordinal", found.start, found.end, found.forms) if found else None


def read_alone(raw: str, names: AgencyNames) -> Iterator[Word]:
    """A word that stands for its characters, but for numbers in a row and an agency's names."""
    reader = QueryReader(raw, fold(raw), names, False)
    yield reader.word_of(0, len(raw), reader.rest(0, len(raw)))


def _spelled_bigrams(folded: str) -> Iterator[Word]:
    """The same pairs and words, each in the spellings that the text may have: 份證 and 分證 are one part."""
    spelled = map(bigrams, (folded, *vocabulary.other_spellings(folded)))
    for first, *others in zip(*spelled, strict=False):
        forms = dict.fromkeys(other.typed for other in others)
        yield replace(first, forms=tuple(dict.fromkeys((*first.forms, *forms))))


def bigrams(folded: str) -> Iterator[Word]:
    """The pairs of Han characters and the words of a text, but for function words; a Han character
    that stands alone. A single letter (the s of it's) tells nothing."""
    for first, last in vocabulary.telling(folded):
        for start, end, kind in runs(folded[first:last]):
            pieces = _ranked(folded[first + start : first + end], kind)
            yield from map(_word, pieces)


def _word(piece: str) -> Word:
    return Word(piece, (piece,))


def _ranked(run: str, kind: str) -> list[str]:
    if kind == "han":
        return list(map(add, run, run[1:])) or [run]
    if kind != "word" or _LETTER.fullmatch(run):
        return []
    return [run]
