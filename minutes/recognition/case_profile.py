"""What a case is recognised by in records that do not say they speak of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from typing import Any

from minutes.recognition.keywords import Background, Keyword, keywords
from minutes.records.model import Issue
from minutes.registers.agencies import Agencies, Agency, spellings
from minutes.text.folding import fold, is_han
from minutes.text.han import HAN

_HAN_RUN = re.compile(rf"[{HAN}]{{2,}}|[a-z][a-z0-9.+#-]{{2,}}")
_SAYS_NOTHING = re.compile(
    fold(
        r"開放政府|專責|聯絡人|參與式|議題|協作|公聽|正式|會前|工作會議|籌備|會議|記者會|後續|流程演練|主持|沙推|紀錄|逐字稿"
        r"|第[0-9〇零一二三四五六七八九十百 ]+[次案場階段]*|請求|建請|建議|反對|支持|希望|政府|應該|相關|問題|請"
    )
)
_MOST_WORDS = 60
_LONGEST_TITLE_WORD = 8
_LEAST_RARE = 1.0  # below it, a word of a title stands in a third of all records
_TELLING = 3  # characters of a word of the case's name that tells of it alone
_CHIEF = 4  # times less than the word that a case's own records use most
_OF = frozenset("的之")
_PHRASE, _APART = 4, 1.25  # the same for words so long that they are no accident
_OWN = 1.6  # times as often as the longer word it is a piece of: then it is a word of its own
_VERY_RARE = 2.8
_ENOUGH = 8  # groups of records from which on rarity means anything
_OFTEN = 8  # times in as many speeches as the case has make a word of a name wholly the case's
_SHARE = 0.05  # of a case's speeches: a word that stands in so many is what the case is about


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
            tuple(dt.date.fromisoformat(day) for day in plain["days"]),
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
) -> CaseProfile:
    """The profile that issue files, the titles of a case's own records and their (folded) speeches
    give. `names` are further (folded) names of it. Where nobody says who hosts, the agency that is
    spoken of most is taken for the host. `marked` are the keywords of the speeches, where they are
    known already."""
    fronts = [i.front for i in issues]
    names = [*(fold(t) for f in fronts for t in (f.title.zh,) if t), *names]
    told = [fold(w) for f in fronts for w in f.keywords]
    named = _title_words([*names, *(fold(t) for t in titles)], speeches, background)
    if not _title_words(names, speeches, background):
        named += _rare_pairs(names, background)
    words: dict[str, float] = {}
    core: dict[str, None] = {}
    for word in (*told, *named):
        if len(word) >= 2:
            words[word] = max(2.0, min(3.5, background.rarity(word) + 1.0))
            core[word] = None
    subject = list(core)
    found = keywords(speeches, background) if marked is None else marked
    joined = "\n".join(speeches)
    few, least_rare = (2, 2.0) if core else (5, 1.0)
    for key in found:
        share = key.speeches / max(1, len(speeches))
        strong = share >= _SHARE and key.rarity >= least_rare and few > 0
        if strong and not any(_covers(c, key, joined) for c in core):
            few -= 1
            core[key.word] = None
            words[key.word] = max(2.0, min(3.5, key.rarity))
        words.setdefault(key.word, min(3.0, key.rarity) * min(1.0, 0.4 + 6 * share))
    told_hosts = [h for f in fronts for h in f.host_agency] or list(hosts)
    bodies = [a for h in told_hosts if (a := agencies.resolve(h, max(days, default=None)))]
    bodies = bodies or most_spoken_of(speeches, agencies, max(days, default=None))
    spelled = dict.fromkeys(fold(s) for b in bodies for s in _han(b))
    return CaseProfile(
        frozenset(numbers),
        dict(list(words.items())[:_MOST_WORDS]),
        frozenset(core),
        frozenset(subject or list(core)[:3]),
        _chief(core, speeches, background)
        | {w for w in subject if len(w) >= _TELLING and any(w in n for n in names)},
        tuple(dict.fromkeys(n for n in names if len(n) >= 5)),
        tuple(spelled),
        tuple(sorted(days)),
    )


def _covers(word: str, key: Keyword, joined: str) -> bool:
    """Whether a chosen word says what a keyword would: it is a piece of it, or the longer word of
    which that one is nearly always a piece."""
    return word in key.word or (key.word in word and joined.count(word) * 2 > key.speeches)


def _chief(core: Iterable[str], speeches: Sequence[str], background: Background) -> frozenset[str]:
    joined = "\n".join(speeches)
    weight = {w: joined.count(w) * max(_LEAST_RARE, background.rarity(w)) for w in core}
    most = max(weight.values(), default=0.0)
    return frozenset(w for w, value in weight.items() if value * _CHIEF >= most)


def alike(first: str, second: str) -> float:
    """Which share of the pairs of characters of the shorter of two folded names both have."""
    one, two = ({a + b for a, b in pairwise(name)} for name in (first, second))
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def shared(name: str, told: str, background: Background) -> float:
    """Which share of what a folded name says recurs in a text, each pair of characters and each Latin
    word counted by how rare it is; 0 where fewer than two do."""
    pieces = {p for p in _pieces(name) if background.rarity(p) >= _LEAST_RARE}
    common = {p for p in pieces if p in told}
    if len(common) < 2 and not any(p[0].isascii() for p in common):
        return 0.0
    return fsum(map(background.rarity, common)) / fsum(map(background.rarity, pieces))


def _pieces(name: str) -> set[str]:
    """The pairs of characters and the Latin words of a folded name that say something."""
    pieces: set[str] = set()
    for chunk in _HAN_RUN.findall(_SAYS_NOTHING.sub(" ", name)):
        pieces.update([chunk] if chunk[0].isascii() else (a + b for a, b in pairwise(chunk)))
    return pieces


def likeness(name: str, joined: str, speeches: int, background: Background) -> float:
    """How much so many speeches, `joined` and folded, are about what a folded name says: the sum over
    the name's pairs of characters and Latin words of how common they are there and how rare
    elsewhere."""
    return (
        fsum(
            min(1.0, _OFTEN * joined.count(p) / speeches) * rarity
            for p in _pieces(name)
            if (rarity := background.rarity(p)) >= _LEAST_RARE
        )
        if speeches
        else 0.0
    )


def most_spoken_of(
    speeches: Sequence[str], agencies: Agencies, on: dt.date | None, most: int = 2
) -> list[Agency]:
    """The agencies that stand in most speeches, those that stand in half as many included."""
    if not speeches:
        return []
    joined = "\n".join(speeches)
    counts = {
        agency.id: max((joined.count(fold(s)) for s in _han(agency)), default=0)
        for agency in agencies
        if on is None or agency.valid_on(on)
    }
    ranked = sorted(counts, key=lambda i: (-counts[i], i))[:most]
    top = counts[ranked[0]] if ranked else 0
    return [agencies.by_id[i] for i in ranked if counts[i] >= max(5, top * 0.5)]


def _han(agency: Agency) -> list[str]:
    """The Chinese names of an agency: a Latin abbreviation (MAC) may be quite another word."""
    return [s for s in spellings(agency) if len(s) > 1 and is_han(s[0])]


def _title_words(
    titles: Iterable[str], speeches: Sequence[str], background: Background
) -> list[str]:
    """The words of some titles that are really used: in the case's own speeches, or else anywhere."""
    joined = "\n".join(speeches)
    least = max(2, len(speeches) // 60)
    chosen: dict[str, None] = {}
    for title in titles:
        for chunk in _HAN_RUN.findall(_SAYS_NOTHING.sub(" ", title)):
            if chunk[0].isascii():
                used = joined.count(chunk) >= least if joined else True
                if used and background.rarity(chunk) >= 1.5:
                    chosen[chunk] = None
                continue
            chosen |= dict.fromkeys(_chunk_words(chunk, joined, least, background))
    return list(chosen)


def _rare_pairs(titles: Iterable[str], background: Background) -> list[str]:
    """The rarest pairs of titles none of whose words a case's own records use."""
    chunks = (c for t in titles for c in _HAN_RUN.findall(_SAYS_NOTHING.sub(" ", t)))
    pairs = dict.fromkeys(a + b for c in chunks if not c[0].isascii() for a, b in pairwise(c))
    return [p for p in pairs if background.spread[p] and background.rarity(p) >= _VERY_RARE]


def _chunk_words(chunk: str, joined: str, least: int, background: Background) -> list[str]:
    pieces = {
        chunk[i : i + n]: 0
        for n in range(2, min(len(chunk), _LONGEST_TITLE_WORD) + 1)
        for i in range(len(chunk) - n + 1)
    }
    if not joined:
        whole = [chunk] if len(chunk) <= _LONGEST_TITLE_WORD else []
        rare = [p for p in pieces if len(p) == 2 and background.rarity(p) >= 2.0]
        return list(dict.fromkeys([*whole, *rare]))
    counts = {p: joined.count(p) for p in pieces}
    rare_enough = _LEAST_RARE if background.groups >= _ENOUGH else 0.0
    used = [p for p in pieces if counts[p] >= least and background.rarity(p) >= rare_enough]
    # A piece of a longer word is a word of its own where it is used much more often than that.
    words = [
        p
        for p in used
        if p[0] not in _OF
        and p[-1] not in _OF
        and not any(
            p != o and p in o and counts[p] < (_APART if len(p) >= _PHRASE else _OWN) * counts[o]
            for o in used
        )
    ]
    telling = {p: counts[p] * background.rarity(p) for p in words}
    least_telling = max(telling.values(), default=0.0) / 3
    return [p for p in words if telling[p] >= least_telling or background.rarity(p) >= 2.0]
