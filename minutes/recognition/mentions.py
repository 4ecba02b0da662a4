"""Where a record speaks of a case: the speeches, and how sure that is."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum

from minutes.recognition.agenda import calls_before
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.passages import Passages
from minutes.text.folding import fold

GAP = 5  # items that may lie between two speeches of one passage on a case
_CAP = 8.0  # what the words of one speech can count
_NUMBER = 6.0
_PHRASE = 4.0
_HOST = 3.0
_DAY = 3.0
_RECENT = dt.timedelta(days=300)
_MEETING = re.compile(fold(r"協作|週會"))
_BESIDE = 1.4  # what words beside a number must count to make it the case's
_OPTIONS = 12  # a vote has no more options than this
_SERIALS = frozenset({"序號", "案號"})
_SHORT = 70  # characters of a turn that only calls the next speaker

_CALLS = re.compile(fold(r"請|接下來|接著|再來|下一|換|輪到|首先|先請|是|謝謝|有沒有"))


@dataclass(frozen=True, slots=True)
class PassageGroup:
    """One passage of a record on a case: its speeches (numbers, in order) and what speaks for it.

    `numbered`: it bears the case number, `serial`: as that by which cases are listed; `led`: the host
    speaks or is called on; `named`: it gives the title, or the day of the collaborative meeting;
    `called`: it stands under a call for this case, `other`: under one for another; `opened`: a report
    begins here by saying that this is its matter; `subject`: it holds a word for what the case is
    about; `proposed`: it stands where the meeting speaks of proposals for the next vote.
    """

    speeches: tuple[int, ...]
    score: float
    richest: float
    numbered: bool
    serial: bool
    led: bool
    named: bool
    called: bool
    other: bool
    opened: bool
    subject: bool
    proposed: bool = False

    @property
    def firm(self) -> bool:
        """Whether the record itself takes the case up here, rather than alluding to it."""
        if self.numbered or self.called:
            return True
        if self.other and not (self.led and self.named):
            return self.score >= 30
        if self.led:
            return self.score >= 6
        return len(self.speeches) > 1 and self.score >= (6 if self.named else 9)


@dataclass(frozen=True, slots=True)
class Mention:
    """What one record says of a case: where, in which share of its speeches, how much each speech (by
    number) says, and which share of the case's own wording recurs (`coverage`)."""

    places: tuple[PassageGroup, ...]
    density: float
    values: tuple[tuple[int, float], ...] = ()
    coverage: float = 0.0

    @property
    def score(self) -> float:
        return sum(p.score for p in self.places)

    @property
    def firm(self) -> bool:
        """Whether the record takes the case up anywhere, and says what it is about."""
        taken_up = any(p.firm for p in self.places) or sum(p.named for p in self.places) > 1
        return taken_up and self._is_meant

    def without_proposals(self) -> Mention | None:
        """The same without what is said where proposals are spoken of, unless the case is called up
        there: what a case that was met before is only compared with."""
        kept = tuple(p for p in self.places if not p.proposed or p.serial or p.called)
        if len(kept) == len(self.places):
            return self
        speeches = {n for p in kept for n in p.speeches}
        values = tuple((n, v) for n, v in self.values if n in speeches)
        return replace(self, places=kept, values=values) if kept else None

    @property
    def noted(self) -> bool:
        """Whether one speech alone says much of the case: enough where there is an agenda of cases."""
        return self._is_meant and any(p.richest >= _CAP and not p.other for p in self.places)

    @property
    def _is_meant(self) -> bool:
        return any(p.subject or p.numbered for p in self.places)

    @property
    def speeches(self) -> tuple[int, ...]:
        """The speeches on the case, in order."""
        return tuple(sorted({n for p in self.places for n in p.speeches}))

    @property
    def reviewed(self) -> bool:
        """Whether the record comes back to the case in a run of speeches, long after it was met."""
        return any(
            len(p.speeches) > 1 and p.score >= 6 and p.subject and not p.other for p in self.places
        )

    @property
    def called(self) -> bool:
        """Whether the case is called up, by its number or by what it is about."""
        return any(p.called or p.numbered for p in self.places)

    @property
    def opened(self) -> bool:
        """Whether a report on the case begins anywhere, and not under another one's call."""
        return any(p.opened and not p.other for p in self.places)

    @property
    def named(self) -> bool:
        """Whether its title is said anywhere."""
        return any(p.named for p in self.places)

    @property
    def certain(self) -> bool:
        """Whether its number and more words of the case leave no doubt, long after its release."""
        return any(p.serial and p.score >= 9 for p in self.places)

    @property
    def best(self) -> float:
        """The score of the best passage in which the subject or the number stands."""
        return max((p.score for p in self.places if p.subject or p.numbered), default=0.0)

    @property
    def key(self) -> int | None:
        """The speech that says most in the passage that says most."""
        place = max(self.places, key=lambda p: (p.firm, p.score), default=None)
        said = dict(self.values)
        return max(place.speeches, key=lambda n: said.get(n, 0.0)) if place else None

    def richest(self, most: int) -> tuple[int, ...]:
        """The speeches that say most about the case, in the order in which they were said."""
        ranked = sorted(self.values, key=lambda pair: (-pair[1], pair[0]))[:most]
        return tuple(sorted(n for n, _ in ranked))


