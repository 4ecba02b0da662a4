"""Where a record speaks of a case: the speeches, and how sure that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, product
from math import fsum
from operator import attrgetter

from minutes.recognition.agenda import calls_before
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.case_words import CaseWords
from minutes.recognition.passages import Passages
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern
from minutes.text.folding import fold

_MEETING = folded_pattern("協作|週會")
_SERIALS = frozenset({"序號", "案號"})
_CASE = fold("案")
AS_CASE = _SERIALS | {_CASE}
"""The words with which a number is counted as that of a case."""
_CALLS = folded_pattern("請|接下來|接著|再來|下一|換|輪到|首先|先請|是|謝謝|有沒有")


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
        if self.is_called_up():
            return True
        is_its_report = self.led and self.named
        if self.other and not is_its_report:
            return self.score >= WEIGHTS.firm_elsewhere
        is_surer = self.led or self.named
        least = WEIGHTS.firm if is_surer else WEIGHTS.firm_by_words
        return self.score >= least and (self.led or self.is_run)

    @property
    def is_run(self) -> bool:
        """Whether several speeches are on the case."""
        return len(self.speeches) > 1

    def is_called_up(self) -> bool:
        """Whether the case is called up, by its number or by what it is about."""
        return self.called or self.numbered

    def is_meant(self) -> bool:
        """Whether it says what the case is about, or its number."""
        return self.subject or self.numbered

    def is_rich(self) -> bool:
        """Whether one speech alone says much of the case, and not under another one's call."""
        return self.richest >= WEIGHTS.one_speech and not self.other

    def is_report(self) -> bool:
        """Whether a report on the case begins here, and not under another one's call."""
        return self.opened and not self.other

    def is_review(self) -> bool:
        """Whether the record comes back to the case here in a run of speeches."""
        is_its_own = self.subject and not self.other
        return is_its_own and self.is_run and self.score >= WEIGHTS.firm

    def is_certain(self) -> bool:
        """Whether number and more words of the case leave no doubt."""
        return self.serial and self.score >= WEIGHTS.certain

    def is_kept(self) -> bool:
        """Whether it speaks of a case that was taken on: not where proposals are spoken of, unless the
        case is called up there."""
        return self.serial or self.called or not self.proposed


_SPEECHES, _SCORE = attrgetter("speeches"), attrgetter("score")
_FIRM, _NAMED = attrgetter("firm"), attrgetter("named")
_SUREST = attrgetter("firm", "score")


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
        return fsum(map(_SCORE, self.places))

    @property
    def firm(self) -> bool:
        """Whether the record takes the case up anywhere, and says what it is about."""
        is_taken_up = any(map(_FIRM, self.places)) or sum(map(_NAMED, self.places)) > 1
        return is_taken_up and self._is_meant

    def without_proposals(self) -> Mention | None:
        """The same without what is said where proposals are spoken of: what a case that was met before
        is only compared with."""
        kept = tuple(filter(PassageGroup.is_kept, self.places))
        if len(kept) == len(self.places):
            return self
        speeches = frozenset(chain.from_iterable(map(_SPEECHES, kept)))
        values = tuple(value for value in self.values if value[0] in speeches)
        return replace(self, places=kept, values=values) if kept else None

    @property
    def noted(self) -> bool:
        """Whether one speech alone says much of the case: enough where there is an agenda of cases."""
        return self._is_meant and any(map(PassageGroup.is_rich, self.places))

    @property
    def _is_meant(self) -> bool:
        return any(map(PassageGroup.is_meant, self.places))

    @property
    def speeches(self) -> tuple[int, ...]:
        """The speeches on the case, in order."""
        return tuple(sorted({*chain.from_iterable(map(_SPEECHES, self.places))}))

    @property
    def telling(self) -> tuple[int, ...]:
        """Those of them that are plainly said of it: under a call for it, around its title, and where they
        name it by themselves, by its number or by several words of its own."""
        plain = (place for place in self.places if place.called or place.named)
        told = chain.from_iterable(map(_SPEECHES, plain))
        few = {number for number, worth in self.values if worth < WEIGHTS.telling_worth}
        return tuple(sorted({*self.speeches} - few | {*told}))

    @property
    def reviewed(self) -> bool:
        """Whether the record comes back to the case in a run of speeches, long after it was met."""
        return any(map(PassageGroup.is_review, self.places))

    @property
    def called(self) -> bool:
        """Whether the case is called up, by its number or by what it is about."""
        return any(map(PassageGroup.is_called_up, self.places))

    @property
    def opened(self) -> bool:
        """Whether a report on the case begins anywhere, and not under another one's call."""
        return any(map(PassageGroup.is_report, self.places))

    @property
    def named(self) -> bool:
        """Whether its title is said anywhere."""
        return any(map(_NAMED, self.places))

    @property
    def certain(self) -> bool:
        """Whether its number and more words of the case leave no doubt, long after its release."""
        return any(map(PassageGroup.is_certain, self.places))

    @property
    def best(self) -> float:
        """The score of the best passage in which the subject or the number stands."""
        meant = filter(PassageGroup.is_meant, self.places)
        return max((place.score for place in meant), default=0.0)

    @property
    def key(self) -> int | None:
        """The speech that says most in the passage that says most."""
        surest = max(self.places, key=_SUREST, default=None)
        said = dict(self.values)
        return max(surest.speeches, key=lambda n: said.get(n, 0.0)) if surest else None

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
    return _Search(passages, profile, numbers, on).mention()


