"""The words of every finding, in both languages. `docs/checks.md` is generated from this table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from minutes.text.word_tables import table

Severity = Literal["error", "warning", "info"]
Lang = Literal["zh", "en"]

# `{name}`, or of a count `{name:one|several}`: the word that goes with the number.
_PLACE = re.compile(r"\{(\w+)(?::([^{}|]+)\|([^{}|]+))?\}")
_SENTENCE = re.compile(r".+?(?:。|\. |$)", re.S)
# What stands between two sentences.
_BETWEEN: Mapping[Lang, str] = {"zh": "", "en": " "}


@dataclass(frozen=True, slots=True)
class RuleText:
    """A few words in both languages; `{name}` stands for a value of the finding, `{name:is|are}` for the
    word that goes with it as a number."""

    zh: str
    en: str

    def get(self, lang: str) -> str:
        """The words in Chinese (`zh`) or English."""
        return self.zh if lang == "zh" else self.en

    def blank(self, lang: str) -> str:
        """The words with a dash for each value, as they are said of several."""
        return _PLACE.sub(lambda match: match[3] or "…", self.get(lang))

    def fill(self, lang: Lang, values: Mapping[str, str]) -> str:
        """The words with the values put in, without the sentences whose value is empty.

        A value may come in two languages, as `name_zh` and `name_en`.
        """

        def value(match: re.Match[str]) -> str:
            name, one, several = match.groups()
            given = values.get(name, values.get(f"{name}_{lang}", "?"))
            return (one if given == "1" else several) if one else given

        sentences = _SENTENCE.findall(self.get(lang))
        said = [s for s in sentences if all(map(value, _PLACE.finditer(s)))]
        return "".join(_PLACE.sub(value, sentence) for sentence in said).strip()


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding: what is wrong, why it matters, what to write instead."""

    severity: Severity
    what: RuleText
    why: RuleText
    fix: RuleText

    def message(self, lang: Lang, values: Mapping[str, str]) -> str:
        """What, why and fix, as one paragraph."""
        parts = (text.fill(lang, values) for text in (self.what, self.why, self.fix))
        return _BETWEEN[lang].join(filter(None, parts))


class _Rules(Mapping[str, Rule]):
    """The table, read when it is first needed: few commands have anything to complain of."""

    @cached_property
    def _table(self) -> dict[str, Rule]:
        return {
            code: Rule(
                entry["severity"], *(RuleText(*entry[part]) for part in ("what", "why", "fix"))
            )
            for code, entry in table("rules").items()
        }

    def __getitem__(self, code: str) -> Rule:
        return self._table[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


RULES: Mapping[str, Rule] = _Rules()
"""Code → rule, in the order in which they are documented."""