def find(
    passages: Passages, profile: CaseProfile, *, numbers: bool, on: dt.date | None = None
) -> Mention | None:
    """What a record of a day says of a case; None where it says nothing.

    `numbers` tells whether its ordinals can be case numbers at all (monthly, seasonal records).
    """
    held = _held(passages, profile)
    said = {n: _value(found, profile) for n, found in held.items() if _is_anchor(found, profile)}
    dated = _dated(passages, profile, on) if numbers and on is not None else set()
    said |= {n: max(_DAY, said.get(n, 0.0)) for n in dated}
    worth = {n: _value(found, profile) for n, found in held.items()}
    counted = _counted(passages, profile, worth) if numbers else {}
    anchors = sorted({*said, *counted})
    if not anchors:
        return None
    votes = calls_before.votes_from(passages) if numbers else len(passages)
    places = tuple(
        _place(passages, profile, group, said, counted, dated, numbers, votes)
        for group in _groups(anchors)
    )
    speeches = sum(passages.speech) or 1
    density = len([n for n in said if passages.speech[n]]) / speeches
    return Mention(places, density, tuple(said.items()), _coverage(held, profile))


def _held(passages: Passages, profile: CaseProfile) -> dict[int, set[str]]:
    """The words of the case in each speech, without those that stand inside longer ones."""
    held: dict[int, set[str]] = {}
    for word in profile.words:
        for number in passages.holding(word):
            if passages.speech[number]:
                held.setdefault(number, set()).add(word)
    return {
        n: {w for w in words if not any(w != o and w in o for o in words)}
        for n, words in held.items()
    }


def _coverage(held: dict[int, set[str]], profile: CaseProfile) -> float:
    counts = Counter(w for words in held.values() for w in words)
    total = sum(profile.words.values())
    return sum(v for w, v in profile.words.items() if counts[w] > 1) / total if total else 0.0


def _is_anchor(found: set[str], profile: CaseProfile) -> bool:
    """Whether a speech speaks of the case: by a word for its subject, or by many of its words."""
    core = {c for c in profile.core for w in found if c in w}
    if len(core) > 1 or any(c in (profile.chief or profile.core) for c in core):
        return True
    return len(found) >= 3 and fsum(profile.words[w] for w in found) >= 5.0


def _value(found: set[str], profile: CaseProfile) -> float:
    # The words come in no promised order, and a plain sum would depend on it.
    return min(_CAP, fsum(profile.words[w] for w in found))


