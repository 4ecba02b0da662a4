"""Which records have a word in their title, or in the names of their tier and kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from minutes.query.restrictions import Facts, holds
from minutes.query.tree import Days, Word
from minutes.text.folding import tokens


class Titles:
    """The titles of an archive by their tokens."""

    def __init__(self, facts: Mapping[str, Facts]) -> None:
        self.facts = facts
        self._by_token: dict[str, list[str]] = {}
        for name, known in facts.items():
            for token in set(tokens(known.about)):
                self._by_token.setdefault(token, []).append(name)

    def holding(self, part: Word) -> set[str]:
        """The meetings whose title holds a part, or whose own date it tells."""
        found: set[str] = set()
        for form in part.forms:
            found.update(self._with(part, form))
        return found | self.dated(part.days) if part.days else found

    def dated(self, days: Days) -> set[str]:
        """The meetings of some days."""
        return {name for name, known in self.facts.items() if known.dated(days)}

    def _with(self, part: Word, form: str) -> Iterable[str]:
        wanted = set(tokens(form))
        if wanted == {form}:
            return self._by_token.get(form, ())
        lists = [self._by_token.get(token, ()) for token in wanted if not part.prefix]
        fewest = min(lists, key=len) if lists else self.facts
        one = Word(form, (form,), part.quoted, part.prefix)
        return (name for name in fewest if holds(one, self.facts[name].about))
