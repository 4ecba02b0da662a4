"""What a case is recognised by in records that do not say they speak of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain, islice
from typing import Any

from minutes.recognition.keywords import Background, Keyword, keywords
from minutes.recognition.names import UsedWords
from minutes.recognition.passages import compared
from minutes.recognition.weights import WEIGHTS
from minutes.records.model import Issue
from minutes.registers.agencies import Agencies, Agency, spellings
from minutes.text.folding import fold, is_han


@dataclass(frozen=True, slots=True)
class CaseProfile:
    """Numbers, words and people of one case. Words, phrases and hosts are folded.

    `words` gives each word's weight (about 1 to 4), `core` those that are about the case, `chief`
    those of them that its own records use most, `subject` those among them without which nobody speaks of it, `phrases` whole titles; `days` are those of its collaborative meetings, first and last session.
    """

    numbers: frozenset[int]
    words: Mapping[str, float]
    core: frozenset[str]
    subject: frozenset[str]
    chief: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    days: tuple[dt.date, ...] = ()

    @property
    def named(self) -> bool:
        """Whether there is anything to recognise the case by but its number."""
        return bool(self.words)

    def heard_in(self, may_hold: Callable[[str], bool]) -> CaseProfile:
        """The profile with those of its words alone that may be found."""
        return replace(self, words={w: v for w, v in self.words.items() if may_hold(w)})

    def plain(self) -> dict[str, Any]:
        """The profile as plain values, the same for the same profile."""
        return {
            "numbers": sorted(self.numbers),
            "words": sorted(self.words.items()),
            "core": sorted(self.core),
            "subject": sorted(self.subject),
            "chief": sorted(self.chief),
            "phrases": list(self.phrases),
            "hosts": list(self.hosts),
            "days": [day.isoformat() for day in self.days],
        }

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> CaseProfile:
        """Clues from their plain values."""
        return cls(
            frozenset(plain["numbers"]),
            dict(plain["words"]),
            frozenset(plain["core"]),
            frozenset(plain["subject"]),
            frozenset(plain["chief"]),
            tuple(plain["phrases"]),
            tuple(plain["hosts"]),
            tuple(map(dt.date.fromisoformat, plain["days"])),
        )


def build(
    numbers: Iterable[int],
    issues: Sequence[Issue],
    titles: Sequence[str],
    speeches: Sequence[str],
    background: Background,
    agencies: Agencies,
    *,
    names: Sequence[str] = (),
    days: Sequence[dt.date] = (),
    hosts: Sequence[str] = (),
    marked: Sequence[Keyword] | None = None,
    spoken_of: Sequence[Agency] | None = None,
) -> CaseProfile:
    """The profile that issue files, the titles of a case's own records and their (folded) speeches
    give. `names` are further (folded) names of it. Where nobody says who hosts, the agency that is
    spoken of most is taken for the host. `marked` are the keywords of the speeches and `spoken_of` the
    agencies that are spoken of most, where they are known already."""
    fronts = [issue.front for issue in issues]
    names = [*(compared(front.title.zh) for front in fronts if front.title.zh), *names]
    day = max(days, default=None)
    lexicon = _Lexicon(speeches, background)
    lexicon.name(map(compared, chain.from_iterable(front.keywords for front in fronts)))
    lexicon.name(lexicon.of_names(names, map(compared, titles)))
    subject = list(lexicon.core)
    lexicon.mark(keywords(speeches, background) if marked is None else marked)
    told = [*chain.from_iterable(front.host_agency for front in fronts)] or hosts
    known = filter(None, (agencies.resolve(host, day) for host in told))
    if spoken_of is None:
        spoken_of = most_spoken_of(speeches, agencies, day)
    return CaseProfile(
        frozenset(numbers),
        dict(islice(lexicon.words.items(), WEIGHTS.most_words)),
        frozenset(lexicon.core),
        frozenset(subject or list(lexicon.core)[:3]),
        lexicon.chief() | set(filter(partial(_tells_alone, names), subject)),
        tuple(dict.fromkeys(name for name in names if len(name) >= WEIGHTS.whole_name)),
        tuple(dict.fromkeys(map(fold, chain.from_iterable(map(_han, list(known) or spoken_of))))),
        tuple(sorted(days)),
    )


def _tells_alone(names: Iterable[str], word: str) -> bool:
    """Whether a word of a case's name tells of it alone."""
    return len(word) >= WEIGHTS.tells_alone and any(word in name for name in names)