def _counted(passages: Passages, profile: CaseProfile, worth: dict[int, float]) -> dict[int, bool]:
    """Speeches with the case's number; True where words or the host beside it make it certain. A
    serial number above those by which votes number their options needs neither."""
    found: dict[int, bool] = {}
    for number, cases in passages.numbered.items():
        if not passages.speech[number] or not profile.numbers & cases.keys():
            continue
        near = range(max(0, number - 2), min(len(passages), number + 5))
        words = any(worth.get(n, 0.0) >= _BESIDE for n in near)
        serial = _serial(passages, profile, number)
        listed = min(profile.numbers) > _OPTIONS or calls_before.reports(passages, number)
        if words or (serial and (listed or _host_in(passages, profile, near))):
            found[number] = True
        elif serial:
            found[number] = False
    return found


def _host_in(passages: Passages, profile: CaseProfile, near: Sequence[int]) -> bool:
    return any(host in passages.texts[n] for n in near for host in profile.hosts)


def _groups(anchors: Sequence[int]) -> Iterator[list[int]]:
    group: list[int] = []
    for number in anchors:
        if group and number - group[-1] > GAP:
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _listed(passages: Passages, profile: CaseProfile, number: int) -> bool:
    """Whether the case's number stands there as that of a case: 第 N 次 counts its meetings, and a
    low number may be an option's."""
    found = passages.numbered.get(number, {})
    return _serial(passages, profile, number) or any(
        c > _OPTIONS and found.get(c) == fold("案") for c in profile.numbers
    )


def _place(
    passages: Passages, profile: CaseProfile, group: list[int], said: dict[int, float],
    counted: dict[int, bool], dated: set[int], numbers: bool, votes: int,
) -> PassageGroup:  # fmt: skip
    numbered = any(counted.get(n, False) for n in group)
    serial = numbered and any(_listed(passages, profile, n) for n in group if n in counted)
    phrased = any(p in passages.texts[n] for n in group for p in profile.phrases)
    named = phrased or any(n in dated for n in group)
    led = any(_led(passages, profile, n) for n in group if n in said)
    score = sum(said.get(n, 1.0) for n in group)
    score += _NUMBER * numbered + _PHRASE * named + _HOST * led
    call = (
        calls_before.heading(passages, group[0], profile.numbers, profile.core, profile.words)
        if numbers else "open"
    )  # fmt: skip
    opened = numbers and any(
        n in dated or calls_before.opens(passages, n, profile.numbers, profile.core)
        for n in group
        if n in said
    )
    subject = any(n in dated or any(w in passages.texts[n] for w in profile.subject) for n in group)
    richest = max(said.get(n, 0.0) for n in group)
    return PassageGroup(
        tuple(group), score, richest, numbered, serial, led, named, called=call == "ours",
        other=call == "other" and not numbered and not opened, opened=opened, proposed=group[0] >= votes, subject=subject,
    )  # fmt: skip


def _dated(passages: Passages, profile: CaseProfile, on: dt.date) -> set[int]:
    """The speeches that tell of the case's collaborative meeting by its day."""
    told = [fold(f"{d.month}月{d.day}日") for d in profile.days if d < on <= d + _RECENT]
    return {
        number
        for day in told
        for number in passages.holding(day)
        if passages.speech[number] and _MEETING.search(passages.texts[number])
    }


def _serial(passages: Passages, profile: CaseProfile, number: int) -> bool:
    """Whether the case's number stands there as the one by which cases are listed."""
    found = passages.numbered.get(number, {})
    return any(found.get(c) in _SERIALS for c in profile.numbers)


def _led(passages: Passages, profile: CaseProfile, number: int) -> bool:
    """Whether the host speaks here: by its label, by its first words, or because it was called."""
    if not profile.hosts:
        return False
    label = fold(passages.speakers[number] or "")
    start = passages.turn(number)
    opening = passages.texts[start][:24]
    before = [
        passages.texts[n]
        for n in range(max(0, start - 2), start)
        if len(passages.texts[n]) <= _SHORT and _CALLS.search(passages.texts[n])
    ]
    return any(
        h in label or h in opening or any(h in b[-40:] for b in before) for h in profile.hosts
    )
