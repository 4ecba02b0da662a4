"""What can be wrong with a file: a `Problem` says what and where; `rules.py` has the words."""

from __future__ import annotations

from dataclasses import dataclass, field

from minutes.findings.rules import RULES, Lang, Severity


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding about one file.

    `line` and `column` are 1-based; line 1 stands for the file as a whole where no line is meant.
    `values` fill the places of the rule's message; they never hold personal data.
    """

    path: str
    line: int
    column: int
    code: str
    values: tuple[tuple[str, str], ...] = field(default=())

    @property
    def place(self) -> tuple[int, int]:
        """Its line and column."""
        return self.line, self.column

    @property
    def severity(self) -> Severity:
        return RULES[self.code].severity

    def message(self, lang: Lang = "en") -> str:
        """What is wrong, why it matters and what to write instead, as one text in `lang`."""
        return RULES[self.code].message(lang, dict(self.values))


def problem(path: str, code: str, line: int = 1, column: int = 1, **values: object) -> Problem:
    """A `Problem` with its values given by name; an unknown code is a programming error."""
    if code not in RULES:
        raise KeyError(code)
    return Problem(path, line, column, code, tuple((k, str(v)) for k, v in values.items()))
