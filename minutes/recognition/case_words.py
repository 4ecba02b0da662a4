"""The words of a case in the speeches of a record: which stand where, and what they are worth there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from math import fsum

from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.passages import Passages
from minutes.recognition.weights import WEIGHTS


def outermost(words: Collection[str]) -> list[str]:
    """Of some words those that stand within no longer one."""
    joined = "\n".join(words)
    return [word for word in words if joined.count(word) == 1]


@dataclass(frozen=True, slots=True)
class CaseWords:
    """The words of a case that each speech (by number) of a record holds, the longest ones."""

    profile: CaseProfile
    held: Mapping[int, list[str]]

    @classmethod
    def of(cls, passages: Passages, profile: CaseProfile, words: Iterable[str]) -> CaseWords:
        """Those of some words of a case that a record holds."""
        held: dict[int, list[str]] = defaultdict(list)
        for word in words:
            for number in filter(passages.speech.__getitem__, passages.holding(word)):
                held[number].append(word)
        return cls(profile, {number: outermost(own) for number, own in held.items()})

    def worth(self, number: int) -> float:
        """What the words of one speech count."""
        return min(WEIGHTS.one_speech, self._sum(number))

    def telling(self) -> dict[int, float]:
        """The speeches that speak of the case, each with what its words count."""
        return {number: self.worth(number) for number in filter(self._tells, self.held)}

    def coverage(self) -> float:
        """Which share of the case's own wording stands in more than one speech."""
        counts = Counter(chain.from_iterable(self.held.values()))
        again = filter(lambda word: counts[word] > 1, self.profile.words)
        every = sum(self.profile.words.values())
        return sum(map(self.profile.words.__getitem__, again)) / every if every else 0.0

    def _tells(self, number: int) -> bool:
        """Whether a speech speaks of the case: by a word for its subject, or by many of its words."""
        words = "\n".join(self.held[number])
        core = set(filter(words.__contains__, self.profile.core))
        if len(core) > 1 or not core.isdisjoint(self.profile.chief or core):
            return True
        is_many = len(self.held[number]) >= WEIGHTS.telling_words
        return is_many and self._sum(number) >= WEIGHTS.telling_worth

    def _sum(self, number: int) -> float:
        # A plain sum would depend on the order in which the words come.
        return fsum(map(self.profile.words.__getitem__, self.held.get(number, ())))
