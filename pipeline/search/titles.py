"""Which records have a word in their title, or in the names of their tier and kind; and which are called
what was typed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from minutes.query.places import stands
from minutes.query.restrictions import Facts
from minutes.query.tree import ORDINAL, Days, Word
from minutes.text import numerals
from minutes.text.folding import compose, fold, tokens
from pipeline.engines.protocol import AllOf, Token, TokenQuery
from pipeline.search.occurrences import wanted

_BETWEEN = re.compile(r"[\W_]+")


class ShortTexts:
    """A short folded text of each of some meetings, by its tokens."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._by_token: defaultdict[str, list[str]] = defaultdict(list)
        for name, text in texts.items():
            for token in set(tokens(text)):
                self._by_token[token].append(name)

    def holding(self, part: Word) -> set[str]:
        """The meetings in whose text a part stands."""
        return set().union(*(self._with(part, form) for form in part.forms))

    def _with(self, part: Word, form: str) -> Iterable[str]:
        needed = wanted(form, quoted=part.quoted, prefix=part.prefix)
        if needed == Token(form):
            return self._by_token.get(form, ())
        edges = part.edges(form)
        likely = self._likely(needed.parts if isinstance(needed, AllOf) else (needed,))
        there = (name for name in likely if form in self._texts[name])
        return (name for name in there if stands(form, self._texts[name], *edges))

    def _likely(self, needed: Iterable[TokenQuery]) -> Iterable[str]:
        """The meetings with the rarest of some tokens in their texts; all, where none is sure."""
        sure = (token.text for token in needed if isinstance(token, Token))
        return min((self._by_token.get(token, []) for token in sure), key=len, default=self._texts)


NO_TEXTS = ShortTexts({})


class Titles:
    """The titles of an archive, with the names of its meetings' tiers and kinds."""

    def __init__(self, facts: Mapping[str, Facts]) -> None:
        self.facts = facts
        self._words = ShortTexts({name: fact.about for name, fact in facts.items()})
        self._by_name: dict[str, dict[str, str]] = defaultdict(dict)
        for name, fact in facts.items():
            for before, rest in (*_names(fact.title), ("", _bare(name))):
                self._by_name[rest][name] = before

    def called(self, typed: str) -> set[str]:
        """The meetings whose title or id is what was typed, whatever stands between its words and
        however its numbers are written; before a number in a row the title may say more."""
        bare = _bare(typed)
        before, rest = _first_row(bare)
        before_it = self._by_name.get(rest, {})
        found = {name for name, more in before_it.items() if before in more}
        return found.union(self._by_name.get(bare, ())) if bare else set()

    def holding(self, part: Word) -> set[str]:
        """The meetings whose title holds a part, or whose own date it tells."""
        found = self._words.holding(part)
        return found | self.dated(part.days) if part.days else found

    def dated(self, days: Days) -> set[str]:
        """The meetings of some days."""
        return {name for name, fact in self.facts.items() if fact.dated(days)}


def _bare(text: str) -> str:
    """A name without what stands between its words, its numbers in a row in digits."""
    return _BETWEEN.sub("", ORDINAL.sub(_in_digits, fold(compose(text))))


def _in_digits(row: re.Match[str]) -> str:
    number = numerals.parse(row[1])
    return row[0] if number is None else f"第{number}{row[2]}"


def _first_row(bare: str) -> tuple[str, str]:
    """What stands before the first number in a row of a bare name, and the rest; all of it where it
    has none."""
    row = ORDINAL.search(bare)
    at = row.start() if row else 0
    return bare[:at], bare[at:]


def _names(title: str) -> Iterator[tuple[str, str]]:
    """The ways to part a title before a number in a row, and the whole of it."""
    bare = _bare(title)
    places = {0, *(row.start() for row in ORDINAL.finditer(bare))}
    return ((bare[:at], bare[at:]) for at in places)