@dataclass(frozen=True)
class _Search:
    """One record searched for one case."""

    passages: Passages
    profile: CaseProfile
    has_numbers: bool
    on: dt.date | None

    def mention(self) -> Mention | None:
        groups = tuple(map(self._group, self._runs()))
        if not groups:
            return None
        speeches = sum(self.passages.speech) or 1
        density = sum(map(self.passages.speech.__getitem__, self.said)) / speeches
        return Mention(groups, density, tuple(self.said.items()), self.words.coverage())

    @cached_property
    def words(self) -> CaseWords:
        words: Iterable[str] = self.profile.words
        if self.has_numbers:  # every case is looked for in a meeting that goes through cases
            words = filter(self.passages.may_hold, words)
        return CaseWords.of(self.passages, self.profile, words)

    @cached_property
    def said(self) -> dict[int, float]:
        """The speeches that speak of the case by its words or day, each with what it counts."""
        told = self.words.telling()
        return told | {n: max(WEIGHTS.by_day, told.get(n, 0.0)) for n in self.dated}

    @cached_property
    def dated(self) -> frozenset[int]:
        """The speeches that tell of the case's collaborative meeting by its day."""
        told = map(self.passages.holding, self._recent_days())
        return frozenset(filter(self._tells_of_meeting, chain.from_iterable(told)))

    def _recent_days(self) -> Iterator[str]:
        on = self.on if self.has_numbers and self.on else dt.date.min
        for day in self.profile.days:
            if day < on <= day + WEIGHTS.recent:
                yield fold(f"{day.month}月{day.day}日")

    def _tells_of_meeting(self, number: int) -> bool:
        is_said = self.passages.speech[number]
        return is_said and _MEETING.search(self.passages.texts[number]) is not None

    # --- by its number

    @cached_property
    def counted(self) -> dict[int, bool]:
        """Speeches with the case's number; True where words or the host beside it make it certain. A
        serial number above those by which votes number their options needs neither."""
        numbered = self.passages.numbered if self.has_numbers else ()
        bearing = {n: self._is_borne_out(n) for n in filter(self._bears_number, numbered)}
        return {n: sure for n, sure in bearing.items() if sure or self._is_serial(n)}

    def _bears_number(self, number: int) -> bool:
        is_named = not self.profile.numbers.isdisjoint(self.passages.numbered[number])
        return is_named and self.passages.speech[number]

    def _is_borne_out(self, number: int) -> bool:
        near = range(max(0, number - 2), min(len(self.passages), number + 5))
        if max(map(self.words.worth, near)) >= WEIGHTS.beside:
            return True
        is_listed = min(self.profile.numbers) > WEIGHTS.options
        is_listed = is_listed or calls_before.reports(self.passages, number)
        return self._is_serial(number) and (is_listed or self._names_host(near))

    def _names_host(self, near: range) -> bool:
        texts = "\n".join(self.passages.texts[near.start : near.stop])
        return any(map(texts.__contains__, self.profile.hosts))

    def _counters(self, number: int) -> dict[int, str]:
        """The case's numbers that a passage gives, each with the word it is counted with."""
        found = self.passages.numbered.get(number, {})
        return {n: found[n] for n in self.profile.numbers.intersection(found)}

    def _is_serial(self, number: int) -> bool:
        """Whether the case's number stands there as the one by which cases are listed."""
        return not _SERIALS.isdisjoint(self._counters(number).values())

    def _is_listed(self, number: int) -> bool:
        """Whether the case's number stands there as that of a case: 第 N 次 counts its meetings, and a
        low number may be an option's."""
        counted = self._counters(number).items()
        as_case = any(n > WEIGHTS.options and counter == _CASE for n, counter in counted)
        return as_case or self._is_serial(number)

    # --- groups of speeches

    def _runs(self) -> Iterator[tuple[int, ...]]:
        """The speeches on the case, those near one another together."""
        run: list[int] = []
        for number in sorted({*self.said, *self.counted}):
            if run and number - run[-1] > WEIGHTS.gap:
                yield tuple(run)
                run = []
            run.append(number)
        if run:
            yield tuple(run)

    def _group(self, run: tuple[int, ...]) -> PassageGroup:
        telling = list(filter(self.said.__contains__, run))
        text = "\n".join(map(self.passages.texts.__getitem__, run))
        is_dated = not self.dated.isdisjoint(run)
        numbered = any(map(self.counted.get, run))
        named = is_dated or any(map(text.__contains__, self.profile.phrases))
        led = any(map(self._is_led, telling))
        opened = self.has_numbers and any(map(self._opens, telling))
        heading = self._heading(run[0])
        signs = WEIGHTS.by_number * numbered + WEIGHTS.by_title * named + WEIGHTS.by_host * led
        return PassageGroup(
            run,
            score=sum(self.said.get(n, 1.0) for n in run) + signs,
            richest=max(self.said.get(n, 0.0) for n in run),
            numbered=numbered,
            serial=numbered and any(map(self._is_listed, filter(self.counted.__contains__, run))),
            led=led,
            named=named,
            called=heading == "ours",
            other=heading == "other" and not (numbered or opened),
            opened=opened,
            subject=is_dated or any(map(text.__contains__, self.profile.subject)),
            proposed=run[0] >= self._votes,
        )

    @cached_property
    def _votes(self) -> int:
        """The speech from which on the meeting speaks of proposals."""
        has_votes = self.has_numbers
        return calls_before.votes_from(self.passages) if has_votes else len(self.passages)

    def _heading(self, number: int) -> calls_before.Heading:
        if not self.has_numbers:
            return "open"
        own = self.profile
        return calls_before.heading(self.passages, number, own.numbers, own.core, own.words)

    def _opens(self, number: int) -> bool:
        """Whether a report on the case begins with a speech."""
        own = self.profile
        is_dated = number in self.dated
        return is_dated or calls_before.opens(self.passages, number, own.numbers, own.core)

    def _is_led(self, number: int) -> bool:
        """Whether the host speaks here: by its label, by its first words, or because it was called."""
        start = self.passages.turn(number)
        label = fold(self.passages.speakers[number] or "")
        opening = self.passages.texts[start][: WEIGHTS.names]
        around = (label, opening, *self._calls_before(start))
        return any(host in words for host, words in product(self.profile.hosts, around))

    def _calls_before(self, start: int) -> Iterator[str]:
        """The ends of the short turns right before one that call somebody up."""
        for text in self.passages.texts[max(0, start - 2) : start]:
            if len(text) <= WEIGHTS.short and _CALLS.search(text):
                yield text[-WEIGHTS.head :]