class _Lexicon:
    """The words of a case while they are gathered: all with their weights, and those that are about it."""

    def __init__(self, speeches: Sequence[str], background: Background) -> None:
        self.speeches, self.background = speeches, background
        self.words: dict[str, float] = {}
        self.core: dict[str, None] = {}

    @cached_property
    def joined(self) -> str:
        return "\n".join(self.speeches)

    def of_names(self, names: Sequence[str], titles: Iterable[str]) -> list[str]:
        """The words of a case's names and of its records' titles; the rarest pairs of names that nobody
        uses as words."""
        used = UsedWords.of(self.speeches, self.background)
        found = used.within([*names, *titles])
        return found if used.within(names) else [*found, *used.rarest_pairs(names)]

    def name(self, words: Iterable[str]) -> None:
        """Enters words that name the case."""
        for word in words:
            if len(word) >= 2:
                self._enter(word, self.background.rarity(word) + 1.0)

    def mark(self, keywords_: Iterable[Keyword]) -> None:
        """Enters the words that mark its speeches; the first few of them are about the case, more where
        it has no name."""
        few, least_rare = (2, WEIGHTS.very_rare) if self.core else (5, WEIGHTS.rare)
        for key in keywords_:
            share = key.speeches / max(1, len(self.speeches))
            is_strong = share >= WEIGHTS.share and key.rarity >= least_rare
            if few and is_strong and not self._is_covered(key):
                few -= 1
                self._enter(key.word, key.rarity)
            self.words.setdefault(key.word, min(3.0, key.rarity) * min(1.0, 0.4 + 6 * share))

    def chief(self) -> frozenset[str]:
        """Those of the words about it that its own records use most."""
        weight = {word: self._used(word) for word in self.core}
        least = max(weight.values(), default=0.0) / WEIGHTS.chief
        return frozenset(word for word, value in weight.items() if value >= least)

    def _enter(self, word: str, weight: float) -> None:
        self.words[word] = max(2.0, min(3.5, weight))
        self.core[word] = None

    def _used(self, word: str) -> float:
        return self.joined.count(word) * max(WEIGHTS.rare, self.background.rarity(word))

    def _is_covered(self, key: Keyword) -> bool:
        """Whether a word that was entered says what a keyword would."""
        return any(map(partial(self._covers, key), self.core))

    def _covers(self, key: Keyword, word: str) -> bool:
        """Whether a word is a piece of a keyword, or the longer one of which that is nearly always a piece."""
        if word in key.word:
            return True
        return key.word in word and self.joined.count(word) * 2 > key.speeches


def most_spoken_of(
    speeches: Sequence[str], agencies: Agencies, on: dt.date | None, most: int = 2
) -> list[Agency]:
    """The agencies that stand in most speeches, those that stand in half as many included."""
    joined = "\n".join(speeches)
    there = (agency for agency in agencies if on is None or agency.valid_on(on))
    counts = {agency.id: _most_counted(joined, agency) for agency in there}
    ranked = sorted(counts, key=lambda ident: (-counts[ident], ident))[:most]
    least = max([WEIGHTS.spoken_of, *(counts[ident] / 2 for ident in ranked)])
    return [agencies.by_id[ident] for ident in ranked if counts[ident] >= least]


def _most_counted(joined: str, agency: Agency) -> int:
    """How often the name stands in a text by which an agency is spoken of most."""
    return max(map(joined.count, map(fold, _han(agency))), default=0)


def _han(agency: Agency) -> Iterator[str]:
    """The Chinese names of an agency: a Latin abbreviation (MAC) may be quite another word."""
    return (name for name in spellings(agency) if len(name) > 1 and is_han(name[0]))
